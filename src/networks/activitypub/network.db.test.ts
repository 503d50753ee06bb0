import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, MINUTE } from "#kernel/instant.ts";
import { inTransaction } from "#platform/database.ts";
import { armFaults } from "#platform/faults.ts";
import { testClock } from "#tests/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { draftSigned, followOf, type Installation, type RemotePerson, type RemoteServer, send, startInstallation, startRemote, until } from "#tests/fediverse.ts";
import { createActor, setHandle } from "./actors.ts";
import { type Claimed, claimFanOut, reachOf, settleFanOut } from "./fan-out.ts";
import { countFollowers } from "./followers.ts";
import { pruneFederation } from "./prune.ts";

const database = useDatabase();
const clock = testClock();
let ours: Installation;
let theirs: RemoteServer;

beforeAll(async () => {
  theirs = await startRemote();
  ours = await startInstallation({ db: database.db, clock, allow: [theirs.authority], limits: { documents: { perHost: 100_000 } } });
  await ours.start().then((federation) => federation.stop());
});
afterAll(async () => {
  await ours.close();
  await theirs.close();
});

let handles = 0;
const newActor = () => {
  handles += 1;
  return ours.actor(`perfil${handles}`);
};
const post = (person: RemotePerson, activity: Readonly<Record<string, unknown>>) =>
  send(draftSigned(ours.addresses.sharedInbox, JSON.stringify(activity), { keyId: person.keyId, key: person.key, at: clock.now() }));
const get = (path: string, headers: Readonly<Record<string, string>> = { accept: "application/activity+json" }, method = "GET") =>
  send({ url: path.startsWith("http") ? path : `${ours.origin}${path}`, method, headers });
const read = async (path: string) => JSON.parse((await get(path)).body) as Record<string, unknown>;

async function follow(profileId: Id<"profile">, person = theirs.person()): Promise<{ readonly person: RemotePerson; readonly activity: Readonly<Record<string, unknown>> }> {
  const activity = followOf(person, ours.addresses.actor(profileId));
  expect((await post(person, activity)).status).toBe(202);
  return { person, activity };
}
/** A follower without a server: for what the database alone decides. */
async function enter(profileId: Id<"profile">, count: number, host = "remote.example", shared = false): Promise<void> {
  await sql`
    insert into activitypub.follower (profile_id, actor, host, inbox, shared_inbox, follow, key_id, key_pem, followed_at, refreshed_at)
    select ${profileId}, 'https://' || ${host}::text || '/u/' || n, ${host}::text, 'https://' || ${host}::text || '/u/' || n || '/inbox',
      case when ${shared} then 'https://' || ${host}::text || '/inbox' end, 'f', 'k', 'p', ${clock.now()}, ${clock.now()}
    from generate_series(1, ${count}) n`.execute(database.owner);
}
const rowsOf = async (deliveryId: Id<"delivery">) => {
  const { rows } = await sql<{ inbox: string; state: string; attempts: number; last_error: string | null }>`
    select inbox, state, attempts, last_error from activitypub.fan_out where activity_id = ${deliveryId} order by inbox`.execute(database.db);
  return rows;
};

