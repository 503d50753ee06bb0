import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { pdf, stream } from "#tests/pdfs.ts";
import { askChild } from "./bounded-child.ts";
import { type DrawnPage, drawPages, lookAtPages } from "./draw-pages.ts";

const SECRET = "Sofia Ejemplo, calle Mayor 1";
const GREEN = "0 0.6 0.2 rg 0 0 2000 2000 re f";

async function draw(bytes: Uint8Array, pages: readonly number[] = [1]): Promise<readonly DrawnPage[]> {
  const drawn = await drawPages(bytes, pages);
  if (!drawn.ok) throw new Error(`refused: ${JSON.stringify(drawn.refusal)}`);
  return drawn.value;
}

async function look(bytes: Uint8Array) {
  const seen = await lookAtPages(bytes);
  if (!seen.ok) throw new Error(`refused: ${JSON.stringify(seen.refusal)}`);
  return seen.value;
}

const colourAt = async ({ bytes }: DrawnPage, x: number, y: number) => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3)];
};

describe("pages become pictures", () => {
  test("of 2,048 pixels, in the order asked for, with what they say", async () => {
    const bytes = pdf({ pages: [{ words: "Fiestas de la ciudad" }, { width: 842, height: 595, content: GREEN }, { width: 50, height: 50, content: GREEN }] });
    const [second, first, tiny] = await draw(bytes, [2, 1, 3]);
    expect(first).toMatchObject({ page: 1, width: 1_536, height: 2_048, text: "Fiestas de la ciudad" });
    expect(second).toMatchObject({ page: 2, width: 2_048, height: 1_447, text: "" });
    // A small page is not blown up for ever.
    expect(tiny).toMatchObject({ width: 400, height: 400 });
    if (!first || !second) throw new Error("no pages");
    expect(await colourAt(second, 900, 700)).toEqual([0, 153, 51]);
    expect(await colourAt(first, 5, 5)).toEqual([255, 255, 255]);
    const metadata = await sharp(first.bytes).metadata();
    expect([metadata.format, metadata.width, metadata.exif, metadata.icc, metadata.xmp]).toEqual(["png", 1_536, undefined, undefined, undefined]);
  });

  test("all are shown small, with how many there are", async () => {
    const { pages, thumbnails } = await look(pdf({ pages: Array.from({ length: 30 }, (_, index) => ({ words: `Hoja ${index + 1}` })) }));
    expect([pages, thumbnails.map(({ page }) => page)]).toEqual([30, Array.from({ length: 30 }, (_, index) => index + 1)]);
    expect(thumbnails[29]).toMatchObject({ width: 180, height: 240, mediaType: "image/jpeg" });
  });

  test("a photograph is kept as JPEG, a page on its side as it is read, a font that is missing in another one", async () => {
    const photograph = stream("/Type /XObject /Subtype /Image /Width 1000 /Height 1000 /ColorSpace /DeviceRGB /BitsPerComponent 8", randomBytes(3_000_000));
    const bytes = pdf({
      font: "NoSuchFont", objects: [photograph],
      pages: [{ width: 300, height: 300, content: "300 0 0 300 0 0 cm /Im Do", resources: "/XObject << /Im 10 0 R >>" }, { words: "Girado", more: "/Rotate 90" }],
    });
    const [photo, turned] = await draw(bytes, [1, 2]);
    expect([photo?.mediaType, turned?.width, turned?.height, turned?.text]).toEqual(["image/jpeg", 2_048, 1_536, "Girado"]);
  });
});

describe("T5 what a PDF hides does not come along", () => {
  test("neither scripts, forms, links, files, notes nor who made it; only what is printed on the page", async () => {
    const bytes = pdf({
      info: `/Author (${SECRET}) /Title (${SECRET})`,
      catalogue: "/OpenAction 10 0 R /Names << /EmbeddedFiles << /Names [(a) 11 0 R] >> /JavaScript << /Names [(a) 10 0 R] >> >> /AcroForm << /Fields [13 0 R] /NeedAppearances true >>",
      objects: [
        `<< /S /JavaScript /JS (app.alert\\("${SECRET}"\\); this.submitForm\\("http://127.0.0.1:9/"\\);) >>`,
        "<< /Type /Filespec /F (secreto.txt) /EF << /F 12 0 R >> >>",
        stream("/Type /EmbeddedFile", Buffer.from(SECRET)),
        `<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (${SECRET}) /Rect [0 0 300 200] /DA (/F1 12 Tf) /MK << /BG [1 0 0] >> /AA << /F 10 0 R >> >>`,
        `<< /Type /Annot /Subtype /Text /Contents (${SECRET}) /Rect [0 200 300 400] /C [1 0 0] >>`,
      ],
      pages: [{ words: "Cartel", more: "/Annots [13 0 R 14 0 R] /AA << /O 10 0 R >>" }],
    });
    const [page] = await draw(bytes);
    if (!page) throw new Error("no page");
    expect(page.text).toBe("Cartel");
    expect(Buffer.from(page.bytes).includes(SECRET)).toBe(false);
    expect([await colourAt(page, 700, 1_900), await colourAt(page, 1_400, 500)]).toEqual([[255, 255, 255], [255, 255, 255]]);
  });
});

