import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { AppAtServer, ConnectedAccount, NetworkId, NetworkLimits, NetworkTrouble } from "#networks/contract/index.ts";
import type { Database, Queryable, Tx } from "#platform/database.ts";
import type { Keyring } from "#platform/keyring.ts";

export type Secret = "client-id" | "client-secret" | "token" | "verifier";

/** Seals what belongs to one profile and one purpose: moved to another row or column it opens nowhere. */
export const vaultOf = (keyring: Keyring, profileId: Id<"profile">) => ({
  seal: (purpose: Secret, plain: string): Buffer => Buffer.from(keyring.encrypt(new TextEncoder().encode(plain), contextOf(profileId, purpose))),
  open: (purpose: Secret, sealed: Uint8Array): string => new TextDecoder().decode(keyring.decrypt(sealed, contextOf(profileId, purpose))),
});

/** What another master key sealed opens no more: the account is to be connected again, and the others go on. */
function tryOpen(open: () => string): string | undefined {
  try {
    return open();
  } catch {
    // The cipher's own complaint says nothing that a person could use.
    return undefined;
  }
}

const contextOf = (profileId: Id<"profile">, purpose: Secret) => `connection:${profileId}:${purpose}`;

/** How an account is reached. Its token is for the adapter alone. */
export interface Access {
  readonly origin: string;
  readonly token: string;
  readonly account: string;
  readonly details: Readonly<Record<string, string>>;
}

/** Undefined for a profile that is not connected, or whose token was sealed by another key. */
export async function findAccess(db: Queryable, keyring: Keyring, profileId: Id<"profile">): Promise<Access | undefined> {
  const { rows } = await sql<{ origin: string; token: Uint8Array; account: string; details: Record<string, string> }>`
    select origin, token, account, details from register.connection where profile_id = ${profileId} and token is not null
  `.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const token = tryOpen(() => vaultOf(keyring, profileId).open("token", row.token));
  return token === undefined ? undefined : { origin: row.origin, token, account: row.account, details: row.details };
}

/** How a profile's connection stands; never a secret of it. */
export interface Connection {
  readonly profileId: Id<"profile">;
  readonly state: "connected" | "disconnected";
  readonly program: string;
  readonly url: string;
  readonly limits: NetworkLimits;
  readonly connectedAt: Instant;
  readonly goodAt: Instant | undefined;
  readonly failure: { readonly code: string; readonly at: Instant; readonly since: Instant; readonly needsPerson: boolean } | undefined;
  /** When citizens were last listened to. */
  readonly readAt: Instant | undefined;
}

export async function listConnections(db: Queryable, ids?: readonly Id<"profile">[]): Promise<ReadonlyMap<Id<"profile">, Connection>> {
  const { rows } = await sql<{
    profile_id: Id<"profile">; connected: boolean; program: string; url: string; limits: NetworkLimits; connected_at: Instant; good_at: Instant | null;
    failed_at: Instant | null; failing_since: Instant | null; failure_code: string | null; needs_person: boolean; read_at: Instant | null;
  }>`
    select connection.profile_id, token is not null as connected, program, url, limits, connected_at, good_at, failed_at, failing_since, failure_code, needs_person, read_at
    from register.connection left join register.listening on listening.profile_id = connection.profile_id
    where ${ids ? [...ids] : null}::uuid[] is null or connection.profile_id = any(${ids ? [...ids] : null}::uuid[])
  `.execute(db);
  return new Map(rows.map((row) => [row.profile_id, {
    profileId: row.profile_id,
    state: row.connected ? "connected" : "disconnected",
    program: row.program,
    url: row.url,
    limits: row.limits,
    connectedAt: row.connected_at,
    goodAt: row.good_at ?? undefined,
    failure: row.failing_since && row.failed_at && row.failure_code !== null ? { code: row.failure_code, at: row.failed_at, since: row.failing_since, needsPerson: row.needs_person } : undefined,
    readAt: row.read_at ?? undefined,
  }]));
}

/** Puts the connection in place of whatever there was; its former token is to be revoked. */
export async function replaceConnection(
  tx: Tx, keyring: Keyring, profileId: Id<"profile">,
  made: { readonly app: AppAtServer; readonly token: string; readonly account: ConnectedAccount; readonly by: Id<"person"> | undefined; readonly revokeId: Id<"token"> }, at: Instant,
): Promise<void> {
  const vault = vaultOf(keyring, profileId);
  await queueRevocation(tx, profileId, made.revokeId, at);
  const { app, account } = made;
  const values = {
    origin: app.origin, clientId: vault.seal("client-id", app.clientId), clientSecret: vault.seal("client-secret", app.clientSecret), token: vault.seal("token", made.token),
    limits: JSON.stringify(account.server.limits), details: JSON.stringify(account.server.details),
  };
  // Another account begins to be listened to now; the same one goes on where it was.
  await sql`
    insert into register.listening (profile_id, next_at) values (${profileId}, ${at})
    on conflict (profile_id) do update set next_at = excluded.next_at, failures = 0, fence = listening.fence + 1, lease_until = null,
      bell_fence = listening.bell_fence + 1, bell_until = null,
      cursor = case when exists (select 1 from register.connection where profile_id = ${profileId} and account = ${account.account} and origin = ${app.origin}) then listening.cursor end
  `.execute(tx);
  await sql`
    insert into register.connection (profile_id, origin, client_id, client_secret, token, account, url, program, limits, details, checked_at, connected_at, connected_by, good_at)
    values (${profileId}, ${values.origin}, ${values.clientId}, ${values.clientSecret}, ${values.token}, ${account.account}, ${account.url}, ${account.server.program},
      ${values.limits}, ${values.details}, ${at}, ${at}, ${made.by ?? null}, ${at})
    on conflict (profile_id) do update set origin = excluded.origin, client_id = excluded.client_id, client_secret = excluded.client_secret, token = excluded.token,
      account = excluded.account, url = excluded.url, program = excluded.program, limits = excluded.limits, details = excluded.details, checked_at = excluded.checked_at,
      connected_at = excluded.connected_at, connected_by = excluded.connected_by, good_at = excluded.good_at,
      disconnected_at = null, failed_at = null, failing_since = null, failure_code = null, needs_person = false
  `.execute(tx);
}

