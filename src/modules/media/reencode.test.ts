import { deflateSync, crc32 } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { reencodePicture } from "./reencode.ts";

const SECRET = "Sofia Ejemplo, calle Mayor 1";

const painted = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: channels === 4 ? { r: 0, g: 105, b: 60, alpha: 0.5 } : { r: 0, g: 105, b: 60 } } });

async function pictureOf(input: Uint8Array) {
  const result = await reencodePicture(input);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return { ...result.value, written: await sharp(result.value.bytes).metadata() };
}

/** A PNG that says how large it is and holds `rows` rows of blanks, packed as small as deflate can. */
function bomb(width: number, height: number, rows: number): Uint8Array {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit a pixel, grey.
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))))), chunk("IEND", Buffer.alloc(0)),
  ]);
}

describe("pictures are written anew", () => {
  test("EXIF with its author and place is gone, and the picture stands as it was meant", async () => {
    const taken = await painted(60, 20).jpeg().withExif({ IFD0: { Copyright: SECRET }, IFD3: { GPSLatitude: "42/1 50/1 0/1" } }).withMetadata({ orientation: 6 }).toBuffer();
    expect(taken.includes(Buffer.from(SECRET))).toBe(true);
    const { bytes, width, height, mediaType, written } = await pictureOf(taken);
    expect({ width, height, mediaType }).toEqual({ width: 20, height: 60, mediaType: "image/jpeg" });
    expect(Buffer.from(bytes).includes(Buffer.from(SECRET))).toBe(false);
    expect(written).toMatchObject({ format: "jpeg", width: 20, height: 60 });
    expect([written.exif, written.icc, written.xmp, written.iptc]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test("the longer side ends at 2,048 pixels; a small picture is not enlarged", async () => {
    expect(await pictureOf(await painted(4_096, 1_024).jpeg().toBuffer())).toMatchObject({ width: 2_048, height: 512 });
    expect(await pictureOf(await painted(30, 40).webp().toBuffer())).toMatchObject({ width: 30, height: 40, mediaType: "image/jpeg" });
  });

  test("transparency is kept, as PNG", async () => {
    const { mediaType, written } = await pictureOf(await painted(30, 30, 4).webp().toBuffer());
    expect({ mediaType, format: written.format, hasAlpha: written.hasAlpha }).toEqual({ mediaType: "image/png", format: "png", hasAlpha: true });
  });

  test("a picture of 108 megapixels, as telephones take them, is taken", async () => {
    const taken = await painted(12_000, 9_000).jpeg({ quality: 40 }).toBuffer();
    expect(await pictureOf(taken)).toMatchObject({ width: 2_048, height: 1_536 });
  }, 60_000);
});

describe("T5 what is no picture, or hurts", () => {
  test.each([
    ["text", Buffer.from("no picture")],
    ["nothing", Buffer.alloc(0)],
    ["SVG, which can hold scripts", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>')],
    ["PDF", Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>")],
    ["the first bytes of a PNG", bomb(8, 8, 8).subarray(0, 20)],
  ])("%s is refused", async (_, input) => {
    expect(await reencodePicture(input)).toEqual({ ok: false, refusal: { kind: "not-a-picture" } });
  });

  test("more than 400 million pixels are refused before they are unpacked", async () => {
    const input = bomb(100_000, 100_000, 1_000);
    expect(input.length).toBeLessThan(100_000);
    expect(await reencodePicture(input)).toEqual({ ok: false, refusal: { kind: "picture-too-large", because: "pixels" } });
  });
});
