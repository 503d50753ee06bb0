import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { MINUTE } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { feedLimits } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  answerComment, approvePublication, type Content, findPublication, findReturned, listComments, listOwnDrafts, readDraftFacts, returnPublication, saveDraft,
  startPublication, submitPublication,
} from "./index.ts";
import type { AnchoredComment } from "./decision-commands.ts";

const database = useDatabase();
const clock = testClock();
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
});

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const texts = { es: "Corte en la calle Mayor.\n\nDesvío por la calle Sur.", eu: "Kale Nagusia itxita." };
const onMayor: AnchoredComment = { profileId: null, language: "es", start: 12, end: 23, quoted: "calle Mayor", words: "Falta hasta qué hora" };

async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}

async function save(id: Id<"publication">, change: Partial<Content>) {
  const { revision, content } = await get(id);
  expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision, content: { ...content, ...change } }, clock.now())));
}

async function submit(id: Id<"publication">) {
  const { revision } = await get(id);
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, manager, { id, revision }, clock.now())));
}

async function submitted(): Promise<Id<"publication">> {
  const id = expectOk(await run((tx) => startPublication(tx, manager, "Corte de tráfico", clock.now())));
  await save(id, { unitId: council.units.mobility, profiles: [profileId], texts, exception: "greeting" });
  await submit(id);
  return id;
}

const hashOf = async (id: Id<"publication">) => (await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now(), id)).hash;
const giveBack = async (id: Id<"publication">, comment: string, comments: readonly AnchoredComment[]) => {
  const hash = await hashOf(id);
  return run((tx) => returnPublication(tx, setting, council.promoter, { id, hash, comment, comments }, clock.now()));
};
const comments = async (id: Id<"publication">) => listComments(database.db, id, (await get(id)).content);

describe("EDI-5 a return with comments in the text", () => {
  test("a comment on a stretch is enough; it is shown where its words are, and told when they are gone", async () => {
    const id = await submitted();
    expectOk(await giveBack(id, "", [onMayor, { profileId: null, language: "eu", start: 0, end: 20, quoted: texts.eu, words: "Ordua falta da" }]));
    expect(await get(id)).toMatchObject({ state: "returned" });
    expect(await comments(id)).toMatchObject([
      { language: "es", quoted: "calle Mayor", words: "Falta hasta qué hora", by: "Carmen Movilidad", place: { start: 12, end: 23 }, resolved: null },
      { language: "eu", place: { start: 0, end: 20 } },
    ]);
    expect((await listOwnDrafts(database.db, manager.personId)).find((row) => row.id === id)?.comment).toBe("Falta hasta qué hora");
    await save(id, { texts: { ...texts, es: `Hoy: ${texts.es}` } });
    expect((await comments(id))[0]?.place).toEqual({ start: 17, end: 28 });
    await save(id, { texts: { ...texts, es: "Mayor: cortada hasta las 14:00." } });
    expect((await comments(id))[0]).toMatchObject({ place: null, quoted: "calle Mayor" });
  });

  test("what it quotes must stand there, and it must say something; then nothing is returned", async () => {
    const id = await submitted();
    expect(await giveBack(id, "", [])).toMatchObject({ refusal: { kind: "comment-missing" } });
    expect(await giveBack(id, "Todo", [{ ...onMayor, words: "  " }])).toMatchObject({ refusal: { kind: "comment-missing" } });
    expect(await giveBack(id, "", [{ ...onMayor, start: 11 }])).toMatchObject({ refusal: { kind: "quote-not-there", quoted: "calle Mayor" } });
    expect(await get(id)).toMatchObject({ state: "in_review" });
    expect(await comments(id)).toEqual([]);
  });

  test("its author resolves it with an answer, may undo it, and all of it stays in the record", async () => {
    const id = await submitted();
    expectOk(await giveBack(id, "", [onMayor]));
    const [comment] = await comments(id);
    if (!comment) throw new Error("no comment");
    const answer = (actor: Actor, resolved: boolean, words = "") => run((tx) => answerComment(tx, actor, { id: comment.id, resolved, answer: words }, clock.now()));
    expect(await answer(council.otherPromoter, true)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await answer(manager, true, "Puesta la hora"));
    expect((await comments(id))[0]?.resolved).toMatchObject({ by: "Jon Gestiona", answer: "Puesta la hora" });
    expectOk(await answer(manager, false));
    expect((await comments(id))[0]?.resolved).toBeNull();
    expectOk(await answer(manager, true));
    await submit(id);
    const hash = await hashOf(id);
    expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
    expect(await answer(manager, false)).toMatchObject({ refusal: { kind: "wrong-state" } });
    expect(await comments(id)).toHaveLength(1);
    const kinds = (await listEventsOf(database.db, { type: "publication", id })).map((event) => event.kind);
    expect(kinds.filter((kind) => kind.startsWith("publication.comment"))).toEqual(["publication.comment-resolved", "publication.comment-reopened", "publication.comment-resolved"]);
  });

  test("the second version is read by what changed since the first was returned, until one is approved", async () => {
    const id = await submitted();
    expect(await findReturned(database.db, id)).toBeUndefined();
    expectOk(await giveBack(id, "", [onMayor]));
    clock.advance(MINUTE);
    await save(id, { texts: { ...texts, es: "Corte en la calle Mayor hasta las 14:00." } });
    await submit(id);
    expect(await findReturned(database.db, id)).toMatchObject({ texts });
    const hash = await hashOf(id);
    expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
    expect(await findReturned(database.db, id)).toBeUndefined();
  });
});
