import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MINUTE, plusMs } from "#kernel/instant.ts";
import { instant } from "#tests/clock.ts";
import { tryAgainAt } from "./again.ts";
import { daysToTell, isDigestDue } from "./digest.ts";
import { isQuiet, readHours } from "./hours.ts";
import { type NoticeModes, noticeGroups, noticeModes, type Thing, thingsForDigest, thingsToTellNow, usualModes } from "./telling.ts";

const urgent: Thing = { key: "urgent 1", group: "answers", weight: "urgent" };
const approve: Thing = { key: "approve 1", group: "publishing", weight: "usual" };
const reviews: Thing = { key: "reviews", group: "flow", weight: "usual" };
const triage: Thing = { key: "triage", group: "flow", weight: "daily" };
const draft: Thing = { key: "draft 1", group: "publishing", weight: "seen" };
const all = [urgent, approve, reviews, triage, draft];
const keys = (things: readonly Thing[]) => things.map(({ key }) => key);

describe("5.3 who is told of what, and when", () => {
  test("5.3 at once what its reader wants at once; the digest has the rest, and a draft is in neither", () => {
    expect(keys(thingsToTellNow(all, usualModes, new Set(), false))).toEqual(["urgent 1", "approve 1"]);
    expect(keys(thingsForDigest(all, usualModes))).toEqual(["reviews", "triage"]);
  });

  test("5.3 quiet hours hold everything but what is urgent", () => {
    expect(keys(thingsToTellNow(all, usualModes, new Set(), true))).toEqual(["urgent 1"]);
  });

  test("5.3 what is urgent crosses the daily digest, but not «nothing by mail»", () => {
    expect(keys(thingsToTellNow(all, { ...usualModes, answers: "daily" }, new Set(), true))).toEqual(["urgent 1"]);
    expect(keys(thingsToTellNow(all, { ...usualModes, answers: "none" }, new Set(), true))).toEqual([]);
  });

  test("5.3 nothing is told twice, whatever the modes; what nobody wants is in nothing", () => {
    const anyModes = fc.record(Object.fromEntries(noticeGroups.map((group) => [group, fc.constantFrom(...noticeModes)]))) as fc.Arbitrary<NoticeModes>;
    fc.assert(fc.property(anyModes, fc.boolean(), (modes, quiet) => {
      const first = thingsToTellNow(all, modes, new Set(), quiet);
      expect(thingsToTellNow(all, modes, new Set(keys(first)), quiet)).toEqual([]);
      for (const each of [...first, ...thingsForDigest(all, modes)]) expect(modes[each.group]).not.toBe("none");
    }));
  });
});

describe("5.3 quiet hours", () => {
  test.each([
    ["06:59", "07:00-21:00", true], ["07:00", "07:00-21:00", false], ["20:59", "07:00-21:00", false], ["21:00", "07:00-21:00", true],
    ["23:00", "22:00-06:00", false], ["05:59", "22:00-06:00", false], ["06:00", "22:00-06:00", true], ["12:00", "22:00-06:00", true],
    ["00:00", "00:00-24:00", false], ["23:59", "00:00-24:00", false],
  ])("5.3 at %s, with mail %s: quiet %s", (time, text, quiet) => {
    const hours = readHours(text);
    expect(hours && isQuiet(time, hours)).toBe(quiet);
  });

  test.each(["", "7-21", "07:00", "07:00-07:00", "07:00-25:00", "07:00-21:00-22:00"])("«%s» are no hours", (text) => {
    expect(readHours(text)).toBeUndefined();
  });
});

describe("5.3 the daily digest", () => {
  const facts = { today: "2026-09-22", time: "08:00", hour: 8, isWorkingDay: true, quiet: false, last: "2026-09-21" };

  test("5.3 once on a working day, from its hour on, outside quiet hours", () => {
    expect(isDigestDue(facts)).toBe(true);
    expect(isDigestDue({ ...facts, last: undefined, time: "15:30" })).toBe(true);
    expect(isDigestDue({ ...facts, time: "07:59" })).toBe(false);
    expect(isDigestDue({ ...facts, isWorkingDay: false })).toBe(false);
    expect(isDigestDue({ ...facts, quiet: true })).toBe(false);
    expect(isDigestDue({ ...facts, last: "2026-09-22" })).toBe(false);
  });

  test("FLO-R1 it tells of the days since the last one: a Monday's of the week-end too, after a long pause of two weeks", () => {
    expect(daysToTell("2026-09-22", "2026-09-21")).toEqual(["2026-09-21"]);
    expect(daysToTell("2026-09-21", "2026-09-18")).toEqual(["2026-09-18", "2026-09-19", "2026-09-20"]);
    expect(daysToTell("2026-09-21", "2026-01-01")).toHaveLength(14);
  });
});

test("5.3 what the server does not take for now is tried again with growing pauses, for a day", () => {
  const start = instant("2026-09-21T08:00:00Z");
  expect([1, 2, 3, 7, 20].map((attempts) => tryAgainAt(start, attempts, start))).toEqual([1, 2, 4, 60, 60].map((minutes) => plusMs(start, minutes * MINUTE)));
  expect(tryAgainAt(start, 30, plusMs(start, 23.5 * 60 * MINUTE))).toBeUndefined();
});
