import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { permalinkOf, type PublishingSetting } from "./decision-commands.ts";
import { isOut, planDelivery } from "./delivery/plan.ts";
import { type HeldDelivery, moveDeliveries, moveDelivery, THREAD_BROKEN } from "./delivery/transition.ts";
import { changeState, lockPublication, type UnknownPublication, type WrongState } from "./draft-commands.ts";
import type { PublishingTables, WithdrawalReason } from "./store.ts";

/**
 * Takes a publication back from every profile, with the reason that its permanent address will show (DEL-5, DEL-R2).
 * What had not gone out does not go any more.
 */
export async function withdrawPublication(
  tx: Tx, setting: PublishingSetting, actor: Actor, withdrawal: { readonly id: Id<"publication">; readonly reason: WithdrawalReason; readonly note: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownPublication | WrongState>> {
  const found = await lockPublication(tx, withdrawal.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.withdraw", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (found.published_version === 0 || found.state === "withdrawn") return refuse({ kind: "wrong-state", state: found.state });
  await tx.withTables<PublishingTables>().insertInto("publishing.withdrawal").values({
    publication_id: withdrawal.id, reason: withdrawal.reason, note: withdrawal.note.trim(), withdrawn_by: actor.personId, at,
  }).execute();
  await sql`
    update publishing.delivery set cancelled_at = ${at}, changed_at = ${at}
    where publication_id = ${withdrawal.id} and state in ('planned', 'missed') and cancelled_at is null
  `.execute(tx);
  const { rows } = await sql<{ edition_id: Id<"edition">; part: number; isThread: boolean; profile_id: Id<"profile">; remote_id: string; languages: string[]; texts: Localized }>`
    select delivery.edition_id, delivery.part, delivery.profile_id, delivery.remote_id, edition.languages, edition.texts, edition.parts is not null as "isThread"
    from publishing.delivery join publishing.edition on edition.id = delivery.edition_id
    where delivery.publication_id = ${withdrawal.id} and ${isOut}
    order by delivery.part
  `.execute(tx);
  const profiles = await listProfiles(tx, { ids: rows.map((row) => row.profile_id) });
  const plan = {
    publicationId: withdrawal.id,
    permalink: permalinkOf(setting.origin, withdrawal.id),
    dueAt: at,
    noLaterThanMinutes: 7 * 24 * 60,
    at,
  };
  for (const row of rows) {
    const profile = profiles.find((candidate) => candidate.id === row.profile_id);
    if (!profile) continue;
    await planDelivery(tx, plan, {
      kind: "delete", editionId: row.edition_id, profile, part: row.part,
      intent: { languages: row.languages, text: "", texts: {}, media: [], remoteId: row.remote_id, ...(row.isThread ? { part: row.part } : {}) },
    });
  }
  await changeState(tx, withdrawal.id, "withdrawn", at);
  await recordEvidence(tx, {
    kind: "publication.withdrawn", subject: { type: "publication", id: withdrawal.id }, at,
    facts: { reason: withdrawal.reason, version: found.published_version }, values: { note: withdrawal.note.trim() },
  });
  await recordEvent(tx, { kind: "publication.withdrawn", subject: { type: "publication", id: withdrawal.id }, actor: actor.personId, at, data: { reason: withdrawal.reason } });
  return ok();
}

export type SettleDecision = "it-is-out" | "it-is-not-out" | "send-now" | "give-up";
export type SettleRefusal =
  | NotPermitted
  | { readonly kind: "unknown-delivery" }
  | { readonly kind: "cannot-settle-so"; readonly state: string; readonly decision: SettleDecision }
  | { readonly kind: "url-missing" }
  /** EDI-7: not before its embargo ends. */
  | { readonly kind: "under-embargo"; readonly until: Instant };

const MAY: Readonly<Record<SettleDecision, readonly string[]>> = {
  "it-is-out": ["unknown"],
  "it-is-not-out": ["unknown"],
  "send-now": ["missed", "refused"],
  "give-up": ["missed", "unknown"],
};

/** A person's word where the system cannot know (`unknown`) or came too late (`missed`). */
export async function settleDelivery(
  tx: Tx, actor: Actor, settle: { readonly id: Id<"delivery">; readonly decision: SettleDecision; readonly url: string | null }, at: Instant,
): Promise<Result<undefined, SettleRefusal>> {
  await sql`
    select 1 from publishing.publication where id = (select publication_id from publishing.delivery where id = ${settle.id}) for update
  `.execute(tx);
  const { rows } = await sql<HeldDelivery & { needs_person: boolean; not_before: Instant | null; unit_id: Id<"unit"> | null; profile_id: Id<"profile"> }>`
    select delivery.*, publication.unit_id from publishing.delivery
    join publishing.publication on publication.id = delivery.publication_id
    where delivery.id = ${settle.id} and delivery.cancelled_at is null for update of delivery
  `.execute(tx);
  const held = rows[0];
  if (!held) return refuse({ kind: "unknown-delivery" });
  const permitted = await authorise(tx, actor, "publication.settle", { unitId: held.unit_id ?? undefined, profileIds: [held.profile_id] }, at);
  if (!permitted.ok) return permitted;
  const waiting = held.state === "unknown" && !held.needs_person;
  if (!MAY[settle.decision].includes(held.state) || waiting) return refuse({ kind: "cannot-settle-so", state: held.state, decision: settle.decision });
  const url = settle.url?.trim() ?? "";
  if (settle.decision === "it-is-out" && !/^https?:\/\/\S+$/.test(url)) return refuse({ kind: "url-missing" });
  if (settle.decision === "send-now" && held.not_before && held.not_before > at) return refuse({ kind: "under-embargo", until: held.not_before });
  const by = actor.personId;
  const until = plusMs(at, (await getParameter(tx, "publishing.noLaterThanMinutes", at)) * MINUTE);
  if (settle.decision !== "give-up") await resumeThread(tx, held, until, by, at);
  switch (settle.decision) {
    case "it-is-out":
      await moveDelivery(tx, held, { to: "confirmed", code: "by-person", remoteId: url, url, nextAt: at, by }, at);
      break;
    case "it-is-not-out":
    case "send-now": {
      await sql`update publishing.delivery set no_later_than = ${until}, released_at = ${at} where id = ${held.id}`.execute(tx);
      await moveDelivery(tx, held, { to: "planned", code: "by-person", nextAt: at, by }, at);
      break;
    }
    case "give-up":
      await moveDelivery(tx, held, { to: "refused", code: "given-up", nextAt: at, by }, at);
      break;
  }
  return ok();
}

/** What goes on the post of which a person spoke comes after it again (EDI-3). */
async function resumeThread(tx: Tx, settled: HeldDelivery, until: Instant, by: Id<"person">, at: Instant): Promise<void> {
  const { rows } = await sql<HeldDelivery>`
    select delivery.* from publishing.delivery join publishing.delivery before on before.id = ${settled.id} and before.edition_id = delivery.edition_id and before.kind = delivery.kind
    where delivery.part > before.part and delivery.cancelled_at is null and (delivery.state = 'planned' or (delivery.state = 'missed' and delivery.code = ${THREAD_BROKEN}))
    order by delivery.part for update of delivery
  `.execute(tx);
  await sql`update publishing.delivery set no_later_than = greatest(no_later_than, ${until}) where id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx);
  const missed = rows.filter(({ state }) => state === "missed");
  await sql`update publishing.delivery set released_at = ${at} where id = any(${missed.map(({ id }) => id)}::uuid[])`.execute(tx);
  await moveDeliveries(tx, missed.map((held) => ({ held, change: { to: "planned", code: "by-person", nextAt: at, by } as const })), at);
}
