import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { recordEvents } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  choosePlan, commitHours, type DedicationPlan, interactionTypes, listDedications, listLoads, measureProfiles, noteWorked, profileKinds, readDedicationNorms, readKindDefaults, estimateDedication,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
let council: TestCouncil;
let sports: Id<"profile">;
let pools: Id<"profile">;
let ane: Actor;

const facility: DedicationPlan = {
  kind: "facility", networks: 2, languages: 2, postsPerWeek: 6, inboundPerWeek: { all: 25, queries: 14, complaints: 4, direct: 5 }, liveEventsPerWeek: 0, campaigns: 0,
  interactionTypes: new Set(["listen", "moderate", "answer_queries", "direct_messages"]),
};
const run = <Answer>(work: (tx: Tx) => Promise<Answer>): Promise<Answer> => inTransaction(database.db, work);
const choose = (actor: Actor, plan: DedicationPlan, profileId = sports) => run((tx) => choosePlan(tx, actor, { profileId, plan }, clock.now()));
const commit = (profileId: Id<"profile">, person: Actor, hours: number, actor: Actor = council.otherPromoter) => run((tx) => commitHours(tx, actor, { profileId, personId: person.personId, hours }, clock.now()));

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  const enter = (handle: string) => run((tx) => enterProfile(tx, () => Promise.resolve({ account: `https://robledal.example/${handle}`, url: `https://robledal.example/${handle}` }), undefined, {
    network: "activitypub", handle, displayName: { es: handle, eu: handle }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "bilingual", reason: "Prueba",
  }, clock.now()));
  sports = expectOk(await enter("deporte"));
  pools = expectOk(await enter("piscinas"));
  ane = await enterStaff(database.db, { name: "Ane Goikoetxea", postType: "technical", role: "manager", unitId: council.units.sports, profileId: sports }, clock.now());
});

describe("DED-2 with the council's parameters", () => {
  test("the two examples of the strategy are 12.82 and 146.94 hours", async () => {
    const general: DedicationPlan = {
      kind: "general_attention", networks: 5, languages: 2, postsPerWeek: 36, inboundPerWeek: { all: 700, queries: 300, complaints: 180, direct: 120 }, liveEventsPerWeek: 1, campaigns: 1,
      interactionTypes: new Set(interactionTypes),
    };
    const hours = [];
    for (const plan of [facility, general]) hours.push(estimateDedication(plan, await readDedicationNorms(database.db, plan.kind, clock.now())).hours.toFixed(2));
    expect(hours).toEqual(["12.82", "146.94"]);
  });

  test("DED-R6 every kind has its mix, its minutes and its promise", async () => {
    const defaults = await readKindDefaults(database.db, clock.now());
    expect(defaults.map(({ kind }) => kind)).toEqual(profileKinds);
    for (const { mix, promiseMinutes } of defaults) {
      expect(mix.queries + mix.complaints + mix.direct).toBeLessThanOrEqual(1);
      expect(promiseMinutes).toBeGreaterThan(0);
    }
    expect(defaults.find(({ kind }) => kind === "facility")?.mix).toEqual({ queries: 0.56, complaints: 0.16, direct: 0.2 });
    expect((await readDedicationNorms(database.db, "emergency", clock.now())).query).toBeLessThan((await readDedicationNorms(database.db, "office_holder", clock.now())).query);
  });
});

describe("DED-R1 what a profile does is chosen by its direction", () => {
  test("its promoter may; neither a coordinator, a manager nor another department's promoter", async () => {
    expect(await choose(council.otherPromoter, facility)).toMatchObject({ ok: true, value: { hours: expect.closeTo(12.82, 2) } });
    for (const actor of [council.coordinator, council.promoter, ane]) expect(await choose(actor, facility)).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    const director = await enterStaff(database.db, { name: "Dirección Deporte", postType: "director", role: "director", unitId: council.units.sports }, clock.now());
    expect(await choose(director, facility)).toMatchObject({ ok: true });
  });

  test("DED-R5 general attention without complaints is refused", async () => {
    expect(await choose(council.otherPromoter, { ...facility, kind: "general_attention" })).toEqual({ ok: false, refusal: { kind: "types-missing", types: ["attend_complaints"] } });
  });
});

describe("DED-3 committed hours", () => {
  test("DED-R3 more than a person has is told, over all profiles; 0 ends it", async () => {
    expectOk(await commit(sports, ane, 20));
    expectOk(await commit(pools, ane, 12));
    expect(await listLoads(database.db, clock.now())).toMatchObject([{ personId: ane.personId, committed: 32, available: expect.closeTo(30.6, 1), over: true }]);
    expectOk(await commit(pools, ane, 0));
    expect(await listLoads(database.db, clock.now())).toMatchObject([{ committed: 20, over: false }]);
    expect(await listDedications(database.db, [sports, pools], clock.now())).toMatchObject([{ committed: 20, hours: expect.closeTo(12.82, 2) }, { committed: 0, plan: undefined }]);
    expect(await commit(sports, ane, -1)).toMatchObject({ ok: false, refusal: { kind: "bad-amount" } });
  });
});

describe("DED-4 DED-5 measured from what happened", () => {
  test("thirty answers make a median; a window left open counts an hour; what is noted by hand counts too", async () => {
    const now = clock.now();
    await run(async (tx) => {
      for (let index = 0; index < 30; index += 1) {
        const id = newId<"conversation">(now);
        const at = plusMs(now, -(index + 1) * DAY);
        const data = { profileId: sports, private: false };
        await recordEvents(tx, [
          { kind: "conversation.claimed", subject: { type: "conversation", id }, actor: ane.personId, at, data },
          { kind: "conversation.answered", subject: { type: "conversation", id }, actor: ane.personId, at: plusMs(at, (index === 0 ? 600 : 7) * MINUTE), data },
        ]);
      }
    });
    expect(expectOk(await run((tx) => noteWorked(tx, ane, { profileId: sports, activity: "listen", minutes: 90, day: "2026-09-20" }, now)))).toBeUndefined();
    const [measure] = await measureProfiles(database.db, new Map([[sports, 20]]), now);
    expect(measure).toMatchObject({ profileId: sports, answer: { count: 30, median: 7 }, publishing: { count: 0, median: undefined }, overrun: undefined });
    expect(measure?.weekly).toBeCloseTo((29 * 7 + 60 + 90) / 60 / (90 / 7), 6);
  });

  test("DED-6 four weeks above what was committed are told", async () => {
    const [measure] = await measureProfiles(database.db, new Map([[sports, 0.5]]), clock.now());
    expect(measure?.overrun).toMatchObject({ weeks: 4, committed: 0.5 });
  });

  test("nobody notes minutes on a profile of others", async () => {
    expect(await run((tx) => noteWorked(tx, ane, { profileId: pools, activity: "listen", minutes: 30, day: "2026-09-20" }, clock.now()))).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
  });
});
