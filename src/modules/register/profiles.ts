import { type ColumnType, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted, setStanding, type Standing } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { mustBeConnected, type NetworkId, type NetworkLimits } from "#networks/contract/index.ts";
import { isUniqueViolation, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type AccountShapeRefusal, checkAccount } from "./rules/account.ts";
import { checkHandle, type HandleRefusal } from "./rules/handle.ts";

export interface Profile {
  readonly id: Id<"profile">;
  readonly network: NetworkId;
  readonly handle: string;
  readonly account: string;
  /** Where people see it. */
  readonly url: string;
  readonly displayName: Localized;
  readonly summary: Localized;
  readonly unitId: Id<"unit"> | undefined;
  readonly unit: Localized | undefined;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
  readonly reason: string;
  readonly enteredAt: Instant;
  readonly state: Standing;
  /** How it stands with the server where its account is; `none` where none is needed. */
  readonly connection: "none" | "missing" | "connected" | "needs-person";
  /** The figures of the server where its account is; undefined where the network's own hold. */
  readonly limits: NetworkLimits | undefined;
}

export interface NewProfile {
  readonly network: NetworkId;
  readonly handle: string;
  readonly displayName: Localized;
  readonly summary: Localized;
  readonly unitId: Id<"unit"> | undefined;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
  readonly reason: string;
}

export type ProfileRefusal =
  | NotPermitted
  | HandleRefusal
  | AccountShapeRefusal
  | { readonly kind: "handle-taken"; readonly handle: string }
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "reason-missing" }
  | { readonly kind: "unknown-unit" }
  | { readonly kind: "language-missing"; readonly language: string };

/** Opens an account on a network of our own, in the same transaction. */
export type OpenAccount = (
  tx: Tx, profile: { readonly profileId: Id<"profile">; readonly network: NetworkId; readonly handle: string }, at: Instant,
) => Promise<{ readonly account: string; readonly url: string }>;

/** Enters a profile in the register as active, with the reason (before the full request procedure exists). */
export async function enterProfile(
  tx: Tx, openAccount: OpenAccount, actor: Actor | undefined, profile: NewProfile, at: Instant,
): Promise<Result<Id<"profile">, ProfileRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "profile.enter", {}, at);
    if (!permitted.ok) return permitted;
  }
  const handle = profile.handle.trim().replace(/^@/, "").toLowerCase();
  const shape = mustBeConnected(profile.network) ? checkAccount(handle) : checkHandle(handle);
  if (!shape.ok) return shape;
  if (profile.reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (profile.unitId && !(await listUnits(tx, at)).some((unit) => unit.id === profile.unitId)) return refuse({ kind: "unknown-unit" });
  const council = await getCouncil(tx);
  // A profile of a council speaks all its official languages: leaving one out is not this form's to decide.
  const left = council.languages.find((language) => !profile.languages.includes(language));
  if (left) return refuse({ kind: "language-missing", language: left });
  const unnamed = profile.languages.find((language) => council.languages.includes(language) && !profile.displayName[language]?.trim());
  if (unnamed) return refuse({ kind: "name-missing", language: unnamed });
  if (await isHandleTaken(tx, profile.network, handle)) return refuse({ kind: "handle-taken", handle });

  const id = newId<"profile">(at);
  const { account, url } = await openAccount(tx, { profileId: id, network: profile.network, handle }, at);
  try {
    await tx.withTables<RegisterTables>().insertInto("register.profile").values({
      id,
      network: profile.network,
      handle,
      account,
      url,
      display_name: JSON.stringify(profile.displayName),
      summary: JSON.stringify(profile.summary),
      unit_id: profile.unitId ?? null,
      languages: [...profile.languages],
      layout: profile.layout,
      reason: profile.reason.trim(),
      entered_at: at,
      entered_by: actor?.personId ?? null,
    }).execute();
  } catch (error) {
    if (isUniqueViolation(error)) return refuse({ kind: "handle-taken", handle });
    throw error;
  }
  await setStanding(tx, { profileId: id, state: "active", unitId: profile.unitId, by: actor?.personId, reason: profile.reason.trim() }, at);
  await recordEvent(tx, { kind: "profile.entered", subject: { type: "profile", id }, actor: actor?.personId, at });
  await recordEvidence(tx, {
    kind: "profile.entered",
    subject: { type: "profile", id },
    at,
    facts: { network: profile.network, handle, account, url, languages: [...profile.languages], reason: profile.reason.trim() },
  });
  return ok(id);
}

async function isHandleTaken(tx: Tx, network: NetworkId, handle: string): Promise<boolean> {
  const found = await sql`select 1 from register.profile where network = ${network} and handle = ${handle}`.execute(tx);
  return found.rows.length > 0;
}

type RegisterTables = {
  "register.profile": {
    id: Id<"profile">;
    network: NetworkId;
    handle: string;
    account: string;
    url: string;
    display_name: ColumnType<Localized, string>;
    summary: ColumnType<Localized, string>;
    unit_id: Id<"unit"> | null;
    languages: string[];
    layout: "bilingual" | "separate";
    reason: string;
    entered_at: Instant;
    entered_by: Id<"person"> | null;
  };
};

/** Profiles with their standing, in the order they were entered; all, or those asked for. */
export async function listProfiles(
  db: Queryable, only: { readonly ids?: readonly Id<"profile">[]; readonly network?: NetworkId; readonly handle?: string } = {},
): Promise<readonly Profile[]> {
  const { rows } = await sql<{
    id: Id<"profile">; network: NetworkId; handle: string; account: string; url: string; display_name: Localized; summary: Localized;
    unit_id: Id<"unit"> | null; unit: Localized | null; languages: string[]; layout: "bilingual" | "separate"; reason: string; entered_at: Instant; state: Standing;
    connected: boolean; needs_person: boolean | null; limits: NetworkLimits | null; account_url: string | null;
  }>`
    select profile.*, unit.name as unit, standing.state, connection.token is not null as connected, connection.needs_person, connection.limits, connection.url as account_url
    from register.profile
    left join register.connection on connection.profile_id = profile.id
    left join policy.unit on unit.id = profile.unit_id
    join lateral (select state from authority.standing where profile_id = profile.id order by position desc limit 1) standing on true
    where (${only.ids ? [...only.ids] : null}::uuid[] is null or profile.id = any(${only.ids ? [...only.ids] : null}::uuid[]))
      and (${only.network ?? null}::text is null or profile.network = ${only.network ?? null})
      and (${only.handle ?? null}::text is null or profile.handle = ${only.handle ?? null})
    order by profile.entered_at, profile.id
  `.execute(db);
  return rows.map((row) => ({
    id: row.id, network: row.network, handle: row.handle, account: row.account, url: row.account_url ?? row.url, displayName: row.display_name, summary: row.summary,
    unitId: row.unit_id ?? undefined, unit: row.unit ?? undefined, languages: row.languages, layout: row.layout, reason: row.reason,
    enteredAt: row.entered_at, state: row.state,
    connection: !mustBeConnected(row.network) ? "none" : !row.connected ? "missing" : row.needs_person ? "needs-person" : "connected",
    limits: row.limits ?? undefined,
  }));
}

export async function findProfile(db: Queryable, id: Id<"profile">): Promise<Profile | undefined> {
  return (await listProfiles(db, { ids: [id] }))[0];
}
