import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Incoming, Intent } from "#networks/contract/index.ts";
import { testClock } from "#tests/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { inTransaction } from "#platform/database.ts";
import { draftSigned, type Installation, noteBy, type RawAnswer, type RemotePerson, type RemoteServer, send, startInstallation, startRemote, until } from "#tests/fediverse.ts";

import { eraseCorrespondent } from "./correspondents.ts";

const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const database = useDatabase();
const clock = testClock();
let ours: Installation;
let theirs: RemoteServer;
let foreign: RemoteServer;
let profileId: Id<"profile">;

beforeAll(async () => {
  theirs = await startRemote();
  foreign = await startRemote();
  ours = await startInstallation({ db: database.db, clock, allow: [theirs.authority, foreign.authority], limits: { documents: { perHost: 100_000, timeoutMs: 300 } } });
  await ours.start().then((federation) => federation.stop());
  profileId = await ours.actor("movilidad");
});
afterAll(async () => {
  for (const server of [ours, theirs, foreign]) await server.close();
});
beforeEach(() => {
  ours.heard.length = 0;
});

const actor = () => ours.addresses.actor(profileId);
const post = (person: RemotePerson, activity: unknown): Promise<RawAnswer> =>
  send(draftSigned(ours.addresses.sharedInbox, JSON.stringify(activity), { keyId: person.keyId, key: person.key, at: clock.now() }));
const create = (person: RemotePerson, note: Readonly<Record<string, unknown>>) => ({ id: `${String(note["id"])}/activity`, type: "Create", actor: person.id, object: note });
/** A note of any id, in an activity that nothing is wrong with. */
const bring = (person: RemotePerson, note: Readonly<Record<string, unknown>>) => ({ ...create(person, note), id: `${person.id}/c` });
const mention = (person: RemotePerson, change: Readonly<Record<string, unknown>> = {}) => noteBy(person, actor(), clock.now(), change);
const heard = (): readonly Extract<Incoming, { kind: "message" }>[] => ours.heard.filter((one) => one.kind === "message");

