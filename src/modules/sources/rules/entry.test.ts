import { describe, expect, test } from "vitest";
import { contentOf, isMoved, isRevision, type KnownVariant } from "./entry.ts";
import { readDate } from "./dates.ts";
import { nextReadingMs } from "./trouble.ts";

const known = (more: Partial<KnownVariant["speaker"]> = {}, lastHeard?: string): KnownVariant => ({
  hash: "a", lastHeard, speaker: { channelId: "feed", kind: "feed", stillSpeaks: true, ...more },
});

test("WEB-3 what a feed lists under the same name, of the same instant, and no more where it was, has moved", () => {
  const [at, other] = [readDate("2026-09-21T08:00:00Z"), readDate("2026-09-22T08:00:00Z")];
  expect(isMoved({ publishedAt: at, isListed: false }, { publishedAt: at })).toBe(true);
  expect(isMoved({ publishedAt: at, isListed: true }, { publishedAt: at })).toBe(false);
  expect(isMoved({ publishedAt: at, isListed: false }, { publishedAt: other })).toBe(false);
  expect(isMoved({ publishedAt: undefined, isListed: false }, { publishedAt: undefined })).toBe(false);
});

describe("FLO-1: what is a revision", () => {
  test("other words of the one who speaks for it", () => {
    expect(isRevision(known({}, "a"), { channelId: "feed", kind: "feed", hash: "b" })).toBe(true);
  });
  test("not the same words again", () => {
    expect(isRevision(known({}, "a"), { channelId: "feed", kind: "feed", hash: "a" })).toBe(false);
  });
  test("not what another feed says, now or when it says it otherwise", () => {
    expect(isRevision(known(), { channelId: "other", kind: "feed", hash: "b" })).toBe(false);
    expect(isRevision(known({}, "b"), { channelId: "other", kind: "feed", hash: "c" })).toBe(false);
  });
  test("what another feed says once the first no longer carries the page", () => {
    expect(isRevision(known({ stillSpeaks: false }, "b"), { channelId: "other", kind: "feed", hash: "c" })).toBe(true);
    expect(isRevision(known({ stillSpeaks: false }, "b"), { channelId: "other", kind: "feed", hash: "b" })).toBe(false);
  });
  test("what the page itself says, over any feed", () => {
    expect(isRevision(known(), { channelId: "page", kind: "page", hash: "b" })).toBe(true);
    expect(isRevision(known({ channelId: "page", kind: "page" }), { channelId: "feed", kind: "feed", hash: "b" })).toBe(false);
  });
  test("dates of publication are not among the words; being in force is", () => {
    const words = { title: "t", summary: "s", text: "x", validUntil: undefined, notInForce: false };
    expect(Object.keys(Object(contentOf(words))).sort()).toEqual(["notInForce", "summary", "text", "title", "validUntil"]);
    expect(contentOf(words)).not.toEqual(contentOf({ ...words, notInForce: true }));
  });
});

describe("dates as feeds write them", () => {
  test.each([
    ["Mon, 21 Sep 2026 10:00:00 +0200", "2026-09-21T08:00:00.000Z"],
    ["21 Sep 2026 10:00 GMT", "2026-09-21T10:00:00.000Z"],
    ["Mon, 21 Sep 26 10:00:00 EST", "2026-09-21T15:00:00.000Z"],
    ["Mon, 21 September 2026 10:00:00 CEST", "2026-09-21T08:00:00.000Z"],
    ["2026-09-21T10:00:00+02:00", "2026-09-21T08:00:00.000Z"],
    ["2026-09-21T10:00:00.5Z", "2026-09-21T10:00:00.500Z"],
    ["2026-09-21 10:00:00", "2026-09-21T10:00:00.000Z"],
    ["2026-09-21T10:00:00+0200", "2026-09-21T08:00:00.000Z"],
    ["2026-09-21", "2026-09-21T00:00:00.000Z"],
    ["2026-09", "2026-09-01T00:00:00.000Z"],
    ["  Mon, 21 Sep\n2026 10:00:00 GMT ", "2026-09-21T10:00:00.000Z"],
  ])("%j", (text, at) => {
    expect(readDate(text)).toBe(at);
  });
  test.each(["", "ayer", "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z", "Mon, 41 Sep 2026 10:00:00 GMT", "2026-13-01", "99999999999", "9999-12-31T00:00:00Z", "x".repeat(100_000)])("%j is none", (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});

test("a broken channel is asked ever more seldom, but asked", () => {
  const quarter = 900_000;
  expect([0, 1, 2, 3, 4, 5, 30].map((failures) => nextReadingMs(quarter, failures) / quarter)).toEqual([1, 2, 4, 8, 16, 24, 24]);
  expect(nextReadingMs(quarter, 1, 3 * 3_600_000)).toBe(3 * 3_600_000);
  expect(nextReadingMs(quarter, 1, 999 * 3_600_000)).toBe(24 * 3_600_000);
});
