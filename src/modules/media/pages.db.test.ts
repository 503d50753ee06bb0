import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { pdf } from "#tests/pdfs.ts";
import { addPages, addUpload, diskStore, erasePicture, findStored, listAssets, listLibrary, listPageTexts, showPages } from "./index.ts";

const database = useDatabase();
const clock = testClock();
const folder = await mkdtemp(join(tmpdir(), "pregonero-pages-"));
const store = diskStore(folder);
let council: TestCouncil;
beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
afterAll(() => rm(folder, { recursive: true }));

const poster = pdf({ pages: [{ words: "Fiestas de la ciudad" }, { content: "0 0.5 0.2 rg 0 0 300 400 re f" }, { words: "Programa" }] });
const add = (pages: readonly number[], bytes = poster, actor = council.coordinator) => addPages(database.db, store, clock, actor, { bytes, fileName: "Cartel de fiestas.PDF", pages });

describe("EDI-R3 pages of a PDF become pictures", () => {
  test("in the order chosen, under names that tell the page, with what they say as a suggestion and nothing else of the file", async () => {
    const kept = expectOk(await add([3, 1, 3, 2]));
    expect(kept.map(({ fileName, width, height, mediaType, durationMs }) => ({ fileName, width, height, mediaType, durationMs }))).toEqual([3, 1, 2].map((page) => ({ fileName: `Cartel de fiestas-${page}.png`, width: 1_536, height: 2_048, mediaType: "image/png", durationMs: null })));
    const texts = await listPageTexts(database.db, kept.map(({ digest }) => digest));
    expect(kept.map(({ digest }) => texts.get(digest))).toEqual(["Programa", "Fiestas de la ciudad", undefined]);
    expect((await listAssets(database.db, kept.map(({ id }) => id))).length).toBe(3);
    expect(Buffer.from(await store.find(kept[0]?.digest ?? "") ?? []).subarray(1, 4).toString()).toBe("PNG");
  });

  test("with a picture that is erased its words go, and do not come back with the file", async () => {
    const [page] = expectOk(await add([1]));
    if (!page) throw new Error("no page");
    await erasePicture(database.db, store, { digest: page.digest, reason: "rights", by: council.coordinator.personId }, clock.now());
    expect((await listPageTexts(database.db, [page.digest])).size).toBe(0);
    expectOk(await add([1]));
    expect([(await listPageTexts(database.db, [page.digest])).size, await findStored(database.db, page.digest)]).toEqual([0, undefined]);
  });

  test("none, too many, one that is not there, a stranger: refused, and nothing is kept", async () => {
    const before = (await listLibrary(database.db, { words: "" })).assets.length;
    expect(await add([])).toEqual({ ok: false, refusal: { kind: "no-pages-chosen" } });
    expect(await add(Array.from({ length: 21 }, (_, index) => index + 1))).toEqual({ ok: false, refusal: { kind: "too-many-chosen", most: 20 } });
    expect(await add([2, 4])).toEqual({ ok: false, refusal: { kind: "unknown-page", page: 4, pages: 3 } });
    expect(await add([Number.NaN])).toMatchObject({ refusal: { kind: "unknown-page", pages: 3 } });
    const stranger = { ...council.coordinator, personId: newId<"person">(clock.now()) };
    expect([await add([1], poster, stranger), await showPages(database.db, clock, stranger, poster)]).toMatchObject([{ refusal: { kind: "not-permitted" } }, { refusal: { kind: "not-permitted" } }]);
    expect((await listLibrary(database.db, { words: "" })).assets).toHaveLength(before);
  });

  test("a PDF that comes as a picture is not taken for one: its pages have to be chosen, whatever it is called", async () => {
    for (const fileName of ["cartel.pdf", "cartel.png", "cartel"]) {
      expect(await addUpload(database.db, store, clock, council.coordinator, { bytes: poster, fileName })).toEqual({ ok: false, refusal: { kind: "choose-pages" } });
    }
  });

  test("two people at once, with the same pages, have each their own of the same bytes", async () => {
    const [one, other] = await Promise.all([add([2]), add([2])]);
    expect([expectOk(one)[0]?.digest === expectOk(other)[0]?.digest, expectOk(one)[0]?.id === expectOk(other)[0]?.id]).toEqual([true, false]);
  });
});
