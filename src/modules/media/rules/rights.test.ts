import { describe, expect, test } from "vitest";
import { type Consent, creditOf, lackOf, type Rights } from "./rights.ts";

const own: Rights = { licence: "own", author: "", ground: "", people: "none" };
const consent = (givenBy: Consent["givenBy"], over: Partial<Consent> = {}): Consent => ({ givenBy, until: null, ended: false, ...over });
const DAY = "2026-09-21";

describe("EDI-R5 a picture is shown with a licence and the word of who is in it", () => {
  test("nothing was declared", () => expect(lackOf(undefined, [], DAY)).toBe("rights"));
  test("the council's own, of a place", () => expect(lackOf(own, [], DAY)).toBeUndefined());
  test.each(["CC-BY-4.0", "CC-BY-SA-4.0"] as const)("%s asks for its author", (licence) => {
    expect(lackOf({ ...own, licence }, [], DAY)).toBe("author");
    expect(lackOf({ ...own, licence, author: "Ane Gil" }, [], DAY)).toBeUndefined();
  });
  test("a permission says where it is written", () => {
    expect(lackOf({ ...own, licence: "permission" }, [], DAY)).toBe("ground");
    expect(lackOf({ ...own, licence: "permission", ground: "EXP 2026/14" }, [], DAY)).toBeUndefined();
  });
  test("who can be recognised has said yes, and still does", () => {
    const shown: Rights = { ...own, people: "identifiable" };
    expect(lackOf(shown, [], DAY)).toBe("consent");
    expect(lackOf(shown, [consent("adult")], DAY)).toBeUndefined();
    expect(lackOf(shown, [consent("adult", { until: DAY })], DAY)).toBeUndefined();
    expect(lackOf(shown, [consent("adult", { until: "2026-09-20" })], DAY)).toBe("consent");
    expect(lackOf(shown, [consent("adult", { ended: true })], DAY)).toBe("consent");
  });
  test("fixture 11: a child's face waits for the guardians, an adult's word is not theirs", () => {
    const child: Rights = { ...own, people: "minors" };
    expect(lackOf(child, [], DAY)).toBe("guardian-consent");
    expect(lackOf(child, [consent("adult")], DAY)).toBe("guardian-consent");
    expect(lackOf(child, [consent("guardian")], DAY)).toBeUndefined();
  });
  test("people from behind or in a crowd are not asked", () => expect(lackOf({ ...own, people: "not-identifiable" }, [], DAY)).toBeUndefined());
});

test("the credit names the author, and a public licence with it", () => {
  expect(creditOf(undefined)).toBeUndefined();
  expect(creditOf(own)).toBeUndefined();
  expect(creditOf({ ...own, author: " Ane Gil " })).toBe("Ane Gil");
  expect(creditOf({ ...own, author: "Ane Gil", licence: "CC-BY-SA-4.0" })).toBe("Ane Gil / CC BY SA 4.0");
});
