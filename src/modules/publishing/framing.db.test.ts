import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { canonicalJson } from "#kernel/json.ts";
import type { Actor } from "#modules/authority/index.ts";
import { addConsent, addPicture, type Asset, cropPicture, declareRights, diskStore, erasePicture, findStored, type Frame, listAssets, listCrops, listLibrary } from "#modules/media/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  approvePublication, type Content, deliverOnce, eraseWithdrawn, findPublication, listVersions, readDraftFacts, saveDraft, startPublication, submitPublication, withdrawConsent, withdrawPublication,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
const folder = await mkdtemp(join(tmpdir(), "pregonero-framing-"));
const store = diskStore(folder);
const alt = { es: "Niña en el columpio de la plaza", eu: "Neskatila plazako zabuan" };
const SQUARE: Frame = { left: 100, top: 0, width: 300, height: 300 };
const WIDE: Frame = { left: 0, top: 50, width: 400, height: 209 };
let council: TestCouncil;
let manager: Actor;
let [notices, sports]: readonly Id<"profile">[] = [];

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  for (const handle of ["avisos", "deportes"]) {
    const profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
      network: "feed", handle, displayName: { es: handle, eu: handle }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal",
    }, clock.now())));
    if (handle === "avisos") notices = profileId;
    else sports = profileId;
  }
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: both()[0] }, clock.now());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function both(): readonly [Id<"profile">, Id<"profile">] {
  if (!notices || !sports) throw new Error("no profiles");
  return [notices, sports];
}

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const coordinator = () => council.coordinator;
const crop = (asset: Asset, frame: Frame, actor = coordinator()) => cropPicture(database.db, store, clock, actor, { assetId: asset.id, frame });
const told = async (content: Content) => (await facts(content)).findings.filter(({ field }) => field === "media");
const facts = (content: Content) => readDraftFacts(database.db, setting.limitsOf, content, clock.now());

let shade = 0;
/** A picture of 400 by 300 pixels, red on its left half: what is cut out can be told. */
async function upload(): Promise<Asset> {
  shade += 1;
  const left = await sharp({ create: { width: 200, height: 300, channels: 3, background: { r: 200, g: shade, b: 0 } } }).png().toBuffer();
  const bytes = await sharp({ create: { width: 400, height: 300, channels: 3, background: { r: 0, g: shade, b: 200 } } }).composite([{ input: left, left: 0, top: 0 }]).png().toBuffer();
  const asset = expectOk(await addPicture(database.db, store, clock, coordinator(), { bytes, fileName: "columpio.png" }));
  expectOk(await run((tx) => declareRights(tx, coordinator(), { assetId: asset.id, rights: { licence: "own", author: "", ground: "", people: "none" } }, clock.now())));
  return asset;
}

const contentWith = (media: Content["media"]): Content => ({
  title: "Columpios nuevos", unitId: council.units.mobility, profiles: both(), texts: { es: "Hay columpios nuevos", eu: "Zabu berriak daude" }, forks: {}, media, citations: [], exception: "greeting", due: { local: "2026-09-22T10:00" },
});

async function write(media: Content["media"], due: Content["due"] = { local: "2026-09-22T10:00" }): Promise<Id<"publication">> {
  const id = expectOk(await run((tx) => startPublication(tx, coordinator(), "Columpios nuevos", clock.now())));
  await save(id, { ...contentWith(media), due });
  return id;
}

async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}

async function save(id: Id<"publication">, content: Partial<Content>) {
  const before = await get(id);
  return expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, coordinator(), { id, revision: before.revision, content: { ...before.content, ...content } }, clock.now())));
}

async function approve(id: Id<"publication">) {
  const { revision, content } = await get(id);
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, coordinator(), { id, revision }, clock.now())));
  expectOk(await run(async (tx) => approvePublication(tx, setting, council.promoter, { id, hash: (await readDraftFacts(tx, setting.limitsOf, content, clock.now(), id)).hash }, clock.now())));
}

const mediaOf = async (id: Id<"publication">) => {
  const [version] = await listVersions(database.db, id);
  return new Map((version?.editions ?? []).map(({ profileId, media }) => [profileId, media]));
};

