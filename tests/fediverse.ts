import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { activityPubNetwork, type ActorDirectory, type ActorProfile, addressesOf, type Addresses, createActor, defaultLimits, type Federation, type FederationLimits, routes, startFederation } from "#networks/activitypub/index.ts";
import type { Incoming, Intake, Intent } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { type Keyring, keyringOf } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";

/** A server on loopback, with its `host:port` for allow-lists. */
export interface LoopbackServer {
  readonly origin: string;
  readonly authority: string;
  close(): Promise<void>;
}

async function listen(server: Server, host: string, wanted = 0): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(wanted, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    authority: `${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** One installation of ours: real routes behind a real HTTP server, real outbound client, its own database. */
export interface Installation extends LoopbackServer {
  readonly db: Database;
  readonly clock: Clock;
  readonly addresses: Addresses;
  readonly profiles: Map<Id<"profile">, ActorProfile>;
  readonly events: readonly { readonly event: string; readonly data: Readonly<Record<string, unknown>> }[];
  readonly egress: Egress;
  readonly keyring: Keyring;
  /** What citizens said, in the order in which it was taken. */
  readonly heard: Incoming[];
  actor(handle: string): Promise<Id<"profile">>;
  /** The intent of a first post; `change` makes it another. */
  intent(profileId: Id<"profile">, change?: Partial<Intent>): Intent;
  accept(intent: Intent): Promise<{ readonly remoteId: string; readonly url: string }>;
  start(): Promise<Federation>;
}

export interface InstallationOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly allow: readonly string[];
  readonly limits?: Partial<{ readonly [Part in keyof FederationLimits]: Partial<FederationLimits[Part]> }>;
  readonly host?: string;
  /** Any free one when absent. */
  readonly port?: number;
  /** Of another process of the same installation. */
  readonly keyring?: Keyring;
  /** Where what citizens say goes besides `heard`. */
  readonly intake?: Intake;
}

export async function startInstallation({ db, clock, allow, limits = {}, host = "127.0.0.1", port = 0, keyring = keyringOf(randomBytes(32), ""), intake }: InstallationOptions): Promise<Installation> {
  const held: { answer?: (request: Request) => Promise<Response | undefined> } = {};
  const answer = async (request: Request): Promise<Response> => {
    try {
      return (await held.answer?.(request)) ?? new Response("not here", { status: 404 });
    } catch (error) {
      log("request.broke", { error: error instanceof Error ? (error.stack ?? error.message) : error });
      return new Response(null, { status: 500 });
    }
  };
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  const where = await listen(server, host, port);
  const addresses = addressesOf(where.origin, where.authority);
  const profiles = new Map<Id<"profile">, ActorProfile>();
  const directory: ActorDirectory = { find: async (_db, profileId) => profiles.get(profileId) };
  const events: { event: string; data: Readonly<Record<string, unknown>> }[] = [];
  const log: Log = (event, data = {}) => void events.push({ event, data });
  const egress = createEgress({ allowPrivate: allow, userAgent: "Pregonero tests", clock });
  const all: FederationLimits = {
    inbox: { ...defaultLimits.inbox, ...limits.inbox },
    documents: { ...defaultLimits.documents, ...limits.documents },
    followers: { ...defaultLimits.followers, ...limits.followers },
    delivery: { ...defaultLimits.delivery, pollMs: 20, ...limits.delivery },
    keep: { ...defaultLimits.keep, ...limits.keep },
  };
  const options = { db, clock, addresses, directory, egress, keyring, log, limits: all };
  const heard: Incoming[] = [];
  held.answer = routes({ ...options, intake: async (incoming) => {
    heard.push(...incoming);
    await intake?.(incoming);
  }, version: "0.1.0" });
  const network = activityPubNetwork({ addresses, tagUrl: (tag) => `${where.origin}/es/etiquetas/${tag}` });
  return {
    ...where,
    db, clock, addresses, profiles, events, egress, keyring, heard,
    actor: async (handle) => {
      const profileId = newId<"profile">(clock.now());
      profiles.set(profileId, {
        profileId,
        displayName: { es: `Perfil ${handle}` },
        summary: { es: "Avisos del Ayuntamiento" },
        languages: ["es"],
        url: `${where.origin}/es/perfiles/${handle}`,
        state: "active",
      });
      const made = await inTransaction(db, (tx) => createActor(tx, { keyring, addresses }, { profileId, handle }, clock.now()));
      if (!made.ok) throw new Error(made.refusal.kind);
      return profileId;
    },
    intent: (profileId, change = {}) => {
      const at = clock.now();
      const publicationId = newId<"publication">(at);
      return {
        deliveryId: newId<"delivery">(at),
        kind: "create",
        publicationId,
        editionId: newId<"edition">(at),
        profileId,
        account: addresses.actor(profileId),
        languages: ["es"],
        text: "Corte de agua en la calle Mayor",
        texts: { es: "Corte de agua en la calle Mayor" },
        media: [],
        permalink: `${where.origin}/es/publicaciones/${publicationId}`,
        at,
        ...change,
      };
    },
    accept: (intent) => inTransaction(db, (tx) => network.accept(tx, intent, clock.now())),
    start: () => startFederation(options),
    close: async () => {
      await where.close();
      await egress.close();
    },
  };
}

export interface RemotePerson {
  readonly id: string;
  readonly keyId: string;
  readonly key: KeyObject;
  readonly document: Readonly<Record<string, unknown>>;
}

export interface Taken {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server of somebody else, which does exactly what a test wants of it. */
export interface RemoteServer extends LoopbackServer {
  /** What was asked of it, in order: `GET /users/ane`. */
  readonly asked: string[];
  readonly taken: Taken[];
  /** Adds somebody with a key pair; `change` bends the document. */
  person(change?: (document: Record<string, unknown>) => Record<string, unknown>): RemotePerson;
  route(path: string, answer: (request: IncomingMessage, response: ServerResponse) => void): void;
  /** What an inbox answers: 202 unless told otherwise. */
  answerInbox(answer: (taken: Taken, response: ServerResponse) => void): void;
}

export async function startRemote(host = "127.0.0.1"): Promise<RemoteServer> {
  const asked: string[] = [];
  const taken: Taken[] = [];
  const table = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  let onInbox = (_taken: Taken, response: ServerResponse): void => void response.writeHead(202).end();
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    asked.push(`${request.method} ${path}`);
    const route = table.get(path);
    if (route) return route(request, response);
    if (request.method !== "POST") return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { path, headers: request.headers, body: Buffer.concat(chunks).toString() };
      taken.push(one);
      onInbox(one, response);
    });
  });
  const where = await listen(server, host);
  let people = 0;
  return {
    ...where,
    asked,
    taken,
    person: (change = (document) => document) => {
      people += 1;
      const id = `${where.origin}/users/p${people}`;
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
      const keyId = `${id}#main-key`;
      const document = change({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        id,
        type: "Person",
        preferredUsername: `p${people}`,
        inbox: `${id}/inbox`,
        outbox: `${id}/outbox`,
        endpoints: { sharedInbox: `${where.origin}/inbox` },
        publicKey: { id: keyId, owner: id, publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString() },
      });
      table.set(`/users/p${people}`, activityJson(document));
      return { id, keyId, key: privateKey, document };
    },
    route: (path, answer) => void table.set(path, answer),
    answerInbox: (answer) => {
      onInbox = answer;
    },
  };
}

