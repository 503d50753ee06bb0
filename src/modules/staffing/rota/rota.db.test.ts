import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Actor, factsOf } from "#modules/authority/index.ts";
import { enterProfile, setAnswerPromise } from "#modules/register/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { instant, testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { acceptProposal, approveAbsence, enterAbsence, forecastProfiles, keepProposal, prepareRota, refuseProposal, type RotaQuestion, solveRota } from "../index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
let council: TestCouncil;
let helper: Actor;

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
/** A profile that is attended at weekends too, with two managers who are at work from Monday to Friday. */
async function weekendProfile(): Promise<{ readonly id: Id<"profile">; readonly ane: Actor; readonly jon: Actor }> {
  counter += 1;
  const name = `pools${counter}`;
  const letter = "abcdefghijklmnopqrstuvwxyz".charAt(counter);
  const id = expectOk(await run((tx) => enterProfile(tx, () => Promise.resolve({ account: `https://robledal.example/${name}`, url: `https://robledal.example/${name}` }), undefined, {
    network: "activitypub", handle: name, displayName: { es: name, eu: name }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "bilingual", reason: "Prueba",
  }, clock.now())));
  const day = [{ from: "09:00", to: "14:00" }];
  expectOk(await run((tx) => setAnswerPromise(tx, council.coordinator, { profileId: id, attention: { week: Array.from({ length: 7 }, () => day), holiday: day }, firstResponseMinutes: 120, reason: "Temporada" }, clock.now())));
  const staff = (who: string) => enterStaff(database.db, { name: `${who} ${letter}${letter} Piscinas`, postType: "technical", role: "manager", unitId: council.units.sports, profileId: id }, clock.now());
  return { id, ane: await staff("Ane"), jon: await staff("Jon") };
}

const question = (profileIds: readonly Id<"profile">[]): RotaQuestion => ({ from: "2026-10-05", days: 14, profileIds, wishes: { atLeast: 1, mostWeekends: 1, mostHours: 20 } });
async function propose(profileIds: readonly Id<"profile">[]): Promise<Id<"proposal">> {
  const stated = expectOk(await run((tx) => prepareRota(tx, council.otherPromoter, question(profileIds), clock.now())));
  const solved = await solveRota(stated.problem, 10);
  if (!solved) throw new Error("not solved");
  expect(solved.uncovered).toEqual([]);
  return expectOk(await run((tx) => keepProposal(tx, council.otherPromoter, question(profileIds), stated, solved, clock.now())));
}
const accept = (id: Id<"proposal">, without: readonly number[] = []) => run((tx) => acceptProposal(tx, council.otherPromoter, { id, without }, clock.now()));
const gapDays = async (id: Id<"profile">) => (await forecastProfiles(database.db, clock.now(), { from: "2026-10-05", days: 14, profileIds: [id] })).profiles[0]?.troubles.gapDays;
const askLeave = async (person: Actor, from: string, to: string) =>
  expectOk(await run((tx) => enterAbsence(tx, person, { personId: person.personId, kind: "planned_leave", when: { from, to }, note: "" }, clock.now())));
const approve = (absenceId: Id<"absence">, overrideReason = "") => run((tx) => approveAbsence(tx, council.coordinator, { absenceId, substitutes: [], overrideReason }, clock.now()));

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  helper = await enterStaff(database.db, { name: "Zuriñe Ayuda", postType: "technical", role: "manager", unitId: council.units.sports, profileId: (await weekendProfile()).id }, clock.now());
});

