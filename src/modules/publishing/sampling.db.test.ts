import { createHash } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, plusMs } from "#kernel/instant.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import type { Actor } from "#modules/authority/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { addPeriod, removePeriod } from "#modules/policy/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { proposePage, registerSource } from "#modules/sources/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransaction, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite } from "#tests/site.ts";
import {
  approvePublication, type Content, deliverOnce, findPublication, findUnapproved, listDecisions, listLaterReviews, listVersions, readDraftFacts, reopenPublication, reviewLater, saveDraft, sendPublication, startPublication, whatSendingDoes,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T09:00:00Z");
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;
let colleague: Actor;
let item: Id<"item">;

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
  }, clock.now())));
  const staff = (name: string) => enterStaff(database.db, { name, postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
  manager = await staff("Jon Gestiona");
  colleague = await staff("Leire Gestiona");
  site.set("/", { type: "text/html", body: "<html lang=es><title>Web</title><body><main>Web municipal</main></body></html>" });
  expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "Web", unitId: council.units.mobility }, { pauseMs: 0 }));
  for (const language of ["es", "eu"]) {
    site.set(`/contenido?idioma=${language}&uid=p1`, { type: "text/html; charset=utf-8", body: `<html lang="${language}"><head><title>Corte (${language})</title></head><body><main><p>Texto de la página</p></main></body></html>` });
    item = expectOk(await proposePage(database.db, egress, clock, council.coordinator, `${site.origin}/contenido?idioma=${language}&uid=p1`, { pauseMs: 0 })).itemId;
  }
});
afterAll(() => Promise.all([egress.close(), site.close()]));
// Far from what the tests before said: nothing of it is a warning.
beforeEach(async () => {
  clock.advance(7 * DAY);
  await set("publishing.sampledApproval", true);
  await set("publishing.sampleOneIn", NEVER);
});

/** So seldom that no test will see it. */
const NEVER = 1_000_000_000;
const set = (key: string, value: boolean | number) => sql`
  insert into policy.parameter (key, value, article, valid_from, set_by, set_at) values (${key}, ${JSON.stringify(value)}, 'test', ${clock.now()}, ${council.coordinator.personId}, ${clock.now()})
  on conflict (key, valid_from) do update set value = excluded.value
`.execute(database.owner);

let texts = 0;
async function write(content: Partial<Content> = {}, author: Actor = manager): Promise<Id<"publication">> {
  texts += 1;
  const id = expectOk(await run((tx) => startPublication(tx, author, "Corte de tráfico", clock.now())));
  await save(id, { unitId: council.units.mobility, profiles: [profileId], texts: { es: `Hoy se corta la calle Mayor ${texts}.`, eu: `Gaur Kale Nagusia itxita dago ${texts}.` }, citations: [{ itemId: item }], ...content }, author);
  return id;
}
async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}
async function save(id: Id<"publication">, change: Partial<Content>, actor: Actor = manager) {
  const { revision, content } = await get(id);
  return expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, actor, { id, revision, content: { ...content, ...change } }, clock.now())));
}
const send = async (id: Id<"publication">, actor: Actor = manager) => {
  const { revision } = await get(id);
  return run((tx) => sendPublication(tx, setting, actor, { id, revision }, clock.now()));
};
const does = async (id: Id<"publication">, actor: Actor = manager) => {
  const found = await get(id);
  return inTransaction(database.db, async (tx) => whatSendingDoes(tx, actor, found, await readDraftFacts(tx, setting.limitsOf, found.content, clock.now(), id), clock.now()));
};
const review = async (publicationId: Id<"publication">, verdict: "fine" | "correct", note = "", actor: Actor = council.promoter) => {
  const { rows } = await sql<{ id: Id<"draw"> }>`select id from publishing.draw where publication_id = ${publicationId} and not drawn order by at desc limit 1`.execute(database.owner);
  const [draw] = rows;
  if (!draw) throw new Error("no draw");
  return run((tx) => reviewLater(tx, actor, { id: draw.id, verdict, note }, clock.now()));
};
const deliver = () => deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
const waiting = async () => (await listLaterReviews(database.db)).map(({ publicationId }) => publicationId);
const kindsOf = async (id: Id<"publication">) => (await listRecordsOf(database.db, { type: "publication", id })).map(({ kind }) => kind).toSorted();

