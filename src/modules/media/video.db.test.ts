import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SECOND } from "#kernel/instant.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { mp4, webm } from "#tests/videos.ts";
import { addUpload, diskStore, erasePicture, findCaptions, findStored, listCaptions, listLibrary, mediaPath, setCaptions } from "./index.ts";

const database = useDatabase();
const clock = testClock();
const folder = await mkdtemp(join(tmpdir(), "pregonero-video-"));
const store = diskStore(folder);
const SECRET = "Sofia Ejemplo, calle Mayor 1";
const VTT = "WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nKaixo\n";
let council: TestCouncil;
beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
afterAll(() => rm(folder, { recursive: true }));

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const upload = (bytes: Uint8Array, fileName: string) => addUpload(database.db, store, clock, council.coordinator, { bytes, fileName });
const captions = (assetId: Parameters<typeof setCaptions>[2]["assetId"], language: string, text: string | null, actor = council.coordinator) =>
  run((tx) => setCaptions(tx, actor, { assetId, language, text }, clock.now()));

describe("EDI-R4 videos", () => {
  test("one is kept as it is but for what it tells of its maker, and served under its own name", async () => {
    const asset = expectOk(await upload(mp4({ width: 640, height: 360, seconds: 4, secret: SECRET }), "fiestas.mp4"));
    expect(asset).toMatchObject({ mediaType: "video/mp4", width: 640, height: 360, durationMs: 4_000, fileName: "fiestas.mp4" });
    expect(mediaPath(asset)).toBe(`/media/${asset.digest}.mp4`);
    expect(await findStored(database.db, asset.digest)).toEqual({ mediaType: "video/mp4", bytes: asset.bytes });
    const kept = await store.find(asset.digest);
    expect(kept && Buffer.from(kept).includes(SECRET)).toBe(false);
    expect(Buffer.from((await store.part(asset.digest, 4, 8)) ?? []).toString()).toBe("ftyp");
    expect((await store.part(asset.digest, asset.bytes - 3, asset.bytes + 50))?.length).toBe(3);
    expect((await listLibrary(database.db, { words: "fiestas" })).assets).toMatchObject([{ id: asset.id, durationMs: 4_000 }]);
    expect(expectOk(await upload(webm(), "b.webm")).mediaType).toBe("video/webm");
  });

  test.each([
    ["a WebM called .mp4", webm(), "fiestas.mp4", { kind: "wrong-extension", extension: "mp4", really: "WebM" }],
    ["a MOV called .mp4", mp4({ brand: "qt  " }), "fiestas.mp4", { kind: "wrong-extension", extension: "mp4", really: "MOV" }],
    ["an MP4 called .jpg", mp4(), "foto.jpg", { kind: "wrong-extension", extension: "jpg", really: "MP4" }],
    ["a PDF with a program, called .mp4", Buffer.from("%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "a.mp4", { kind: "wrong-extension", extension: "mp4", really: "PDF" }],
    ["an SVG with a script, called .webm", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), "a.webm", { kind: "wrong-extension", extension: "webm", really: "SVG" }],
    ["words called .mov", Buffer.from("hola"), "a.mov", { kind: "not-a-video" }],
    ["half a video", mp4().slice(0, 200), "a.mp4", { kind: "not-a-video" }],
  ] as const)("%s is refused with what it really is, and nothing is kept", async (_, bytes, fileName, refusal) => {
    const before = (await listLibrary(database.db, { words: "" })).assets.length;
    expect(await upload(bytes, fileName)).toEqual({ ok: false, refusal });
    expect((await listLibrary(database.db, { words: "" })).assets).toHaveLength(before);
  });

  test("a picture stays a picture", async () => {
    const png = await sharp({ create: { width: 30, height: 20, channels: 3, background: "#00693c" } }).png().toBuffer();
    expect(expectOk(await upload(png, "plano.png"))).toMatchObject({ mediaType: "image/png", durationMs: null });
  });

  test("larger than the council lets it be, it is refused with the figure", async () => {
    const say = (megabytes: number) => {
      clock.advance(SECOND);
      return sql`
        insert into policy.parameter (key, value, article, valid_from, set_by, set_at) values ('media.videoMegabytes', ${String(megabytes)}, 'Normas, art. 7', ${clock.now()}, ${council.coordinator.personId}, ${clock.now()})
      `.execute(database.owner);
    };
    await say(0);
    expect(await upload(mp4(), "a.mp4")).toEqual({ ok: false, refusal: { kind: "file-too-large", most: 0 } });
    await say(99);
    expectOk(await upload(mp4(), "a.mp4"));
  });
});

describe("EDI-R4 captions", () => {
  test("are kept by language; the last stand, and what was approved stays to be read", async () => {
    const asset = expectOk(await upload(mp4({ seconds: 7 }), "a.mp4"));
    expectOk(await captions(asset.id, "eu", VTT));
    const [first] = (await listCaptions(database.db, [asset.digest])).get(asset.digest) ?? [];
    expect(first).toMatchObject({ language: "eu", cues: 1 });
    expectOk(await captions(asset.id, "eu", VTT.replace("Kaixo", "Agur")));
    expectOk(await captions(asset.id, "es", "1\n00:00:00,500 --> 00:00:01,500\n<b>Hola</b>\n"));
    const kept = (await listCaptions(database.db, [asset.digest])).get(asset.digest) ?? [];
    expect(kept.map(({ language }) => language)).toEqual(["es", "eu"]);
    expect(await findCaptions(database.db, kept[0]?.hash ?? "")).toBe("WEBVTT\n\n00:00:00.500 --> 00:00:01.500\nHola\n");
    expect(await findCaptions(database.db, first?.hash ?? "")).toContain("Kaixo");
    expectOk(await captions(asset.id, "es", null));
    expect(((await listCaptions(database.db, [asset.digest])).get(asset.digest) ?? []).map(({ language }) => language)).toEqual(["eu"]);
  });

  test("that cannot be read are refused with the line; a picture has none", async () => {
    const asset = expectOk(await upload(mp4({ seconds: 8 }), "a.mp4"));
    expect(await captions(asset.id, "es", "WEBVTT\n\n00:05.000 --> 00:04.000\nHola")).toEqual({ ok: false, refusal: { kind: "bad-captions", because: "backwards", line: 3 } });
    const png = await sharp({ create: { width: 31, height: 20, channels: 3, background: "#00693c" } }).png().toBuffer();
    expect(await captions(expectOk(await upload(png, "plano.png")).id, "es", VTT)).toMatchObject({ refusal: { kind: "not-a-video" } });
  });

  test("go with a video that is erased", async () => {
    const asset = expectOk(await upload(mp4({ seconds: 9 }), "a.mp4"));
    expectOk(await captions(asset.id, "es", VTT.replace("Kaixo", "Solo aquí")));
    const [kept] = (await listCaptions(database.db, [asset.digest])).get(asset.digest) ?? [];
    await erasePicture(database.db, store, { digest: asset.digest, reason: "rights", by: council.coordinator.personId }, clock.now());
    expect([await findStored(database.db, asset.digest), await store.find(asset.digest), await store.part(asset.digest, 0, 4), await findCaptions(database.db, kept?.hash ?? "")]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
