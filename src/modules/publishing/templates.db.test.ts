import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { addPicture, declareRights, diskStore } from "#modules/media/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { harvestChannel, listProposals, registerSource } from "#modules/sources/index.ts";
import { feedLimits } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite } from "#tests/site.ts";
import { itemWords } from "#web/office/item-words.ts";
import {
  addProfileGroup, addTemplate, changeProfileGroup, changeTemplate, findPublication, importPublications, listProfileGroups, listPublications, listTemplates, planSeries, readTemplate, removeProfileGroup, retireTemplate, saveDraft, setSlots,
  startFromTemplate, startPublication, startSeries, submitPublication, type TemplateContent,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
const limitsOf = () => feedLimits;
let council: TestCouncil;
let profiles: { readonly own: Id<"profile">; readonly other: Id<"profile"> };
let manager: Actor;

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  const enter = async (handle: string) => expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle, displayName: { es: handle, eu: handle }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal",
  }, clock.now())));
  profiles = { own: await enter("trafico"), other: await enter("fiestas") };
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: profiles.own }, clock.now());
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const content = (change: Partial<TemplateContent> = {}): TemplateContent => ({
  title: "", profiles: [profiles.own], groups: [], texts: { es: "Corte en {{calle}}", eu: "{{kalea}} itxita" }, forks: {}, media: [], exception: null, atNextSlot: false, ...change,
});
const add = (name: string, change: Partial<TemplateContent> = {}, actor: Actor = council.promoter, unitId: Id<"unit"> | null = council.units.mobility) =>
  run((tx) => addTemplate(tx, actor, { name, unitId, content: content(change) }, clock.now()));
const get = async (id: Id<"template">) => {
  const found = (await listTemplates(database.db)).find((template) => template.id === id);
  if (!found) throw new Error("no template");
  return found;
};
const start = (id: Id<"template">, actor: Actor = council.promoter, itemId: Id<"item"> | null = null) => run((tx) => startFromTemplate(tx, itemWords, actor, { id, itemId }, clock.now()));
const draftOf = async (id: Id<"template">, actor?: Actor, itemId?: Id<"item">) => {
  const { publicationId, leftOut } = expectOk(await start(id, actor, itemId));
  return { content: (await findPublication(database.db, publicationId))?.content, leftOut, publicationId };
};
const submit = async (id: Id<"publication">, actor: Actor = council.promoter) => {
  const found = await findPublication(database.db, id);
  return run((tx) => submitPublication(tx, limitsOf, actor, { id, revision: found?.revision ?? 0 }, clock.now()));
};
const blankFinding = { refusal: { kind: "checks-failed", findings: expect.arrayContaining([expect.objectContaining({ rule: "EDI-9" })]) as unknown } };

