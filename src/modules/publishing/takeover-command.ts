import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { isOwnerless } from "./delivery/held.ts";
import { lockPublication, noteAuthor, type UnknownPublication } from "./draft-commands.ts";

export type TakeoverRefusal =
  | NotPermitted | UnknownPublication
  /** Somebody answers for it already, or nothing of it is still to go out. */
  | { readonly kind: "has-owner" }
  /** ROL-R7: who approved it cannot become its author. */
  | { readonly kind: "own-approval" };

/**
 * Makes somebody of the council's own answer for what a contractor had scheduled (CON-R3): they become its author, and it goes
 * on as it was approved. What has come too late meanwhile is `missed`, and asked like everything that is.
 */
export async function takeOverPublication(tx: Tx, actor: Actor, id: Id<"publication">, at: Instant): Promise<Result<undefined, TakeoverRefusal>> {
  const found = await lockPublication(tx, id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`
    select delivery.profile_id from publishing.delivery where publication_id = ${id} and state = 'planned' and cancelled_at is null and ${isOwnerless(at)} order by id for update
  `.execute(tx);
  const permitted = await authorise(tx, actor, "publication.take-over", { unitId: found.unit_id ?? undefined, profileIds: rows.map((row) => row.profile_id) }, at);
  if (!permitted.ok) return permitted;
  if (rows.length === 0) return refuse({ kind: "has-owner" });
  const approved = await sql<{ approved_by: Id<"person"> }>`select approved_by from publishing.version where publication_id = ${id} order by number desc limit 1`.execute(tx);
  if (approved.rows[0]?.approved_by === actor.personId) return refuse({ kind: "own-approval" });
  await sql`insert into publishing.takeover (publication_id, person_id, at) values (${id}, ${actor.personId}, ${at})`.execute(tx);
  await noteAuthor(tx, id, actor, found.published_version, at);
  await recordEvidence(tx, { kind: "publication.taken-over", subject: { type: "publication", id }, at, facts: { deliveries: rows.length }, values: { by: actor.personId } });
  await recordEvent(tx, { kind: "publication.taken-over", subject: { type: "publication", id }, actor: actor.personId, at });
  return ok();
}

export interface OwnerlessPublication {
  readonly id: Id<"publication">;
  readonly title: string;
  readonly due: Instant;
  readonly unitId: Id<"unit"> | null;
  readonly profiles: readonly { readonly id: Id<"profile">; readonly name: Localized }[];
  readonly approvedBy: Id<"person"> | null;
}

/** What waits for somebody of the council's own to answer for it, in the order in which it is due. */
export async function listOwnerless(db: Queryable, at: Instant, only?: Id<"publication">): Promise<readonly OwnerlessPublication[]> {
  const { rows } = await sql<OwnerlessPublication>`
    select publication.id, publication.title, min(delivery.due_at) as due, publication.unit_id as "unitId",
      jsonb_agg(distinct jsonb_build_object('id', profile.id, 'name', profile.display_name)) as profiles,
      (select approved_by from publishing.version where publication_id = publication.id order by number desc limit 1) as "approvedBy"
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id join register.profile on profile.id = delivery.profile_id
    where delivery.state = 'planned' and delivery.cancelled_at is null and ${isOwnerless(at)} and (${only ?? null}::uuid is null or publication.id = ${only ?? null}::uuid)
    group by publication.id order by min(delivery.due_at), publication.id
  `.execute(db);
  return rows;
}
