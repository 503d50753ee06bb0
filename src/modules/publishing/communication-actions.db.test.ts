import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { feedLimits } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  addAction, approvePublication, cancelPublication, changeAction, closeAction, type Content, countOfActions, findPublication, listActions, listAuthors, listOfAction, listPublications, listSlips, readDraftFacts, reopenAction,
  saveDraft, startPublication, submitPublication,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const limitsOf = () => feedLimits;
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "trafico", displayName: { es: "Tráfico", eu: "Trafikoa" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
});

const week = { title: { es: "Semana de la movilidad", eu: "Mugikortasunaren astea" }, objective: "Que se use más la bici", from: "2026-09-22", to: "2026-09-24" };
const add = (change: Partial<typeof week> = {}, actor: Actor = council.promoter, unitId = council.units.mobility) => run((tx) => addAction(tx, actor, { ...week, unitId, ...change }, clock.now()));
const get = async (id: Id<"communication-action">) => {
  const [found] = await listActions(database.db, id);
  if (!found) throw new Error("no action");
  return found;
};
const close = async (id: Id<"communication-action">, result = "300 personas") => { const { revision } = await get(id); return run((tx) => closeAction(tx, council.promoter, { id, revision, result }, clock.now())); };
const find = async (id: Id<"publication">) => {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
};
const save = async (id: Id<"publication">, change: Partial<Content>, actor: Actor = manager) => {
  const { revision, content } = await find(id);
  return run((tx) => saveDraft(tx, limitsOf, actor, { id, revision, content: { ...content, ...change } }, clock.now()));
};
const write = async (change: Partial<Content> = {}) => {
  const id = expectOk(await run((tx) => startPublication(tx, manager, "Ruta en bici", clock.now())));
  expectOk(await save(id, { profiles: [profileId], exception: "live", texts: { es: "Salimos a las diez", eu: "Hamarretan aterako gara" }, due: { local: "2026-09-23T10:00" }, ...change }));
  return id;
};
const factsOf = async (id: Id<"publication">) => readDraftFacts(database.db, limitsOf, (await find(id)).content, clock.now(), id);

