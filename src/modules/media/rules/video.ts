/** Containers of video that browsers and networks take. */
export type VideoKind = "mp4" | "mov" | "webm";

export const videoTypes: Readonly<Record<VideoKind, string>> = { mp4: "video/mp4", mov: "video/quicktime", webm: "video/webm" };

const extensions: Readonly<Record<VideoKind, readonly string[]>> = { mp4: ["mp4", "m4v"], mov: ["mov", "qt"], webm: ["webm"] };

export interface ReadVideo {
  readonly kind: VideoKind;
  /** As it is shown, turned as its track says. */
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}

/** What bytes are by their beginning; undefined for what is no video that we know. */
export function videoKindOf(bytes: Uint8Array): VideoKind | undefined {
  if (fourAt(bytes, 4) === "ftyp") {
    const brand = fourAt(bytes, 8);
    if (brand === "qt  ") return "mov";
    return STILL_BRANDS.has(brand) ? undefined : "mp4";
  }
  const isEbml = bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3;
  return isEbml && ascii(bytes, 0, Math.min(64, bytes.length)).includes("webm") ? "webm" : undefined;
}

// HEIF and AVIF begin like MP4.
const STILL_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"]);

/** The kind that a file's name claims. */
export function videoKindNamed(fileName: string): VideoKind | undefined {
  const extension = /\.([a-z0-9]{2,5})$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return kinds.find((kind) => extensions[kind].includes(extension));
}
const kinds: readonly VideoKind[] = ["mp4", "mov", "webm"];

/**
 * Reads what is shown and takes out, in place and without moving a byte, what tells of its maker: places, devices, names,
 * dates, pictures of covers. The pictures and sound themselves stay as they are. Tracks of data beside them (where a camera
 * was, second by second) are cut off, but their bytes stay in the file.
 * @returns undefined when it is cut short, damaged or has no picture
 */
