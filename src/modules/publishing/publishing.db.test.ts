import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, MINUTE } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { revokeAppointment } from "#modules/authority/index.ts";
import { ed25519Signer, listRecordsOf, sealPending, verifierKey, verifyStore } from "#modules/evidence/index.ts";
import { addConsent, addPicture, declareRights, diskStore, listLibrary, type Rights } from "#modules/media/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { silentLog } from "#platform/log.ts";
import { enterAbsence } from "#modules/staffing/index.ts";
import { proposePage, registerSource } from "#modules/sources/index.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite } from "#tests/site.ts";
import {
  approvePublication, cancelPublication, type Content, deliverOnce, eraseWithdrawn, findPublication, listDecisions, listDeliveries, listVersions, readDraftFacts, returnPublication, saveDraft,
  settleDelivery, startCorrection, startPublication, submitPublication, listUses, withdrawConsent, withdrawPublication,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;
let item: Id<"item">;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
  site.set("/", { type: "text/html", body: "<html lang=es><title>Web</title><body><main>Web municipal</main></body></html>" });
  expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "Web", unitId: council.units.mobility }, { pauseMs: 0 }));
  item = await readPage();
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

let pages = 0;

/** A page of the municipal web in two languages, read as any page is read. */
async function readPage(): Promise<Id<"item">> {
  pages += 1;
  const address = (language: string) => `/contenido?idioma=${language}&uid=p${pages}`;
  for (const language of ["es", "eu"]) {
    site.set(address(language), { type: "text/html; charset=utf-8", body: `<html lang="${language}"><head><title>Corte ${pages} (${language})</title></head><body><main><p>Texto de la página ${pages}</p></main></body></html>` });
  }
  const found = [];
  for (const language of ["es", "eu"]) found.push(expectOk(await proposePage(database.db, egress, clock, council.coordinator, site.origin + address(language), { pauseMs: 0 })).itemId);
  const [first] = found;
  if (!first) throw new Error("no item");
  return first;
}

async function write(content: Partial<Content> = {}, author: Actor = manager): Promise<Id<"publication">> {
  const at = clock.now();
  const id = expectOk(await run((tx) => startPublication(tx, author, "Corte de tráfico", at)));
  await save(id, { unitId: council.units.mobility, profiles: [profileId], texts: { es: "Corte en la calle Mayor", eu: "Kale Nagusia itxita" }, citations: [{ itemId: item }], ...content }, author);
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

const submit = async (id: Id<"publication">, actor: Actor = manager) => {
  const { revision } = await get(id);
  return run((tx) => submitPublication(tx, setting.limitsOf, actor, { id, revision }, clock.now()));
};
const hashOf = async (id: Id<"publication">) => (await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now())).hash;
const approve = async (id: Id<"publication">, actor: Actor, hash?: string) => {
  const seen = hash ?? (await hashOf(id));
  return run((tx) => approvePublication(tx, setting, actor, { id, hash: seen }, clock.now()));
};
const deliver = () => deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });

async function publish(content: Partial<Content> = {}): Promise<Id<"publication">> {
  const id = await write(content);
  expectOk(await submit(id));
  expectOk(await approve(id, council.promoter));
  await deliver();
  return id;
}

describe("COV-R2 a time at which nobody attends", () => {
  test("COV-R2 warns who plans a post for it, refuses a live one, and says nothing outside the hours of attention or when somebody is there", async () => {
    const otherId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
      network: "feed", handle: "sola", displayName: { es: "Sola", eu: "Bakarrik" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Prueba",
    }, clock.now())));
    const alone = await enterStaff(database.db, { name: "Sola Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: otherId }, clock.now());
    expectOk(await run((tx) => enterAbsence(tx, alone, { personId: alone.personId, kind: "unplanned", when: { from: "2026-10-05", to: "2026-10-06" }, note: "" }, clock.now())));
    const found = async (change: Partial<Content>) => {
      const id = await write({ profiles: [otherId], ...change }, council.coordinator);
      const { findings } = await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now(), id);
      return { id, rules: findings.filter(({ rule }) => rule.startsWith("COV")).map(({ rule, level }) => `${level} ${rule}`) };
    };
    expect((await found({ due: { local: "2026-10-05T10:00" } })).rules).toEqual(["warn COV-R2"]);
    expect((await found({ due: { local: "2026-10-05T23:00" } })).rules).toEqual([]);
    expect((await found({ due: { local: "2026-10-07T10:00" } })).rules).toEqual([]);
    expect((await found({})).rules).toEqual([]);
    const live = await found({ due: { local: "2026-10-06T10:00" }, exception: "live" });
    expect(live.rules).toEqual(["block COV-R2-live"]);
    expect(await submit(live.id, council.coordinator)).toMatchObject({ refusal: { findings: [{ rule: "COV-R2-live", data: { profile: "Sola" } }] } });
  });
});