describe("publishing is writing rows (DEL-R1, DEL-8)", () => {
  test("DEL-R1 the same intent again writes nothing and answers the same", async () => {
    const profileId = await newActor();
    await enter(profileId, 3);
    const intent = ours.intent(profileId);
    const first = await ours.accept(intent);
    clock.advance(MINUTE);
    expect(await ours.accept(intent)).toEqual(first);
    expect(first).toEqual({ remoteId: ours.addresses.object(intent.editionId), url: intent.permalink });
    expect(await rowsOf(intent.deliveryId)).toHaveLength(3);
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from activitypub.activity where object_id = ${intent.editionId}`.execute(database.db);
    expect(rows[0]?.count).toBe(1);
  });

  test("DEL-R1 at the same moment in two transactions: one post", async () => {
    const profileId = await newActor();
    await enter(profileId, 2);
    const intent = ours.intent(profileId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => ours.accept(intent)));
    expect(new Set(answers.map(({ remoteId }) => remoteId)).size).toBe(1);
    expect(await rowsOf(intent.deliveryId)).toHaveLength(2);
  });

  test("DEL-R1 another delivery of an edition that is out is a fault and leaves nothing", async () => {
    const profileId = await newActor();
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    const other = { ...ours.intent(profileId), editionId: intent.editionId };
    await expect(ours.accept(other)).rejects.toThrow(/published by another delivery/);
    expect(await rowsOf(other.deliveryId)).toEqual([]);
  });

  test("one delivery for each server with a shared inbox, one for each follower without", async () => {
    const profileId = await newActor();
    await enter(profileId, 50, "big.example", true);
    await enter(profileId, 2, "small.example");
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    expect((await rowsOf(intent.deliveryId)).map(({ inbox }) => inbox)).toEqual(["https://big.example/inbox", "https://small.example/u/1/inbox", "https://small.example/u/2/inbox"]);
  });

  test("EDI-3 a part of a thread is a Note of its own that answers the one before, corrected and withdrawn by itself", async () => {
    const profileId = await newActor();
    const first = ours.intent(profileId, { text: "Primera", texts: { es: "Primera" }, part: 0 });
    const before = await ours.accept(first);
    const second = ours.intent(profileId, { editionId: first.editionId, text: "Segunda", texts: { es: "Segunda" }, part: 1, continues: before.remoteId });
    const { remoteId } = await ours.accept(second);
    expect(remoteId).not.toBe(before.remoteId);
    expect(await read(remoteId)).toMatchObject({ id: remoteId, inReplyTo: before.remoteId, content: "<p>Segunda</p>", to: ["https://www.w3.org/ns/activitystreams#Public"], tag: [] });
    expect(await read(before.remoteId)).not.toHaveProperty("inReplyTo");
    await ours.accept(ours.intent(profileId, { kind: "update", remoteId, part: 1, text: "Segunda, mejor", texts: { es: "Segunda, mejor" } }));
    expect(await read(remoteId)).toMatchObject({ content: "<p>Segunda, mejor</p>", inReplyTo: before.remoteId });
    await ours.accept(ours.intent(profileId, { kind: "delete", remoteId, part: 1 }));
    expect((await get(remoteId)).status).toBe(410);
    expect((await get(before.remoteId)).status).toBe(200);
  });

  test("an intent for another account is a fault", async () => {
    const profileId = await newActor();
    await expect(ours.accept(ours.intent(profileId, { account: "https://otro.example/ap/actors/1" }))).rejects.toThrow(/no actor of its profile/);
  });

  test("DEL-4 a correction keeps the address; DEL-5 a withdrawal leaves a Tombstone with 410 and empties the outbox", async () => {
    const profileId = await newActor();
    const intent = ours.intent(profileId, { languages: ["eu", "es"], texts: { eu: "Kaixo", es: "Hola" }, text: "Kaixo\n\nHola" });
    const { remoteId } = await ours.accept(intent);
    expect(await read(remoteId)).toMatchObject({ type: "Note", id: remoteId, content: "<p>Kaixo</p><p>Hola</p>", published: clock.now() });
    expect(Object.keys((await read(remoteId))["contentMap"] as object)).toEqual(["eu", "es"]);

    clock.advance(HOUR);
    const correction = ours.intent(profileId, { kind: "update", remoteId, text: "Hola <a>", texts: { es: "Hola <a>" } });
    expect(await ours.accept(correction)).toEqual({ remoteId, url: correction.permalink });
    expect(await ours.accept(correction)).toEqual({ remoteId, url: correction.permalink });
    expect(await read(remoteId)).toMatchObject({ id: remoteId, content: "<p>Hola &lt;a&gt;</p>", updated: clock.now() });
    const page = await read(`/ap/actors/${profileId}/outbox?page=true`);
    expect(page).toMatchObject({ type: "OrderedCollectionPage", orderedItems: [{ type: "Create", id: ours.addresses.activity(intent.deliveryId), object: { content: "<p>Hola &lt;a&gt;</p>" } }] });

    const withdrawal = ours.intent(profileId, { kind: "delete", remoteId });
    expect(await ours.accept(withdrawal)).toEqual({ remoteId, url: correction.permalink });
    expect(await ours.accept(withdrawal)).toEqual({ remoteId, url: correction.permalink });
    expect((await get(remoteId)).status).toBe(410);
    expect(await read(remoteId)).toMatchObject({ id: remoteId, type: "Tombstone", deleted: clock.now() });
    for (const deliveryId of [intent.deliveryId, correction.deliveryId]) {
      const answer = await get(ours.addresses.activity(deliveryId));
      expect(answer.status).toBe(410);
      expect(answer.body).not.toContain("Hola");
    }
    expect((await get(ours.addresses.activity(withdrawal.deliveryId))).status).toBe(200);
    expect(await read(`/ap/actors/${profileId}/outbox`)).toMatchObject({ totalItems: 0 });
    expect(await read(`/ap/actors/${profileId}/outbox?page=true`)).toMatchObject({ orderedItems: [] });
    await expect(ours.accept(ours.intent(profileId, { kind: "update", remoteId }))).rejects.toThrow(/withdrawn/);
  });

  test("a correction reaches who had the post and has left since", async () => {
    const profileId = await newActor();
    await enter(profileId, 2);
    const intent = ours.intent(profileId);
    const { remoteId } = await ours.accept(intent);
    await sql`delete from activitypub.follower where profile_id = ${profileId} and actor like '%/1'`.execute(database.owner);
    const correction = ours.intent(profileId, { kind: "update", remoteId });
    await ours.accept(correction);
    expect(await rowsOf(correction.deliveryId)).toHaveLength(2);
  });

  test("the outbox is paged by what came later", async () => {
    const profileId = await newActor();
    for (let index = 0; index < 45; index += 1) await ours.accept(ours.intent(profileId, { text: `n${index}`, texts: { es: `n${index}` } }));
    const seen: string[] = [];
    let next: unknown = (await read(`/ap/actors/${profileId}/outbox`))["first"];
    while (typeof next === "string") {
      const page = await read(next);
      seen.push(...(page["orderedItems"] as { object: { content: string } }[]).map(({ object }) => object.content));
      next = page["next"];
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => `<p>n${44 - index}</p>`));
  });
});

describe("followers", () => {
  test("a Follow is entered and answered with an Accept, an Undo takes it out", async () => {
    const profileId = await newActor();
    const federation = await ours.start();
    try {
      const { person, activity } = await follow(profileId);
      expect(await countFollowers(database.db, profileId)).toBe(1);
      const inbox = `${new URL(person.id).pathname}/inbox`;
      await until("the Accept arrives", () => theirs.taken.some(({ path }) => path === inbox));
      const accept = theirs.taken.find(({ path }) => path === inbox);
      expect(JSON.parse(accept?.body ?? "")).toMatchObject({ type: "Accept", actor: ours.addresses.actor(profileId), object: { id: activity["id"], type: "Follow", actor: person.id, object: ours.addresses.actor(profileId) } });
      expect(await read(`/ap/actors/${profileId}/followers`)).toEqual({ "@context": "https://www.w3.org/ns/activitystreams", id: ours.addresses.followers(profileId), type: "OrderedCollection", totalItems: 1 });
      expect((await post(person, followOf(person, "", { type: "Undo", object: activity }))).status).toBe(202);
      expect(await countFollowers(database.db, profileId)).toBe(0);
    } finally {
      await federation.stop();
    }
  });

  test("an Undo that names the Follow by id alone", async () => {
    const profileId = await newActor();
    const { person, activity } = await follow(profileId);
    await post(person, followOf(person, "", { type: "Undo", object: activity["id"] }));
    expect(await countFollowers(database.db, profileId)).toBe(0);
  });

  test("who follows twice is one follower; two who follow at once are two", async () => {
    const profileId = await newActor();
    const person = theirs.person();
    await follow(profileId, person);
    await follow(profileId, person);
    expect(await countFollowers(database.db, profileId)).toBe(1);
    await Promise.all(Array.from({ length: 6 }, () => follow(profileId)));
    expect(await countFollowers(database.db, profileId)).toBe(7);
    const { rows } = await sql<{ count: number }>`select count(*)::integer as count from activitypub.follower where profile_id = ${profileId}`.execute(database.db);
    expect(rows[0]?.count).toBe(7);
  });

  test("a Block takes the follower out", async () => {
    const profileId = await newActor();
    const { person } = await follow(profileId);
    await post(person, followOf(person, ours.addresses.actor(profileId), { type: "Block" }));
    expect(await countFollowers(database.db, profileId)).toBe(0);
  });

  test("an actor's own end takes it out everywhere, though its key is gone with it", async () => {
    const [one, two] = [await newActor(), await newActor()];
    const { person } = await follow(one);
    await follow(two, person);
    clock.advance(30 * DAY);
    theirs.route(new URL(person.id).pathname, (_request, response) => void response.writeHead(410).end());
    expect((await post(person, followOf(person, person.id, { type: "Delete" }))).status).toBe(202);
    expect(await countFollowers(database.db, one)).toBe(0);
    expect(await countFollowers(database.db, two)).toBe(0);
  });

  test("an Update of the actor moves its inbox, as its own page says it and not as the activity does", async () => {
    const profileId = await newActor();
    const { person } = await follow(profileId);
    theirs.route(new URL(person.id).pathname, (_request, response) => void response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify({ ...person.document, inbox: `${theirs.origin}/new-inbox`, endpoints: {} })));
    expect((await post(person, followOf(person, "", { type: "Update", object: { ...person.document, inbox: `${theirs.origin}/lie` } }))).status).toBe(202);
    const { rows } = await sql<{ inbox: string; shared_inbox: string | null }>`select inbox, shared_inbox from activitypub.follower where actor = ${person.id}`.execute(database.db);
    expect(rows).toEqual([{ inbox: `${theirs.origin}/new-inbox`, shared_inbox: null }]);
  });

  test("a key that its owner replaced is read anew", async () => {
    const profileId = await newActor();
    const { person } = await follow(profileId);
    clock.advance(10 * MINUTE);
    const fresh = theirs.person();
    theirs.route(new URL(person.id).pathname, (_request, response) => void response.writeHead(200, { "content-type": "application/activity+json" }).end(JSON.stringify({ ...person.document, publicKey: { ...(fresh.document["publicKey"] as object), id: person.keyId, owner: person.id } })));
    expect((await post({ ...person, key: fresh.key }, followOf(person, ours.addresses.actor(profileId), { type: "Block" }))).status).toBe(202);
    expect(await countFollowers(database.db, profileId)).toBe(0);
  });

  test("caps hold, for a host and for an actor", async () => {
    const tight = await startInstallation({ db: database.db, clock, keyring: ours.keyring, allow: [theirs.authority], limits: { followers: { perHost: 2, perActor: 100 }, documents: { perHost: 1_000 } } });
    try {
      const profileId = await tight.actor("apretado");
      const statuses: number[] = [];
      for (let index = 0; index < 4; index += 1) {
        const person = theirs.person();
        statuses.push((await send(draftSigned(tight.addresses.sharedInbox, JSON.stringify(followOf(person, tight.addresses.actor(profileId))), { keyId: person.keyId, key: person.key, at: clock.now() }))).status);
      }
      expect(statuses).toEqual([202, 202, 403, 403]);
      expect(await countFollowers(database.db, profileId)).toBe(2);
    } finally {
      await tight.close();
    }
  });

  test("a closed profile takes nobody; a suspended one keeps its followers and sends only withdrawals", async () => {
    const profileId = await newActor();
    const { person } = await follow(profileId);
    const before = ours.profiles.get(profileId);
    if (!before) throw new Error("no such profile");
    const intent = ours.intent(profileId);
    const { remoteId } = await ours.accept(intent);
    ours.profiles.set(profileId, { ...before, state: "suspended" });
    const other = await ours.accept(ours.intent(profileId));
    await ours.accept(ours.intent(profileId, { kind: "delete", remoteId: other.remoteId }));
    const federation = await ours.start();
    try {
      await until("the withdrawal arrives", () => theirs.taken.some(({ body }) => body.includes(other.remoteId) && body.includes('"Delete"')));
      expect(theirs.taken.filter(({ body }) => body.includes(remoteId) || (body.includes(other.remoteId) && body.includes('"Create"')))).toEqual([]);
      expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 0, waiting: 1, failed: 0 });
      expect(await read(`/ap/actors/${profileId}`)).toMatchObject({ suspended: true });
      ours.profiles.set(profileId, before);
      clock.advance(10 * MINUTE);
      await until("what waited goes out", () => theirs.taken.some(({ body }) => body.includes(remoteId) && body.includes('"Create"')));
    } finally {
      await federation.stop();
    }
    ours.profiles.set(profileId, { ...before, state: "closed" });
    expect((await get(`/ap/actors/${profileId}`)).status).toBe(410);
    expect((await get(`/.well-known/webfinger?resource=${encodeURIComponent(ours.addresses.actor(profileId))}`)).status).toBe(410);
    expect((await post(person, followOf(person, ours.addresses.actor(profileId)))).status).toBe(410);
  });
});

describe("handles (DECISIONS 2)", () => {
  test("a handle changes, ids do not, and the old handle leads to the same actor and to nobody else", async () => {
    const profileId = await ours.actor("movilidad");
    const finger = (handle: string) => get(`/.well-known/webfinger?resource=acct:${handle}@${ours.authority}`);
    expect(JSON.parse((await finger("Movilidad")).body)).toMatchObject({ subject: `acct:movilidad@${ours.authority}` });
    expect(await inTransaction(database.db, (tx) => setHandle(tx, { profileId, handle: "Mugikortasuna" }, clock.now()))).toEqual({ ok: true, value: undefined });
    for (const handle of ["movilidad", "mugikortasuna"]) {
      expect(JSON.parse((await finger(handle)).body)).toMatchObject({ subject: `acct:Mugikortasuna@${ours.authority}`, links: [{ href: ours.addresses.actor(profileId) }, {}] });
    }
    const other = await newActor();
    expect(await inTransaction(database.db, (tx) => setHandle(tx, { profileId: other, handle: "MOVILIDAD" }, clock.now()))).toEqual({ ok: false, refusal: { kind: "handle-taken", handle: "MOVILIDAD" } });
    expect(await inTransaction(database.db, (tx) => createActor(tx, ours, { profileId: ours.intent(other).editionId as unknown as Id<"profile">, handle: "no vale" }, clock.now()))).toEqual({ ok: false, refusal: { kind: "handle-unfit", handle: "no vale" } });
  });
});

describe("addresses that anybody may read", () => {
  test("WebFinger, host-meta and NodeInfo lead to each other", async () => {
    expect((await get("/.well-known/webfinger")).status).toBe(400);
    expect((await get(`/.well-known/webfinger?resource=acct:nadie@${ours.authority}`)).status).toBe(404);
    expect((await get("/.well-known/webfinger?resource=acct:a@otro.example")).status).toBe(404);
    const meta = await get("/.well-known/host-meta");
    expect(meta.headers["content-type"]).toBe("application/xrd+xml; charset=utf-8");
    expect(meta.body).toContain(`template="${ours.origin}/.well-known/webfinger?resource={uri}"`);
    const links = (await read("/.well-known/nodeinfo"))["links"] as { href: string }[];
    expect(await read(links[0]?.href ?? "")).toMatchObject({ version: "2.1", software: { name: "pregonero" }, protocols: ["activitypub"], openRegistrations: false });
    expect(JSON.parse((await get(`/.well-known/webfinger?resource=acct:127.0.0.1@${ours.authority}`)).body)).toMatchObject({ links: [{ href: ours.addresses.instance }, {}] });
  });

  test("a program gets the actor, a browser its page; unchanged costs nothing", async () => {
    const profileId = await ours.actor("cultura");
    const address = `/ap/actors/${profileId}`;
    const answer = await get(address);
    expect([answer.status, answer.headers["content-type"], answer.headers["cache-control"], answer.headers["vary"]]).toEqual([200, "application/activity+json; charset=utf-8", "public, max-age=180", "Accept"]);
    expect((await get(address, { accept: "application/activity+json", "if-none-match": answer.headers.etag ?? "" })).status).toBe(304);
    const browser = await get(address, { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect([browser.status, browser.headers.location]).toEqual([303, `${ours.origin}/es/perfiles/cultura`]);
    expect((await get(address, { accept: "application/activity+json" }, "HEAD")).body).toBe("");
    expect((await get(address, {}, "DELETE")).status).toBe(405);
    expect(await read(`${address}/following`)).toMatchObject({ totalItems: 0 });
    const intent = ours.intent(profileId);
    const { remoteId } = await ours.accept(intent);
    expect((await get(remoteId, { accept: "text/html" })).headers.location).toBe(intent.permalink);
    expect(JSON.parse((await get(ours.addresses.activity(intent.deliveryId))).body)).toMatchObject({ type: "Create", object: { id: remoteId } });
    expect(await read("/ap/instance")).toMatchObject({ type: "Application", publicKey: { id: `${ours.origin}/ap/instance#main-key` } });
  });

  test.each(["/ap/actors/1", "/ap/actors/01920000-0000-7000-8000-000000000001", "/ap/objects/01920000-0000-7000-8000-000000000001", "/ap/activities/x", "/ap/actors/01920000-0000-7000-8000-000000000001/followers", "/ap/nothing"])("%s is not there", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test("an Accept is nobody's business", async () => {
    const profileId = await newActor();
    await follow(profileId);
    const { rows } = await sql<{ id: string }>`select id from activitypub.activity where profile_id = ${profileId} and type = 'Accept'`.execute(database.db);
    expect((await get(`/ap/activities/${rows[0]?.id}`)).status).toBe(404);
  });
});

describe("the fan-out (P1, P15, G5)", () => {
  const claim = async (profileId: Id<"profile">, most = 1_000, mostPerHost = 1_000, leaseMs = MINUTE): Promise<readonly Claimed[]> =>
    (await claimFanOut(database.db, { now: clock.now(), leaseMs, most, mostPerHost, fullHosts: [] })).filter((one) => one.profile_id === profileId);
  const deliveries = async () => {
    await sql`delete from activitypub.fan_out`.execute(database.owner);
    await sql`delete from activitypub.remote_host`.execute(database.owner);
  };

  test("two who claim at once share the rows; a lease that lapsed is claimed again, and the first one's word is not taken", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 100);
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    const [one, two] = await Promise.all([claim(profileId, 40), claim(profileId, 60)]);
    expect(new Set([...one, ...two].map(({ inbox }) => inbox)).size).toBe(one.length + two.length);
    expect(await claim(profileId)).toHaveLength(100 - one.length - two.length);
    clock.advance(MINUTE + 1);
    const again = await claim(profileId);
    expect(again).toHaveLength(100);
    await settleFanOut(database.db, one.map((held) => ({ claim: held, verdict: { kind: "failed", code: "late" } })), clock.now());
    expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 0, waiting: 100, failed: 0 });
    await settleFanOut(database.db, again.map((held) => ({ claim: held, verdict: { kind: "delivered" } })), clock.now());
    expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 100, waiting: 0, failed: 0 });
  });

  test("one host takes so much of a claim and no more", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 50, "big.example");
    for (let index = 0; index < 5; index += 1) await enter(profileId, 1, `h${index}.example`);
    await ours.accept(ours.intent(profileId));
    const first = await claim(profileId, 20, 4);
    expect(first.map(({ host }) => host)).toEqual(Array.from({ length: 4 }, () => "big.example"));
    // What it has in hand is enough: the next claim walks past it, though its rows are the oldest.
    const next = await claimFanOut(database.db, { now: clock.now(), leaseMs: MINUTE, most: 20, mostPerHost: 4, fullHosts: ["big.example"] });
    expect(next.map(({ host }) => host).sort()).toEqual(Array.from({ length: 5 }, (_, index) => `h${index}.example`));
  });

  test("a host that does not answer is left alone whole, longer each time, and its rows come back together", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 5, "down.example");
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    const [first] = await claim(profileId, 1);
    if (!first) throw new Error("nothing claimed");
    await settleFanOut(database.db, [{ claim: first, verdict: { kind: "again", at: clock.now(), code: "timeout", pauseHostMs: 5 * MINUTE } }], clock.now());
    expect(await claim(profileId)).toHaveLength(0);
    const later = ours.intent(profileId);
    await ours.accept(later);
    expect(await claim(profileId)).toHaveLength(0);
    clock.advance(5 * MINUTE);
    const back = await claim(profileId);
    expect(back).toHaveLength(10);
    expect(back.every(({ host_failures }) => host_failures === 1)).toBe(true);
    await settleFanOut(database.db, back.map((held) => ({ claim: held, verdict: { kind: "delivered" } })), clock.now());
    const { rows } = await sql`select 1 from activitypub.remote_host`.execute(database.db);
    expect(rows).toEqual([]);
  });

  test("410 ends the inbox and who was reached through it", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 3);
    await sql`insert into activitypub.follower_count (profile_id, host, followers) values (${profileId}, 'remote.example', 3)`.execute(database.owner);
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    const [first] = await claim(profileId);
    if (!first) throw new Error("nothing claimed");
    await settleFanOut(database.db, [{ claim: first, verdict: { kind: "gone" } }], clock.now());
    expect(await countFollowers(database.db, profileId)).toBe(2);
    expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 0, waiting: 2, failed: 1 });
  });

  test("a correction does not overtake the post on its way to the same inbox", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 1);
    const intent = ours.intent(profileId);
    const { remoteId } = await ours.accept(intent);
    const correction = ours.intent(profileId, { kind: "update", remoteId });
    await ours.accept(correction);
    const first = await claim(profileId);
    expect(first.map(({ type }) => type)).toEqual(["Create"]);
    expect(await claim(profileId)).toEqual([]);
    await settleFanOut(database.db, first.map((held) => ({ claim: held, verdict: { kind: "delivered" } })), clock.now());
    expect((await claim(profileId)).map(({ type }) => type)).toEqual(["Update"]);
  });

  test("DEL-5 a withdrawal stops what still waits, and waits itself for what is under way", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 2);
    const intent = ours.intent(profileId);
    const { remoteId } = await ours.accept(intent);
    const [underWay] = await claim(profileId, 1);
    if (!underWay) throw new Error("nothing claimed");
    const withdrawal = ours.intent(profileId, { kind: "delete", remoteId });
    await ours.accept(withdrawal);
    const now = await claim(profileId);
    expect(now.map(({ type, inbox }) => [type, inbox === underWay.inbox])).toEqual([["Delete", false]]);
    await settleFanOut(database.db, [{ claim: underWay, verdict: { kind: "delivered" } }], clock.now());
    expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 1, waiting: 0, failed: 0 });
    clock.advance(MINUTE);
    expect((await claim(profileId)).map(({ type }) => type)).toEqual(["Delete", "Delete"]);
  });

  test("old rows are let go, their number stays", async () => {
    await deliveries();
    const profileId = await newActor();
    await enter(profileId, 4);
    const intent = ours.intent(profileId);
    await ours.accept(intent);
    const [failed, ...rest] = await claim(profileId);
    if (!failed) throw new Error("nothing claimed");
    await settleFanOut(database.db, [{ claim: failed, verdict: { kind: "failed", code: "status-403" } }, ...rest.map((held) => ({ claim: held, verdict: { kind: "delivered" } as const }))], clock.now());
    const keep = { inboundMs: 7 * DAY, fanOutMs: 90 * DAY, inboundRows: 3 };
    await sql`insert into activitypub.inbound (activity, received_at) select 'a' || n, ${clock.now()}::timestamptz + n * interval '1 second' from generate_series(1, 10) n`.execute(database.owner);
    await pruneFederation(database.db, keep, clock.now());
    const left = await sql`select 1 from activitypub.inbound`.execute(database.db);
    expect(left.rows).toHaveLength(4);
    clock.advance(91 * DAY);
    await pruneFederation(database.db, keep, clock.now());
    expect(await rowsOf(intent.deliveryId)).toEqual([]);
    expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 3, waiting: 0, failed: 1 });
    expect((await sql`select 1 from activitypub.inbound`.execute(database.db)).rows).toEqual([]);
  });
});

