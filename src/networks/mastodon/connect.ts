import { ok, refuse, type Result } from "#kernel/result.ts";
import type { AppAtServer, ConnectedAccount, Connecting, NetworkTrouble, ServerFacts } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { isLoopback } from "#platform/config.ts";
import type { Egress } from "#platform/egress/index.ts";
import { type Answer, ask, urlOf } from "./api.ts";
import { type Instance, readAccount, readApp, readInstance, readToken } from "./entities.ts";
import { troubleOf } from "./errors.ts";
import { limitsOfServer } from "./limits.ts";

/**
 * What we ask for and no more: to write posts and their pictures, to read what names us and our own account.
 * Source: docs.joinmastodon.org/api/oauth-scopes/, read 2026-11-24.
 */
const SCOPES = "read:accounts read:statuses read:notifications write:statuses write:media";
const TIMEOUT_MS = 15_000;

export function connecting({ egress, wireClock }: { readonly egress: Egress; readonly wireClock: Clock }): Connecting {
  const call = { timeoutMs: TIMEOUT_MS };
  return {
    introduce: async ({ handle, redirectUri, name, website }, signal) => {
      const origin = await locate(egress, handle, signal);
      const answer = await ask(egress, { ...call, origin, path: "/api/v1/apps", method: "POST", form: { client_name: name, redirect_uris: redirectUri, scopes: SCOPES, website }, signal });
      const app = isGood(answer) ? readApp(answer.body) : undefined;
      return app ? ok({ origin, clientId: app.client_id, clientSecret: app.client_secret }) : refuse(troubleOf(answer));
    },
    authorizeUrl: (app, { redirectUri, state, challenge }) => urlOf({
      origin: app.origin,
      path: "/oauth/authorize",
      query: [
        ["response_type", "code"], ["client_id", app.clientId], ["redirect_uri", redirectUri], ["scope", SCOPES], ["state", state],
        ["code_challenge", challenge], ["code_challenge_method", "S256"],
        // The person may be signed in there as somebody else.
        ["force_login", "true"],
      ],
    }),
    redeem: async (app, { redirectUri, code, verifier }, signal) => {
      const form = { grant_type: "authorization_code", code, client_id: app.clientId, client_secret: app.clientSecret, redirect_uri: redirectUri, scope: SCOPES, code_verifier: verifier };
      const answer = await ask(egress, { ...call, origin: app.origin, path: "/oauth/token", method: "POST", form, signal });
      const token = isGood(answer) ? readToken(answer.body) : undefined;
      return token ? ok(token.access_token) : refuse(troubleOf(answer));
    },
    look: (origin, token, signal) => look(egress, wireClock, origin, token, signal),
    revoke: (app, token, signal) => revoke(egress, app, token, signal),
  };
}

const isGood = (answer: Answer): answer is Extract<Answer, { kind: "answer" }> => answer.kind === "answer" && answer.status >= 200 && answer.status < 300;

/**
 * Where the API of `name@server` answers. A server may serve its people's names at one host and itself at another; the
 * name's own host says where (WebFinger, RFC 7033). Without an answer it is the host of the name.
 */
async function locate(egress: Egress, handle: string, signal: AbortSignal): Promise<string> {
  const host = handle.slice(handle.indexOf("@") + 1);
  const named = originOf(host);
  const answer = await egress.fetch({
    url: `${named}/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}`)}`,
    headers: { accept: "application/jrd+json, application/json" },
    maxBytes: 100_000, timeoutMs: TIMEOUT_MS, maxRedirects: 3, signal,
  });
  if (answer.kind !== "answer" || answer.status !== 200) return named;
  const self = selfLink(answer.body);
  if (self === undefined || !URL.canParse(self)) return named;
  const { origin, protocol, hostname } = new URL(self);
  // Tokens go over TLS, but for servers on this very machine.
  return protocol === "https:" || isLoopback(hostname) ? origin : named;
}

const originOf = (host: string): string => `${isLoopback(host.replace(/:\d+$/, "")) ? "http" : "https"}://${host}`;

function selfLink(bytes: Uint8Array): string | undefined {
  try {
    const { links } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly links?: unknown };
    if (!Array.isArray(links)) return undefined;
    const self = (links as readonly unknown[]).find((link): link is { rel: "self"; href: string } =>
      typeof link === "object" && link !== null && "rel" in link && link.rel === "self" && "href" in link && typeof link.href === "string");
    return self?.href;
  } catch {
    // Not JSON: the host of the name is all we know.
    return undefined;
  }
}

