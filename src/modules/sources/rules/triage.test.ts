import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { coverage, decideTriage, startOfDay, triageReasons, triageState } from "./triage.ts";

const now = instant("2026-09-21T08:00:00Z");
const zone = "Europe/Madrid";
const decide = (input: Parameters<typeof decideTriage>[0]) => decideTriage(input, now, zone);

describe("FLO-R4: not applicable needs a reason", () => {
  test("without one it is refused", () => {
    expect(decide({ decision: "not_applicable" })).toEqual({ ok: false, refusal: { kind: "reason-missing" } });
    expect(decide({ decision: "not_applicable", reason: null, note: "porque sí" })).toEqual({ ok: false, refusal: { kind: "reason-missing" } });
  });
  test.each(triageReasons.filter((reason) => reason !== "other"))("%s is one", (reason) => {
    expect(decide({ decision: "not_applicable", reason })).toMatchObject({ ok: true, value: { reason } });
  });
  test("«other» says which", () => {
    expect(decide({ decision: "not_applicable", reason: "other", note: "  " })).toEqual({ ok: false, refusal: { kind: "note-missing" } });
    expect(decide({ decision: "not_applicable", reason: "other", note: "Lo cuenta la Diputación" })).toMatchObject({ ok: true, value: { note: "Lo cuenta la Diputación" } });
  });
  test("publishing needs none, and keeps none", () => {
    expect(decide({ decision: "publish", reason: "internal", until: "2026-10-01" })).toEqual({ ok: true, value: { decision: "publish", reason: undefined, note: "", until: undefined } });
  });
  test("a note has an end", () => {
    expect(decide({ decision: "publish", note: "x".repeat(501) })).toEqual({ ok: false, refusal: { kind: "note-too-long", most: 500 } });
  });
});

describe("FLO-R7: later needs a date and waits again after it", () => {
  test.each([
    [undefined, "until-missing"], [null, "until-missing"], ["", "until-missing"], ["mañana", "until-unreadable"], ["2026-02-30", "until-unreadable"],
    ["2026-9-30", "until-unreadable"], ["2026-09-21", "until-not-ahead"], ["2026-09-20", "until-not-ahead"],
  ])("until %j: %s", (until, kind) => {
    expect(decide({ decision: "later", until })).toMatchObject({ ok: false, refusal: { kind } });
  });
  test("the day begins on the council's wall", () => {
    const decided = decide({ decision: "later", until: "2026-09-22" });
    expect(decided).toMatchObject({ ok: true, value: { until: { day: "2026-09-22", at: "2026-09-21T22:00:00.000Z" } } });
    if (!decided.ok) return;
    expect(triageState(decided.value, instant("2026-09-21T21:59:59.999Z"))).toBe("later");
    expect(triageState(decided.value, instant("2026-09-21T22:00:00Z"))).toBe("waiting");
  });
  test("a day that begins when the clock moves at midnight", () => {
    expect(startOfDay("2018-11-04", "America/Sao_Paulo")).toBe("2018-11-04T03:00:00.000Z");
  });
  test("nothing decided waits", () => {
    expect(triageState(undefined, now)).toBe("waiting");
  });
});

describe("FLO-R3: coverage of a day", () => {
  test("4 to publish and 2 not applicable of 7 is 85.7 %", () => {
    expect(coverage({ produced: 7, triaged: 6 })).toBeCloseTo(0.857, 3);
  });
  test("of nothing there is none", () => {
    expect(coverage({ produced: 0, triaged: 0 })).toBeUndefined();
  });
});
