import { describe, expect, test } from "vitest";
import { rangeIn } from "./range.ts";

describe("EDI-R4 a piece of a video", () => {
  test.each([
    ["bytes=0-0", { from: 0, to: 1 }],
    ["bytes=10-19", { from: 10, to: 20 }],
    ["bytes=90-500", { from: 90, to: 100 }],
    ["bytes=20-", { from: 20, to: 60 }],
    ["bytes=80-", { from: 80, to: 100 }],
    ["bytes=-10", { from: 90, to: 100 }],
    ["bytes=-500", { from: 0, to: 100 }],
    ["bytes=-0", "outside"],
    ["bytes=100-", "outside"],
    ["bytes=500-600", "outside"],
    ["bytes=20-10", undefined],
    ["bytes=0-1,5-6", undefined],
    ["bytes=-", undefined],
    ["lines=1-2", undefined],
    [undefined, undefined],
  ])("%s of 100 bytes", (header, expected) => {
    expect(rangeIn(header, 100, 40)).toEqual(expected);
  });
});
