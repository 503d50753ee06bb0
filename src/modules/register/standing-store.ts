import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { setStanding, type Standing } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";

// What the life cycle writes in the register. It has asked for permission and holds the profile's standing.

/** Moves a profile on; its unit stays. */
export async function changeStanding(
  tx: Tx, change: { readonly profileId: Id<"profile">; readonly state: Standing; readonly by?: Id<"person"> | undefined; readonly reason: string }, at: Instant,
): Promise<void> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from register.profile where id = ${change.profileId}`.execute(tx);
  await setStanding(tx, { ...change, unitId: rows[0]?.unit_id ?? undefined }, at);
}

export async function certify(tx: Tx, certification: { readonly profileId: Id<"profile">; readonly by: Id<"person"> | undefined; readonly note: string }, at: Instant): Promise<void> {
  await sql`
    insert into register.certification (profile_id, certified_at, certified_by, note) values (${certification.profileId}, ${at}, ${certification.by ?? null}, ${certification.note})
  `.execute(tx);
}

export async function noteLastPost(tx: Tx, told: { readonly profileId: Id<"profile">; readonly postedAt: Instant; readonly by: Id<"person"> | undefined }, at: Instant): Promise<void> {
  await sql`insert into register.last_post (profile_id, posted_at, told_by, told_at) values (${told.profileId}, ${told.postedAt}, ${told.by ?? null}, ${at})`.execute(tx);
}

export async function noteOpened(tx: Tx, profileId: Id<"profile">, day: string): Promise<void> {
  await sql`update register.profile set opened_on = ${day} where id = ${profileId}`.execute(tx);
}

export async function setCredentialsMail(tx: Tx, profileId: Id<"profile">, email: string): Promise<void> {
  await sql`update register.profile set credentials_mail = ${email} where id = ${profileId}`.execute(tx);
}

export async function handOver(tx: Tx, to: { readonly profileId: Id<"profile">; readonly unitId: Id<"unit">; readonly promoterId: Id<"person"> }): Promise<void> {
  await sql`update register.profile set unit_id = ${to.unitId}, promoter_id = ${to.promoterId} where id = ${to.profileId}`.execute(tx);
}
