import { type ColumnType, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, listPeople, type NotPermitted, setStanding, type Standing } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, getParameter, listUnits } from "#modules/policy/index.ts";
import { catalogue, type CatalogueId, type CatalogueNetwork, checkNaming, handleFor, isSpoken, mustBeConnected, type NamingFinding, type NetworkLimits } from "#networks/contract/index.ts";
import { isUniqueViolation, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type AccountShapeRefusal, checkAccount } from "./rules/account.ts";
import { checkHandle, type HandleRefusal } from "./rules/handle.ts";
import { checkMailbox, type MailboxRefusal } from "./rules/mailbox.ts";

/** What a profile is for; it decides what is expected of it (S21). */
export const profileKinds = ["institutional", "general_attention", "service", "facility", "campaign", "emergency", "office_holder"] as const;
export type ProfileKind = (typeof profileKinds)[number];
export const foundKinds = ["unofficial", "impersonator", "orphan"] as const;
export type FoundKind = (typeof foundKinds)[number];

export interface Profile {
  readonly id: Id<"profile">;
  readonly network: CatalogueId;
  readonly kind: ProfileKind;
  readonly channelKind: CatalogueNetwork["channelKind"];
  /** 1: the council's own voice; 2: a department's; 3: a facility's or a campaign's. */
  readonly ring: number;
  readonly promoterId: Id<"person"> | undefined;
  /** The network's number for the account, where it has one beside the handle. */
  readonly remoteId: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly openedOn: string | undefined;
  readonly act: string;
  readonly credentialsMail: string | undefined;
  readonly certifiedAt: Instant | undefined;
  readonly foundAs: FoundKind | undefined;
  /** Since when it stands as it does, and why. */
  readonly standingSince: Instant;
  readonly standingReason: string;
  /** The last post that a person or a list told of; what we published ourselves is known to publishing. */
  readonly toldPostAt: Instant | undefined;
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
  readonly network: CatalogueId;
  readonly handle: string;
  readonly displayName: Localized;
  readonly summary: Localized;
  readonly unitId: Id<"unit"> | undefined;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
  readonly reason: string;
  readonly kind?: ProfileKind | undefined;
  readonly ring?: number | undefined;
  readonly promoterId?: Id<"person"> | undefined;
  readonly remoteId?: string | undefined;
  readonly openedOn?: string | undefined;
  readonly act?: string | undefined;
  readonly credentialsMail?: string | undefined;
  /** `active` when absent. */
  readonly state?: "active" | "opening" | "found" | undefined;
  readonly foundAs?: FoundKind | undefined;
}

export type ProfileRefusal =
  | NamingFinding
  | MailboxRefusal
  | { readonly kind: "account-registered"; readonly handle: string }
  | { readonly kind: "bad-day" }
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
  tx: Tx, profile: { readonly profileId: Id<"profile">; readonly network: CatalogueId; readonly handle: string }, at: Instant,
) => Promise<{ readonly account: string; readonly url: string }>;

/** Enters a profile in the register: one that exists, that is about to be opened, or that was found. */
export async function enterProfile(
  tx: Tx, openAccount: OpenAccount, actor: Actor | undefined, profile: NewProfile, at: Instant,
): Promise<Result<Id<"profile">, ProfileRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "profile.enter", {}, at);
    if (!permitted.ok) return permitted;
  }
  const state = profile.state ?? "active";
  const handle = handleFor(profile.network, profile.handle);
  // What others opened is named as they named it.
  const shape = state === "found" && handle !== "" ? ok() : checkShape(profile.network, handle);
  if (!shape.ok) return shape;
  if (profile.openedOn !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(profile.openedOn)) return refuse({ kind: "bad-day" });
  if (profile.reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (profile.unitId && !(await listUnits(tx, at)).some((unit) => unit.id === profile.unitId)) return refuse({ kind: "unknown-unit" });
  const council = await getCouncil(tx);
  if (profile.credentialsMail !== undefined) {
    const mailbox = await checkCredentialsMail(tx, profile.credentialsMail, at);
    if (!mailbox.ok) return mailbox;
  }
  // A profile of a council speaks all its official languages: leaving one out is not this form's to decide.
  const left = state === "found" ? undefined : council.languages.find((language) => !profile.languages.includes(language));
  if (left) return refuse({ kind: "language-missing", language: left });
  const unnamed = state === "found" ? undefined : profile.languages.find((language) => council.languages.includes(language) && !profile.displayName[language]?.trim());
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
      kind: profile.kind ?? "institutional",
      ring: profile.ring ?? 2,
      promoter_id: profile.promoterId ?? null,
      remote_id: profile.remoteId ?? null,
      opened_on: profile.openedOn ?? null,
      act: profile.act?.trim() ?? "",
      credentials_mail: profile.credentialsMail?.trim() ?? null,
      found_as: state === "found" ? (profile.foundAs ?? "unofficial") : null,
    }).execute();
  } catch (error) {
    if (isUniqueViolation(error, "profile_remote")) return refuse({ kind: "account-registered", handle });
    if (isUniqueViolation(error)) return refuse({ kind: "handle-taken", handle });
    throw error;
  }
  await setStanding(tx, { profileId: id, state, unitId: profile.unitId, by: actor?.personId, reason: profile.reason.trim() }, at);
  await recordEvent(tx, { kind: "profile.entered", subject: { type: "profile", id }, actor: actor?.personId, at });
  await recordEvidence(tx, {
    kind: "profile.entered",
    subject: { type: "profile", id },
    at,
    facts: { network: profile.network, handle, account, url, languages: [...profile.languages], reason: profile.reason.trim() },
  });
  return ok(id);
}

