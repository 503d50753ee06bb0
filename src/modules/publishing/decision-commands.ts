import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, factsOf, findPerson, type NotPermitted, type Role } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { captionsPath, creditOf, focusIn, mediaPath, wholeOf } from "#modules/media/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import { findTeamStandings } from "#modules/staffing/index.ts";
import type { OutgoingMedia } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { planEdition } from "./delivery/plan.ts";
import { changeState, type LockedPublication, lockPublication, type UnknownPublication, type WrongState } from "./draft-commands.ts";
import { type DraftEdition, type DraftFacts, type LimitsOf, readDraftFacts, sentOf } from "./draft-facts.ts";
import { type Anchor, quotesRightly } from "./rules/anchor.ts";
import type { Finding } from "./rules/checks.ts";
import { frameFor } from "./rules/content.ts";
import { notBefore } from "./rules/embargo.ts";
import { altFor } from "./rules/editions.ts";
import { hasExpired } from "./rules/expiry.ts";
import type { CitationSnapshot, PublishingTables } from "./store.ts";

/** What the commands need to know of the installation. */
export interface PublishingSetting {
  readonly limitsOf: LimitsOf;
  /** Canonical origin, without a slash at the end. */
  readonly origin: string;
}

export type ApprovalRefusal =
  | NotPermitted | UnknownPublication | WrongState
  /** ROL-R7: whoever wrote any of it does not approve it. */
  | { readonly kind: "own-text" }
  /** ROL-R8. */
  | { readonly kind: "adviser-cannot-approve" }
  /** COV-R1: too few managers for too long; a coordinator still may. */
  | { readonly kind: "team-at-risk"; readonly have: number; readonly need: number }
  /** EDI-R6: it is not any more what the approver saw. */
  | { readonly kind: "content-changed"; readonly hash: string }
  /** EDI-R11: its time passed before anybody decided; it needs another. */
  | { readonly kind: "approval-expired"; readonly due: Instant }
  | { readonly kind: "checks-failed"; readonly findings: readonly Finding[] };

/** Whether this person could approve what stands now; the screen asks it, the command asks it again. */
export async function mayApprove(tx: Tx, actor: Actor, found: Pick<LockedPublication, "id" | "state" | "unit_id" | "content" | "published_version">, at: Instant): Promise<Result<Role, ApprovalRefusal>> {
  const may = await mayDecide(tx, actor, found, at);
  return may.ok && found.state !== "in_review" ? refuse({ kind: "wrong-state", state: found.state }) : may;
}

/** Whether this person decides on what others write here, before it goes out or after. */
export async function mayDecide(tx: Tx, actor: Actor, found: Pick<LockedPublication, "id" | "unit_id" | "content" | "published_version">, at: Instant): Promise<Result<Role, ApprovalRefusal>> {
  const object = { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles };
  const permitted = await authorise(tx, actor, "publication.approve", object, at);
  const facts = await factsOf(tx, actor, at);
  let role: Role = facts.coordinator ? "coordinator" : "promoter";
  if (!permitted.ok) {
    const asSecond = (await getParameter(tx, "publishing.secondManagerApproves", at))
      ? await authorise(tx, actor, "publication.approve-as-second-manager", object, at)
      : permitted;
    if (!asSecond.ok) return permitted;
    role = "manager";
  }
  const own = await sql`
    select 1 from publishing.author where publication_id = ${found.id} and person_id = ${actor.personId} and base_version = ${found.published_version}
  `.execute(tx);
  if (own.rows.length > 0) return refuse({ kind: "own-text" });
  if ((await findPerson(tx, actor.personId))?.postType === "mayor_adviser") return refuse({ kind: "adviser-cannot-approve" });
  if (role !== "coordinator") {
    for (const { standing } of (await findTeamStandings(tx, found.content.profiles, at)).values()) {
      if (standing.kind === "at-risk" && standing.coordinatorOnly) return refuse({ kind: "team-at-risk", have: standing.have, need: standing.need });
    }
  }
  return ok(role);
}

/**
 * Approves exactly what the hash names: freezes the version with its editions and what the cited pages said, records it
 * as evidence and plans its deliveries, in one transaction.
 */