describe("what citizens say is heard (INB-1)", () => {
  test("a mention, with who says it as their own page tells", async () => {
    const person = theirs.person((document) => ({ ...document, preferredUsername: "ane", name: "Ane <b>Etxeberria</b>", url: `${theirs.origin}/@ane` }));
    const note = mention(person, { content: `<p><a href="${actor()}" class="u-url mention">@<span>movilidad</span></a> ¿Cuándo abre el puente?</p>`, contentMap: { es: "x" } });
    expect((await post(person, create(person, note))).status).toBe(202);
    expect(heard()).toEqual([{
      kind: "message", profileId, network: "activitypub", remoteId: note.id, url: note.id, inReplyTo: undefined, text: "@movilidad ¿Cuándo abre el puente?", language: "es", visibility: "public",
      author: { id: person.id, handle: `@ane@${theirs.authority}`, name: "Ane <b>Etxeberria</b>", url: `${theirs.origin}/@ane` }, sentAt: clock.now(), media: [],
    }]);
  });

  test("an answer to a post of ours, though it names nobody", async () => {
    const { remoteId } = await ours.accept(ours.intent(profileId));
    const person = theirs.person();
    expect((await post(person, create(person, mention(person, { inReplyTo: remoteId, tag: [], to: [PUBLIC], cc: [] })))).status).toBe(202);
    expect(heard()[0]).toMatchObject({ profileId, inReplyTo: remoteId });
  });

  test("who writes to two profiles is heard by both; words for nobody here are let go", async () => {
    const other = await ours.actor(`otro${ours.profiles.size}`);
    const person = theirs.person();
    await post(person, create(person, mention(person, { cc: [ours.addresses.actor(other)] })));
    expect(heard().map((one) => one.profileId).toSorted()).toEqual([profileId, other].toSorted());
    ours.heard.length = 0;
    expect((await post(person, create(person, mention(person, { tag: [], to: [PUBLIC], cc: [] })))).status).toBe(202);
    expect(heard()).toEqual([]);
    expect((await post(person, create(person, mention(person, { tag: [], to: [ours.addresses.actor("01920000-0000-7000-8000-000000000001" as Id<"profile">)], cc: [] })))).status).toBe(410);
  });

  test.each([
    ["public", [PUBLIC], []],
    ["public", ["as:Public"], []],
    ["unlisted", [], [PUBLIC]],
    ["followers", ["/followers"], []],
    ["direct", [], []],
  ])("visibility %s", async (visibility, to, cc) => {
    const person = theirs.person();
    await post(person, create(person, mention(person, { to: [...to.map((one) => (one.startsWith("/") ? `${person.id}${one}` : one)), actor()], cc })));
    expect(heard()[0]?.visibility).toBe(visibility);
  });

  test("pictures are links with their description, a warning comes before the words, a very long text is cut", async () => {
    const person = theirs.person();
    await post(person, create(person, mention(person, {
      summary: "Sobre ruido", content: `<p>${"a".repeat(30_000)}</p>`,
      attachment: [{ type: "Document", mediaType: "image/jpeg", url: `${theirs.origin}/m/1.jpg`, name: "La calle" }, { type: "Document" }],
    })));
    const [one] = heard();
    expect(one?.text.startsWith("Sobre ruido\n\naaa")).toBe(true);
    expect(one?.text.length).toBe(20_000);
    expect(one?.media).toEqual([{ mediaType: "image/jpeg", url: `${theirs.origin}/m/1.jpg`, alt: "La calle" }]);
  });

  test("INB-6 a change, a deletion and the end of an account come as such, from their author only", async () => {
    const person = theirs.person();
    const note = mention(person);
    await post(person, create(person, note));
    ours.heard.length = 0;
    const updated = plusMs(clock.now(), HOUR);
    await post(person, { id: `${note.id}/update`, type: "Update", actor: person.id, object: { ...note, content: "<p>corregido</p>", updated } });
    await post(person, { id: `${note.id}/delete`, type: "Delete", actor: person.id, object: { id: note.id, type: "Tombstone" } });
    await post(person, { id: `${person.id}/gone`, type: "Delete", actor: person.id, object: person.id });
    expect(ours.heard).toMatchObject([
      { kind: "edited", remoteId: note.id, authorId: person.id, text: "corregido", editedAt: updated },
      { kind: "deleted", remoteId: note.id, authorId: person.id },
      { kind: "author-gone", authorId: person.id },
    ]);
    const { rows } = await sql`select 1 from activitypub.correspondent where actor = ${person.id}`.execute(database.owner);
    expect(rows).toEqual([]);
  });

  test("who writes often is not asked for their page each time", async () => {
    const person = theirs.person();
    for (let time = 0; time < 4; time += 1) await post(person, create(person, mention(person)));
    expect(heard()).toHaveLength(4);
    expect(theirs.asked.filter((line) => line === `GET ${new URL(person.id).pathname}`)).toHaveLength(1);
  });
});

