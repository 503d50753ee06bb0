import { createWriteStream, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buffer } from "node:stream/consumers";
import { init } from "@embedpdf/pdfium";
import sharp from "sharp";

// Runs in a process of its own: reads a PDF on standard input and draws pages of it. `look N`: all from page N on, small. `take 1,3`: those,
// as pictures. Each picture goes to standard output; on fd 3 a line of JSON tells how many pages there are, then one of each page.
//
// PDFium draws what is printed on a page. No form is opened, so no script can run; links, files and notes on the page are not drawn.
const LONGEST_SIDE = 2_048;
const THUMBNAIL_SIDE = 240;
/** Pixels a point, at most: a page of two centimetres is not to fill a wall. */
const MOST_SCALE = 8;
const MOST_PAGES = 200;
const MOST_WORDS = 20_000;
const BYTES_A_PIXEL = 4;
const BGRA = 4;
const AS_RGBA = 0x10;
const WHITE = 0xffffffff;
// FPDF_GetLastError: 4 wants a password, 5 is a protection that it does not know.
const LOCKED = new Set([4, 5]);

const [task, which = ""] = process.argv.slice(2);
const small = task === "look";
const facts = createWriteStream("", { fd: 3 });
const tell = (value: unknown) => new Promise<void>((resolve) => facts.write(`${JSON.stringify(value)}\n`, () => resolve()));
const send = (bytes: Uint8Array) => new Promise<void>((resolve) => process.stdout.write(bytes, () => resolve()));

sharp.cache(false);
sharp.concurrency(1);
const input = await buffer(process.stdin);
const pdfium = await init({ wasmBinary: readFileSync(fileURLToPath(import.meta.resolve("@embedpdf/pdfium/pdfium.wasm"))).buffer });
pdfium.PDFiumExt_Init();
const { malloc, free } = pdfium.pdfium.wasmExports;
const place = malloc(input.length);
memory().set(input, place);
const pdf = pdfium.FPDF_LoadMemDocument(place, input.length, "");
const pages = pdf === 0 ? 0 : pdfium.FPDF_GetPageCount(pdf);
if (pdf === 0) await tell({ refused: LOCKED.has(pdfium.FPDF_GetLastError()) ? "locked" : "damaged" });
else if (pages === 0) await tell({ refused: "empty" });
else if (pages > MOST_PAGES) await tell({ refused: "too-many", pages, most: MOST_PAGES });
else {
  await tell({ pages });
  const wanted = small ? Array.from({ length: pages - Number(which) + 1 }, (_, index) => Number(which) + index) : which.split(",").map(Number);
  for (const page of wanted) await drawPage(page);
}
facts.end();

/** Its memory: another view whenever it has grown. */
function memory(): Uint8Array {
  const { pdfium: module } = pdfium;
  if (!("HEAPU8" in module) || !(module.HEAPU8 instanceof Uint8Array)) throw new Error("PDFium shows no memory");
  return module.HEAPU8;
}

async function drawPage(number: number): Promise<void> {
  const page = number >= 1 && number <= pages ? pdfium.FPDF_LoadPage(pdf, number - 1) : 0;
  const [wide, high] = page === 0 ? [0, 0] : [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)];
  if (!(wide > 0 && high > 0 && Number.isFinite(wide) && Number.isFinite(high))) return tell({ page: number, failed: true });
  const scale = Math.min(MOST_SCALE, (small ? THUMBNAIL_SIDE : LONGEST_SIDE) / Math.max(wide, high));
  const [width, height] = [Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale))];
  const length = width * height * BYTES_A_PIXEL;
  const pixels = malloc(length);
  const bitmap = pdfium.FPDFBitmap_CreateEx(width, height, BGRA, pixels, width * BYTES_A_PIXEL);
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, WHITE);
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, AS_RGBA);
  const picture = await written(memory().slice(pixels, pixels + length), width, height);
  pdfium.FPDFBitmap_Destroy(bitmap);
  free(pixels);
  const text = small ? "" : wordsOf(page);
  pdfium.FPDF_ClosePage(page);
  await send(picture.bytes);
  await tell({ page: number, width, height, bytes: picture.bytes.length, mediaType: picture.mediaType, text });
}

/** Drawings are smaller as PNG, photographs as JPEG. */
async function written(pixels: Uint8Array, width: number, height: number): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }> {
  const drawn = sharp(pixels, { raw: { width, height, channels: BYTES_A_PIXEL } }).removeAlpha();
  const jpeg = await drawn.clone().jpeg({ quality: small ? 70 : 88, chromaSubsampling: small ? "4:2:0" : "4:4:4" }).toBuffer();
  if (small) return { bytes: jpeg, mediaType: "image/jpeg" };
  const png = await drawn.png({ compressionLevel: 9 }).toBuffer();
  return png.length <= jpeg.length ? { bytes: png, mediaType: "image/png" } : { bytes: jpeg, mediaType: "image/jpeg" };
}

function wordsOf(page: number): string {
  const words = pdfium.FPDFText_LoadPage(page);
  if (words === 0) return "";
  const count = Math.min(MOST_WORDS, pdfium.FPDFText_CountChars(words));
  const at = count > 0 ? malloc((count + 1) * 2) : 0;
  const got = count > 0 ? pdfium.FPDFText_GetText(words, 0, count, at) : 0;
  const text = got > 0 ? new TextDecoder("utf-16le").decode(memory().slice(at, at + (got - 1) * 2)) : "";
  if (at !== 0) free(at);
  pdfium.FPDFText_ClosePage(words);
  return text;
}
