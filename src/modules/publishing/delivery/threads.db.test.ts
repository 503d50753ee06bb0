import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, SECOND } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import type { Intent, Outcome, RemoteNetwork, Sighting } from "#networks/contract/index.ts";
import { feedLimits } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  approvePublication, type Content, deliverOnce, findPublication, listDeliveries, listOpenDeliveries, listVersions, readDraftFacts, reconfirmPublication, resumePublishing, saveDraft, settleDelivery,
  startCorrection, startPublication, stopPublishing, submitPublication, withdrawPublication,
} from "../index.ts";

const database = useDatabase();
const clock = testClock();
// A post of thirty characters, so that a thread is short to read.
const setting = { limitsOf: () => ({ ...feedLimits, maxCharacters: { ...feedLimits.maxCharacters, value: 30 } }), origin: "https://ciudad.example" };
const THREE = "Primera parte del aviso.\n---\nSegunda parte del aviso.\n---\nTercera parte del aviso.";
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;

// A network whose answers the test decides; the engine, the database and the rules are the real ones.
let outcomes: Outcome[] = [];
let sightings: Sighting[] = [];
let performed: Intent[] = [];
// A network gives each post a number of its own, whatever test it is of.
let round = 0;
let calls = 0;
/** What each text has become. */
const given = new Map<string, string>();
const remote = (number: number) => `${round}-${number}`;
let after: () => Promise<unknown> = () => Promise.resolve();
const network: RemoteNetwork = {
  kind: "remote", id: "activitypub", limits: feedLimits, abilities: { edit: true, remove: true, readBack: true, alt: true }, settleMs: 10 * SECOND, callMs: 5 * SECOND,
  perform: async (intent) => {
    performed.push(intent);
    calls += 1;
    const outcome = outcomes.shift() ?? { kind: "confirmed" as const, remoteId: intent.remoteId ?? remote(calls) };
    if (outcome.kind === "confirmed") given.set(intent.text, outcome.remoteId);
    await after();
    return outcome;
  },
  find: () => Promise.resolve(sightings.shift() ?? { kind: "cannot-tell", code: "several" }),
};

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const deliverOne = () => deliverOnce({ db: database.db, clock, networks: [network], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30 * SECOND });
const deliver = async () => {
  while ((await deliverOne()) > 0);
};

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "activitypub", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "separate", reason: "Canal de avisos",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
});
beforeEach(async () => {
  round += 1;
  calls = 0;
  clock.advance(SECOND);
  await sql`update publishing.delivery set cancelled_at = ${clock.now()} where state not in ('confirmed')`.execute(database.owner);
  outcomes = [];
  sightings = [];
  performed = [];
  after = () => Promise.resolve();
});

async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}

async function approve(id: Id<"publication">, es: string): Promise<void> {
  const { revision, content } = await get(id);
  const written: Content = { ...content, unitId: council.units.mobility, profiles: [profileId], texts: { es }, exception: "emergency" };
  const saved = expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision, content: written }, clock.now())));
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, manager, { id, revision: saved.revision }, clock.now())));
  const { hash } = await readDraftFacts(database.db, setting.limitsOf, written, clock.now(), id);
  expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
}

async function approved(es = THREE): Promise<Id<"publication">> {
  const id = expectOk(await run((tx) => startPublication(tx, manager, "Aviso", clock.now())));
  await approve(id, es);
  return id;
}

async function correct(id: Id<"publication">, es: string): Promise<void> {
  expectOk(await run((tx) => startCorrection(tx, manager, { id, reason: "Había un error" }, clock.now())));
  await approve(id, es);
}

const parts = async (id: Id<"publication">) => (await listDeliveries(database.db, id)).map(({ kind, part, state, code }) => [kind, part, state, code]);
/** Those of one moment go out in no order. */
const sorted = <Row extends readonly unknown[]>(rows: readonly Row[]) => rows.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
const said = () => performed.map(({ kind, text, continues, remoteId }) => [kind, text, continues ?? remoteId]);
async function partOf(id: Id<"publication">, part: number) {
  const found = (await listDeliveries(database.db, id)).find((delivery) => delivery.part === part && delivery.kind === "create");
  if (!found) throw new Error("no such part");
  return found;
}
const settle = async (id: Id<"publication">, part: number, decision: Parameters<typeof settleDelivery>[2]["decision"], url: string | null = null) => {
  const delivery = await partOf(id, part);
  return run((tx) => settleDelivery(tx, council.coordinator, { id: delivery.id, decision, url }, clock.now()));
};