describe("ROL-R7 small-town mode: routine publications go out without prior approval, with a sample", () => {
  test("while the council has not said so, everything waits for approval", async () => {
    await set("publishing.sampledApproval", false);
    const id = await write();
    expect(await does(id)).toEqual({ kind: "review" });
    expect(expectOk(await send(id))).toBe("review");
    expect((await get(id)).state).toBe("in_review");
  });

  test("what is not drawn goes out at once, nobody is said to have approved it, and it waits for somebody else", async () => {
    const id = await write();
    expect(await does(id)).toEqual({ kind: "sampled", oneIn: NEVER, keptBack: [] });
    expect(expectOk(await send(id))).toBe("sent");
    await deliver();
    expect((await get(id)).state).toBe("published");
    expect(await listDecisions(database.db, id)).toEqual([]);
    expect(await kindsOf(id)).toEqual(["publication.published", "publication.sent-unapproved"]);
    const published = (await listRecordsOf(database.db, { type: "publication", id })).find(({ kind }) => kind === "publication.published");
    expect(JSON.stringify(published)).toContain("withoutApproval");
    expect(await waiting()).toContain(id);
    expect(await findUnapproved(database.db, id)).toMatchObject({ by: "Jon Gestiona", oneIn: NEVER, review: null });
  });

  test("what is drawn waits for approval, and whoever takes it back and sends it again does not draw again", async () => {
    await set("publishing.sampleOneIn", 1);
    const id = await write();
    expect(expectOk(await send(id))).toBe("drawn");
    expect((await get(id)).state).toBe("in_review");
    expect(await waiting()).not.toContain(id);
    expect(await kindsOf(id)).toEqual(["publication.drawn"]);
    await set("publishing.sampleOneIn", NEVER);
    expectOk(await run((tx) => reopenPublication(tx, manager, id, clock.now())));
    await save(id, { texts: { es: "Otra cosa distinta hoy.", eu: "Beste gauza bat gaur." } });
    expect(expectOk(await send(id))).toBe("drawn");
    const { hash } = await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now());
    expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
    expect((await get(id)).state).toBe("scheduled");
  });

  test("anybody who has the record can draw again and see the same", async () => {
    await set("publishing.sampleOneIn", 2);
    for (let n = 0; n < 12; n += 1) {
      clock.advance(DAY);
      const id = await write();
      const outcome = expectOk(await send(id));
      await deliver();
      const { rows } = await sql<{ nonce: string; hash: string; oneIn: number }>`select nonce, hash, one_in as "oneIn" from publishing.draw where publication_id = ${id}`.execute(database.owner);
      const [draw] = rows;
      if (!draw) throw new Error("no draw");
      const digest = createHash("sha256").update(`${draw.nonce} ${id} ${draw.hash}`).digest("hex");
      expect(Number.parseInt(digest.slice(0, 12), 16) % draw.oneIn === 0 ? "drawn" : "sent").toBe(outcome);
    }
  });

  test("not with a warning, an exception, in an election period, or by who may not let anything go", async () => {
    const keptBack = async (id: Id<"publication">, actor?: Actor) => {
      const sending = await does(id, actor);
      return sending.kind === "sampled" ? sending.keptBack : [];
    };
    expect(await keptBack(await write({ texts: { es: "#unaetiquetademasiadolarguisima hoy", eu: "Gaur itxita" } }))).toEqual(["findings"]);
    expect(await keptBack(await write({ exception: "greeting", citations: [] }))).toEqual(["exception"]);
    const id = await write();
    expect(await keptBack(id, council.otherPromoter)).toEqual(["not-permitted"]);
    const adviser = await enterStaff(database.db, { name: "Asesora Alcaldía", postType: "mayor_adviser", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    expect(await keptBack(id, adviser)).toEqual(["adviser"]);
    const period = await inTransaction(database.db, (tx) => addPeriod(tx, { kind: "election", name: { es: "Elecciones" }, from: clock.now(), to: plusMs(clock.now(), DAY), actId: undefined }, council.coordinator.personId, clock.now()));
    expect(await keptBack(id)).toContain("electoral");
    clock.advance(-2 * HOUR);
    expect(await keptBack(id)).toEqual([]);
    expect(await keptBack(await write({ due: { local: wallTimeAt(plusMs(clock.now(), 3 * HOUR), "Europe/Madrid").local } }))).toContain("electoral");
    clock.advance(2 * HOUR);
    expect(expectOk(await send(id))).toBe("review");
    await inTransaction(database.db, (tx) => removePeriod(tx, period, council.coordinator.personId, clock.now()));
  });

  test("a change of what is still scheduled goes to approval like every change", async () => {
    const id = await write({ due: { local: `${clock.now().slice(0, 10)}T18:00` } });
    expect(expectOk(await send(id))).toBe("sent");
    expect((await get(id)).state).toBe("scheduled");
    await save(id, { texts: { es: "Hoy no se corta nada.", eu: "Gaur ez da ezer ixten." } });
    expect((await get(id)).state).toBe("in_review");
    expect(await waiting()).not.toContain(id);
  });
});

describe("the review afterwards", () => {
  test("is somebody else's: not who wrote it, and only who may approve", async () => {
    const id = await write();
    expectOk(await send(id));
    await deliver();
    expect(await review(id, "fine", "", manager)).toMatchObject({ refusal: { kind: "own-text" } });
    expect(await review(id, "fine", "", colleague)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await review(id, "fine"));
    expect(await waiting()).not.toContain(id);
    expect(await findUnapproved(database.db, id)).toMatchObject({ review: { verdict: "fine", by: "Carmen Movilidad" } });
    expect(await kindsOf(id)).toContain("publication.reviewed-later");
    expect(await review(id, "fine", "", council.coordinator)).toMatchObject({ refusal: { kind: "nothing-to-review" } });
  });

  test("ROL-R7 a coordinator who wrote and sent it does not review it", async () => {
    const id = await write({}, council.coordinator);
    expectOk(await send(id, council.coordinator));
    await deliver();
    expect(await review(id, "fine", "", council.coordinator)).toMatchObject({ refusal: { kind: "own-text" } });
    expectOk(await review(id, "fine", "", council.secondCoordinator));
  });

  test("DEL-4 what is out and wrong opens as a correction, with a reason, and goes the way of every correction", async () => {
    const id = await write();
    expectOk(await send(id));
    await deliver();
    expect(await review(id, "correct")).toMatchObject({ refusal: { kind: "comment-missing" } });
    expectOk(await review(id, "correct", "La calle es otra"));
    expect(await get(id)).toMatchObject({ state: "draft", correction_reason: "La calle es otra" });
    expect(await does(id)).toMatchObject({ keptBack: ["correction"] });
    await save(id, { texts: { es: "Hoy se corta la calle Menor.", eu: "Gaur Kale Txikia itxita dago." } });
    expect(expectOk(await send(id))).toBe("review");
  });

  test("what is wrong and has not gone out goes back to its authors, and nothing of it goes", async () => {
    const id = await write({ due: { local: `${clock.now().slice(0, 10)}T18:00` } });
    expectOk(await send(id));
    expectOk(await review(id, "correct", "La calle es otra"));
    expect((await get(id)).state).toBe("returned");
    expect(await listDecisions(database.db, id)).toMatchObject([{ decision: "returned", comment: "La calle es otra" }]);
    clock.advance(10 * HOUR);
    await deliver();
    expect((await get(id)).state).toBe("returned");
    expect((await listVersions(database.db, id)).map(({ publishedAt }) => publishedAt)).toEqual([null]);
  });
});