describe("frames are cut out and kept", () => {
  test("of the right place, once, and stay out of the library", async () => {
    const asset = await upload();
    expectOk(await crop(asset, SQUARE));
    const atOnce = await Promise.all([crop(asset, WIDE), crop(asset, WIDE)]);
    expect(atOnce.every(({ ok }) => ok)).toBe(true);
    expectOk(await crop(asset, SQUARE));
    const crops = (await listCrops(database.db, [asset.digest])).get(asset.digest) ?? [];
    expect(crops.map(({ frame }) => frame).toSorted((a, b) => a.width - b.width)).toEqual([SQUARE, WIDE]);
    const square = crops.find(({ width }) => width === 300);
    const bytes = await store.find(square?.digest ?? "");
    const pixels = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect([pixels.info.width, pixels.info.height]).toEqual([300, 300]);
    // Red as far as the hundredth column, where the halves meet.
    expect([pixels.data[99 * pixels.info.channels], pixels.data[101 * pixels.info.channels]]).toEqual([200, 0]);
    expect((await findStored(database.db, square?.digest ?? ""))?.mediaType).toBe("image/png");
    expect((await listLibrary(database.db, { words: "columpio" })).assets.filter(({ digest }) => crops.some((each) => each.digest === digest))).toEqual([]);
  });

  test("the whole is its own frame; one that is not in the picture, a video and a stranger are refused", async () => {
    const asset = await upload();
    expectOk(await crop(asset, { left: 0, top: 0, width: 400, height: 300 }));
    expect((await listCrops(database.db, [asset.digest])).size).toBe(0);
    expect(await crop(asset, { left: 200, top: 0, width: 300, height: 300 })).toEqual({ ok: false, refusal: { kind: "frame-outside", width: 400, height: 300 } });
    expect(await crop({ ...asset, id: newId<"asset">(clock.now()) }, SQUARE)).toEqual({ ok: false, refusal: { kind: "unknown-picture" } });
    expect(await crop(asset, SQUARE, { ...manager, personId: newId<"person">(clock.now()) })).toMatchObject({ refusal: { kind: "not-permitted" } });
  });
});

describe("EDI-R6 what is sent is what was approved", () => {
  test("one frame for all, another for one profile, the whole for a third way; the focal point counts in what is shown", async () => {
    const asset = await upload();
    const [one, other] = both();
    expectOk(await crop(asset, SQUARE));
    expectOk(await crop(asset, WIDE));
    const id = await write([{ assetId: asset.id, alt, focus: { x: 325, y: 75 }, frame: SQUARE, frames: { [other]: WIDE } }]);
    await approve(id);
    const sent = await mediaOf(id);
    expect(sent.get(one)).toMatchObject([{ width: 300, height: 300, focus: { x: 0.5, y: 0.5 }, alt: `${alt.es} / ${alt.eu}` }]);
    expect(sent.get(other)).toMatchObject([{ width: 400, height: 209, focus: { x: 0.625 } }]);
    const crops = (await listCrops(database.db, [asset.digest])).get(asset.digest) ?? [];
    expect(sent.get(one)?.[0]?.digest).toBe(crops.find(({ width }) => width === 300)?.digest);
    const whole = await write([{ assetId: asset.id, alt, frame: SQUARE, frames: { [other]: null } }]);
    await approve(whole);
    expect((await mediaOf(whole)).get(other)).toMatchObject([{ digest: asset.digest, width: 400, height: 300 }]);
    expect((await mediaOf(whole)).get(other)?.[0]).not.toHaveProperty("focus");
    // The permanent page shows what the profile sent that was chosen first.
    for (const each of [id, whole]) expect((await listVersions(database.db, each))[0]?.editions.map(({ profileId }) => profileId)).toEqual([one, other]);
  });

  test("another frame, another focal point or another profile's frame is another content, and reopens what was approved", async () => {
    const asset = await upload();
    const [, other] = both();
    expectOk(await crop(asset, SQUARE));
    expectOk(await crop(asset, WIDE));
    const pictures = [{}, { frame: SQUARE }, { frame: WIDE }, { frames: { [other]: SQUARE } }, { frame: SQUARE, frames: { [other]: null } }, { focus: { x: 10, y: 10 } }, { focus: { x: 10, y: 11 } }];
    const hashes = await Promise.all(pictures.map(async (picture) => (await facts(contentWith([{ assetId: asset.id, alt, ...picture }]))).hash));
    expect(new Set(hashes).size).toBe(pictures.length);
    const id = await write([{ assetId: asset.id, alt, frame: SQUARE }]);
    await approve(id);
    expect((await get(id)).state).toBe("scheduled");
    expect(await save(id, { media: [{ assetId: asset.id, alt, frame: WIDE }] })).toMatchObject({ state: "in_review" });
  });

  test("what has neither frame nor focal point keeps the hash that it had before there were any", async () => {
    const asset = await upload();
    const content = contentWith([{ assetId: asset.id, alt }]);
    const { hash, editions } = await facts(content);
    const covered = {
      editions: editions.map(({ profileId, languages, text, texts }) => ({ profile: profileId, languages: [...languages], text, texts: { ...texts } })),
      media: [{ digest: asset.digest, alt }], citations: [], exception: "greeting", due: { local: "2026-09-22T10:00", which: null }, unit: council.units.mobility,
    };
    expect(hash).toBe(createHash("sha256").update(canonicalJson(covered)).digest("hex"));
  });

  test("a frame that nobody cut out holds the publication, by its number", async () => {
    const asset = await upload();
    expect(await told(contentWith([{ assetId: asset.id, alt, frame: SQUARE }]))).toMatchObject([{ rule: "PUB-frame", level: "block", field: "media", index: 0, data: { number: 1 } }]);
    expectOk(await crop(asset, SQUARE));
    expect(await told(contentWith([{ assetId: asset.id, alt, frame: SQUARE }]))).toEqual([]);
  });
});

