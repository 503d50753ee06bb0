import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Note, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PersonView } from "../../views.ts";
import { competenceAreas, postTypes, proofs } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { Practice } from "../people/practice.tsx";
import { useToast } from "../toasts.tsx";
import { Fitness } from "./fitness.tsx";

/** One person: post, appointments, what is asked of a manager and what there is to show for it. */
export function PersonPage() {
  const { id } = useParams({ from: "/settings/people/$id" });
  const { t, may } = useOffice();
  const person = useRead("GET /people/:id", { id });
  const [recording, setRecording] = useState(false);
  const [ending, setEnding] = useState(false);
  const data = person.data;
  return (
    <Page
      title={data?.name ?? t("people.title")} kicker={may("people.read") ? <Link to="/settings/people">{t("people.title")}</Link> : undefined}
      actions={data && (
        <>
          {data.mayRecord && <Button look="go" onClick={() => setRecording(true)}>{t("person.record")}</Button>}
          {may("people.manage") && <Button look="bad" onClick={() => setEnding(true)}>{t("person.end")}</Button>}
        </>
      )}
    >
      <Loaded read={person}>
        {(view) => (
          <div className="split">
            <div className="stack">
              <section className="card stack" aria-labelledby="fitness">
                <h2 id="fitness">{t("person.fitness")}</h2>
                {!view.manages && <p className="dim">{t("person.noManager")}</p>}
                <Fitness fitness={view.fitness} />
              </section>
              <Competences view={view} />
              <Practice view={view} />
            </div>
            <div className="stack">
              <Facts view={view} />
              <History view={view} />
            </div>
            <Record view={view} open={recording} onClose={() => setRecording(false)} />
            <EndPost view={view} open={ending} onClose={() => setEnding(false)} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Facts({ view }: { readonly view: PersonView }) {
  const { t, text, format } = useOffice();
  return (
    <section className="card stack" aria-labelledby="post">
      <h2 id="post">{t("account.post")}</h2>
      <dl className="facts stacked">
        <dt>{t("account.post")}</dt><dd>{t(`postType.${view.postType}`)}</dd>
        <dt>{t("composer.unit")}</dt><dd>{view.unit ? text(view.unit) : "—"}</dd>
        <dt>{t("account.email")}</dt><dd>{view.email}</dd>
        <dt>{t("person.access")}</dt><dd>{t(`access.${view.access}`)}</dd>
        <dt>{t("person.suitedShort")}</dt><dd>{t(view.suited ? "person.yes" : "person.no")}</dd>
      </dl>
      <h3>{t("account.roles")}</h3>
      {view.appointments.length === 0 ? <p className="dim">{t("people.noRole")}</p> : (
        <ul className="list">
          {view.appointments.map((appointment) => (
            <li key={appointment.id}>
              <strong>{t(`role.${appointment.role}`)}</strong>
              {(appointment.unit || appointment.profile) && ` · ${appointment.profile ?? text(appointment.unit)}${appointment.network ? ` (${t(`network.${appointment.network}`)})` : ""}`}
              <p className="dim">{t("people.since", { day: format.longDay(appointment.from) })} · {appointment.act}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Competences({ view }: { readonly view: PersonView }) {
  const { t, format } = useOffice();
  const withdraw = useWrite("POST /competences/:id/withdraw");
  const [withdrawing, setWithdrawing] = useState<string>();
  return (
    <section className="card stack" aria-labelledby="competences">
      <h2 id="competences">{t("person.competences")}</h2>
      {view.competences.length === 0 ? <Empty icon="badge" title={t("person.noCompetences")}><p>{t("person.noCompetencesHint")}</p></Empty> : (
        <ul className="list">
          {view.competences.map((competence) => (
            <li key={competence.id} className="row wide between">
              <div className="grow">
                <strong>{t(`area.${competence.area}`)}</strong> {competence.withdrawn && <Tag tone="bad">{t("person.withdrawn")}</Tag>}
                <p>{t(`proof.${competence.proof}`)}: {competence.evidence}</p>
                <p className="dim">
                  {format.longDay(competence.obtainedAt)}{competence.validUntil && ` – ${format.longDay(competence.validUntil)}`}{competence.by && ` · ${competence.by}`}
                </p>
                {competence.withdrawn && <p className="dim">«{competence.withdrawn.reason}» · {format.longDay(competence.withdrawn.at)}</p>}
              </div>
              {view.mayRecord && !competence.withdrawn && <Button small look="quiet" onClick={() => setWithdrawing(competence.id)}>{t("person.withdraw")}<span className="sr">: {t(`area.${competence.area}`)}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      <ReasonDialog
        title={t("person.withdrawTitle")} hint={t("person.withdrawHint")} act={t("person.withdraw")} open={withdrawing !== undefined} onClose={() => setWithdrawing(undefined)}
        busy={withdraw.isPending} error={withdraw.error}
        onReason={(reason) => withdrawing !== undefined && withdraw.mutate({ id: withdrawing, reason }, { onSuccess: () => setWithdrawing(undefined) })}
      />
    </section>
  );
}

function History({ view }: { readonly view: PersonView }) {
  const { t, format, text } = useOffice();
  return (
    <section className="card stack" aria-labelledby="history">
      <h2 id="history">{t("person.history")}</h2>
      <ul className="list">
        {view.posts.map((post) => (
          <li key={post.at + post.what}>
            <strong>{t(`person.post.${post.what}`)}</strong> · <span className="whole">{format.longDay(post.at)}</span>
            <p className="dim">{t(`postType.${post.postType}`)}{post.unit && ` · ${text(post.unit)}`}</p>
          </li>
        ))}
        {view.signatures.map((signature) => <li key={signature.signedAt}><strong>{t("person.signed")}</strong> · <span className="whole">{format.longDay(signature.signedAt)}</span><p className="dim">{text(signature.act)}</p></li>)}
      </ul>
    </section>
  );
}

function Record({ view, open, onClose }: { readonly view: PersonView; readonly open: boolean; readonly onClose: () => void }) {
  const { t, format, clock } = useOffice();
  const record = useWrite("POST /people/:id/competences");
  const firstMissing = view.fitness.areas.find(({ state }) => state === "missing")?.area ?? "citizen_mailbox";
  const [area, setArea] = useState<string>();
  const [proof, setProof] = useState<(typeof proofs)[number]>("course");
  const [evidence, setEvidence] = useState("");
  const [obtainedOn, setObtained] = useState(() => format.isoDay(clock.now()));
  const [validUntil, setValid] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!evidence.trim());
    if (!evidence.trim()) return;
    record.mutate(
      { id: view.id, area: competenceAreas.find((each) => each === area) ?? firstMissing, proof, evidence: evidence.trim(), obtainedOn, validUntil: validUntil || null },
      { onSuccess: () => { setEvidence(""); setArea(undefined); onClose(); } },
    );
  };
  return (
    <Dialog title={t("person.recordTitle", { name: view.name })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("fitness.area")}>
          {(ties) => <select {...ties} value={area ?? firstMissing} onChange={(event) => setArea(event.target.value)}>{competenceAreas.map((each) => <option key={each} value={each}>{t(`area.${each}`)}</option>)}</select>}
        </Field>
        <Field label={t("person.proof")}>
          {(ties) => <select {...ties} value={proof} onChange={(event) => setProof(proofs.find((each) => each === event.target.value) ?? "course")}>{proofs.map((each) => <option key={each} value={each}>{t(`proof.${each}`)}</option>)}</select>}
        </Field>
        <Field label={t("person.evidence")} hint={t("person.evidenceHint")} error={wanting && !evidence.trim() ? t("refusal.evidence-missing") : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={500} value={evidence} onChange={(event) => setEvidence(event.target.value)} />}
        </Field>
        <Field label={t("person.obtainedOn")}>{(ties) => <input {...ties} type="date" value={obtainedOn} onChange={(event) => setObtained(event.target.value)} />}</Field>
        <Field label={t("fitness.validUntil")} hint={t("person.validHint")}>{(ties) => <input {...ties} type="date" value={validUntil} onChange={(event) => setValid(event.target.value)} />}</Field>
        {record.error && <Failure error={record.error} />}
        <div className="row"><Button type="submit" look="go" busy={record.isPending}>{t("person.record")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}

function EndPost({ view, open, onClose }: { readonly view: PersonView; readonly open: boolean; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const toast = useToast();
  const units = useRead("GET /units", {}, { enabled: open });
  const end = useWrite("POST /people/:id/end-post");
  const [leaves, setLeaves] = useState(true);
  const [postType, setPostType] = useState(view.postType);
  const [unitId, setUnit] = useState(view.unitId ?? "");
  const [suited, setSuited] = useState(view.suited);
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!reason.trim());
    if (!reason.trim()) return;
    end.mutate({ id: view.id, reason: reason.trim(), next: leaves ? null : { postType, unitId: unitId || null, suited } }, {
      onSuccess: ({ profiles }) => {
        onClose();
        toast({ message: profiles.length === 0 ? t("person.ended", { name: view.name }) : t("person.endedConnections", { name: view.name, profiles: profiles.join(", ") }) });
      },
    });
  };
  return (
    <Dialog title={t("person.endTitle", { name: view.name })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Note tone="wait" title={t("person.endWhat")}><p>{t("person.endWhatHint")}</p></Note>
        <fieldset>
          <legend>{t("person.endHow")}</legend>
          <label className="choice"><input type="radio" name="leaves" checked={leaves} onChange={() => setLeaves(true)} />{t("person.leaves")}</label>
          <label className="choice"><input type="radio" name="leaves" checked={!leaves} onChange={() => setLeaves(false)} />{t("person.changes")}</label>
        </fieldset>
        {!leaves && (
          <>
            <Field label={t("account.post")}>
              {(ties) => <select {...ties} value={postType} onChange={(event) => setPostType(postTypes.find((each) => each === event.target.value) ?? "technical")}>{postTypes.map((each) => <option key={each} value={each}>{t(`postType.${each}`)}</option>)}</select>}
            </Field>
            <Field label={t("composer.unit")}>
              {(ties) => <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}><option value="">—</option>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}</select>}
            </Field>
            <label className="choice"><input type="checkbox" checked={suited} onChange={(event) => setSuited(event.target.checked)} />{t("person.suited")}</label>
          </>
        )}
        <Field label={t("publication.why")} hint={t("person.endReasonHint")} error={wanting && !reason.trim() ? t("publication.whyMissing") : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {end.error && <Failure error={end.error} />}
        <div className="row"><Button type="submit" look="bad" busy={end.isPending}>{t("person.end")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
