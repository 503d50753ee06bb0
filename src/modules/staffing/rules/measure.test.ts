import { describe, expect, test } from "vitest";
import type { DedicationNorms } from "./dedication.ts";
import { calibrate, calibratedNorms, overrun, weeklyHours } from "./measure.ts";

describe("DED-5 medians replace norms once there are enough measurements", () => {
  test.each([
    ["29 are too few", Array.from({ length: 29 }, () => 7), undefined],
    ["30 are enough", Array.from({ length: 30 }, () => 7), 7],
    ["an even number has two in the middle", [...Array.from({ length: 15 }, () => 4), ...Array.from({ length: 15 }, () => 6)], 5],
    ["one window left open changes nothing", [...Array.from({ length: 30 }, () => 7), 600], 7],
  ])("%s", (_what, minutes, median) => {
    expect(calibrate(minutes, 30)).toEqual({ count: minutes.length, median });
  });
});

describe("DED-5 norms with what was measured", () => {
  const norms: DedicationNorms = {
    select: 6, write: 10, adapt: 4, translate: 8, media: 6, describe: 2, withMedia: 0.7, approve: 3, listenHours: 2.5, moderate: 1, query: 6, complaint: 10, direct: 8, proactiveHours: 2, liveHours: 2.5,
    campaignHours: 2.5, checksPerDay: 4, checkMinutes: 10, daysOff: 2.3, fixedHours: 2.75, contingency: 0.125, yearlyHours: 1_592, minimumTeam: 2,
  };

  test("a median of nine minutes an answer lifts the three kinds of answer alike, and nothing else", () => {
    expect(calibratedNorms(norms, { answer: 9, publishing: null })).toEqual({ ...norms, query: 9, complaint: 15, direct: 12 });
  });

  test("a publication that takes half as long halves its parts", () => {
    expect(calibratedNorms(norms, { publishing: 9.5 })).toEqual({ ...norms, select: 3, write: 5, approve: 1.5 });
  });

  test("without enough measurements the council's norms hold", () => {
    expect(calibratedNorms(norms, {})).toEqual(norms);
  });
});

describe("DED-6 more worked than committed for four weeks", () => {
  test.each([
    [[12.1, 12.5, 13, 12.2], { weeks: 4, measured: 12.45, committed: 10 }],
    [[12.1, 12.5, 12, 12.2], undefined],
    [[0, 40, 40, 40], undefined],
  ])("%j hours with 10 committed", (weeks, expected) => {
    expect(overrun(weeks, 10, 1.2)).toEqual(expected);
  });

  test("without commitments there is nothing to compare", () => {
    expect(overrun([5, 5, 5, 5], 0, 1.2)).toBeUndefined();
  });

  test("a week is seven days that end now", () => {
    const day = 24 * 3_600_000;
    const now = 100 * day;
    expect(weeklyHours([{ at: now - day, minutes: 60 }, { at: now - 7 * day, minutes: 30 }, { at: now - 27 * day, minutes: 90 }, { at: now - 28 * day, minutes: 600 }], now, 4)).toEqual([1.5, 0, 0.5, 1]);
  });
});
