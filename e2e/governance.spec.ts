import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ContractsView, ConversationView, InboxPage, PeopleView, PersonView, ProfileView, PublicationPage, UnitView } from "#web/office/views.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";

let app: RunningProcess;
const who: Record<string, OfficeClient> = {};
const ids: Record<string, string> = {};
const nowhere = "01a05bfb-7000-790f-964d-ae2e12d45bd3";
const client = (name: string): OfficeClient => who[name] ?? ((): never => { throw new Error(`nobody is ${name}`); })();

async function enter(key: string, name: string, postType: string, unitId: string | null): Promise<void> {
  const { personId } = await client("coordinator").call<{ personId: string }>("POST", "/people", { name, email: `${key}@robledal.example`, postType, unitId, suited: true });
  ids[key] = personId;
}
const appoint = (key: string, role: string, scope: { readonly unitId?: string; readonly profileId?: string }) =>
  client("coordinator").call("POST", `/people/${ids[key]}/appointments`, { role, unitId: scope.unitId ?? null, profileId: scope.profileId ?? null, act: "Decreto 9/2026", justification: "Conoce el perfil desde su apertura" });
const today = "2026-09-21";
const areas = ["internal_functioning", "internal_channels", "protocols", "citizen_mailbox", "subject_field"];
const accredit = async (key: string, of: readonly string[] = areas) => {
  for (const area of of) await client("coordinator").call("POST", `/people/${ids[key]}/competences`, { area, proof: "course", evidence: "Curso 4/2026", obtainedOn: today, validUntil: null });
};

beforeAll(async () => {
  app = await startExampleCity();
  const named = { coordinator: "Beñat Arrieta", promoter: "Carmen Ruiz de Loizaga", otherPromoter: "Inés Salazar", manager: "Leire Otxoa" };
  for (const [key, name] of Object.entries(named)) who[key] = await signInAs(app.origin, name);
  const units = await client("coordinator").call<readonly UnitView[]>("GET", "/units");
  const unitOf = (name: string) => units.find((unit) => unit.name["es"]?.startsWith(name))?.id ?? "";
  const profiles = await client("coordinator").call<readonly ProfileView[]>("GET", "/profiles");
  ids["city"] = profiles.find((profile) => profile.address.includes("robledal@") || profile.address.includes("@robledal"))?.id ?? profiles[0]?.id ?? "";
  const people = await client("coordinator").call<PeopleView>("GET", "/people");
  ids["amaia"] = people.people.find(({ name }) => name === "Amaia Zubeldia")?.id ?? "";
  ids["mobility"] = unitOf("Movilidad");
  await enter("director", "Diana Directora", "director", ids["mobility"]);
  await appoint("director", "director", { unitId: ids["mobility"] });
  await enter("technician", "Tomás Técnico", "technical", ids["mobility"]);
  await appoint("technician", "technician", { unitId: ids["mobility"] });
  await enter("auditor", "Aurora Auditora", "technical", unitOf("Unidad"));
  await appoint("auditor", "auditor", {});
  await enter("dataProtection", "Delia Datos", "technical", unitOf("Unidad"));
  await appoint("dataProtection", "data_protection", {});
  await enter("sysadmin", "Sisto Sistemas", "technical", unitOf("Unidad"));
  await appoint("sysadmin", "sysadmin", {});
  await enter("external", "Edu Externo", "external", null);
  const { contractId } = await client("coordinator").call<{ contractId: string }>("POST", "/contracts", {
    fileNo: "CON/2026/7", company: "Comunica Norte, S. L.", object: "Apoyo en fiestas", officerId: ids["amaia"], profileIds: [ids["city"]], startsOn: "2026-06-01", endsOn: "2026-10-03", answers: true, directMessages: false,
    exceptionality: "Durante las fiestas el volumen de mensajes supera lo que el equipo municipal puede atender, y no hay personal disponible en esas fechas.",
  });
  ids["contract"] = contractId;
  await client("coordinator").call("POST", `/contracts/${contractId}/people`, { personId: ids["external"] });
  await client("coordinator").call("POST", `/contracts/${contractId}/signatures`, { dpaSignedOn: "2026-05-20", clauses: true });
  await client("coordinator").call("POST", `/contracts/${contractId}/start`, {});
  await appoint("external", "manager", { profileId: ids["city"] });
  await accredit("external");
  const names = { director: "Diana Directora", technician: "Tomás Técnico", auditor: "Aurora Auditora", dataProtection: "Delia Datos", sysadmin: "Sisto Sistemas", external: "Edu Externo" };
  for (const [key, name] of Object.entries(names)) who[key] = await signInAs(app.origin, name);
  const acts = (await client("external").call<{ toSign: { actId: string } | null }>("GET", "/account/commitments")).toSign;
  await client("external").call("POST", "/account/commitments/sign", { actId: acts?.actId ?? "" });
  const waiting = await client("coordinator").call<PublicationPage>("GET", "/publications?state=in_review");
  ids["publication"] = waiting.publications[0]?.id ?? "";
  const inbox = await client("coordinator").call<InboxPage>("GET", "/conversations?tab=waiting");
  ids["conversation"] = inbox.conversations[0]?.id ?? "";
  const all = [...inbox.conversations, ...(await client("manager").call<InboxPage>("GET", "/conversations?tab=waiting")).conversations];
  ids["private"] = all.find((row) => "private" in row && row.private)?.id ?? "";
}, 180_000);
afterAll(() => app.remove());