export async function approvePublication(
  tx: Tx, setting: PublishingSetting, actor: Actor, approval: { readonly id: Id<"publication">; readonly hash: string }, at: Instant,
): Promise<Result<{ readonly versionId: Id<"version">; readonly number: number }, ApprovalRefusal>> {
  const found = await lockPublication(tx, approval.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const may = await mayApprove(tx, actor, found, at);
  if (!may.ok) return may;
  const facts = await readDraftFacts(tx, setting.limitsOf, found.content, at, found.id);
  if (facts.hash !== approval.hash) return refuse({ kind: "content-changed", hash: facts.hash });
  if (facts.due?.kind === "once" && hasExpired({ state: found.state, due: facts.due.at }, at)) return refuse({ kind: "approval-expired", due: facts.due.at });
  const blocking = facts.findings.filter((finding) => finding.level === "block");
  if (blocking.length > 0) return refuse({ kind: "checks-failed", findings: blocking });

  const { versionId, number, dueAt } = await freezeVersion(tx, setting, found, facts, { personId: actor.personId, role: may.value, withoutApproval: false }, at);
  await recordDecision(tx, { id: approval.id, number, decision: "approved", hash: facts.hash, by: actor, role: may.value, comment: "" }, at);
  await recordEvidence(tx, {
    kind: "publication.approved",
    subject: { type: "publication", id: approval.id },
    at,
    facts: {
      version: number, hash: facts.hash, approverRole: may.value, due: dueAt, ...(facts.embargo ? { embargo: facts.embargo } : {}),
      profiles: facts.profiles.map((profile) => ({ network: profile.network, account: profile.account })),
      correction: found.correction_reason,
    },
    values: { texts: { ...found.content.texts }, forks: JSON.parse(JSON.stringify(found.content.forks)) as Record<string, Record<string, string>> },
  });
  await recordEvent(tx, { kind: "publication.approved", subject: { type: "publication", id: approval.id }, actor: actor.personId, at, data: { version: number, hash: facts.hash, profileIds: facts.profiles.map((profile) => profile.id) } });
  return ok({ versionId, number });
}

/** Who answers for a version: who approved it, or who sent it where nobody had to. */
interface Voucher {
  readonly personId: Id<"person">;
  readonly role: Role;
  readonly withoutApproval: boolean;
}

/** Freezes what stands now as a version, with its editions and what the cited pages say, and plans its deliveries. */
export async function freezeVersion(
  tx: Tx, setting: PublishingSetting, found: LockedPublication, facts: DraftFacts, by: Voucher, at: Instant,
): Promise<{ readonly versionId: Id<"version">; readonly number: number; readonly dueAt: Instant }> {
  const dueAt = facts.due?.kind === "once" ? facts.due.at : notBefore(at, facts.embargo);
  const number = await nextVersionNumber(tx, found.id);
  const versionId = newId<"version">(at);
  await tx.withTables<PublishingTables>().insertInto("publishing.version").values({
    id: versionId,
    publication_id: found.id,
    number,
    hash: facts.hash,
    content: JSON.stringify(found.content),
    citations: JSON.stringify(snapshotsOf(facts)),
    correction_reason: found.correction_reason,
    approved_by: by.personId,
    approved_as: by.role,
    without_approval: by.withoutApproval,
    approved_at: at,
    due_at: dueAt,
    due_wall: JSON.stringify(found.content.due ? { local: found.content.due.local, zone: facts.council.zone, tzdata: process.versions["tz"] ?? "" } : null),
  }).execute();
  const plan = {
    publicationId: found.id,
    permalink: permalinkOf(setting.origin, found.id),
    dueAt,
    noLaterThanMinutes: await getParameter(tx, "publishing.noLaterThanMinutes", at),
    notBefore: facts.embargo,
    at,
  };
  for (const edition of facts.editions) {
    const profile = facts.profiles.find((candidate) => candidate.id === edition.profileId);
    if (profile) await planEdition(tx, plan, versionId, profile, edition, outgoingMedia(setting.origin, facts, found, edition));
  }
  await changeState(tx, found.id, "scheduled", at, { due_at: dueAt });
  return { versionId, number, dueAt };
}

async function nextVersionNumber(tx: Tx, id: Id<"publication">): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`select max(number) as last from publishing.version where publication_id = ${id}`.execute(tx);
  return (rows[0]?.last ?? 0) + 1;
}

function snapshotsOf(facts: DraftFacts): readonly CitationSnapshot[] {
  return facts.citations.flatMap((item) => item
    ? item.variants.map((variant) => ({
        itemId: item.itemId, language: variant.language, url: variant.url, title: variant.title, revisionId: variant.revisionId, hash: variant.hash,
      }))
    : []);
}

