import { describe, expect, test } from "vitest";
import { isClaimed, urgencyOf } from "./promise.ts";

const now = "2026-09-21T08:00:00.000Z";
const waiting = (due: string | null) => urgencyOf({ state: "waiting", due, disposition: null }, now);

describe("PROT-R1 what is left of the promise", () => {
  test.each([
    ["2026-09-21T07:59:59.000Z", "inbox.overdue", "bad"],
    ["2026-09-21T08:00:00.000Z", "inbox.due", "wait"],
    ["2026-09-21T08:59:59.000Z", "inbox.due", "wait"],
    ["2026-09-21T09:00:00.000Z", "inbox.due", "info"],
  ])("PROT-R1 due at %s it says %s, in the tone %s", (due, key, tone) => {
    expect(waiting(due)).toEqual({ key, tone, at: due });
  });

  test("PROT-R1 without a deadline it says so instead of counting", () => {
    expect(waiting(null)).toEqual({ key: "inbox.noDue", tone: "dim", at: null });
  });

  test("PROT-R9 INB-R1 what waits for the citizen, is answered or closed has no deadline to show, even when one is left behind", () => {
    const due = "2026-09-21T07:00:00.000Z";
    expect(urgencyOf({ state: "awaiting_citizen", due, disposition: null }, now)).toMatchObject({ key: "inbox.asked", at: null });
    expect(urgencyOf({ state: "answered", due, disposition: null }, now)).toMatchObject({ key: "inbox.answered", tone: "ok", at: null });
    expect(urgencyOf({ state: "closed", due, disposition: "spam" }, now)).toMatchObject({ key: "inbox.disposition.spam", at: null });
  });
});

test("INB-R3 a claim holds until its end and not at it", () => {
  expect([isClaimed(null, now), isClaimed("2026-09-21T08:00:00.000Z", now), isClaimed("2026-09-21T08:00:00.001Z", now)]).toEqual([false, false, true]);
});
