import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { type Actor, enterAct, findStanding, setParameter, type Standing } from "#modules/authority/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import { enterProfile, findProfile, listStandings, type NewProfile, noteLastPost, type OpenAccount } from "#modules/register/index.ts";
import { enterAbsence, estimateDedication, listDedications, readDedicationNorms } from "#modules/staffing/index.ts";
import { accountUrl } from "#networks/contract/index.ts";
import { inTransaction, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { instant, testClock } from "#tests/clock.ts";
import { accredit, enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  activateProfile, agreeClosing, claimFound, listFoundDecisions, ratifyClaim, settleFound, askClosing, cancelClosing, certificationDue, certifyProfile, closeProfile, consentToRequest, evaluateRequest, findRequest, handProfileOver, handProfilesOver, keepProfile, listClosings,
  listDormancies, listTransfers, noteNotice, noteOpening, openingItems, ratifySuspension, reckonRequest, receiveProfile, type RequestContent, type RequestId, readRequestHistory, resumeProfile, saveRequest,
  settleClosing, signRequest, startRequest, submitRequest, suspendProfile, takeRequestBack, tellLastPost, watchActivity, watchClosings,
} from "./index.ts";
import { dedicationPlanOf } from "./plan.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let director: Actor;
let otherDirector: Actor;
let ane: Actor;
let jon: Actor;
let serial = 0;

const open: OpenAccount = (_tx, { network, handle, profileId }) =>
  Promise.resolve(network === "activitypub" || network === "feed" ? { account: profileId, url: `https://robledal.example/es/p/${profileId}` } : { account: handle, url: accountUrl(network, handle) });
const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
// A name of its own for each: the mail of a person is made of letters.
const letters = (n: number) => String(n).replaceAll(/\d/g, (digit) => "abcdefghij".charAt(Number(digit)));
const many = (n: number) => Array.from({ length: n }, (_, index) => `Texto de muestra ${index}`);


beforeAll(async () => {
  clock.set("2026-01-01T08:00:00Z");
  council = await foundTestCouncil(database.db, clock.now());
  const staff = (name: string, postType: "director" | "technical", role: "director", unitId: Id<"unit">) => enterStaff(database.db, { name, postType, role, unitId }, clock.now());
  director = await staff("Edurne Dirige", "director", "director", council.units.sports);
  otherDirector = await staff("Felipe Dirige", "director", "director", council.units.mobility);
  // Managers are somebody's managers already: people of the house, with what the Instruction asks.
  const other = await enter({ network: "feed", handle: "otro" });
  ane = await enterStaff(database.db, { name: "Ane Kirola", postType: "technical", role: "manager", unitId: council.units.sports, profileId: other }, clock.now());
  jon = await enterStaff(database.db, { name: "Jon Kirola", postType: "technical", role: "manager", unitId: council.units.sports, profileId: other }, clock.now());
  clock.set("2026-09-21T08:00:00Z");
});
beforeEach(() => {
  serial += 1;
});

const enter = async (profile: Partial<NewProfile> & Pick<NewProfile, "network" | "handle">) => expectOk(await run((tx) => enterProfile(tx, open, council.coordinator, {
  displayName: { es: profile.handle, eu: profile.handle }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "bilingual", reason: "Inventario", ...profile,
}, clock.now())));

function wholeContent(change: Partial<RequestContent> = {}): RequestContent {
  return {
    unitId: council.units.sports, purpose: "Avisos de las piscinas", objectives: ["Reducir llamadas un 20 %"], publics: ["Abonados"], publicsEvidence: "Encuesta 2025", keywords: "piscina", findings: "40 menciones al mes",
    whyNew: "No cabe en el perfil de deporte", kind: "facility", durationMonths: null, networks: [{ network: "x", reason: "Está el público", handle: `piscinas_${serial}` }], languages: ["es", "eu"], layout: "bilingual",
    interactionTypes: ["listen", "moderate", "answer_queries"], postsPerWeek: 6, inbound: { all: 25, queries: 14, complaints: 4, direct: 5 }, liveEventsPerWeek: 0, campaigns: 0, estimateAccepted: true,
    team: [{ personId: ane.personId, role: "manager", hours: 8, accreditedBy: "" }, { personId: jon.personId, role: "manager", hours: 8, accreditedBy: "" }],
    contentKinds: "Avisos", sources: "Web de deporte", shortSamples: many(20), longSamples: many(10), commentPolicy: "Normas", replyCircuit: "Unidad de deporte", crisisContact: "Guardia", indicators: ["Respuestas a tiempo"],
    similarProfiles: ["a", "b", "c", "d", "e"], training: "Ninguna", dataProtection: true, accessibility: true, contractor: false, exceptionality: "", contractFile: "",
    displayName: { es: "Piscinas", eu: "Igerilekuak" }, bio: {}, topics: "", firstPostOn: "2026-11-02", ...change,
  };
}

async function ready(change: Partial<RequestContent> = {}): Promise<{ readonly id: RequestId; readonly revision: number }> {
  const id = expectOk(await run((tx) => startRequest(tx, council.otherPromoter, council.units.sports, clock.now())));
  const { revision } = expectOk(await run((tx) => saveRequest(tx, council.otherPromoter, { id, revision: 1, content: wholeContent(change) }, clock.now())));
  return { id, revision };
}
const sign = (request: { readonly id: RequestId; readonly revision: number }, actor = director) => run((tx) => signRequest(tx, actor, request, clock.now()));
const submit = (request: { readonly id: RequestId; readonly revision: number }, actor = council.otherPromoter) => run((tx) => submitRequest(tx, actor, request, clock.now()));
const evaluate = (request: { readonly id: RequestId; readonly revision: number }, outcome: "open" | "alternative" | "reject" = "open", actor = council.coordinator) => run((tx) => evaluateRequest(tx, actor, {
  ...request, outcome, scores: { need: 2, public: 2, content: 1, team: 2, hours: 2, overlap: 1, languages: 2, accessibility: 2, sustainability: 1 }, metOn: "2026-09-18", minutes: "Acta 9/2026", reasons: "Hay público y equipo", conditions: "", reviewOn: "",
}, clock.now()));
const consent = (request: { readonly id: RequestId; readonly revision: number }, kind: "approval" | "agreement", actor: Actor) => run((tx) => consentToRequest(tx, open, actor, { ...request, kind }, clock.now()));
async function submitted(change: Partial<RequestContent> = {}) {
  const request = await ready(change);
  expectOk(await sign(request));
  expectOk(await submit(request));
  return request;
}
const stateOf = async (id: RequestId) => (await findRequest(database.db, id))?.state;
const standingOf = async (id: Id<"profile">): Promise<Standing | undefined> => (await findStanding(database.db, id))?.state;

describe("asking for a profile", () => {
  test("PRO-R1 the director of the Department signs, and nobody else's", async () => {
    const request = await ready();
    expect(await submit(request)).toMatchObject({ refusal: { kind: "signature-missing" } });
    expect(await sign(request, otherDirector)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(await sign(request, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await sign(request));
    expect(await submit(request, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expectOk(await submit(request));
    expect(await stateOf(request.id)).toBe("submitted");
    expect(await listRecordsOf(database.db, { type: "profile-request", id: request.id })).toHaveLength(3);
  });

  test("PRO-R1 a change after the signature voids it; what is submitted is what was signed", async () => {
    const request = await ready();
    expectOk(await sign(request));
    const { revision } = expectOk(await run((tx) => saveRequest(tx, council.otherPromoter, { ...request, content: wholeContent({ purpose: "Otra cosa" }) }, clock.now())));
    expect(await submit(request)).toMatchObject({ refusal: { kind: "request-moved", revision } });
    expect(await submit({ id: request.id, revision })).toMatchObject({ refusal: { kind: "signature-missing" } });
  });

  test("PRO-R1 submitting while it is edited: what is submitted is a revision that was signed, or nothing", async () => {
    for (let round = 0; round < 6; round += 1) {
      const request = await ready();
      expectOk(await sign(request));
      const [sent, saved] = await Promise.all([submit(request), run((tx) => saveRequest(tx, council.otherPromoter, { ...request, content: wholeContent({ purpose: `Cambio ${round}` }) }, clock.now()))]);
      const found = await findRequest(database.db, request.id);
      if (sent.ok) expect(saved).toMatchObject({ refusal: { kind: "wrong-state" } });
      expect(found?.state).toBe(sent.ok ? "submitted" : "requested");
      expect(found?.content.purpose).toBe(sent.ok ? "Avisos de las piscinas" : `Cambio ${round}`);
    }
  });

  test("PRO-R2 what is missing is refused by name, and the counts are the council's parameters", async () => {
    const request = await ready({ team: [], shortSamples: many(3) });
    expectOk(await sign(request));
    expect(await submit(request)).toMatchObject({ refusal: { kind: "request-incomplete", findings: [
      { section: "team", kind: "too-few", data: { have: 0, need: 2 } }, { section: "content", kind: "too-few", data: { what: "shortSamples", have: 3, need: 20 } },
    ] } });
    await sql`insert into policy.parameter (key, value, article, valid_from, set_by, set_at) values ('register.shortSamples', '3', 'Normas, art. 7', ${clock.now()}, ${council.coordinator.personId}, ${clock.now()})`.execute(database.owner);
    expect(await submit(request)).toMatchObject({ refusal: { kind: "request-incomplete", count: 1 } });
    await sql`delete from policy.parameter where key = 'register.shortSamples'`.execute(database.owner);
  });

  test("PRO-2 two people typing at once: the later one is told whose words are there", async () => {
    const request = await ready();
    expectOk(await run((tx) => saveRequest(tx, council.otherPromoter, { ...request, content: wholeContent({ purpose: "Uno" }) }, clock.now())));
    expect(await run((tx) => saveRequest(tx, council.otherPromoter, { ...request, content: wholeContent({ purpose: "Dos" }) }, clock.now()))).toMatchObject({ refusal: { kind: "request-conflict", savedBy: "Dani Deporte" } });
  });
});

describe("deciding on a request", () => {
  test("PRO-3 only a coordinator evaluates, with every criterion, minutes and reasons; rejected ends it, an alternative reopens it", async () => {
    const request = await submitted();
    expect(await evaluate(request, "open", council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => evaluateRequest(tx, council.coordinator, { ...request, outcome: "open", scores: { need: 2 }, metOn: "2026-09-18", minutes: "Acta", reasons: "Sí", conditions: "", reviewOn: "" }, clock.now()))).toMatchObject({ refusal: { kind: "score-missing", criterion: "public" } });
    expectOk(await evaluate(request, "alternative"));
    expect(await stateOf(request.id)).toBe("alternative");
    const { revision } = expectOk(await run((tx) => saveRequest(tx, council.otherPromoter, { ...request, content: wholeContent({ topics: "otra" }) }, clock.now())));
    expectOk(await sign({ id: request.id, revision }));
    expectOk(await submit({ id: request.id, revision }));
    expectOk(await evaluate({ id: request.id, revision }, "reject"));
    expect(await consent({ id: request.id, revision }, "approval", council.coordinator)).toMatchObject({ refusal: { kind: "wrong-state", state: "rejected" } });
    expect((await readRequestHistory(database.db, request.id)).evaluations.map(({ outcome }) => outcome)).toEqual(["reject", "alternative"]);
  });

  test("5.1 opening takes two: a coordinator and the Department, whoever comes first; its profiles are being opened with team and hours", async () => {
    const request = await submitted();
    expect(await consent(request, "approval", council.coordinator)).toMatchObject({ refusal: { kind: "not-evaluated" } });
    expectOk(await evaluate(request));
    expect(expectOk(await consent(request, "agreement", council.otherPromoter)).opened).toEqual([]);
    expect(await consent(request, "agreement", council.promoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    const { opened: [profileId] } = expectOk(await consent(request, "approval", council.coordinator));
    if (!profileId) throw new Error("nothing was opened");
    expect(await standingOf(profileId)).toBe("opening");
    expect(await findProfile(database.db, profileId)).toMatchObject({ kind: "facility", promoterId: council.otherPromoter.personId, act: "Acta 9/2026", openedOn: undefined });
    const [dedication] = await listDedications(database.db, [profileId], clock.now());
    expect(dedication).toMatchObject({ commitments: [{ hours: 8 }, { hours: 8 }] });
  });

  test("5.1 two coordinators approving at once while the Department agrees: one profile, not two", async () => {
    for (let round = 0; round < 4; round += 1) {
      serial += 100;
      const request = await submitted();
      expectOk(await evaluate(request));
      const answers = await Promise.all([consent(request, "approval", council.coordinator), consent(request, "approval", council.secondCoordinator), consent(request, "agreement", council.otherPromoter)]);
      const opened = answers.flatMap((answer) => (answer.ok ? answer.value.opened : []));
      expect(opened).toHaveLength(1);
      expect(await stateOf(request.id)).toBe("approved");
      const consents = (await readRequestHistory(database.db, request.id)).consents.filter(({ kind }) => kind !== "signature");
      expect(new Set(consents.map(({ by }) => by)).size).toBe(2);
    }
  });

  test("PRO-R3 nobody is approved without competences: a manager not accredited is named, a plan within 30 days is enough", async () => {
    const leire = await enterStaff(database.db, { name: `Leire Kirola ${letters(serial)}`, postType: "technical", role: "manager", unitId: council.units.sports, profileId: await enter({ network: "feed", handle: `leire_${serial}` }), accredited: false }, clock.now());
    const team = (accreditedBy: string) => [{ personId: ane.personId, role: "manager" as const, hours: 8, accreditedBy: "" }, { personId: leire.personId, role: "manager" as const, hours: 8, accreditedBy }];
    const request = await submitted({ team: team("") });
    expectOk(await evaluate(request));
    expect(await consent(request, "approval", council.coordinator)).toMatchObject({ refusal: { kind: "plan-obstacles", obstacles: [{ kind: "manager-not-ready", areas: ["internal_functioning", "internal_channels", "protocols", "citizen_mailbox", "subject_field"] }] } });
    const late = await reckonRequest(database.db, wholeContent({ team: team("2026-10-22") }), clock.now());
    expect(late.obstacles).toMatchObject([{ kind: "plan-too-late", days: 30 }]);
    const planned = await reckonRequest(database.db, wholeContent({ team: team("2026-10-15") }), clock.now());
    expect(planned.obstacles).toEqual([]);
    await inTransaction(database.db, (tx) => accredit(tx, leire.personId, clock.now()));
    expectOk(await consent(request, "approval", council.coordinator));
  });

  test("PRO-R3 a planned manager counts from the end of the plan: before it the first days have nobody else when the other is away", async () => {
    const reckoned = await reckonRequest(database.db, wholeContent({ firstPostOn: "2026-09-22", team: [{ personId: ane.personId, role: "manager", hours: 16, accreditedBy: "" }] }), clock.now());
    expect(reckoned.obstacles).toMatchObject([{ kind: "team-too-small", have: 1, need: 2 }]);
  });

  test("DED-R4 the hours committed are at least those of the estimate", async () => {
    const { hours } = estimateDedication(dedicationPlanOf(wholeContent()), await readDedicationNorms(database.db, "facility", clock.now()));
    const request = await submitted({ team: [{ personId: ane.personId, role: "manager", hours: 3, accreditedBy: "" }, { personId: jon.personId, role: "manager", hours: 3, accreditedBy: "" }] });
    expectOk(await evaluate(request));
    expect(await consent(request, "approval", council.coordinator)).toMatchObject({ refusal: { kind: "plan-obstacles", obstacles: [{ kind: "hours-short", have: 6, need: Math.round(hours * 10) / 10 }] } });
  });

  test("PRO-R3 an absence of both leaves a gap, and nobody approves over it", async () => {
    const [maite, peru] = [await teammate("Maite"), await teammate("Peru")];
    const request = await submitted({ team: [{ personId: maite.personId, role: "manager", hours: 8, accreditedBy: "" }, { personId: peru.personId, role: "manager", hours: 8, accreditedBy: "" }] });
    expectOk(await evaluate(request));
    for (const person of [maite, peru]) expectOk(await absent(person));
    expect(await consent(request, "approval", council.coordinator)).toMatchObject({ refusal: { kind: "plan-obstacles", obstacles: [{ kind: "coverage-gap", day: "2026-11-09" }] } });
  });

  test("PRO-R3 approved while an absence appears: whichever comes first, none is approved over a gap it could see", async () => {
    for (let round = 0; round < 4; round += 1) {
      serial += 1_000;
      const [maite, peru] = [await teammate("Maite"), await teammate("Peru")];
      const request = await submitted({ team: [{ personId: maite.personId, role: "manager", hours: 8, accreditedBy: "" }, { personId: peru.personId, role: "manager", hours: 8, accreditedBy: "" }] });
      expectOk(await evaluate(request));
      expectOk(await consent(request, "agreement", council.otherPromoter));
      expectOk(await absent(maite));
      // The first time one after the other, so that both orders are surely seen; then as it comes.
      const [approved] = round === 0 ? [await consent(request, "approval", council.coordinator), await absent(peru)] : await Promise.all([consent(request, "approval", council.coordinator), absent(peru)]);
      const after = await reckonRequest(database.db, wholeContent({ team: [{ personId: maite.personId, role: "manager", hours: 8, accreditedBy: "" }, { personId: peru.personId, role: "manager", hours: 8, accreditedBy: "" }] }), clock.now());
      expect(after.obstacles).toMatchObject([{ kind: "coverage-gap" }]);
      if (approved.ok) {
        // It came before the absence; the gap then stands between it and its first word.
        const [profileId] = approved.value.opened;
        if (!profileId) throw new Error("nothing was opened");
        await prepare(profileId);
        expect(await run((tx) => activateProfile(tx, council.coordinator, profileId, clock.now()))).toMatchObject({ refusal: { kind: "coverage-gap", day: "2026-11-09" } });
      } else expect(approved.refusal).toMatchObject({ kind: "plan-obstacles" });
    }
  });

  test("PRO-2 taken back, it is changed and signed again; withdrawn, it ends", async () => {
    const request = await submitted();
    expectOk(await run((tx) => takeRequestBack(tx, council.otherPromoter, { id: request.id, to: "requested", reason: "Falta una red" }, clock.now())));
    expect(await submit({ id: request.id, revision: request.revision + 1 })).toMatchObject({ refusal: { kind: "signature-missing" } });
    expectOk(await run((tx) => takeRequestBack(tx, council.otherPromoter, { id: request.id, to: "withdrawn", reason: "Ya no hace falta" }, clock.now())));
    expect(await stateOf(request.id)).toBe("withdrawn");
  });

  async function teammate(name: string): Promise<Actor> {
    return enterStaff(database.db, { name: `${name} Kirola ${letters(serial)}`, postType: "technical", role: "manager", unitId: council.units.sports, profileId: await enter({ network: "feed", handle: `${name.toLowerCase()}_${serial}` }) }, clock.now());
  }
  async function absent(person: Actor) {
    const entered = await run((tx) => enterAbsence(tx, person, { personId: person.personId, kind: "unplanned", when: { from: "2026-11-09", to: "2026-11-13" }, note: "" }, clock.now()));
    return entered;
  }
});

async function prepare(profileId: Id<"profile">): Promise<void> {
  const values = { mailbox: "redes.deporte@robledal.example", recovery: "Caja fuerte", admins: "Ane Kirola, Unidad de Transparencia", mfa: "Aplicación", houseRules: "https://robledal.example/normas", hours: "8:30-19:30", avatar: "Escudo", bio: "Piscinas" };
  for (const item of openingItems) expectOk(await run((tx) => noteOpening(tx, council.coordinator, { profileId, item, value: values[item] }, clock.now())));
}

describe("opening", () => {
  test("PRO-R6 without its checklist nothing is activated; PRO-R11 the mailbox is nobody's in person; then it is, once", async () => {
    const request = await submitted();
    expectOk(await evaluate(request));
    expectOk(await consent(request, "agreement", director));
    const { opened: [profileId] } = expectOk(await consent(request, "approval", council.secondCoordinator));
    if (!profileId) throw new Error("nothing was opened");
    expect(await run((tx) => activateProfile(tx, council.coordinator, profileId, clock.now()))).toMatchObject({ refusal: { kind: "opening-incomplete", count: 8 } });
    expect(await run((tx) => noteOpening(tx, council.coordinator, { profileId, item: "mailbox", value: "ane.kirola@robledal.example" }, clock.now()))).toMatchObject({ refusal: { kind: "mail-of-a-person" } });
    await prepare(profileId);
    const both = await Promise.all([council.coordinator, council.secondCoordinator].map((actor) => run((tx) => activateProfile(tx, actor, profileId, clock.now()))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await standingOf(profileId)).toBe("active");
    expect(await findProfile(database.db, profileId)).toMatchObject({ openedOn: "2026-09-21", credentialsMail: "redes.deporte@robledal.example", certifiedAt: clock.now() });
  });
});

describe("silence and closing", () => {
  const watch = () => watchActivity({ db: database.db, clock });
  const closings = () => watchClosings({ db: database.db, clock });

  test("M3 acceptance: Piscinas Ibaialde, silent since 2026-03-20, dormant on 2026-09-17, asked to close on 2026-09-21, closed on 2026-10-21, its handle reserved", async () => {
    clock.set("2026-03-01T09:00:00Z");
    const profileId = await enter({ network: "facebook", handle: "piscinas.ibaialde" });
    await inTransaction(database.db, (tx) => noteLastPost(tx, { profileId, postedAt: instant("2026-03-20T10:00:00Z"), by: undefined }, clock.now()));
    clock.set("2026-09-16T08:00:00Z");
    await watch();
    expect(await standingOf(profileId)).toBe("active");
    clock.set("2026-09-17T08:00:00Z");
    await watch();
    expect(await standingOf(profileId)).toBe("dormant");
    expect(await listDormancies(database.db, { profileId })).toMatchObject([{ days: 181, limitDays: 180 }]);

    clock.set("2026-09-21T08:00:00Z");
    expectOk(await run((tx) => askClosing(tx, council.otherPromoter, { profileId, reason: "La instalación tiene web propia", legalOrder: "" }, clock.now())));
    expect(await run((tx) => agreeClosing(tx, council.otherPromoter, profileId, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(expectOk(await run((tx) => agreeClosing(tx, council.coordinator, profileId, clock.now())))).toEqual({ closesOn: "2026-10-21" });
    expect((await listClosings(database.db, { profileId }))[0]?.notices.map(({ dueOn }) => dueOn)).toEqual(["2026-09-21", "2026-10-07", "2026-10-19"]);
    expect(await standingOf(profileId)).toBe("closing");

    const notice = (number: number) => run((tx) => noteNotice(tx, council.otherPromoter, { profileId, number, url: `https://www.facebook.com/piscinas.ibaialde/posts/${number}` }, clock.now()));
    expectOk(await notice(1));
    expect(await notice(2)).toMatchObject({ refusal: { kind: "notice-early", day: "2026-10-07" } });
    clock.set("2026-10-07T08:00:00Z");
    expectOk(await notice(2));
    clock.set("2026-10-20T22:30:00Z");
    expect(await run((tx) => closeProfile(tx, council.coordinator, profileId, clock.now()))).toMatchObject({ refusal: { kind: "closing-incomplete", findings: [{ kind: "notice-missing", number: 3 }, { kind: "archive-missing" }, { kind: "handle-missing" }] } });
    expectOk(await notice(3));
    expectOk(await run((tx) => settleClosing(tx, council.coordinator, { profileId, archive: "https://archivo.robledal.example/piscinas", handleKeptBy: "Unidad de Transparencia" }, clock.now())));
    expect(await closings()).toBe(1);
    expect(await standingOf(profileId)).toBe("closed");
    expect((await listStandings(database.db, profileId)).map(({ state }) => state)).toEqual(["active", "dormant", "closing", "closed"]);
    expect(await run((tx) => enterProfile(tx, open, council.coordinator, { network: "facebook", handle: "piscinas.ibaialde", displayName: { es: "P", eu: "P" }, summary: {}, unitId: undefined, languages: ["es", "eu"], layout: "bilingual", reason: "Otra vez" }, clock.now()))).toMatchObject({ refusal: { kind: "handle-taken" } });
  });

  test("M1 acceptance: one that fell silent on 2026-08-20 still shows the 180-day rule after the parameter changed on 2026-09-01", async () => {
    clock.set("2026-02-01T09:00:00Z");
    const profileId = await enter({ network: "instagram", handle: `silencio.${serial}` });
    const actId = expectOk(await run((tx) => enterAct(tx, council.coordinator, {
      kind: "decree", title: { es: "Normas de gestión de perfiles", eu: "Profilak kudeatzeko arauak" }, issuer: "Alcaldía", place: "Robledal", signedOn: "2026-01-15", inForceFrom: clock.now(),
      articles: [{ number: "4", title: { es: "Inactividad", eu: "Jarduerarik eza" }, summary: { es: "Un perfil que no publica queda inactivo.", eu: "Argitaratzen ez duen profila jarduerarik gabe geratzen da." } }],
    }, clock.now())));
    const set = (value: number, from: Instant) => run((tx) => setParameter(tx, council.coordinator, { key: "register.dormantAfterDays", value, actId, article: "Normas de gestión de perfiles, art. 4", from }, clock.now()));
    // The same number as the default: now it is the council's own, with act and article.
    expectOk(await set(180, clock.now()));
    expect(await set(180, instant("2026-03-01T09:00:00Z"))).toMatchObject({ refusal: { kind: "bad-value", because: "same" } });
    clock.set("2026-08-20T08:00:00Z");
    await watch();
    expectOk(await set(120, instant("2026-08-31T22:00:00Z")));
    clock.set("2026-09-02T08:00:00Z");
    const later = await enter({ network: "instagram", handle: `silencio.${serial + 1}` });
    await watch();
    expect(await listDormancies(database.db, { profileId })).toMatchObject([{ at: "2026-08-20T08:00:00.000Z", limitDays: 180, citation: "Normas de gestión de perfiles, art. 4" }]);
    expect(await getParameter(database.db, "register.dormantAfterDays", instant("2026-08-31T21:59:59Z"))).toBe(180);
    clock.set("2027-01-02T08:00:00Z");
    await watch();
    expect(await listDormancies(database.db, { profileId: later })).toMatchObject([{ days: 122, limitDays: 120 }]);
    await sql`delete from policy.parameter where key = 'register.dormantAfterDays'`.execute(database.owner);
  });

  test("PRO-R7 a new post wakes it up; kept with a reason, its days count from then; only its Department or the coordination decides", async () => {
    clock.set("2026-01-10T09:00:00Z");
    const profileId = await enter({ network: "tiktok", handle: `dormido_${serial}` });
    clock.set("2026-08-01T09:00:00Z");
    await watch();
    expect(await standingOf(profileId)).toBe("dormant");
    expectOk(await run((tx) => tellLastPost(tx, council.otherPromoter, { profileId, postedAt: instant("2026-07-31T09:00:00Z") }, clock.now())));
    expect(await standingOf(profileId)).toBe("active");
    clock.set("2027-03-01T09:00:00Z");
    await watch();
    expect(await run((tx) => keepProfile(tx, council.promoter, { profileId, reason: "x" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => keepProfile(tx, council.otherPromoter, { profileId, reason: "Vuelve en verano" }, clock.now())));
    await watch();
    expect(await standingOf(profileId)).toBe("active");
    clock.set("2027-08-29T09:00:00Z");
    await watch();
    expect(await standingOf(profileId)).toBe("dormant");
  });

  test("PRO-R8 by order of a court it closes without notices, still by two people and with its archive", async () => {
    clock.set("2026-09-21T08:00:00Z");
    const profileId = await enter({ network: "threads", handle: `orden_${serial}` });
    expectOk(await run((tx) => askClosing(tx, council.coordinator, { profileId, reason: "Auto 12/2026", legalOrder: "Auto 12/2026 del Juzgado" }, clock.now())));
    expect(await run((tx) => agreeClosing(tx, council.coordinator, profileId, clock.now()))).toMatchObject({ refusal: { kind: "same-person" } });
    expectOk(await run((tx) => agreeClosing(tx, director, profileId, clock.now())));
    expect(await run((tx) => closeProfile(tx, council.coordinator, profileId, clock.now()))).toMatchObject({ refusal: { findings: [{ kind: "archive-missing" }, { kind: "handle-missing" }] } });
    expectOk(await run((tx) => settleClosing(tx, council.coordinator, { profileId, archive: "Expediente 12", handleKeptBy: "Unidad" }, clock.now())));
    const both = await Promise.all([council.coordinator, council.secondCoordinator].map((actor) => run((tx) => closeProfile(tx, actor, profileId, clock.now()))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("PRO-10 a closing that is called off leaves the profile as it was to speak", async () => {
    clock.set("2026-09-21T08:00:00Z");
    const profileId = await enter({ network: "threads", handle: `vuelve_${serial}` });
    expectOk(await run((tx) => askClosing(tx, council.coordinator, { profileId, reason: "Poco uso", legalOrder: "" }, clock.now())));
    expect(await run((tx) => askClosing(tx, council.coordinator, { profileId, reason: "Poco uso", legalOrder: "" }, clock.now()))).toMatchObject({ refusal: { kind: "closing-asked" } });
    expectOk(await run((tx) => agreeClosing(tx, director, profileId, clock.now())));
    expectOk(await run((tx) => cancelClosing(tx, council.coordinator, { profileId, reason: "Se queda" }, clock.now())));
    expect(await standingOf(profileId)).toBe("active");
  });
});

describe("suspension, certification, handing over", () => {
  test("PRO-9 one coordinator suspends at once, another person says so too, and it goes back to how it stood", async () => {
    clock.set("2026-09-21T08:00:00Z");
    const profileId = await enter({ network: "x", handle: `susp_${serial}` });
    expect(await run((tx) => suspendProfile(tx, council.otherPromoter, { profileId, reason: "x" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    const both = await Promise.all([council.coordinator, council.secondCoordinator].map((actor) => run((tx) => suspendProfile(tx, actor, { profileId, reason: "Cuenta robada" }, clock.now()))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    const first = both[0]?.ok ? council.coordinator : council.secondCoordinator;
    expect(await run((tx) => ratifySuspension(tx, first, profileId, clock.now()))).toMatchObject({ refusal: { kind: "same-person" } });
    expectOk(await run((tx) => ratifySuspension(tx, director, profileId, clock.now())));
    expectOk(await run((tx) => resumeProfile(tx, council.coordinator, { profileId, reason: "Recuperada" }, clock.now())));
    expect(await standingOf(profileId)).toBe("active");
  });

  test("PRO-R10 a certification runs out after 365 days", async () => {
    clock.set("2026-09-21T08:00:00Z");
    const profileId = await enter({ network: "x", handle: `cert_${serial}` });
    expectOk(await run((tx) => certifyProfile(tx, council.otherPromoter, { profileId, note: "" }, clock.now())));
    const profile = await findProfile(database.db, profileId);
    if (!profile) throw new Error("no profile");
    expect(certificationDue(profile, 365, plusMs(clock.now(), 365 * DAY))).toBe(false);
    expect(certificationDue(profile, 365, plusMs(clock.now(), 365 * DAY + 1))).toBe(true);
  });

  test("PRO-11 a profile changes hands by an act, and is its new promoter's when they have received it", async () => {
    clock.set("2027-06-15T08:00:00Z");
    const profileId = await enter({ network: "x", handle: `mano_${serial}`, credentialsMail: "redes.deporte@robledal.example" });
    const hand = (toPromoter: Actor) => run((tx) => handProfileOver(tx, council.coordinator, { profileId, kind: "government", act: "Pleno de 13-06-2027", note: "", toUnit: council.units.mobility, toPromoter: toPromoter.personId }, clock.now()));
    expect(await hand(council.otherPromoter)).toMatchObject({ refusal: { kind: "not-its-promoter" } });
    expectOk(await hand(council.promoter));
    expect(await hand(council.promoter)).toMatchObject({ refusal: { kind: "transfer-open" } });
    expect((await findProfile(database.db, profileId))?.unitId).toBe(council.units.sports);
    expect(await run((tx) => receiveProfile(tx, council.otherPromoter, profileId, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => receiveProfile(tx, council.promoter, profileId, clock.now())));
    expect(await findProfile(database.db, profileId)).toMatchObject({ unitId: council.units.mobility, promoterId: council.promoter.personId });
  });
});

describe("PRO-11 a change of government", () => {
  test("several profiles by one act, each with a record that its receiver signs; one that cannot stops them all", async () => {
    clock.set("2027-06-16T08:00:00Z");
    const profileIds = [await enter({ network: "x", handle: `uno_${serial}` }), await enter({ network: "x", handle: `dos_${serial}` }), await enter({ network: "x", handle: `tres_${serial}` })];
    const hand = (change: Partial<Parameters<typeof handProfilesOver>[2]> = {}, actor = council.coordinator) => run((tx) => handProfilesOver(tx, actor, {
      profileIds, kind: "government", act: "Decreto de delegaciones de 16-06-2027", note: "", toUnit: council.units.mobility, toPromoter: council.promoter.personId, ...change,
    }, clock.now()));
    expect(await hand({}, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await hand({ profileIds: [] })).toMatchObject({ refusal: { kind: "nothing-chosen" } });
    expect(await hand({ act: " " })).toMatchObject({ refusal: { kind: "act-missing" } });
    // Without a unit each stays in its own, which this promoter does not promote.
    expect(await hand({ toUnit: undefined })).toMatchObject({ refusal: { kind: "not-its-promoter", profileId: profileIds[0] } });
    const [first, second, third] = profileIds;
    if (!first || !second || !third) throw new Error("no profiles");
    expectOk(await run((tx) => handProfileOver(tx, council.coordinator, { profileId: second, kind: "staff", act: "Decreto 7/2027", note: "", toUnit: council.units.mobility, toPromoter: council.promoter.personId }, clock.now())));
    expect(await hand()).toMatchObject({ refusal: { kind: "transfer-open", profileId: second } });
    expect(await listTransfers(database.db, { profileId: first })).toEqual([]);
    expectOk(await run((tx) => receiveProfile(tx, council.promoter, second, clock.now())));

    expect(expectOk(await hand())).toHaveLength(3);
    for (const profileId of profileIds) {
      const [open_] = await listTransfers(database.db, { profileId, open: true });
      expect(open_).toMatchObject({ kind: "government", act: "Decreto de delegaciones de 16-06-2027", receivedAt: null });
    }
    expectOk(await run((tx) => receiveProfile(tx, council.promoter, first, clock.now())));
    expect((await findProfile(database.db, first))?.unitId).toBe(council.units.mobility);
    expect((await findProfile(database.db, third))?.unitId).toBe(council.units.sports);
  });
});

describe("PRO-1, Annex E: found, then claimed, reported or dismissed", () => {
  const find = (foundAs: "orphan" | "impersonator") => enter({ network: "facebook", handle: `hallado_${serial}_${foundAs}`, state: "found", foundAs, displayName: {} });
  const claim = (profileId: Id<"profile">, actor = council.coordinator, change: Partial<Parameters<typeof claimFound>[2]> = {}) => run((tx) => claimFound(tx, actor, {
    profileId, unitId: council.units.sports, displayName: { es: "Piscinas", eu: "Igerilekuak" }, reason: "Lo abrió el Ayuntamiento en 2015", ...change,
  }, clock.now()));
  const ratify = (profileId: Id<"profile">, actor: Actor) => run((tx) => ratifyClaim(tx, actor, profileId, clock.now()));

  test("a claim counts with a second person's word: then it is opened under its unit", async () => {
    const id = await find("orphan");
    expect(await ratify(id, council.secondCoordinator)).toMatchObject({ refusal: { kind: "not-claimed" } });
    expect(await claim(id, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await claim(id, council.coordinator, { reason: " " })).toMatchObject({ refusal: { kind: "reason-missing" } });
    expect(await claim(id, council.coordinator, { displayName: { es: "Piscinas" } })).toMatchObject({ refusal: { kind: "name-missing", language: "eu" } });
    expectOk(await claim(id));
    expect(await standingOf(id)).toBe("found");
    expect(await claim(id, council.secondCoordinator)).toMatchObject({ refusal: { kind: "found-decided" } });
    expect(await ratify(id, council.coordinator)).toMatchObject({ refusal: { kind: "same-person" } });
    expect(await ratify(id, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expectOk(await ratify(id, director));
    expect(await findProfile(database.db, id)).toMatchObject({ state: "opening", unitId: council.units.sports, displayName: { es: "Piscinas", eu: "Igerilekuak" }, languages: ["es", "eu"], foundAs: undefined });
    expect(await ratify(id, council.secondCoordinator)).toMatchObject({ refusal: { kind: "not-claimed" } });
    expect(await run((tx) => activateProfile(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "opening-incomplete" } });
    expect((await listRecordsOf(database.db, { type: "profile", id })).map(({ kind }) => kind)).toEqual(expect.arrayContaining(["profile.found-claimed", "profile.claim-ratified"]));
  });

  test("two people ratify at once: it is opened once", async () => {
    const id = await find("orphan");
    expectOk(await claim(id));
    const answers = await Promise.all([ratify(id, director), ratify(id, council.secondCoordinator)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await listStandings(database.db, id)).map(({ state }) => state)).toEqual(["found", "opening"]);
  });

  test("a report has its address and its day; what is dismissed has its reason, and both are decided once", async () => {
    const reported = await find("impersonator");
    const report = (reportUrl: string, reportedOn: string) => run((tx) => settleFound(tx, council.coordinator, { profileId: reported, decision: "reported", reason: "Suplanta a la policía", reportUrl, reportedOn }, clock.now()));
    expect(await report("javascript:alert(1)", "2026-09-20")).toMatchObject({ refusal: { kind: "bad-address" } });
    expect(await report("https://facebook.example/help/1", "2099-01-01")).toMatchObject({ refusal: { kind: "bad-day" } });
    const day = clock.now().slice(0, 10);
    expectOk(await report("https://facebook.example/help/1", day));
    expect(await listFoundDecisions(database.db, { profileId: reported })).toMatchObject([{ decision: "reported", reportUrl: "https://facebook.example/help/1", reportedOn: day, byName: "Amaia Coordina" }]);
    expect(await run((tx) => settleFound(tx, council.coordinator, { profileId: reported, decision: "dismissed", reason: "Otra cosa" }, clock.now()))).toMatchObject({ refusal: { kind: "found-decided" } });
    const dismissed = await find("orphan");
    expectOk(await run((tx) => settleFound(tx, council.coordinator, { profileId: dismissed, decision: "dismissed", reason: "Es de una asociación" }, clock.now())));
    expect(await claim(dismissed)).toMatchObject({ refusal: { kind: "found-decided" } });
    expect(await standingOf(dismissed)).toBe("found");
  });

  test("only what is found can be claimed", async () => {
    const id = await enter({ network: "facebook", handle: `propio.${letters(serial)}.kirola` });
    expect(await claim(id)).toMatchObject({ refusal: { kind: "profile-wrong-state", state: "active" } });
  });
});
