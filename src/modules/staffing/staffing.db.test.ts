import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Actor, factsOf, revokeAppointment, listAppointments } from "#modules/authority/index.ts";
import { workingDays } from "#modules/policy/index.ts";
import { enterHoliday, enterProfile } from "#modules/register/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { instant, testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  approveAbsence, assignDuty, dismissSubstitute, endAbsence, enterAbsence, findTeamStandings, forecastPlannedTeam, forecastProfiles, leaveHandover, listAbsences, listHandovers, nameSubstitute, readHandover,
  importCalendar, listCandidates, setShift, setSpoken, type Substitute, tellGaps,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-07-01T08:00:00Z");
let council: TestCouncil;
let sports: Id<"profile">;
let ane: Actor;
let jon: Actor;
let miren: Actor;

/** A command as the office runs it: a refusal undoes everything. */
async function run<Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  const undo = new Error("undo");
  let answer: Answer | undefined;
  try {
    await inTransaction(database.db, async (tx) => {
      answer = await work(tx);
      if (!answer.ok) throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  if (!answer) throw new Error("no answer");
  return answer;
}

let counter = 0;
async function newProfile(team: number): Promise<{ readonly id: Id<"profile">; readonly team: readonly Actor[] }> {
  counter += 1;
  const name = `team${counter}`;
  const id = expectOk(await run((tx) => enterProfile(tx, () => Promise.resolve({ account: `https://robledal.example/${name}`, url: `https://robledal.example/${name}` }), undefined, {
    network: "activitypub", handle: name, displayName: { es: name, eu: name }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "bilingual", reason: "Prueba",
  }, clock.now())));
  const people: Actor[] = [];
  for (let index = 0; index < team; index += 1) {
    people.push(await enterStaff(database.db, { name: `Persona ${"abcdefgh".charAt(index)} ${name.replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)))}`, postType: "technical", role: "manager", unitId: council.units.sports, profileId: id }, clock.now()));
  }
  return { id, team: people };
}

const ask = (person: Actor, from: string, to: string, kind: "planned_leave" | "training" | "unplanned" = "planned_leave", note = "") =>
  run((tx) => enterAbsence(tx, person, { personId: person.personId, kind, when: { from, to }, note }, clock.now()));
const approve = (absenceId: Id<"absence">, more: { readonly substitutes?: readonly Substitute[]; readonly overrideReason?: string } = {}, actor: Actor = council.otherPromoter) =>
  run((tx) => approveAbsence(tx, actor, { absenceId, substitutes: more.substitutes ?? [], overrideReason: more.overrideReason ?? "" }, clock.now()));
const forecast = async (profileId: Id<"profile">, from: string, days: number, supposed: { readonly personId: Id<"person">; readonly from: string; readonly to: string }[] = []) => {
  const { profiles: [first] } = await forecastProfiles(database.db, clock.now(), { from, days, profileIds: [profileId], supposed });
  if (!first) throw new Error("not forecast");
  return first;
};
const readerOf = async (actor: Actor) => ({ personId: actor.personId, facts: await factsOf(database.db, actor, clock.now()) });

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  await run((tx) => enterHoliday(tx, undefined, { day: "2026-08-05", name: { es: "Día de la Virgen Blanca", eu: "Andre Maria Zuriaren eguna" } }, clock.now()));
  const profile = await newProfile(2);
  sports = profile.id;
  const [first, second] = profile.team;
  if (!first || !second) throw new Error("no team");
  ane = first;
  jon = second;
  miren = (await newProfile(1)).team[0] ?? first;
});

