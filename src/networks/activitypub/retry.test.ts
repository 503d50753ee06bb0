import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, plusMs } from "#kernel/instant.ts";
import { instant } from "#tests/clock.ts";
import type { OutboundAnswer } from "./outbound.ts";
import { pauseOf, verdictOf } from "./retry.ts";

const now = instant("2026-09-21T08:00:00Z");
const attempt = { attempts: 1, hostFailures: 0, saidAt: now, now, wireNow: now, giveUpMs: 3 * DAY, chance: 0.5 };
const answered = (status: number, headers: Readonly<Record<string, string>> = {}): OutboundAnswer => ({ kind: "answer", status, headers, url: "https://x.example/", body: new Uint8Array() });

describe("what an inbox's answer means (DEL-R1)", () => {
  test.each([200, 201, 202, 204])("%i is taken", (status) => expect(verdictOf(answered(status), attempt)).toEqual({ kind: "delivered" }));
  test("410 is the end of the inbox", () => expect(verdictOf(answered(410), attempt)).toEqual({ kind: "gone" }));
  test.each([400, 403, 404, 405, 413, 415, 422, 501])("%i is final", (status) => expect(verdictOf(answered(status), attempt)).toEqual({ kind: "failed", code: `status-${status}` }));
  test.each([301, 401, 408, 500])("%i is tried again, the host's other rows go on", (status) =>
    expect(verdictOf(answered(status), attempt)).toEqual({ kind: "again", code: `status-${status}`, at: plusMs(now, MINUTE) }));
  test.each([429, 502, 503, 504])("%i pauses the host", (status) =>
    expect(verdictOf(answered(status), attempt)).toEqual({ kind: "again", code: `status-${status}`, at: plusMs(now, MINUTE), pauseHostMs: MINUTE }));
  test("Retry-After is kept, up to a day", () => {
    expect(verdictOf(answered(503, { "retry-after": "600" }), attempt)).toMatchObject({ at: plusMs(now, 10 * MINUTE), pauseHostMs: 10 * MINUTE });
    expect(verdictOf(answered(503, { "retry-after": "Mon, 21 Sep 2026 09:00:00 GMT" }), attempt)).toMatchObject({ pauseHostMs: HOUR });
    // In the example city the product's own time is another.
    expect(verdictOf(answered(503, { "retry-after": "Mon, 21 Sep 2026 09:00:00 GMT" }), { ...attempt, wireNow: instant("2026-09-21T08:50:00Z") })).toMatchObject({ pauseHostMs: 10 * MINUTE });
    expect(verdictOf(answered(503, { "retry-after": "999999999" }), attempt)).toMatchObject({ pauseHostMs: DAY });
    expect(verdictOf(answered(503, { "retry-after": "soon" }), attempt)).toMatchObject({ pauseHostMs: MINUTE });
  });
  test.each(["dns", "connect", "tls", "timeout", "cut-off"] as const)("no answer (%s) pauses the host, longer each time", (reason) => {
    const failed = { kind: "failed", reason, url: "https://x.example/", sent: true } as const;
    expect(verdictOf(failed, attempt)).toMatchObject({ kind: "again", code: reason, pauseHostMs: MINUTE });
    expect(verdictOf(failed, { ...attempt, attempts: 2, hostFailures: 4 })).toMatchObject({ kind: "again", at: plusMs(now, 3 * HOUR) });
  });
  test("what must not be asked is not asked again", () =>
    expect(verdictOf({ kind: "refused", reason: "private-address", url: "https://x.example/" }, attempt)).toEqual({ kind: "failed", code: "private-address" }));
  test("after three days it is given up", () => {
    expect(verdictOf(answered(500), { ...attempt, saidAt: plusMs(now, -3 * DAY) })).toEqual({ kind: "failed", code: "status-500" });
    expect(verdictOf(answered(500), { ...attempt, saidAt: plusMs(now, -2 * DAY) })).toMatchObject({ kind: "again" });
  });
  test("pauses are spread by a fifth to both sides and reach half a day", () => {
    expect(pauseOf(1, 0)).toBe(48_000);
    expect(pauseOf(1, 1)).toBe(72_000);
    expect(pauseOf(99, 0.5)).toBe(12 * HOUR);
  });
});