function outgoingMedia(origin: string, facts: DraftFacts, found: LockedPublication, { profileId, languages }: DraftEdition): readonly OutgoingMedia[] {
  return found.content.media.flatMap((picture) => {
    const asset = facts.assets.find((candidate) => candidate.id === picture.assetId);
    const sent = asset && sentOf(picture, asset, facts.crops, profileId);
    if (!asset || !sent) return [];
    const credit = creditOf(facts.rights.get(asset.digest)?.rights);
    const captions = facts.captions.get(asset.digest)?.map(({ language, hash }) => ({ language, url: `${origin}${captionsPath(hash)}` }));
    return [{
      digest: sent.digest, mediaType: sent.mediaType, width: sent.width, height: sent.height, url: `${origin}${mediaPath(sent)}`, alt: altFor(picture.alt, languages),
      ...(picture.focus && asset.durationMs === null ? { focus: focusIn(picture.focus, frameFor(picture, profileId) ?? wholeOf(asset)) } : {}),
      ...(credit === undefined ? {} : { credit }),
      ...(captions ? { captions } : {}),
    }];
  });
}

/** The permanent public address of a publication; it leads to the reader's language. */
export const permalinkOf = (origin: string, id: Id<"publication">): string => `${origin}/a/${id}`;

/** What has to change in a stretch of the text, in the words of who returns it. */
export type AnchoredComment = Anchor & { readonly words: string };

export type ReturnRefusal =
  | ApprovalRefusal
  | { readonly kind: "comment-missing" }
  /** What it quotes does not stand where it says. */
  | { readonly kind: "quote-not-there"; readonly quoted: string };

/** Sends a publication back to its authors with what has to change: of the whole, of stretches of its texts, or both. */
export async function returnPublication(
  tx: Tx, setting: PublishingSetting, actor: Actor,
  decision: { readonly id: Id<"publication">; readonly hash: string; readonly comment: string; readonly comments?: readonly AnchoredComment[] | undefined }, at: Instant,
): Promise<Result<undefined, ReturnRefusal>> {
  const found = await lockPublication(tx, decision.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const may = await mayApprove(tx, actor, found, at);
  if (!may.ok) return may;
  const comment = decision.comment.trim();
  const comments = decision.comments ?? [];
  if ((comment === "" && comments.length === 0) || comments.some(({ words }) => words.trim() === "")) return refuse({ kind: "comment-missing" });
  const { hash } = await readDraftFacts(tx, setting.limitsOf, found.content, at, found.id);
  if (hash !== decision.hash) return refuse({ kind: "content-changed", hash });
  const wrong = comments.find((anchored) => !quotesRightly(found.content, anchored));
  if (wrong) return refuse({ kind: "quote-not-there", quoted: wrong.quoted });
  await giveBack(tx, found, { number: await nextVersionNumber(tx, decision.id), hash, by: actor, role: may.value, comment, comments }, at);
  return ok();
}

/** Puts a publication back on its authors' desk with what has to change. */
export async function giveBack(
  tx: Tx, found: LockedPublication, returned: { readonly number: number; readonly hash: string; readonly by: Actor; readonly role: Role; readonly comment: string; readonly comments: readonly AnchoredComment[] }, at: Instant,
): Promise<void> {
  const { comments, ...decision } = returned;
  const decisionId = await recordDecision(tx, { id: found.id, decision: "returned", ...decision }, at);
  await recordReturned(tx, found, decisionId, comments, at);
  await changeState(tx, found.id, "returned", at);
  await recordEvent(tx, { kind: "publication.returned", subject: { type: "publication", id: found.id }, actor: decision.by.personId, at, data: { hash: decision.hash, comment: decision.comment, comments: comments.length } });
}

async function recordReturned(tx: Tx, found: LockedPublication, decisionId: Id<"decision">, comments: readonly AnchoredComment[], at: Instant): Promise<void> {
  const store = tx.withTables<PublishingTables>();
  await store.insertInto("publishing.returned").values({
    decision_id: decisionId, publication_id: found.id, texts: JSON.stringify(found.content.texts), forks: JSON.stringify(found.content.forks),
  }).execute();
  for (const { profileId, language, start, end, quoted, words } of comments) {
    await store.insertInto("publishing.comment").values({
      id: newId<"comment">(at), publication_id: found.id, decision_id: decisionId, profile_id: profileId, language, start_at: start, end_at: end, quoted, words: words.trim(),
    }).execute();
  }
}

async function recordDecision(
  tx: Tx,
  decision: { readonly id: Id<"publication">; readonly number: number; readonly decision: "approved" | "returned"; readonly hash: string; readonly by: Actor; readonly role: Role; readonly comment: string },
  at: Instant,
): Promise<Id<"decision">> {
  const id = newId<"decision">(at);
  await tx.withTables<PublishingTables>().insertInto("publishing.decision").values({
    id,
    publication_id: decision.id,
    version_number: decision.number,
    decision: decision.decision,
    hash: decision.hash,
    decided_by: decision.by.personId,
    role: decision.role,
    comment: decision.comment,
    at,
  }).execute();
  return id;
}
