import { describe, expect, test } from "vitest";
import { practisedHours, provesByPractice } from "./practice.ts";

const stretch = { area: "citizen_mailbox", day: "2026-09-10", minutes: 90, withdrawn: false } as const;

describe("ROL-4 hours practised under supervision", () => {
  test("add up by area, within the days that count, the first and the last included", () => {
    const practice = [
      stretch, { ...stretch, day: "2026-09-14", minutes: 150 }, { ...stretch, area: "protocols", minutes: 600 } as const,
      { ...stretch, day: "2024-09-20", minutes: 600 }, { ...stretch, withdrawn: true, minutes: 600 },
    ];
    expect(practisedHours(practice, "citizen_mailbox", "2024-09-21", "2026-09-21")).toBe(4);
    expect(practisedHours(practice, "citizen_mailbox", "2026-09-10", "2026-09-14")).toBe(4);
    expect(practisedHours(practice, "security", "2024-09-21", "2026-09-21")).toBe(0);
  });

  test("prove an area only once there are enough of them", () => {
    expect(provesByPractice(7.5, 8)).toEqual({ ok: false, refusal: { kind: "practice-short", have: 7.5, need: 8 } });
    expect(provesByPractice(8, 8).ok).toBe(true);
    expect(provesByPractice(0, 0).ok).toBe(true);
  });
});
