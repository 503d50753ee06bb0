import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import {
  addPeriod, type Article, checkGroup, checkParameter, type ContentType, defaultOf, getCouncil, getParameter, getParameterVersion, type GroupProblem, isParameterKey, listActs, listUnits, type NewAct, type NewMeeting, type ParameterProblem, recordAct,
  recordMeeting, removePeriod, type Responsibilities, selfApproval, writeParameter, writeResponsibility, writeWorkingGroup,
} from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { type Actor, authorise } from "./authorise.ts";
import { listDepartments } from "./fitness.ts";
import { listPeople } from "./people.ts";
import type { NotPermitted } from "./rules/can.ts";
import { competenceAreas } from "./rules/fitness.ts";

// The module of policy stands below this one and knows neither people nor evidence: who changes it is asked and recorded here.

export type ActRefusal =
  | NotPermitted
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "act-field-missing"; readonly field: "issuer" | "place" | "article" }
  | { readonly kind: "bad-day" }
  | { readonly kind: "bad-digest" }
  | { readonly kind: "bad-address" };

/** Records an act of the council's, with its articles in our own words (ORG-3). */
export async function enterAct(tx: Tx, actor: Actor, act: NewAct & { readonly inForceFrom: Instant }, at: Instant): Promise<Result<Id<"act">, ActRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const { languages } = await getCouncil(tx);
  const unnamed = languages.find((language) => !act.title[language]?.trim());
  if (unnamed) return refuse({ kind: "name-missing", language: unnamed });
  for (const field of ["issuer", "place"] as const) if (act[field].trim() === "") return refuse({ kind: "act-field-missing", field });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(act.signedOn)) return refuse({ kind: "bad-day" });
  if (act.sha256 !== undefined && !/^[0-9a-f]{64}$/.test(act.sha256)) return refuse({ kind: "bad-digest" });
  if (act.url !== undefined && !/^https?:\/\/\S+$/i.test(act.url)) return refuse({ kind: "bad-address" });
  const wrong: Article | undefined = (act.articles ?? []).find((article) => article.number.trim() === "" || Object.values(article.summary).every((text) => text.trim() === ""));
  if (wrong) return refuse({ kind: "act-field-missing", field: "article" });
  const id = await recordAct(tx, act, at, actor.personId);
  await recordEvidence(tx, {
    kind: "policy.act-recorded", subject: { type: "act", id }, at,
    facts: { kind: act.kind, title: { ...act.title }, issuer: act.issuer, place: act.place, signedOn: act.signedOn, inForceFrom: act.inForceFrom, binding: act.binding === true, sha256: act.sha256 ?? null },
    values: { by: actor.personId },
  });
  await recordEvent(tx, { kind: "policy.act-recorded", subject: { type: "act", id }, actor: actor.personId, at });
  return ok(id);
}

export type ParameterRefusal =
  | NotPermitted | ParameterProblem
  | { readonly kind: "unknown-parameter" }
  /** A value without an act and article is nobody's decision. */
  | { readonly kind: "act-missing" }
  | { readonly kind: "article-missing" }
  /** What was decided under the old value was decided: nothing is set for the past. */
  | { readonly kind: "in-the-past" }
  /** ORG-R2. */
  | { readonly kind: "parameter-taken" };

/** Sets a value of policy from an instant on, citing the act and the article that say so (ORG-4, ORG-R2). */
export async function setParameter(
  tx: Tx, actor: Actor, change: { readonly key: string; readonly value: string | number | boolean; readonly actId: Id<"act"> | undefined; readonly article: string; readonly from: Instant }, at: Instant,
): Promise<Result<Id<"parameter">, ParameterRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const { key, value, article, from } = change;
  if (!isParameterKey(key)) return refuse({ kind: "unknown-parameter" });
  const problem = checkParameter(defaultOf(key).value, value);
  if (problem) return refuse(problem);
  if (key === "roles.requiredAreas" && typeof value === "string" && !value.split(",").every((area) => competenceAreas.some((known) => known === area.trim()))) {
    return refuse({ kind: "bad-value", because: "type" });
  }
  if (!change.actId || !(await listActs(tx)).some((act) => act.id === change.actId)) return refuse({ kind: "act-missing" });
  if (article.trim() === "") return refuse({ kind: "article-missing" });
  if (from < at) return refuse({ kind: "in-the-past" });
  const before = await getParameterVersion(tx, key, from);
  // An act may confirm what was only the default: then it is the council's own decision.
  if (before.id !== null && before.value === value) return refuse({ kind: "bad-value", because: "same" });
  const id = await writeParameter(tx, { key, value, actId: change.actId, article: article.trim(), from }, actor.personId, at);
  if (!id) return refuse({ kind: "parameter-taken" });
  await recordEvidence(tx, {
    kind: "policy.parameter-set", subject: { type: "act", id: change.actId }, at, facts: { key, value, before: before.value, article: article.trim(), from }, values: { by: actor.personId },
  });
  await recordEvent(tx, { kind: "policy.parameter-set", subject: { type: "act", id: change.actId }, actor: actor.personId, at, data: { key } });
  return ok(id);
}

export type ResponsibilityRefusal = NotPermitted | { readonly kind: "act-missing" } | { readonly kind: "article-missing" } | { readonly kind: "writes-and-approves" };