describe("approval", () => {
  test("ROL-R7 whoever wrote any of it does not approve it, another person does", async () => {
    const id = await write();
    await save(id, { texts: { es: "Corte en la calle Mayor hoy", eu: "Kale Nagusia itxita gaur" } }, council.promoter);
    expectOk(await submit(id));
    expect(await approve(id, council.promoter)).toMatchObject({ refusal: { kind: "own-text" } });
    expect((await approve(id, council.secondCoordinator)).ok).toBe(true);
  });

  test("ROL-R7 an edit makes the editor an author: edit and approve goes to a third person", async () => {
    const id = await write();
    expectOk(await submit(id));
    await save(id, { texts: { es: "Corte en la calle Mayor, 8:00", eu: "Kale Nagusia itxita, 8:00" } }, council.coordinator);
    expect(await approve(id, council.coordinator)).toMatchObject({ refusal: { kind: "own-text" } });
    expect((await approve(id, council.promoter)).ok).toBe(true);
  });

  test("5.1 neither a manager nor a promoter of another department approves, and the refusal says who may", async () => {
    const id = await write({}, council.promoter);
    expectOk(await submit(id, council.promoter));
    expect(await approve(id, manager)).toMatchObject({ refusal: { kind: "not-permitted", who: ["coordinator", "promoter"] } });
    expect(await approve(id, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
  });

  test("ROL-R8 an adviser who promotes does not approve", async () => {
    const id = await write();
    expectOk(await submit(id));
    const adviser = await enterStaff(database.db, { name: "Asesora Alcaldía", postType: "service_head", role: "promoter", unitId: council.units.mobility }, clock.now());
    await sql`update authority.person set post_type = 'mayor_adviser' where id = ${adviser.personId}`.execute(database.owner);
    expect(await approve(id, adviser)).toMatchObject({ refusal: { kind: "adviser-cannot-approve" } });
  });

  test("EDI-R6 what was not seen is not approved", async () => {
    const id = await write();
    expectOk(await submit(id));
    const seen = await hashOf(id);
    await save(id, { texts: { es: "Corte en la calle Menor", eu: "Kale Nagusia itxita" } });
    expect(await approve(id, council.promoter, seen)).toMatchObject({ refusal: { kind: "content-changed" } });
  });

  test("EDI-R6 one changed character after approval reopens it, calls its deliveries off, and both hashes are kept", async () => {
    const id = await write({ due: { local: "2026-09-21T18:00" } });
    expectOk(await submit(id));
    const approved = await hashOf(id);
    expectOk(await approve(id, council.promoter));
    expect((await get(id)).state).toBe("scheduled");
    const { state } = await save(id, { texts: { es: "Corte en la calle Mayor", eu: "Kale Nagusia itxita." } });
    expect(state).toBe("in_review");
    expect(await listDeliveries(database.db, id)).toEqual([]);
    const reopened = (await listEventsOf(database.db, { type: "publication", id })).find((event) => event.kind === "publication.reopened");
    expect(reopened?.data).toMatchObject({ approvedHash: approved, hash: await hashOf(id) });
    expect(reopened?.data["hash"]).not.toBe(approved);
    clock.advance(10 * HOUR);
    await deliver();
    expect((await get(id)).state).toBe("in_review");
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-5 a publication is returned with what has to change, and its authors send it again", async () => {
    const id = await write();
    expectOk(await submit(id));
    const hash = await hashOf(id);
    const giveBack = (actor: Actor, comment: string) => run((tx) => returnPublication(tx, setting, actor, { id, hash, comment }, clock.now()));
    expect(await giveBack(council.promoter, "  ")).toMatchObject({ refusal: { kind: "comment-missing" } });
    expect(await giveBack(manager, "no")).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await giveBack(council.promoter, "Falta el horario"));
    expect((await get(id)).state).toBe("returned");
    expect((await listDecisions(database.db, id))[0]).toMatchObject({ decision: "returned", comment: "Falta el horario", role: "promoter" });
    await save(id, { texts: { es: "Corte, de 8 a 14", eu: "Itxita, 8tik 14ra" } });
    expectOk(await submit(id));
    expect((await approve(id, council.promoter)).ok).toBe(true);
  });

  test("what blocks is named at submission and again at approval", async () => {
    const gone = await readPage();
    const id = await write({ citations: [{ itemId: gone }] });
    expectOk(await submit(id));
    await sql`update sources.item set status = 'gone' where id = ${gone}`.execute(database.owner);
    expect(await approve(id, council.promoter)).toMatchObject({ refusal: { kind: "checks-failed", findings: [{ rule: "EDI-R9" }] } });
    const empty = await write({ texts: { es: "Solo castellano" } });
    expect(await submit(empty)).toMatchObject({ refusal: { kind: "checks-failed", findings: [{ rule: "EDI-R2" }] } });
  });

  test("EDI-4 a link to another page of the web that is gone is told, however it is written; of a cited one EDI-R9 speaks", async () => {
    const gone = await readPage();
    const link = `${site.origin}/contenido?uid=p${pages}&utm_source=x&idioma=es`;
    await sql`update sources.item set status = 'gone' where id = ${gone}`.execute(database.owner);
    const told = async (citations: Content["citations"]) => {
      const id = await write({ texts: { es: `Corte en la calle Mayor: ${link}`, eu: "Kale Nagusia itxita" }, citations });
      return (await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now(), id)).findings.filter(({ rule }) => ["EDI-4-link", "EDI-R9"].includes(rule));
    };
    expect(await told([{ itemId: item }])).toMatchObject([{ rule: "EDI-4-link", level: "warn", language: "es", data: { url: link, status: "gone", title: `Corte ${pages} (es)` } }]);
    expect((await told([{ itemId: gone }])).map(({ rule }) => rule)).toEqual(["EDI-R9"]);
  });

  test("EDI-R11 an approval that comes after the time it was for is refused", async () => {
    const id = await write({ due: { local: "2026-09-21T10:30" } });
    expectOk(await submit(id));
    clock.advance(HOUR);
    expect(await approve(id, council.promoter)).toMatchObject({ refusal: { kind: "approval-expired", due: "2026-09-21T08:30:00.000Z" } });
    await deliver();
    expect(await get(id)).toMatchObject({ state: "in_review", published_version: 0 });
    expect(await listDeliveries(database.db, id)).toEqual([]);
    await save(id, { due: { local: "2026-09-21T12:30" } });
    expect((await approve(id, council.promoter)).ok).toBe(true);
    clock.set("2026-09-21T08:00:00Z");
  });

  test("two people who approve at once make one version and one delivery", async () => {
    const id = await write();
    expectOk(await submit(id));
    const hash = await hashOf(id);
    const answers = await Promise.all([approve(id, council.promoter, hash), approve(id, council.coordinator, hash), approve(id, council.secondCoordinator, hash)]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.refusal.kind === "wrong-state")).toHaveLength(2);
    expect(await listVersions(database.db, id)).toHaveLength(1);
  });

  test("P4 a right that is taken away is not used by an approval that commits after it", async () => {
    for (let round = 0; round < 6; round += 1) {
      const promoter = await enterStaff(database.db, { name: `Se Marcha ${"abcdef".charAt(round)}`, postType: "service_head", role: "promoter", unitId: council.units.mobility }, clock.now());
      const id = await submitted();
      const hash = await hashOf(id);
      const { rows } = await sql<{ id: Id<"appointment"> }>`select id from authority.appointment where person_id = ${promoter.personId}`.execute(database.db);
      const appointmentId = rows[0]?.id;
      if (!appointmentId) throw new Error("no appointment");
      const [approval] = await Promise.all([
        approve(id, promoter, hash),
        run((tx) => revokeAppointment(tx, council.coordinator, { appointmentId, reason: "se va" }, clock.now())),
      ]);
      // Events are numbered inside the transactions that hold the lock: their order is the order of the two commits.
      const approved = (await listEventsOf(database.db, { type: "publication", id })).find((event) => event.kind === "publication.approved");
      const revoked = (await listEventsOf(database.db, { type: "person", id: promoter.personId })).find((event) => event.kind === "person.revoked");
      expect(approved !== undefined).toBe(approval.ok);
      if (approved && revoked) expect(approved.position).toBeLessThan(revoked.position);
      expect(revoked).toBeDefined();
      expect(await approve(await submitted(), promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    }
  });

  test("publishing.secondManagerApproves: another manager of the profiles approves only where the council wants it", async () => {
    const second = await enterStaff(database.db, { name: "Segunda Gestora", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    const id = await submitted();
    expect(await approve(id, second)).toMatchObject({ refusal: { kind: "not-permitted" } });
    const set = (value: boolean) => sql`
      insert into policy.parameter (key, value, article, valid_from, set_by, set_at)
      values ('publishing.secondManagerApproves', ${JSON.stringify(value)}, 'test', ${clock.now()}, ${council.coordinator.personId}, ${clock.now()})
      on conflict (key, valid_from) do update set value = excluded.value
    `.execute(database.owner);
    await set(true);
    expect(await approve(id, manager)).toMatchObject({ refusal: { kind: "own-text" } });
    expect((await approve(id, second)).ok).toBe(true);
    await set(false);
  });

  test("COV-R1 a profile with one manager publishes for fifteen days, then only through a coordinator", async () => {
    const alone = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
      network: "feed", handle: "solo", displayName: { es: "Solo", eu: "Bakarrik" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal con una persona",
    }, clock.now())));
    const only = await enterStaff(database.db, { name: "Única Gestora", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: alone }, clock.now());
    const ready = async () => {
      const id = await write({ profiles: [alone] }, only);
      expectOk(await submit(id, only));
      return id;
    };
    const begun = clock.now();
    clock.advance(15 * DAY);
    expect((await approve(await ready(), council.promoter)).ok).toBe(true);
    clock.advance(DAY);
    const late = await ready();
    expect(await approve(late, council.promoter)).toEqual({ ok: false, refusal: { kind: "team-at-risk", have: 1, need: 2 } });
    expect((await approve(late, council.coordinator)).ok).toBe(true);
    clock.set(begun);
  });
});

