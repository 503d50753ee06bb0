import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, parseInstant, plusMs } from "#kernel/instant.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { getParameter, getParameterVersion, listActs, listResponsibilities, listUnitChanges, listUnits, listWorkingGroups } from "#modules/policy/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  authorise, endUnit, enterAct, enterPeriod, enterUnit, factsOf, findPerson, importPeople, importUnits, listDepartments, mergeUnits, reorganiseUnit, setParameter, setResponsibility, setWorkingGroup, takePeriodBack, type UnitUses,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-08-01T08:00:00Z");
let council: TestCouncil;
let actId: Id<"act">;
const run = <Value>(work: (tx: Tx) => Promise<Value>) => inTransaction(database.db, work);
const day = (text: string): Instant => parseInstant(`${text}T00:00:00Z`) ?? clock.now();
const unused = (): Promise<UnitUses> => Promise.resolve({ profiles: 0, sources: 0, conversations: 0 });
const act = (more: Partial<Parameters<typeof enterAct>[2]> = {}) => run((tx) => enterAct(tx, council.coordinator, {
  kind: "decree", title: { es: "Normas de gestión de perfiles", eu: "Profilak kudeatzeko arauak" }, issuer: "Alcaldía", place: "Robledal", signedOn: "2026-05-04", inForceFrom: day("2026-05-05"),
  articles: [{ number: "4", title: { es: "Inactividad", eu: "Jarduerarik eza" }, summary: { es: "Un perfil sin publicar se declara inactivo.", eu: "Argitaratzen ez duen profila jarduerarik gabekotzat jotzen da." } }], ...more,
}, clock.now()));

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  actId = expectOk(await act());
});

