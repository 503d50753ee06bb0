import { describe, expect, test } from "vitest";
import { whoIsOnCall } from "./on-call.ts";

const person = (personId: string, change: { readonly onCall?: boolean; readonly atWork?: boolean; readonly absent?: boolean } = {}) => ({ personId, onCall: false, atWork: false, absent: false, ...change });

describe("PROT-R8 what cannot wait goes to somebody at any hour", () => {
  test("to whoever has the on-call turn, before anybody who is at work", () => {
    expect(whoIsOnCall([person("ane", { atWork: true }), person("jon", { onCall: true })])).toEqual({ how: "on_call", personIds: ["jon"] });
  });

  test("without a turn, to those at work; outside their hours, to the whole team", () => {
    expect(whoIsOnCall([person("ane", { atWork: true }), person("jon")])).toEqual({ how: "at-work", personIds: ["ane"] });
    expect(whoIsOnCall([person("ane"), person("jon")])).toEqual({ how: "team", personIds: ["ane", "jon"] });
  });

  test("never to who is absent, not even with a turn", () => {
    expect(whoIsOnCall([person("ane", { onCall: true, absent: true }), person("jon")])).toEqual({ how: "team", personIds: ["jon"] });
    expect(whoIsOnCall([person("ane", { onCall: true, absent: true })])).toEqual({ how: "nobody", personIds: [] });
    expect(whoIsOnCall([])).toEqual({ how: "nobody", personIds: [] });
  });
});
