import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { addDays, closingDays, daysBetween, silentDays } from "./calendar.ts";
import { checkOpening } from "./opening.ts";
import { checkRequest, emptyRequest, type RequestContent, sections, sectionState, sharedWords } from "./request.ts";

const counts = { managers: 2, similarProfiles: 5, shortSamples: 20, longSamples: 10, shortestCampaignMonths: 6 };
const official = ["es", "eu"];
const many = (n: number) => Array.from({ length: n }, (_, index) => `texto ${index}`);
const whole: RequestContent = {
  ...emptyRequest(official), unitId: "u", purpose: "p", objectives: ["o"], publics: ["p"], publicsEvidence: "e", findings: "f", whyNew: "w", kind: "facility",
  networks: [{ network: "x", reason: "r", handle: "robledal" }], interactionTypes: ["listen"], postsPerWeek: 6, estimateAccepted: true,
  team: [{ personId: "a", role: "manager", hours: 7, accreditedBy: "" }, { personId: "b", role: "manager", hours: 6, accreditedBy: "" }],
  contentKinds: "c", sources: "s", shortSamples: many(20), longSamples: many(10), commentPolicy: "c", replyCircuit: "r", crisisContact: "c", indicators: ["i"], similarProfiles: many(5), training: "t",
  dataProtection: true, accessibility: true, displayName: { es: "R", eu: "H" }, firstPostOn: "2026-11-02",
};
const kinds = (content: RequestContent) => checkRequest(content, counts, official).map(({ section, kind, level, data }) => `${level} ${section} ${kind} ${Object.values(data).join(" ")}`.trim());

describe("PRO-R2 what a request must say", () => {
  test("PRO-R2 a whole one lacks nothing; every part of it is done", () => {
    expect(kinds(whole)).toEqual([]);
    for (const section of sections) expect(sectionState(section, whole, [])).toBe("done");
  });

  test.each<[string, Partial<RequestContent>, string]>([
    ["two managers", { team: whole.team.slice(0, 1) }, "block team too-few managers 1 2"],
    ["two people, not one twice", { team: [whole.team[0], whole.team[0]].flatMap((member) => (member ? [member] : [])) }, "block team too-few managers 1 2"],
    ["an objective", { objectives: [" "] }, "block purpose too-few objectives 0 1"],
    ["a public", { publics: [] }, "block publics too-few publics 0 1"],
    ["an interaction type", { interactionTypes: [] }, "block interaction too-few interactionTypes 0 1"],
    ["five similar profiles", { similarProfiles: [...many(4), "Texto 0"] }, "block indicators too-few similarProfiles 4 5"],
    ["twenty short samples", { shortSamples: many(19) }, "block content too-few shortSamples 19 20"],
    ["ten long samples", { longSamples: many(9) }, "block content too-few longSamples 9 10"],
    ["the estimate accepted", { estimateAccepted: false }, "block interaction estimate-not-accepted"],
    ["why a contractor, when there is one", { contractor: true }, "block contractor exceptionality-missing"],
    ["a name in each official language", { displayName: { es: "R" } }, "block naming name-missing eu"],
  ])("PRO-R2 it must say %s", (_what, change, expected) => {
    expect(kinds({ ...whole, ...change })).toEqual([expected]);
  });

  test("PRO-R5 a campaign of less than six months is warned of, not refused", () => {
    expect(kinds({ ...whole, kind: "campaign", durationMonths: 5 })).toEqual(["warn kind campaign-short 5 6"]);
    expect(kinds({ ...whole, kind: "campaign", durationMonths: 6 })).toEqual([]);
    expect(kinds({ ...whole, kind: "campaign" })).toEqual(["block kind duration-missing"]);
  });

  test("PRO-R4 topics that a profile speaks about already are found by their words, whatever their accents", () => {
    expect(sharedWords("Piscinas y natación al aire libre", "Avisos de las piscinas municipales y cursos de natacion")).toEqual(["piscinas", "natacion"]);
    expect(sharedWords("Avisos municipales", "Información municipal: avisos")).toEqual([]);
  });

  test("an untouched part is empty, a touched one begun", () => {
    const empty = emptyRequest(official);
    const findings = checkRequest(empty, counts, official);
    expect(sectionState("purpose", empty, findings)).toBe("empty");
    expect(sectionState("purpose", { ...empty, purpose: "x" }, findings)).toBe("begun");
  });
});

