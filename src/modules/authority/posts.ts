import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { type Actor, authorise } from "./authorise.ts";
import { countCoordinators, holdCoordinators, listAppointments, type RevocationRefusal } from "./people.ts";
import type { NotPermitted } from "./rules/can.ts";
import type { PostType } from "./rules/eligibility.ts";

export type LeavingRefusal = Exclude<RevocationRefusal, { readonly kind: "unknown-appointment" }> | { readonly kind: "unknown-person" };

/**
 * Ends every appointment of a person, in this transaction: from its commit on they may do nothing (ROL-R9). The caller ends
 * what else hangs on the person, in the same transaction.
 * @param left whether they leave the council, or go to another post in it
 */
export async function endAppointments(
  tx: Tx, actor: Actor, ending: { readonly personId: Id<"person">; readonly reason: string; readonly left: boolean }, at: Instant,
): Promise<Result<number, LeavingRefusal>> {
  await holdCoordinators(tx);
  const permitted = await authorise(tx, actor, "people.manage", {}, at);
  if (!permitted.ok) return permitted;
  const reason = ending.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  const { rows } = await sql<{ post_type: PostType; unit_id: Id<"unit"> | null; suited: boolean }>`
    select post_type, unit_id, suited from authority.person where id = ${ending.personId} for update
  `.execute(tx);
  const person = rows[0];
  if (!person) return refuse({ kind: "unknown-person" });
  const held = (await listAppointments(tx, at)).filter(({ personId }) => personId === ending.personId);
  if (held.some(({ role }) => role === "coordinator") && (await countCoordinators(tx, at)) < 2) return refuse({ kind: "last-coordinator" });
  // Also those that have not begun, and a contractor's that no term covers at this moment.
  const ended = await sql`
    insert into authority.revocation (appointment_id, at, revoked_by, reason)
    select id, ${at}, ${actor.personId}, ${reason} from authority.appointment
    where person_id = ${ending.personId} and (valid_to is null or valid_to > ${at})
    on conflict do nothing
  `.execute(tx);
  if (ending.left) {
    await sql`
      insert into authority.post (person_id, post_type, unit_id, suited, at, changed_by, what)
      values (${ending.personId}, ${person.post_type}, ${person.unit_id}, ${person.suited}, ${at}, ${actor.personId}, 'left')
    `.execute(tx);
  }
  const count = Number(ended.numAffectedRows ?? 0n);
  await recordEvidence(tx, { kind: "person.left-post", subject: { type: "person", id: ending.personId }, at, facts: { appointments: count, left: ending.left }, values: { reason, by: actor.personId } });
  await recordEvent(tx, { kind: "person.left-post", subject: { type: "person", id: ending.personId }, actor: actor.personId, at, data: { appointments: count } });
  return ok(count);
}

export interface NewPost {
  readonly personId: Id<"person">;
  readonly postType: PostType;
  readonly unitId: Id<"unit"> | undefined;
  readonly suited: boolean;
}

/** Puts a person into another post; their appointments are ended by `endAppointments` first. */
export async function changePost(tx: Tx, actor: Actor, post: NewPost, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-person" }>> {
  const permitted = await authorise(tx, actor, "people.manage", {}, at);
  if (!permitted.ok) return permitted;
  const { rows } = await sql`
    update authority.person set post_type = ${post.postType}, unit_id = ${post.unitId ?? null}, suited = ${post.suited} where id = ${post.personId} returning 1
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "unknown-person" });
  await sql`
    insert into authority.post (person_id, post_type, unit_id, suited, at, changed_by, what)
    values (${post.personId}, ${post.postType}, ${post.unitId ?? null}, ${post.suited}, ${at}, ${actor.personId}, 'changed')
  `.execute(tx);
  await recordEvent(tx, { kind: "person.changed-post", subject: { type: "person", id: post.personId }, actor: actor.personId, at });
  return ok();
}

export interface Post {
  readonly postType: PostType;
  readonly unit: Localized | null;
  readonly at: Instant;
  readonly what: "entered" | "changed" | "left";
}

/** The posts of a person, the first first. */
export async function listPosts(db: Queryable, personId: Id<"person">): Promise<readonly Post[]> {
  const { rows } = await sql<{ post_type: PostType; unit: Localized | null; at: Instant; what: Post["what"] }>`
    select post.post_type, unit.name as unit, post.at, what from authority.post left join policy.unit on unit.id = post.unit_id where person_id = ${personId} order by position
  `.execute(db);
  return rows.map((row) => ({ postType: row.post_type, unit: row.unit, at: row.at, what: row.what }));
}
