import { createWriteStream } from "node:fs";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";

// Runs in a process of its own: reads a picture on standard input, writes ours on standard output, facts on fd 3 as JSON.
// Whatever a hostile file does to the decoder, it does it here. Four figures after its name are a frame: left, top, width, height.
const LONGEST_SIDE = 2_048;
const MOST_PIXELS = 400_000_000;
const FORMATS = new Set(["jpeg", "png", "webp", "gif", "avif", "heif", "tiff"]);

const [left, top, width, height] = process.argv.slice(2).map(Number);

const facts = createWriteStream("", { fd: 3 });
const tell = (value: unknown) => new Promise<void>((resolve) => facts.end(JSON.stringify(value), () => resolve()));

sharp.cache(false);
sharp.concurrency(1);
try {
  const input = await buffer(process.stdin);
  const picture = sharp(input, { limitInputPixels: MOST_PIXELS, sequentialRead: true, animated: false });
  const { format, hasAlpha } = await picture.metadata();
  if (!FORMATS.has(format)) {
    await tell({ refused: "not-a-picture" });
  } else {
    // `rotate` without an angle turns the pixels as EXIF says, before EXIF is dropped with all other metadata.
    const upright = picture.rotate();
    const shown = left === undefined || top === undefined || width === undefined || height === undefined ? upright : upright.extract({ left, top, width, height });
    const scaled = shown.resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true }).toColourspace("srgb");
    const lossless = hasAlpha || format === "png" || format === "gif";
    const { data, info } = await (lossless ? scaled.png({ compressionLevel: 9 }) : scaled.jpeg({ quality: 84 })).toBuffer({ resolveWithObject: true });
    process.stdout.write(data);
    await tell({ width: info.width, height: info.height, mediaType: lossless ? "image/png" : "image/jpeg" });
  }
} catch (error) {
  await tell({ refused: error instanceof Error && error.message.includes("pixel limit") ? "too-many-pixels" : "not-a-picture" });
}