export function cleanVideo(bytes: Uint8Array): ReadVideo | undefined {
  const kind = videoKindOf(bytes);
  if (kind === undefined) return undefined;
  try {
    const shown = kind === "webm" ? cleanWebm(bytes) : cleanMp4(bytes);
    return shown.width > 0 && shown.height > 0 ? { kind, ...shown } : undefined;
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

/** It says something that its bytes do not bear out. */
class Damaged extends Error {}

type Shown = Omit<ReadVideo, "kind">;

// ISO/IEC 14496-12: boxes of a size, a type and what is in them.
interface Box {
  readonly type: string;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const MOST_BOXES = 20_000;

function boxesIn(bytes: Uint8Array, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + 8 <= to;) {
    let size = view.getUint32(at);
    let body = at + 8;
    if (size === 1) {
      if (at + 16 > to) throw new Damaged();
      size = Number(view.getBigUint64(at + 8));
      body = at + 16;
    } else if (size === 0) size = to - at;
    if (size < body - at || at + size > to || boxes.length === MOST_BOXES) throw new Damaged();
    boxes.push({ type: fourAt(bytes, at + 4), start: at, body, end: at + size });
    at += size;
  }
  return boxes;
}

/** What it holds is nothing any more: a `free` box of the same length, so that no offset changes. */
function blank(bytes: Uint8Array, { start, body, end }: Box): void {
  bytes.set([0x66, 0x72, 0x65, 0x65], start + 4);
  bytes.fill(0, body, end);
}

const TELLING = new Set(["udta", "meta", "uuid", "cprt", "ilst", "XMP_"]);
const SHOWN_HANDLERS = new Set(["vide", "soun"]);

function cleanMp4(bytes: Uint8Array): Shown {
  const top = boxesIn(bytes, 0, bytes.length);
  const moov = top.find(({ type }) => type === "moov");
  if (!moov || !top.some(({ type }) => type === "mdat")) throw new Damaged();
  let shown: Shown | undefined;
  let durationMs = 0;
  for (const box of boxesIn(bytes, moov.body, moov.end)) {
    if (box.type === "mvhd") durationMs = cleanHeader(bytes, box);
    if (box.type !== "trak") continue;
    const inside = boxesIn(bytes, box.body, box.end);
    const media = inside.find(({ type }) => type === "mdia");
    const mediaBoxes = media ? boxesIn(bytes, media.body, media.end) : [];
    const handler = mediaBoxes.find(({ type }) => type === "hdlr");
    const kind = handler ? fourAt(bytes, handler.body + 8) : "";
    if (!SHOWN_HANDLERS.has(kind)) {
      blank(bytes, box);
      continue;
    }
    const header = inside.find(({ type }) => type === "tkhd");
    if (header) {
      cleanHeader(bytes, header);
      if (kind === "vide" && !shown) shown = { ...sizeOf(bytes, header), durationMs: 0 };
    }
    for (const one of mediaBoxes) {
      if (one.type === "mdhd") cleanHeader(bytes, one);
      // A handler's name often tells the device: "Core Media Video", "GoPro AVC".
      if (one.type === "hdlr") bytes.fill(0, Math.min(one.body + 24, one.end), one.end);
    }
    for (const one of [...inside, ...mediaBoxes]) if (TELLING.has(one.type)) blank(bytes, one);
  }
  for (const one of [...top, ...boxesIn(bytes, moov.body, moov.end)]) if (TELLING.has(one.type)) blank(bytes, one);
  if (!shown) throw new Damaged();
  return { ...shown, durationMs };
}

/** Dates out of `mvhd`, `tkhd` or `mdhd`; how long it lasts, where it says so in the first place. */
function cleanHeader(bytes: Uint8Array, { body, end }: Box): number {
  const wide = bytes[body] === 1;
  const dates = wide ? 16 : 8;
  if (body + 4 + dates + 12 > end) throw new Damaged();
  bytes.fill(0, body + 4, body + 4 + dates);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = body + 4 + dates;
  const scale = view.getUint32(at);
  const length = wide ? Number(view.getBigUint64(at + 4)) : view.getUint32(at + 4);
  return scale > 0 ? Math.round((1_000 * length) / scale) : 0;
}

/** Width and height stand at the end of `tkhd`, after the matrix by which the picture is turned. */
function sizeOf(bytes: Uint8Array, { body, end }: Box): { readonly width: number; readonly height: number } {
  if (end - 44 < body) throw new Damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(end - 8) >> 16, view.getUint32(end - 4) >> 16];
  const turned = view.getInt32(end - 44) === 0 && view.getInt32(end - 44 + 4) !== 0;
  return turned ? { width: height, height: width } : { width, height };
}

// RFC 8794 (EBML) and RFC 9559 (Matroska): elements of an id, a size and what is in them.
interface Element {
  readonly id: number;
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const CLUSTER = 0x1f43b675;
const WEBM_TELLING = new Set([0x1254c367, 0x1941a469, 0x7ba9, 0x4461, 0x73a4, 0x3cb923, 0x7384, 0x536e]);

function elementsIn(bytes: Uint8Array, from: number, to: number): readonly Element[] {
  const elements: Element[] = [];
  for (let at = from; at < to;) {
    const id = varint(bytes, at, to, true);
    const size = varint(bytes, at + id.length, to, false);
    const body = at + id.length + size.length;
    // A size that is not known reaches to the end: so does whoever records live.
    const end = size.unknown ? to : body + size.value;
    if (end > to || elements.length === MOST_BOXES) throw new Damaged();
    elements.push({ id: id.value, start: at, body, end });
    at = end;
  }
  return elements;
}

function varint(bytes: Uint8Array, at: number, to: number, keepsMarker: boolean): { readonly value: number; readonly length: number; readonly unknown: boolean } {
  const first = bytes[at];
  if (first === undefined || at >= to || first === 0) throw new Damaged();
  const length = Math.clz32(first) - 23;
  if (at + length > to || (keepsMarker && length > 4)) throw new Damaged();
  let value = keepsMarker ? first : first & (0xff >> length);
  let unknown = !keepsMarker && value === 0xff >> length;
  for (let next = 1; next < length; next += 1) {
    const byte = bytes[at + next] ?? 0;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  if (!Number.isSafeInteger(value)) throw new Damaged();
  return { value, length, unknown };
}

/** A `Void` of the same length. */
function voidOut(bytes: Uint8Array, { start, end }: Element): void {
  const length = end - start;
  bytes.fill(0, start, end);
  bytes[start] = 0xec;
  if (length < 10) {
    bytes[start + 1] = 0x80 | (length - 2);
    return;
  }
  bytes[start + 1] = 0x01;
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(start + 5, length - 9);
}

function cleanWebm(bytes: Uint8Array): Shown {
  const segment = elementsIn(bytes, 0, bytes.length).find(({ id }) => id === SEGMENT);
  if (!segment) throw new Damaged();
  let size = { width: 0, height: 0 };
  let durationMs = 0;
  let clusters = 0;
  for (const part of elementsIn(bytes, segment.body, segment.end)) {
    if (WEBM_TELLING.has(part.id)) voidOut(bytes, part);
    if (part.id === CLUSTER) clusters += 1;
    if (part.id === INFO) durationMs = cleanInfo(bytes, part);
    if (part.id !== TRACKS) continue;
    for (const track of elementsIn(bytes, part.body, part.end)) {
      if (track.id !== TRACK) continue;
      for (const one of elementsIn(bytes, track.body, track.end)) {
        if (WEBM_TELLING.has(one.id)) voidOut(bytes, one);
        if (one.id === 0xe0 && size.width === 0) size = pixelsIn(bytes, one);
      }
    }
  }
  if (clusters === 0) throw new Damaged();
  return { ...size, durationMs };
}

function cleanInfo(bytes: Uint8Array, info: Element): number {
  let [scale, length] = [1_000_000, 0];
  for (const one of elementsIn(bytes, info.body, info.end)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + one.body, one.end - one.body);
    if (WEBM_TELLING.has(one.id)) voidOut(bytes, one);
    // The programs that wrote it must be named: by a blank.
    if (one.id === 0x4d80 || one.id === 0x5741) bytes.fill(0x20, one.body, one.end);
    if (one.id === 0x2ad7b1) scale = unsigned(bytes, one);
    if (one.id === 0x4489) length = view.byteLength === 8 ? view.getFloat64(0) : view.byteLength === 4 ? view.getFloat32(0) : 0;
  }
  const ms = (length * scale) / 1_000_000;
  return Number.isFinite(ms) && ms > 0 ? Math.round(ms) : 0;
}

function pixelsIn(bytes: Uint8Array, video: Element): { readonly width: number; readonly height: number } {
  const found = elementsIn(bytes, video.body, video.end);
  const of = (id: number) => {
    const one = found.find((each) => each.id === id);
    return one ? unsigned(bytes, one) : 0;
  };
  return { width: of(0xb0), height: of(0xba) };
}

function unsigned(bytes: Uint8Array, { body, end }: Element): number {
  if (end - body > 6) throw new Damaged();
  return bytes.subarray(body, end).reduce((value, byte) => value * 256 + byte, 0);
}

const fourAt = (bytes: Uint8Array, at: number): string => (at + 4 <= bytes.length ? ascii(bytes, at, at + 4) : "");
const ascii = (bytes: Uint8Array, from: number, to: number): string => Array.from(bytes.subarray(from, to), (byte) => String.fromCharCode(byte)).join("");
