import { describe, expect, test } from "vitest";
import { fallsShort, serviceLevel } from "./service-level.ts";

const answer = (minutes: number | null, change: { readonly answered?: boolean; readonly prepared?: boolean } = {}) => ({ minutes, answered: true, prepared: false, ...change });

describe("CON-4 the answer time of a contract", () => {
  test("counts answers in the agreed time, those still owed beyond it, and the median of all and of those it prepared", () => {
    const measured = [answer(20, { prepared: true }), answer(60, { prepared: true }), answer(90), answer(120), answer(200, { answered: false }), answer(30, { answered: false })];
    expect(serviceLevel(measured, 60)).toEqual({ answered: 4, inTime: 2, overdue: 1, medianMinutes: 75, prepared: { answered: 2, medianMinutes: 40 } });
  });

  test("where nothing was agreed it only measures", () => {
    expect(serviceLevel([answer(20), answer(40), answer(90)], null)).toEqual({ answered: 3, inTime: null, overdue: null, medianMinutes: 40, prepared: { answered: 0, medianMinutes: null } });
  });

  test("a profile that is never attended has no minutes, and nothing is made of none", () => {
    expect(serviceLevel([answer(null), answer(null, { answered: false })], 60)).toEqual({ answered: 1, inTime: 0, overdue: 0, medianMinutes: null, prepared: { answered: 0, medianMinutes: null } });
    expect(serviceLevel([], 60)).toMatchObject({ answered: 0, inTime: 0, overdue: 0, medianMinutes: null });
  });

  test("falls short when fewer than the council's share were in time, or when anybody waits beyond it; never where nothing was agreed", () => {
    const short = (measured: Parameters<typeof serviceLevel>[0], agreed: number | null = 60) => fallsShort(serviceLevel(measured, agreed), 90);
    const nine = Array.from({ length: 9 }, () => answer(30));
    expect(short([...nine, answer(90)])).toBe(false);
    expect(short([...nine.slice(1), answer(90)])).toBe(true);
    expect(short([...nine, answer(61, { answered: false })])).toBe(true);
    expect(short([...nine, answer(59, { answered: false })])).toBe(false);
    expect(short([answer(900), answer(900, { answered: false })], null)).toBe(false);
    expect(short([])).toBe(false);
  });
});
