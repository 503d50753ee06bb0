import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, MINUTE, plusMs } from "#kernel/instant.ts";
import { testClock } from "#tests/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { activityJson, type DraftOptions, draftSigned, followOf, type Installation, type RawAnswer, type RawRequest, type RemotePerson, type RemoteServer, rfc9421Signed, send, startInstallation, startRemote, until } from "#tests/fediverse.ts";
import { countFollowers } from "./followers.ts";

const database = useDatabase();
const clock = testClock();
let ours: Installation;
let theirs: RemoteServer;
/** Another server, which has nothing to say about the first one's people. */
let foreign: RemoteServer;
/** On a private address that is not on the allow-list. */
let hidden: RemoteServer;
let profileId: Id<"profile">;

beforeAll(async () => {
  theirs = await startRemote();
  foreign = await startRemote();
  hidden = await startRemote("127.0.0.3");
  ours = await startInstallation({
    db: database.db,
    clock,
    allow: [theirs.authority, foreign.authority],
    limits: { documents: { perHost: 100_000, timeoutMs: 300 }, inbox: { maxBytes: 20_000, bodyMs: 400 } },
  });
  await ours.start().then((federation) => federation.stop());
  profileId = await ours.actor("movilidad");
});
afterAll(async () => {
  for (const server of [ours, theirs, foreign, hidden]) await server.close();
});
beforeEach(async () => {
  await sql`delete from activitypub.follower`.execute(database.owner);
  await sql`delete from activitypub.follower_count`.execute(database.owner);
  await sql`delete from activitypub.inbound`.execute(database.owner);
});

const actor = () => ours.addresses.actor(profileId);
const inbox = () => ours.addresses.inbox(profileId);
const isEntered = async () => (await countFollowers(database.db, profileId)) > 0;

type Change = Partial<DraftOptions>;
/** A Follow as its sender signs it; `change` bends the signing. */
function follow(person: RemotePerson, change: Change = {}, activity: Readonly<Record<string, unknown>> = {}, url = inbox()): RawRequest & { readonly headers: Readonly<Record<string, string>> } {
  return draftSigned(url, JSON.stringify(followOf(person, actor(), activity)), { keyId: person.keyId, key: person.key, at: clock.now(), ...change });
}
function follow9421(person: RemotePerson, change: Change = {}): RawRequest & { readonly headers: Readonly<Record<string, string>> } {
  return rfc9421Signed(inbox(), JSON.stringify(followOf(person, actor())), { keyId: person.keyId, key: person.key, at: clock.now(), ...change });
}
const signedBody = (person: RemotePerson, body: string | Uint8Array, change: Change = {}) => draftSigned(inbox(), body, { keyId: person.keyId, key: person.key, at: clock.now(), ...change });
const withHeaders = (request: RawRequest, headers: Readonly<Record<string, string | readonly string[]>>): RawRequest => ({ ...request, headers: { ...request.headers, ...headers } });
const without = (request: RawRequest, name: string): RawRequest => ({ ...request, headers: Object.fromEntries(Object.entries(request.headers).filter(([header]) => header !== name)) });
const bent = (request: RawRequest & { readonly headers: Readonly<Record<string, string>> }, name: string, change: (value: string) => string): RawRequest => withHeaders(request, { [name]: change(request.headers[name] ?? "") });

