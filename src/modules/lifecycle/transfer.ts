import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, findPerson, listAppointments, lockStanding, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { countUnsettled } from "#modules/publishing/index.ts";
import { findProfile, handOver } from "#modules/register/index.ts";
import { isUniqueViolation, type Queryable, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { ProfileWrongState, UnknownProfile } from "./opening.ts";
import { record } from "./record.ts";

export const transferKinds = ["staff", "reorganisation", "government"] as const;
export type TransferKind = (typeof transferKinds)[number];

export interface Transfer {
  readonly id: Id<"transfer">;
  readonly profileId: Id<"profile">;
  readonly kind: TransferKind;
  readonly act: string;
  readonly note: string;
  readonly inventory: { readonly handle: string; readonly credentialsMail: string | null; readonly managers: readonly string[]; readonly unsettled: number };
  readonly toPromoter: Id<"person">;
  readonly toPromoterName: string;
  readonly handedAt: Instant;
  readonly receivedAt: Instant | null;
}

export async function listTransfers(db: Queryable, only: { readonly profileId?: Id<"profile">; readonly open?: boolean } = {}): Promise<readonly Transfer[]> {
  const { rows } = await sql<Transfer>`
    select transfer.id, profile_id as "profileId", kind, act, note, inventory, to_promoter as "toPromoter", person.name as "toPromoterName", handed_at as "handedAt", received_at as "receivedAt"
    from lifecycle.transfer join authority.person on person.id = to_promoter
    where (${only.profileId ?? null}::uuid is null or profile_id = ${only.profileId ?? null}::uuid) and (${only.open === true} = false or received_at is null) order by handed_at desc
  `.execute(db);
  return rows;
}

export type TransferRefusal =
  | NotPermitted | UnknownProfile | ProfileWrongState
  | { readonly kind: "unknown-person" } | { readonly kind: "unknown-unit" } | { readonly kind: "act-missing" }
  /** Who receives promotes the unit to which it goes. */
  | { readonly kind: "not-its-promoter"; readonly person: string }
  | { readonly kind: "transfer-open" } | { readonly kind: "no-transfer" };

const MOVABLE: readonly Standing[] = ["active", "dormant", "suspended"];

/** Hands a profile over to another promoter or unit (PRO-11): what goes with it is listed, and nothing changes until it is received. */
export async function handProfileOver(
  tx: Tx, actor: Actor, transfer: { readonly profileId: Id<"profile">; readonly kind: TransferKind; readonly act: string; readonly note: string; readonly toUnit: Id<"unit">; readonly toPromoter: Id<"person"> }, at: Instant,
): Promise<Result<Id<"transfer">, TransferRefusal>> {
  const permitted = await authorise(tx, actor, "profile.transfer", {}, at);
  if (!permitted.ok) return permitted;
  if (transfer.act.trim() === "") return refuse({ kind: "act-missing" });
  const profile = await findProfile(tx, transfer.profileId);
  if (!profile) return refuse({ kind: "unknown-profile" });
  const standing = await lockStanding(tx, profile.id);
  if (!standing || !MOVABLE.includes(standing.state)) return refuse({ kind: "profile-wrong-state", state: profile.state });
  if (!(await listUnits(tx, at)).some(({ id }) => id === transfer.toUnit)) return refuse({ kind: "unknown-unit" });
  const receiver = await findPerson(tx, transfer.toPromoter);
  if (!receiver) return refuse({ kind: "unknown-person" });
  const promotes = await authorise(tx, { personId: receiver.id }, "request.write", { unitId: transfer.toUnit }, at);
  if (!promotes.ok) return refuse({ kind: "not-its-promoter", person: receiver.name });
  const managers = (await listAppointments(tx, at)).filter(({ role, profileId }) => role === "manager" && profileId === profile.id);
  const names = await Promise.all(managers.map(async ({ personId }) => (await findPerson(tx, personId))?.name ?? ""));
  const inventory = { handle: profile.handle, credentialsMail: profile.credentialsMail ?? null, managers: names, unsettled: await countUnsettled(tx, profile.id) };
  const id = newId<"transfer">(at);
  try {
    await sql`
      insert into lifecycle.transfer (id, profile_id, kind, act, note, inventory, from_unit, to_unit, from_promoter, to_promoter, handed_at, handed_by)
      values (${id}, ${profile.id}, ${transfer.kind}, ${transfer.act.trim()}, ${transfer.note.trim()}, ${JSON.stringify(inventory)}, ${profile.unitId ?? null}, ${transfer.toUnit},
        ${profile.promoterId ?? null}, ${receiver.id}, ${at}, ${actor.personId})
    `.execute(tx);
  } catch (error) {
    if (isUniqueViolation(error, "transfer_open")) return refuse({ kind: "transfer-open" });
    throw error;
  }
  await record(tx, "profile.handed-over", { type: "profile", id: profile.id }, actor, at, { kind: transfer.kind, act: transfer.act.trim(), unsettled: inventory.unsettled });
  return ok(id);
}

export type BatchRefusal =
  | (TransferRefusal & { readonly profileId?: Id<"profile"> })
  | { readonly kind: "nothing-chosen" };

/**
 * Hands several profiles over by one act, as at a change of government: all of them or none, and each with a record of its
 * own, which its receiver signs (PRO-11). Without a unit each stays in its own.
 */
export async function handProfilesOver(
  tx: Tx, actor: Actor,
  batch: { readonly profileIds: readonly Id<"profile">[]; readonly kind: TransferKind; readonly act: string; readonly note: string; readonly toUnit: Id<"unit"> | undefined; readonly toPromoter: Id<"person"> },
  at: Instant,
): Promise<Result<readonly Id<"transfer">[], BatchRefusal>> {
  const { profileIds, toUnit, ...act } = batch;
  const permitted = await authorise(tx, actor, "profile.transfer", {}, at);
  if (!permitted.ok) return permitted;
  if (profileIds.length === 0) return refuse({ kind: "nothing-chosen" });
  const handed: Id<"transfer">[] = [];
  for (const profileId of new Set(profileIds)) {
    const unit = toUnit ?? (await findProfile(tx, profileId))?.unitId;
    if (!unit) return refuse({ kind: "unknown-unit", profileId });
    const one = await handProfileOver(tx, actor, { ...act, profileId, toUnit: unit }, at);
    if (!one.ok) return refuse({ ...one.refusal, profileId });
    handed.push(one.value);
  }
  return ok(handed);
}

/** The receiving promoter signs that it is all there; from here on the profile is theirs. */
export async function receiveProfile(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, TransferRefusal>> {
  await lockStanding(tx, profileId);
  const { rows } = await sql<{ id: Id<"transfer">; to_unit: Id<"unit">; to_promoter: Id<"person"> }>`
    select id, to_unit, to_promoter from lifecycle.transfer where profile_id = ${profileId} and received_at is null for update
  `.execute(tx);
  const open = rows[0];
  const permitted = await authorise(tx, actor, "request.write", { unitId: open?.to_unit }, at);
  if (!permitted.ok) return permitted;
  if (!open) return refuse({ kind: "no-transfer" });
  if (open.to_promoter !== actor.personId) return refuse({ kind: "not-its-promoter", person: (await findPerson(tx, actor.personId))?.name ?? "" });
  await sql`update lifecycle.transfer set received_at = ${at}, received_by = ${actor.personId} where id = ${open.id}`.execute(tx);
  await handOver(tx, { profileId, unitId: open.to_unit, promoterId: open.to_promoter });
  await record(tx, "profile.received", { type: "profile", id: profileId }, actor, at, { unitId: open.to_unit });
  return ok();
}