const order = ["coordinator", "promoter", "otherPromoter", "manager", "director", "external", "technician", "auditor", "dataProtection", "sysadmin"] as const;

/**
 * Table 5.1, as far as there is a command for it: one column a role in the order above; `+` is let through to the command's own
 * conditions, `-` is refused as not permitted, with who may.
 */
const matrix: readonly (readonly [what: string, method: string, path: () => string, input: object | undefined, allowed: string])[] = [
  ["read the registers", "GET", () => "/policy", undefined, "++++++++++"],
  ["register a web source", "POST", () => "/sources", { url: "not an address", name: "", unitId: null }, "+---------"],
  ["decide on a web source", "POST", () => `/sources/${nowhere}/move`, { state: "active", reason: "Es nuestra" }, "+---------"],
  ["propose a web source of mobility", "POST", () => "/sources", () => ({ url: "not an address", name: "", unitId: ids["mobility"] }), "++--+-----"],
  ["have a source read now", "POST", () => `/sources/${nowhere}/read`, {}, "+++-------"],
  ["propose a page of no department", "POST", () => "/items", { url: "https://nowhere.example/x" }, "+--+-+----"],
  ["draft", "POST", () => "/publications", { title: "Prueba de permisos" }, "++++-+----"],
  ["approve a publication of mobility", "POST", () => `/publications/${ids["publication"]}/approve`, { hash: "0".repeat(64) }, "++--------"],
  ["answer in the city's profile: take the conversation", "POST", () => `/conversations/${ids["conversation"]}/claim`, { takeOver: true }, "+--+-+----"],
  ["answer in the city's profile: send", "POST", () => `/conversations/${ids["conversation"]}/answer`, { revision: -1, kind: "answer", texts: {}, promisedLocal: null, thenClose: false }, "+--+------"],
  ["open a private conversation with a reason", "POST", () => `/conversations/${ids["conversation"]}/open-private`, { reason: "" }, "+------++-"],
  ["erase a citizen", "POST", () => `/conversations/${nowhere}/erase-citizen`, { reason: "" }, "+---------"],
  ["stop everything (crisis)", "POST", () => "/stops", { profileIds: null, reason: " " }, "+---------"],
  ["tokens: connect an account", "POST", () => `/profiles/${ids["city"]}/connection`, {}, "+--------+"],
  ["enter a profile", "POST", () => "/profiles", { network: "feed", handle: "", displayName: {}, summary: {}, unitId: null, languages: ["es"], layout: "separate", reason: "" }, "+---------"],
  ["policy: set a parameter", "POST", () => "/policy/parameters", { key: "nothing", value: 1, actId: null, article: "", from: null }, "+---------"],
  ["policy: record an act", "POST", () => "/policy/acts", { kind: "decree", title: {}, issuer: "", place: "", signedOn: today, inForceFrom: today, url: "", sha256: "", binding: false, articles: [] }, "+---------"],
  ["organisation: enter a unit", "POST", () => "/organisation", { kind: "unit", name: {}, parentId: null, dir3: "" }, "+---------"],
  ["calendar: enter a holiday", "POST", () => "/holidays", { day: "", name: {} }, "+---------"],
  ["people: read", "GET", () => "/people", undefined, "+++++-++++"],
  ["people: appoint", "POST", () => `/people/${nowhere}/appointments`, { role: "manager", unitId: null, profileId: null, act: "", justification: "" }, "+---------"],
  ["training of somebody of mobility", "POST", () => `/people/${ids["technician"]}/competences`, { area: "security", proof: "course", evidence: " ", obtainedOn: today, validUntil: null }, "++--+-----"],
  ["access review: read", "GET", () => "/access-review", undefined, "+------++-"],
  ["access review: decide", "POST", () => `/access-review/${nowhere}/decide`, { appointmentId: nowhere, keep: true, reason: "" }, "+---------"],
  ["contracts: read", "GET", () => "/contracts", undefined, "+++-+--++-"],
  ["contracts: enter", "POST", () => "/contracts", { fileNo: "", company: "", object: "", exceptionality: "", officerId: nowhere, profileIds: [], startsOn: today, endsOn: today, answers: false, directMessages: false }, "+---------"],
];

