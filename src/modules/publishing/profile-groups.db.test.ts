import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import type { Actor } from "#modules/authority/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { addProfileGroup, changeProfileGroup, listProfileGroups, removeProfileGroup } from "./index.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let profiles: readonly Id<"profile">[];
let manager: Actor;

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  const enter = async (handle: string) => expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle, displayName: { es: handle, eu: handle }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal",
  }, clock.now())));
  const own = await enter("fiestas");
  profiles = [own, await enter("trafico"), await enter("bicis")];
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: own }, clock.now());
});

const add = (actor: Actor, name: string, unitId: Id<"unit"> | null, profileIds: readonly Id<"profile">[]) =>
  run((tx) => addProfileGroup(tx, actor, { name, unitId, profileIds }, clock.now()));
const find = async (id: Id<"profile-group">) => (await listProfileGroups(database.db)).find((group) => group.id === id);
async function get(id: Id<"profile-group">) {
  const found = await find(id);
  if (!found) throw new Error("no group");
  return found;
}

describe("EDI-1 groups of profiles", () => {
  test("a choice is kept under a name, in its order and each profile once", async () => {
    const [first, second] = profiles;
    const id = expectOk(await add(council.promoter, "  Todos los de Movilidad ", council.units.mobility, profiles.toReversed().concat(first ?? [])));
    expect(await get(id)).toMatchObject({ name: "Todos los de Movilidad", unitId: council.units.mobility, profileIds: profiles.toReversed() });
    const { revision } = await get(id);
    expectOk(await run((tx) => changeProfileGroup(tx, council.promoter, { id, revision, name: "Tráfico", unitId: council.units.mobility, profileIds: second ? [second] : [] }, clock.now())));
    expect(await get(id)).toMatchObject({ name: "Tráfico", profileIds: [second] });
    expect((await listEventsOf(database.db, { type: "profile-group", id })).map((event) => event.kind)).toEqual(["profile-group.kept", "profile-group.kept"]);
  });

  test("only a coordinator keeps one for the whole council; a promoter for their units; a manager of profiles that they manage", async () => {
    const notPermitted = { ok: false, refusal: { kind: "not-permitted" } };
    expect(await add(council.promoter, "Fiestas", null, profiles)).toMatchObject(notPermitted);
    expect(await add(council.otherPromoter, "Fiestas", council.units.mobility, profiles)).toMatchObject(notPermitted);
    expect(await add(manager, "Fiestas", council.units.mobility, profiles)).toMatchObject(notPermitted);
    expect(await add(manager, "Lo mío", null, profiles.slice(0, 1))).toMatchObject(notPermitted);
    expectOk(await add(manager, "Lo mío", council.units.mobility, profiles.slice(0, 1)));
    expectOk(await add(council.coordinator, "Fiestas", null, profiles));
  });

  test("what somebody may not keep they may neither change nor remove", async () => {
    const id = expectOk(await add(council.coordinator, "Emergencias", null, profiles));
    const { revision } = await get(id);
    const taken = { id, revision, name: "Emergencias", unitId: council.units.mobility, profileIds: profiles };
    expect(await run((tx) => changeProfileGroup(tx, council.promoter, taken, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => removeProfileGroup(tx, council.promoter, { id, revision }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await get(id)).toMatchObject({ unitId: null, revision });
  });

  test("what is missing or double is named, and nothing is kept of it", async () => {
    const before = await listProfileGroups(database.db);
    expect(await add(council.coordinator, "  ", null, profiles)).toMatchObject({ refusal: { kind: "group-name-missing" } });
    expect(await add(council.coordinator, "Nadie", null, [])).toMatchObject({ refusal: { kind: "group-empty" } });
    expect(await add(council.coordinator, "FIESTAS", null, profiles)).toMatchObject({ refusal: { kind: "group-name-taken", name: "FIESTAS" } });
    expect(await add(council.coordinator, "Otra", newId<"unit">(clock.now()), profiles)).toMatchObject({ refusal: { kind: "unknown-unit" } });
    expect(await add(council.coordinator, "Otra", null, [newId<"profile">(clock.now())])).toMatchObject({ refusal: { kind: "unknown-profile" } });
    expect(await listProfileGroups(database.db)).toEqual(before);
  });

  test("two people save the same name at once: one of them is told", async () => {
    const answers = await Promise.all([add(council.coordinator, "Carreras", null, profiles), add(council.secondCoordinator, "carreras", null, profiles)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("a removed group is put back as it was; who had seen it before is told who changed it", async () => {
    const id = expectOk(await add(council.coordinator, "Verano", null, profiles));
    const seen = await get(id);
    const removed = expectOk(await run((tx) => removeProfileGroup(tx, council.coordinator, seen, clock.now())));
    expect(await find(id)).toBeUndefined();
    expect(await run((tx) => changeProfileGroup(tx, council.secondCoordinator, seen, clock.now()))).toMatchObject({ refusal: { kind: "group-changed", by: "Amaia Coordina" } });
    expectOk(await run((tx) => changeProfileGroup(tx, council.coordinator, { ...seen, ...removed }, clock.now())));
    expect(await get(id)).toMatchObject({ name: "Verano", unitId: null, profileIds: profiles });
  });
});
