import { Tag } from "#web/ui/elements.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Act } from "../profiles/act.tsx";
import type { ContractRow } from "./contract-row.ts";

/** What the company leaves in order as its contract ends (CON-5). Rights end by themselves. */
export function Exit({ contract }: { readonly contract: ContractRow }) {
  const { t, format, may } = useOffice();
  const confirm = useWrite("POST /contracts/:id/exit");
  if (contract.exits.length + contract.exitOpen.length === 0) return null;
  return (
    <section className="stack tight" aria-labelledby={`exit-${contract.id}`}>
      <h3 id={`exit-${contract.id}`}>{t("contracts.exit.title")}</h3>
      <ul className="list">
        {contract.exits.map(({ item, note, by, at }) => (
          <li key={item}><Tag tone="ok">{t("contracts.exit.done")}</Tag> {t(`contracts.exit.${item}`)}: {note} <span className="dim">{by}, {format.longDay(at)}</span></li>
        ))}
        {contract.exitOpen.map((item) => (
          <li key={item} className="stack tight">
            <p><Tag tone="wait">{t("contracts.exit.open")}</Tag> {t(`contracts.exit.${item}`)}</p>
            {may("contract.manage") && (
              <Act
                label={t("contracts.exit.confirm", { item: t(`contracts.exit.${item}`) })} send={t("contracts.exit.keep")} busy={confirm.isPending} error={confirm.error} missing={t("contracts.exit.noteMissing")}
                fields={[{ name: "note", label: t("contracts.exit.note") }]}
                onSend={({ note }) => confirm.mutate({ id: contract.id, item, note: note ?? "" })}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
