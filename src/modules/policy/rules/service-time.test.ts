import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Instant, instantOf, parseInstant } from "#kernel/instant.ts";
import { type Attention, addServiceMinutes, attentionAt, checkAttention, serviceMinutesBetween, type ServiceCalendar, workingDays } from "./service-time.ts";

const at = (text: string): Instant => parseInstant(text) ?? instantOf(Number.NaN);
const zone = "Europe/Madrid";
const office: ServiceCalendar = { attention: workingDays("08:30-19:30"), zone, holidays: new Set(["2026-08-05"]) };
const always: ServiceCalendar = { attention: { week: Array.from({ length: 7 }, () => [{ from: "00:00", to: "24:00" }]), holiday: [{ from: "00:00", to: "24:00" }] }, zone, holidays: new Set() };

describe("PROT-R1 minutes of attention", () => {
  test.each([
    ["Friday evening runs on into Monday (M13)", office, "2026-07-24T19:10:00+02:00", 120, "2026-07-27T10:10:00+02:00"],
    ["a local holiday is passed over (M13)", office, "2026-08-04T18:00:00+02:00", 120, "2026-08-06T09:00:00+02:00"],
    ["the night with two hours from two to three", always, "2026-10-25T01:30:00+02:00", 120, "2026-10-25T02:30:00+01:00"],
    ["the night without them", always, "2027-03-28T01:30:00+01:00", 120, "2027-03-28T04:30:00+02:00"],
    ["exactly to the end of the day stays on that day", office, "2026-07-23T18:30:00+02:00", 60, "2026-07-23T19:30:00+02:00"],
    ["before anybody has come, it begins when they come", office, "2026-07-23T03:00:00+02:00", 120, "2026-07-23T10:30:00+02:00"],
    ["two days of work", office, "2026-07-20T08:30:00+02:00", 2 * 11 * 60, "2026-07-21T19:30:00+02:00"],
  ])("%s", (_what, calendar, from, minutes, due) => {
    expect(addServiceMinutes(at(from), minutes, calendar)).toBe(at(due));
    expect(serviceMinutesBetween(at(from), at(due), calendar)).toBe(minutes);
  });

  test("nobody ever attends: there is no such instant", () => {
    const never = { attention: { week: Array.from({ length: 7 }, () => []), holiday: [] }, zone, holidays: new Set<string>() };
    expect(addServiceMinutes(at("2026-07-24T19:10:00Z"), 1, never)).toBeUndefined();
    expect(attentionAt(at("2026-07-24T19:10:00Z"), never).attended).toBe(false);
  });

  test("whoever waits longer is due later, and what is added is what lies between", () => {
    const minute = fc.integer({ min: 0, max: 60 * 24 * 365 }).map((minutes) => instantOf(Date.UTC(2026, 0, 1) + minutes * 60_000));
    fc.assert(fc.property(minute, fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 600 }), (from, minutes, more) => {
      for (const calendar of [office, always]) {
        const due = addServiceMinutes(from, minutes, calendar);
        const later = addServiceMinutes(from, minutes + more, calendar);
        expect(due !== undefined && later !== undefined && due < later && from < due).toBe(true);
        if (due) expect(serviceMinutesBetween(from, due, calendar)).toBe(minutes);
      }
    }), { numRuns: 150 });
  });

  test("attended or not, to the minute", () => {
    expect(attentionAt(at("2026-07-24T08:29:59+02:00"), office).attended).toBe(false);
    expect(attentionAt(at("2026-07-24T08:30:00+02:00"), office).attended).toBe(true);
    expect(attentionAt(at("2026-07-24T19:30:00+02:00"), office).attended).toBe(false);
    expect(attentionAt(at("2026-08-05T10:00:00+02:00"), office).attended).toBe(false);
  });
});

describe("COV-9 what to tell citizens out of hours", () => {
  test("until when it is attended, or from when it will be again", () => {
    expect(attentionAt(at("2026-07-24T10:00:00+02:00"), office)).toEqual({ attended: true, until: at("2026-07-24T19:30:00+02:00") });
    // Friday evening: Monday morning. The evening before a local holiday: the day after it.
    expect(attentionAt(at("2026-07-24T20:00:00+02:00"), office)).toEqual({ attended: false, until: at("2026-07-27T08:30:00+02:00") });
    expect(attentionAt(at("2026-08-04T20:00:00+02:00"), office)).toEqual({ attended: false, until: at("2026-08-06T08:30:00+02:00") });
    expect(attentionAt(at("2026-07-24T07:00:00+02:00"), office)).toEqual({ attended: false, until: at("2026-07-24T08:30:00+02:00") });
  });

  test("stretches that touch are one, and what nobody ever attends has no time", () => {
    const touching: ServiceCalendar = { attention: { week: Array.from({ length: 7 }, () => [{ from: "08:00", to: "14:00" }, { from: "14:00", to: "20:00" }]), holiday: [] }, zone, holidays: new Set() };
    expect(attentionAt(at("2026-07-24T10:00:00+02:00"), touching)).toEqual({ attended: true, until: at("2026-07-24T20:00:00+02:00") });
    expect(attentionAt(at("2026-07-24T10:00:00+02:00"), { ...touching, attention: { week: Array.from({ length: 7 }, () => []), holiday: [] } })).toEqual({ attended: false, until: undefined });
  });
});

describe("hours that somebody types", () => {
  const week = (day: Attention["week"][number]) => ({ week: [day, [], [], [], [], [], []], holiday: [] });
  test.each([
    [week([{ from: "08:30", to: "19:30" }]), undefined],
    [week([{ from: "08:30", to: "14:00" }, { from: "16:00", to: "24:00" }]), undefined],
    [week([]), "never-attended"],
    [week([{ from: "8:30", to: "19:30" }]), "bad-stretch"],
    [week([{ from: "19:30", to: "08:30" }]), "bad-stretch"],
    [week([{ from: "08:30", to: "15:00" }, { from: "14:00", to: "19:30" }]), "overlapping-stretches"],
  ])("%#", (attention, kind) => {
    expect(checkAttention(attention)?.kind).toBe(kind);
  });
});