describe("PRO-R7 and PRO-10 days", () => {
  test("PRO-R7 last own post 2026-03-20: on 2026-09-17 it is 181 days", () => {
    const facts = { lastPostAt: instant("2026-03-20T10:00:00Z"), activeSince: instant("2020-01-01T00:00:00Z"), keptAt: undefined };
    expect(silentDays(facts, instant("2026-09-16T22:30:00Z"), "Europe/Madrid")).toBe(181);
    expect(silentDays(facts, instant("2026-09-16T10:00:00Z"), "Europe/Madrid")).toBe(180);
  });

  test("PRO-R7 who was kept counts from then, who never spoke from when it could", () => {
    const activeSince = instant("2026-01-01T09:00:00Z");
    expect(silentDays({ lastPostAt: undefined, activeSince, keptAt: undefined }, instant("2026-01-31T09:00:00Z"), "Europe/Madrid")).toBe(30);
    expect(silentDays({ lastPostAt: instant("2026-01-02T09:00:00Z"), activeSince, keptAt: instant("2026-01-21T09:00:00Z") }, instant("2026-01-31T09:00:00Z"), "Europe/Madrid")).toBe(10);
  });

  test("PRO-10 asked on 2026-09-21: notices 2026-09-21, 10-07, 10-19, closed 2026-10-21", () => {
    expect(closingDays("2026-09-21", [30, 14, 2])).toEqual({ closesOn: "2026-10-21", notices: ["2026-09-21", "2026-10-07", "2026-10-19"] });
  });

  test("notices come in order, none before the day of asking, whatever days a council sets", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 3_000 }), (days, shift) => {
      const asked = addDays("2024-01-01", shift);
      const { closesOn, notices } = closingDays(asked, days);
      expect(notices).toEqual([...notices].sort());
      expect(notices[0]).toBe(asked);
      expect(daysBetween(asked, closesOn)).toBe(Math.max(...days));
    }));
  });
});

describe("PRO-R6 what must be in place before a profile speaks", () => {
  const all = { mailbox: "redes@robledal.example", recovery: "Caja fuerte", admins: "Ane, Unidad de Transparencia", mfa: "App", houseRules: "https://robledal.example/normas", hours: "8:30-19:30", avatar: "Escudo", bio: "Bio" };
  const facts = { adminsNeeded: 2, connection: "none", own: false } as const;

  test("PRO-R6 with everything it may", () => expect(checkOpening(all, facts)).toEqual([]));

  test.each(["mailbox", "recovery", "mfa", "houseRules", "hours", "avatar", "bio"] as const)("PRO-R6 without %s it may not", (item) => {
    expect(checkOpening({ ...all, [item]: " " }, facts)).toEqual([{ kind: "opening-item-missing", item }]);
  });

  test("PRO-R6 two administrators, and one name twice is one", () => {
    expect(checkOpening({ ...all, admins: "Ane, ane" }, facts)).toEqual([{ kind: "admins-too-few", have: 1, need: 2 }]);
  });

  test("PRO-R6 an account of our own needs no keys; one elsewhere must be connected", () => {
    expect(checkOpening({ houseRules: "x", hours: "x", avatar: "x", bio: "x" }, { ...facts, own: true })).toEqual([]);
    expect(checkOpening(all, { ...facts, connection: "missing" })).toEqual([{ kind: "not-connected" }]);
  });
});