describe("COV-3 the rota that closes gaps", () => {
  test("is proposed, changes nothing until a person accepts it, and then closes them", async () => {
    const { id } = await weekendProfile();
    expect(await gapDays(id)).toEqual(["2026-10-10", "2026-10-11", "2026-10-17", "2026-10-18"]);
    const proposal = await propose([id]);
    expect(await gapDays(id)).toHaveLength(4);
    expectOk(await accept(proposal));
    expect(await gapDays(id)).toEqual([]);
    expect(await accept(proposal)).toEqual({ ok: false, refusal: { kind: "wrong-state", state: "accepted" } });
  });

  test("a person may leave turns out, or say no", async () => {
    const { id } = await weekendProfile();
    expectOk(await accept(await propose([id]), [0]));
    expect(await gapDays(id)).toHaveLength(1);
    const other = await propose([id]);
    expectOk(await run((tx) => refuseProposal(tx, council.otherPromoter, other, clock.now())));
    expect(await accept(other)).toMatchObject({ ok: false, refusal: { kind: "wrong-state", state: "refused" } });
  });

  test("COV-4 somebody from outside of the team gets the rights for exactly that turn", async () => {
    const { id, ane, jon } = await weekendProfile();
    for (const person of [ane, jon]) expectOk(await approve(await askLeave(person, "2026-10-05", "2026-10-18"), "Cierre técnico"));
    expectOk(await accept(await propose([id])));
    const { rows } = await sql<{ person_id: Id<"person">; from_at: string; to_at: string }>`select person_id, from_at, to_at from staffing.duty where profile_id = ${id} order by from_at limit 1`.execute(database.db);
    const turn = rows[0];
    if (!turn) throw new Error("no turn");
    expect([ane.personId, jon.personId]).not.toContain(turn.person_id);
    const manages = async (at: string) => (await factsOf(database.db, { personId: turn.person_id }, instant(at))).manages.has(id);
    expect([await manages("2026-10-05T08:59:59+02:00"), await manages("2026-10-05T09:00:00+02:00"), await manages("2026-10-05T13:59:59+02:00"), await manages("2026-10-05T14:00:00+02:00")]).toEqual([false, true, true, false]);
  });

  test("an absence approved while a rota is being computed: the acceptance is refused with who it is about", async () => {
    const { id, ane } = await weekendProfile();
    const proposal = await propose([id]);
    expectOk(await approve(await askLeave(ane, "2026-10-10", "2026-10-11"), "Boda"));
    const answer = await accept(proposal);
    expect(answer).toMatchObject({ ok: false, refusal: { kind: "rota-outdated", changes: 1 } });
    if (!answer.ok && answer.refusal.kind === "rota-outdated") expect(answer.refusal.people).toHaveLength(1);
    expect(await gapDays(id)).toHaveLength(4);
  });

  test("both at the same moment: never a turn for somebody whose absence was approved before", { timeout: 120_000 }, async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      const { id, ane } = await weekendProfile();
      const [proposal, leave] = [await propose([id]), await askLeave(ane, "2026-10-05", "2026-10-18")];
      const [accepted, approved] = await Promise.all([accept(proposal), approve(leave)]);
      const turnsOfAne = await sql`select 1 from staffing.duty where profile_id = ${id} and person_id = ${ane.personId}`.execute(database.db);
      outcomes.add(`${accepted.ok ? "accepted" : accepted.refusal.kind} ${approved.ok ? "approved" : approved.refusal.kind}`);
      // Whoever came second knew: an absence that was approved first leaves no turn, a rota that was accepted first leaves no approval.
      if (approved.ok) expect(accepted.ok, "accepted after the approval").toBe(false);
      if (approved.ok) expect(turnsOfAne.rows).toEqual([]);
      if (accepted.ok) expect(approved).toMatchObject({ ok: false, refusal: { kind: "leaves-gap" } });
    }
    expect([...outcomes].every((outcome) => ["accepted leaves-gap", "rota-outdated leaves-gap", "rota-outdated approved"].includes(outcome)), [...outcomes].join("; ")).toBe(true);
  });

  test("another department's promoter proposes nothing here", async () => {
    const { id } = await weekendProfile();
    expect(await run((tx) => prepareRota(tx, council.promoter, question([id]), clock.now()))).toMatchObject({ ok: false, refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(helper.personId).toBeDefined();
  });
});
