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
    ["a note whose id is another server's", (person) => create(person, { ...mention(person), id: `${foreign.origin}/notes/1` }), 401],
    ["a note whose id is ours", (person) => create(person, { ...mention(person), id: `${ours.origin}/ap/objects/1` }), 401],
    ["a Create for another actor", (person, victim) => ({ ...create(victim, mention(victim)), actor: victim.id, id: `${person.id}/x` }), 401],
    ["a change of somebody else's note", (person, victim) => ({ id: `${person.id}/u`, type: "Update", actor: person.id, object: mention(victim) }), 401],
    ["a deletion of another server's note", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: mention(victim).id }), 202],
    ["a deletion of one of ours", (person) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: `${ours.origin}/ap/objects/1` }), 202],
    ["the end of somebody else", (person, victim) => ({ id: `${person.id}/d`, type: "Delete", actor: person.id, object: victim.id }), 202],
    ["no author", (person) => create(person, { ...mention(person), attributedTo: undefined }), 202],
    ["a note inside a note", (person, victim) => create(person, { ...mention(person), type: "Note", object: mention(victim), attributedTo: [victim.id] }), 202],
    ["what is no note", (person) => create(person, { ...mention(person), type: "Person" }), 202],
    ["an address that is no web address", (person) => create(person, { ...mention(person), id: "javascript:alert(1)" }), 400],
    ["an object that is only an address", (person) => ({ id: `${person.id}/c`, type: "Create", actor: person.id, object: `${person.id}/notes/1` }), 202],
    ["words that are no text", (person) => create(person, { ...mention(person), content: { es: "hola" }, name: 7, summary: ["x"] }), 202],
  ];
  test.each(forgeries)("%s", async (_what, forge, status) => {
    const person = theirs.person();
    const victim = foreign.person();
    expect((await post(person, forge(person, victim))).status).toBe(status);
    const taken = heard().filter((one) => one.author.id !== person.id || new URL(one.remoteId).origin !== theirs.origin);
    expect(taken).toEqual([]);
    expect(ours.heard.filter((one) => one.kind !== "message")).toEqual([]);
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
