import { createHash } from "node:crypto";
import { sql } from "kysely";
import { type Id, parseId } from "#kernel/id.ts";
import type { Database } from "#platform/database.ts";
import { actorDocument, closedActor, instanceDocument } from "./actor-document.ts";
import { countActors, findActor, findActorByHandle, findInstanceKey } from "./actors.ts";
import type { Addresses } from "./addresses.ts";
import type { ActorDirectory, OwnActor } from "./directory.ts";
import { countFollowers } from "./followers.ts";
import type { Inbox } from "./inbox.ts";
import { createOf, type JsonObject, standalone, tombstone } from "./note.ts";
import { tables } from "./store.ts";
import { jrdOf, readResource } from "./webfinger.ts";

export interface RouteDependencies {
  readonly db: Database;
  readonly addresses: Addresses;
  readonly directory: ActorDirectory;
  readonly inbox: Inbox;
  readonly version: string;
}

const ACTIVITY = "application/activity+json; charset=utf-8";
const JRD = "application/jrd+json; charset=utf-8";
const PAGE = 20;

/** Answers the network's addresses; undefined for everything else. Public: it shows what is published and no more. */
export function routesOf(deps: RouteDependencies): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const url = new URL(request.url);
    const path = url.pathname;
    if (path === "/ap/inbox" || /^\/ap\/actors\/[^/]+\/inbox$/.test(path)) return inbox(deps, request, path);
    const answer = await find(deps, request, url);
    if (answer === undefined) return undefined;
    if (request.method !== "GET" && request.method !== "HEAD") return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    return answer();
  };
}

async function inbox({ db, directory, addresses, inbox: take }: RouteDependencies, request: Request, path: string): Promise<Response> {
  if (path !== "/ap/inbox") {
    const profileId = addresses.profileOf(`${addresses.origin}${path.slice(0, -"/inbox".length)}`);
    const profile = profileId && (await directory.find(db, profileId));
    if (!profile) return new Response(null, { status: 404 });
    if (profile.state === "closed") return new Response(null, { status: 410 });
  }
  return take(request, path);
}

type Answer = () => Promise<Response>;

const collections = ["outbox", "followers", "following"] as const;
type Collection = (typeof collections)[number];

async function find(deps: RouteDependencies, request: Request, url: URL): Promise<Answer | undefined> {
  switch (url.pathname) {
    case "/.well-known/webfinger":
      return () => webFinger(deps, request, url);
    case "/.well-known/host-meta":
      return () => hostMeta(deps, request);
    case "/.well-known/nodeinfo":
      return () => nodeInfoLinks(deps, request);
    case "/nodeinfo/2.1":
      return () => nodeInfo(deps, request);
    case "/ap/instance":
      return () => instance(deps, request);
  }
  const match = /^\/ap\/(actors|objects|activities)\/([^/]+)(?:\/(outbox|followers|following))?$/.exec(url.pathname);
  if (!match) return url.pathname.startsWith("/ap/") ? () => Promise.resolve(nothingHere()) : undefined;
  const [, kind, text = "", below] = match;
  const collection = collections.find((name) => name === below);
  const profile = parseId<"profile">(text);
  if (kind === "actors" && profile) return () => ofActor(deps, request, url, profile, collection);
  const edition = parseId<"edition">(text);
  if (kind === "objects" && edition && !collection) return () => object(deps, request, edition);
  const delivery = parseId<"delivery">(text);
  if (kind === "activities" && delivery && !collection) return () => activity(deps, request, delivery);
  return () => Promise.resolve(nothingHere());
}

async function webFinger({ db, addresses, directory }: RouteDependencies, request: Request, url: URL): Promise<Response> {
  const sought = readResource(url.searchParams.get("resource"), addresses);
  const open = { "access-control-allow-origin": "*" };
  if (sought.kind === "unreadable") return new Response(null, { status: 400, headers: open });
  if (sought.kind === "elsewhere") return new Response(null, { status: 404, headers: open });
  if (sought.kind === "instance") {
    const handle = addresses.handleDomain.replace(/:\d+$/, "");
    return json(request, jrdOf({ handle, actor: addresses.instance, page: `${addresses.origin}/` }, addresses), { type: JRD, headers: open });
  }
  const actor = sought.kind === "handle" ? await findActorByHandle(db, sought.handle) : await actorAt(db, addresses, sought.address);
  const profile = actor && (await directory.find(db, actor.profileId));
  if (!actor || !profile) return new Response(null, { status: 404, headers: open });
  if (profile.state === "closed") return new Response(null, { status: 410, headers: open });
  return json(request, jrdOf({ handle: actor.handle, actor: addresses.actor(actor.profileId), page: profile.url }, addresses), { type: JRD, headers: open });
}

