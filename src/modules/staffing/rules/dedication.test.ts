import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTypes, type DedicationNorms, type DedicationPlan, estimateDedication, interactionTypes, type InteractionType, profileKinds, usualTypes } from "./dedication.ts";

const norms: DedicationNorms = {
  select: 6, write: 10, adapt: 4, translate: 8, media: 6, describe: 2, withMedia: 0.7, approve: 3,
  listenHours: 2.5, moderate: 1, query: 6, complaint: 10, direct: 8, proactiveHours: 2, liveHours: 2.5, campaignHours: 2.5,
  checksPerDay: 4, checkMinutes: 10, daysOff: 2.3, fixedHours: 2.75, contingency: 0.125, yearlyHours: 1_592, minimumTeam: 2,
};
const facility: DedicationPlan = {
  kind: "facility", networks: 2, languages: 2, postsPerWeek: 6, inboundPerWeek: { all: 25, queries: 14, complaints: 4, direct: 5 },
  liveEventsPerWeek: 0, campaigns: 0, interactionTypes: new Set(["listen", "moderate", "answer_queries", "direct_messages"]),
};
const general: DedicationPlan = {
  kind: "general_attention", networks: 5, languages: 2, postsPerWeek: 36, inboundPerWeek: { all: 700, queries: 300, complaints: 180, direct: 120 },
  liveEventsPerWeek: 1, campaigns: 1, interactionTypes: new Set(interactionTypes),
};
const rounded = (value: number) => Number(value.toFixed(2));

describe("DED-2 the hours that a profile takes", () => {
  test.each([
    ["a facility", facility, { publishing: 3.66, interaction: 4.98, fixed: 2.75, contingency: 1.42, hours: 12.82, fte: 0.42, minimumTeam: 2 }],
    ["general attention", general, { publishing: 29.16, interaction: 98.7, fixed: 2.75, contingency: 16.33, hours: 146.94, fte: 4.8, minimumTeam: 5 }],
  ])("%s", (_what, plan, expected) => {
    const { byType: _byType, marginal: _marginal, ...estimate } = estimateDedication(plan, norms);
    expect(Object.fromEntries(Object.entries(estimate).map(([key, value]) => [key, rounded(value)]))).toEqual(expected);
  });

  test("in one decimal they are 12.8 and 146.9 hours a week", () => {
    expect([facility, general].map((plan) => estimateDedication(plan, norms).hours.toFixed(1))).toEqual(["12.8", "146.9"]);
  });

  test("complaints add 0.75 hours to the facility, and its estimate says so before they are chosen", () => {
    const before = estimateDedication(facility, norms);
    const after = estimateDedication({ ...facility, interactionTypes: new Set([...facility.interactionTypes, "attend_complaints"]) }, norms);
    expect(after.hours - before.hours).toBeCloseTo(0.75, 10);
    expect(before.marginal.attend_complaints).toBeCloseTo(0.75, 10);
  });

  test.each<[string, DedicationPlan, Partial<Record<InteractionType, number>>]>([
    ["general attention", general, {
      answer_queries: 33.75, attend_complaints: 33.75, direct_messages: 18, moderate: 13.13, listen: 2.81, live_coverage: 2.81, campaigns: 2.81, proactive: 2.25, out_of_hours: 1.73,
    }],
    ["a facility", facility, { listen: 2.81, answer_queries: 1.57, attend_complaints: 0.75, direct_messages: 0.75, moderate: 0.47 }],
  ])("what each type costs: %s", (_what, plan, expected) => {
    const { marginal } = estimateDedication(plan, norms);
    for (const type of interactionTypes) if (expected[type] !== undefined) expect([type, rounded(marginal[type])]).toEqual([type, expected[type]]);
  });

  test("the breakdown adds up to the hours", () => {
    const estimate = estimateDedication(general, norms);
    expect(estimate.publishing + estimate.interaction + estimate.fixed + estimate.contingency).toBeCloseTo(estimate.hours, 10);
    expect(Object.values(estimate.byType).reduce((sum, hours) => sum + hours, 0)).toBeCloseTo(estimate.interaction, 10);
  });
});

describe("DED-R2 one type more never takes fewer hours", () => {
  test.each([["general attention", general], ["a facility", facility]])("over all 512 subsets: %s", (_what, plan) => {
    const hours = Array.from({ length: 2 ** interactionTypes.length }, (_, mask) =>
      estimateDedication({ ...plan, interactionTypes: new Set(interactionTypes.filter((_type, bit) => (mask & (1 << bit)) !== 0)) }, norms).hours);
    for (const [mask, without] of hours.entries()) {
      for (let bit = 0; bit < interactionTypes.length; bit += 1) expect(hours[mask | (1 << bit)]).toBeGreaterThanOrEqual(without);
    }
  });

  test("nor does anything more of a plan, whatever the norms", () => {
    const amount = fc.double({ min: 0, max: 500, noNaN: true });
    const anyNorms = fc.record(Object.fromEntries(Object.keys(norms).map((key) => [key, fc.double({ min: key === "yearlyHours" ? 100 : 0, max: key === "yearlyHours" ? 2_000 : 60, noNaN: true })])));
    const anyPlan = fc.record({ networks: fc.nat(12), languages: fc.nat(5), postsPerWeek: amount, all: amount, queries: amount, complaints: amount, direct: amount, live: amount, campaigns: amount });
    fc.assert(fc.property(anyNorms, anyPlan, anyPlan, fc.subarray([...interactionTypes]), (some, one, more, types) => {
      const planOf = (sizes: typeof one, add?: typeof one): DedicationPlan => {
        const sum = (key: keyof typeof one) => sizes[key] + (add?.[key] ?? 0);
        return {
          kind: "service", networks: sum("networks"), languages: sum("languages"), postsPerWeek: sum("postsPerWeek"), liveEventsPerWeek: sum("live"), campaigns: sum("campaigns"),
          inboundPerWeek: { all: sum("all"), queries: sum("queries"), complaints: sum("complaints"), direct: sum("direct") }, interactionTypes: new Set(types),
        };
      };
      const given = { ...norms, ...some };
      expect(estimateDedication(planOf(one, more), given).hours).toBeGreaterThanOrEqual(estimateDedication(planOf(one), given).hours);
    }));
  });
});

describe("DED-R5 general attention answers, attends complaints and moderates", () => {
  test("what is missing is named", () => {
    expect(checkTypes("general_attention", new Set(["listen", "answer_queries"]))).toEqual({ kind: "types-missing", types: ["moderate", "attend_complaints"] });
    expect(checkTypes("general_attention", new Set(["moderate", "answer_queries", "attend_complaints"]))).toBeUndefined();
    expect(checkTypes("facility", new Set())).toBeUndefined();
  });

  test("DED-R6 what a kind begins with is allowed for that kind", () => {
    for (const kind of profileKinds) expect(checkTypes(kind, new Set(usualTypes[kind]))).toBeUndefined();
  });
});