/** The token is ours no more from the commit on. False when there was none. */
export async function dropToken(tx: Tx, profileId: Id<"profile">, revokeId: Id<"token">, at: Instant): Promise<boolean> {
  const queued = await queueRevocation(tx, profileId, revokeId, at);
  if (queued) await sql`update register.connection set token = null, disconnected_at = ${at} where profile_id = ${profileId}`.execute(tx);
  return queued;
}

async function queueRevocation(tx: Tx, profileId: Id<"profile">, id: Id<"token">, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    insert into register.token_to_revoke (id, profile_id, origin, client_id, client_secret, token, since, next_at)
    select ${id}, profile_id, origin, client_id, client_secret, token, ${at}, ${at} from register.connection where profile_id = ${profileId} and token is not null
    returning id
  `.execute(tx);
  return rows.length > 0;
}

export interface TokenToRevoke {
  readonly id: Id<"token">;
  readonly profileId: Id<"profile">;
  readonly network: NetworkId;
  readonly app: AppAtServer;
  readonly token: string;
}

/** Takes the tokens whose turn it is, and puts the next turn off: whoever dies in between, another comes a minute later. */
export async function takeTokensToRevoke(db: Database, keyring: Keyring, at: Instant): Promise<readonly TokenToRevoke[]> {
  const { rows } = await sql<{ id: Id<"token">; profile_id: Id<"profile">; network: NetworkId; origin: string; client_id: Uint8Array; client_secret: Uint8Array; token: Uint8Array }>`
    update register.token_to_revoke set next_at = ${plusMs(at, MINUTE)}
    from register.profile where profile.id = token_to_revoke.profile_id and token_to_revoke.next_at <= ${at}
    returning token_to_revoke.id, profile_id, network, origin, client_id, client_secret, token
  `.execute(db);
  return rows.flatMap((row) => {
    const vault = vaultOf(keyring, row.profile_id);
    const [clientId, clientSecret, token] = [
      tryOpen(() => vault.open("client-id", row.client_id)), tryOpen(() => vault.open("client-secret", row.client_secret)), tryOpen(() => vault.open("token", row.token)),
    ];
    if (clientId === undefined || clientSecret === undefined || token === undefined) return [];
    return [{ id: row.id, profileId: row.profile_id, network: row.network, app: { origin: row.origin, clientId, clientSecret }, token }];
  });
}

export async function forgetRevoked(db: Queryable, id: Id<"token">): Promise<void> {
  await sql`delete from register.token_to_revoke where id = ${id}`.execute(db);
}

/** Connections that nobody has looked at since `before`, with what a look needs; without a token where it opens no more. */
export async function listUnchecked(db: Queryable, keyring: Keyring, before: Instant): Promise<readonly { readonly profileId: Id<"profile">; readonly network: NetworkId; readonly origin: string; readonly token: string | undefined }[]> {
  const { rows } = await sql<{ profile_id: Id<"profile">; network: NetworkId; origin: string; token: Uint8Array }>`
    select profile_id, network, origin, token from register.connection join register.profile on profile.id = profile_id
    where token is not null and greatest(checked_at, coalesce(failed_at, checked_at)) < ${before} order by checked_at limit 100
  `.execute(db);
  return rows.map((row) => ({ profileId: row.profile_id, network: row.network, origin: row.origin, token: tryOpen(() => vaultOf(keyring, row.profile_id).open("token", row.token)) }));
}

/** What a look brought: the server's figures of today. */
export async function recordLook(db: Queryable, profileId: Id<"profile">, seen: ConnectedAccount, at: Instant): Promise<void> {
  await sql`
    update register.connection set url = ${seen.url}, program = ${seen.server.program}, limits = ${JSON.stringify(seen.server.limits)}, details = ${JSON.stringify(seen.server.details)}, checked_at = ${at}
    where profile_id = ${profileId} and account = ${seen.account}
  `.execute(db);
  await recordGoodCall(db, profileId, at);
}

/** At most once a minute, unless it puts an end to a trouble. */
export async function recordGoodCall(db: Queryable, profileId: Id<"profile">, at: Instant): Promise<void> {
  await sql`
    update register.connection set good_at = ${at}, failing_since = null, needs_person = false
    where profile_id = ${profileId} and token is not null and (good_at is null or good_at < ${plusMs(at, -MINUTE)} or failing_since is not null)
  `.execute(db);
}

export async function recordFailedCall(db: Queryable, profileId: Id<"profile">, trouble: Omit<NetworkTrouble, "kind">, at: Instant): Promise<void> {
  await sql`
    update register.connection set failed_at = ${at}, failure_code = ${trouble.code.slice(0, 100)}, failing_since = coalesce(failing_since, ${at}), needs_person = ${trouble.needsPerson}
    where profile_id = ${profileId} and token is not null
      and (failing_since is null or failure_code <> ${trouble.code.slice(0, 100)} or needs_person <> ${trouble.needsPerson} or failed_at < ${plusMs(at, -MINUTE)})
  `.execute(db);
}
