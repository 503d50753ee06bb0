import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { lockForTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";

/** Profiles that people choose together when they write (EDI-1), under a name. */
export interface ProfileGroup {
  readonly id: Id<"profile-group">;
  /** Of its last change: who changes it says which one they saw. */
  readonly revision: number;
  readonly name: string;
  /** Null: of the whole council. */
  readonly unitId: Id<"unit"> | null;
  /** In the order in which they were chosen; some may not be active any more. */
  readonly profileIds: readonly Id<"profile">[];
}

type NewProfileGroup = Pick<ProfileGroup, "name" | "unitId" | "profileIds">;

export type ProfileGroupRefusal =
  | NotPermitted
  | { readonly kind: "unknown-group" | "unknown-unit" | "unknown-profile" | "group-name-missing" | "group-empty" }
  /** The unit, or the council, has another of that name. */
  | { readonly kind: "group-name-taken"; readonly name: string }
  | { readonly kind: "group-changed"; readonly by: string };

/** Keeps a choice of profiles under a name, for a unit or, by a coordinator, for the whole council. */
export async function addProfileGroup(tx: Tx, actor: Actor, group: NewProfileGroup, at: Instant): Promise<Result<Id<"profile-group">, ProfileGroupRefusal>> {
  const id = newId<"profile-group">(at);
  const written = await writeGroup(tx, actor, id, group, at);
  return written.ok ? ok(id) : written;
}

/** Changes a group as it was seen, or puts back one that was removed. */
export async function changeProfileGroup(
  tx: Tx, actor: Actor, change: NewProfileGroup & Pick<ProfileGroup, "id" | "revision">, at: Instant,
): Promise<Result<undefined, ProfileGroupRefusal>> {
  const before = await admitToGroup(tx, actor, change, at);
  return before.ok ? writeGroup(tx, actor, change.id, change, at) : before;
}

/**
 * Removes a group; what was written with it stays as it is.
 * @returns the revision by which it may be put back
 */
export async function removeProfileGroup(
  tx: Tx, actor: Actor, seen: Pick<ProfileGroup, "id" | "revision">, at: Instant,
): Promise<Result<{ readonly revision: number }, ProfileGroupRefusal>> {
  const before = await admitToGroup(tx, actor, seen, at);
  if (!before.ok) return before;
  return ok({ revision: await insertRow(tx, actor, seen.id, { ...before.value, removed: true }, at) });
}

/** Groups that are there, by name. */
export async function listProfileGroups(db: Queryable): Promise<readonly ProfileGroup[]> {
  const { rows } = await sql<ProfileGroup>`
    select group_id as id, position::int as revision, name, unit_id as "unitId", profile_ids as "profileIds"
    from (select distinct on (group_id) * from publishing.profile_group order by group_id, position desc) last where not removed order by lower(name), group_id
  `.execute(db);
  return rows;
}

/** Whole names are looked for and kept one after the other, so that two people who save at once do not take the same. */
const lockGroups = (tx: Tx) => lockForTransaction(tx, "publishing.profile-groups");

async function admitToGroup(tx: Tx, actor: Actor, seen: Pick<ProfileGroup, "id" | "revision">, at: Instant): Promise<Result<NewProfileGroup, ProfileGroupRefusal>> {
  await lockGroups(tx);
  const { rows } = await sql<NewProfileGroup & { revision: number; by: string }>`
    select position::int as revision, profile_group.name, profile_group.unit_id as "unitId", profile_ids as "profileIds", person.name as by
    from publishing.profile_group join authority.person on person.id = set_by where group_id = ${seen.id} order by position desc limit 1
  `.execute(tx);
  const [found] = rows;
  if (!found) return refuse({ kind: "unknown-group" });
  const permitted = await mayKeep(tx, actor, found, at);
  if (!permitted.ok) return permitted;
  return found.revision === seen.revision ? ok(found) : refuse({ kind: "group-changed", by: found.by });
}

const mayKeep = (tx: Tx, actor: Actor, { unitId, profileIds }: NewProfileGroup, at: Instant) =>
  authorise(tx, actor, unitId === null ? "profile-group.keep-for-council" : "profile-group.keep", { unitId: unitId ?? undefined, profileIds }, at);

async function writeGroup(tx: Tx, actor: Actor, id: Id<"profile-group">, group: NewProfileGroup, at: Instant): Promise<Result<undefined, ProfileGroupRefusal>> {
  const permitted = await mayKeep(tx, actor, group, at);
  if (!permitted.ok) return permitted;
  const { unitId } = group;
  const [name, profileIds] = [group.name.trim(), [...new Set(group.profileIds)]];
  if (name === "") return refuse({ kind: "group-name-missing" });
  if (profileIds.length === 0) return refuse({ kind: "group-empty" });
  if (unitId !== null && !(await listUnits(tx, at)).some((unit) => unit.id === unitId)) return refuse({ kind: "unknown-unit" });
  if ((await listProfiles(tx, { ids: profileIds })).length < profileIds.length) return refuse({ kind: "unknown-profile" });
  await lockGroups(tx);
  const taken = (await listProfileGroups(tx)).some((other) => other.id !== id && other.unitId === unitId && other.name.toLowerCase() === name.toLowerCase());
  if (taken) return refuse({ kind: "group-name-taken", name });
  await insertRow(tx, actor, id, { name, unitId, profileIds, removed: false }, at);
  return ok();
}

async function insertRow(tx: Tx, actor: Actor, id: Id<"profile-group">, row: NewProfileGroup & { readonly removed: boolean }, at: Instant): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    insert into publishing.profile_group (group_id, name, unit_id, profile_ids, removed, set_by, at)
    values (${id}, ${row.name}, ${row.unitId}, ${[...row.profileIds]}::uuid[], ${row.removed}, ${actor.personId}, ${at}) returning position::int as revision
  `.execute(tx);
  const [written] = rows;
  if (!written) throw new Error("a row was not written");
  await recordEvent(tx, { kind: row.removed ? "profile-group.removed" : "profile-group.kept", subject: { type: "profile-group", id }, actor: actor.personId, at });
  return written.revision;
}
