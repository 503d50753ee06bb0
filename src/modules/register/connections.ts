import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { type AppAtServer, type Connecting, type CatalogueId, mustBeConnected, type NetworkTrouble } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId, newSecretToken } from "#platform/ids.ts";
import type { Keyring } from "#platform/keyring.ts";
import { dropToken, forgetRevoked, listUnchecked, recordFailedCall, recordLook, replaceConnection, takeTokensToRevoke, vaultOf } from "./connection-store.ts";
import { findProfile, type Profile } from "./profiles.ts";

/** What connecting needs of the installation. No database connection is held while a server is asked. */
export interface ConnectionSetting {
  readonly db: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  /** Undefined for a network whose profiles need no connecting. */
  readonly connectingOf: (network: CatalogueId) => Connecting | undefined;
  /** Whether accounts of this server (`host` or `host:port`) may be connected: the example city keeps to this machine. */
  readonly mayReach: (server: string) => boolean;
  /** Where servers send the person back to. */
  readonly redirectUri: string;
  /** The name under which servers know us, and where to read about it. */
  readonly us: { readonly name: string; readonly website: string };
}

export type ConnectionRefusal =
  | NotPermitted
  | NetworkTrouble
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "nothing-to-connect" }
  | { readonly kind: "profile-not-active" }
  /** Nothing of the example city goes out to citizens. */
  | { readonly kind: "example-stays-here" }
  /** Its state is not known, was used, is too old, or began in another session. */
  | { readonly kind: "connection-attempt-over" }
  /** The person did not allow us in. */
  | { readonly kind: "not-allowed-in" }
  /** The person allowed another account in. */
  | { readonly kind: "wrong-account"; readonly registered: string; readonly allowed: string };

const ATTEMPT_MS = 10 * MINUTE;
const CALL_MS = 30_000;

/** Begins to connect a profile. @returns where the person goes to allow us in */
export async function beginConnection(
  setting: ConnectionSetting, actor: Actor, attempt: { readonly profileId: Id<"profile">; readonly sessionId: Id<"session"> },
): Promise<Result<{ readonly authorizeUrl: string }, ConnectionRefusal>> {
  const { db, clock, keyring, redirectUri, us } = setting;
  const { profileId } = attempt;
  const may = await inTransaction(db, (tx) => mayConnect(tx, actor, profileId, clock.now()));
  if (!may.ok) return may;
  const connecting = setting.connectingOf(may.value.network);
  if (!connecting) return refuse({ kind: "nothing-to-connect" });
  if (!setting.mayReach(may.value.handle.split("@")[1] ?? "")) return refuse({ kind: "example-stays-here" });
  const app = await connecting.introduce({ handle: may.value.handle, redirectUri, ...us }, AbortSignal.timeout(CALL_MS));
  if (!app.ok) return app;
  const [state, verifier] = [newSecretToken(), newSecretToken()];
  const vault = vaultOf(keyring, profileId);
  const at = clock.now();
  await sql`
    insert into register.connecting (state_hash, profile_id, session_id, origin, client_id, client_secret, verifier, expires_at)
    values (${hashOf(state)}, ${profileId}, ${attempt.sessionId}, ${app.value.origin}, ${vault.seal("client-id", app.value.clientId)},
      ${vault.seal("client-secret", app.value.clientSecret)}, ${vault.seal("verifier", verifier)}, ${plusMs(at, ATTEMPT_MS)})
  `.execute(db);
  await sql`delete from register.connecting where expires_at < ${plusMs(at, -HOUR)}`.execute(db);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  return ok({ authorizeUrl: connecting.authorizeUrl(app.value, { redirectUri, state, challenge }) });
}

/** Ends what `beginConnection` began, with what the server sent the person back with. */
export async function finishConnection(
  setting: ConnectionSetting, actor: Actor, back: { readonly state: string; readonly code: string; readonly sessionId: Id<"session"> },
): Promise<Result<{ readonly profileId: Id<"profile"> }, ConnectionRefusal> & { readonly profileId?: Id<"profile"> }> {
  const attempt = await takeAttempt(setting, back);
  if (!attempt) return refuse({ kind: "connection-attempt-over" });
  return { ...(await finishAttempt(setting, actor, attempt, back.code)), profileId: attempt.profileId };
}

async function finishAttempt(setting: ConnectionSetting, actor: Actor, { profileId, app, verifier }: Attempt, code: string): Promise<Result<{ readonly profileId: Id<"profile"> }, ConnectionRefusal>> {
  const { db, clock, redirectUri } = setting;
  // The person said no, over there.
  if (code === "") return refuse({ kind: "not-allowed-in" });
  const may = await inTransaction(db, (tx) => mayConnect(tx, actor, profileId, clock.now()));
  if (!may.ok) return may;
  const profile = may.value;
  const connecting = setting.connectingOf(profile.network);
  if (!connecting) return refuse({ kind: "nothing-to-connect" });
  const token = await connecting.redeem(app, { redirectUri, code, verifier }, AbortSignal.timeout(CALL_MS));
  if (!token.ok) return token;
  const kept = await keepIfIts(setting, connecting, actor, profile, app, token.value);
  // A token that we do not keep must not live on.
  if (!kept.ok) await connecting.revoke(app, token.value, AbortSignal.timeout(CALL_MS));
  return kept;
}