export const activityJson = (document: unknown) => (_request: IncomingMessage, response: ServerResponse): void =>
  void response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify(document));

export interface RawRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Sends exactly these headers, a false Host included. */
export function send({ url, method = "POST", headers, body }: RawRequest): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent: Record<string, string | string[]> = {};
    for (const [name, value] of Object.entries(headers)) sent[name] = typeof value === "string" ? value : [...value];
    const request = httpRequest(url, { method, headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

export interface DraftOptions {
  readonly keyId: string;
  readonly key: KeyObject;
  readonly at: Instant;
  /** What is signed, when it is not what is sent. */
  readonly signed?: { readonly method?: string; readonly path?: string; readonly host?: string };
  readonly covered?: readonly string[];
  readonly extra?: Readonly<Record<string, string>>;
}

/** A POST as Mastodon signs it (draft-cavage-http-signatures-12), with everything that a forger would bend. */
export function draftSigned(url: string, body: string | Uint8Array, { keyId, key, at, signed = {}, covered = ["(request-target)", "host", "date", "digest"], extra = {} }: DraftOptions): RawRequest & { readonly headers: Readonly<Record<string, string>> } {
  const { host, pathname } = new URL(url);
  const headers: Record<string, string> = {
    host,
    date: new Date(at).toUTCString(),
    digest: `SHA-256=${sha256(body)}`,
    "content-type": "application/activity+json",
    ...extra,
  };
  const text = covered
    .map((name) => {
      if (name === "(request-target)") return `${name}: ${signed.method ?? "post"} ${signed.path ?? pathname}`;
      return `${name}: ${name === "host" ? (signed.host ?? host) : (headers[name] ?? "")}`;
    })
    .join("\n");
  const signature = createSign("sha256").update(text).sign(key, "base64");
  return { url, body, headers: { ...headers, signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${covered.join(" ")}",signature="${signature}"` } };
}

/** A POST as RFC 9421 has it. */
export function rfc9421Signed(url: string, body: string, { keyId, key, at, covered = ["@method", "@target-uri", "content-digest"], signed = {} }: DraftOptions): RawRequest & { readonly headers: Readonly<Record<string, string>> } {
  const headers: Record<string, string> = { host: new URL(url).host, date: new Date(at).toUTCString(), "content-type": "application/activity+json", "content-digest": `sha-256=:${sha256(body)}:` };
  const parameters = `(${covered.map((name) => `"${name}"`).join(" ")});created=${Math.floor(Date.parse(at) / 1_000)};keyid="${keyId}";alg="rsa-v1_5-sha256"`;
  const values: Readonly<Record<string, string>> = { "@method": signed.method ?? "POST", "@target-uri": signed.path ?? url };
  const text = [...covered.map((name) => `"${name}": ${values[name] ?? headers[name] ?? ""}`), `"@signature-params": ${parameters}`].join("\n");
  const signature = createSign("sha256").update(text).sign(key, "base64");
  return { url, body, headers: { ...headers, "signature-input": `sig1=${parameters}`, signature: `sig1=:${signature}:` } };
}

const sha256 = (body: string | Uint8Array): string => createHash("sha256").update(body).digest("base64");

export const followOf = (person: RemotePerson, object: string, change: Readonly<Record<string, unknown>> = {}) => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id: `${person.id}/follows/${randomUUID()}`,
  type: "Follow",
  actor: person.id,
  object,
  ...change,
});

/** A public note of somebody that names `object`, as Mastodon writes it. */
export const noteBy = (person: RemotePerson, object: string, published: Instant, change: Readonly<Record<string, unknown>> = {}) => ({
  id: `${person.id}/notes/${randomUUID()}`,
  type: "Note",
  attributedTo: person.id,
  content: "<p>Kaixo</p>",
  published,
  to: ["https://www.w3.org/ns/activitystreams#Public"],
  cc: [object],
  tag: [{ type: "Mention", href: object, name: "@ours" }],
  ...change,
});

/** Waits for what other processes and the network bring about. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`did not happen within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