/** Says who writes, revises, approves and publishes a kind of content, by which act and article (ORG-6). */
export async function setResponsibility(
  tx: Tx, actor: Actor, change: { readonly contentType: ContentType; readonly tasks: Responsibilities; readonly actId: Id<"act"> | undefined; readonly article: string }, at: Instant,
): Promise<Result<undefined, ResponsibilityRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const { contentType, tasks, actId } = change;
  const article = change.article.trim();
  if (!actId || !(await listActs(tx)).some((act) => act.id === actId)) return refuse({ kind: "act-missing" });
  if (article === "") return refuse({ kind: "article-missing" });
  const alone = selfApproval(tasks);
  if (alone) return refuse(alone);
  await writeResponsibility(tx, { contentType, tasks, actId, article }, actor.personId, at);
  await recordEvidence(tx, { kind: "policy.responsibility-set", subject: { type: "act", id: actId }, at, facts: { contentType, tasks: { ...tasks }, article }, values: { by: actor.personId } });
  await recordEvent(tx, { kind: "policy.responsibility-set", subject: { type: "act", id: actId }, actor: actor.personId, at, data: { contentType } });
  return ok();
}

export type PeriodRefusal = NotPermitted | { readonly kind: "bad-term" } | { readonly kind: "name-missing"; readonly language: string } | { readonly kind: "unknown-period" };

/** Enters an election period: from its call to the end of voting day (LOREG 50). */
export async function enterPeriod(
  tx: Tx, actor: Actor, period: { readonly name: Localized; readonly from: Instant; readonly to: Instant; readonly actId: Id<"act"> | undefined }, at: Instant,
): Promise<Result<Id<"period">, PeriodRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const unnamed = (await getCouncil(tx)).languages.find((language) => !period.name[language]?.trim());
  if (unnamed) return refuse({ kind: "name-missing", language: unnamed });
  if (period.to <= period.from) return refuse({ kind: "bad-term" });
  const id = await addPeriod(tx, { kind: "election", ...period }, actor.personId, at);
  await recordEvidence(tx, { kind: "period.entered", subject: { type: "period", id }, at, facts: { from: period.from, to: period.to } });
  await recordEvent(tx, { kind: "period.entered", subject: { type: "act", id }, actor: actor.personId, at });
  return ok(id);
}

export async function takePeriodBack(tx: Tx, actor: Actor, id: Id<"period">, at: Instant): Promise<Result<undefined, PeriodRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  if (!(await removePeriod(tx, id, actor.personId, at))) return refuse({ kind: "unknown-period" });
  await recordEvidence(tx, { kind: "period.removed", subject: { type: "period", id }, at, facts: {} });
  await recordEvent(tx, { kind: "period.removed", subject: { type: "act", id }, actor: actor.personId, at });
  return ok();
}

/** Records a meeting of the working group or of the community of practice, with what was agreed (ORG-5, ROL-7). */
export async function enterMeeting(tx: Tx, actor: Actor, meeting: NewMeeting, at: Instant): Promise<Result<Id<"meeting">, NotPermitted | { readonly kind: "agreements-missing" } | { readonly kind: "bad-day" } | { readonly kind: "bad-address" }>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  if (meeting.agreements.trim() === "") return refuse({ kind: "agreements-missing" });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(meeting.heldOn)) return refuse({ kind: "bad-day" });
  if (meeting.minutesUrl !== null && !/^https?:\/\/\S+$/i.test(meeting.minutesUrl)) return refuse({ kind: "bad-address" });
  const id = await recordMeeting(tx, { ...meeting, agreements: meeting.agreements.trim() }, actor.personId, at);
  await recordEvent(tx, { kind: "policy.meeting-recorded", subject: { type: "act", id }, actor: actor.personId, at });
  return ok(id);
}

export type GroupRefusal = NotPermitted | GroupProblem | { readonly kind: "unknown-unit" } | { readonly kind: "unknown-person" } | { readonly kind: "act-missing" };

/** Says which units lead the working group and who is in it, by which act (ORG-5, S6). */
export async function setWorkingGroup(
  tx: Tx, actor: Actor, group: { readonly leadUnits: readonly Id<"unit">[]; readonly members: readonly Id<"person">[]; readonly actId: Id<"act"> | undefined }, at: Instant,
): Promise<Result<undefined, GroupRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const [leadUnits, members] = [[...new Set(group.leadUnits)], [...new Set(group.members)]];
  const [units, people] = [await listUnits(tx, at), await listPeople(tx)];
  if (!leadUnits.every((id) => units.some((unit) => unit.id === id))) return refuse({ kind: "unknown-unit" });
  if (!members.every((id) => people.some((person) => person.id === id))) return refuse({ kind: "unknown-person" });
  const departments = await listDepartments(tx, members);
  const problem = checkGroup(leadUnits, members.map((id) => departments.get(id)?.id), await getParameter(tx, "roles.groupLeads", at));
  if (problem) return refuse(problem);
  if (!group.actId || !(await listActs(tx)).some((act) => act.id === group.actId)) return refuse({ kind: "act-missing" });
  await writeWorkingGroup(tx, { leadUnits, members, actId: group.actId }, actor.personId, at);
  await recordEvidence(tx, {
    kind: "policy.working-group-set", subject: { type: "act", id: group.actId }, at, facts: { leadUnits: leadUnits.length, members: members.length },
    values: { leadUnits: leadUnits.join(" "), members: members.join(" "), by: actor.personId },
  });
  await recordEvent(tx, { kind: "policy.working-group-set", subject: { type: "act", id: group.actId }, actor: actor.personId, at });
  return ok();
}