describe("words that are not their sender's are nobody's (P21, FEP-fe34)", () => {
  const forgeries: readonly (readonly [string, (person: RemotePerson, victim: RemotePerson) => unknown, number])[] = [
    ["a note of somebody else", (person, victim) => create(person, { ...mention(person), attributedTo: victim.id }), 401],
    ["a note of somebody else of the same server", (person) => create(person, { ...mention(person), attributedTo: `${theirs.origin}/users/other` }), 401],
    ["a note whose id is another server's", (person) => bring(person, { ...mention(person), id: `${foreign.origin}/notes/1` }), 401],
    ["a note whose id is ours", (person) => bring(person, { ...mention(person), id: `${ours.origin}/ap/objects/1` }), 401],
    ["a Create for another actor", (person, victim) => ({ ...create(victim, mention(victim)), actor: victim.id, id: `${person.id}/x` }), 401],
    ["a change of somebody else's note", (person, victim) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: mention(victim) }), 401],
    ["a deletion of another server's note", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: mention(victim).id }), 202],
    ["a deletion of one of ours", (person) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: `${ours.origin}/ap/objects/1` }), 202],
    ["the end of somebody else", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: victim.id }), 202],
    ["no author", (person) => create(person, { ...mention(person), attributedTo: undefined }), 202],
    ["a note inside a note", (person, victim) => create(person, { ...mention(person), type: "Note", object: mention(victim), attributedTo: [victim.id] }), 202],
    ["what is no note", (person) => create(person, { ...mention(person), type: "Person" }), 202],
    ["an address that is no web address", (person) => bring(person, { ...mention(person), id: "javascript:alert(1)" }), 202],
    ["an object that is only an address", (person) => ({ id: `${person.id}/c`, type: "Create", actor: person.id, object: `${person.id}/notes/1` }), 202],
    // Whose it is, written almost as the signer's: compared letter by letter, never by prefix or by what looks alike.
    ["an author below the signer's address", (person) => create(person, { ...mention(person), attributedTo: `${person.id}/boss` }), 401],
    ["an author whose address only begins like the signer's", (person) => create(person, { ...mention(person), attributedTo: `${person.id}1` }), 401],
    ["an author that is the signer's key", (person) => create(person, { ...mention(person), attributedTo: person.keyId }), 401],
    ["an author with a slash at the end", (person) => create(person, { ...mention(person), attributedTo: `${person.id}/` }), 401],
    ["an author with a query", (person) => create(person, { ...mention(person), attributedTo: `${person.id}?` }), 401],
    ["an author in capitals", (person) => create(person, { ...mention(person), attributedTo: person.id.replace("/users/", "/Users/") }), 401],
    ["an author by way of dots", (person) => create(person, { ...mention(person), attributedTo: person.id.replace("/users/", "/x/../users/") }), 401],
    ["an author in per cent letters", (person) => create(person, { ...mention(person), attributedTo: person.id.replace("/p", "/%70") }), 401],
    ["an author object with another id", (person, victim) => create(person, { ...mention(person), attributedTo: { ...victim.document, inbox: `${person.id}/inbox` } }), 401],
    ["two authors, the signer first", (person, victim) => create(person, { ...mention(person), attributedTo: [person.id, victim.id] }), 202],
    ["an author by its other name", (person, victim) => create(person, { ...mention(person), attributedTo: undefined, actor: victim.id, author: victim.id }), 202],
    // Where it is from: scheme, host and port, all three.
    ["a note by https of a server by http", (person) => bring(person, { ...mention(person), id: `${person.id}/n`.replace("http:", "https:") }), 401],
    ["an activity by https of a server by http", (person) => ({ ...create(person, mention(person)), id: `${person.id}/c`.replace("http:", "https:") }), 401],
    ["an actor by https of a server by http", (person) => ({ ...create(person, mention(person)), actor: person.id.replace("http:", "https:") }), 401],
    ["a note of another port of the host", (person) => bring(person, { ...mention(person), id: `http://127.0.0.1:1/notes/1` }), 401],
    ["a note of the host without its port", (person) => bring(person, { ...mention(person), id: "http://127.0.0.1/notes/1" }), 401],
    ["a note of another name of the machine", (person) => bring(person, { ...mention(person), id: `${person.id}/n`.replace("127.0.0.1", "localhost") }), 401],
    ["a note of a host that only begins alike", (person) => bring(person, { ...mention(person), id: `http://127.0.0.1.beste.example:${new URL(person.id).port}/n` }), 401],
    ["a note of a host in Cyrillic that looks alike", (person) => bring(person, { ...mention(person), id: "https://\u0441iudad.example/notes/1" }), 401],
    ["a note of the same host in Punycode", (person) => bring(person, { ...mention(person), id: "https://xn--iudad-pye.example/notes/1" }), 401],
    ["an author of a host in Punycode", (person) => create(person, { ...mention(person), attributedTo: "https://xn--iudad-pye.example/users/p1" }), 401],
    // Addresses that two readers read as two.
    ["a note with somebody's name before its host", (person, victim) => bring(person, { ...mention(person), id: `${person.id}/n`.replace("http://", `http://${new URL(victim.id).host.replace(":", "%3A")}@`) }), 202],
    ["an activity with a name and a password before its host", (person) => ({ ...create(person, mention(person)), id: `${person.id}/c`.replace("http://", "http://ciudad.example:x@") }), 400],
    ["an author with an empty name before the host", (person) => create(person, { ...mention(person), attributedTo: person.id.replace("http://", "http://ane@") }), 202],
    ["a note with a line break in its host", (person) => bring(person, { ...mention(person), id: `${person.id}/n`.replace("127.", "12\n7.") }), 202],
    ["a note with a tab after its scheme", (person) => bring(person, { ...mention(person), id: `${person.id}/n`.replace("http://", "http://\t") }), 202],
    ["a note with a backslash before another host", (person, victim) => bring(person, { ...mention(person), id: `${theirs.origin}\\@${new URL(victim.id).host}/n` }), 202],
    ["a note with white space before it", (person) => bring(person, { ...mention(person), id: ` ${person.id}/n` }), 202],
    ["an activity without slashes after its scheme", (person) => ({ ...create(person, mention(person)), id: `http:${person.id.slice(7)}/c` }), 400],
    ["a note whose id is longer than any index takes", (person) => bring(person, { ...mention(person), id: `${person.id}/${Array.from({ length: 700 }, (_value, index) => String.fromCodePoint(0x4e00 + index * 7)).join("")}` }), 202],
    ["a note at data:", (person) => bring(person, { ...mention(person), id: "data:application/activity+json,{}" }), 202],
    ["a note at no address", (person) => bring(person, { ...mention(person), id: "" }), 202],
    // What an activity does, and to what.
    ["a change that gives the note to somebody else", (person, victim) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: { ...mention(person), attributedTo: victim.id } }), 401],
    ["a change that gives the note to somebody else of the same server", (person) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: { ...mention(person), attributedTo: `${theirs.origin}/users/other` } }), 401],
    ["a change that says only what changed", (person) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: { id: `${person.id}/n`, content: "x" } }), 202],
    ["a change of what is only an address", (person) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: `${person.id}/n` }), 202],
    ["a change of somebody else's page", (person, victim) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: { ...victim.document, name: "x" } }), 202],
    ["a deletion with the author's name in the Tombstone", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: { id: mention(victim).id, type: "Tombstone", attributedTo: person.id } }), 202],
    ["a deletion of somebody of the same machine and another port", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: { ...victim.document } }), 202],
    ["the end of an actor by its key", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: victim.keyId }), 202],
    ["somebody else's words told on", (person, victim) => ({ id: `${person.id}/a`, type: "Announce", actor: person.id, object: mention(victim) }), 202],
    ["somebody else's Create inside one's own", (person, victim) => ({ id: `${person.id}/c`, type: "Create", actor: person.id, object: create(victim, mention(victim)) }), 202],
    ["somebody else's Create inside an Announce", (person, victim) => ({ id: `${person.id}/a`, type: "Announce", actor: person.id, object: create(victim, mention(victim)) }), 202],
    ["an Undo of somebody else's Create", (person, victim) => ({ id: `${person.id}/u`, type: "Undo", actor: person.id, object: create(victim, mention(victim)) }), 401],
    ["several objects in one Create", (person, victim) => ({ ...create(person, mention(person)), object: [mention(person), mention(victim)] }), 202],
    ["several types", (person) => ({ ...create(person, mention(person)), type: ["Create", "Follow"] }), 400],
    ["a note of several types", (person) => create(person, { ...mention(person), type: ["Note", "Person"] }), 202],
    ["a signature inside the activity for somebody else", (person, victim) => ({ ...create(victim, mention(victim)), signature: { type: "RsaSignature2017", creator: victim.keyId, created: clock.now(), signatureValue: "x" } }), 401],
    ["a context that makes another word the author", (person, victim) => ({ ...create(person, { ...mention(person), attributedTo: undefined, quien: victim.id }), "@context": { quien: "https://www.w3.org/ns/activitystreams#attributedTo" } }), 202],
    ["an id by the name that JSON-LD has for it", (person, victim) => bring(person, { ...mention(person), id: undefined, "@id": mention(victim).id }), 202],
  ];
  test("there are enough classes that concern messages", () => {
    expect(forgeries.length).toBeGreaterThanOrEqual(40);
  });

  test.each(forgeries)("%s", async (_what, forge, status) => {
    const person = theirs.person();
    const victim = foreign.person();
    expect((await post(person, forge(person, victim))).status).toBe(status);
    expect(ours.heard).toEqual([]);
  });

  const bodies: readonly (readonly [string, (person: RemotePerson, victim: RemotePerson) => string, number])[] = [
    ["its author twice", (person, victim) => JSON.stringify(create(person, mention(person))).replace('"attributedTo":', `"attributedTo":"${victim.id}","attributedTo":`), 400],
    ["its author twice, once in other letters", (person, victim) => JSON.stringify(create(person, mention(person))).replace('"attributedTo":', String.raw`"attributed\u0054o":"${victim.id}","attributedTo":`), 400],
    ["its object twice", (person, victim) => JSON.stringify(create(person, mention(person))).replace('"object":', `"object":${JSON.stringify(mention(victim))},"object":`), 400],
    ["its words twice", (person) => JSON.stringify(create(person, mention(person))).replace('"content":', '"content":"<p>otro</p>","content":'), 400],
    ["keys of the prototype in the note", (person) => JSON.stringify(create(person, mention(person))).replace('"content":', '"__proto__":{"attributedTo":"x"},"content":'), 400],
    ["a note nested without end", (person) => JSON.stringify(create(person, { ...mention(person), tag: 0 })).replace('"tag":0', `"tag":${"[".repeat(400)}${"]".repeat(400)}`), 400],
    ["NUL in the words", (person) => JSON.stringify(create(person, mention(person, { content: "a\0b" }))), 400],
    ["more values than anybody means", (person) => JSON.stringify(create(person, mention(person, { tag: Array.from({ length: 21_000 }, () => 1) }))), 400],
    ["a note of more than a megabyte", (person) => JSON.stringify(create(person, mention(person, { content: "a".repeat(1_048_576) }))), 413],
    ["two activities, one after the other", (person, victim) => JSON.stringify(create(person, mention(person))) + JSON.stringify(create(victim, mention(victim))), 400],
    ["a list of activities", (person) => JSON.stringify([create(person, mention(person))]), 400],
  ];
  test.each(bodies)("refused before anybody looks who says it: %s", async (_what, write, status) => {
    const person = theirs.person();
    const answer = await send(draftSigned(ours.addresses.sharedInbox, write(person, foreign.person()), { keyId: person.keyId, key: person.key, at: clock.now() }));
    expect(answer.status).toBe(status);
    expect(ours.heard).toEqual([]);
  });

  test("what is the signer's own is taken as it is written, whatever else is odd about it", async () => {
    const person = theirs.person((document) => ({ ...document, preferredUsername: "a\u202en\u200be @x", name: "Ane\u202e\n\u0007 A\u200b.", url: `${foreign.origin}/@bank` }));
    const withFragment = mention(person, { id: `${person.id}/notes#1`, url: [`${foreign.origin}/bank`, "javascript:alert(1)", { href: `${theirs.origin}/@ane/1` }] });
    expect((await post(person, { ...create(person, withFragment), id: `${person.id}/c#1` })).status).toBe(202);
    expect((await post(person, create(person, mention(person, { url: `${foreign.origin}/bank`, contentMap: { "x\" onload=": "<p>Kaixo</p>" }, attachment: [{ mediaType: "text/html;<b>", url: "https://x.example/", name: `\u202e${"😀".repeat(4_000)}` }] })))).status).toBe(202);
    const [first, second] = heard();
    expect(first).toMatchObject({ remoteId: withFragment.id, url: `${theirs.origin}/@ane/1`, author: { handle: `@anex@${theirs.authority}`, name: "Ane A.", url: person.id } });
    expect([second?.url, second?.language, second?.media[0]?.mediaType]).toEqual([second?.remoteId, undefined, "application/octet-stream"]);
    expect(second?.media[0]?.alt).toMatch(/^(?:😀){2499}…$/u);
    ours.heard.length = 0;
    await post(person, { id: `${person.id}/d`, type: "Delete", actor: person.id, object: withFragment.id });
    expect(ours.heard).toMatchObject([{ kind: "deleted", remoteId: withFragment.id }]);
  });

  test("a megabyte of words and five thousand tags cost little", async () => {
    const person = theirs.person();
    await post(person, create(person, mention(person)));
    const shapes = [{ content: `<p>${"a<b>".repeat(240_000)}` }, { content: "<a href='https://x.example/".repeat(36_000) }, { content: "&".repeat(990_000) }, { tag: Array.from({ length: 5_000 }, (_value, index) => ({ type: "Mention", href: `${foreign.origin}/users/${index}` })) }];
    for (const shape of shapes) {
      const from = performance.now();
      expect((await post(person, create(person, mention(person, shape)))).status).toBe(202);
      expect(performance.now() - from).toBeLessThan(2_000);
    }
    expect(heard().slice(1).map((one) => one.text.length <= 20_000)).toEqual([true, true, true, true]);
    expect(foreign.asked.filter((line) => line.startsWith("GET /users/p")).length).toBeLessThanOrEqual(200);
  });

  test("hostile shapes are taken as far as they are words, and break nothing", async () => {
    const person = theirs.person();
    const shapes: readonly Readonly<Record<string, unknown>>[] = [
      { tag: Array.from({ length: 5_000 }, () => ({ type: "Mention", href: actor() })) },
      { to: Array.from({ length: 5_000 }, (_value, index) => `https://x.example/${index}`), cc: [actor()] },
      { attachment: Array.from({ length: 5_000 }, () => ({ url: "https://x.example/" })) },
      { content: "<".repeat(200_000) },
      { content: "<a href='".repeat(50_000) },
      { published: "mañana", updated: 7, url: [{}, 3, { href: "https://x.example/ok" }] },
      { contentMap: Object.fromEntries(Array.from({ length: 500 }, (_value, index) => [`x${index}`, "hola"])) },
      { content: "\u202Ehola\u0000\u0007" },
      { inReplyTo: "not an address" },
      { content: { es: "hola" }, name: 7, summary: ["x"] },
    ];
    for (const shape of shapes) expect([202, 400, 413]).toContain((await post(person, create(person, mention(person, shape)))).status);
  });
});