describe("acts", () => {
  test("ORG-3 are recorded with issuer, place, date, articles and digest; what is missing is said", async () => {
    expect((await listActs(database.db)).find(({ id }) => id === actId)).toMatchObject({ issuer: "Alcaldía", signedOn: "2026-05-04", binding: false, articles: [{ number: "4" }] });
    expect(await act({ title: { es: "Solo en castellano" } })).toMatchObject({ refusal: { kind: "name-missing", language: "eu" } });
    expect(await act({ issuer: " " })).toMatchObject({ refusal: { kind: "act-field-missing", field: "issuer" } });
    expect(await act({ sha256: "abc" })).toMatchObject({ refusal: { kind: "bad-digest" } });
    expect(await act({ url: "javascript:alert(1)" })).toMatchObject({ refusal: { kind: "bad-address" } });
    expect(await run((tx) => enterAct(tx, council.promoter, { kind: "decree", title: { es: "a", eu: "a" }, issuer: "a", place: "a", signedOn: "2026-05-04", inForceFrom: day("2026-05-05") }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  });
});

describe("responsibilities", () => {
  test("ORG-6 each kind of content has a start; an act changes it, with evidence, and it says by which article since when", async () => {
    const of = async (type: string) => (await listResponsibilities(database.db)).find(({ contentType }) => contentType === type);
    expect(await of("procedure")).toMatchObject({ tasks: { write: "technical", approve: "director" }, ground: null });
    const tasks = { write: "technical", revise: "manager", approve: "promoter", publish: "coordinator" } as const;
    const set = (more: object = {}) => run((tx) => setResponsibility(tx, council.coordinator, { contentType: "procedure", tasks, actId, article: "art. 7", ...more }, clock.now()));
    expect(await set({ actId: undefined })).toMatchObject({ refusal: { kind: "act-missing" } });
    expect(await set({ article: " " })).toMatchObject({ refusal: { kind: "article-missing" } });
    expect(await set({ tasks: { ...tasks, approve: "technical" } })).toMatchObject({ refusal: { kind: "writes-and-approves" } });
    expect(await run((tx) => setResponsibility(tx, council.promoter, { contentType: "procedure", tasks, actId, article: "art. 7" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await set());
    expect(await of("procedure")).toMatchObject({ tasks, ground: { article: "art. 7", since: clock.now(), act: { es: "Normas de gestión de perfiles" } } });
    expect(await of("news")).toMatchObject({ ground: null });
    expect((await listRecordsOf(database.db, { type: "act", id: actId })).map(({ kind }) => kind)).toContain("policy.responsibility-set");
  });
});

describe("parameters", () => {
  const set = (value: number, from: string, more: { readonly article?: string } = {}) =>
    run((tx) => setParameter(tx, council.coordinator, { key: "roles.accreditationGraceDays", value, actId, article: more.article ?? "Normas de gestión de perfiles, art. 4", from: day(from) }, clock.now()));

  test("ORG-R2 exactly one value at each instant; ORG-R3 a decision of before keeps the value and the article it was taken under (M1)", async () => {
    expect(await getParameterVersion(database.db, "roles.accreditationGraceDays", day("2026-08-02"))).toMatchObject({ id: null, value: 15, from: null });
    const first = expectOk(await set(180, "2026-08-02"));
    const second = expectOk(await set(120, "2026-09-01"));
    // Decided on 20 August under 180 days; the change of 1 September takes nothing from that.
    expect(await getParameterVersion(database.db, "roles.accreditationGraceDays", day("2026-08-20"))).toEqual({ id: first, value: 180, citation: "Normas de gestión de perfiles, art. 4", actId, from: day("2026-08-02") });
    expect(await getParameter(database.db, "roles.accreditationGraceDays", plusMs(day("2026-09-01"), -1))).toBe(180);
    expect(await getParameterVersion(database.db, "roles.accreditationGraceDays", day("2026-09-01"))).toMatchObject({ id: second, value: 120 });
    expect(await set(90, "2026-09-01")).toMatchObject({ refusal: { kind: "parameter-taken" } });
    expect(await set(120, "2026-10-01")).toMatchObject({ refusal: { kind: "bad-value", because: "same" } });
    expect(await set(90, "2026-07-31")).toMatchObject({ refusal: { kind: "in-the-past" } });
    expect(await set(90, "2026-11-01", { article: " " })).toMatchObject({ refusal: { kind: "article-missing" } });
  });

  test("ORG-R2 two who set the same parameter from the same instant: one of them does", async () => {
    const both = await Promise.all([set(30, "2026-12-01"), set(31, "2026-12-01")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ refusal: { kind: "parameter-taken" } });
  });

  test("cite an act that exists, and take only values of their own kind", async () => {
    const change = { key: "roles.accreditationRequired", value: false, actId, article: "art. 1", from: day("2026-08-02") } as const;
    const asked = (more: object) => run((tx) => setParameter(tx, council.coordinator, { ...change, ...more }, clock.now()));
    expect(await asked({ actId: undefined })).toMatchObject({ refusal: { kind: "act-missing" } });
    expect(await asked({ value: 3 })).toMatchObject({ refusal: { kind: "bad-value", because: "type" } });
    expect(await asked({ key: "roles.unheardOf" })).toMatchObject({ refusal: { kind: "unknown-parameter" } });
    expect(await asked({ key: "roles.requiredAreas", value: "protocols, cooking" })).toMatchObject({ refusal: { kind: "bad-value" } });
    expect((await asked({})).ok).toBe(true);
    expect(await getParameter(database.db, "roles.accreditationRequired", day("2026-08-03"))).toBe(false);
    const { rows } = await sql<{ n: number }>`select count(*) as n from evidence.record where kind = 'policy.parameter-set'`.execute(database.db);
    expect(rows[0]?.n).toBeGreaterThanOrEqual(4);
  });
});

describe("units", () => {
  const enter = async (name: string, parentId: Id<"unit"> | undefined, dir3 = "") => expectOk(await run((tx) => enterUnit(tx, council.coordinator, { kind: "service", name: { es: name, eu: name }, parentId, dir3 }, clock.now())));

  test("ORG-9 a service that moves to another department takes its people and roles along; its history says where it was (fixture 32)", async () => {
    const pools = await enter("Piscinas", council.units.sports);
    const promoter = await enterStaff(database.db, { name: "Piedad Piscinas", postType: "service_head", role: "promoter", unitId: pools }, clock.now());
    const may = (actor: { readonly personId: Id<"person"> }) => run((tx) => authorise(tx, actor, "publication.approve", { unitId: pools, profileIds: [] }, clock.now()));
    expect([(await may(promoter)).ok, (await may(council.otherPromoter)).ok, (await may(council.promoter)).ok]).toEqual([true, true, false]);
    expectOk(await run((tx) => reorganiseUnit(tx, council.coordinator, { id: pools, name: { es: "Piscinas", eu: "Igerilekuak" }, dir3: "L01010591", parentId: council.units.mobility, actId, reason: "Decreto de estructura" }, clock.now())));
    expect([(await may(promoter)).ok, (await may(council.otherPromoter)).ok, (await may(council.promoter)).ok]).toEqual([true, false, true]);
    expect((await listDepartments(database.db, [promoter.personId])).get(promoter.personId)?.name).toMatchObject({ es: "Movilidad" });
    expect((await listUnitChanges(database.db, pools)).map(({ change, parent }) => [change, parent?.["es"]])).toEqual([["moved", "Movilidad"], ["entered", "Deporte"]]);
    const other = await enter("Otra", undefined);
    expect(await run((tx) => reorganiseUnit(tx, council.coordinator, { id: other, name: { es: "Otra", eu: "Beste bat" }, dir3: "L01010591", parentId: null, actId, reason: "x" }, clock.now()))).toMatchObject({ refusal: { kind: "dir3-taken" } });
    expect(await run((tx) => reorganiseUnit(tx, council.coordinator, { id: council.units.mobility, name: { es: "Movilidad", eu: "Mugikortasuna" }, dir3: "", parentId: pools, actId, reason: "x" }, clock.now()))).toMatchObject({ refusal: { kind: "unit-below-itself" } });
  });

  test("two moves that would put each below the other: one of them is refused", async () => {
    const [one, two] = [await enter("Una", undefined), await enter("Dos", undefined)];
    const move = (id: Id<"unit">, parentId: Id<"unit">, name: string) => run((tx) => reorganiseUnit(tx, council.coordinator, { id, name: { es: name, eu: name }, dir3: "", parentId, actId, reason: "cruce" }, clock.now()));
    const both = await Promise.all([move(one, two, "Una"), move(two, one, "Dos")]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ refusal: { kind: "unit-below-itself" } });
  });

  test("ORG-9 a merge carries units, people and roles; the old unit is closed and whoever answers for the new one answers for what was the old one's", async () => {
    const [old, next] = [await enter("Fiestas", council.units.sports), await enter("Eventos", council.units.mobility)];
    const below = await enter("Fuegos", old);
    const promoter = await enterStaff(database.db, { name: "Felisa Fiestas", postType: "unit_head", role: "promoter", unitId: old }, clock.now());
    expectOk(await run((tx) => mergeUnits(tx, council.coordinator, { id: old, into: next, actId, reason: "Decreto de estructura" }, clock.now())));
    const units = await listUnits(database.db, clock.now());
    expect(units.some(({ id }) => id === old)).toBe(false);
    expect(units.find(({ id }) => id === below)?.parentId).toBe(next);
    expect((await findPerson(database.db, promoter.personId))?.unitId).toBe(next);
    expect([...(await factsOf(database.db, council.promoter, clock.now())).promotes]).toEqual(expect.arrayContaining([old, next, below]));
    expect([...(await factsOf(database.db, promoter, clock.now())).promotes]).toContain(old);
  });

  test("ORG-R1 a unit that owns active profiles, sources or open conversations is not closed, nor one with people or units", async () => {
    const unit = await enter("Cierre", undefined);
    const close = (uses: () => Promise<UnitUses>) => run((tx) => endUnit(tx, council.coordinator, { id: unit, actId, reason: "Decreto" }, uses, clock.now()));
    expect(await close(() => Promise.resolve({ profiles: 1, sources: 0, conversations: 2 }))).toMatchObject({ refusal: { kind: "unit-in-use", profiles: 1, conversations: 2 } });
    const child = await enter("Hija", unit);
    expect(await close(unused)).toMatchObject({ refusal: { kind: "unit-not-empty", units: 1, people: 0 } });
    expectOk(await run((tx) => endUnit(tx, council.coordinator, { id: child, actId, reason: "Decreto" }, unused, clock.now())));
    await enterStaff(database.db, { name: "Queda Gente", postType: "unit_head", role: "promoter", unitId: unit }, clock.now());
    expect(await close(unused)).toMatchObject({ refusal: { kind: "unit-not-empty", units: 0, people: 1 } });
  });
});

describe("lists", () => {
  test("ORG-1 units come in from a list, one below another of the same list; each row says what came of it", async () => {
    const csv = "kind;name_es;name_eu;parent;dir3\nservice;Servicio de Jardines;Lorategien Zerbitzua;Movilidad;L01010777\nunit;Unidad de Viveros;Mintegien Unitatea;Servicio de Jardines;\nteam;Equipo;Taldea;;\nunit;Solo castellano;;Movilidad;\nunit;Perdida;Galdua;Nadie;\n";
    const rows = expectOk(await run((tx) => importUnits(tx, council.coordinator, csv, clock.now())));
    expect(rows.map(({ line, outcome, refusal }) => [line, outcome, refusal?.kind])).toEqual([
      [2, "entered", undefined], [3, "entered", undefined], [4, "refused", "list-kind"], [5, "refused", "name-missing"], [6, "refused", "list-unit"],
    ]);
    const units = await listUnits(database.db, clock.now());
    expect(units.find(({ name }) => name["es"] === "Unidad de Viveros")?.parentId).toBe(units.find(({ name }) => name["es"] === "Servicio de Jardines")?.id);
    expect(await run((tx) => importUnits(tx, council.promoter, csv, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => importUnits(tx, council.coordinator, "name_es\nUno\n", clock.now()))).toMatchObject({ refusal: { kind: "list-columns", columns: ["kind"] } });
  });

  test("ORG-2 people come in from a list; a mail that is taken keeps no other out", async () => {
    const csv = "name,email,post,unit,suited\nLourdes Lista,lourdes@robledal.example,technical,Movilidad,no\nOtra Lista,LOURDES@robledal.example,technical,,\nMala Lista,mala@robledal.example,jefa,,\n";
    const rows = expectOk(await run((tx) => importPeople(tx, council.coordinator, csv, clock.now())));
    expect(rows.map(({ outcome, refusal }) => [outcome, refusal?.kind])).toEqual([["entered", undefined], ["refused", "email-taken"], ["refused", "list-post"]]);
    expect(await run((tx) => importPeople(tx, council.coordinator, "\n", clock.now()))).toMatchObject({ refusal: { kind: "list-empty" } });
  });
});

test("ROL-R8 an election period is entered with its days and can be taken back", async () => {
  const id = expectOk(await run((tx) => enterPeriod(tx, council.coordinator, { name: { es: "Municipales 2027", eu: "2027ko udal-hauteskundeak" }, from: day("2027-03-30"), to: day("2027-05-24"), actId }, clock.now())));
  expect(await run((tx) => enterPeriod(tx, council.coordinator, { name: { es: "x", eu: "x" }, from: day("2027-05-24"), to: plusMs(day("2027-05-24"), -DAY), actId }, clock.now()))).toMatchObject({ refusal: { kind: "bad-term" } });
  expectOk(await run((tx) => takePeriodBack(tx, council.coordinator, id, clock.now())));
  expect(await run((tx) => takePeriodBack(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "unknown-period" } });
});

test("ORG-5 the working group is led by two units and is of several Departments; how it was made up before stays", async () => {
  const group = { leadUnits: [council.units.transparency, council.units.mobility], members: [council.coordinator.personId, council.promoter.personId], actId } as const;
  const set = (actor: Parameters<typeof setWorkingGroup>[1], more: Partial<Parameters<typeof setWorkingGroup>[2]> = {}) => run((tx) => setWorkingGroup(tx, actor, { ...group, ...more }, clock.now()));
  expect(await set(council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
  expect(await set(council.coordinator, { leadUnits: [council.units.transparency] })).toEqual({ ok: false, refusal: { kind: "group-leads", need: 2, have: 1 } });
  expect(await set(council.coordinator, { members: [council.coordinator.personId, council.secondCoordinator.personId] })).toEqual({ ok: false, refusal: { kind: "group-not-interdepartmental" } });
  expect(await set(council.coordinator, { actId: undefined })).toMatchObject({ refusal: { kind: "act-missing" } });
  expectOk(await set(council.coordinator));
  expectOk(await set(council.coordinator, { members: [...group.members, council.otherPromoter.personId] }));
  const [present, before] = await listWorkingGroups(database.db);
  expect(present).toMatchObject({ leadUnits: group.leadUnits, actId });
  expect(present?.members).toHaveLength(3);
  expect(before?.members).toHaveLength(2);
});