describe("EDI-9 templates", () => {
  test("are kept under a name, changed as they were seen, retired and brought back; a draft that was begun stays as it is", async () => {
    const id = expectOk(await add("  Corte de calle "));
    const first = await get(id);
    expect(first).toMatchObject({ name: "Corte de calle", retired: false, setBy: "Carmen Movilidad" });
    const { content: draft, publicationId } = await draftOf(id);
    expect(draft).toMatchObject({ texts: { es: "Corte en {{calle}}", eu: "{{kalea}} itxita" }, profiles: [profiles.own], unitId: council.units.mobility, due: null, citations: [] });
    const change = (revision: number) => run((tx) => changeTemplate(tx, council.promoter, { id, revision, name: "Corte", unitId: council.units.mobility, content: content({ texts: { es: "Otra cosa" } }) }, clock.now()));
    expectOk(await change(first.revision));
    expect(await change(first.revision)).toMatchObject({ refusal: { kind: "template-changed", by: "Carmen Movilidad" } });
    expect((await findPublication(database.db, publicationId))?.content.texts["es"]).toBe("Corte en {{calle}}");
    const retire = async (retired: boolean) => { const { revision } = await get(id); return run((tx) => retireTemplate(tx, council.promoter, { id, revision, retired }, clock.now())); };
    expectOk(await retire(true));
    expect(await start(id)).toMatchObject({ refusal: { kind: "template-retired" } });
    // Its name is free meanwhile, and then it cannot come back under it.
    const taker = expectOk(await add("CORTE"));
    expect(await retire(false)).toMatchObject({ refusal: { kind: "template-name-taken", name: "Corte" } });
    const { revision } = await get(taker);
    expectOk(await run((tx) => retireTemplate(tx, council.promoter, { id: taker, revision, retired: true }, clock.now())));
    expectOk(await retire(false));
    expectOk(await start(id));
    expect((await listEventsOf(database.db, { type: "template", id })).map(({ kind }) => kind)).toEqual(["template.kept", "template.kept", "template.retired", "template.kept"]);
  });

  test("of two people who save one name at once one is told; another unit may have the same", async () => {
    const both = await Promise.all([add("A la vez"), add("a la vez", {}, council.coordinator)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ refusal: { kind: "template-name-taken" } });
    expectOk(await add("A la vez", {}, council.otherPromoter, council.units.sports));
    expectOk(await add("A la vez", {}, council.coordinator, null));
  });

  test("who may keep groups may keep templates, for the same; what lacks a name, a text or a unit is told", async () => {
    const notPermitted = { refusal: { kind: "not-permitted" } };
    expect(await add("Todo", {}, council.promoter, null)).toMatchObject(notPermitted);
    expect(await add("Todo", {}, council.otherPromoter)).toMatchObject(notPermitted);
    expect(await add("Todo", { profiles: [profiles.own, profiles.other] }, manager)).toMatchObject(notPermitted);
    expectOk(await add("Lo mío", {}, manager));
    expect(await add(" ")).toMatchObject({ refusal: { kind: "template-name-missing" } });
    expect(await add("Vacía", { texts: { es: " " } })).toMatchObject({ refusal: { kind: "template-empty" } });
    expect(await add("De nadie", {}, council.coordinator, newId<"unit">(clock.now()))).toMatchObject({ refusal: { kind: "unknown-unit" } });
    expect(await add("Sin perfil", { profiles: [newId<"profile">(clock.now())] }, council.coordinator)).toMatchObject({ refusal: { kind: "unknown-profile" } });
  });

  test("whoever may write begins from any template; the draft is of their own department where they may not write for that of the template", async () => {
    const id = expectOk(await add("De Movilidad", { profiles: [] }));
    expect((await draftOf(id, council.otherPromoter)).content?.unitId).toBe(council.units.sports);
    expect((await draftOf(id, council.coordinator)).content?.unitId).toBe(council.units.mobility);
  });

  test("a group is who is in it when the template is used; one that was removed, and whom one does not manage, are left out and named", async () => {
    const unitId = council.units.mobility;
    const groupId = expectOk(await run((tx) => addProfileGroup(tx, council.promoter, { name: "Calles", unitId, profileIds: [profiles.own] }, clock.now())));
    const id = expectOk(await add("Con grupo", { profiles: [], groups: [groupId], forks: { [profiles.other]: { es: "Suyo {{calle}}" } } }));
    expect((await draftOf(id)).content).toMatchObject({ profiles: [profiles.own], forks: {} });
    const revisionOf = async () => (await listProfileGroups(database.db)).find((group) => group.id === groupId)?.revision ?? 0;
    const revision = await revisionOf();
    expectOk(await run((tx) => changeProfileGroup(tx, council.promoter, { id: groupId, revision, name: "Calles", unitId, profileIds: [profiles.own, profiles.other] }, clock.now())));
    expect((await draftOf(id)).content).toMatchObject({ profiles: [profiles.own, profiles.other], forks: { [profiles.other]: { es: "Suyo {{calle}}" } } });
    expect(await draftOf(id, manager)).toMatchObject({ content: { profiles: [profiles.own] }, leftOut: [{ kind: "profile", name: { es: "fiestas" }, because: "not-yours" }] });
    const last = await revisionOf();
    expectOk(await run((tx) => removeProfileGroup(tx, council.promoter, { id: groupId, revision: last }, clock.now())));
    expect(await draftOf(id)).toMatchObject({ content: { profiles: [] }, leftOut: [{ kind: "group" }] });
  });

  test("EDI-R5 a picture whose rights are not good is left out and named", async () => {
    const root = await mkdtemp(join(tmpdir(), "templates-"));
    const bytes = new Uint8Array(await sharp({ create: { width: 20, height: 10, channels: 3, background: "red" } }).png().toBuffer());
    const { id: assetId } = expectOk(await addPicture(database.db, diskStore(root), clock, council.promoter, { bytes, fileName: "calle.png" }));
    const id = expectOk(await add("Con imagen", { media: [{ assetId, alt: { es: "Plano de {{calle}}", eu: "Planoa" } }] }));
    expect(await draftOf(id)).toMatchObject({ content: { media: [] }, leftOut: [{ kind: "picture", name: "calle.png", because: "rights" }] });
    expectOk(await run((tx) => declareRights(tx, council.promoter, { assetId, rights: { licence: "own", author: "Ayuntamiento", ground: "", people: "none" } }, clock.now())));
    expect(await draftOf(id)).toMatchObject({ content: { media: [{ assetId }] }, leftOut: [] });
    await rm(root, { recursive: true });
  });

  test("EDI-6 a draft may be planned for the next free slot of its profiles", async () => {
    expectOk(await run((tx) => setSlots(tx, council.coordinator, profiles.own, { week: [["11:00"], ["11:00"], ["11:00"], ["11:00"], ["11:00"], [], []], onHolidays: true }, clock.now())));
    const id = expectOk(await add("En su hueco", { atNextSlot: true }));
    expect((await draftOf(id)).content?.due).toEqual({ local: "2026-09-21T11:00" });
  });

  test("EDI-1 of an event, its title, days, hours, place and address fill the places of each language, and it is cited; the rest is still asked for", async () => {
    site.set("/agenda.ics", { type: "text/calendar; charset=utf-8", body: ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Concierto", "DTSTART;TZID=Europe/Madrid:20260926T190000", "DTEND;TZID=Europe/Madrid:20260926T203000", "LOCATION:Centro Cívico El Prado", "END:VEVENT", "END:VCALENDAR", ""].join("\r\n") });
    const { found } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/agenda.ics`, name: "Agenda", unitId: council.units.sports, kind: "agenda" }, { pauseMs: 0 }));
    await harvestChannel(database.db, egress, clock, found[0]?.id ?? ("" as never), { pauseMs: 0 });
    const itemId = (await listProposals(database.db, { state: "waiting" }, clock.now())).items[0]?.itemId ?? ("" as never);
    const id = expectOk(await add("Agenda", { title: "Agenda: {{título}}", texts: { es: "{{Título}}: {{fecha}}, {{hora}}, {{lugar}}. {{precio}} {{enlace}}", eu: "{{data}}, {{ordua}}, {{lekua}}. {{izenburua}} {{constructor}}" } }, council.coordinator, null));
    const { content: draft, publicationId } = await draftOf(id, council.coordinator, itemId);
    expect(draft).toMatchObject({
      title: "Agenda: Concierto", unitId: council.units.sports, citations: [{ itemId }],
      texts: { es: `Concierto: sábado, 26 de septiembre, 19:00–20:30, Centro Cívico El Prado. {{precio}} ${site.origin}/agenda.ics`, eu: "irailaren 26a, larunbata, 19:00–20:30, Centro Cívico El Prado. {{izenburua}} {{constructor}}" },
    });
    expect(await submit(publicationId, council.coordinator)).toMatchObject(blankFinding);
    expect(await readTemplate(database.db, itemWords, council.coordinator, { id, itemId: newId<"item">(clock.now()) }, clock.now())).toMatchObject({ refusal: { kind: "unknown-item" } });
  });
});

test("EDI-9 what is not filled in goes nowhere: not from the composer, a list or a series", async () => {
  const id = expectOk(await run((tx) => startPublication(tx, council.coordinator, "Corte", clock.now())));
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  expectOk(await run((tx) => saveDraft(tx, limitsOf, council.coordinator, { id, revision: 1, content: { ...found.content, unitId: council.units.mobility, profiles: [profiles.own], exception: "emergency", texts: { es: "Corte en {{calle}}", eu: "Kalea itxita" } } }, clock.now())));
  expect(await submit(id, council.coordinator)).toMatchObject({ refusal: { findings: [{ rule: "EDI-9", level: "block", language: "es", data: { place: "{{calle}}", line: 1 } }] } });
  const [line] = expectOk(await run((tx) => importPublications(tx, limitsOf, council.coordinator, "title,profiles,unit,text_es,text_eu\nDe la lista,trafico,Movilidad,El {{fecha}},Itxita\n", clock.now())));
  expect(line).toMatchObject({ outcome: "entered" });
  const listed = (await listPublications(database.db, { state: "draft" })).publications.find(({ title }) => title === "De la lista");
  expect(await submit(listed?.id ?? id, council.coordinator)).toMatchObject(blankFinding);
  expectOk(await run((tx) => startSeries(tx, council.coordinator, { publicationId: id, recurrence: { every: { kind: "week", weekdays: [2], weeks: 1 }, time: "10:00", from: "2026-09-21", until: "2026-09-30" } }, clock.now())));
  clock.advance(HOUR);
  await planSeries(database.db, clock.now());
  const planned = (await listPublications(database.db, { state: "draft" })).publications.filter(({ title, due }) => title === "Corte" && due !== null);
  expect(planned.length).toBeGreaterThan(0);
  for (const each of planned) expect(await submit(each.id, council.coordinator)).toMatchObject(blankFinding);
});