describe("well signed activities are taken (P21)", () => {
  test("a Follow as Mastodon signs it", async () => {
    expect((await send(follow(theirs.person()))).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("a Follow signed as RFC 9421 has it", async () => {
    expect((await send(follow9421(theirs.person()))).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("at the shared inbox, as ld+json with the profile, with more headers signed", async () => {
    const person = theirs.person();
    const type = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';
    const request = follow(person, { covered: ["(request-target)", "host", "date", "digest", "content-type"], extra: { "content-type": type } }, {}, ours.addresses.sharedInbox);
    expect((await send(request)).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("with a key on a page of its own, when the owner's page names it", async () => {
    const path = "/keys/own-page";
    const person = theirs.person((document) => ({ ...document, publicKey: { ...(document["publicKey"] as object), id: `${theirs.origin}${path}` } }));
    theirs.route(path, activityJson({ id: person.id, publicKey: person.document["publicKey"] }));
    expect((await send(follow(person, { keyId: `${theirs.origin}${path}` }))).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("with a document that moved within its server", async () => {
    const person = theirs.person();
    const path = new URL(person.id).pathname;
    theirs.route(path, (_request, response) => void response.writeHead(301, { location: `${path}.json` }).end());
    theirs.route(`${path}.json`, activityJson(person.document));
    expect((await send(follow(person))).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("a clock that is 59 minutes off", async () => {
    expect((await send(follow(theirs.person(), { at: plusMs(clock.now(), -59 * MINUTE) }))).status).toBe(202);
    expect(await isEntered()).toBe(true);
  });

  test("a context of somebody's own is no reason to refuse, and is not fetched", async () => {
    const person = theirs.person((document) => ({ ...document, "@context": ["https://www.w3.org/ns/activitystreams", `${theirs.origin}/contexts/litepub.jsonld`, { "@language": "und" }] }));
    expect((await send(follow(person, {}, { "@context": `${theirs.origin}/contexts/other.jsonld` }))).status).toBe(202);
    expect(theirs.asked.filter((line) => line.includes("/contexts/"))).toEqual([]);
  });
});

type Forgery = readonly [title: string, forge: () => RawRequest | Promise<RawRequest>, status: number];

/** Somebody else's document or key, and everything that is not quite a signature. */
const forgeries: readonly Forgery[] = [
  // No signature, or half of one.
  ["not signed", () => without(follow(theirs.person()), "signature"), 401],
  ["an empty signature header", () => withHeaders(follow(theirs.person()), { signature: "" }), 401],
  ["no signature in the signature", () => bent(follow(theirs.person()), "signature", (text) => text.replace(/,signature="[^"]*"/, "")), 401],
  ["an LD signature only", () => {
    const person = theirs.person();
    return without(signedBody(person, JSON.stringify(followOf(person, actor(), { signature: { type: "RsaSignature2017", creator: person.keyId, created: clock.now(), signatureValue: "YWJj" } }))), "signature");
  }, 401],
  ["an object integrity proof only", () => {
    const person = theirs.person();
    return without(signedBody(person, JSON.stringify(followOf(person, actor(), { proof: { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", verificationMethod: person.keyId, proofValue: "z1" } }))), "signature");
  }, 401],
  ["a bearer token instead", () => withHeaders(without(follow(theirs.person()), "signature"), { authorization: "Bearer abc" }), 401],
  ["two signatures in one header", () => bent(follow(theirs.person()), "signature", (text) => `${text},${text}`), 401],
  ["two signature headers", () => {
    const request = follow(theirs.person());
    return withHeaders(request, { signature: [request.headers["signature"] ?? "", request.headers["signature"] ?? ""] });
  }, 401],
  ["garbage instead of base64", () => bent(follow(theirs.person()), "signature", (text) => text.replace(/signature="[^"]*"/, 'signature="%%%"')), 401],
  ["a signature of zeros", () => bent(follow(theirs.person()), "signature", (text) => text.replace(/signature="[^"]*"/, `signature="${Buffer.alloc(256).toString("base64")}"`)), 401],

  // Keys of others.
  ["signed with another key", () => follow(theirs.person(), { key: theirs.person().key }), 401],
  ["signed as oneself, acting as a neighbour", () => {
    const [self, neighbour] = [theirs.person(), theirs.person()];
    return follow(self, {}, { actor: neighbour.id });
  }, 401],
  ["signed with a key of another server, acting as somebody here", () => {
    const [self, victim] = [foreign.person(), theirs.person()];
    return signedBody(self, JSON.stringify(followOf(victim, actor())));
  }, 401],
  ["a key that names somebody else as its owner", () => {
    const victim = theirs.person();
    const self = foreign.person((document) => ({ ...document, publicKey: { ...(document["publicKey"] as object), owner: victim.id } }));
    return signedBody(self, JSON.stringify(followOf(victim, actor())));
  }, 401],
  ["a key page whose claimed owner does not name it", () => {
    const victim = theirs.person();
    const self = theirs.person();
    const path = "/keys/claims";
    theirs.route(path, activityJson({ id: `${theirs.origin}${path}`, type: "Key", owner: victim.id, publicKeyPem: (self.document["publicKey"] as { publicKeyPem: string }).publicKeyPem }));
    return signedBody(self, JSON.stringify(followOf(victim, actor())), { keyId: `${theirs.origin}${path}` });
  }, 401],
  ["a key page that claims an owner on another server", () => {
    const victim = theirs.person();
    const self = foreign.person();
    const path = "/keys/claims";
    foreign.route(path, activityJson({ id: `${foreign.origin}${path}`, owner: victim.id, publicKeyPem: (self.document["publicKey"] as { publicKeyPem: string }).publicKeyPem }));
    return signedBody(self, JSON.stringify(followOf(victim, actor())), { keyId: `${foreign.origin}${path}` });
  }, 401],
  ["a key document with another id", () => follow(theirs.person((document) => ({ ...document, id: `${theirs.origin}/users/somebody-else` }))), 401],
  ["a key document of another server under an address here", () => {
    const victim = foreign.person();
    const path = "/users/mirror";
    theirs.route(path, activityJson(victim.document));
    return signedBody(theirs.person(), JSON.stringify(followOf(victim, actor())), { keyId: `${theirs.origin}${path}#main-key` });
  }, 401],
  ["a key id that the document does not list", () => follow(theirs.person(), { keyId: `${theirs.person().id}#other-key` }), 401],
  ["a key that is listed twice", () => follow(theirs.person((document) => ({ ...document, publicKey: [document["publicKey"], document["publicKey"]] }))), 401],
  ["a document without keys", () => follow(theirs.person((document) => ({ ...document, publicKey: undefined }))), 401],
  ["a key that is none", () => follow(theirs.person((document) => ({ ...document, publicKey: { ...(document["publicKey"] as object), publicKeyPem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" } }))), 401],
  ["a private key published as public", () => follow(theirs.person((document) => ({ ...document, publicKey: { ...(document["publicKey"] as object), publicKeyPem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----" } }))), 401],
  ["an actor whose inbox is on another server", () => follow(theirs.person((document) => ({ ...document, inbox: `${foreign.origin}/inbox` }))), 401],
  ["an actor that is no actor", () => follow(theirs.person((document) => ({ ...document, type: "Note" }))), 401],

  // Keys that cannot be had.
  ["a key that is not there", () => follow(theirs.person(), { keyId: `${theirs.origin}/users/nobody#main-key` }), 401],
  ["a key that redirects to another server", () => {
    const self = foreign.person();
    const path = "/users/moved";
    theirs.route(path, (_request, response) => void response.writeHead(302, { location: self.id }).end());
    return signedBody(self, JSON.stringify(followOf({ ...self, id: `${theirs.origin}${path}` }, actor())), { keyId: `${theirs.origin}${path}#main-key` });
  }, 401],
  ["a key that redirects without end", () => {
    const path = "/users/loop";
    theirs.route(path, (_request, response) => void response.writeHead(302, { location: path }).end());
    return follow(theirs.person(), { keyId: `${theirs.origin}${path}#main-key` });
  }, 401],
  ["a key on a private address", () => {
    const self = hidden.person();
    return signedBody(self, JSON.stringify(followOf(self, actor())));
  }, 401],
  ["a key on this very server", () => follow(theirs.person(), { keyId: ours.addresses.key(profileId) }), 401],
  ["a key id that is a file", () => follow(theirs.person(), { keyId: "file:///etc/passwd" }), 401],
  ["a key id that is inline data", () => follow(theirs.person(), { keyId: "data:application/activity+json,{}" }), 401],
  ["a key that does not come", () => {
    const path = "/users/slow";
    theirs.route(path, () => undefined);
    return follow(theirs.person(), { keyId: `${theirs.origin}${path}#main-key` });
  }, 503],
  ["a key document in a decompression bomb", () => {
    const path = "/users/bomb";
    const bomb = gzipSync(Buffer.alloc(20_000_000, " "));
    theirs.route(path, (_request, response) => void response.writeHead(200, { "content-type": "application/activity+json", "content-encoding": "gzip" }).end(bomb));
    return follow(theirs.person(), { keyId: `${theirs.origin}${path}#main-key` });
  }, 401],
  ["a key document larger than the cap", () => follow(theirs.person((document) => ({ ...document, summary: "a".repeat(1_100_000) }))), 401],
  ["a key document that is an uploaded file", () => {
    const self = theirs.person();
    const path = new URL(self.id).pathname;
    theirs.route(path, (_request, response) => void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(self.document)));
    return follow(self);
  }, 401],
  ["a key document as ld+json without the profile", () => {
    const self = theirs.person();
    theirs.route(new URL(self.id).pathname, (_request, response) => void response.writeHead(200, { "content-type": "application/ld+json" }).end(JSON.stringify(self.document)));
    return follow(self);
  }, 401],
  ["a key document with its id twice", () => {
    const self = theirs.person();
    theirs.route(new URL(self.id).pathname, (_request, response) => void response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify(self.document).replace("{", `{"id":"${theirs.origin}/users/x",`)));
    return follow(self);
  }, 401],
  ["a key that only a remote context would make one", () => follow(theirs.person(({ publicKey, ...document }) => ({ ...document, "@context": `${theirs.origin}/contexts/own.jsonld`, llave: publicKey }))), 401],
  ["a key that an inline context would make one", () => follow(theirs.person(({ publicKey, ...document }) => ({ ...document, "@context": ["https://www.w3.org/ns/activitystreams", { llave: "https://w3id.org/security#publicKey" }], llave: publicKey }))), 401],

  // What was signed is not what came.
  ["the body was changed", () => {
    const person = theirs.person();
    return { ...follow(person), body: JSON.stringify(followOf(person, actor(), { summary: "changed" })) };
  }, 401],
  ["the body was changed with its digest", () => {
    const person = theirs.person();
    const other = signedBody(person, JSON.stringify(followOf(person, actor(), { summary: "changed" })), { key: theirs.person().key });
    return { ...other, headers: { ...other.headers, signature: follow(person).headers["signature"] ?? "" } };
  }, 401],
  ["no digest", () => without(follow(theirs.person()), "digest"), 401],
  ["a digest of a weaker kind", () => bent(follow(theirs.person()), "digest", () => "MD5=1B2M2Y8AsgTpgAmY7PhCfg=="), 401],
  ["a good and a bad digest", () => bent(follow(theirs.person()), "digest", (text) => `${text},SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=`), 401],
  ["digest not signed", () => follow(theirs.person(), { covered: ["(request-target)", "host", "date"] }), 401],
  ["date not signed", () => follow(theirs.person(), { covered: ["(request-target)", "host", "digest"] }), 401],
  ["host not signed", () => follow(theirs.person(), { covered: ["(request-target)", "date", "digest"] }), 401],
  ["method and path not signed", () => follow(theirs.person(), { covered: ["host", "date", "digest"] }), 401],
  ["a header signed that did not come", () => follow(theirs.person(), { covered: ["(request-target)", "host", "date", "digest", "x-absent"] }), 401],
  ["signed for another path", () => follow(theirs.person(), { signed: { path: "/ap/inbox" } }), 401],
  ["signed for another method", () => follow(theirs.person(), { signed: { method: "get" } }), 401],
  ["signed for another host", () => follow(theirs.person(), { signed: { host: "otro.example" } }), 401],
  ["sent to another host", () => withHeaders(follow(theirs.person(), { signed: { host: "otro.example" } }), { host: "otro.example" }), 421],
  ["sent to another name of the same machine", () => withHeaders(follow(theirs.person()), { host: ours.authority.replace("127.0.0.1", "localhost") }), 421],
  ["with a query in the address", () => ({ ...follow(theirs.person()), url: `${inbox()}?x=1` }), 400],
  ["RFC 9421: another key", () => follow9421(theirs.person(), { key: theirs.person().key }), 401],
  ["RFC 9421: the body was changed", () => ({ ...follow9421(theirs.person()), body: "{}" }), 401],
  ["RFC 9421: body not signed", () => follow9421(theirs.person(), { covered: ["@method", "@target-uri"] }), 401],
  ["RFC 9421: address not signed", () => follow9421(theirs.person(), { covered: ["@method", "content-digest"] }), 401],
  ["RFC 9421: method not signed", () => follow9421(theirs.person(), { covered: ["@target-uri", "content-digest"] }), 401],
  ["RFC 9421: signed for another address", () => follow9421(theirs.person(), { signed: { path: `${ours.origin}/ap/inbox` } }), 401],
  ["RFC 9421: old", () => follow9421(theirs.person(), { at: plusMs(clock.now(), -2 * HOUR) }), 401],
  ["RFC 9421: input without signature", () => without(follow9421(theirs.person()), "signature"), 401],
  ["RFC 9421: a second, weaker signature first", () => bent(follow9421(theirs.person()), "signature-input", (text) => `sig0=("@method");created=1;keyid="x", ${text}`), 401],

  // Time.
  ["an old date", () => follow(theirs.person(), { at: plusMs(clock.now(), -HOUR - MINUTE) }), 401],
  ["a future date", () => follow(theirs.person(), { at: plusMs(clock.now(), HOUR + MINUTE) }), 401],
  ["a date that is none", () => follow(theirs.person(), { extra: { date: "soon" } }), 401],
  ["two dates", () => withHeaders(follow(theirs.person()), { date: [new Date(clock.now()).toUTCString(), "Mon, 01 Jan 2001 00:00:00 GMT"] }), 401],
  ["no date", () => without(follow(theirs.person()), "date"), 401],

  // What the body says.
  ["an id of another server", () => follow(theirs.person(), {}, { id: `${foreign.origin}/follows/1` }), 401],
  ["an actor of another server", () => follow(theirs.person(), {}, { actor: `${foreign.origin}/users/p1` }), 401],
  ["no id", () => follow(theirs.person(), {}, { id: undefined }), 400],
  ["two actors", (): RawRequest => {
    const person = theirs.person();
    return follow(person, {}, { actor: [person.id, theirs.person().id] });
  }, 400],
  ["its actor twice", () => {
    const [self, victim] = [theirs.person(), theirs.person()];
    return signedBody(self, JSON.stringify(followOf(self, actor())).replace("{", `{"actor":"${victim.id}",`));
  }, 400],
  ["its actor twice, once in other letters", () => {
    const self = theirs.person();
    return signedBody(self, JSON.stringify(followOf(self, actor())).replace("{", String.raw`{"\u0061ctor":"x",`));
  }, 400],
  ["an Undo of somebody else's Follow", () => {
    const [self, victim] = [theirs.person(), theirs.person()];
    return follow(self, {}, { type: "Undo", object: followOf(victim, actor()) });
  }, 401],
  ["an actor that only a context would make one", () => follow(theirs.person(), {}, { actor: undefined, quien: "x", "@context": { quien: "as:actor" } }), 400],
  ["keys of the prototype", () => {
    const person = theirs.person();
    return signedBody(person, JSON.stringify(followOf(person, actor())).replace("{", '{"__proto__":{"type":"Follow"},'));
  }, 400],
  ["NUL in a string", () => {
    const person = theirs.person();
    return signedBody(person, JSON.stringify(followOf(person, actor(), { summary: "a\0b" })));
  }, 400],
  ["nested without end", () => signedBody(theirs.person(), `${'{"object":'.repeat(500)}1${"}".repeat(500)}`), 400],
  ["no JSON", () => signedBody(theirs.person(), "<html></html>"), 400],
  ["no UTF-8", () => signedBody(theirs.person(), Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400],
  ["an empty body", () => signedBody(theirs.person(), ""), 400],

  // Form.
  ["larger than the cap", () => {
    const person = theirs.person();
    return signedBody(person, JSON.stringify(followOf(person, actor(), { summary: "a".repeat(30_000) })));
  }, 413],
  ["larger than the cap, without saying so", () => {
    const person = theirs.person();
    return withHeaders(signedBody(person, JSON.stringify(followOf(person, actor(), { summary: "a".repeat(30_000) }))), { "transfer-encoding": "chunked" });
  }, 413],
  ["another content type", () => withHeaders(follow(theirs.person()), { "content-type": "application/json" }), 415],
  ["ld+json without the profile", () => withHeaders(follow(theirs.person()), { "content-type": "application/ld+json" }), 415],
  ["a form", () => withHeaders(follow(theirs.person()), { "content-type": "application/x-www-form-urlencoded" }), 415],
  ["compressed", () => {
    const person = theirs.person();
    const body = gzipSync(JSON.stringify(followOf(person, actor())));
    return withHeaders(signedBody(person, body), { "content-encoding": "gzip" });
  }, 415],
  ["another method", () => ({ ...follow(theirs.person()), method: "PUT" }), 405],
  ["an inbox of nobody", () => follow(theirs.person(), {}, {}, ours.addresses.inbox(ours.intent(profileId).editionId as unknown as Id<"profile">)), 404],
];

describe("forged and bent activities are refused (P21, T4)", () => {
  test("there are enough classes", () => {
    expect(forgeries.length).toBeGreaterThanOrEqual(40);
  });

  test.each(forgeries)("%s", async (_title, forge, status) => {
    const answer: RawAnswer = await send(await forge());
    expect(answer.status).toBe(status);
    expect(await isEntered()).toBe(false);
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from activitypub.inbound`.execute(database.db);
    expect(rows[0]?.count).toBe(0);
    expect(hidden.asked).toEqual([]);
  });

  test("a body that does not come is given up", async () => {
    const request = follow(theirs.person());
    const { request: open } = await import("node:http");
    const status = await new Promise<number>((resolve, reject) => {
      const half = open(request.url, { method: "POST", headers: { ...request.headers, "content-length": "500" }, agent: false }, (response) => resolve(response.statusCode ?? 0));
      half.on("error", reject);
      half.write("{");
    });
    expect(status).toBe(408);
  });
});

describe("well signed, and of no effect (T4)", () => {
  test("the same request again: a replay changes nothing", async () => {
    const person = theirs.person();
    const first = follow(person);
    expect((await send(first)).status).toBe(202);
    const undo = followOf(person, actor(), { type: "Undo", object: JSON.parse(String(first.body)) as unknown });
    expect((await send(signedBody(person, JSON.stringify(undo)))).status).toBe(202);
    expect(await isEntered()).toBe(false);
    expect((await send(first)).status).toBe(202);
    expect(await isEntered()).toBe(false);
  });

  test("an Undo that arrives before its Follow", async () => {
    const person = theirs.person();
    const first = follow(person);
    const undo = followOf(person, actor(), { type: "Undo", object: (JSON.parse(String(first.body)) as { id: string }).id });
    expect((await send(signedBody(person, JSON.stringify(undo)))).status).toBe(202);
    expect((await send(first)).status).toBe(202);
    expect(await isEntered()).toBe(false);
  });

  test.each<readonly [string, string, () => unknown]>([
    ["a Follow of somebody elsewhere", "Follow", () => `${foreign.origin}/users/p1`],
    ["a Delete of somebody else", "Delete", () => `${foreign.origin}/users/p1`],
    ["an Update with an embedded foreign actor", "Update", () => ({ id: `${foreign.origin}/users/p1`, type: "Person", inbox: `${theirs.origin}/inbox` })],
    ["a Create with a foreign object inside", "Create", () => ({ id: `${foreign.origin}/notes/1`, type: "Note", content: "x" })],
    ["a kind that nobody knows", "Frobnicate", () => "https://x.example/"],
  ])("%s is let go", async (_title, type, object) => {
    const fan = foreign.person();
    expect((await send(draftSigned(inbox(), JSON.stringify(followOf(fan, actor())), { keyId: fan.keyId, key: fan.key, at: clock.now() }))).status).toBe(202);
    expect((await send(follow(theirs.person(), {}, { type, object: object() }))).status).toBe(202);
    expect(await countFollowers(database.db, profileId)).toBe(1);
  });
});

describe("who is asked too much answers with a wait (T16, P7)", () => {
  test("more in verification than there is room for: 503 with Retry-After, and room again afterwards", async () => {
    const small = await startInstallation({ db: database.db, clock, keyring: ours.keyring, allow: [theirs.authority], limits: { inbox: { admitted: 2, admittedPerHost: 2 }, documents: { timeoutMs: 2_000 } } });
    try {
      theirs.route("/users/hangs", () => undefined);
      const hanging = () => send({ ...draftSigned(`${small.origin}/ap/inbox`, "{}", { keyId: `${theirs.origin}/users/hangs#main-key`, key: theirs.person().key, at: clock.now() }) });
      const held = [hanging(), hanging()];
      await until("the first are in verification", () => theirs.asked.includes("GET /users/hangs"));
      const answers = await Promise.all([hanging(), hanging(), hanging()]);
      expect(answers.map(({ status, headers }) => [status, headers["retry-after"]])).toEqual(Array.from({ length: 3 }, () => [503, "30"]));
      expect(small.events.filter(({ event }) => event === "federation.inbox.busy")).toHaveLength(3);
      await Promise.all(held);
      const person = theirs.person();
      expect((await send(draftSigned(`${small.origin}/ap/inbox`, JSON.stringify(followOf(person, actor(), { type: "Like" })), { keyId: person.keyId, key: person.key, at: clock.now() }))).status).toBe(202);
    } finally {
      await small.close();
    }
  });

  test("a host makes us ask it so often and no more; a key that is not there is asked once an hour", async () => {
    const host = await startRemote();
    const careful = await startInstallation({ db: database.db, clock, keyring: ours.keyring, allow: [host.authority], limits: { documents: { perHost: 5 } } });
    const key = theirs.person().key;
    const ask = async (path: string) => (await send(draftSigned(`${careful.origin}/ap/inbox`, "{}", { keyId: `${host.origin}${path}`, key, at: clock.now() }))).status;
    try {
      for (let turn = 0; turn < 3; turn += 1) expect(await ask("/users/none#k")).toBe(401);
      expect(host.asked).toEqual(["GET /users/none"]);
      for (let turn = 0; turn < 10; turn += 1) await ask(`/users/none-${turn}#k`);
      expect(host.asked).toHaveLength(5);
      clock.advance(HOUR + MINUTE);
      expect(await ask("/users/none#k")).toBe(401);
      expect(host.asked).toHaveLength(6);
    } finally {
      await careful.close();
      await host.close();
    }
  });
});
