import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertDays, type CoverageInput, forecastCoverage, type Presence, stretchesOfDays, teamStanding, troublesOf } from "./coverage.ts";
import { daysFrom, type Span, type WeekHours } from "./days.ts";

const zone = "Europe/Madrid";
const office = [{ from: "08:30", to: "19:30" }];
const attention: WeekHours = { week: [office, office, office, office, office, [], []], holiday: [] };
const holidays = new Set(["2026-08-05"]);
const always: Span = { from: 0, to: Number.MAX_SAFE_INTEGER };

const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
/** Whole days, the last one in it. */
const away = (from: string, to: string): Span => ({ from: at(`${from}T00:00`), to: at(`${to}T00:00`) + 24 * 3_600_000 });
const person = (more: Partial<Presence> = {}): Presence => ({ shifts: [], absences: [], languages: new Set(["es", "eu"]), ...more });

const august = (people: Record<string, Presence>, more: Partial<CoverageInput> = {}): CoverageInput => ({
  zone, holidays, from: "2026-08-01", days: 31, people: new Map(Object.entries(people)),
  profiles: [{ id: "sports", attention, languages: ["es", "eu"], team: Object.keys(people).map((personId) => ({ personId, spans: [always] })) }],
  ...more,
});
const only = (input: CoverageInput) => {
  const [first] = forecastCoverage(input);
  if (!first) throw new Error("no forecast");
  return first;
};

describe("COV-R2 slots with nobody", () => {
  const team = { ane: person({ absences: [away("2026-08-03", "2026-08-21")] }), jon: person({ absences: [away("2026-08-17", "2026-08-31")] }) };
  const coverage = only(august(team));
  const troubles = troublesOf(coverage, 10);

  test("the August of Ane and Jon has gaps on five working days and fifteen days with one", () => {
    expect(troubles.gaps.map((gap) => gap.date)).toEqual(["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20", "2026-08-21"]);
    expect(troubles.gaps.map((gap) => (gap.to - gap.from) / 3_600_000)).toEqual([11, 11, 11, 11, 11]);
    expect(troubles.singleDays).toHaveLength(15);
    expect(coverage.days.find((day) => day.date === "2026-08-05")?.least).toBeUndefined();
  });

  test("COV-7 somebody is told on 18 July, 3 August and 14 August", () => {
    expect(alertDays(troubles.gapDays[0] ?? "", [3, 30, 14])).toEqual([
      { date: "2026-07-18", before: 30 }, { date: "2026-08-03", before: 14 }, { date: "2026-08-14", before: 3 },
    ]);
  });

  test("days that follow one another are told as one stretch, over weekends too", () => {
    expect(stretchesOfDays(troubles.gapDays, coverage)).toEqual([{ from: "2026-08-17", to: "2026-08-21", days: 5 }]);
    expect(stretchesOfDays(troubles.singleDays, coverage)).toEqual([{ from: "2026-08-03", to: "2026-08-14", days: 9 }, { from: "2026-08-24", to: "2026-08-31", days: 6 }]);
  });
});

describe("COV-R3 one person alone for too long", () => {
  test.each([
    ["2026-08-14", []],
    ["2026-08-17", []],
    ["2026-08-18", [{ from: "2026-08-03", to: "2026-08-18", days: 11 }]],
  ])("away until %s", (until, expected) => {
    expect(troublesOf(only(august({ ane: person({ absences: [away("2026-08-03", until)] }), jon: person() })), 10).longSingles).toEqual(expected);
  });
});

describe("COV-R4 languages", () => {
  test("somebody is there, but nobody in Basque", () => {
    const troubles = troublesOf(only(august({ ane: person({ absences: [away("2026-08-10", "2026-08-10")] }), jon: person({ languages: new Set(["es"]) }) })), 10);
    expect(troubles.languageGaps.map(({ date, languages }) => [date, ...languages])).toEqual([["2026-08-10", "eu"]]);
    expect(troubles.gaps).toEqual([]);
  });
});