describe("EDI-10, S7 communication actions", () => {
  test("are entered, changed as they were seen, closed with what came of them, and opened again; each step says who", async () => {
    const id = expectOk(await add());
    const { revision } = await get(id);
    const change = () => run((tx) => changeAction(tx, council.coordinator, { ...week, id, revision, unitId: council.units.mobility, objective: "Más bicis" }, clock.now()));
    expectOk(await change());
    expect(await change()).toMatchObject({ refusal: { kind: "action-changed", by: "Amaia Coordina" } });
    expect(await get(id)).toMatchObject({ objective: "Más bicis", from: "2026-09-22", to: "2026-09-24", result: null });
    expect(await close(id, "  ")).toMatchObject({ refusal: { kind: "action-result-missing" } });
    expectOk(await close(id));
    expect(await close(id)).toMatchObject({ refusal: { kind: "action-closed" } });
    const closed = await get(id);
    expect(closed.result).toBe("300 personas");
    expect(await run((tx) => changeAction(tx, council.promoter, { ...week, id, revision: closed.revision, unitId: council.units.mobility }, clock.now()))).toMatchObject({ refusal: { kind: "action-closed" } });
    expectOk(await run((tx) => reopenAction(tx, council.promoter, { id, revision: closed.revision }, clock.now())));
    expect((await get(id)).result).toBeNull();
    expect((await listEventsOf(database.db, { type: "communication-action", id })).map(({ kind }) => kind.split(".")[1])).toEqual(["kept", "kept", "closed", "reopened"]);
  });

  test("a promoter has those of their units, a coordinator all; what is missing or wrong is named", async () => {
    const notPermitted = { refusal: { kind: "not-permitted" } };
    expect(await add({}, council.otherPromoter)).toMatchObject(notPermitted);
    expect(await add({}, manager)).toMatchObject(notPermitted);
    expect(await add({ title: { es: "Solo", eu: " " } })).toMatchObject({ refusal: { kind: "action-title-missing", language: "eu" } });
    expect(await add({ objective: " " })).toMatchObject({ refusal: { kind: "action-objective-missing" } });
    for (const days of [{ from: "2026-09-24", to: "2026-09-22" }, { from: "2026-02-30", to: "2026-09-22" }, { from: "", to: "" }]) expect(await add(days)).toMatchObject({ refusal: { kind: "action-dates" } });
    const id = expectOk(await add());
    const { revision } = await get(id);
    // Nor is it handed to a unit that one does not promote.
    expect(await run((tx) => changeAction(tx, council.promoter, { ...week, id, revision, unitId: council.units.sports }, clock.now()))).toMatchObject(notPermitted);
    expect(await run((tx) => closeAction(tx, council.promoter, { id: newId<"communication-action">(clock.now()), revision: 1, result: "Nada" }, clock.now()))).toMatchObject({ refusal: { kind: "unknown-action" } });
  });

  test("have publications, one at most each; the calendar and the list look for them, and they are counted by state", async () => {
    const id = expectOk(await add());
    const [inside, outside] = [await write({ actionId: id }), await write({ actionId: id, due: { local: "2026-09-28T10:00" } })];
    expect((await factsOf(inside)).findings.some(({ rule }) => rule === "EDI-10")).toBe(false);
    expect((await factsOf(outside)).findings).toContainEqual(expect.objectContaining({ rule: "EDI-10", level: "warn", data: { title: "Semana de la movilidad", from: "2026-09-22", to: "2026-09-24" } }));
    expect((await listOfAction(database.db, id)).map((row) => row.id)).toEqual([inside, outside]);
    expect((await countOfActions(database.db)).get(id)).toEqual({ draft: 2 });
    expect((await listPublications(database.db, { actionId: id }))).toMatchObject({ counts: { draft: 2 }, publications: [{ actionId: id }, { actionId: id }] });
    const span = { from: "2026-09-01", to: "2026-09-30", zone: "Europe/Madrid" };
    expect((await listSlips(database.db, span, { actionId: id })).map((slip) => slip.id)).toEqual([inside, outside]);
    expectOk(await run((tx) => cancelPublication(tx, manager, { id: outside, reason: "No" }, clock.now())));
    expect((await countOfActions(database.db)).get(id)).toEqual({ draft: 1 });
    expectOk(await save(inside, { actionId: expectOk(await add()) }));
    expect(await listOfAction(database.db, id)).toEqual([]);
  });

  test("one that does not exist or is closed takes no more publications; those that it has stay and can be written on", async () => {
    const id = expectOk(await add());
    const [member, other] = [await write({ actionId: id }), await write()];
    expectOk(await close(id));
    expect(await save(other, { actionId: id })).toMatchObject({ refusal: { kind: "action-closed" } });
    expect(await save(other, { actionId: newId<"communication-action">(clock.now()) })).toMatchObject({ refusal: { kind: "unknown-action" } });
    expectOk(await save(member, { title: "Otra ruta" }));
  });

  test("EDI-R6 what is approved stays so when it joins an action or leaves it, and who does that is no author of it (ROL-R7)", async () => {
    const [id, publicationId] = [expectOk(await add()), await write()];
    const { revision } = await find(publicationId);
    expectOk(await run((tx) => submitPublication(tx, limitsOf, manager, { id: publicationId, revision }, clock.now())));
    const { hash } = await factsOf(publicationId);
    expectOk(await run((tx) => approvePublication(tx, { limitsOf, origin: "https://ciudad.example" }, council.promoter, { id: publicationId, hash }, clock.now())));
    expectOk(await save(publicationId, { actionId: id }, council.coordinator));
    expect(await find(publicationId)).toMatchObject({ state: "scheduled", content: { actionId: id } });
    expect((await factsOf(publicationId)).hash).toBe(hash);
    expect((await listAuthors(database.db, publicationId, 0)).map(({ name }) => name)).toEqual(["Jon Gestiona"]);
    clock.advance(DAY / 24);
    expectOk(await save(publicationId, { actionId: null, texts: { es: "Salimos a las once", eu: "Hamaiketan aterako gara" } }, council.coordinator));
    expect((await find(publicationId)).state).toBe("in_review");
  });
});
