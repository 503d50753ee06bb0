import { describe, expect, test } from "vitest";
import { instantOf, MINUTE, SECOND } from "#kernel/instant.ts";
import type { Answer } from "./api.ts";
import { meaningOf, troubleOf, waitOf } from "./errors.ts";

const now = instantOf(Date.UTC(2026, 10, 24, 10));
const known = { now, retryMs: 30 * SECOND };
const answer = (status: number, body: unknown = { error: "words" }, headers: Readonly<Record<string, string>> = {}): Answer => ({ kind: "answer", status, headers, body });
const kindOf = (given: Answer, validatesFirst: boolean) => {
  const meaning = meaningOf(given, { ...known, validatesFirst });
  return meaning.kind === "unknown" ? `unknown${meaning.saidNo ? ", said no" : ""}` : meaning.kind;
};

describe("what an answer to a request that writes means", () => {
  test.each([
    ["200", answer(200, {}), "done", "done"],
    ["401", answer(401), "refused", "refused"],
    ["401 without words", answer(401, null), "refused", "refused"],
    ["403 in its own words", answer(403), "refused", "refused"],
    ["403 of a proxy", answer(403, null), "unknown, said no", "unknown, said no"],
    ["422 of a validation", answer(422), "refused", "unknown, said no"],
    ["422 of a proxy", answer(422, null), "unknown, said no", "unknown, said no"],
    ["404", answer(404), "refused", "unknown, said no"],
    ["400", answer(400), "unknown, said no", "unknown, said no"],
    ["429", answer(429), "retry", "retry"],
    ["503 with a date", answer(503, null, { "retry-after": "3" }), "retry", "retry"],
    ["503 without", answer(503), "unknown", "unknown"],
    ["500", answer(500), "unknown", "unknown"],
    ["502 of a proxy", answer(502, null), "unknown", "unknown"],
    ["a redirect", answer(302, null), "unknown", "unknown"],
    ["no connection", { kind: "not-sent", code: "connect", never: false }, "retry", "retry"],
    ["a private address", { kind: "not-sent", code: "private-address", never: true }, "refused", "refused"],
    ["cut after it was sent", { kind: "lost", code: "cut-off" }, "unknown", "unknown"],
  ] as const)("P1 %s", (_what, given, onMastodon, elsewhere) => {
    expect(kindOf(given, true)).toBe(onMastodon);
    expect(kindOf(given, false)).toBe(elsewhere);
  });

  test.each([
    [{ "x-ratelimit-reset": "2026-11-24T10:02:00.000Z" }, 2 * MINUTE],
    [{ "retry-after": "7" }, 7 * SECOND],
    [{ "retry-after": "Tue, 24 Nov 2026 10:00:09 GMT" }, 9 * SECOND],
    // By the server's own clock, whatever ours says.
    [{ "x-ratelimit-reset": "2026-11-24T12:01:00.000Z", date: "Tue, 24 Nov 2026 12:00:00 GMT" }, MINUTE],
    [{ "x-ratelimit-reset": "2026-11-24T09:00:00.000Z" }, 0],
    [{ "x-ratelimit-reset": "2027-11-24T09:00:00.000Z" }, 30 * MINUTE],
    [{ "retry-after": "soon" }, MINUTE],
    [{}, MINUTE],
  ])("waits as %j says", (headers, expected) => {
    expect(waitOf(headers, now)).toBe(expected);
  });

  test("only what does not mend by itself asks for a person", () => {
    expect(troubleOf(answer(401, null))).toEqual({ kind: "network-trouble", code: "token-revoked", needsPerson: true });
    expect(troubleOf(answer(403))).toMatchObject({ needsPerson: true });
    expect(troubleOf(answer(403, null))).toMatchObject({ code: "403", needsPerson: false });
    expect(troubleOf(answer(503))).toMatchObject({ code: "503", needsPerson: false });
    expect(troubleOf(answer(200, "<html>"))).toMatchObject({ code: "unreadable-answer", needsPerson: false });
  });
});
