import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, instantOf, parseInstant } from "#kernel/instant.ts";
import { commitmentState, type CompetenceArea, expiringAreas, type Fitness, type FitnessRules, fitUntil, requiredAreas } from "./fitness.ts";

const at = (text: string): Instant => parseInstant(text) ?? instantOf(Number.NaN);
const now = at("2026-09-21T08:00:00Z");
const rules: FitnessRules = { areas: requiredAreas, commitments: true, graceDays: 15 };
const proved = (until: Instant | null, areas: readonly CompetenceArea[] = requiredAreas) => areas.map((area) => ({ area, validUntil: until }));
const complete: Fitness = {
  competences: proved(at("2028-09-21T08:00:00Z")), commitments: "signed", commitmentsUntil: null, contractUntil: null, clauses: "signed", clausesUntil: null, external: false,
};

describe("ROL-R5 who may act as a manager", () => {
  test.each<[string, Partial<Fitness>, boolean, readonly CompetenceArea[], string | null]>([
    ["all five proved and committed", {}, true, [], "2028-10-06T08:00:00.000Z"],
    ["four of five", { competences: proved(null, requiredAreas.filter((area) => area !== "citizen_mailbox")) }, false, ["citizen_mailbox"], null],
    ["expired 14 days ago: the grace of ROL-R6", { competences: proved(at("2026-09-07T08:00:00Z")) }, true, [], "2026-09-22T08:00:00.000Z"],
    ["expired 15 days ago to the second", { competences: proved(at("2026-09-06T08:00:00Z")) }, false, requiredAreas, null],
    ["commitments never signed", { commitments: "missing" }, false, [], null],
    ["commitments to the previous version, still in time", { commitments: "grace", commitmentsUntil: at("2026-10-01T00:00:00Z") }, true, [], "2026-10-01T00:00:00.000Z"],
    ["external without a contract in force", { external: true }, false, [], null],
    ["external whose contract ends first", { external: true, contractUntil: at("2026-10-03T22:00:00Z") }, true, [], "2026-10-03T22:00:00.000Z"],
    ["external whose contract has just ended", { external: true, contractUntil: now }, false, [], null],
    ["external whose clauses are not accepted", { external: true, contractUntil: at("2026-10-03T22:00:00Z"), clauses: "missing" }, false, [], null],
  ])("%s", (_what, change, fit, missing, until) => {
    expect(fitUntil({ ...complete, ...change }, rules, now)).toEqual({ fit, missing, until });
  });

  test("ROL-R5 a council that asks for none lets everybody appointed act", () => {
    expect(fitUntil({ ...complete, competences: [], commitments: "missing" }, { areas: [], commitments: false, graceDays: 15 }, now)).toEqual({ fit: true, missing: [], until: null });
  });

  test("who is fit stays so until the instant that was told, and not at it", () => {
    const instant = fc.integer({ min: 0, max: 60 * 24 * 1_000 }).map((minutes) => instantOf(Date.UTC(2025, 0, 1) + minutes * 60_000));
    fc.assert(fc.property(fc.array(fc.option(instant), { minLength: 5, maxLength: 5 }), instant, fc.integer({ min: 0, max: 40 }), (ends, moment, graceDays) => {
      const fitness = { ...complete, competences: requiredAreas.map((area, index) => ({ area, validUntil: ends[index] ?? null })) };
      const asked = { ...rules, graceDays };
      const { fit, until } = fitUntil(fitness, asked, moment);
      if (!fit || until === null) return;
      expect(fitUntil(fitness, asked, instantOf(Date.parse(until) - 1)).fit).toBe(true);
      expect(fitUntil(fitness, asked, until).fit).toBe(false);
    }));
  });
});

describe("ROL-R5 and CON-R5 signatures under a new version of the policy", () => {
  const versions = [{ actId: "v1", from: at("2017-02-14T00:00:00Z") }, { actId: "v2", from: at("2026-09-01T00:00:00Z") }];
  test.each<[string, readonly string[], string, string, string | null]>([
    ["signed the one in force", ["v2"], "2026-09-21T00:00:00Z", "signed", null],
    ["signed the one before, 20 days after the change", ["v1"], "2026-09-21T00:00:00Z", "grace", "2026-10-01T00:00:00.000Z"],
    ["signed the one before, 30 days after the change", ["v1"], "2026-10-01T00:00:00Z", "missing", null],
    ["signed the coming one in time, before it takes effect", ["v1"], "2026-08-31T00:00:00Z", "signed", null],
    ["signed none", [], "2026-09-21T00:00:00Z", "missing", null],
  ])("%s", (_what, signed, when, state, until) => {
    expect(commitmentState(versions, new Set(signed), 30, at(when))).toEqual({ state, until });
  });

  test("where no act binds there is nothing to sign", () => {
    expect(commitmentState([], new Set(), 30, now)).toEqual({ state: "signed", until: null });
  });
});

test("ROL-R6 what expires within 30 days is told, soonest first", () => {
  const fitness = { ...complete, competences: [{ area: "protocols", validUntil: at("2026-10-20T00:00:00Z") }, { area: "citizen_mailbox", validUntil: at("2026-09-30T00:00:00Z") }, { area: "subject_field", validUntil: at("2026-11-01T00:00:00Z") }, { area: "security", validUntil: at("2026-09-22T00:00:00Z") }] } as const;
  expect(expiringAreas(fitness, rules, 30, now).map(({ area }) => area)).toEqual(["citizen_mailbox", "protocols"]);
});