describe("EDI-R5 rights are the picture's, whatever is shown of it", () => {
  test("a consent that is withdrawn stops what was approved with a part of the picture", async () => {
    const asset = await upload();
    expectOk(await run((tx) => declareRights(tx, manager, { assetId: asset.id, rights: { licence: "own", author: "", ground: "", people: "minors" } }, clock.now())));
    const consent = expectOk(await run((tx) => addConsent(tx, manager, { assetId: asset.id, givenBy: "guardian", reference: "CONS-9", until: null }, clock.now())));
    expectOk(await crop(asset, SQUARE));
    const id = await write([{ assetId: asset.id, alt, frame: SQUARE }]);
    await approve(id);
    expect(expectOk(await run((tx) => withdrawConsent(tx, manager, { id: consent, reason: "Lo piden" }, clock.now())))).toEqual({ reopened: 1, out: 0 });
    expect(await told((await get(id)).content)).toMatchObject([{ rule: "EDI-R5", data: { lacks: "guardian-consent" } }]);
  });

  test("a part is nobody's picture: it can be neither shown nor given rights by itself", async () => {
    const asset = await upload();
    expectOk(await crop(asset, SQUARE));
    const part = (await listCrops(database.db, [asset.digest])).get(asset.digest)?.[0];
    const { rows } = await sql<{ id: Id<"asset"> }>`select id from media.asset where digest = ${part?.digest}`.execute(database.owner);
    const [row] = rows;
    if (!row) throw new Error("no part");
    expect(await listAssets(database.db, [row.id])).toEqual([]);
    expect(await run((tx) => declareRights(tx, manager, { assetId: row.id, rights: { licence: "own", author: "", ground: "", people: "none" } }, clock.now()))).toMatchObject({ refusal: { kind: "unknown-picture" } });
  });

  test("erasing a picture erases what was cut out of it, also what is being cut at that moment", async () => {
    const asset = await upload();
    expectOk(await crop(asset, SQUARE));
    const part = (await listCrops(database.db, [asset.digest])).get(asset.digest)?.[0]?.digest ?? "";
    const [late] = await Promise.all([crop(asset, WIDE), erasePicture(database.db, store, { digest: asset.digest, reason: "rights", by: manager.personId }, clock.now())]);
    expect(late).toEqual({ ok: false, refusal: { kind: "unknown-picture" } });
    expect([await store.find(part), await findStored(database.db, part), (await listCrops(database.db, [asset.digest])).size]).toEqual([undefined, undefined, 0]);
  });

  test("DECISIONS 9: what is withdrawn for somebody's rights takes the whole picture with it, unless another publication shows any of it", async () => {
    const [alone, shared] = [await upload(), await upload()];
    for (const asset of [alone, shared]) for (const frame of [SQUARE, WIDE]) expectOk(await crop(asset, frame));
    const id = await write([{ assetId: alone.id, alt, frame: SQUARE }, { assetId: shared.id, alt, frame: SQUARE }], null);
    const other = await write([{ assetId: shared.id, alt, frame: WIDE }]);
    for (const each of [id, other]) await approve(each);
    await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.promoter, { id, reason: "rights", note: "No era nuestra" }, clock.now())));
    expect(await eraseWithdrawn({ db: database.db, eraser: database.eraser, media: store, clock })).toBe(1);
    expect([await store.find(alone.digest), (await listAssets(database.db, [alone.id])).length, (await listAssets(database.db, [shared.id])).length, (await listCrops(database.db, [shared.digest])).get(shared.digest)?.length]).toEqual([undefined, 0, 1, 2]);
  });
});