describe("5.1 permissions, through the back office's own endpoints", () => {
  test.each(matrix)("%s", async (_what, method, path, input, allowed) => {
    const answers = [];
    for (const [at, role] of order.entries()) {
      const { status, body } = await client(role).ask(method, path(), typeof input === "function" ? input() : input);
      const refusal = typeof body === "object" && body !== null && "refusal" in body ? body.refusal : undefined;
      if (allowed[at] === "-") expect([role, status, refusal]).toMatchObject([role, 403, { kind: "not-permitted" }]);
      answers.push(status === 403 || status === 401 ? "-" : "+");
    }
    expect(answers.join("")).toBe(allowed);
  });

  test("a refusal says who may", async () => {
    expect((await client("sysadmin").ask("POST", "/publications", { title: "x" })).body).toEqual({
      refusal: { kind: "not-permitted", action: "publication.draft", because: "role", who: ["coordinator", "promoter", "manager"] },
    });
  });
});

test("M4 ROL-R5 ROL-R10 Ane without the mailbox is told what is missing and who owes it; once the course is recorded she may answer", async () => {
  const units = await client("coordinator").call<readonly UnitView[]>("GET", "/units");
  const sports = units.find((unit) => unit.name["es"] === "Deporte")?.id ?? "";
  await client("coordinator").call("PUT", `/organisation/${sports}`, { name: { es: "Departamento de Deporte", eu: "Kirol Saila" }, parentId: null, dir3: "", actId: null, reason: "Decreto de estructura" });
  await enter("ane", "Ane Bis", "technical", sports);
  await appoint("ane", "manager", { profileId: ids["city"] ?? "" });
  who["ane"] = await signInAs(app.origin, "Ane Bis");
  const toSign = (await client("ane").call<{ toSign: { actId: string } }>("GET", "/account/commitments")).toSign;
  await client("ane").call("POST", "/account/commitments/sign", { actId: toSign.actId });
  await accredit("ane", areas.filter((area) => area !== "citizen_mailbox"));
  const claim = () => client("ane").ask("POST", `/conversations/${ids["conversation"]}/claim`, { takeOver: true });
  expect(await claim()).toEqual({
    status: 403,
    body: { refusal: { kind: "not-accredited", missing: ["citizen_mailbox"], have: 4, need: 5, count: 1, department: { es: "Departamento de Deporte", eu: "Kirol Saila" } } },
  });
  // S17: her Department's head sees the task until it is done.
  const tasksOf = async () => (await client("otherPromoter").call<{ tasks: readonly { kind: string; name?: string }[] }>("GET", "/today")).tasks.filter(({ kind, name }) => kind === "training" && name === "Ane Bis");
  expect(await tasksOf()).toHaveLength(1);
  await client("otherPromoter").call("POST", `/people/${ids["ane"]}/competences`, { area: "citizen_mailbox", proof: "course", evidence: "Curso del buzón", obtainedOn: today, validUntil: null });
  expect((await claim()).status).toBe(200);
  expect(await tasksOf()).toHaveLength(0);
  expect((await client("coordinator").call<PersonView>("GET", `/people/${ids["ane"]}`)).fitness).toMatchObject({ fit: true, commitments: "signed" });
});

