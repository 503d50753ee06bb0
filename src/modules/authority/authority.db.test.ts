import { beforeAll, describe, expect, test } from "vitest";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, parseInstant, plusMs } from "#kernel/instant.ts";
import { recordAct } from "#modules/policy/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { accredit, enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  type Actor, appoint, authorise, changePost, countCoordinators, endAppointments, enterPerson, factsOf, fitUntil, listFitness, listPosts, readFitnessRules, recordCompetence, recordPractice, requiredAreas, signCommitments, withdrawCompetence, withdrawPractice,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let profileId: Id<"profile">;
const run = <Value>(work: (tx: Tx) => Promise<Value>) => inTransaction(database.db, work);
const now = () => clock.now();
const mayAnswer = (actor: Actor, at: Instant = now()) => run((tx) => authorise(tx, actor, "conversation.answer", { profileIds: [profileId] }, at));

beforeAll(async () => {
  council = await foundTestCouncil(database.db, now());
  profileId = newId<"profile">(now());
  await run((tx) => sql`
    insert into register.profile (id, network, handle, account, url, display_name, summary, unit_id, languages, layout, reason, entered_at)
    values (${profileId}, 'activitypub', 'piscinas', 'a', 'https://robledal.example/a', '{"es":"Piscinas"}', '{}', ${council.units.sports}, '{es,eu}', 'bilingual', 'x', ${now()})
  `.execute(tx));
});

