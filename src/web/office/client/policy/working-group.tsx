import { type FormEvent, useState } from "react";
import { Button, Empty, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PolicyView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { matches } from "../shell/match.ts";

/** Which units lead the working group, and who is in it (ORG-5). */
export function WorkingGroup({ view }: { readonly view: PolicyView }) {
  const { t, text, format, may } = useOffice();
  const [changing, setChanging] = useState(false);
  const { current, leads } = view.group;
  return (
    <section className="card stack" aria-labelledby="working-group">
      <h2 id="working-group">{t("policy.group")}</h2>
      {current === null ? <Empty title={t("policy.noGroup")}><p>{t("policy.noGroupHint", { count: leads })}</p></Empty> : (
        <>
          <dl className="facts">
            <dt>{t("policy.groupLeads")}</dt><dd>{format.list(current.leadUnits.map(({ name }) => text(name)))}</dd>
            <dt>{t("policy.groupGround")}</dt><dd>{text(current.act)} · {t("people.since", { day: format.longDay(current.since) })}</dd>
          </dl>
          <h3>{t("policy.groupMembers")}</h3>
          <ul className="list">
            {current.members.map((member) => <li key={member.id}>{member.name}{member.unit && <span className="dim"> · {text(member.unit)}</span>}</li>)}
          </ul>
        </>
      )}
      {may("policy.manage") && <div><Button onClick={() => setChanging(true)}>{t(current === null ? "policy.groupSet" : "policy.groupChange")}</Button></div>}
      {changing && <GroupDialog view={view} onClose={() => setChanging(false)} />}
    </section>
  );
}

function GroupDialog({ view, onClose }: { readonly view: PolicyView; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const { current, leads: count } = view.group;
  const units = useRead("GET /units", {});
  const people = useRead("GET /people", {});
  const set = useWrite("PUT /policy/working-group");
  const [leads, setLeads] = useState<readonly string[]>(() => Array.from({ length: count }, (_, place) => current?.leadUnits[place]?.id ?? ""));
  const [members, setMembers] = useState<ReadonlySet<string>>(new Set(current?.members.map(({ id }) => id)));
  const [search, setSearch] = useState("");
  const [actId, setAct] = useState("");
  const shown = people.data?.people.filter((person) => members.has(person.id) || (search.trim() !== "" && matches(search, `${person.name} ${person.unit ? text(person.unit) : ""}`))) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ leadUnits: leads.filter((id) => id !== ""), members: [...members], actId: actId || null }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("policy.group")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {leads.map((lead, place) => (
          <Field key={String(place)} label={t("policy.groupLead", { place: place + 1 })}>
            {(ties) => (
              <select {...ties} value={lead} onChange={(event) => setLeads(leads.map((each, other) => (other === place ? event.target.value : each)))}>
                <option value="">—</option>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
              </select>
            )}
          </Field>
        ))}
        <Field label={t("policy.groupSearch")} hint={t("policy.groupSearchHint")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
        <fieldset>
          <legend>{t("policy.groupMembers")}</legend>
          {shown.length === 0 && <p className="dim">{t("policy.groupNobody")}</p>}
          {shown.map((person) => (
            <label key={person.id} className="choice">
              <input type="checkbox" checked={members.has(person.id)} onChange={(event) => setMembers(new Set(event.target.checked ? [...members, person.id] : [...members].filter((each) => each !== person.id)))} />
              {person.name} <span className="dim">{person.unit ? text(person.unit) : ""}</span>
            </label>
          ))}
        </fieldset>
        <Field label={t("policy.act")}>
          {(ties) => <select {...ties} value={actId} onChange={(event) => setAct(event.target.value)}><option value="">—</option>{view.acts.map((act) => <option key={act.id} value={act.id}>{text(act.title)}</option>)}</select>}
        </Field>
        {set.error && <Failure error={set.error} />}
        <div className="row"><Button type="submit" look="go" busy={set.isPending}>{t("contracts.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