describe("COV-R5 an absence that leaves nobody", () => {
  test("COV-R2 COV-R3 the August of Ane and Jon: refused, approved by override, 5 gap slots and 15 days with one", async () => {
    expectOk(await approve(expectOk(await ask(ane, "2026-08-03", "2026-08-21"))));
    const second = expectOk(await ask(jon, "2026-08-17", "2026-08-31", "planned_leave", "viaje familiar"));
    expect(await approve(second)).toEqual({
      ok: false, refusal: { kind: "leaves-gap", gaps: [{ profileId: sports, days: ["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20", "2026-08-21"] }] },
    });
    expect((await forecast(sports, "2026-08-01", 31)).troubles.gapDays).toEqual([]);
    expectOk(await approve(second, { overrideReason: "Cierre de instalaciones en agosto" }));
    const { troubles, gaps } = await forecast(sports, "2026-08-01", 31);
    expect(troubles.gaps.map(({ date }) => date)).toEqual(["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20", "2026-08-21"]);
    expect(troubles.singleDays).toHaveLength(15);
    expect(troubles.longSingles).toEqual([]);
    expect(gaps).toEqual([{ from: "2026-08-17", to: "2026-08-21", days: 5 }]);
  });

  test("a substitute named with the approval closes the gap, with rights for exactly that time (COV-4)", async () => {
    const { id, team: [one, two] } = await newProfile(2);
    if (!one || !two) throw new Error("no team");
    expectOk(await approve(expectOk(await ask(one, "2026-09-07", "2026-09-11"))));
    const second = expectOk(await ask(two, "2026-09-10", "2026-09-14"));
    expect(await approve(second)).toMatchObject({ ok: false, refusal: { kind: "leaves-gap" } });
    expectOk(await approve(second, { substitutes: [{ profileId: id, personId: miren.personId }] }));
    expect((await forecast(id, "2026-09-01", 30)).troubles.gapDays).toEqual([]);
    const manages = async (at: string) => (await factsOf(database.db, miren, instant(at))).manages.has(id);
    expect(await manages("2026-09-09T23:59:59+02:00")).toBe(false);
    expect(await manages("2026-09-10T00:00:00+02:00")).toBe(true);
    expect(await manages("2026-09-14T23:59:59+02:00")).toBe(true);
    expect(await manages("2026-09-15T00:00:00+02:00")).toBe(false);
    // The absence is taken back: nobody needs a substitute any more.
    expectOk(await run((tx) => endAbsence(tx, two, second, "cancelled", clock.now())));
    expect(await manages("2026-09-12T12:00:00+02:00")).toBe(false);
  });

  test("what nobody could foresee counts at once and leaves a gap that a substitute is to be found for", async () => {
    const { id, team: [one] } = await newProfile(1);
    if (!one) throw new Error("no team");
    expectOk(await ask(one, "2026-07-02", "2026-07-03", "unplanned"));
    expect((await forecast(id, "2026-07-01", 5)).troubles.gapDays).toEqual(["2026-07-02", "2026-07-03"]);
    const substitution = expectOk(await run((tx) => nameSubstitute(tx, council.otherPromoter, { profileId: id, absentId: one.personId, substituteId: miren.personId, when: { from: "2026-07-02", to: "2026-07-03" } }, clock.now())));
    expect((await forecast(id, "2026-07-01", 5)).troubles.gapDays).toEqual([]);
    expectOk(await run((tx) => dismissSubstitute(tx, council.otherPromoter, substitution, clock.now())));
    expect((await forecast(id, "2026-07-01", 5)).troubles.gapDays).toEqual(["2026-07-02", "2026-07-03"]);
  });

  test("two who decide at once: the second sees what the first left", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { team: [one, two] } = await newProfile(2);
      if (!one || !two) throw new Error("no team");
      const asked = [expectOk(await ask(one, "2026-10-05", "2026-10-09")), expectOk(await ask(two, "2026-10-07", "2026-10-12"))];
      const answers = await Promise.all(asked.map((id, index) => approve(id, {}, index === 0 ? council.otherPromoter : council.coordinator)));
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.find((answer) => !answer.ok)).toMatchObject({ refusal: { kind: "leaves-gap" } });
    }
  });

  test("one and the same absence is approved once, however many do it at once", async () => {
    const { team: [one] } = await newProfile(2);
    if (!one) throw new Error("no team");
    const asked = expectOk(await ask(one, "2026-10-05", "2026-10-09"));
    const answers = await Promise.all([approve(asked), approve(asked, {}, council.coordinator), approve(asked, {}, council.secondCoordinator)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  });

  test("nobody approves their own, nor another department's", async () => {
    const { team: [one] } = await newProfile(2);
    if (!one) throw new Error("no team");
    const asked = expectOk(await ask(one, "2026-11-02", "2026-11-03"));
    expect(await approve(asked, {}, council.promoter)).toMatchObject({ ok: false, refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(await approve(asked, {}, one)).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    const own = expectOk(await ask(council.coordinator, "2026-11-02", "2026-11-03"));
    expect(await approve(own, {}, council.coordinator)).toEqual({ ok: false, refusal: { kind: "own-absence" } });
  });

  test.each([
    ["2026-02-30", "2026-03-01", "bad-day"],
    ["2026-09-10", "2026-09-09", "ends-before-it-begins"],
    ["2026-09-10T12:00", "2026-09-10T12:00", "ends-before-it-begins"],
    ["2026-09-10", "2029-09-10", "too-long"],
  ])("from %s to %s is no absence", async (from, to, kind) => {
    expect(await ask(jon, from, to)).toMatchObject({ ok: false, refusal: { kind } });
  });
});

describe("COV-2 the reason is nobody's business", () => {
  test("peers see that somebody is absent; the person and who decides see why", async () => {
    const { team: [one, two] } = await newProfile(2);
    if (!one || !two) throw new Error("no team");
    expectOk(await ask(one, "2026-12-01", "2026-12-04", "unplanned", "operación de rodilla"));
    const seenBy = async (actor: Actor) => (await listAbsences(database.db, await readerOf(actor), instant("2026-12-01T00:00:00Z"), instant("2026-12-05T00:00:00Z"))).find((absence) => absence.personId === one.personId);
    expect(await seenBy(two)).toMatchObject({ kind: null, note: null, overrideReason: null });
    expect(await seenBy(council.promoter)).toMatchObject({ kind: null, note: null });
    expect(await seenBy(one)).toMatchObject({ kind: "unplanned", note: "operación de rodilla" });
    expect(await seenBy(council.otherPromoter)).toMatchObject({ kind: "unplanned", note: "operación de rodilla", decides: true });
  });

  test("evidence and events hold neither kind nor reason", async () => {
    const { rows } = await import("kysely").then(({ sql }) => sql<{ text: string }>`
      select leaf::text as text from (select to_jsonb(record) as leaf from evidence.record) r union all select to_jsonb(event)::text from platform.event
    `.execute(database.owner));
    const all = rows.map((row) => row.text).join("\n");
    expect(all).toContain("absence.approved");
    for (const word of ["rodilla", "viaje familiar", "planned_leave"]) expect(all).not.toContain(word);
  });
});

describe("COV-1 COV-R6 shifts, languages and duties", () => {
  test("hours of a person from a day on, and what the rota adds", async () => {
    const { id, team: [one] } = await newProfile(1);
    if (!one) throw new Error("no team");
    expectOk(await run((tx) => setShift(tx, council.otherPromoter, { personId: one.personId, from: "2026-07-06", hours: workingDays("08:30-15:00") }, clock.now())));
    const before = await forecast(id, "2026-07-03", 4);
    expect(before.troubles.gapDays).toEqual(["2026-07-06"]);
    expectOk(await run((tx) => assignDuty(tx, council.otherPromoter, { profileId: id, personId: one.personId, kind: "duty", when: { from: "2026-07-06T15:00", to: "2026-07-06T19:30" } }, clock.now())));
    expect((await forecast(id, "2026-07-03", 4)).troubles.gapDays).toEqual([]);
    expect(await run((tx) => assignDuty(tx, council.otherPromoter, { profileId: id, personId: miren.personId, kind: "duty", when: { from: "2026-07-07", to: "2026-07-07" } }, clock.now())))
      .toMatchObject({ ok: false, refusal: { kind: "not-of-the-team" } });
  });

  test("COV-R4 nobody left who attends in Basque", async () => {
    const { id, team: [one, two] } = await newProfile(2);
    if (!one || !two) throw new Error("no team");
    expectOk(await run((tx) => setSpoken(tx, council.otherPromoter, { personId: two.personId, languages: ["es"] }, clock.now())));
    expect((await forecast(id, "2026-07-06", 5)).troubles.languageGaps).toEqual([]);
    const without = await forecast(id, "2026-07-06", 5, [{ personId: one.personId, from: "2026-07-08", to: "2026-07-08" }]);
    expect(without.troubles.languageGaps.map(({ date, languages }) => [date, ...languages])).toEqual([["2026-07-08", "eu"]]);
  });

  test("COV-6 what if several were absent: nothing is written", async () => {
    const { id, team } = await newProfile(3);
    const supposed = team.map((person) => ({ personId: person.personId, from: "2026-07-06", to: "2026-07-07" }));
    expect((await forecast(id, "2026-07-06", 5, supposed.slice(0, 2))).troubles).toMatchObject({ gapDays: [], singleDays: ["2026-07-06", "2026-07-07"] });
    expect((await forecast(id, "2026-07-06", 5, supposed)).troubles.gapDays).toEqual(["2026-07-06", "2026-07-07"]);
    expect((await forecast(id, "2026-07-06", 5)).troubles.gapDays).toEqual([]);
  });

  test("PRO-R3 a team that does not exist yet is forecast with its people's real absences", async () => {
    const planned = await forecastPlannedTeam(database.db, {
      managers: [ane, jon].map(({ personId }) => ({ personId, from: "2026-07-01" })), attention: workingDays("08:30-19:30"), languages: ["es", "eu"], from: "2026-08-01", days: 31,
    }, clock.now());
    expect(planned.gapDays).toHaveLength(5);
    expect(planned.singleDays).toHaveLength(15);
    const late = await forecastPlannedTeam(database.db, {
      managers: [{ personId: ane.personId, from: "2026-07-01" }, { personId: jon.personId, from: "2026-08-12" }], attention: workingDays("08:30-19:30"), languages: ["es", "eu"], from: "2026-08-01", days: 31,
    }, clock.now());
    expect(late.gapDays.slice(0, 3)).toEqual(["2026-08-03", "2026-08-04", "2026-08-06"]);
  });
});

describe("COV-R1 a team that became too small", () => {
  test("from the day on which the second manager left", async () => {
    const { id, team: [one] } = await newProfile(2);
    if (!one) throw new Error("no team");
    const standing = async (at: string) => (await findTeamStandings(database.db, [id], instant(at))).get(id)?.standing;
    expect(await standing("2026-07-02T08:00:00Z")).toEqual({ kind: "enough" });
    const appointment = (await listAppointments(database.db, clock.now())).find((row) => row.personId === one.personId && row.profileId === id);
    if (!appointment) throw new Error("no appointment");
    expectOk(await run((tx) => revokeAppointment(tx, council.coordinator, { appointmentId: appointment.id, reason: "Cambio de puesto" }, instant("2026-07-10T08:00:00Z"))));
    expect(await standing("2026-07-25T08:00:00Z")).toEqual({ kind: "at-risk", have: 1, need: 2, until: "2026-07-25", coordinatorOnly: false });
    expect(await standing("2026-07-26T08:00:00Z")).toMatchObject({ kind: "at-risk", coordinatorOnly: true });
  });
});

describe("COV-7 a gap is told 30, 14 and 3 days before, once each", () => {
  test("for the August of Ane and Jon on 18 July, 3 August and 14 August", async () => {
    const told: unknown[] = [];
    for (let day = 0; day < 48; day += 1) {
      const at = instant(Temporal.PlainDate.from("2026-07-02").add({ days: day }).toZonedDateTime({ timeZone: "Europe/Madrid", plainTime: "09:00" }).toInstant().toString());
      // Several times a day, as it runs; and from two processes at once.
      await Promise.all([run(async (tx) => ({ ok: true, value: await tellGaps(tx, at) })), run(async (tx) => ({ ok: true, value: await tellGaps(tx, at) }))]);
    }
    const events = (await listEventsOf(database.db, { type: "profile", id: sports })).filter(({ kind }) => kind === "coverage.gap-ahead");
    for (const { at, data } of events) told.push([at.slice(0, 10), data["before"], data["from"]]);
    expect(told).toEqual([["2026-07-18", 30, "2026-08-17"], ["2026-08-03", 14, "2026-08-17"], ["2026-08-14", 3, "2026-08-17"]]);
  });
});

describe("COV-2 a calendar is read again and again", () => {
  test("what is known stays as it is", async () => {
    const { team: [one] } = await newProfile(2);
    if (!one) throw new Error("no team");
    const calendar = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:verano", "DTSTART;VALUE=DATE:20260713", "DTEND;VALUE=DATE:20260718", "SUMMARY:Viaje a Oporto", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n");
    expect(await run((tx) => importCalendar(tx, one, calendar, clock.now()))).toEqual({ ok: true, value: { entered: 1, known: 0, unreadable: 0 } });
    expect(await run((tx) => importCalendar(tx, one, calendar, clock.now()))).toEqual({ ok: true, value: { entered: 0, known: 1, unreadable: 0 } });
    const own = (await listAbsences(database.db, await readerOf(one), instant("2026-07-13T00:00:00Z"), instant("2026-07-18T00:00:00Z"))).filter(({ own: mine }) => mine);
    expect(own).toMatchObject([{ state: "requested", kind: "planned_leave", note: null, from: "2026-07-12T22:00:00.000Z", to: "2026-07-17T22:00:00.000Z" }]);
  });
});

describe("COV-4 who could stand in", () => {
  test("COV-R6 whose own hours meet none of the profile's is refused; whose meet some is named", async () => {
    const { id, team: [one] } = await newProfile(2);
    if (!one) throw new Error("no team");
    const night = await enterStaff(database.db, { name: "Nocturna Kirola", postType: "technical", role: "manager", unitId: council.units.sports, profileId: sports }, clock.now());
    const name = () => run((tx) => nameSubstitute(tx, council.otherPromoter, { profileId: id, absentId: one.personId, substituteId: night.personId, when: { from: "2026-08-06", to: "2026-08-07" } }, clock.now()));
    const hours = (from: string, to: string) => run((tx) => setShift(tx, council.otherPromoter, { personId: night.personId, from: "2026-08-01", hours: { week: Array.from({ length: 7 }, () => [{ from, to }]), holiday: [] } }, clock.now()));
    expectOk(await hours("21:00", "24:00"));
    expect(await name()).toMatchObject({ ok: false, refusal: { kind: "substitute-off-shift", personId: night.personId } });
    expectOk(await hours("17:00", "24:00"));
    expectOk(await name());
  });

  test("whoever may manage and is free, those of the same unit first; never who is away or of the team", async () => {
    const { id, team: [one, two] } = await newProfile(2);
    if (!one || !two) throw new Error("no team");
    const wish = { profileId: id, absentId: one.personId, from: instant("2026-08-04T00:00:00Z"), to: instant("2026-08-06T00:00:00Z") };
    const ids = (await listCandidates(database.db, wish, clock.now())).map(({ personId }) => personId);
    expect(ids).toContain(miren.personId);
    for (const person of [one, two, ane]) expect(ids).not.toContain(person.personId);
    const unfit = await enterStaff(database.db, { name: "Sin Acreditar", postType: "technical", role: "manager", unitId: council.units.sports, profileId: sports, accredited: false }, clock.now());
    expect((await listCandidates(database.db, wish, clock.now())).map(({ personId }) => personId)).not.toContain(unfit.personId);
    expect(await run((tx) => nameSubstitute(tx, council.otherPromoter, { profileId: id, absentId: one.personId, substituteId: unfit.personId, when: { from: "2026-08-04", to: "2026-08-05" } }, clock.now())))
      .toMatchObject({ ok: false, refusal: { kind: "substitute-not-fit" } });
  });
});

describe("COV-8 the note at the end of a shift", () => {
  test("whoever manages the profile reads it once", async () => {
    const { id, team: [one, two] } = await newProfile(2);
    if (!one || !two) throw new Error("no team");
    const note = expectOk(await run((tx) => leaveHandover(tx, one, { profileId: id, text: "Pendiente: respuesta sobre la piscina" }, clock.now())));
    const seen = async (actor: Actor) => (await listHandovers(database.db, await readerOf(actor), clock.now())).filter(({ profileId }) => profileId === id);
    expect(await seen(two)).toMatchObject([{ id: note, read: false, own: false, text: "Pendiente: respuesta sobre la piscina" }]);
    expectOk(await run((tx) => readHandover(tx, two, note, clock.now())));
    expect(await seen(two)).toMatchObject([{ read: true }]);
    expect(await seen(miren)).toEqual([]);
    expect(await run((tx) => leaveHandover(tx, miren, { profileId: id, text: "x" }, clock.now()))).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
  });
});
