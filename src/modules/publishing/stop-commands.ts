import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, factsOf, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { waitForWorkers } from "./delivery/held.ts";
import type { PublishingTables } from "./store.ts";

export type StopRefusal =
  | NotPermitted
  | { readonly kind: "reason-missing" }
  | { readonly kind: "unknown-profile" }
  /** What was asked for is stopped already. */
  | { readonly kind: "already-stopped"; readonly by: string; readonly since: Instant };

/**
 * Panic stop (EDI-8): from the commit on nothing that was approved goes out by itself, on any profile (`profileIds` null)
 * or on those chosen. What is just being sent ends; what was going to be taken back is taken back.
 */
export async function stopPublishing(
  tx: Tx, actor: Actor, stop: { readonly profileIds: readonly Id<"profile">[] | null; readonly reason: string }, at: Instant,
): Promise<Result<Id<"stop">, StopRefusal>> {
  const { profileIds } = stop;
  const permitted = await (profileIds === null
    ? authorise(tx, actor, "publishing.stop-all", {}, at)
    : authorise(tx, actor, "publishing.stop", { profileIds }, at));
  if (!permitted.ok) return permitted;
  if (stop.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const profiles = profileIds === null ? [] : await listProfiles(tx, { ids: profileIds });
  if (profileIds !== null && (profileIds.length === 0 || profiles.length < new Set(profileIds).size)) return refuse({ kind: "unknown-profile" });
  await waitForWorkers(tx);
  const open = await listOpenStops(tx);
  const all = open.find((each) => each.profileIds === null);
  const covered = all ?? (profileIds?.every((id) => open.some((each) => each.profileIds?.includes(id))) ? open[0] : undefined);
  if (covered) return refuse({ kind: "already-stopped", by: covered.by, since: covered.at });

  const id = newId<"stop">(at);
  await tx.withTables<PublishingTables>().insertInto("publishing.stop").values({
    id, profile_ids: profileIds === null ? null : [...new Set(profileIds)], reason: stop.reason.trim(), stopped_by: actor.personId, stopped_at: at,
  }).execute();
  const named = profiles.map(({ network, account }) => ({ network, account }));
  await recordEvidence(tx, {
    kind: "publishing.stopped", subject: { type: "stop", id }, at,
    facts: { all: profileIds === null, profiles: named, role: await roleOf(tx, actor, at) }, values: { reason: stop.reason.trim() },
  });
  await recordEvent(tx, { kind: "publishing.stopped", subject: { type: "stop", id }, actor: actor.personId, at, data: { all: profileIds === null, profileIds: profiles.map((profile) => profile.id) } });
  return ok(id);
}

const roleOf = async (tx: Tx, actor: Actor, at: Instant) => ((await factsOf(tx, actor, at)).coordinator ? "coordinator" : "manager");

/** Ends a stop. What it held stays where it is until somebody has said of each publication what becomes of it (CRI-R2). */
export async function resumePublishing(
  tx: Tx, actor: Actor, id: Id<"stop">, at: Instant,
): Promise<Result<undefined, NotPermitted | { readonly kind: "not-stopped" }>> {
  const permitted = await authorise(tx, actor, "publishing.resume", {}, at);
  if (!permitted.ok) return permitted;
  const { rows } = await sql<{ stop_id: Id<"stop"> }>`
    insert into publishing.resumption (stop_id, resumed_by, resumed_at)
    select id, ${actor.personId}, greatest(stopped_at, ${at}) from publishing.stop where id = ${id}
    on conflict do nothing returning stop_id
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "not-stopped" });
  await recordEvidence(tx, { kind: "publishing.resumed", subject: { type: "stop", id }, at, facts: { role: await roleOf(tx, actor, at) } });
  await recordEvent(tx, { kind: "publishing.resumed", subject: { type: "stop", id }, actor: actor.personId, at });
  return ok();
}

export interface OpenStop {
  readonly id: Id<"stop">;
  /** Null: every profile. */
  readonly profileIds: readonly Id<"profile">[] | null;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
}

/** Stops that are open, the first first. */
export async function listOpenStops(db: Queryable): Promise<readonly OpenStop[]> {
  const { rows } = await sql<OpenStop>`
    select stop.id, to_jsonb(stop.profile_ids) as "profileIds", stop.reason, person.name as by, stop.stopped_at as at
    from publishing.stop join authority.person on person.id = stop.stopped_by
    where not exists (select 1 from publishing.resumption where resumption.stop_id = stop.id)
    order by stop.stopped_at, stop.id
  `.execute(db);
  return rows;
}

/** The stop that holds a profile now, if one does. */
export async function findStopOf(db: Queryable, profileIds: readonly Id<"profile">[]): Promise<OpenStop | undefined> {
  return (await listOpenStops(db)).find((stop) => stop.profileIds === null || stop.profileIds.some((id) => profileIds.includes(id)));
}
