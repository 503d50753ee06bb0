import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, MINUTE, plusMs, SECOND } from "#kernel/instant.ts";
import { findTokenActor, makeApiToken } from "#modules/access/index.ts";
import { type Actor, appoint, authorise, enterPerson, factsOf, listAppointments, revokeAppointment } from "#modules/authority/index.ts";
import {
  confirmExit, endContract, enterContract, extendContract, findContract, listContracts, namePerson, type NewContract, noteSignatures, recordEndedContracts, removeNamed, startContract,
} from "#modules/contracts/index.ts";
import { recordAct } from "#modules/policy/index.ts";
import type { Intent, RemoteNetwork } from "#networks/contract/index.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { accredit, enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { deliverOnce } from "./delivery/worker.ts";
import { listOwnerless, takeOverPublication } from "./takeover-command.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
let council: TestCouncil;
let profileId: Id<"profile">;
let municipal: Actor;
let performed: Intent[] = [];
const run = <Value>(work: (tx: Tx) => Promise<Value>) => inTransaction(database.db, work);
const end = "2026-10-03T22:00:00.000Z";

const network: RemoteNetwork = {
  kind: "remote", id: "testing", limits: feedNetwork<Tx>().limits, abilities: { edit: false, remove: true, readBack: true, alt: false }, settleMs: 10 * SECOND, callMs: 5 * SECOND,
  perform: (intent) => {
    performed.push(intent);
    return Promise.resolve({ kind: "confirmed", remoteId: `remote-${intent.deliveryId}` });
  },
  find: () => Promise.resolve({ kind: "absent" }),
};
const deliver = () => deliverOnce({ db: database.db, clock, networks: [network, feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 8, leaseMs: 30 * SECOND });

let count = 0;
const draft = (more: Partial<NewContract> = {}): NewContract => {
  count += 1;
  return {
    fileNo: `CON/2026/${count}`, company: "Comunica Norte, S. L.", object: "Gestión de los perfiles de las fiestas", officerId: council.coordinator.personId, profileIds: [profileId],
    exceptionality: "Durante las fiestas el volumen de mensajes supera lo que el equipo municipal puede atender, y no hay personal disponible en esas fechas.",
    startsOn: "2026-06-01", endsOn: "2026-10-03", answers: true, directMessages: false, ...more,
  };
};
async function outsider(name: string): Promise<Actor> {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@comunica.example`;
  return { personId: expectOk(await run((tx) => enterPerson(tx, undefined, { name, email, postType: "external", language: "es" }, clock.now()))) };
}
const appointOutsider = (person: Actor, at = clock.now()) => run((tx) => appoint(tx, council.coordinator, { personId: person.personId, role: "manager", profileId, act: "CON/2026/1", justification: "Contrato de gestión de perfiles" }, at));

async function inForce(more: Partial<NewContract> = {}, people: readonly Actor[] = []): Promise<Id<"contract">> {
  const id = expectOk(await run((tx) => enterContract(tx, council.coordinator, draft(more), clock.now())));
  for (const { personId } of people) expectOk(await run((tx) => namePerson(tx, council.coordinator, { contractId: id, personId }, clock.now())));
  expectOk(await run((tx) => noteSignatures(tx, council.coordinator, { contractId: id, dpaSignedOn: "2026-05-20", clauses: true }, clock.now())));
  expectOk(await run((tx) => startContract(tx, council.coordinator, id, clock.now())));
  for (const person of people) {
    expectOk(await appointOutsider(person));
    await run((tx) => accredit(tx, person.personId, clock.now()));
  }
  return id;
}

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = await insertTestingProfile(database.owner, clock.now());
});
beforeEach(async () => {
  performed = [];
  clock.set("2026-09-21T08:00:00Z");
  await sql`update publishing.delivery set cancelled_at = ${clock.now()}`.execute(database.owner);
});

describe("a contract in force", () => {
  test("CON-R2 asks for somebody of the council's own on each of its profiles", async () => {
    const id = expectOk(await run((tx) => enterContract(tx, council.coordinator, draft(), clock.now())));
    expectOk(await run((tx) => noteSignatures(tx, council.coordinator, { contractId: id, dpaSignedOn: "2026-05-20", clauses: true }, clock.now())));
    expect(await run((tx) => startContract(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "no-municipal-manager", profileIds: [profileId] } });
    municipal = await enterStaff(database.db, { name: "Gorka Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    expectOk(await run((tx) => startContract(tx, council.coordinator, id, clock.now())));
    expect(await run((tx) => startContract(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "already-in-force" } });
    expectOk(await run((tx) => endContract(tx, council.coordinator, { id, reason: "prueba" }, clock.now())));
  });

  test("CON-R2 when the last of the council's own leaves, the contractor's right is barred at that instant, and comes back with the next one", async () => {
    const person = await outsider("Sola Externa");
    const id = await inForce({}, [person]);
    const may = (at: Instant) => run((tx) => authorise(tx, person, "publication.draft", { profileIds: [profileId] }, at));
    expect((await may(clock.now())).ok).toBe(true);
    const held = (await listAppointments(database.db, clock.now())).find(({ personId }) => personId === municipal.personId);
    if (!held) throw new Error("no municipal manager");
    // It ends tonight: nothing has to run for the contractor's right to end with it.
    const tonight = plusMs(clock.now(), 12 * HOUR);
    await sql`update authority.appointment set valid_to = ${tonight} where id = ${held.id}`.execute(database.owner);
    expect((await may(plusMs(tonight, -1))).ok).toBe(true);
    expect(await may(tonight)).toEqual({ ok: false, refusal: { kind: "only-contractors-left" } });
    expect((await findContract(database.db, id, tonight))?.unmanaged).toEqual([profileId]);
    municipal = await enterStaff(database.db, { name: "Nora Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    expect((await may(tonight)).ok).toBe(true);
    await sql`update authority.appointment set valid_to = ${clock.now()} where id = ${held.id}`.execute(database.owner);
    expectOk(await run((tx) => endContract(tx, council.coordinator, { id, reason: "prueba" }, clock.now())));
  });

  test("CON-R2 an appointment revoked while a contractor acts: the revocation waits for what is being done, and bars what comes after", async () => {
    const person = await outsider("Otra Externa");
    const id = await inForce({}, [person]);
    const held = (await listAppointments(database.db, clock.now())).find(({ personId }) => personId === municipal.personId);
    if (!held) throw new Error("no municipal manager");
    const order: string[] = [];
    let revoking: Promise<unknown> = Promise.resolve();
    await run(async (tx) => {
      expect((await authorise(tx, person, "publication.draft", { profileIds: [profileId] }, clock.now())).ok).toBe(true);
      revoking = run((other) => revokeAppointment(other, council.coordinator, { appointmentId: held.id, reason: "Cambia de puesto" }, clock.now())).then((revoked) => order.push(`revoked ${revoked.ok}`));
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push("acted");
    });
    await revoking;
    expect(order).toEqual(["acted", "revoked true"]);
    expect(await run((tx) => authorise(tx, person, "publication.draft", { profileIds: [profileId] }, plusMs(clock.now(), 1)))).toMatchObject({ refusal: { kind: "only-contractors-left" } });
    municipal = await enterStaff(database.db, { name: "Unai Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    expectOk(await run((tx) => endContract(tx, council.coordinator, { id, reason: "prueba" }, clock.now())));
  });

  test("CON-R1 needs an exceptionality of 100 characters, the processor agreement and the clauses", async () => {
    expect(await run((tx) => enterContract(tx, council.coordinator, draft({ exceptionality: "Hace falta" }), clock.now()))).toMatchObject({ refusal: { kind: "exceptionality-short", least: 100, have: 10 } });
    expect(await run((tx) => enterContract(tx, council.promoter, draft(), clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => enterContract(tx, council.coordinator, draft({ endsOn: "2026-05-31" }), clock.now()))).toMatchObject({ refusal: { kind: "bad-term" } });
    const id = expectOk(await run((tx) => enterContract(tx, council.coordinator, draft(), clock.now())));
    expect(await run((tx) => startContract(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "dpa-missing" } });
    expect(await run((tx) => noteSignatures(tx, council.coordinator, { contractId: id, dpaSignedOn: "2026-09-22", clauses: false }, clock.now()))).toMatchObject({ refusal: { kind: "in-the-future" } });
    const person = await outsider("Sin Contrato");
    expectOk(await run((tx) => namePerson(tx, council.coordinator, { contractId: id, personId: person.personId }, clock.now())));
    expect(await appointOutsider(person)).toMatchObject({ refusal: { kind: "no-contract" } });
  });

  test("CON-3 lets its people draft and submit; what they answer is sent by the council's staff, and private messages stay closed", async () => {
    const person = await outsider("Eva Externa");
    await inForce({}, [person]);
    const may = (action: Parameters<typeof authorise>[2]) => run((tx) => authorise(tx, person, action, { profileIds: [profileId] }, clock.now()));
    for (const action of ["publication.draft", "publication.submit", "conversation.answer"] as const) expect((await may(action)).ok, action).toBe(true);
    for (const action of ["conversation.send", "conversation.read-private", "publication.approve-as-second-manager", "people.read"] as const) {
      expect(await may(action), action).toMatchObject({ refusal: { because: "external" } });
    }
    for (const action of ["publication.approve", "connection.manage", "people.manage"] as const) expect(await may(action), action).toMatchObject({ refusal: { because: "role" } });
  });

  test("CON-R4 is told at 60, 30 and 12 days before its end", async () => {
    const id = await inForce();
    const alertOn = async (day: string) => (await findContract(database.db, id, `${day}T08:00:00.000Z` as Instant))?.alert;
    expect([await alertOn("2026-08-01"), await alertOn("2026-08-10"), await alertOn("2026-09-05"), await alertOn("2026-09-22"), await alertOn("2026-10-04")]).toEqual([null, 60, 30, 12, null]);
  });

  test("a person who is taken off the contract may do nothing from that moment", async () => {
    const person = await outsider("Una Menos");
    const id = await inForce({}, [person]);
    expect((await factsOf(database.db, person, clock.now())).inService).toBe(true);
    expectOk(await run((tx) => removeNamed(tx, council.coordinator, { contractId: id, personId: person.personId }, clock.now())));
    expect((await factsOf(database.db, person, clock.now())).inService).toBe(false);
  });
});

test("CON-5 what ends is left in order: each thing once, with where it is written, and nothing before the end comes near", async () => {
  const id = await inForce({ endsOn: "2026-12-31" });
  const open = async () => (await findContract(database.db, id, clock.now()))?.exitOpen;
  const confirm = (item: "material" | "rights" | "handover", note = "Acta 12") => run((tx) => confirmExit(tx, council.coordinator, { id, item, note }, clock.now()));
  expect(await open()).toEqual([]);
  expect(await confirm("material")).toMatchObject({ refusal: { kind: "exit-not-open" } });
  expectOk(await run((tx) => endContract(tx, council.coordinator, { id, reason: "prueba" }, clock.now())));
  expect(await open()).toEqual(["material", "rights", "handover"]);
  expect(await run((tx) => confirmExit(tx, council.promoter, { id, item: "material", note: "Acta 12" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  expect(await confirm("material", " ")).toMatchObject({ refusal: { kind: "note-missing" } });
  for (const item of ["material", "rights", "handover"] as const) expectOk(await confirm(item));
  expect(await confirm("rights")).toMatchObject({ refusal: { kind: "exit-not-open" } });
  expect(await findContract(database.db, id, clock.now())).toMatchObject({ exitOpen: [], exits: [{ item: "handover", note: "Acta 12" }, { item: "material" }, { item: "rights" }] });
});

describe("CON-R3 the end of a contract (M7)", () => {
  test("at 00:00 of 4 October its people's tokens fail, their three posts wait for an owner, and the log says so", async () => {
    const person = await outsider("Xabier Externo");
    const id = await inForce({}, [person]);
    const { token } = expectOk(await run((tx) => makeApiToken(tx, { name: "programa", personId: person.personId, scopes: ["publication.draft"], days: 90 }, clock.now())));
    const posts = [];
    for (const dueAt of ["2026-10-04T08:00:00.000Z", "2026-10-05T08:00:00.000Z", end] as Instant[]) {
      const post = await insertApproved(database.owner, { profileId, personId: person.personId, network: "testing", text: "Fiestas", dueAt }, clock.now());
      await sql`update publishing.version set approved_by = ${council.coordinator.personId} where publication_id = ${post.publicationId}`.execute(database.owner);
      posts.push(post);
    }
    const before = await insertApproved(database.owner, { profileId, personId: person.personId, network: "testing", text: "Víspera", dueAt: plusMs(end as Instant, -1) }, clock.now());

    clock.set(plusMs(end as Instant, -1));
    expect((await factsOf(database.db, person, clock.now())).inService).toBe(true);
    expect(await listOwnerless(database.db, clock.now())).toEqual([]);
    await deliver();
    expect(performed.map(({ publicationId }) => publicationId)).toEqual([before.publicationId]);

    // Nothing has run meanwhile: the instant alone does it.
    clock.set(end);
    expect(await run((tx) => authorise(tx, person, "publication.draft", { profileIds: [profileId] }, clock.now()))).toMatchObject({ refusal: { because: "not-in-service" } });
    expect((await listOwnerless(database.db, clock.now())).map((post) => post.id).toSorted()).toEqual(posts.map((post) => post.publicationId).toSorted());
    await deliver();
    clock.advance(3 * DAY);
    await deliver();
    expect(performed).toHaveLength(1);

    expect(await run((tx) => recordEndedContracts(tx, clock.now()))).toBeGreaterThan(0);
    expect(await run((tx) => recordEndedContracts(tx, clock.now()))).toBe(0);
    expect(await findTokenActor(database.db, token, clock.now())).toBeUndefined();
    const { rows } = await sql<{ at: Instant; kind: string }>`select at, kind from evidence.record where subject_id = ${id} and kind = 'contract.ended'`.execute(database.db);
    expect(rows).toEqual([{ at: end, kind: "contract.ended" }]);
    const revoked = await sql<{ at: Instant }>`select revocation.at from authority.revocation join authority.appointment on appointment.id = appointment_id where person_id = ${person.personId}`.execute(database.db);
    expect(revoked.rows).toEqual([{ at: end }]);
    expect((await findContract(database.db, id, clock.now()))?.state).toBe("ended");
  });

  test("somebody of the council's own takes a post over, becomes its author and it goes; who approved it does not, and nobody twice", async () => {
    const person = await outsider("Nora Externa");
    await inForce({}, [person]);
    const post = await insertApproved(database.owner, { profileId, personId: person.personId, network: "testing", text: "Fiestas", dueAt: plusMs(end as Instant, HOUR) }, clock.now());
    await sql`update publishing.version set approved_by = ${council.coordinator.personId} where publication_id = ${post.publicationId}`.execute(database.owner);
    clock.set(plusMs(end as Instant, HOUR));
    const take = (actor: Actor) => run((tx) => takeOverPublication(tx, actor, post.publicationId, clock.now()));
    expect(await take(council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await take(person)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await take(council.coordinator)).toMatchObject({ refusal: { kind: "own-approval" } });
    const taken = await Promise.all([take(municipal), take(council.secondCoordinator)]);
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    expect(taken.find(({ ok }) => !ok)).toMatchObject({ refusal: { kind: "has-owner" } });
    await deliver();
    expect(performed.map(({ publicationId }) => publicationId)).toEqual([post.publicationId]);
  });

  test.each([
    ["the night before the clock is put back", "2026-10-24", "2026-10-24T22:00:00.000Z"],
    ["the night after it was", "2026-10-25", "2026-10-25T23:00:00.000Z"],
  ])("%s rights end at midnight of the council's wall", async (_what, endsOn, instant) => {
    const person = await outsider(`Noche ${endsOn.slice(-2) === "24" ? "Una" : "Dos"}`);
    await inForce({ endsOn }, [person]);
    expect((await factsOf(database.db, person, plusMs(instant as Instant, -1))).inService).toBe(true);
    expect((await factsOf(database.db, person, instant as Instant)).inService).toBe(false);
  });

  test("extended in time it goes on; once over it is not woken", async () => {
    const person = await outsider("Pili Prorroga");
    const id = await inForce({}, [person]);
    expectOk(await run((tx) => extendContract(tx, council.coordinator, { id, endsOn: "2026-10-10", reason: "Prórroga de una semana" }, clock.now())));
    clock.set(end);
    expect((await factsOf(database.db, person, clock.now())).inService).toBe(true);
    clock.set("2026-10-10T22:00:00Z");
    expect((await factsOf(database.db, person, clock.now())).inService).toBe(false);
    expect(await run((tx) => extendContract(tx, council.coordinator, { id, endsOn: "2026-12-10", reason: "Tarde" }, clock.now()))).toMatchObject({ refusal: { kind: "contract-over" } });
    expect((await listAppointments(database.db, clock.now())).filter(({ personId }) => personId === person.personId)).toEqual([]);
  });
});

test("CON-R5 under a new version of the policy the clauses are accepted again within 30 days, or its people stop", async () => {
  const person = await outsider("Cambio Politica");
  const change = plusMs(clock.now(), -DAY);
  const first = await run((tx) => recordAct(tx, { kind: "instruction", title: { es: "Instrucción", eu: "Instrukzioa" }, issuer: "Alcaldía", place: "Robledal", signedOn: "2017-02-14", binding: true }, clock.now()));
  const id = await inForce({}, [person]);
  await run((tx) => sql`insert into authority.commitment (person_id, act_id, signed_at) values (${person.personId}, ${first}, ${clock.now()})`.execute(tx));
  const second = await run((tx) => recordAct(tx, { kind: "strategy", title: { es: "Estrategia", eu: "Estrategia" }, issuer: "Alcaldía", place: "Robledal", signedOn: "2026-09-20", inForceFrom: change, binding: true }, clock.now()));
  const submit = (at: Instant) => run((tx) => authorise(tx, person, "publication.submit", { profileIds: [profileId] }, at));
  await run((tx) => sql`insert into authority.commitment (person_id, act_id, signed_at) values (${person.personId}, ${second}, ${clock.now()})`.execute(tx));
  expect((await submit(plusMs(clock.now(), MINUTE))).ok).toBe(true);
  expectOk(await run((tx) => extendContract(tx, council.coordinator, { id, endsOn: "2026-12-31", reason: "Prórroga" }, clock.now())));
  expect((await submit(plusMs(change, 30 * DAY - 1))).ok).toBe(true);
  expect(await submit(plusMs(change, 30 * DAY))).toMatchObject({ refusal: { kind: "clauses-not-accepted" } });
  clock.set(plusMs(change, 31 * DAY));
  expect((await listContracts(database.db, clock.now())).find((contract) => contract.id === id)?.clauses).toBe("missing");
  expectOk(await run((tx) => noteSignatures(tx, council.coordinator, { contractId: id, clauses: true }, clock.now())));
  expect((await submit(clock.now())).ok).toBe(true);
});