describe("competences", () => {
  test("ROL-R5 Ane lacks the citizen mailbox and is told who owes it; once the course is recorded she may answer (M4)", async () => {
    const ane = await enterStaff(database.db, { name: "Ane Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId, accredited: false }, now());
    for (const area of requiredAreas) {
      if (area !== "citizen_mailbox") await run((tx) => recordCompetence(tx, council.otherPromoter, { personId: ane.personId, area, proof: "course", evidence: "Curso 3/2026", obtainedAt: now() }, now()).then(expectOk));
    }
    expect(await mayAnswer(ane)).toEqual({
      ok: false, refusal: { kind: "not-accredited", missing: ["citizen_mailbox"], have: 4, need: 5, count: 1, department: { es: "Deporte", eu: "Kirola" } },
    });
    // Reading and drafting are how one learns.
    expect((await run((tx) => authorise(tx, ane, "conversation.read", { profileIds: [profileId] }, now()))).ok).toBe(true);
    expect((await run((tx) => authorise(tx, ane, "publication.draft", { profileIds: [profileId] }, now()))).ok).toBe(true);
    expect(await run((tx) => authorise(tx, ane, "publication.submit", { profileIds: [profileId] }, now()))).toMatchObject({ refusal: { kind: "not-accredited" } });
    const id = expectOk(await run((tx) => recordCompetence(tx, council.otherPromoter, { personId: ane.personId, area: "citizen_mailbox", proof: "test", evidence: "Prueba de septiembre", obtainedAt: now() }, now())));
    expect((await mayAnswer(ane)).ok).toBe(true);

    expectOk(await run((tx) => withdrawCompetence(tx, council.coordinator, { id, reason: "La prueba se anuló" }, now())));
    expect(await mayAnswer(ane)).toMatchObject({ refusal: { kind: "not-accredited", missing: ["citizen_mailbox"] } });
    expect(await run((tx) => withdrawCompetence(tx, council.coordinator, { id, reason: "otra vez" }, now()))).toMatchObject({ refusal: { kind: "unknown-competence" } });
  });

  test("S17 another Department's head cannot vouch, and nobody vouches for themselves", async () => {
    const jon = await enterStaff(database.db, { name: "Jon Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, now());
    const competence = { personId: jon.personId, area: "security", proof: "course", evidence: "Curso", obtainedAt: now() } as const;
    expect(await run((tx) => recordCompetence(tx, council.promoter, competence, now()))).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(await run((tx) => recordCompetence(tx, council.coordinator, { ...competence, personId: council.coordinator.personId }, now()))).toMatchObject({ refusal: { kind: "own-competence" } });
    expect(await run((tx) => recordCompetence(tx, council.coordinator, { ...competence, evidence: " " }, now()))).toMatchObject({ refusal: { kind: "evidence-missing" } });
  });

  test("ROL-4 practice proves an area once eight hours were practised under somebody fit, and proves nothing for oneself", async () => {
    const mentor = await enterStaff(database.db, { name: "Nahia Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, now());
    const learner = await enterStaff(database.db, { name: "Iker Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId, accredited: false }, now());
    const hours = { personId: learner.personId, area: "citizen_mailbox", profileId, supervisorId: mentor.personId, day: "2026-09-18", minutes: 300, what: "Contestar quejas con el buzón delante" } as const;
    const note = (actor: Actor, more: Partial<typeof hours> | object = {}) => run((tx) => recordPractice(tx, actor, { ...hours, ...more }, now()));
    const accreditByPractice = () => run((tx) => recordCompetence(tx, council.otherPromoter, { personId: learner.personId, area: "citizen_mailbox", proof: "practice", evidence: "Prácticas con Nahia", obtainedAt: now() }, now()));

    expect(await note(learner)).toMatchObject({ refusal: { kind: "not-accredited" } });
    expect(await note(council.promoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(await note(council.otherPromoter, { supervisorId: learner.personId })).toMatchObject({ refusal: { kind: "own-competence" } });
    expect(await note(council.otherPromoter, { supervisorId: council.promoter.personId })).toMatchObject({ refusal: { kind: "supervisor-not-fit" } });
    expect(await note(council.otherPromoter, { day: "2026-09-30" })).toMatchObject({ refusal: { kind: "in-the-future" } });
    expect(await note(council.otherPromoter, { minutes: 0 })).toMatchObject({ refusal: { kind: "bad-practice-time" } });
    expect(await note(council.otherPromoter, { what: " " })).toMatchObject({ refusal: { kind: "practice-what-missing" } });

    expectOk(await note(mentor));
    expect(await accreditByPractice()).toEqual({ ok: false, refusal: { kind: "practice-short", have: 5, need: 8 } });
    const second = expectOk(await note(council.otherPromoter, { supervisorId: council.coordinator.personId, minutes: 180 }));
    expectOk(await run((tx) => withdrawPractice(tx, mentor, second, now())));
    expect(await run((tx) => withdrawPractice(tx, mentor, second, now()))).toMatchObject({ refusal: { kind: "unknown-practice" } });
    expect(await accreditByPractice()).toMatchObject({ refusal: { kind: "practice-short", have: 5 } });
    expectOk(await note(mentor, { day: "2026-09-21", minutes: 180 }));
    expectOk(await accreditByPractice());
  });

  test("ROL-R6 after 24 months and 15 days of grace one publishes no more, and goes on reading", async () => {
    const at = now();
    const miren = await enterStaff(database.db, { name: "Miren Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, at);
    const fitness = (await listFitness(database.db, [miren.personId], at)).get(miren.personId);
    if (!fitness) throw new Error("no fitness");
    const { until } = fitUntil(fitness, await readFitnessRules(database.db, at), at);
    const expiry = fitness.competences[0]?.validUntil;
    if (!until || !expiry) throw new Error("accredited without an end");
    expect(until).toBe(plusMs(expiry, 15 * DAY));
    expect((await mayAnswer(miren, plusMs(until, -1))).ok).toBe(true);
    expect(await mayAnswer(miren, until)).toMatchObject({ refusal: { kind: "not-accredited", have: 0, need: 5 } });
    expect((await run((tx) => authorise(tx, miren, "conversation.read", { profileIds: [profileId] }, until))).ok).toBe(true);
  });
});

test("ROL-R5 a new version of the policy must be signed within 30 days, by whoever signed the one before; others at once", async () => {
  const day = (text: string) => parseInstant(text) ?? now();
  const uxue = await enterStaff(database.db, { name: "Uxue Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, now());
  const late = await enterStaff(database.db, { name: "Luis Deporte", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, now());
  const act = (from: Instant) => run((tx) => recordAct(tx, { kind: "strategy", title: { es: "Estrategia", eu: "Estrategia" }, issuer: "Alcaldía", place: "Robledal", signedOn: from.slice(0, 10), inForceFrom: from, binding: true }, now()));
  const first = await act(day("2017-02-14T00:00:00Z"));
  expect(await mayAnswer(uxue)).toMatchObject({ refusal: { kind: "commitments-unsigned" } });
  expectOk(await run((tx) => signCommitments(tx, uxue, first, now())));
  expectOk(await run((tx) => signCommitments(tx, uxue, first, now())));
  expect((await mayAnswer(uxue)).ok).toBe(true);
  const change = plusMs(now(), 10 * DAY);
  const second = await act(change);
  expect((await mayAnswer(uxue, plusMs(change, 30 * DAY - 1))).ok).toBe(true);
  expect(await mayAnswer(uxue, plusMs(change, 30 * DAY))).toMatchObject({ refusal: { kind: "commitments-unsigned" } });
  expectOk(await run((tx) => signCommitments(tx, late, second, plusMs(change, DAY))));
  expect((await mayAnswer(late, plusMs(change, DAY))).ok).toBe(true);
  expect(await run((tx) => signCommitments(tx, uxue, first, plusMs(change, DAY)))).toMatchObject({ refusal: { kind: "not-in-force" } });
});

describe("appointments", () => {
  test("ROL-R2 a promoter's scope lies within the own Department", async () => {
    const person = expectOk(await run((tx) => enterPerson(tx, undefined, { name: "Pilar Movilidad", email: "pilar@robledal.example", postType: "service_head", unitId: council.units.mobility, language: "es" }, now())));
    const appointment = { personId: person, role: "promoter", act: "Decreto 4/2026", justification: "" } as const;
    expect(await run((tx) => appoint(tx, council.coordinator, { ...appointment, unitId: council.units.sports }, now()))).toMatchObject({ refusal: { kind: "scope-outside-department" } });
    expect((await run((tx) => appoint(tx, council.coordinator, { ...appointment, unitId: council.units.mobility }, now()))).ok).toBe(true);
  });

  test("ROL-R4 a manager of another kind of post is appointed with a justification of at least 20 characters", async () => {
    const person = expectOk(await run((tx) => enterPerson(tx, undefined, { name: "Txomin Taller", email: "txomin@robledal.example", postType: "technical", unitId: council.units.sports, language: "eu", suited: false }, now())));
    const appointment = { personId: person, role: "manager", profileId, act: "Decreto 5/2026" } as const;
    expect(await run((tx) => appoint(tx, council.coordinator, { ...appointment, justification: "Sabe de esto" }, now()))).toMatchObject({ refusal: { kind: "justification-short", least: 20 } });
    expect((await run((tx) => appoint(tx, council.coordinator, { ...appointment, justification: "Lleva seis años atendiendo al público" }, now()))).ok).toBe(true);
  });

  test("ROL-R3 somebody of a contractor's manages nothing without a contract in force", async () => {
    const person = expectOk(await run((tx) => enterPerson(tx, undefined, { name: "Ext Erna", email: "ext@empresa.example", postType: "external", unitId: undefined, language: "es" }, now())));
    expect(await run((tx) => appoint(tx, council.coordinator, { personId: person, role: "manager", profileId, act: "Contrato 7", justification: "" }, now()))).toMatchObject({ refusal: { kind: "no-contract" } });
  });

  test("ENS op.acc.3 a system administrator coordinates nothing", async () => {
    const person = expectOk(await run((tx) => enterPerson(tx, undefined, { name: "Sistemas Siempre", email: "sis@robledal.example", postType: "technical", unitId: council.units.transparency, language: "es" }, now())));
    expectOk(await run((tx) => appoint(tx, council.coordinator, { personId: person, role: "sysadmin", act: "Decreto 6/2026", justification: "" }, now())));
    expect((await factsOf(database.db, { personId: person }, now())).sysadmin).toBe(true);
    expect(await run((tx) => appoint(tx, council.coordinator, { personId: person, role: "coordinator", act: "Decreto 6/2026", justification: "" }, now()))).toMatchObject({ refusal: { kind: "roles-incompatible", holds: ["sysadmin"] } });
  });
});

test("ROL-R8 while an election is called, an adviser of the mayor's publishes and answers nothing", async () => {
  const adviser = await enterStaff(database.db, { name: "Asier Asesor", postType: "mayor_adviser", role: "manager", unitId: council.units.sports, profileId, accredited: false }, now());
  await run(async (tx) => {
    await accredit(tx, adviser.personId, now());
    const { rows } = await sql<{ id: Id<"act"> }>`select id from policy.act where in_force_from <= ${now()} order by in_force_from desc limit 1`.execute(tx);
    if (rows[0]) expectOk(await signCommitments(tx, adviser, rows[0].id, now()));
    await sql`insert into policy.period (id, kind, name, starts_at, ends_at, entered_at) values (${newId<"period">(now())}, 'election', '{"es":"Elecciones"}', ${plusMs(now(), DAY)}, ${plusMs(now(), 3 * DAY)}, ${now()})`.execute(tx);
  });
  expect((await mayAnswer(adviser)).ok).toBe(true);
  expect(await mayAnswer(adviser, plusMs(now(), 2 * DAY))).toMatchObject({ refusal: { kind: "adviser-in-election" } });
  expect((await mayAnswer(adviser, plusMs(now(), 3 * DAY))).ok).toBe(true);
});

describe("ROL-R9 leaving a post", () => {
  test("ends every appointment with the commit, leaves a row of the post and needs a coordinator who stays", async () => {
    const person = await enterStaff(database.db, { name: "Sale Hoy", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, now());
    expect(await run((tx) => endAppointments(tx, council.promoter, { personId: person.personId, reason: "cese", left: true }, now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => endAppointments(tx, council.coordinator, { personId: person.personId, reason: " ", left: true }, now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    expect(await run((tx) => endAppointments(tx, council.coordinator, { personId: person.personId, reason: "Traslado", left: false }, now()))).toEqual({ ok: true, value: 1 });
    expect((await factsOf(database.db, person, now())).inService).toBe(false);
    expectOk(await run((tx) => changePost(tx, council.coordinator, { personId: person.personId, postType: "service_head", unitId: council.units.mobility, suited: false }, now())));
    expect((await listPosts(database.db, person.personId)).map(({ what, postType }) => [what, postType])).toEqual([["entered", "technical"], ["changed", "service_head"]]);
  });

  test("two coordinators who end each other at the same moment: one of them stays", async () => {
    const end = (actor: Actor, other: Actor) => run((tx) => endAppointments(tx, actor, { personId: other.personId, reason: "cese", left: true }, now()));
    const [one, two] = await Promise.all([end(council.coordinator, council.secondCoordinator), end(council.secondCoordinator, council.coordinator)]);
    expect([one.ok, two.ok].filter(Boolean)).toHaveLength(1);
    expect(await countCoordinators(database.db, now())).toBe(1);
  });
});