describe("sending (P1, G5)", () => {
  test("DEL-R1 the same bytes and id at each try", async () => {
    const profileId = await newActor();
    const { person } = await follow(profileId);
    const attempts: string[] = [];
    let answers = 0;
    theirs.answerInbox(({ path, body }, response) => {
      if (path !== "/inbox") return void response.writeHead(202).end();
      attempts.push(body);
      answers += 1;
      response.writeHead(answers === 1 ? 500 : 202).end();
    });
    const federation = await ours.start();
    try {
      const intent = ours.intent(profileId);
      await ours.accept(intent);
      federation.wake();
      await until("the first try", () => attempts.length === 1);
      await until("it waits for the next", async () => (await rowsOf(intent.deliveryId))[0]?.attempts === 1);
      clock.advance(2 * MINUTE);
      await until("it is delivered", async () => (await reachOf(database.db, intent.deliveryId)).delivered === 1);
      expect(attempts).toHaveLength(2);
      expect(attempts[0]).toBe(attempts[1]);
      expect(JSON.parse(attempts[0] ?? "")).toMatchObject({ id: ours.addresses.activity(intent.deliveryId), type: "Create" });
      expect(person.id).toContain(theirs.origin);
    } finally {
      await federation.stop();
      theirs.answerInbox((_taken, response) => void response.writeHead(202).end());
    }
  });

  test.each([
    ["federation.claim", 1],
    ["federation.intent-committed", 1],
    ["federation.request-open", 1],
    ["federation.answer", 2],
    ["federation.before-mark", 2],
    ["federation.after-mark", 1],
  ])(
    "DEL-R1 what breaks at %s is not lost: the inbox gets the same bytes, %i times in all",
    async (point, times) => {
      const profileId = await newActor();
      await follow(profileId);
      // Nothing else is to meet the fault first.
      await sql`delete from activitypub.fan_out`.execute(database.owner);
      const intent = ours.intent(profileId);
      const id = ours.addresses.activity(intent.deliveryId);
      const got = () => theirs.taken.filter(({ body }) => body.includes(`"id":"${id}"`)).map(({ body }) => body);
      await ours.accept(intent);
      let hits = 0;
      armFaults((reached) => {
        if (reached !== point) return undefined;
        hits += 1;
        return hits === 1 ? "throw" : undefined;
      });
      const federation = await ours.start();
      try {
        await until("it breaks", () => hits > 0);
        // What was under way ends first, as it does long before a lease.
        await new Promise((resolve) => setTimeout(resolve, 200));
        clock.advance(2 * MINUTE);
        await until("it is delivered", async () => (await reachOf(database.db, intent.deliveryId)).delivered === 1);
      } finally {
        await federation.stop();
        armFaults(() => undefined);
      }
      expect(new Set(got()).size).toBe(1);
      expect(got()).toHaveLength(times);
    },
  );

  test("DEL-R1 a fault while a publication is accepted leaves nothing", async () => {
    const profileId = await newActor();
    await enter(profileId, 1);
    const intent = ours.intent(profileId);
    armFaults((point) => (point === "federation.accept" ? "throw" : undefined));
    await expect(ours.accept(intent)).rejects.toThrow(/fault at/);
    armFaults(() => undefined);
    expect(await rowsOf(intent.deliveryId)).toEqual([]);
    await ours.accept(intent);
    expect(await rowsOf(intent.deliveryId)).toHaveLength(1);
  });

  test("P15 stopping waits a while for what is under way, and hands the rest back", async () => {
    const hanging = await startRemote("127.0.1.50");
    hanging.answerInbox(() => undefined);
    const sender = await startInstallation({ db: database.db, clock, keyring: ours.keyring, allow: [hanging.authority], limits: { delivery: { perHost: 1, slowAfterMs: 10, stopMs: 100, timeoutMs: 20_000 } } });
    try {
      const profileId = await sender.actor("parada");
      for (let index = 0; index < 3; index += 1) {
        await sql`insert into activitypub.follower (profile_id, actor, host, inbox, follow, key_id, key_pem, followed_at, refreshed_at)
          values (${profileId}, ${`${hanging.origin}/u/${index}`}, ${hanging.authority}, ${`${hanging.origin}/u/${index}/inbox`}, 'f', 'k', 'p', ${clock.now()}, ${clock.now()})`.execute(database.owner);
      }
      const intent = sender.intent(profileId);
      await sender.accept(intent);
      const federation = await sender.start();
      await until("one is under way", () => hanging.taken.length === 1);
      const from = performance.now();
      await federation.stop();
      expect(performance.now() - from).toBeLessThan(3_000);
      expect(hanging.taken).toHaveLength(1);
      expect(await reachOf(database.db, intent.deliveryId)).toEqual({ delivered: 0, waiting: 3, failed: 0 });
      const { rows } = await sql<{ leased: number }>`select count(lease_until)::integer as leased from activitypub.fan_out where activity_id = ${intent.deliveryId}`.execute(database.db);
      expect(rows[0]?.leased).toBe(1);
    } finally {
      await sender.close();
      await hanging.close();
    }
  });

  test("slow and dead servers do not hold the others up", async () => {
    const hosts = await Promise.all(Array.from({ length: 12 }, (_, index) => startRemote(`127.0.1.${index + 1}`)));
    const slow = hosts.slice(0, 8);
    const sender = await startInstallation({ db: database.db, clock, keyring: ours.keyring, allow: hosts.map(({ authority }) => authority), limits: { delivery: { concurrency: 4, slowAfterMs: 50, timeoutMs: 3_000 } } });
    const federation = await sender.start();
    try {
      const profileId = await sender.actor("lentos");
      for (const host of slow) host.answerInbox(() => undefined);
      for (const host of hosts) {
        const person = host.person();
        await sql`insert into activitypub.follower (profile_id, actor, host, inbox, follow, key_id, key_pem, followed_at, refreshed_at)
          values (${profileId}, ${person.id}, ${host.authority}, ${`${person.id}/inbox`}, 'f', 'k', 'p', ${clock.now()}, ${clock.now()})`.execute(database.owner);
      }
      const intent = sender.intent(profileId);
      const from = performance.now();
      await sender.accept(intent);
      federation.wake();
      await until("those who answer have it", async () => (await reachOf(database.db, intent.deliveryId)).delivered === 4);
      // Eight that hang for 3 s each in four places would take 6 s.
      expect(performance.now() - from).toBeLessThan(2_900);
    } finally {
      for (const host of hosts) await host.close();
      await federation.stop();
      await sender.close();
    }
  });
});
