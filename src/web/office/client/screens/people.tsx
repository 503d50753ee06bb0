import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Note, Tag, type Tone } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PeopleView, PostType, Role } from "../../views.ts";
import { postTypes, roles, unitRoles } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { ListImport } from "../list-import.tsx";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

type Person = PeopleView["people"][number];

const accessTones: Readonly<Record<Person["access"], Tone>> = { active: "ok", invited: "wait", disabled: "bad", none: "dim" };

/** Who works here and what each may do, by appointment. */
export function People() {
  const { t, may } = useOffice();
  const people = useRead("GET /people", {});
  const [inviting, setInviting] = useState(false);
  const [importing, setImporting] = useState(false);
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<Role | "">("");
  const [invitation, setInvitation] = useState<{ readonly name: string; readonly url: string }>();
  return (
    <Page title={t("people.title")} actions={may("people.manage") && <><a className="btn" href="/office/people.csv" download>{t("list.download")}</a><Button onClick={() => setImporting(true)}>{t("list.title")}</Button><Button look="go" onClick={() => setInviting(true)}>{t("people.invite")}</Button></>}>
      {importing && <ListImport of="people" onClose={() => setImporting(false)} />}
      <SettingsTabs current="people" />
      <div className="stack settings-body">
        <Loaded read={people}>
          {(view) => (
            <>
              {view.bootstrap && <Note tone="wait" title={t("people.bootstrap")}><p>{t("people.bootstrapHint")}</p></Note>}
              {view.people.length === 0 ? <Empty icon="user" title={t("people.none")} /> : (
                <>
                <div className="row wide" role="search">
                  <Field label={t("people.search")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
                  <Field label={t("people.role")}>
                    {(ties) => (
                      <select {...ties} value={role} onChange={(event) => setRole(roles.find((each) => each === event.target.value) ?? "")}>
                        <option value="">{t("people.anyRole")}</option>
                        {roles.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}
                      </select>
                    )}
                  </Field>
                  <p className="dim" role="status">{t("people.shown", { count: shownOf(view.people, search, role).length })}</p>
                </div>
                <ul className="people stack">
                  {shownOf(view.people, search, role).map((person) => <li key={person.id}><PersonCard person={person} onInvitation={(url) => setInvitation({ name: person.name, url })} /></li>)}
                </ul>
                </>
              )}
            </>
          )}
        </Loaded>
      </div>
      <Invite open={inviting} onClose={() => setInviting(false)} onInvited={(name, url) => { setInviting(false); setInvitation({ name, url }); }} />
      <Dialog title={t("people.invitationFor", { name: invitation?.name ?? "" })} open={invitation !== undefined} onClose={() => setInvitation(undefined)}>
        <p>{t("people.invitationHint")}</p>
        <Field label={t("people.invitationUrl")}>{(ties) => <input {...ties} readOnly value={invitation?.url ?? ""} onFocus={(event) => event.target.select()} />}</Field>
        <div className="row">
          <Button look="go" onClick={() => void navigator.clipboard.writeText(invitation?.url ?? "")}>{t("people.copy")}</Button>
          <Button onClick={() => setInvitation(undefined)}>{t("shell.close")}</Button>
        </div>
      </Dialog>
    </Page>
  );
}

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Those whose name, mail, unit or profile has the words, in whatever accents. */
function shownOf(people: readonly Person[], search: string, role: Role | ""): readonly Person[] {
  const words = plain(search).split(/\s+/).filter((word) => word !== "");
  return people.filter((person) => {
    if (role !== "" && !person.appointments.some((appointment) => appointment.role === role)) return false;
    const told = plain([person.name, person.email, ...Object.values(person.unit ?? {}), ...person.appointments.map(({ profile }) => profile ?? "")].join(" "));
    return words.every((word) => told.includes(word));
  });
}

function PersonCard({ person, onInvitation }: { readonly person: Person; readonly onInvitation: (url: string) => void }) {
  const { t, text, format, may } = useOffice();
  const invite = useWrite("POST /people/:id/invitation");
  const revoke = useWrite("POST /appointments/:id/revoke");
  const [appointing, setAppointing] = useState(false);
  const [revoking, setRevoking] = useState<string>();
  return (
    <article className="card stack tight" aria-labelledby={`person-${person.id}`}>
      <div className="row between">
        <h2 id={`person-${person.id}`}><Link to="/settings/people/$id" params={{ id: person.id }} data-row="">{person.name}</Link></h2>
        <Tag tone={accessTones[person.access]}>{t(`access.${person.access}`)}</Tag>
      </div>
      <p className="dim">{t(`postType.${person.postType}`)}{person.unit && ` · ${text(person.unit)}`} · {person.email}</p>
      {person.fitness && !person.fitness.fit && (
        <p><Tag tone="bad">{t("fitness.unfit")}</Tag> <span>{person.fitness.missing > 0 ? t("fitness.lacks", { count: person.fitness.missing, need: person.fitness.need }) : t("fitness.unsigned")}</span></p>
      )}
      {person.appointments.length === 0 ? <p className="dim">{t("people.noRole")}</p> : (
        <ul className="stack tight">
          {person.appointments.map((appointment) => (
            <li key={appointment.id} className="row wide">
              <span className="grow">
                <strong>{t(`role.${appointment.role}`)}</strong>
                {(appointment.unit || appointment.profile) && ` · ${appointment.profile ?? text(appointment.unit)}${appointment.network ? ` (${t(`network.${appointment.network}`)})` : ""}`}
                <span className="dim"> · {t("people.since", { day: format.longDay(appointment.from) })}{appointment.act && ` · ${appointment.act}`}</span>
              </span>
              {may("people.manage") && <Button small look="quiet" onClick={() => setRevoking(appointment.id)}>{t("people.revoke")}<span className="sr">: {person.name}, {t(`role.${appointment.role}`)}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {invite.error && <Failure error={invite.error} />}
      {may("people.manage") && (
        <div className="row">
          <Button small onClick={() => setAppointing(true)}>{t("people.appoint")}<span className="sr">: {person.name}</span></Button>
          {person.access !== "disabled" && (
            <Button small look="quiet" busy={invite.isPending} onClick={() => invite.mutate({ id: person.id }, { onSuccess: ({ invitationUrl }) => onInvitation(invitationUrl) })}>
              {t("people.newInvitation")}<span className="sr">: {person.name}</span>
            </Button>
          )}
        </div>
      )}
      <Appoint person={person} open={appointing} onClose={() => setAppointing(false)} />
      <ReasonDialog
        title={t("people.revokeTitle")} hint={t("people.revokeHint")} act={t("people.revoke")} open={revoking !== undefined} onClose={() => setRevoking(undefined)}
        busy={revoke.isPending} error={revoke.error}
        onReason={(reason) => revoking !== undefined && revoke.mutate({ id: revoking, reason }, { onSuccess: () => setRevoking(undefined) })}
      />
    </article>
  );
}

function Invite({ open, onClose, onInvited }: { readonly open: boolean; readonly onClose: () => void; readonly onInvited: (name: string, url: string) => void }) {
  const { t, text } = useOffice();
  const units = useRead("GET /units", {});
  const enter = useWrite("POST /people");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [postType, setPostType] = useState<PostType>("technical");
  const [unitId, setUnit] = useState("");
  const [suited, setSuited] = useState(true);
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = !name.trim() || !email.trim();
    setWanting(missing);
    if (missing) return;
    enter.mutate({ name: name.trim(), email: email.trim(), postType, unitId: unitId || null, suited }, {
      onSuccess: ({ invitationUrl }) => {
        onInvited(name.trim(), invitationUrl);
        setName("");
        setEmail("");
      },
    });
  };
  return (
    <Dialog title={t("people.inviteTitle")} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("people.name")} error={wanting && !name.trim() ? t("people.nameMissing") : undefined}>
          {(ties) => <input {...ties} type="text" autoComplete="off" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t("account.email")} error={wanting && !email.trim() ? t("people.emailMissing") : undefined}>
          {(ties) => <input {...ties} type="email" autoComplete="off" maxLength={200} value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <Field label={t("account.post")}>
          {(ties) => (
            <select {...ties} value={postType} onChange={(event) => setPostType(postTypes.find((each) => each === event.target.value) ?? "technical")}>
              {postTypes.map((each) => <option key={each} value={each}>{t(`postType.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={t("composer.unit")}>
          {(ties) => (
            <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}>
              <option value="">—</option>
              {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
            </select>
          )}
        </Field>
        <label className="choice"><input type="checkbox" checked={suited} onChange={(event) => setSuited(event.target.checked)} />{t("person.suited")}</label>
        {enter.error && <Failure error={enter.error} />}
        <div className="row"><Button type="submit" look="go" busy={enter.isPending}>{t("people.invite")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}

function Appoint({ person, open, onClose }: { readonly person: Person; readonly open: boolean; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const units = useRead("GET /units", {}, { enabled: open });
  const profiles = useRead("GET /profiles", {}, { enabled: open });
  const appoint = useWrite("POST /people/:id/appointments");
  const [role, setRole] = useState<Role>("manager");
  const [unitId, setUnit] = useState("");
  const [profileId, setProfile] = useState("");
  const [act, setAct] = useState("");
  const [justification, setJustification] = useState("");
  const ofUnit = unitRoles.some((each) => each === role);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    appoint.mutate(
      { id: person.id, role, unitId: ofUnit ? unitId || null : null, profileId: role === "manager" ? profileId || null : null, act: act.trim(), justification: justification.trim() },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog title={t("people.appointTitle", { name: person.name })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("people.role")}</legend>
          {roles.map((each) => (
            <label key={each} className="choice"><input type="radio" name={`role-${person.id}`} checked={role === each} onChange={() => setRole(each)} /><span>{t(`role.${each}`)} <span className="dim">{t(`roleWhat.${each}`)}</span></span></label>
          ))}
        </fieldset>
        {ofUnit && (
          <Field label={t("people.ofUnit")}>
            {(ties) => <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}><option value="">—</option>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}</select>}
          </Field>
        )}
        {role === "manager" && (
          <Field label={t("people.ofProfile")}>
            {(ties) => <select {...ties} value={profileId} onChange={(event) => setProfile(event.target.value)}><option value="">—</option>{profiles.data?.map((profile) => <option key={profile.id} value={profile.id}>{text(profile.displayName)} · {profile.address}</option>)}</select>}
          </Field>
        )}
        <Field label={t("people.act")} hint={t("people.actHint")}>{(ties) => <input {...ties} type="text" maxLength={300} value={act} onChange={(event) => setAct(event.target.value)} />}</Field>
        <Field label={t("people.justification")} hint={t("shell.optional")}>{(ties) => <textarea {...ties} className="short" maxLength={1000} value={justification} onChange={(event) => setJustification(event.target.value)} />}</Field>
        {appoint.error && <Failure error={appoint.error} />}
        <div className="row"><Button type="submit" look="go" busy={appoint.isPending}>{t("people.appoint")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