describe("T5 what cannot be drawn is refused, and says why", () => {
  const whole = pdf({ pages: [{ words: "Uno" }, { words: "Dos" }] });
  // RFC 1321 and RC4 are gone from Node: this one is written by hand, and no password opens it.
  const locked = Buffer.from(Buffer.from(whole).toString("latin1").replace("/Info 4 0 R", `/Info 4 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${"ab".repeat(32)}> /U <${"cd".repeat(32)}> >>`), "latin1");
  test.each([
    ["nothing", new Uint8Array(), "pdf-damaged"],
    ["words", Buffer.from("hola"), "pdf-damaged"],
    ["a mark and no more", Buffer.from("%PDF-1.7\n/JavaScript"), "pdf-damaged"],
    ["one that asks for a password", locked, "pdf-locked"],
    ["one without pages", pdf({ pages: [] }), "pdf-empty"],
  ])("%s", async (_, bytes, kind) => {
    expect(await lookAtPages(bytes)).toEqual({ ok: false, refusal: { kind } });
    expect(await drawPages(bytes, [1])).toEqual({ ok: false, refusal: { kind } });
  });

  test("5,000 pages, with how many it has and may have", async () => {
    const bytes = pdf({ pages: Array.from({ length: 5_000 }, () => ({})) });
    expect(await lookAtPages(bytes)).toEqual({ ok: false, refusal: { kind: "pdf-too-many-pages", pages: 5_000, most: 200 } });
  });

  test("a page that is not there", async () => {
    for (const page of [0, 3, 1.5]) expect(await drawPages(whole, [1, page])).toEqual({ ok: false, refusal: { kind: "unknown-page", page, pages: 2 } });
  });

  test("a table that is broken is mended where it can be; cut in the middle, what is left is drawn or refused", async () => {
    const shifted = Buffer.from(Buffer.from(whole).toString("latin1").replace(/startxref\n\d+/, "startxref\n7"), "latin1");
    expect((await draw(shifted, [2]))[0]?.text).toBe("Dos");
    for (const share of [0.3, 0.6, 0.9]) {
      const cut = await lookAtPages(whole.slice(0, Math.floor(whole.length * share)));
      expect(cut.ok || cut.refusal.kind === "pdf-damaged" || cut.refusal.kind === "pdf-empty").toBe(true);
    }
  });
});

describe("T5 pages that are too much", () => {
  test("200 inches wide, or none at all, end in a picture of the usual size", async () => {
    const [huge, thin, none] = await draw(pdf({ pages: [{ width: 14_400, height: 14_400, content: GREEN }, { width: 14_400, height: 1 }, { width: 0, height: 0 }] }), [1, 2, 3]);
    expect([huge?.width, huge?.height, thin?.width, thin?.height, (none?.width ?? 0) > 0]).toEqual([2_048, 2_048, 2_048, 1, true]);
  });

  test("a picture that says that it unfolds to gigabytes is not unfolded, and the page is drawn without it", async () => {
    const bomb = stream("/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8", Buffer.alloc(100_000_000));
    const bytes = pdf({ objects: [bomb], pages: [{ words: "Con una bomba", content: "300 0 0 400 0 0 cm /Im Do", resources: "/XObject << /Im 10 0 R >>" }] });
    expect(bytes.length).toBeLessThan(200_000);
    expect((await draw(bytes))[0]?.text).toBe("Con una bomba");
  });

  test("a page that draws more than a machine holds is left out where all are shown, and named where it is asked for", async () => {
    // Ten forms, each drawing the next one twelve times: twelve to the tenth.
    const forms = Array.from({ length: 10 }, (_, index) => stream(
      `/Type /XObject /Subtype /Form /BBox [0 0 300 400] /Resources << /XObject << /Fm ${11 + index} 0 R >> >>`, Buffer.from(index === 9 ? "0 0 m 300 400 l S" : "/Fm Do ".repeat(12)),
    ));
    const bytes = pdf({ objects: forms, pages: [{ words: "Antes" }, { content: "/Fm Do", resources: "/XObject << /Fm 10 0 R >>" }, { words: "Luego" }] });
    const { pages, thumbnails } = await look(bytes);
    expect([pages, thumbnails.map(({ page }) => page)]).toEqual([3, [1, 3]]);
    expect(await drawPages(bytes, [1, 2])).toMatchObject({ refusal: { kind: "page-too-heavy", page: 2 } });
  }, 60_000);

  test("a page that takes too long is ended, by the time of all or by its silence; what came before it stays", async () => {
    const lines = Array.from({ length: 150_000 }, (_, line) => `${(line * 37) % 300} ${(line * 91) % 400} m ${(line * 53) % 300} ${(line * 17) % 400} l S`).join("\n");
    const bytes = pdf({ pages: [{ words: "Antes" }, { content: lines }] });
    for (const bounds of [{ longestMs: 2_500 }, { longestMs: 60_000, silentMs: 2_000 }]) {
      const { facts, killed } = await askChild("pages-child.ts", ["take", "1,2"], bytes, bounds);
      expect([killed, facts.trim().split("\n").length]).toEqual(["time", 2]);
    }
  }, 60_000);
});
