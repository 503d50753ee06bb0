import { createHash, randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { countCharacters } from "#networks/contract/count.ts";
import { chooseFault, type Fault, type Lies } from "#networks/testkit/faults.ts";
import { type Loopback, type LoopbackRequest, startLoopback } from "#networks/testkit/loopback.ts";
import type { Clock } from "#platform/clock.ts";
import { accountJson, type FakeAccount, type FakeMedia, type FakeStatus, mediaJson, statusJson } from "./fake-state.ts";

export interface FakeSetting {
  readonly clock: Clock;
  /** What the server says of its version; Mastodon's own when absent. */
  readonly version?: string;
  /** Whether it honours `Idempotency-Key`; several implementations do not. */
  readonly honoursKeys: boolean;
  /** A list of posts shows one only so long after it was taken. */
  readonly visibleAfterMs: number;
  /** How late a late answer comes. */
  readonly lateMs: number;
  /** How long a picture is worked on; 0 answers 200 at once, as for small pictures. */
  readonly mediaMs: number;
  readonly maxCharacters?: number;
  /** Faults by chance. */
  readonly lies?: Lies;
  readonly random?: () => number;
}

/** `x,y`, each from -1 to 1; anything else is as if it had not been given. */
function readFocus(text: string): FakeMedia["focus"] {
  const [x, y, ...more] = text.split(",").map(Number);
  return x !== undefined && y !== undefined && more.length === 0 && Math.abs(x) <= 1 && Math.abs(y) <= 1 ? { x, y } : undefined;
}

/** A Mastodon on 127.0.0.1 that behaves as docs.joinmastodon.org says (read 2026-11-24), and lies when told to. */
export interface FakeMastodon extends Loopback {
  /** What is up, in the order in which it was taken. */
  readonly statuses: readonly FakeStatus[];
  /** Requests that wanted to write a status. */
  readonly writes: readonly string[];
  /** The next requests that write a status meet these, one each; `media`: uploads instead. */
  lie(fault: Fault, about?: "status" | "media"): void;
  /** An account of this server with a token as if it had been allowed in. */
  account(name: string): { readonly account: FakeAccount; readonly token: string };
  /** Puts a post up without the API: by hand in a browser, or by a citizen of another server. */
  post(author: FakeAccount, text: string, more?: Partial<Pick<FakeStatus, "visibility" | "language" | "inReplyTo" | "at" | "media">>): FakeStatus;
  /** The same, and whoever is named is notified. */
  mention(who: FakeAccount, text: string, of: FakeAccount, more?: Partial<Pick<FakeStatus, "visibility" | "language" | "inReplyTo">>): FakeStatus;
  edit(id: string, text: string): void;
  takeAway(id: string): void;
  revokeTokens(): void;
  readonly liveTokens: () => number;
  /** Files that were taken. */
  readonly uploads: () => number;
  /** Streams that are open. */
  readonly listeners: () => number;
}

interface App {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

export async function startFakeMastodon(setting: FakeSetting): Promise<FakeMastodon> {
  const { clock } = setting;
  const statuses: FakeStatus[] = [];
  const writes: string[] = [];
  const accounts: FakeAccount[] = [];
  const media: FakeMedia[] = [];
  const apps: App[] = [];
  const codes = new Map<string, { readonly app: App; readonly challenge: string; readonly name: string }>();
  const tokens = new Map<string, FakeAccount>();
  const keys = new Map<string, FakeStatus>();
  const notifications: { readonly id: string; readonly to: FakeAccount; readonly status: FakeStatus; readonly at: Instant }[] = [];
  const streams = new Set<ServerResponse>();
  const planned: Record<"status" | "media", Fault[]> = { status: [], media: [] };
  let last = 110_000_000_000_000_000n;
  // Ids grow with time and are longer than a number holds, as Mastodon's.
  const nextId = () => String((last += 1_009n));
  const secret = () => randomBytes(24).toString("base64url");

  const json = (response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    void response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "x-ratelimit-limit": "300", "x-ratelimit-remaining": "299", "x-ratelimit-reset": plusMs(clock.now(), 5 * MINUTE), ...headers,
    }).end(JSON.stringify(body));
  const trouble = (response: ServerResponse, status: number, error: string, headers = {}) => json(response, status, { error }, headers);

  /** Meets the request with a fault; true when that was its answer. `effect` does what was asked. */
  async function meet(fault: Fault | undefined, request: LoopbackRequest, effect: () => unknown): Promise<boolean> {
    const { response, raw } = request;
    switch (fault) {
      case undefined:
        return false;
      case "too-many":
        trouble(response, 429, "Too many requests", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": plusMs(clock.now(), 1_000) });
        return true;
      case "too-many-seconds":
        response.writeHead(429, { "retry-after": "1" }).end("Retry later\n");
        return true;
      case "unavailable":
        response.writeHead(503, { "retry-after": "1", "content-type": "text/html" }).end("<html>busy</html>");
        return true;
      case "cut-before":
        raw.socket.destroy();
        return true;
      case "html-error":
        response.writeHead(502, { "content-type": "text/html" }).end("<html><h1>502 Bad Gateway</h1></html>");
        return true;
      case "cut-after":
        effect();
        raw.socket.destroy();
        return true;
      case "failed-after":
        effect();
        response.writeHead(500, { "content-type": "text/html" }).end("<html>We're sorry</html>");
        return true;
      case "unavailable-after":
        effect();
        trouble(response, 503, "There was a temporary problem serving your request, please try again");
        return true;
      case "no-with-effect":
        effect();
        trouble(response, 400, "Bad request");
        return true;
      case "late":
        effect();
        await sleep(setting.lateMs);
        json(response, 200, {});
        return true;
      case "revoked":
        tokens.clear();
        return false;
    }
  }
  const faultFor = (about: "status" | "media") => planned[about].shift() ?? chooseFault(setting.lies ?? {}, setting.random?.() ?? 1);

  function readBody({ headers, body }: LoopbackRequest): Readonly<Record<string, unknown>> {
    const text = body.toString("utf8");
    if ((headers["content-type"] ?? "").startsWith("application/json")) return JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(new URLSearchParams(text));
  }
  const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
  const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

  /** Why Mastodon would not store it; it looks before it stores anything. */
  function invalid(text: string, mediaIds: readonly string[], held: readonly FakeMedia[]): string | undefined {
    if (text.trim() === "" && mediaIds.length === 0) return "Validation failed: Text can't be blank";
    if (countCharacters(text, "mastodon") > (setting.maxCharacters ?? 500)) return "Validation failed: Text character limit exceeded";
    if (mediaIds.length > 4) return "Cannot attach more than 4 files";
    if (held.length < mediaIds.length) return "Validation failed: Media attachment not found";
    return held.some((one) => one.readyAt > clock.now()) ? "Cannot attach files that have not finished processing. Try again in a moment!" : undefined;
  }

  async function create(request: LoopbackRequest, author: FakeAccount): Promise<void> {
    const { response, headers } = request;
    const wanted = readBody(request);
    const [text, ids] = [textOf(wanted["status"]), listOf(wanted["media_ids"])];
    writes.push(text);
    const key = `${author.id} ${textOf(headers["idempotency-key"])}`;
    const attached = ids.flatMap((id) => media.filter((one) => one.id === id && !one.attached));
    const take = () => {
      const known = setting.honoursKeys ? keys.get(key) : undefined;
      if (known) return known;
      for (const one of attached) one.attached = true;
      const made = put(author, text, { media: attached, visibility: textOf(wanted["visibility"]) || "public", language: textOf(wanted["language"]) || null, inReplyTo: textOf(wanted["in_reply_to_id"]) || null });
      if (headers["idempotency-key"] !== undefined) keys.set(key, made);
      return made;
    };
    const replyTo = textOf(wanted["in_reply_to_id"]);
    const repeated = setting.honoursKeys && keys.has(key);
    if (!repeated && replyTo !== "" && !statuses.some((status) => status.id === replyTo)) return trouble(response, 404, "The post you are trying to reply to does not appear to exist.");
    const why = repeated ? undefined : invalid(text, ids, attached);
    if (why !== undefined) return trouble(response, 422, why);
    if (await meet(faultFor("status"), request, take)) return;
    if (!accountOf(request)) return trouble(response, 401, "The access token is invalid");
    json(response, 200, statusJson(take(), server.origin));
  }

  async function change(request: LoopbackRequest, author: FakeAccount, id: string): Promise<void> {
    const { response } = request;
    const status = statuses.find((one) => one.id === id && one.account === author);
    if (!status) return trouble(response, 404, "Record not found");
    const wanted = readBody(request);
    const [text, ids] = [textOf(wanted["status"]), listOf(wanted["media_ids"])];
    writes.push(text);
    const attached = ids.flatMap((one) => media.filter((candidate) => candidate.id === one && (!candidate.attached || status.media.includes(candidate))));
    const why = invalid(text, ids, attached);
    if (why !== undefined) return trouble(response, 422, why);
    const take = () => {
      const same = status.text === text && status.media.length === attached.length && status.media.every((one, index) => one === attached[index]);
      // An edit that changes nothing leaves no trace.
      if (!same) status.editedAt = clock.now();
      status.text = text;
      status.media = attached;
      for (const one of attached) one.attached = true;
    };
    if (await meet(faultFor("status"), request, take)) return;
    if (!accountOf(request)) return trouble(response, 401, "The access token is invalid");
    take();
    json(response, 200, statusJson(status, server.origin));
  }

  async function remove(request: LoopbackRequest, author: FakeAccount, id: string): Promise<void> {
    const { response } = request;
    const status = statuses.find((one) => one.id === id && one.account === author);
    if (!status) return trouble(response, 404, "Record not found");
    writes.push(`delete ${id}`);
    const take = () => void statuses.splice(statuses.indexOf(status), statuses.includes(status) ? 1 : 0);
    if (await meet(faultFor("status"), request, take)) return;
    if (!accountOf(request)) return trouble(response, 401, "The access token is invalid");
    take();
    json(response, 200, statusJson(status, server.origin));
  }

  async function upload(request: LoopbackRequest): Promise<void> {
    const { response, body, headers } = request;
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData().catch(() => undefined);
    const [file, description, focus] = [form?.get("file"), form?.get("description"), form?.get("focus")];
    if (!(file instanceof Blob) || file.size === 0) return trouble(response, 422, "Validation failed: File can't be blank");
    const held: FakeMedia = { id: nextId(), description: typeof description === "string" ? description : "", focus: typeof focus === "string" ? readFocus(focus) : undefined, bytes: file.size, readyAt: plusMs(clock.now(), setting.mediaMs), attached: false };
    if (await meet(faultFor("media"), request, () => media.push(held))) return;
    media.push(held);
    json(response, setting.mediaMs > 0 ? 202 : 200, mediaJson(held, server.origin, setting.mediaMs === 0));
  }

  function put(author: FakeAccount, text: string, more: Partial<Pick<FakeStatus, "visibility" | "language" | "inReplyTo" | "at" | "media">> = {}): FakeStatus {
    const status: FakeStatus = { id: nextId(), account: author, text, language: "es", visibility: "public", inReplyTo: null, media: [], at: clock.now(), editedAt: null, ...more };
    statuses.push(status);
    return status;
  }

  const accountOf = ({ headers }: LoopbackRequest): FakeAccount | undefined => tokens.get((headers.authorization ?? "").replace(/^Bearer /, ""));

  function authorize(request: LoopbackRequest): void {
    const { response, url, method, body } = request;
    const given = method === "POST" ? new URLSearchParams(body.toString("utf8")) : url.searchParams;
    const app = apps.find((one) => one.clientId === given.get("client_id") && one.redirectUri === given.get("redirect_uri"));
    if (!app) return void response.writeHead(400, { "content-type": "text/html" }).end("<html>The client or the redirect URI is not known</html>");
    if (method === "GET") {
      const fields = [...given].map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', "&quot;")}">`).join("");
      return void response.writeHead(200, { "content-type": "text/html" }).end(`<html><form method="post">${fields}<input name="account"><button>Authorize</button></form></html>`);
    }
    const code = secret();
    const back = new URL(app.redirectUri);
    if (given.get("state") !== null) back.searchParams.set("state", given.get("state") ?? "");
    if (given.get("account") === "") back.searchParams.set("error", "access_denied");
    else {
      codes.set(code, { app, challenge: given.get("code_challenge_method") === "S256" ? (given.get("code_challenge") ?? "") : "", name: given.get("account") ?? "" });
      back.searchParams.set("code", code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  function redeem(request: LoopbackRequest): void {
    const { response } = request;
    const given = readBody(request);
    const held = codes.get(textOf(given["code"]));
    // A code is good for one try.
    codes.delete(textOf(given["code"]));
    const proven = held && (held.challenge === "" || createHash("sha256").update(textOf(given["code_verifier"])).digest("base64url") === held.challenge);
    if (!held || !proven || held.app.clientSecret !== given["client_secret"] || held.app.redirectUri !== given["redirect_uri"]) {
      return json(response, 400, { error: "invalid_grant", error_description: "The provided authorization grant is invalid, expired, revoked or was issued to another client." });
    }
    json(response, 200, { access_token: signIn(accountNamed(held.name)), token_type: "Bearer", scope: "read write", created_at: 0 });
  }

  function accountNamed(name: string): FakeAccount {
    const known = accounts.find((one) => one.name === name && one.server === undefined);
    if (known) return known;
    const made = { id: nextId(), name, server: undefined };
    accounts.push(made);
    return made;
  }
  function signIn(account: FakeAccount): string {
    const token = secret();
    tokens.set(token, account);
    return token;
  }

  function instance(): unknown {
    return {
      domain: server.authority, title: "A Mastodon", version: setting.version ?? "4.4.8", source_url: setting.version === undefined ? "https://github.com/mastodon/mastodon" : "https://example.org/source",
      configuration: {
        urls: { streaming: server.origin.replace("http", "ws") },
        statuses: { max_characters: setting.maxCharacters ?? 500, max_media_attachments: 4, characters_reserved_per_url: 23 },
        media_attachments: { description_limit: 1_500 },
      },
    };
  }

  function listPosts({ response, url }: LoopbackRequest, id: string): void {
    const limit = Math.min(40, Number(url.searchParams.get("limit") ?? 20));
    const before = url.searchParams.get("max_id");
    const shown = statuses.filter((status) => status.account.id === id && plusMs(status.at, setting.visibleAfterMs) <= clock.now() && (before === null || BigInt(status.id) < BigInt(before)));
    json(response, 200, shown.toSorted((left, right) => Number(BigInt(right.id) - BigInt(left.id))).slice(0, limit).map((status) => statusJson(status, server.origin)));
  }

  function listNotifications({ response, url }: LoopbackRequest, of: FakeAccount): void {
    const limit = Math.min(80, Number(url.searchParams.get("limit") ?? 40));
    const after = url.searchParams.get("min_id");
    const all = notifications.filter((one) => one.to === of && statuses.includes(one.status) && (after === null || BigInt(one.id) > BigInt(after)));
    // `min_id` gives those right after it; without it the newest. Either way newest first.
    const page = after === null ? all.slice(-limit) : all.slice(0, limit);
    json(response, 200, page.toReversed().map((one) => ({ id: one.id, type: "mention", created_at: one.at, account: accountJson(one.status.account, server.origin), status: statusJson(one.status, server.origin) })));
  }

  function stream({ response }: LoopbackRequest): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(":)\n");
    streams.add(response);
    response.on("close", () => streams.delete(response));
  }

  async function handle(request: LoopbackRequest): Promise<void> {
    const { method, url, response } = request;
    const path = url.pathname;
    switch (`${method} ${path}`) {
      case "POST /api/v1/apps": {
        const app = { clientId: secret(), clientSecret: secret(), redirectUri: textOf(readBody(request)["redirect_uris"]) };
        apps.push(app);
        return json(response, 200, { id: nextId(), name: "app", client_id: app.clientId, client_secret: app.clientSecret });
      }
      case "GET /favicon.ico":
        return void response.writeHead(204).end();
      case "GET /oauth/authorize":
      case "POST /oauth/authorize":
        return authorize(request);
      case "POST /oauth/token":
        return redeem(request);
      case "POST /oauth/revoke": {
        const given = readBody(request);
        if (!apps.some((app) => app.clientId === given["client_id"] && app.clientSecret === given["client_secret"])) return trouble(response, 403, "unauthorized_client");
        tokens.delete(textOf(given["token"]));
        return json(response, 200, {});
      }
      case "GET /api/v2/instance":
        return json(response, 200, instance());
      case "GET /.well-known/webfinger": {
        const name = /^acct:([^@]+)@/.exec(url.searchParams.get("resource") ?? "")?.[1] ?? "";
        return json(response, 200, { subject: url.searchParams.get("resource"), links: [{ rel: "self", type: "application/activity+json", href: `${server.origin}/users/${name}` }] });
      }
    }
    const who = accountOf(request);
    if (!who) return trouble(response, 401, "The access token is invalid");
    const [, kind, id = ""] = /^\/api\/v[12]\/(statuses|media|accounts)\/([^/]+)/.exec(path) ?? [];
    if (path === "/api/v1/statuses" && method === "POST") return create(request, who);
    if (path === "/api/v2/media" && method === "POST") return upload(request);
    if (path === "/api/v1/accounts/verify_credentials") return json(response, 200, accountJson(who, server.origin));
    if (path === "/api/v1/notifications") return listNotifications(request, who);
    if (path.startsWith("/api/v1/streaming/user")) return stream(request);
    if (kind === "accounts" && path.endsWith("/statuses")) return listPosts(request, id);
    if (kind === "statuses" && method === "PUT") return change(request, who, id);
    if (kind === "statuses" && method === "DELETE") return remove(request, who, id);
    if (kind === "statuses" && method === "GET") {
      const status = statuses.find((one) => one.id === id);
      return status ? json(response, 200, statusJson(status, server.origin)) : trouble(response, 404, "Record not found");
    }
    if (kind === "media" && method === "GET") {
      // Once a post has it, it is no upload any more.
      const held = media.find((one) => one.id === id && !one.attached);
      if (!held) return trouble(response, 404, "Record not found");
      return held.readyAt > clock.now() ? json(response, 206, mediaJson(held, server.origin, false)) : json(response, 200, mediaJson(held, server.origin, true));
    }
    trouble(response, 404, "Not found");
  }

  const server: Loopback = await startLoopback(handle);
  return {
    ...server,
    statuses,
    writes,
    lie: (fault, about = "status") => void planned[about].push(fault),
    account: (name) => {
      const account = accountNamed(name);
      return { account, token: signIn(account) };
    },
    post: put,
    mention: (who, text, of, more = {}) => {
      const status = put(who, text, more);
      notifications.push({ id: nextId(), to: of, status, at: clock.now() });
      for (const response of streams) response.write(`event: notification\ndata: {}\n\n`);
      return status;
    },
    edit: (id, text) => {
      const status = statuses.find((one) => one.id === id);
      if (!status) throw new Error(`no status ${id}`);
      status.text = text;
      status.editedAt = clock.now();
    },
    takeAway: (id) => void statuses.splice(statuses.findIndex((one) => one.id === id), 1),
    revokeTokens: () => tokens.clear(),
    liveTokens: () => tokens.size,
    uploads: () => media.length,
    listeners: () => streams.size,
    close: async () => {
      for (const response of streams) response.end();
      await server.close();
    },
  };
}