/** The product's own networks have their own rules; the others those of the catalogue (PRO-5). */
function checkShape(network: CatalogueId, handle: string): Result<undefined, HandleRefusal | AccountShapeRefusal | NamingFinding> {
  if (mustBeConnected(network)) return checkAccount(handle);
  if (isSpoken(network)) return checkHandle(handle);
  const wrong = checkNaming(network, { handle, displayName: {}, bio: {} })[0];
  return wrong ? refuse(wrong) : ok();
}

/** Whether a mailbox may hold the credentials of a profile (PRO-R6, PRO-R11). */
export async function checkCredentialsMail(db: Queryable, email: string, at: Instant): Promise<Result<undefined, MailboxRefusal>> {
  const named = (await getParameter(db, "register.mailDomains", at)).split(",").map((domain) => domain.trim().toLowerCase()).filter((domain) => domain !== "");
  const people = await listPeople(db);
  // Unless the council names them, its domains are those where its own staff have their mail.
  const ofStaff = people.filter(({ postType }) => postType !== "external").map((person) => person.email.split("@").at(-1)?.toLowerCase() ?? "");
  return checkMailbox(email, people, named.length > 0 ? named : [...new Set(ofStaff)]);
}

export type ClaimRefusal = AccountShapeRefusal | { readonly kind: "unknown-profile" };

/** Makes a found profile one of the council's: with a unit and names, in its languages. Whoever asks holds its standing and has the right. */
export async function claimProfile(
  tx: Tx, claim: { readonly profileId: Id<"profile">; readonly unitId: Id<"unit">; readonly displayName: Localized; readonly reason: string },
): Promise<Result<undefined, ClaimRefusal>> {
  const profile = await findProfile(tx, claim.profileId);
  if (!profile) return refuse({ kind: "unknown-profile" });
  // It is named as it is; only where we are to publish it must be an address that we can connect.
  const shape = mustBeConnected(profile.network) ? checkAccount(profile.handle) : ok();
  if (!shape.ok) return shape;
  const { languages } = await getCouncil(tx);
  await tx.withTables<RegisterTables>().updateTable("register.profile").where("id", "=", claim.profileId).set({
    unit_id: claim.unitId, display_name: JSON.stringify(claim.displayName), languages: [...languages], layout: "bilingual", reason: claim.reason, found_as: null,
  }).execute();
  return ok();
}

async function isHandleTaken(tx: Tx, network: CatalogueId, handle: string): Promise<boolean> {
  const found = await sql`select 1 from register.profile where network = ${network} and handle = ${handle}`.execute(tx);
  return found.rows.length > 0;
}

type RegisterTables = {
  "register.profile": {
    id: Id<"profile">;
    network: CatalogueId;
    handle: string;
    account: string;
    url: string;
    display_name: ColumnType<Localized, string, string>;
    summary: ColumnType<Localized, string>;
    unit_id: Id<"unit"> | null;
    languages: string[];
    layout: "bilingual" | "separate";
    reason: string;
    entered_at: Instant;
    entered_by: Id<"person"> | null;
    kind: ProfileKind;
    ring: number;
    promoter_id: Id<"person"> | null;
    remote_id: string | null;
    opened_on: string | null;
    act: string;
    credentials_mail: string | null;
    found_as: FoundKind | null;
  };
};

/** Profiles with their standing, in the order they were entered; all, or those asked for. */
export async function listProfiles(
  db: Queryable, only: { readonly ids?: readonly Id<"profile">[]; readonly network?: CatalogueId; readonly handle?: string } = {},
): Promise<readonly Profile[]> {
  const { rows } = await sql<{
    id: Id<"profile">; network: CatalogueId; handle: string; account: string; url: string; display_name: Localized; summary: Localized;
    unit_id: Id<"unit"> | null; unit: Localized | null; languages: string[]; layout: "bilingual" | "separate"; reason: string; entered_at: Instant; state: Standing;
    connected: boolean; needs_person: boolean | null; limits: NetworkLimits | null; account_url: string | null;
    kind: ProfileKind; ring: number; promoter_id: Id<"person"> | null; remote_id: string | null; opened_on: string | null; act: string; credentials_mail: string | null; found_as: FoundKind | null;
    standing_at: Instant; standing_reason: string; certified_at: Instant | null; posted_at: Instant | null;
  }>`
    select profile.*, profile.opened_on::text as opened_on, unit.name as unit, standing.state, standing.at as standing_at, standing.reason as standing_reason,
      (select max(certified_at) from register.certification where profile_id = profile.id) as certified_at,
      (select max(posted_at) from register.last_post where profile_id = profile.id) as posted_at,
      connection.token is not null as connected, connection.needs_person, connection.limits, connection.url as account_url
    from register.profile
    left join register.connection on connection.profile_id = profile.id
    left join policy.unit on unit.id = profile.unit_id
    join lateral (select state, at, reason from authority.standing where profile_id = profile.id order by position desc limit 1) standing on true
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
    kind: row.kind, channelKind: catalogue[row.network]?.channelKind ?? "network", ring: row.ring, promoterId: row.promoter_id ?? undefined, remoteId: row.remote_id ?? undefined,
    openedOn: row.opened_on ?? undefined, act: row.act, credentialsMail: row.credentials_mail ?? undefined, certifiedAt: row.certified_at ?? undefined, foundAs: row.found_as ?? undefined,
    standingSince: row.standing_at, standingReason: row.standing_reason, toldPostAt: row.posted_at ?? undefined,
  }));
}

export async function findProfile(db: Queryable, id: Id<"profile">): Promise<Profile | undefined> {
  return (await listProfiles(db, { ids: [id] }))[0];
}
