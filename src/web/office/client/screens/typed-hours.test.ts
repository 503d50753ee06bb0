import { describe, expect, test } from "vitest";
import { checkAttention } from "#modules/policy/rules/service-time.ts";
import { added, asTyped, likeMonday, removed, replaced, typedAttention } from "./typed-hours.ts";

const week = [[{ from: "08:30", to: "19:30" }], [], [], [], [], [], []];

describe("PROT-R1 hours as people type them", () => {
  test("PROT-R1 what is not changed comes back as it was", () => {
    expect(typedAttention(asTyped(week, [{ from: "10:00", to: "24:00" }]))).toEqual({ week, holiday: [{ from: "10:00", to: "24:00" }] });
  });

  test.each([["8:30", "08:30"], ["9", "09:00"], ["8.15", "08:15"], ["16h30", "16:30"], ["24:00", "24:00"], ["mediodía", "mediodía"]])("PROT-R1 %s is kept as %s", (typed, kept) => {
    const hours = replaced(asTyped(week, []), 0, 0, { from: typed });
    expect(typedAttention(hours).week[0]?.[0]?.from).toBe(kept);
  });

  test("PROT-R1 stretches go in their order, so that a later one typed first is no mistake; two that overlap still are", () => {
    const twice = replaced(replaced(added(asTyped(week, []), 0), 0, 0, { from: "16:00" }), 0, 1, { from: "8:30", to: "14:00" });
    expect(typedAttention(twice).week[0]).toEqual([{ from: "08:30", to: "14:00" }, { from: "16:00", to: "19:30" }]);
    expect(checkAttention(typedAttention(twice))).toBeUndefined();
    expect(checkAttention(typedAttention(replaced(twice, 0, 1, { to: "17:00" })))).toEqual({ kind: "overlapping-stretches", day: 1 });
  });

  test("PROT-R1 working days like Monday; the weekend and holidays stay", () => {
    const hours = likeMonday(added(asTyped(week, []), 5));
    expect(typedAttention(hours).week.map((day) => day.map(({ from }) => from))).toEqual([["08:30"], ["08:30"], ["08:30"], ["08:30"], ["08:30"], ["08:30"], []]);
    expect(typedAttention(hours).holiday).toEqual([]);
  });

  test("rows of a day stay apart when one of the middle goes", () => {
    const three = added(added(asTyped(week, []), 0), 0);
    const two = added(removed(three, 0, 1), 0);
    expect(new Set(two[0]?.map(({ key }) => key)).size).toBe(3);
  });
});
