import { describe, expect, test } from "vitest";
import { solveRota } from "./solve.ts";
import { readRota, rotaModel, type RotaProblem, weekendOf } from "../rules/rota.ts";

const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime("Europe/Madrid").epochMilliseconds;
const slot = (date: string, more: { readonly wanted?: number; readonly languages?: readonly string[] } = {}) =>
  ({ profileId: "p", date, from: at(`${date}T09:00`), to: at(`${date}T19:00`), wanted: more.wanted ?? 1, languages: more.languages ?? [] });
const all = (count: number, team = true) => Array.from({ length: count }, (_, index) => ({ slot: index, team }));
const weekends = ["2026-10-03", "2026-10-04", "2026-10-10", "2026-10-11", "2026-10-17", "2026-10-18"];
const wishes = { atLeast: 1, mostWeekends: 1, mostHours: 40 };

const solve = async (problem: RotaProblem) => {
  const solved = await solveRota(problem, 10);
  if (!solved) throw new Error("no answer");
  return solved;
};

describe("COV-3 a fair rota", () => {
  test("three people share three weekends, one each, all hours alike", async () => {
    const people = ["ane", "jon", "leire"].map((personId) => ({ personId, languages: ["es"], slots: all(6) }));
    const { turns, uncovered, loads, best } = await solve({ slots: weekends.map((date) => slot(date)), candidates: people, wishes });
    expect(best).toBe(true);
    expect(uncovered).toEqual([]);
    expect(turns).toHaveLength(6);
    expect(loads.map(({ hours, weekends: own }) => [hours, own])).toEqual([[20, 1], [20, 1], [20, 1]]);
  });

  test("two people cannot, with one weekend each: what stays open is said, and what would help", async () => {
    const people = ["ane", "jon"].map((personId) => ({ personId, languages: ["es"], slots: all(6) }));
    const { turns, uncovered } = await solve({ slots: weekends.map((date) => slot(date)), candidates: people, wishes });
    expect(turns).toHaveLength(4);
    expect(uncovered).toMatchObject([{ lacking: 1, helps: "more-hours-or-weekends" }, { lacking: 1, helps: "more-hours-or-weekends" }]);
    const more = await solve({ slots: weekends.map((date) => slot(date)), candidates: people, wishes: { ...wishes, mostWeekends: 2 } });
    expect(more.uncovered).toEqual([]);
  });

  test("where nobody is free, more hours would not help: more people would", async () => {
    const { uncovered } = await solve({ slots: [slot("2026-10-05")], candidates: [], wishes });
    expect(uncovered).toEqual([{ slot: 0, lacking: 1, language: null, helps: "more-people" }]);
  });

  test("COV-R4 a language takes whoever speaks it, even from outside of the team", async () => {
    const { turns } = await solve({
      slots: [slot("2026-10-05", { languages: ["eu"] })],
      candidates: [{ personId: "jon", languages: ["es"], slots: all(1) }, { personId: "miren", languages: ["es", "eu"], slots: all(1, false) }], wishes,
    });
    expect(turns).toEqual([{ slot: 0, personId: "miren", team: false }]);
  });

  test("nobody gets more hours a week than was wished", async () => {
    const days = ["2026-10-05", "2026-10-06", "2026-10-07", "2026-10-08", "2026-10-09"].map((date) => slot(date));
    const { loads, uncovered } = await solve({ slots: days, candidates: [{ personId: "ane", languages: ["es"], slots: all(5) }], wishes: { ...wishes, mostHours: 25 } });
    expect(loads).toEqual([{ personId: "ane", hours: 20, weekends: 0 }]);
    expect(uncovered).toHaveLength(3);
  });

  test("Saturday and Sunday are one weekend", () => {
    expect(["2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05"].map(weekendOf)).toEqual([undefined, "2026-10-03", "2026-10-03", undefined]);
  });

  test("the model names every pair once, and an answer is read by those names", () => {
    const problem: RotaProblem = { slots: [slot("2026-10-05"), slot("2026-10-06")], candidates: [{ personId: "ane", languages: [], slots: all(2) }], wishes };
    expect(rotaModel(problem)).toContain("x_0_0 + u_0 >= 1");
    expect(readRota(problem, { x_0_0: 1, x_0_1: 0 }).uncovered).toEqual([{ slot: 1, lacking: 1, language: null, helps: "more-hours-or-weekends" }]);
  });
});
