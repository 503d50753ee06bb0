import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { isHeld } from "./delivery/held.ts";
import { type HeldDelivery, moveDeliveries } from "./delivery/transition.ts";
import { giveUp, lockPublication, type UnknownPublication } from "./draft-commands.ts";
import { findStopOf } from "./stop-commands.ts";

/** `as-planned` is for what is due later; `at` gives it a new time. */
export type Reconfirmation =
  | { readonly decision: "now" | "as-planned" | "cancel" }
  | { readonly decision: "at"; readonly local: string; readonly which?: "earlier" | "later" | undefined };

export type ReconfirmRefusal =
  | NotPermitted | UnknownPublication
  /** Nothing of it waits for a word: somebody has said it, or it was called off. */
  | { readonly kind: "not-paused" }
  | { readonly kind: "publishing-stopped"; readonly by: string; readonly since: Instant; readonly reason: string }
  | { readonly kind: "bad-time"; readonly because: "unreadable" | "never" | "past" }
  /** EDI-7: not before its embargo ends. */
  | { readonly kind: "under-embargo"; readonly until: Instant }
  /** The clock is put back that night: which of the two is meant? */
  | { readonly kind: "time-twice" };

/**
 * After a stop, a person's word on one publication (CRI-R2). The words stay as they were approved; when they go out is
 * what is decided here, and by whom is in evidence.
 */
export async function reconfirmPublication(
  tx: Tx, actor: Actor, id: Id<"publication">, word: Reconfirmation, at: Instant,
): Promise<Result<undefined, ReconfirmRefusal>> {
  const found = await lockPublication(tx, id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const { rows: held } = await sql<HeldDelivery & { profile_id: Id<"profile">; not_before: Instant | null }>`
    select delivery.* from publishing.delivery where publication_id = ${id} and state = 'planned' and cancelled_at is null and ${isHeld} order by id for update
  `.execute(tx);
  const profileIds = held.map((delivery) => delivery.profile_id);
  const permitted = await authorise(tx, actor, "publication.reconfirm", { unitId: found.unit_id ?? undefined, profileIds }, at);
  if (!permitted.ok) return permitted;
  if (held.length === 0) return refuse({ kind: "not-paused" });
  if (word.decision === "cancel") {
    await callOff(tx, actor, found, held, at);
  } else {
    const stop = await findStopOf(tx, profileIds);
    if (stop) return refuse({ kind: "publishing-stopped", by: stop.by, since: stop.at, reason: stop.reason });
    const due = await dueOf(tx, word, held, at);
    if (!due.ok) return due;
    const until = held.flatMap((delivery) => delivery.not_before ?? []).toSorted().at(-1);
    if (until && due.value && due.value < until) return refuse({ kind: "under-embargo", until });
    await release(tx, actor, id, held, due.value, at);
  }
  const { rows } = await sql<{ due: Instant | null }>`select due_at as due from publishing.publication where id = ${id}`.execute(tx);
  const told = { decision: word.decision, due: word.decision === "cancel" ? null : (rows[0]?.due ?? null) };
  await recordEvidence(tx, { kind: "publication.reconfirmed", subject: { type: "publication", id }, at, facts: told });
  await recordEvent(tx, { kind: "publication.reconfirmed", subject: { type: "publication", id }, actor: actor.personId, at, data: told });
  return ok();
}

/** When it goes out: one instant for all of it, or undefined to leave each its own. */
async function dueOf(
  tx: Tx, word: Exclude<Reconfirmation, { decision: "cancel" }>, held: readonly HeldDelivery[], at: Instant,
): Promise<Result<Instant | undefined, Extract<ReconfirmRefusal, { kind: "bad-time" | "time-twice" }>>> {
  if (word.decision === "as-planned") return held.some((delivery) => delivery.due_at < at) ? refuse({ kind: "bad-time", because: "past" }) : ok(undefined);
  if (word.decision !== "at") return ok(at);
  const reading = readWallTime({ local: word.local, zone: (await getCouncil(tx)).zone });
  switch (reading.kind) {
    case "unreadable":
    case "never":
      return refuse({ kind: "bad-time", because: reading.kind });
    case "twice":
      if (word.which === undefined) return refuse({ kind: "time-twice" });
      return reading[word.which] <= at ? refuse({ kind: "bad-time", because: "past" }) : ok(reading[word.which]);
    case "once":
      return reading.at <= at ? refuse({ kind: "bad-time", because: "past" }) : ok(reading.at);
  }
}

async function release(tx: Tx, actor: Actor, id: Id<"publication">, held: readonly HeldDelivery[], due: Instant | undefined, at: Instant): Promise<void> {
  const minutes = await getParameter(tx, "publishing.noLaterThanMinutes", at);
  const ids = held.map((delivery) => delivery.id);
  // Later than the last resumption, whatever the clock did since: or it would be held again.
  await sql`
    update publishing.delivery set due_at = coalesce(${due ?? null}, due_at), no_later_than = coalesce(${due ? plusMs(due, minutes * MINUTE) : null}, no_later_than),
      released_at = greatest(${at}, (select max(resumed_at) + interval '1 millisecond' from publishing.resumption))
    where id = any(${ids}::uuid[])
  `.execute(tx);
  if (due) await sql`update publishing.publication set due_at = ${due}, changed_at = ${at} where id = ${id}`.execute(tx);
  await moveDeliveries(tx, held.map((delivery) => ({
    held: delivery, change: { to: "planned", code: "reconfirmed", nextAt: due ?? delivery.due_at, by: actor.personId } as const,
  })), at);
}

/** What had not begun is cancelled as a whole; of what has, the rest is given up. An answer's conversation waits again. */
async function callOff(tx: Tx, actor: Actor, found: NonNullable<Awaited<ReturnType<typeof lockPublication>>>, held: readonly HeldDelivery[], at: Instant): Promise<void> {
  if (found.state === "scheduled" && found.kind === "post") return giveUp(tx, found, at);
  await moveDeliveries(tx, held.map((delivery) => ({ held: delivery, change: { to: "refused", code: "given-up", nextAt: at, by: actor.personId } as const })), at);
}