describe("EDI-3 a thread goes out", () => {
  test("each part after the one before and in answer to it, once, in evidence part by part; what was said is kept whole", async () => {
    const id = await approved();
    expect(await parts(id)).toEqual([["create", 1, "planned", null], ["create", 2, "planned", null], ["create", 3, "planned", null]]);
    await deliver();
    expect(said()).toEqual([["create", "Primera parte del aviso.", undefined], ["create", "Segunda parte del aviso.", remote(1)], ["create", "Tercera parte del aviso.", remote(2)]]);
    expect((await get(id)).state).toBe("published");
    const records = (await listRecordsOf(database.db, { type: "publication", id })).filter(({ kind }) => kind === "publication.published");
    expect(records.map(({ facts, values }) => [facts["part"], values["text"]])).toMatchObject([[1, { value: "Primera parte del aviso." }], [2, { value: "Segunda parte del aviso." }], [3, { value: "Tercera parte del aviso." }]]);
    expect((await listVersions(database.db, id))[0]?.editions).toMatchObject([{ text: "Primera parte del aviso.\n\nSegunda parte del aviso.\n\nTercera parte del aviso." }]);
  });

  test("DEL-R1 several workers at the same moment send each part once and in order", async () => {
    await approved();
    for (let turn = 0; turn < 6; turn += 1) await Promise.all(Array.from({ length: 4 }, deliverOne));
    expect(said().map(([, text]) => text)).toEqual(["Primera parte del aviso.", "Segunda parte del aviso.", "Tercera parte del aviso."]);
  });

  test("a text that fits whole is one post, however it is divided", async () => {
    const id = await approved("Uno\n---\nDos");
    await deliver();
    expect(said()).toEqual([["create", "Uno\n\nDos", undefined]]);
    expect(await parts(id)).toEqual([["create", null, "confirmed", null]]);
  });

  test("EDI-R6 dividing otherwise is another content", async () => {
    const hash = async (es: string) => (await readDraftFacts(database.db, setting.limitsOf, { ...(await get(id)).content, texts: { es } }, clock.now(), id)).hash;
    const id = await approved();
    expect(await hash(THREE)).not.toBe(await hash(THREE.replace("\n---\n", "\n\n")));
  });
});

describe("EDI-3 DEL-3 a part that does not come", () => {
  test("unknown: nothing goes on it until a look has decided; found, the thread goes on where it was", async () => {
    const id = await approved();
    outcomes = [{ kind: "confirmed", remoteId: remote(1) }, { kind: "unknown", code: "timeout" }];
    await deliver();
    expect(await parts(id)).toEqual([["create", 1, "confirmed", null], ["create", 2, "unknown", "timeout"], ["create", 3, "planned", null]]);
    expect((await partOf(id, 3)).waitsForPart).toBe(true);
    expect((await get(id)).state).toBe("publishing");
    sightings = [{ kind: "found", remoteId: remote(2) }];
    clock.advance(11 * SECOND);
    await deliver();
    expect(said().slice(2)).toEqual([["create", "Tercera parte del aviso.", remote(2)]]);
    expect((await get(id)).state).toBe("published");
  });

  test("a worker that dies in the middle of a part leaves it to be looked up, never sent again blindly", async () => {
    const id = await approved();
    outcomes = [{ kind: "confirmed", remoteId: remote(1) }];
    after = () => (performed.length === 2 ? Promise.reject(new Error("killed")) : Promise.resolve());
    await deliver();
    expect((await partOf(id, 2)).state).toBe("sent");
    after = () => Promise.resolve();
    clock.advance(31 * SECOND);
    await deliver();
    expect((await partOf(id, 2)).state).toBe("unknown");
    sightings = [{ kind: "found", remoteId: remote(2) }];
    clock.advance(11 * SECOND);
    await deliver();
    expect(said().map(([, text]) => text)).toEqual(["Primera parte del aviso.", "Segunda parte del aviso.", "Tercera parte del aviso."]);
  });

  test("a person who says hours later that it is out, and where, lets the rest go on it", async () => {
    const id = await approved();
    outcomes = [{ kind: "confirmed", remoteId: remote(1) }, { kind: "unknown", code: "timeout" }];
    await deliver();
    clock.advance(3 * HOUR);
    await deliver();
    expect(await parts(id)).toEqual([["create", 1, "confirmed", null], ["create", 2, "unknown", "several"], ["create", 3, "planned", null]]);
    expectOk(await settle(id, 2, "it-is-out", "https://network.example/@avisos/77"));
    await deliver();
    expect(said().at(-1)).toEqual(["create", "Tercera parte del aviso.", "https://network.example/@avisos/77"]);
    expect((await get(id)).state).toBe("published");
  });

  test("refused: the rest stands with it as failed, one thing for a person; sent again, the rest follows by itself", async () => {
    const id = await approved();
    outcomes = [{ kind: "confirmed", remoteId: remote(1) }, { kind: "refused", code: "422" }];
    await deliver();
    expect(await parts(id)).toEqual([["create", 1, "confirmed", null], ["create", 2, "refused", "422"], ["create", 3, "missed", "thread-broken"]]);
    expect((await get(id)).state).toBe("failed");
    expect((await listOpenDeliveries(database.db)).filter(({ publicationId }) => publicationId === id)).toMatchObject([{ state: "refused", code: "422" }]);
    expectOk(await settle(id, 2, "send-now"));
    await deliver();
    expect((await parts(id)).map(([, , state]) => state)).toEqual(["confirmed", "confirmed", "confirmed"]);
    expect((await get(id)).state).toBe("published");
  });

  test("given up: so is the rest, and nothing waits any more", async () => {
    const id = await approved();
    outcomes = [{ kind: "confirmed", remoteId: remote(1) }, { kind: "unknown", code: "timeout" }];
    await deliver();
    clock.advance(11 * SECOND);
    await deliver();
    expectOk(await settle(id, 2, "give-up"));
    expect(await parts(id)).toEqual([["create", 1, "confirmed", null], ["create", 2, "refused", "given-up"], ["create", 3, "refused", "given-up"]]);
    await deliver();
    expect(performed).toHaveLength(2);
  });

  test("too late: a whole thread that nobody could send is missed together, and goes together when a person says so", async () => {
    const id = await approved();
    clock.advance(3 * HOUR);
    await deliver();
    expect(await parts(id)).toEqual([["create", 1, "missed", "too-late"], ["create", 2, "missed", "thread-broken"], ["create", 3, "missed", "thread-broken"]]);
    expectOk(await settle(id, 1, "send-now"));
    await deliver();
    expect(performed.map(({ text }) => text.slice(0, 7))).toEqual(["Primera", "Segunda", "Tercera"]);
  });
});