describe("COV-R6 available is who has the right, is in shift and is not absent", () => {
  const slots = (input: CoverageInput, date: string) => only(input).days.find((day) => day.date === date)?.slots.map((slot) => [
    Temporal.Instant.fromEpochMilliseconds(slot.from).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: "minute" }), slot.available,
  ]);
  const mornings: WeekHours = { week: Array.from({ length: 5 }, () => [{ from: "08:00", to: "15:00" }]), holiday: [] };

  test("a shift cuts the day where it ends", () => {
    expect(slots(august({ ane: person({ shifts: [{ from: "2026-01-01", hours: mornings }] }), jon: person() }), "2026-08-10")).toEqual([["08:30", ["ane", "jon"]], ["15:00", ["jon"]]]);
  });

  test("the newest pattern that has begun counts", () => {
    const input = august({ ane: person({ shifts: [{ from: "2026-08-10", hours: { week: [], holiday: [] } }, { from: "2026-01-01", hours: mornings }] }) });
    expect(slots(input, "2026-08-07")).toEqual([["08:30", ["ane"]], ["15:00", []]]);
    expect(slots(input, "2026-08-10")).toEqual([["08:30", []]]);
  });

  test("an absence of some hours cuts them out", () => {
    expect(slots(august({ ane: person({ absences: [{ from: at("2026-08-10T10:00"), to: at("2026-08-10T11:30") }] }) }), "2026-08-10"))
      .toEqual([["08:30", ["ane"]], ["10:00", []], ["11:30", ["ane"]]]);
  });

  test("rights that end in the middle of the day end there", () => {
    const input = august({ ane: person() });
    const until = { from: 0, to: at("2026-08-10T12:00") };
    expect(slots({ ...input, profiles: input.profiles.map((profile) => ({ ...profile, team: [{ personId: "ane", spans: [until] }] })) }, "2026-08-10")).toEqual([["08:30", ["ane"]], ["12:00", []]]);
  });

  test("without a shift nobody is supposed at weekends; a duty of the rota is", () => {
    const week: WeekHours = { week: Array.from({ length: 7 }, () => office), holiday: [] };
    const input = august({ ane: person() });
    const weekend = (duties: readonly Span[]) => ({ ...input, profiles: input.profiles.map((profile) => ({ ...profile, attention: week, team: [{ personId: "ane", spans: [always], duties }] })) });
    expect(slots(weekend([]), "2026-08-08")).toEqual([["08:30", []]]);
    expect(slots(weekend([{ from: at("2026-08-08T08:30"), to: at("2026-08-08T14:00") }]), "2026-08-08")).toEqual([["08:30", ["ane"]], ["14:00", []]]);
  });

  test("no duty brings back who is absent", () => {
    const input = august({ ane: person({ absences: [away("2026-08-10", "2026-08-10")] }) });
    expect(slots({ ...input, profiles: input.profiles.map((profile) => ({ ...profile, team: [{ personId: "ane", spans: [always], duties: [always] }] })) }, "2026-08-10")).toEqual([["08:30", []]]);
  });

  test.each([["2026-10-25", 25], ["2027-03-28", 23]])("on %s a whole day of attention is one of %d hours", (date, hours) => {
    const day: WeekHours = { week: Array.from({ length: 7 }, () => [{ from: "00:00", to: "24:00" }]), holiday: [] };
    const [slot] = only({ ...august({ ane: person({ shifts: [{ from: "2026-01-01", hours: day }] }) }), from: date, days: 1, profiles: [{ id: "p", attention: day, languages: [], team: [{ personId: "ane", spans: [always] }] }] }).days[0]?.slots ?? [];
    expect(((slot?.to ?? 0) - (slot?.from ?? 0)) / 3_600_000).toBe(hours);
    expect(slot?.available).toEqual(["ane"]);
  });

  test("minute by minute it is what the sentence says, and slots fill the hours of attention exactly", () => {
    const minute = fc.integer({ min: 0, max: 3 * 24 * 60 }).map((minutes) => at("2026-10-24T00:00") + minutes * 60_000);
    const span = fc.tuple(minute, minute).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
    const member = fc.record({ absences: fc.array(span, { maxLength: 3 }), rights: fc.array(span, { maxLength: 2 }), duties: fc.array(span, { maxLength: 1 }), shifted: fc.boolean() });
    fc.assert(fc.property(fc.array(member, { maxLength: 4 }), minute, (team, moment) => {
      const input: CoverageInput = {
        zone, holidays: new Set(["2026-10-26"]), from: "2026-10-24", days: 3,
        people: new Map(team.map((one, index) => [String(index), person({ absences: one.absences, shifts: one.shifted ? [{ from: "2026-01-01", hours: { week: Array.from({ length: 7 }, () => [{ from: "07:00", to: "15:00" }]), holiday: [] } }] : [] })])),
        profiles: [{ id: "p", attention: { week: Array.from({ length: 7 }, () => office), holiday: office }, languages: [], team: team.map((one, index) => ({ personId: String(index), spans: one.rights, duties: one.duties })) }],
      };
      const coverage = only(input);
      const slotsNow = coverage.days.flatMap((day) => day.slots);
      expect(slotsNow.reduce((sum, slot) => sum + slot.to - slot.from, 0)).toBe(33 * 3_600_000);
      const holding = slotsNow.find((slot) => slot.from <= moment && slot.to > moment);
      if (!holding) return;
      const wall = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone);
      const time = wall.toPlainTime().toString({ smallestUnit: "minute" });
      const day = wall.toPlainDate().toString();
      const expected = team.flatMap((one, index) => {
        const inside = (spans: readonly Span[]) => spans.some((stretch) => stretch.from <= moment && stretch.to > moment);
        const shift = one.shifted ? day !== "2026-10-26" && time >= "07:00" && time < "15:00" : wall.dayOfWeek < 6 && day !== "2026-10-26";
        return inside(one.rights) && !inside(one.absences) && (shift || inside(one.duties)) ? [String(index)] : [];
      });
      expect([...holding.available].sort()).toEqual(expected);
    }), { numRuns: 200 });
  });
});

describe("COV-R1 fewer managers than the Instruction asks for", () => {
  test.each([
    [2, "2026-09-21", { kind: "enough" }],
    [1, "2026-09-21", { kind: "at-risk", have: 1, need: 2, until: "2026-09-25", coordinatorOnly: false }],
    [1, "2026-09-25", { kind: "at-risk", have: 1, need: 2, until: "2026-09-25", coordinatorOnly: false }],
    [0, "2026-09-26", { kind: "at-risk", have: 0, need: 2, until: "2026-09-25", coordinatorOnly: true }],
  ])("%d on %s", (have, today, expected) => {
    expect(teamStanding({ have, need: 2, since: "2026-09-10", graceDays: 15, today })).toEqual(expected);
  });
});

test("days know what they are", () => {
  expect(daysFrom("2026-08-04", 5, zone, holidays).map((day) => [day.date, day.working])).toEqual([
    ["2026-08-04", true], ["2026-08-05", false], ["2026-08-06", true], ["2026-08-07", true], ["2026-08-08", false],
  ]);
});