async function actorAt(db: Database, addresses: Addresses, address: string): Promise<OwnActor | undefined> {
  const profileId = addresses.profileOf(address);
  return profileId && findActor(db, profileId);
}

function hostMeta({ addresses }: RouteDependencies, request: Request): Promise<Response> {
  const template = `${addresses.origin}/.well-known/webfinger?resource={uri}`;
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0"><Link rel="lrdd" template="${template}"/></XRD>\n`;
  return Promise.resolve(cached(request, body, { type: "application/xrd+xml; charset=utf-8", maxAge: 3_600 }));
}

const nodeInfoLinks = ({ addresses }: RouteDependencies, request: Request): Promise<Response> =>
  Promise.resolve(json(request, { links: [{ rel: "http://nodeinfo.diaspora.software/ns/schema/2.1", href: `${addresses.origin}/nodeinfo/2.1` }] }, { type: "application/json; charset=utf-8", maxAge: 3_600 }));

async function nodeInfo({ db, version }: RouteDependencies, request: Request): Promise<Response> {
  const users = await countActors(db);
  const { rows } = await sql<{ posts: number }>`select count(*)::integer as posts from activitypub.object where deleted_at is null`.execute(db);
  const body: JsonObject = {
    version: "2.1",
    software: { name: "pregonero", version },
    protocols: ["activitypub"],
    services: { inbound: [], outbound: ["atom1.0", "rss2.0"] },
    openRegistrations: false,
    usage: { users: { total: users }, localPosts: rows[0]?.posts ?? 0 },
    metadata: {},
  };
  return json(request, body, { type: 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"', maxAge: 600 });
}

async function instance({ db, addresses }: RouteDependencies, request: Request): Promise<Response> {
  const key = await findInstanceKey(db);
  if (key === undefined) return nothingHere();
  return wantsPage(request) ? seeOther(`${addresses.origin}/`) : json(request, instanceDocument(key, addresses));
}

async function ofActor(deps: RouteDependencies, request: Request, url: URL, profileId: Id<"profile">, collection: Collection | undefined): Promise<Response> {
  const { db, addresses, directory } = deps;
  const actor = await findActor(db, profileId);
  const profile = actor && (await directory.find(db, profileId));
  if (!actor || !profile) return nothingHere();
  // The page tells people what became of a closed profile; programs get the plain word.
  if (wantsPage(request)) return seeOther(profile.url);
  if (profile.state === "closed") return json(request, closedActor(addresses.actor(profileId)), { status: 410 });
  switch (collection) {
    case "outbox":
      return outbox(deps, request, url, profileId);
    case "followers":
      // How many, but not who: people did not ask to be listed by a council.
      return json(request, collectionOf(addresses.followers(profileId), await countFollowers(db, profileId)));
    case "following":
      return json(request, collectionOf(addresses.following(profileId), 0));
    case undefined:
      return json(request, actorDocument(actor, profile, addresses), { maxAge: 180 });
  }
}

const collectionOf = (id: string, totalItems: number): JsonObject => ({ "@context": "https://www.w3.org/ns/activitystreams", id, type: "OrderedCollection", totalItems });

async function outbox({ db, addresses }: RouteDependencies, request: Request, url: URL, profileId: Id<"profile">): Promise<Response> {
  const id = addresses.outbox(profileId);
  const context = "https://www.w3.org/ns/activitystreams";
  const before = url.searchParams.get("before");
  if (url.searchParams.get("page") !== "true") {
    const { rows } = await sql<{ total: number }>`select count(*)::integer as total from activitypub.object where profile_id = ${profileId} and deleted_at is null and recipient is null`.execute(db);
    return json(request, { ...collectionOf(id, rows[0]?.total ?? 0), first: `${id}?page=true` });
  }
  if (before !== null && !/^\d{1,15}$/.test(before)) return new Response(null, { status: 400 });
  const rows = await tables(db)
    .selectFrom("activitypub.activity as a")
    .innerJoin("activitypub.object as o", "o.id", "a.object_id")
    .select(["a.id", "a.position", "o.note"])
    .where("a.profile_id", "=", profileId)
    .where("a.type", "=", "Create")
    .where("o.deleted_at", "is", null)
    .where("o.recipient", "is", null)
    .$if(before !== null, (query) => query.where("a.position", "<", Number(before)))
    .orderBy("a.position", "desc")
    .limit(PAGE)
    .execute();
  const last = rows.at(-1);
  return json(request, {
    "@context": context,
    id: before === null ? `${id}?page=true` : `${id}?page=true&before=${before}`,
    type: "OrderedCollectionPage",
    partOf: id,
    ...(rows.length === PAGE && last ? { next: `${id}?page=true&before=${last.position}` } : {}),
    orderedItems: rows.flatMap((row) => (row.note === null ? [] : [createOf(noteIn(row.note), addresses.activity(row.id))])),
  });
}

async function object({ db, addresses }: RouteDependencies, request: Request, id: Id<"edition">): Promise<Response> {
  const row = await tables(db).selectFrom("activitypub.object").select(["note", "permalink", "deleted_at", "private"]).where("id", "=", id).executeTakeFirst();
  // What was said in private is with whom it was said to; here nobody reads it.
  if (!row || row.private) return nothingHere();
  if (wantsPage(request)) return seeOther(row.permalink);
  if (row.note === null) return json(request, standalone(tombstone(addresses.object(id), row.deleted_at ?? neverNull(id))), { status: 410 });
  return json(request, standalone(noteIn(row.note)), { maxAge: 60 });
}

async function activity({ db, addresses }: RouteDependencies, request: Request, id: Id<"delivery">): Promise<Response> {
  const row = await tables(db)
    .selectFrom("activitypub.activity as a")
    .leftJoin("activitypub.object as o", "o.id", "a.object_id")
    .select(["a.type", "a.body", "o.note", "o.permalink", "o.deleted_at", "o.private", "o.id as object"])
    .where("a.id", "=", id)
    .executeTakeFirst();
  if (!row || row.object === null || row.private === true) return nothingHere();
  if (wantsPage(request) && row.permalink !== null) return seeOther(row.permalink);
  if (row.deleted_at === null || row.type === "Delete") return cached(request, row.body.toString("utf8"), { type: ACTIVITY, maxAge: 60 });
  // What was withdrawn is not to be read in its older activities either.
  return json(request, standalone(tombstone(addresses.object(row.object), row.deleted_at)), { status: 410 });
}

const noteIn = (text: string): JsonObject => JSON.parse(text) as JsonObject;

function neverNull(id: string): never {
  throw new Error(`object ${id} has neither content nor an end`);
}

const nothingHere = (): Response => new Response(null, { status: 404, headers: { "cache-control": "no-store" } });

const seeOther = (location: string): Response => new Response(null, { status: 303, headers: { location, vary: "Accept", "cache-control": "no-store" } });

/** Browsers ask for HTML; programs of this network name its type. Who names both is a program. */
function wantsPage(request: Request): boolean {
  const accept = (request.headers.get("accept") ?? "").toLowerCase();
  return accept.includes("text/html") && !/application\/(?:activity\+json|ld\+json)/.test(accept);
}

interface Shape {
  readonly type?: string;
  readonly status?: number;
  readonly maxAge?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const json = (request: Request, value: JsonObject, shape: Shape = {}): Response => cached(request, JSON.stringify(value), shape);

function cached(request: Request, body: string, { type = ACTIVITY, status = 200, maxAge = 0, headers = {} }: Shape): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
  const common = { etag, vary: "Accept", "cache-control": maxAge > 0 ? `public, max-age=${maxAge}` : "no-cache", "x-content-type-options": "nosniff", ...headers };
  if (status === 200 && (request.headers.get("if-none-match") ?? "").split(",").some((known) => known.trim() === etag)) return new Response(null, { status: 304, headers: common });
  return new Response(request.method === "HEAD" ? null : body, { status, headers: { "content-type": type, ...common } });
}