describe("the answer goes to whom it answers (INB-R4)", () => {
  async function asked(visibility: NonNullable<Intent["visibility"]>) {
    const person = theirs.person((document) => ({ ...document, preferredUsername: "miren", url: `${theirs.origin}/@miren` }));
    const note = mention(person);
    await post(person, create(person, note));
    const [one] = heard();
    if (!one) throw new Error("not heard");
    const intent = ours.intent(profileId, { text: "A las nueve.\n\nUn saludo", texts: { es: "A las nueve.\n\nUn saludo" }, visibility, inReplyTo: { remoteId: note.id, author: one.author } });
    return { person, note, intent };
  }
  const documentAt = (url: string) => fetch(url, { headers: { accept: "application/activity+json" } });

  test("with its name in the words, to its inbox and no follower's; the correction and the withdrawal too", async () => {
    const follower = foreign.person();
    await send(draftSigned(ours.addresses.inbox(profileId), JSON.stringify({ id: `${follower.id}/follow`, type: "Follow", actor: follower.id, object: actor() }), { keyId: follower.keyId, key: follower.key, at: clock.now() }));
    const { person, note, intent } = await asked("public");
    const federation = await ours.start();
    try {
      const { remoteId } = await ours.accept(intent);
      const inbox = new URL(String(person.document["inbox"])).pathname;
      const got = (type: string) => theirs.taken.filter((taken) => taken.path === inbox && taken.body.includes(`"type":"${type}"`) && taken.body.includes(remoteId));
      await until("the answer arrives", () => got("Create").length === 1);
      const sent = JSON.parse(got("Create")[0]?.body ?? "{}") as { object: Record<string, unknown> };
      expect(sent.object).toMatchObject({
        inReplyTo: note.id, to: [PUBLIC], cc: [person.id], tag: [{ type: "Mention", name: `@miren@${theirs.authority}`, href: person.id }],
        content: `<p><span class="h-card"><a href="${theirs.origin}/@miren" class="u-url mention">@<span>miren</span></a></span> A las nueve.</p><p>Un saludo</p>`,
      });
      await ours.accept({ ...intent, ...ours.intent(profileId), kind: "update", remoteId, text: "A las diez.", texts: { es: "A las diez." }, inReplyTo: intent.inReplyTo, visibility: "public" } as Intent);
      await until("the correction arrives", () => got("Update").length === 1);
      await ours.accept({ ...intent, ...ours.intent(profileId), kind: "delete", remoteId });
      // The correction may still be held as under way: the withdrawal waits for the end of its lease.
      clock.advance(2 * MINUTE);
      await until("the withdrawal arrives", () => got("Delete").length === 1);
      expect(foreign.taken.filter((taken) => taken.body.includes(remoteId))).toEqual([]);
    } finally {
      await federation.stop();
    }
  });

  test("a private answer is served to nobody and listed nowhere; a public one is no post of the outbox", async () => {
    const { person, intent } = await asked("direct");
    const { remoteId } = await ours.accept(intent);
    expect((await documentAt(remoteId)).status).toBe(404);
    expect((await documentAt(ours.addresses.activity(intent.deliveryId))).status).toBe(404);
    const { rows } = await sql<{ body: Buffer }>`select body from activitypub.activity where id = ${intent.deliveryId}`.execute(database.owner);
    const sent = JSON.parse(rows[0]?.body.toString() ?? "{}") as { to: unknown; cc: unknown; object: Record<string, unknown> };
    expect([sent.to, sent.cc, sent.object["to"], sent.object["cc"], sent.object["url"]]).toEqual([[person.id], [], [person.id], [], remoteId]);
    ours.heard.length = 0;
    const open = await asked("unlisted");
    const { remoteId: answer } = await ours.accept(open.intent);
    expect(await (await documentAt(answer)).json()).toMatchObject({ to: [open.person.id], cc: [PUBLIC] });
    const outbox = await (await documentAt(`${ours.addresses.outbox(profileId)}?page=true`)).text();
    expect(outbox).not.toContain(answer);
    expect(outbox).not.toContain(remoteId);
  });

  test("PRI-2 who is erased is in nothing that we keep; what we said is served without them", async () => {
    const { person, intent } = await asked("public");
    const { remoteId } = await ours.accept(intent);
    await inTransaction(database.db, (tx) => eraseCorrespondent(tx, person.id));
    const { rows } = await sql<{ n: number }>`
      select (select count(*) from activitypub.correspondent where correspondent::text like ${`%${person.id}%`}) + (select count(*) from activitypub.object where object::text like ${`%${person.id}%`})
        + (select count(*) from activitypub.activity where convert_from(body, 'UTF8') like ${`%${person.id}%`} and type <> 'Accept') + (select count(*) from activitypub.fan_out where inbox like ${`%${person.id}%`}) as n
    `.execute(database.owner);
    expect(rows[0]?.n).toBe(0);
    expect(await (await documentAt(remoteId)).json()).toMatchObject({ content: "<p>A las nueve.</p><p>Un saludo</p>", to: [PUBLIC], cc: [], tag: [] });
  });
});
