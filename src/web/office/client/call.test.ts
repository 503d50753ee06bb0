import { describe, expect, test } from "vitest";
import { officeContract } from "../contract.ts";
import { Refused, requestOf, troubleOf, Unreachable } from "./call.ts";

describe("requests of the office", () => {
  test("members named in the path go there; the rest is the query of a GET and the body of the others", () => {
    expect(requestOf("GET /proposals", { state: "waiting", unitId: undefined, cursor: "a b" })).toEqual({ method: "GET", url: "/office/proposals?state=waiting&cursor=a+b", body: undefined });
    expect(requestOf("POST /items/:id/triage", { id: "1/2", decision: "later", until: null })).toEqual({ method: "POST", url: "/office/items/1%2F2/triage", body: '{"decision":"later","until":null}' });
    expect(requestOf("PUT /session/preferences", { language: "eu", singleKeys: false })).toEqual({ method: "PUT", url: "/office/session/preferences", body: '{"language":"eu","singleKeys":false}' });
  });

  test("no endpoint of the contract leaves a hole in its address", () => {
    for (const name of Object.keys(officeContract)) {
      const members = Object.fromEntries([...name.matchAll(/:(\w+)/g)].map((match) => [match[1] ?? "", "x"]));
      expect(requestOf(name, members).url).toMatch(/^\/office\/[a-z/-]+[a-z]$/);
    }
  });
});

describe("what went wrong", () => {
  test("a refusal speaks for itself; silence and bugs are said as such", () => {
    expect(troubleOf(new Refused(409, { kind: "revision-conflict", revision: 3 }))).toEqual({ kind: "revision-conflict", revision: 3 });
    expect(troubleOf(new Unreachable(new TypeError("failed")))).toEqual({ kind: "unreachable" });
    expect(troubleOf(new RangeError("x"))).toEqual({ kind: "fault", reference: "RangeError" });
  });
});
