import { describe, expect, test } from "vitest";
import { maySpeak, standings, standingsThatSpeak } from "./standing.ts";

describe("EDI-R11 who may speak", () => {
  test("EDI-R11 a profile that is not active publishes nothing; a dormant one wakes up by it", () => {
    expect(standingsThatSpeak("post")).toEqual(["active", "dormant"]);
  });

  test("EDI-R11 one that is closing ends its conversations and says that it closes, and nothing else", () => {
    expect(standingsThatSpeak("reply")).toEqual(["active", "dormant", "closing"]);
    expect(standingsThatSpeak("notice")).toEqual(["active", "dormant", "closing"]);
    expect(maySpeak("closing", "post")).toBe(false);
  });

  test("EDI-R11 whoever may publish may also answer", () => {
    for (const standing of standings) if (maySpeak(standing, "post")) expect(maySpeak(standing, "reply")).toBe(true);
  });
});
