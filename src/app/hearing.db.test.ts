import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, plusMs } from "#kernel/instant.ts";
import { startIntake } from "#modules/inbox/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { createActor } from "#networks/activitypub/index.ts";
import { inTransaction, inTransactionUnlessRefused } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { draftSigned, type Installation, noteBy, type RemotePerson, type RemoteServer, send, startInstallation, startRemote } from "#tests/fediverse.ts";

// From the network's door to the inbox's tables, over HTTP: what an author took away stays away, and nobody touches
// what is not theirs, although both are well signed.
const database = useDatabase();
const clock = testClock();
let ours: Installation;
let theirs: RemoteServer;
let actor: string;

beforeAll(async () => {
  theirs = await startRemote();
  ours = await startInstallation({ db: database.db, clock, allow: [theirs.authority], limits: { documents: { perHost: 1_000 } }, intake: startIntake({ db: database.db, clock }) });
  await ours.start().then((federation) => federation.stop());
  const council = await foundTestCouncil(database.db, clock.now());
  const profileId: Id<"profile"> = expectOk(await inTransactionUnlessRefused(database.db, (tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "activitypub", handle: "atencion", displayName: { es: "Atención", eu: "Arreta" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "separate", reason: "Atención",
  }, clock.now())));
  ours.profiles.set(profileId, { profileId, displayName: { es: "Atención" }, summary: {}, languages: ["es"], url: `${ours.origin}/es/p/${profileId}`, state: "active" });
  expectOk(await inTransaction(database.db, (tx) => createActor(tx, { keyring: ours.keyring, addresses: ours.addresses }, { profileId, handle: "atencion" }, clock.now())));
  actor = ours.addresses.actor(profileId);
});
afterAll(async () => {
  await ours.close();
  await theirs.close();
});

const signed = (person: RemotePerson, activity: unknown) => draftSigned(ours.addresses.sharedInbox, JSON.stringify(activity), { keyId: person.keyId, key: person.key, at: clock.now() });
const post = async (person: RemotePerson, activity: unknown) => (await send(signed(person, activity))).status;
const createOf = (person: RemotePerson, note: ReturnType<typeof noteBy>) => ({ id: `${note.id}/activity`, type: "Create", actor: person.id, object: note });
const deletionOf = (person: RemotePerson, id: string) => ({ id: `${id}/delete-${Math.random()}`, type: "Delete", actor: person.id, object: { id, type: "Tombstone" } });
const kept = async (remoteId: string) => (await sql<{ body: string | null; deleted: boolean }>`select body, deleted_at is not null as deleted from inbox.message where remote_id = ${remoteId}`.execute(database.owner)).rows;

test("INB-6 a Create that comes again after its Delete, replayed or signed anew, brings nothing back", async () => {
  const person = theirs.person();
  const note = noteBy(person, actor, clock.now(), { content: "<p>vivo en Zumardi 14</p>" });
  const first = signed(person, createOf(person, note));
  expect((await send(first)).status).toBe(202);
  expect(await kept(note.id)).toEqual([{ body: "vivo en Zumardi 14", deleted: false }]);
  expect(await post(person, deletionOf(person, note.id))).toBe(202);
  expect((await send(first)).status).toBe(202);
  expect(await post(person, createOf(person, note))).toBe(202);
  expect(await post(person, { ...createOf(person, note), id: `${note.id}/again` })).toBe(202);
  expect(await post(person, { id: `${note.id}/update`, type: "Update", actor: person.id, object: { ...note, content: "otra vez", updated: plusMs(clock.now(), HOUR) } })).toBe(202);
  expect(await kept(note.id)).toEqual([{ body: null, deleted: true }]);
});

test("INB-6 a Create that comes after its Delete for the first time is not kept", async () => {
  const person = theirs.person();
  const note = noteBy(person, actor, clock.now());
  expect(await post(person, deletionOf(person, note.id))).toBe(202);
  expect(await post(person, createOf(person, note))).toBe(202);
  expect(await kept(note.id)).toEqual([]);
});

test("P21 another person of the same server neither changes, nor deletes, nor forestalls what is not theirs", async () => {
  const [author, other] = [theirs.person(), theirs.person()];
  const note = noteBy(author, actor, clock.now(), { content: "<p>mis palabras</p>" });
  const later = noteBy(author, actor, clock.now(), { content: "<p>las siguientes</p>" });
  expect(await post(author, createOf(author, note))).toBe(202);
  // The other one is known too: only so could their word count.
  expect(await post(other, createOf(other, noteBy(other, actor, clock.now())))).toBe(202);
  expect(await post(other, { id: `${other.id}/u`, type: "Update", actor: other.id, object: { ...note, attributedTo: other.id, content: "suyas", updated: plusMs(clock.now(), HOUR) } })).toBe(202);
  expect(await post(other, deletionOf(other, note.id))).toBe(202);
  expect(await post(other, deletionOf(other, later.id))).toBe(202);
  expect(await post(other, deletionOf(other, author.id))).toBe(202);
  expect(await post(author, createOf(author, later))).toBe(202);
  expect(await kept(note.id)).toEqual([{ body: "mis palabras", deleted: false }]);
  expect(await kept(later.id)).toEqual([{ body: "las siguientes", deleted: false }]);
});

test("T16 who takes the address of another message of the same server is shown with their own name", async () => {
  const [author, thief] = [theirs.person(), theirs.person()];
  const note = noteBy(author, actor, clock.now(), { content: "<p>la verdadera</p>" });
  expect(await post(thief, { id: `${thief.id}/c`, type: "Create", actor: thief.id, object: { ...note, attributedTo: thief.id, content: "la ajena" } })).toBe(202);
  expect(await post(author, createOf(author, note))).toBe(202);
  const { rows } = await sql<{ body: string }>`select body from inbox.message join inbox.author on author.id = message.author_id where author.remote_id = ${thief.id} and message.remote_id = ${note.id}`.execute(database.owner);
  // Within one server, the server answers for whose address is whose; it is never shown as the author's words.
  expect(rows).toEqual([{ body: "la ajena" }]);
  expect((await sql`select 1 from inbox.message join inbox.author on author.id = message.author_id where author.remote_id = ${author.id} and body = 'la ajena'`.execute(database.owner)).rows).toEqual([]);
});