test("ROL-R9 somebody removed while signed in loses the session, the open stream and every right at once", async () => {
  await enter("leaving", "Leo Sale", "technical", ids["mobility"] ?? null);
  await appoint("leaving", "manager", { profileId: ids["city"] ?? "" });
  who["leaving"] = await signInAs(app.origin, "Leo Sale");
  const stream = await fetch(`${app.origin}/office/live`, { headers: { cookie: client("leaving").cookie, "sec-fetch-site": "same-origin" } });
  expect(stream.status).toBe(200);
  const reader = stream.body?.getReader();
  let cutAt = 0;
  const reading = (async () => {
    try {
      while (!(await reader?.read())?.done) continue;
    } catch {
      // Cut in the middle of a message: that is what is waited for.
    }
    cutAt = performance.now();
  })();
  expect((await client("leaving").ask("GET", "/today")).status).toBe(200);
  // Somebody else ends the post while they work.
  const working = Promise.all(Array.from({ length: 20 }, () => client("leaving").ask("POST", "/publications", { title: "Mientras tanto" })));
  await client("coordinator").call("POST", `/people/${ids["leaving"]}/end-post`, { reason: "Fin del contrato", next: null });
  const ended = performance.now();
  expect((await client("leaving").ask("GET", "/today")).status).toBe(401);
  await Promise.race([reading, sleep(5_000)]);
  expect(cutAt).toBeGreaterThan(0);
  expect(cutAt - ended).toBeLessThan(1_500);
  for (const { status } of await working) expect([200, 401, 403]).toContain(status);
  expect((await client("coordinator").call<PersonView>("GET", `/people/${ids["leaving"]}`)).appointments).toEqual([]);
  expect((await client("leaving").ask("POST", "/publications", { title: "Después" })).status).toBe(401);
});

test("CON-3 what a contractor prepares as an answer is seen by the council's staff, who send it as their own", async () => {
  const path = `/conversations/${ids["conversation"]}`;
  await client("external").call("POST", `${path}/claim`, { takeOver: true });
  const { answerLanguages } = await client("external").call<ConversationView>("GET", path);
  const texts = Object.fromEntries(answerLanguages.map((language) => [language, language === "eu" ? "Bai, zabalik dago." : "Sí, está abierto."]));
  await client("external").call("PUT", `${path}/draft`, { id: ids["conversation"], texts });
  const seen = await client("external").call<ConversationView>("GET", path);
  expect(seen).toMatchObject({ external: true, prepared: [], draft: { texts } });
  const answer = { revision: seen.revision, kind: "answer", texts, promisedLocal: null, thenClose: false };
  expect((await client("external").ask("POST", `${path}/answer`, answer)).body).toMatchObject({ refusal: { kind: "not-permitted", action: "conversation.send", because: "external" } });
  expect(await client("manager").call<ConversationView>("GET", path)).toMatchObject({ external: false, prepared: [{ by: "Edu Externo", texts }] });
  await client("manager").call("POST", `${path}/claim`, { takeOver: true });
  const now = await client("manager").call<ConversationView>("GET", path);
  await client("manager").call("POST", `${path}/answer`, { ...answer, revision: now.revision });
  expect((await client("manager").call<ConversationView>("GET", path)).prepared).toEqual([]);
});

test("CON-R3 a contract that is ended takes its people's rights in the same moment", async () => {
  expect((await client("external").ask("POST", "/publications", { title: "Antes" })).status).toBe(200);
  await client("coordinator").call("POST", `/contracts/${ids["contract"]}/end`, { reason: "Fin de las fiestas" });
  expect((await client("external").ask("POST", "/publications", { title: "Después" })).status).toBe(401);
  const { contracts } = await client("coordinator").call<ContractsView>("GET", "/contracts");
  expect(contracts.find(({ id }) => id === ids["contract"])).toMatchObject({ state: "ended" });
});
