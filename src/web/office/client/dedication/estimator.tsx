import { useState } from "react";
import { checkTypes, type DedicationPlan, estimateDedication, type InteractionType, interactionTypes, mandatoryTypes, type ProfileKind, profileKinds, usualTypes } from "#modules/staffing/rules/dedication.ts";
import { calibratedNorms } from "#modules/staffing/rules/measure.ts";
import { Button, Field } from "#web/ui/elements.tsx";
import type { DedicationView } from "../../staffing-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { Breakdown } from "./breakdown.tsx";
import { PromiseTeam } from "./promise-team.tsx";

type Dedicated = DedicationView["profiles"][number];
type Amount = "networks" | "languages" | "postsPerWeek" | "all" | "queries" | "complaints" | "direct" | "liveEventsPerWeek" | "campaigns";

const sizes: readonly { readonly key: Amount; readonly most: number }[] = [
  { key: "networks", most: 10 }, { key: "languages", most: 5 }, { key: "postsPerWeek", most: 60 }, { key: "all", most: 1_000 }, { key: "queries", most: 500 }, { key: "complaints", most: 300 },
  { key: "direct", most: 300 }, { key: "liveEventsPerWeek", most: 10 }, { key: "campaigns", most: 10 },
];

/** The estimate, as one moves what it depends on; who directs the profile keeps it (DED-R1). */
export function Estimator({ profile, view }: { readonly profile: Dedicated; readonly view: DedicationView }) {
  const { t, text, format, session, say } = useOffice();
  const toast = useToast();
  const keep = useWrite("PUT /profiles/:id/dedication");
  const [kind, setKind] = useState<ProfileKind>(profile.plan?.kind ?? "facility");
  const [amounts, setAmounts] = useState<Readonly<Record<Amount, number>>>(() => ({
    networks: profile.plan?.networks ?? 1, languages: profile.plan?.languages ?? session.council.languages.length, postsPerWeek: profile.plan?.postsPerWeek ?? 6,
    all: profile.plan?.inboundPerWeek.all ?? 25, queries: profile.plan?.inboundPerWeek.queries ?? 14, complaints: profile.plan?.inboundPerWeek.complaints ?? 4, direct: profile.plan?.inboundPerWeek.direct ?? 5,
    liveEventsPerWeek: profile.plan?.liveEventsPerWeek ?? 0, campaigns: profile.plan?.campaigns ?? 0,
  }));
  const [types, setTypes] = useState<ReadonlySet<InteractionType>>(new Set(profile.plan?.interactionTypes ?? usualTypes[kind]));
  const norms = view.kinds.find((each) => each.kind === kind);
  if (!norms) return null;
  const plan: DedicationPlan = {
    kind, networks: amounts.networks, languages: amounts.languages, postsPerWeek: amounts.postsPerWeek, liveEventsPerWeek: amounts.liveEventsPerWeek, campaigns: amounts.campaigns,
    inboundPerWeek: { all: amounts.all, queries: amounts.queries, complaints: amounts.complaints, direct: amounts.direct }, interactionTypes: types,
  };
  const used = calibratedNorms(norms.norms, { answer: profile.measured?.answer.median, publishing: profile.measured?.publishing.median });
  const estimate = estimateDedication(plan, used);
  const wrong = checkTypes(kind, types);
  const choose = (next: ProfileKind) => {
    const mix = view.kinds.find((each) => each.kind === next)?.mix;
    setKind(next);
    setTypes(new Set([...usualTypes[next], ...mandatoryTypes(next)]));
    if (mix) setAmounts(mixed(amounts, amounts.all, mix));
  };
  const move = (key: Amount, value: number) => setAmounts(key === "all" ? mixed(amounts, value, norms.mix) : { ...amounts, [key]: value });
  const save = () => keep.mutate({ id: profile.id, ...plan, inboundPerWeek: { ...plan.inboundPerWeek }, interactionTypes: [...types] }, { onSuccess: () => toast({ message: t("dedication.kept") }) });
  return (
    <section className="card stack" aria-labelledby="estimator">
      <h2 id="estimator">{t("dedication.estimatorOf", { profile: text(profile.name) })}</h2>
      <div className="split estimator">
        <div className="stack">
          <Field label={t("dedication.kind")} hint={t("dedication.kindHint")}>
            {(ties) => <select {...ties} value={kind} disabled={!profile.chooses} onChange={(event) => { const next = profileKinds.find((each) => each === event.target.value); if (next) choose(next); }}>{profileKinds.map((each) => <option key={each} value={each}>{t(`profileKind.${each}`)}</option>)}</select>}
          </Field>
          <div className="sliders">
            {sizes.map(({ key, most }) => (
              <div key={key} className="slider">
                <label htmlFor={`size-${key}`}>{t(`dedication.size.${key}`)}</label>
                <input type="range" min={0} max={most} step={1} value={Math.min(most, amounts[key])} aria-label={t(`dedication.size.${key}`)} onChange={(event) => move(key, Number(event.target.value))} />
                <input id={`size-${key}`} className="few" type="number" min={0} max={100_000} value={amounts[key]} onChange={(event) => move(key, Math.max(0, Number(event.target.value) || 0))} />
              </div>
            ))}
          </div>
          <fieldset className="stack tight">
            <legend>{t("dedication.types")}</legend>
            <p className="hint">{t("dedication.typesHint")}</p>
            {interactionTypes.map((type) => (
              <label key={type} className="choice">
                <input
                  type="checkbox" checked={types.has(type)} disabled={mandatoryTypes(kind).includes(type) && types.has(type)}
                  onChange={(event) => setTypes(new Set(event.target.checked ? [...types, type] : [...types].filter((one) => one !== type)))}
                />
                <span>{t(`interactionType.${type}`)}<span className="dim by">{t(types.has(type) ? "dedication.costs" : "dedication.wouldAdd", { hours: format.number(estimate.marginal[type], 2) })}</span></span>
              </label>
            ))}
          </fieldset>
        </div>
        <div className="stack estimate-result">
          <p><span className="big n">{t("dedication.hoursAWeek", { hours: format.number(estimate.hours, 1) })}</span></p>
          <p className="n">{t("dedication.fte", { people: format.number(estimate.fte, 2) })} · {t("dedication.minimumTeam", { count: estimate.minimumTeam })}</p>
          <Breakdown estimate={estimate} />
          <PromiseTeam profile={profile} plan={plan} norms={used} target={view.promiseTarget} />
          {wrong && <p className="field-error">{say(wrong)}</p>}
          {keep.error && <Failure error={keep.error} />}
          {profile.chooses ? <div><Button look="go" busy={keep.isPending} onClick={() => { if (!wrong) save(); }}>{t("dedication.keep")}</Button></div> : <p className="dim">{t("dedication.onlyDirection")}</p>}
        </div>
      </div>
    </section>
  );
}

/** The kinds of message follow the whole, in the proportion of the kind of profile. */
const mixed = (amounts: Readonly<Record<Amount, number>>, all: number, mix: { readonly queries: number; readonly complaints: number; readonly direct: number }): Readonly<Record<Amount, number>> => ({
  ...amounts, all, queries: Math.round(all * mix.queries), complaints: Math.round(all * mix.complaints), direct: Math.round(all * mix.direct),
});
