/** Small videos made by hand: the containers are real, what would be pictures and sound is a word. */

const PICTURES = Buffer.from("PICTURES-AND-SOUND");
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const box = (type: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, "latin1"), body]);
};

/** ISO/IEC 14496-12, with the boxes that a telephone writes. */
export function mp4({ brand = "isom", width = 640, height = 360, seconds = 2, turned = false, secret = "", handler = "vide" }: {
  readonly brand?: string; readonly width?: number; readonly height?: number; readonly seconds?: number; readonly turned?: boolean; readonly secret?: string; readonly handler?: string;
} = {}): Uint8Array {
  const dates = Buffer.concat([u32(3_900_000_000), u32(3_900_000_000)]);
  const matrix = (turned ? [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000] : [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]).map(u32);
  const track = (kind: string) => box("trak",
    box("tkhd", u32(7), dates, u32(1), u32(0), u32(seconds * 1_000), Buffer.alloc(16), ...matrix, u32(width << 16), u32(height << 16)),
    box("udta", box("name", Buffer.from(secret))),
    box("mdia",
      box("mdhd", u32(0), dates, u32(1_000), u32(seconds * 1_000), u32(0)),
      box("hdlr", u32(0), u32(0), Buffer.from(kind), Buffer.alloc(12), Buffer.from(`${secret}\0`)),
      box("minf", box("stbl", box("stco", u32(0), u32(0))))),
  );
  return new Uint8Array(Buffer.concat([
    box("ftyp", Buffer.from(brand), u32(0), Buffer.from("isom")),
    box("uuid", Buffer.alloc(16, 7), Buffer.from(secret)),
    box("moov",
      box("mvhd", u32(0), dates, u32(1_000), u32(seconds * 1_000), Buffer.alloc(80)),
      track(handler),
      ...(secret ? [track("meta")] : []),
      box("udta", box("\u00a9xyz", Buffer.from(secret)), box("meta", Buffer.from(secret))),
      box("meta", Buffer.from(secret))),
    box("mdat", PICTURES),
  ]));
}

const element = (id: readonly number[], ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(8);
  size.writeUInt32BE(body.length, 4);
  size[0] = 0x01;
  return Buffer.concat([Buffer.from(id), size, body]);
};
const double = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

/** RFC 8794 and RFC 9559, with the elements that a browser or an editor writes. */
export function webm({ width = 640, height = 360, seconds = 2, secret = "" }: { readonly width?: number; readonly height?: number; readonly seconds?: number; readonly secret?: string } = {}): Uint8Array {
  const said = Buffer.from(secret);
  return new Uint8Array(Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], Buffer.from("webm"))),
    element([0x18, 0x53, 0x80, 0x67],
      element([0x15, 0x49, 0xa9, 0x66], element([0x2a, 0xd7, 0xb1], u32(1_000_000)), element([0x44, 0x89], double(seconds * 1_000)), element([0x7b, 0xa9], said), element([0x4d, 0x80], said), element([0x57, 0x41], said), element([0x44, 0x61], Buffer.alloc(8, 9))),
      element([0x16, 0x54, 0xae, 0x6b], element([0xae], element([0x53, 0x6e], said), element([0xe0], element([0xb0], u32(width)), element([0xba], u32(height))))),
      element([0x12, 0x54, 0xc3, 0x67], said),
      element([0x19, 0x41, 0xa4, 0x69], said),
      element([0x1f, 0x43, 0xb6, 0x75], PICTURES)),
  ]));
}
