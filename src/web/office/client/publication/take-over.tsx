import { Button, Note } from "#web/ui/elements.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** What a contractor had scheduled waits for somebody of the council's own to answer for it (CON-R3). */
export function TakeOver({ id, mayTake }: { readonly id: string; readonly mayTake: boolean }) {
  const { t } = useOffice();
  const take = useWrite("POST /publications/:id/take-over");
  return (
    <Note tone="wait" title={t("contracts.ownerless")}>
      <div className="stack tight">
        <p>{t(mayTake ? "contracts.ownerlessHint" : "contracts.ownerlessOthers")}</p>
        {take.error && <Failure error={take.error} />}
        {mayTake && <div><Button look="go" busy={take.isPending} onClick={() => take.mutate({ id })}>{t("contracts.takeOver")}</Button></div>}
      </div>
    </Note>
  );
}