async function look(egress: Egress, wireClock: Clock, origin: string, token: string, signal: AbortSignal): Promise<Result<ConnectedAccount, NetworkTrouble>> {
  const own = await ask(egress, { origin, path: "/api/v1/accounts/verify_credentials", token, timeoutMs: TIMEOUT_MS, signal });
  const account = isGood(own) ? readAccount(own.body) : undefined;
  // 422: the token is nobody's (docs.joinmastodon.org/methods/accounts/#verify_credentials; snac of any dead token).
  if (own.kind === "answer" && own.status === 422) return refuse({ kind: "network-trouble", code: "token-revoked", needsPerson: true });
  if (!account) return refuse(troubleOf(own));
  // Servers that know only the first version of the question answer that. The account is ours also when neither is
  // answered: then Mastodon's own figures stand.
  const told = (await instanceOf(egress, origin, "/api/v2/instance", token, signal)) ?? (await instanceOf(egress, origin, "/api/v1/instance", token, signal));
  const server = factsOf(origin, told ?? { path: "", instance: { version: "", source_url: undefined } }, wireClock.now().slice(0, 10));
  return ok({ account: account.id, name: account.username.toLowerCase(), url: account.url ?? origin, server });
}

interface Told {
  readonly path: string;
  readonly instance: Instance;
}

async function instanceOf(egress: Egress, origin: string, path: string, token: string, signal: AbortSignal): Promise<Told | undefined> {
  const answer = await ask(egress, { origin, path, token, timeoutMs: TIMEOUT_MS, signal });
  const instance = isGood(answer) ? readInstance(answer.body) : undefined;
  return instance && { path, instance };
}

function factsOf(origin: string, { path, instance }: Told, checkedOn: string): ServerFacts {
  const streaming = (instance.configuration?.urls?.streaming ?? instance.urls?.streaming_api)?.replace(/^ws/, "http");
  const program = programOf(instance);
  return {
    program: program.name,
    limits: limitsOfServer(origin + path, instance, checkedOn),
    details: { program: program.id, ...(streaming !== undefined && URL.canParse(streaming) && mayStream(origin, streaming) ? { streaming: new URL(streaming).origin } : {}) },
  };
}

// The token goes there too: TLS, unless the API itself is on this machine without.
const mayStream = (origin: string, streaming: string): boolean => new URL(streaming).protocol === "https:" || new URL(streaming).protocol === new URL(origin).protocol;

/**
 * Which program it is. Others that speak Mastodon's API put their own name in the version, in brackets as Pleroma and
 * snac do, or have their own address for the source.
 */
function programOf({ version, source_url }: Instance): { readonly id: "mastodon" | "other"; readonly name: string } {
  // `2.7.2 (compatible; Pleroma 2.6.0)`, `4.0.0 (not true; really snac/2.96)`.
  const other = /\(([^)]+)\)/.exec(version)?.[1]?.split(/;\s*(?:really\s+)?/).at(-1);
  if (other !== undefined) return { id: "other", name: other.trim() };
  const isMastodon = /^\d+\.\d+\.\d+/.test(version) && /\/mastodon\/?$/.test(source_url ?? "");
  return isMastodon ? { id: "mastodon", name: `Mastodon ${version}` } : { id: "other", name: version === "" ? "?" : version };
}

async function revoke(egress: Egress, app: AppAtServer, token: string, signal: AbortSignal): Promise<Result<undefined, NetworkTrouble>> {
  const form = { client_id: app.clientId, client_secret: app.clientSecret, token };
  const answer = await ask(egress, { origin: app.origin, path: "/oauth/revoke", method: "POST", form, timeoutMs: TIMEOUT_MS, signal });
  // A server that does not know us or the token any more has nothing left to revoke.
  return answer.kind === "answer" && (answer.status < 300 || answer.status === 401 || answer.status === 403) ? ok() : refuse(troubleOf(answer));
}