async function submitted(): Promise<Id<"publication">> {
  const id = await write();
  expectOk(await submit(id));
  return id;
}

describe("saving", () => {
  test("two people in one draft: the later save is told, and neither text is lost", async () => {
    const id = await write();
    const { revision, content } = await get(id);
    const saves = await Promise.all(["Uno", "Dos"].map((text) => run((tx) => saveDraft(tx, setting.limitsOf, text === "Uno" ? manager : council.coordinator, { id, revision, content: { ...content, texts: { es: text, eu: text } } }, clock.now()))));
    expect(saves.filter((answer) => answer.ok)).toHaveLength(1);
    const conflict = saves.find((answer) => !answer.ok);
    expect(conflict).toMatchObject({ refusal: { kind: "revision-conflict", content: { texts: (await get(id)).content.texts } } });
  });

  test("saving the same again changes nothing and makes nobody an author", async () => {
    const id = await write();
    const before = await get(id);
    await save(id, {}, council.coordinator);
    expect((await get(id)).revision).toBe(before.revision);
    expectOk(await submit(id));
    expect((await approve(id, council.coordinator)).ok).toBe(true);
  });

  test("a manager does not write for a profile that somebody else manages", async () => {
    const id = await write({}, council.promoter);
    const { revision, content } = await get(id);
    const other = await enterStaff(database.db, { name: "Otra Gestora", postType: "technical", role: "manager", unitId: council.units.sports, profileId: await otherProfile() }, clock.now());
    expect(await run((tx) => saveDraft(tx, setting.limitsOf, other, { id, revision, content }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted", because: "other-profile" } });
  });
});

async function otherProfile(): Promise<Id<"profile">> {
  return expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: id }), council.coordinator, {
    network: "feed", handle: "deporte", displayName: { es: "Deporte", eu: "Kirola" }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "separate", reason: "Canal",
  }, clock.now())));
}