async function keepIfIts(
  setting: ConnectionSetting, connecting: Connecting, actor: Actor, profile: Profile, app: AppAtServer, token: string,
): Promise<Result<{ readonly profileId: Id<"profile"> }, ConnectionRefusal>> {
  const { db, clock, keyring } = setting;
  const seen = await connecting.look(app.origin, token, AbortSignal.timeout(CALL_MS));
  if (!seen.ok) return seen;
  const [name = "", server = ""] = profile.handle.split("@");
  if (seen.value.name !== name) return refuse({ kind: "wrong-account", registered: profile.handle, allowed: `${seen.value.name}@${server}` });
  return inTransaction(db, async (tx) => {
    const at = clock.now();
    const may = await mayConnect(tx, actor, profile.id, at);
    if (!may.ok) return may;
    await replaceConnection(tx, keyring, profile.id, { app, token, account: seen.value, by: actor.personId, revokeId: newId<"token">(at) }, at);
    await record(tx, "profile.connected", profile.id, actor.personId, { handle: profile.handle, server: app.origin, program: seen.value.server.program }, at);
    return ok({ profileId: profile.id });
  });
}

/** Our own side lets go at once; the server takes the token back as soon as it answers (`revokeTokens`). */
export async function disconnectProfile(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, ConnectionRefusal>> {
  const permitted = await authorise(tx, actor, "connection.manage", { profileIds: [profileId] }, at);
  if (!permitted.ok) return permitted;
  if (!(await dropToken(tx, profileId, newId<"token">(at), at))) return refuse({ kind: "nothing-to-connect" });
  await record(tx, "profile.disconnected", profileId, actor.personId, {}, at);
  return ok();
}

/**
 * Lets go of every account that this person allowed us into: what they brought goes when they go (ROL-R9). Our side forgets the
 * tokens with the commit; the servers are asked to at once and every minute until they do.
 * @returns the profiles that somebody must connect again
 */
export async function letGoOfConnections(tx: Tx, personId: Id<"person">, by: Id<"person">, at: Instant): Promise<readonly Id<"profile">[]> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from register.connection where connected_by = ${personId} and token is not null for update`.execute(tx);
  for (const { profile_id } of rows) {
    await dropToken(tx, profile_id, newId<"token">(at), at);
    await record(tx, "profile.disconnected", profile_id, by, { because: "person-left" }, at);
  }
  return rows.map((row) => row.profile_id);
}

/** Asks the servers to take back what is ours no more; what does not answer is asked again a minute later. */
export async function revokeTokens({ db, clock, keyring, connectingOf }: ConnectionSetting): Promise<number> {
  const tokens = await takeTokensToRevoke(db, keyring, clock.now());
  for (const held of tokens) {
    const revoked = await connectingOf(held.network)?.revoke(held.app, held.token, AbortSignal.timeout(CALL_MS));
    if (revoked?.ok) await forgetRevoked(db, held.id);
  }
  return tokens.length;
}

/** Looks at every connection that nobody has looked at for `everyMs`: whether it works, and the server's figures. */
export async function checkConnections({ db, clock, keyring, connectingOf }: ConnectionSetting, everyMs: number): Promise<number> {
  const due = await listUnchecked(db, keyring, plusMs(clock.now(), -everyMs));
  for (const { profileId, network, origin, token } of due) {
    if (token === undefined) {
      await recordFailedCall(db, profileId, { code: "sealed-by-another-key", needsPerson: true }, clock.now());
      continue;
    }
    const seen = await connectingOf(network)?.look(origin, token, AbortSignal.timeout(CALL_MS));
    if (seen?.ok) await recordLook(db, profileId, seen.value, clock.now());
    else if (seen) await recordFailedCall(db, profileId, seen.refusal, clock.now());
  }
  return due.length;
}

// One that is being opened is connected before it speaks (PRO-4); one that is closing still answers.
const CONNECTABLE: readonly Standing[] = ["opening", "active", "dormant", "closing"];

async function mayConnect(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<Profile, ConnectionRefusal>> {
  const permitted = await authorise(tx, actor, "connection.manage", { profileIds: [profileId] }, at);
  if (!permitted.ok) return permitted;
  const profile = await findProfile(tx, profileId);
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (!mustBeConnected(profile.network)) return refuse({ kind: "nothing-to-connect" });
  return CONNECTABLE.includes(profile.state) ? ok(profile) : refuse({ kind: "profile-not-active" });
}

interface Attempt {
  readonly profileId: Id<"profile">;
  readonly app: AppAtServer;
  readonly verifier: string;
}

async function takeAttempt({ db, clock, keyring }: ConnectionSetting, back: { readonly state: string; readonly sessionId: Id<"session"> }): Promise<Attempt | undefined> {
  const at = clock.now();
  // Used up by the first who brings the state, also when it was the wrong session.
  const { rows } = await sql<{ profile_id: Id<"profile">; session_id: Id<"session">; origin: string; client_id: Uint8Array; client_secret: Uint8Array; verifier: Uint8Array }>`
    update register.connecting set used_at = ${at} where state_hash = ${hashOf(back.state)} and used_at is null and expires_at > ${at}
    returning profile_id, session_id, origin, client_id, client_secret, verifier
  `.execute(db);
  const row = rows[0];
  if (!row || row.session_id !== back.sessionId) return undefined;
  const vault = vaultOf(keyring, row.profile_id);
  const app: AppAtServer = { origin: row.origin, clientId: vault.open("client-id", row.client_id), clientSecret: vault.open("client-secret", row.client_secret) };
  return { profileId: row.profile_id, app, verifier: vault.open("verifier", row.verifier) };
}

const hashOf = (state: string): string => createHash("sha256").update(state).digest("hex");

async function record(tx: Tx, kind: string, profileId: Id<"profile">, by: Id<"person">, facts: Readonly<Record<string, string>>, at: Instant): Promise<void> {
  const subject = { type: "profile", id: profileId };
  await recordEvent(tx, { kind, subject, actor: by, at, data: { ...facts } });
  await recordEvidence(tx, { kind, subject, at, facts: { ...facts } });
}
