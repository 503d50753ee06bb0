import { catalogueIds } from "#networks/contract/catalogue.ts";
import { Button } from "#web/ui/elements.tsx";
import type { AudienceFactView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { Act } from "../profiles/act.tsx";

/** What studies say of the use of networks: what the choice of one in a request rests on (S4). */
export function Audience() {
  const { t, may } = useOffice();
  const facts = useRead("GET /audience-facts", {});
  const enter = useWrite("POST /audience-facts");
  return (
    <section className="card stack" aria-labelledby="audience">
      <div className="row between wide"><h2 id="audience">{t("audience.title")}</h2><a className="btn small" href="/office/audience.csv" download>{t("list.download")}</a></div>
      <p className="dim measure">{t("audience.hint")}</p>
      <Loaded read={facts}>{(all) => all.length === 0 ? <p>{t("audience.none")}</p> : <ul className="list">{all.map((fact) => <li key={fact.id}><Fact fact={fact} /></li>)}</ul>}</Loaded>
      {may("request.evaluate") && <Act key={facts.data?.length ?? 0} label={t("audience.enter")} missing={t("life.missing")} error={enter.error} busy={enter.isPending} fields={[
        { name: "network", label: t("profiles.network"), kind: "select", options: catalogueIds.map((network) => [network, t(`network.${network}`)] as const) },
        { name: "ageBand", label: t("audience.ageBand"), hint: t("audience.ageBandHint") }, { name: "share", label: t("audience.share") },
        { name: "base", label: t("audience.base"), hint: t("audience.baseHint") }, { name: "source", label: t("audience.source") }, { name: "year", label: t("audience.year") },
      ]} onSend={(typed) => enter.mutate({
        network: catalogueIds.find((network) => network === typed["network"]) ?? "x", ageBand: typed["ageBand"] ?? "", share: numberIn(typed["share"]), base: typed["base"] ?? "", source: typed["source"] ?? "", year: numberIn(typed["year"]),
      })} />}
    </section>
  );
}

// A comma is a decimal sign here; what is no number is refused by its name.
const numberIn = (text: string | undefined): number => {
  const read = Number((text ?? "").trim().replace(",", ".").replace(/\s*%$/, ""));
  return Number.isFinite(read) ? read : -1;
};

function Fact({ fact }: { readonly fact: AudienceFactView }) {
  const { t, may } = useOffice();
  const remove = useWrite("POST /audience-facts/:id/remove");
  return (
    <div className="row between">
      <span><strong>{t(`network.${fact.network}`)}</strong> · <FactWords fact={fact} /></span>
      {remove.error && <Failure error={remove.error} />}
      {may("request.evaluate") && <Button small busy={remove.isPending} onClick={() => remove.mutate({ id: fact.id })}>{t("audience.remove")}<span className="sr">: {fact.ageBand}, {fact.source}</span></Button>}
    </div>
  );
}

export function FactWords({ fact }: { readonly fact: AudienceFactView }) {
  const { t, format } = useOffice();
  return <>{t("audience.words", { share: format.number(fact.share, 1), age: fact.ageBand, base: fact.base })} <span className="dim">({fact.source}, {fact.year})</span></>;
}

/** The facts of one network, beside its choice. */
export function FactsOf({ network }: { readonly network: string }) {
  const { t } = useOffice();
  const facts = useRead("GET /audience-facts", {});
  const own = facts.data?.filter((fact) => fact.network === network) ?? [];
  if (own.length === 0) return <span>{t("audience.noneOf")}</span>;
  return <span>{t("audience.evidence")}: {own.map((fact, index) => <span key={fact.id}>{index > 0 && "; "}<FactWords fact={fact} /></span>)}</span>;
}