describe("what is out", () => {
  test("DEL-R1 goes out at its minute, not before, with one delivery an edition", async () => {
    const id = await write({ due: { local: "2026-09-21T10:30" } });
    expectOk(await submit(id));
    expectOk(await approve(id, council.promoter));
    clock.advance(29 * MINUTE);
    await deliver();
    expect((await get(id)).state).toBe("scheduled");
    clock.advance(MINUTE);
    await deliver();
    await deliver();
    expect((await get(id)).state).toBe("published");
    expect(await listDeliveries(database.db, id)).toMatchObject([{ state: "confirmed", kind: "create" }]);
    clock.set("2026-09-21T08:00:00Z");
  });

  test("DEL-4 a correction is approved like the first, updates what is out, and keeps both versions", async () => {
    const id = await publish();
    expect(await run((tx) => startCorrection(tx, manager, { id, reason: " " }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    expectOk(await run((tx) => startCorrection(tx, manager, { id, reason: "La hora era otra" }, clock.now())));
    await save(id, { texts: { es: "Corte en la calle Mayor a las 9", eu: "Kale Nagusia itxita 9etan" } });
    const { revision, content } = await get(id);
    expect(await run((tx) => saveDraft(tx, setting.limitsOf, council.coordinator, { id, revision, content: { ...content, profiles: [] } }, clock.now()))).toMatchObject({ refusal: { kind: "profiles-fixed" } });
    expectOk(await submit(id));
    expect(await approve(id, manager)).toMatchObject({ ok: false });
    expectOk(await approve(id, council.promoter));
    await deliver();
    expect((await get(id)).state).toBe("corrected");
    expect((await listDeliveries(database.db, id)).map((delivery) => [delivery.kind, delivery.state])).toEqual([["create", "confirmed"], ["update", "confirmed"]]);
    expect((await listVersions(database.db, id)).map((version) => [version.number, version.correctionReason])).toEqual([[2, "La hora era otra"], [1, null]]);
  });

  test("a correction that is given up leaves what is out as it was", async () => {
    const id = await publish();
    expectOk(await run((tx) => startCorrection(tx, manager, { id, reason: "La hora" }, clock.now())));
    await save(id, { texts: { es: "Otra cosa", eu: "Beste gauza bat" } });
    expectOk(await run((tx) => cancelPublication(tx, manager, { id, reason: "no hacía falta" }, clock.now())));
    const after = await get(id);
    expect(after).toMatchObject({ state: "published", content: { texts: { es: "Corte en la calle Mayor" } } });
  });

  test("DEL-R2 a withdrawal needs a reason of the list and somebody who approves; what was scheduled does not go any more", async () => {
    const id = await publish();
    expect(await run((tx) => withdrawPublication(tx, setting, manager, { id, reason: "error_fact", note: "" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id, reason: "error_fact", note: "No era hoy" }, clock.now())));
    await deliver();
    expect((await get(id)).state).toBe("withdrawn");
    expect((await listDeliveries(database.db, id)).map((delivery) => [delivery.kind, delivery.state])).toEqual([["create", "confirmed"], ["delete", "confirmed"]]);
    expect(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id, reason: "test", note: "" }, clock.now()))).toMatchObject({ refusal: { kind: "wrong-state" } });
    const kinds = await sql<{ kind: string }>`select kind from evidence.record where subject_id = ${id} order by at, kind`.execute(database.db);
    expect(kinds.rows.map((row) => row.kind).toSorted()).toEqual(["publication.approved", "publication.published", "publication.removed", "publication.withdrawn"]);
  });

  test("DECISIONS 9: what is withdrawn for personal data is erased from the evidence, which stays whole", async () => {
    const id = await publish();
    const other = await publish();
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id, reason: "personal_data", note: "Nombre de una vecina" }, clock.now())));
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id: other, reason: "duplicate", note: "" }, clock.now())));
    await deliver();
    const folder = await mkdtemp(join(tmpdir(), "pregonero-media-"));
    const erase = () => eraseWithdrawn({ db: database.db, eraser: database.eraser, media: diskStore(folder), clock });
    expect(await erase()).toBe(1);
    expect(await erase()).toBe(0);
    const values = async (of: Id<"publication">) => (await listRecordsOf(database.db, { type: "publication", id: of })).flatMap((record) => Object.values(record.values).map((value) => value.state));
    expect(new Set(await values(id))).toEqual(new Set(["erased"]));
    expect(new Set(await values(other))).toEqual(new Set(["kept"]));
    const signer = ed25519Signer("ciudad.example", generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    await sealPending(database.db, { clock, signer, origin: "ciudad.example" });
    expect(await verifyStore(database.db, { vkeys: [verifierKey(signer)] })).toMatchObject({ ok: true });
    await rm(folder, { recursive: true, force: true });
  });

  describe("EDI-R5 pictures, their rights and the word of who is in them", () => {
    const folder = join(tmpdir(), `pregonero-rights-${process.pid}`);
    afterAll(() => rm(folder, { recursive: true, force: true }));
    const alt = { es: "Niña en el columpio de la plaza", eu: "Neskatila plazako zabuan" };
    const upload = async (shade: number) => {
      const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: { r: shade, g: 90, b: 60 } } }).png().toBuffer();
      return expectOk(await addPicture(database.db, diskStore(folder), clock, manager, { bytes, fileName: "columpio.png" }));
    };
    const declare = async (assetId: Id<"asset">, rights: Partial<Rights>) =>
      expectOk(await run((tx) => declareRights(tx, manager, { assetId, rights: { licence: "own", author: "", ground: "", people: "none", ...rights } }, clock.now())));
    const found = async (id: Id<"publication">) =>
      (await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now(), id)).findings.filter(({ rule }) => rule === "EDI-R5").map(({ data }) => data["lacks"]);

    test("fixture 11: without licence, then a child without the guardians' word, then it may go; the same bytes are one picture", async () => {
      const picture = await upload(1);
      const id = await write({ media: [{ assetId: picture.id, alt }] });
      expect(await found(id)).toEqual(["rights"]);
      expect(await submit(id)).toMatchObject({ refusal: { kind: "checks-failed", findings: [{ rule: "EDI-R5" }] } });
      await declare(picture.id, { people: "minors" });
      expect(await found(id)).toEqual(["guardian-consent"]);
      expect(await run((tx) => addConsent(tx, manager, { assetId: picture.id, givenBy: "guardian", reference: " ", until: null }, clock.now()))).toMatchObject({ refusal: { kind: "reference-missing" } });
      expectOk(await run((tx) => addConsent(tx, manager, { assetId: picture.id, givenBy: "guardian", reference: "CONS-1", until: "2026-09-30" }, clock.now())));
      expect(await found(id)).toEqual([]);
      // On the day on which it goes out, not on the one on which it is written.
      await save(id, { due: { local: "2026-10-01T10:00" } });
      expect(await found(id)).toEqual(["guardian-consent"]);
      const again = await upload(1);
      expect(again.digest).toBe(picture.digest);
      expect(await found(await write({ media: [{ assetId: again.id, alt }] }))).toEqual([]);
      const library = (await listLibrary(database.db, { words: "columpio" })).assets.filter(({ digest }) => digest === picture.digest);
      expect(library).toHaveLength(1);
      expect((await listUses(database.db, [picture.digest])).get(picture.digest)).toHaveLength(2);
    });

    test("a consent is withdrawn: what was approved waits again, what is out is counted, and nothing goes out meanwhile", async () => {
      const picture = await upload(2);
      await declare(picture.id, { people: "identifiable", licence: "CC-BY-4.0", author: "Ane Gil" });
      const consent = expectOk(await run((tx) => addConsent(tx, manager, { assetId: picture.id, givenBy: "adult", reference: "CONS-2", until: null }, clock.now())));
      const media = [{ assetId: picture.id, alt }];
      const out = await publish({ media });
      const planned = await write({ media, due: { local: "2026-09-22T10:00" } });
      expectOk(await submit(planned));
      expectOk(await approve(planned, council.promoter));
      expect((await listVersions(database.db, out))[0]?.editions[0]?.media).toMatchObject([{ credit: "Ane Gil / CC BY 4.0" }]);
      expect(await run((tx) => withdrawConsent(tx, manager, { id: consent, reason: " " }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
      // Two people at once: one does it, the other is told that it was done.
      const answers = await Promise.all([1, 2].map(() => run((tx) => withdrawConsent(tx, manager, { id: consent, reason: "Lo pide por correo" }, clock.now()))));
      expect(answers.filter(({ ok }) => ok)).toEqual([{ ok: true, value: { reopened: 1, out: 1 } }]);
      expect(answers.filter(({ ok }) => !ok)).toMatchObject([{ refusal: { kind: "unknown-consent" } }]);
      expect((await get(planned)).state).toBe("in_review");
      expect((await get(out)).state).toBe("published");
      expect(await approve(planned, council.promoter)).toMatchObject({ refusal: { kind: "checks-failed" } });
      expect((await listDeliveries(database.db, planned)).every(({ state }) => state === "planned")).toBe(true);
      clock.set("2026-09-22T09:00:00Z");
      await deliver();
      expect((await get(planned)).state).toBe("in_review");
      clock.set("2026-09-21T08:00:00Z");
    });

    test("what names the author is part of what was approved", async () => {
      const picture = await upload(3);
      await declare(picture.id, { author: "Ane Gil" });
      const id = await write({ media: [{ assetId: picture.id, alt }] });
      expectOk(await submit(id));
      const seen = await hashOf(id);
      await declare(picture.id, { author: "Miren Gil" });
      expect(await approve(id, council.promoter, seen)).toMatchObject({ refusal: { kind: "content-changed" } });
    });
  });

  test("a missed delivery is decided by a person: now, or not at all", async () => {
    const missed = async () => {
      const id = await write({ due: { local: "2026-09-21T10:30" } });
      expectOk(await submit(id));
      expectOk(await approve(id, council.promoter));
      clock.set("2026-09-21T12:00:00Z");
      await deliver();
      const [delivery] = await listDeliveries(database.db, id);
      if (!delivery) throw new Error("no delivery");
      expect(delivery.state).toBe("missed");
      return { id, delivery };
    };
    const now = await missed();
    expect(await run((tx) => settleDelivery(tx, council.promoter, { id: now.delivery.id, decision: "send-now", url: null }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => settleDelivery(tx, manager, { id: now.delivery.id, decision: "it-is-out", url: null }, clock.now()))).toMatchObject({ refusal: { kind: "cannot-settle-so" } });
    expectOk(await run((tx) => settleDelivery(tx, manager, { id: now.delivery.id, decision: "send-now", url: null }, clock.now())));
    await deliver();
    expect((await get(now.id)).state).toBe("published");
    clock.set("2026-09-21T08:00:00Z");
    const never = await missed();
    expectOk(await run((tx) => settleDelivery(tx, manager, { id: never.delivery.id, decision: "give-up", url: null }, clock.now())));
    expect((await get(never.id)).state).toBe("failed");
    clock.set("2026-09-21T08:00:00Z");
  });

  test("a person who saves while it goes out and the worker never wait for each other for ever", async () => {
    const ids: Id<"publication">[] = [];
    for (let index = 0; index < 8; index += 1) {
      const id = await write({ due: { local: "2026-09-21T10:30" } });
      expectOk(await submit(id));
      expectOk(await approve(id, council.promoter));
      ids.push(id);
    }
    clock.set("2026-09-21T08:30:00Z");
    const before = await Promise.all(ids.map((id) => get(id)));
    await Promise.all([
      deliver(), deliver(),
      ...before.map(({ id, revision, content }) => run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision, content: { ...content, texts: { ...content.texts, es: "Cambiado" } } }, clock.now()))),
    ]);
    await deliver();
    for (const id of ids) {
      const { state, content } = await get(id);
      const deliveries = await listDeliveries(database.db, id);
      // Either the change came first and nothing is out, or it was out and the change was refused.
      if (state === "in_review") expect(deliveries).toEqual([]);
      else expect([state, content.texts["es"], deliveries.length]).toEqual(["published", "Corte en la calle Mayor", 1]);
    }
    clock.set("2026-09-21T08:00:00Z");
  });
});

test("P3 what went out is what was approved, byte for byte", async () => {
  const id = await publish();
  const [version] = await listVersions(database.db, id);
  const { rows } = await sql<{ text: string; intent: { text: string } }>`
    select edition.text, delivery.intent from publishing.delivery join publishing.edition on edition.id = edition_id where publication_id = ${id}
  `.execute(database.db);
  expect(rows[0]?.intent.text).toBe(rows[0]?.text);
  expect(version?.hash).toBe(await hashOf(id));
});
