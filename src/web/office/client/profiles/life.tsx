import { Link } from "@tanstack/react-router";
import { Button, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { LifeView, OpeningItem, ProfileView, Trouble } from "../../views.ts";
import { openingItems, transferKinds } from "../../vocabulary.ts";
import { citationText } from "../citation.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { Act, ActNow } from "./act.tsx";
import { Found } from "./found.tsx";

const line = ["requested", "opening", "active", "dormant", "closing", "closed"] as const;

/** Where a profile is in its life: what it was, what it lacks, and what may be done about it. */
export function Life({ profile }: { readonly profile: ProfileView }) {
  const life = useRead("GET /profiles/:id/life", { id: profile.id });
  return <Loaded read={life}>{(view) => <LifeCard profile={profile} life={view} />}</Loaded>;
}

function LifeCard({ profile, life }: { readonly profile: ProfileView; readonly life: LifeView }) {
  const { t, format } = useOffice();
  return (
    <section className="card stack" aria-labelledby="life">
      <h2 id="life">{t("life.title")}</h2>
      <LifeLine profile={profile} life={life} />
      {life.requestId && <p><Link to="/requests/$id" params={{ id: life.requestId }}>{t("life.toRequest")}</Link></p>}
      <Found profile={profile} life={life} />
      {life.opening && <Opening profile={profile} opening={life.opening} may={life.may.prepare} />}
      {life.dormancy && (
        <Note tone="wait" title={t("life.silentFor", { count: life.dormancy.days })}>
          <p>{t("life.silentRule", { days: format.number(life.dormancy.limitDays) })} {t("life.accordingTo", { citation: citationText(t, life.dormancy.citation) })}</p>
        </Note>
      )}
      {life.suspension && (
        <Note tone="bad" title={t("life.suspendedBy", { name: life.suspension.by, when: format.longDay(life.suspension.at) })}>
          <p>«{life.suspension.reason}» · {life.suspension.ratifiedAt ? t("life.ratified") : t("life.notRatified")}</p>
        </Note>
      )}
      {life.transfer && (
        <Note tone="info" title={t("life.transferTo", { name: life.transfer.to })}>
          <p>{t(`transferKind.${life.transfer.kind as (typeof transferKinds)[number]}`)} · {life.transfer.act}</p>
          <p className="dim">{t("life.inventory", { handle: life.transfer.inventory.handle, mailbox: life.transfer.inventory.credentialsMail ?? "—", managers: format.list(life.transfer.inventory.managers) || "—", waiting: format.number(life.transfer.inventory.unsettled) })}</p>
        </Note>
      )}
      {life.closing && <Closing profile={profile} closing={life.closing} life={life} />}
      <Verifications profile={profile} life={life} />
      <Actions profile={profile} life={life} />
      <details>
        <summary>{t("life.history")}</summary>
        <ol className="list">
          {life.standings.map((standing) => (
            <li key={`${standing.at} ${standing.state}`}>
              <Tag>{t(`standing.${standing.state}`)}</Tag> <time dateTime={standing.at}>{format.longDay(standing.at)}</time>{standing.by && ` · ${standing.by}`}{standing.reason && ` · «${standing.reason}»`}
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

/** The steps of a life in their order; where it stands is said in words. */
function LifeLine({ profile, life }: { readonly profile: ProfileView; readonly life: LifeView }) {
  const { t, format } = useOffice();
  const been = new Map(life.standings.map(({ state, at }) => [state as string, at]));
  const now = profile.state === "suspended" ? "active" : profile.state;
  if (profile.state === "found") return <p><Tag tone="bad">{t("standing.found")}</Tag> {profile.foundAs && t(`foundAs.${profile.foundAs as "unofficial" | "impersonator" | "orphan"}`)}</p>;
  return (
    <ol className="life-line">
      {line.filter((state) => state !== "requested" || life.requestId !== null).map((state) => {
        const at = been.get(state);
        const current = state === now;
        return (
          <li key={state} className={current ? "current" : at || state === "requested" ? "past" : ""} {...(current ? { "aria-current": "step" as const } : {})}>
            <span>{state === "requested" ? t("life.requested") : t(`standing.${state}`)}</span>
            <span className="dim">{at ? format.longDay(at) : state === "requested" ? t("life.done") : "—"}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Opening({ profile, opening, may }: { readonly profile: ProfileView; readonly opening: NonNullable<LifeView["opening"]>; readonly may: boolean }) {
  const { t } = useOffice();
  const own = profile.network === "activitypub" || profile.network === "feed";
  const items = openingItems.filter((item) => !own || !["mailbox", "recovery", "admins", "mfa"].includes(item));
  const activate = useWrite("POST /profiles/:id/activate");
  return (
    <div className="stack tight">
      <h3>{t("life.opening")}</h3>
      <ul className="list">{items.map((item) => <OpeningRow key={item} profile={profile} item={item} value={opening.values[item] ?? ""} may={may} />)}</ul>
      <Findings title={t("life.openingLacks")} findings={opening.findings} done={t("life.openingReady")} />
      {may && <ActNow label={t("life.activate")} error={activate.error} busy={activate.isPending} onSend={() => activate.mutate({ id: profile.id })} />}
    </div>
  );
}

function OpeningRow({ profile, item, value, may }: { readonly profile: ProfileView; readonly item: OpeningItem; readonly value: string; readonly may: boolean }) {
  const { t } = useOffice();
  const note = useWrite("POST /profiles/:id/opening");
  return (
    <li className="row wide between acts">
      <p className="row wide grow"><Tag tone={value ? "ok" : "wait"}>{value ? t("life.have") : t("life.lacks")}</Tag> <span>{t(`openingItem.${item}`)}</span> {value && <span className="dim breakable">{value}</span>}</p>
      {may && <Act label={value ? t("life.change") : t("life.note")} send={t("life.save")} missing={t("life.missing")} error={note.error} busy={note.isPending} fields={[{ name: "value", label: t(`openingItem.${item}`), hint: t(`openingHint.${item}`), value }]} onSend={({ value: typed = "" }) => note.mutate({ id: profile.id, item, value: typed })} />}
    </li>
  );
}

/** What is still to be done, as sentences; or that nothing is. */
export function Findings({ title, findings, done }: { readonly title: string; readonly findings: readonly Trouble[]; readonly done: string }) {
  const { say } = useOffice();
  if (findings.length === 0) return <Note tone="ok"><p>{done}</p></Note>;
  return <Note tone="wait" title={title}><ul>{findings.map((finding) => <li key={JSON.stringify(finding)}>{say(finding)}</li>)}</ul></Note>;
}

function Closing({ profile, closing, life }: { readonly profile: ProfileView; readonly closing: NonNullable<LifeView["closing"]>; readonly life: LifeView }) {
  const { t, format } = useOffice();
  const notice = useWrite("POST /profiles/:id/closing/notice");
  const settle = useWrite("POST /profiles/:id/closing/settle");
  const close = useWrite("POST /profiles/:id/close");
  const cancel = useWrite("POST /profiles/:id/closing/cancel");
  const noon = (day: string) => `${day}T12:00:00.000Z`;
  const over = closing.closedAt !== null;
  const cancelling = life.may.close && !over && <Act label={t("life.cancelClosing")} missing={t("life.missing")} error={cancel.error} busy={cancel.isPending} fields={[{ name: "reason", label: t("life.reason"), kind: "text" }]} onSend={({ reason = "" }) => cancel.mutate({ id: profile.id, reason })} />;
  return (
    <div className="stack tight">
      <h3>{t("life.closing")}</h3>
      <dl className="facts">
        <dt>{t("life.closingAsked")}</dt><dd>{format.longDay(closing.askedAt)} · {closing.askedBy} · «{closing.reason}»</dd>
        {closing.legalOrder && <><dt>{t("life.legalOrder")}</dt><dd>{closing.legalOrder}</dd></>}
        <dt>{t("life.closingAgreed")}</dt><dd>{closing.agreedAt ? `${format.longDay(closing.agreedAt)} · ${closing.agreedBy ?? ""}` : t("life.waitsForSecond")}</dd>
        {closing.closesOn && <><dt>{t("life.closesOn")}</dt><dd>{format.longDay(noon(closing.closesOn))}</dd></>}
        {closing.archive && <><dt>{t("life.archive")}</dt><dd>{closing.archive}</dd></>}
        {closing.handleKeptBy && <><dt>{t("life.handleKeptBy")}</dt><dd>{closing.handleKeptBy} · <Tag tone="info">{t("life.reserved")}</Tag></dd></>}
      </dl>
      {closing.notices.length > 0 && (
        <ol className="list">
          {closing.notices.map((each) => (
            <li key={each.number} className="row wide between acts">
              <p className="row wide grow"><Tag tone={each.sentAt ? "ok" : "wait"}>{each.sentAt ? t("life.noticeSent") : t("life.noticeDue")}</Tag> <span>{t("life.notice", { number: each.number })}</span> <time dateTime={each.dueOn}>{format.longDay(noon(each.dueOn))}</time>{each.url && <Outside href={each.url} newTab={t("shell.newTab")}>{t("life.seeNotice")}</Outside>}</p>
              {!each.sentAt && !over && life.may.tellPost && <Act label={t("life.noticeIsOut")} missing={t("life.missing")} error={notice.error} busy={notice.isPending} fields={[{ name: "url", label: t("life.noticeUrl"), hint: profile.spoken ? t("life.noticeOurs") : t("life.noticeByHand") }]} onSend={({ url = "" }) => notice.mutate({ id: profile.id, number: each.number, url })} />}
            </li>
          ))}
        </ol>
      )}
      {!over && <Findings title={t("life.closingLacks")} findings={closing.findings} done={t("life.closingReady")} />}
      {life.may.close && closing.agreedAt !== null && !over && (
        <div className="row acts">
          <Act label={t("life.settleClosing")} send={t("life.save")} missing={t("life.missing")} error={settle.error} busy={settle.isPending} fields={[
            { name: "archive", label: t("life.archive"), hint: t("life.archiveHint"), optional: true, value: closing.archive ?? "" }, { name: "keeper", label: t("life.handleKeptBy"), hint: t("life.handleHint"), value: closing.handleKeptBy ?? "" },
          ]} onSend={({ archive = "", keeper = "" }) => settle.mutate({ id: profile.id, archive, handleKeptBy: keeper })} />
          {closing.findings.length === 0 && <ActNow label={t("life.close")} look="bad" error={close.error} busy={close.isPending} onSend={() => close.mutate({ id: profile.id })} />}
          {cancelling}
        </div>
      )}
      {closing.agreedAt === null && cancelling}
    </div>
  );
}

/** What shows that it is the council's, for whoever wants to look (PRO-13). */
function Verifications({ profile, life }: { readonly profile: ProfileView; readonly life: LifeView }) {
  const { t, format } = useOffice();
  const verify = useWrite("POST /profiles/:id/verifications");
  const end = useWrite("POST /verifications/:id/end");
  if (life.verifications.length === 0 && !life.may.verify) return null;
  return (
    <section className="stack tight" aria-labelledby="verifications">
      <h3 id="verifications">{t("verification.title")}</h3>
      {life.verifications.length === 0 ? <p className="dim">{t("verification.none")}</p> : (
        <ul className="list">
          {life.verifications.map(({ id, kind, evidence, by, at }) => (
            <li key={id} className="row wide between">
              <span className="grow">{t(`verification.kind.${kind}`)}: <span className="breakable">{evidence}</span> <span className="dim">{by}, {format.longDay(at)}</span></span>
              {life.may.verify && <Button small look="quiet" busy={end.isPending} onClick={() => end.mutate({ id })}>{t("verification.end")}<span className="sr">: {evidence}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {end.isError && <Failure error={end.error} />}
      {life.may.verify && (
        <div className="row acts">
          <Act label={t("verification.rel_me")} send={t("verification.look")} missing={t("life.missing")} error={verify.variables?.kind === "rel_me" ? verify.error : null} busy={verify.isPending} fields={[{ name: "evidence", label: t("verification.page"), hint: t("verification.pageHint") }]} onSend={({ evidence = "" }) => verify.mutate({ id: profile.id, kind: "rel_me", evidence })} />
          <ActNow label={t("verification.domain")} error={verify.variables?.kind === "domain" ? verify.error : null} busy={verify.isPending} onSend={() => verify.mutate({ id: profile.id, kind: "domain", evidence: "" })} />
          <Act label={t("verification.badge")} missing={t("life.missing")} error={verify.variables?.kind === "badge" ? verify.error : null} busy={verify.isPending} fields={[{ name: "evidence", label: t("verification.where") }]} onSend={({ evidence = "" }) => verify.mutate({ id: profile.id, kind: "badge", evidence })} />
        </div>
      )}
    </section>
  );
}

function Actions({ profile, life }: { readonly profile: ProfileView; readonly life: LifeView }) {
  const { t } = useOffice();
  const certify = useWrite("POST /profiles/:id/certify");
  const keep = useWrite("POST /profiles/:id/keep");
  const post = useWrite("POST /profiles/:id/last-post");
  const suspend = useWrite("POST /profiles/:id/suspend");
  const ratify = useWrite("POST /profiles/:id/ratify-suspension");
  const resume = useWrite("POST /profiles/:id/resume");
  const ask = useWrite("POST /profiles/:id/closing");
  const agree = useWrite("POST /profiles/:id/closing/agree");
  const receive = useWrite("POST /profiles/:id/receive");
  const { id } = profile;
  const { may } = life;
  const missing = t("life.missing");
  const reason = { name: "reason", label: t("life.reason"), kind: "text" as const };
  if (!Object.values(may).some(Boolean)) return null;
  return (
    <div className="stack tight">
      {may.agreeClosing && <ActNow label={t("life.agreeClosing")} look="bad" error={agree.error} busy={agree.isPending} onSend={() => agree.mutate({ id })} />}
      {may.ratify && <ActNow label={t("life.ratify")} error={ratify.error} busy={ratify.isPending} onSend={() => ratify.mutate({ id })} />}
      {may.receive && <ActNow label={t("life.receive")} error={receive.error} busy={receive.isPending} onSend={() => receive.mutate({ id })} />}
      <div className="row acts">
        {may.keep && <Act label={t("life.keep")} look="go" missing={missing} error={keep.error} busy={keep.isPending} fields={[reason]} onSend={(values) => keep.mutate({ id, reason: values["reason"] ?? "" })} />}
        {may.resume && <Act label={t("life.resume")} missing={missing} error={resume.error} busy={resume.isPending} fields={[reason]} onSend={(values) => resume.mutate({ id, reason: values["reason"] ?? "" })} />}
        {may.certify && <Act label={t("life.certify")} missing={missing} error={certify.error} busy={certify.isPending} note={<p className="dim">{t("life.certifyHint", { days: life.certifyEveryDays })}</p>} fields={[{ name: "note", label: t("life.note"), kind: "text", optional: true }]} onSend={(values) => certify.mutate({ id, note: values["note"] ?? "" })} />}
        {may.tellPost && !profile.spoken && <Act label={t("life.tellPost")} missing={missing} error={post.error} busy={post.isPending} fields={[{ name: "day", label: t("life.postDay"), kind: "day" }]} onSend={(values) => post.mutate({ id, day: values["day"] ?? "" })} />}
        {may.transfer && <Transfer profile={profile} />}
        {may.suspend && <Act label={t("life.suspend")} look="bad" missing={missing} error={suspend.error} busy={suspend.isPending} note={<p className="dim">{t("life.suspendHint")}</p>} fields={[reason]} onSend={(values) => suspend.mutate({ id, reason: values["reason"] ?? "" })} />}
        {may.askClosing && <Act label={t("life.askClosing")} look="bad" missing={missing} error={ask.error} busy={ask.isPending} note={<p className="dim">{t("life.askClosingHint")}</p>} fields={[reason, { name: "order", label: t("life.legalOrder"), hint: t("life.legalOrderHint"), optional: true }]} onSend={(values) => ask.mutate({ id, reason: values["reason"] ?? "", legalOrder: values["order"] ?? "" })} />}
      </div>
    </div>
  );
}

function Transfer({ profile }: { readonly profile: ProfileView }) {
  const { t, text } = useOffice();
  const hand = useWrite("POST /profiles/:id/transfer");
  const units = useRead("GET /units", {});
  const people = useRead("GET /people", {});
  const promoters = people.data?.people.filter((person) => person.appointments.some(({ role }) => role === "promoter")) ?? [];
  if (!units.data || !people.data) return null;
  return (
    <Act label={t("life.handOver")} missing={t("life.missing")} error={hand.error} busy={hand.isPending} fields={[
      { name: "kind", label: t("life.transferKind"), kind: "select", options: transferKinds.map((kind) => [kind, t(`transferKind.${kind}`)] as const) },
      { name: "unit", label: t("composer.unit"), kind: "select", options: units.data.map((unit) => [unit.id, text(unit.name)] as const), ...(profile.unitId ? { value: profile.unitId } : {}) },
      { name: "promoter", label: t("life.newPromoter"), kind: "select", options: promoters.map((person) => [person.id, person.name] as const) },
      { name: "act", label: t("life.act") }, { name: "note", label: t("life.note"), kind: "text", optional: true },
    ]} onSend={({ kind = "", unit = "", promoter = "", act = "", note = "" }) => {
      const known = transferKinds.find((each) => each === kind);
      if (known) hand.mutate({ id: profile.id, kind: known, act, note, toUnitId: unit, toPromoterId: promoter });
    }} />
  );
}