describe("EDI-8 CRI-R2 a stop between parts", () => {
  test("the rest waits, and goes on the same post once a person has said that it may", async () => {
    const id = await approved();
    let stopId: Id<"stop"> | undefined;
    after = async () => {
      if (performed.length === 1) stopId = expectOk(await run((tx) => stopPublishing(tx, council.coordinator, { profileIds: [profileId], reason: "Alerta" }, clock.now())));
    };
    await deliver();
    expect((await parts(id)).map(([, , state]) => state)).toEqual(["confirmed", "planned", "planned"]);
    if (!stopId) throw new Error("not stopped");
    const ended = stopId;
    clock.advance(SECOND);
    expectOk(await run((tx) => resumePublishing(tx, council.coordinator, ended, clock.now())));
    await deliver();
    expect(performed).toHaveLength(1);
    expectOk(await run((tx) => reconfirmPublication(tx, council.coordinator, id, { decision: "now" }, clock.now())));
    await deliver();
    expect(said().slice(1)).toEqual([["create", "Segunda parte del aviso.", remote(1)], ["create", "Tercera parte del aviso.", remote(2)]]);
  });
});

describe("EDI-3 DEL-4 DEL-5 a thread that is out", () => {
  test("is corrected part by part: a shorter one takes back what stands behind, a longer one goes on from its end", async () => {
    const id = await approved();
    await deliver();
    performed = [];
    await correct(id, "Primera parte, corregida.\n---\nSegunda parte del aviso.");
    await deliver();
    expect(sorted(said())).toEqual([["delete", "", remote(3)], ["update", "Primera parte, corregida.", remote(1)], ["update", "Segunda parte del aviso.", remote(2)]]);
    expect((await get(id)).state).toBe("corrected");
    performed = [];
    await correct(id, `${THREE.replace("Tercera", "Otra tercera")}\n---\nY una cuarta parte.`);
    await deliver();
    expect(performed.filter(({ kind }) => kind === "create").map(({ text, continues }) => [text, continues])).toEqual([["Otra tercera parte del aviso.", remote(2)], ["Y una cuarta parte.", given.get("Otra tercera parte del aviso.")]]);
  });

  test("becomes one post when it fits whole", async () => {
    const id = await approved();
    await deliver();
    performed = [];
    await correct(id, "Aviso corregido.");
    await deliver();
    expect(sorted(said().map(([kind, , there]) => [kind, there]))).toEqual([["delete", remote(2)], ["delete", remote(3)], ["update", remote(1)]]);
  });

  test("is withdrawn whole, each part once, and not what was taken back before", async () => {
    const id = await approved();
    await deliver();
    await correct(id, "Primera parte, corregida.\n---\nSegunda parte del aviso.");
    await deliver();
    performed = [];
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id, reason: "error_fact", note: "" }, clock.now())));
    await deliver();
    expect(sorted(said().map(([kind, , there]) => [kind, there]))).toEqual([["delete", remote(1)], ["delete", remote(2)]]);
    const { rows } = await sql<{ n: number }>`select count(*) as n from publishing.delivery where publication_id = ${id} and state not in ('confirmed') and cancelled_at is null`.execute(database.db);
    expect(rows).toEqual([{ n: 0 }]);
  });
});
