import { describe, expect, test } from "vitest";
import { mp4, webm } from "#tests/videos.ts";
import { cleanVideo, videoKindNamed, videoKindOf } from "./video.ts";

const SECRET = "Sofia Ejemplo, calle Mayor 1, +42.8467-002.6716/";
const holds = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(Buffer.from(text));

describe("EDI-R4 a video is known by its bytes", () => {
  test("MP4, MOV and WebM, whatever they are called; pictures in the same container are none", () => {
    expect([videoKindOf(mp4()), videoKindOf(mp4({ brand: "qt  " })), videoKindOf(webm())]).toEqual(["mp4", "mov", "webm"]);
    expect([mp4({ brand: "avif" }), mp4({ brand: "heic" }), Buffer.from("%PDF-1.7"), Buffer.from("<svg/>"), Buffer.alloc(0), Buffer.from([0x1a, 0x45, 0xdf, 0xa3])].map(videoKindOf)).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
    expect(["a.MP4", "b.m4v", "c.mov", "d.webm", "e.jpg", "mp4"].map(videoKindNamed)).toEqual(["mp4", "mp4", "mov", "webm", undefined, undefined]);
  });

  test("its size and length are read, turned as it is shown", () => {
    expect(cleanVideo(mp4({ width: 640, height: 360, seconds: 12 }))).toEqual({ kind: "mp4", width: 640, height: 360, durationMs: 12_000 });
    expect(cleanVideo(mp4({ width: 640, height: 360, turned: true }))).toMatchObject({ width: 360, height: 640 });
    expect(cleanVideo(webm({ width: 320, height: 240, seconds: 3 }))).toEqual({ kind: "webm", width: 320, height: 240, durationMs: 3_000 });
  });
});

describe("T5 what a video tells of its maker is taken out without writing it anew", () => {
  test.each([["mp4", mp4({ secret: SECRET })], ["webm", webm({ secret: SECRET })]] as const)("%s: places, names, dates, covers and tracks of data", (_, bytes) => {
    const before = bytes.length;
    expect(holds(bytes, SECRET)).toBe(true);
    const first = cleanVideo(bytes);
    expect(holds(bytes, SECRET)).toBe(false);
    expect(bytes.length).toBe(before);
    // Pictures and sound stand where they stood.
    expect(holds(bytes, "PICTURES-AND-SOUND")).toBe(true);
    // Cleaned again it is the same.
    const once = bytes.slice();
    expect(cleanVideo(bytes)).toEqual(first);
    expect(Buffer.from(bytes).equals(Buffer.from(once))).toBe(true);
  });
});

describe("T5 a video that is damaged or lies is refused", () => {
  const good = mp4({ secret: SECRET });
  const film = webm({ secret: SECRET });
  test("cut anywhere, it is no video and hurts nothing", () => {
    for (const whole of [good, film]) for (let length = 0; length < whole.length; length += 7) expect(() => cleanVideo(whole.slice(0, length))).not.toThrow();
    expect(cleanVideo(good.slice(0, good.length - 20))).toBeUndefined();
    expect(cleanVideo(film.slice(0, film.length - 20))).toBeUndefined();
  });

  test("with any one byte changed it neither hangs nor throws", () => {
    for (const whole of [good, film]) for (let at = 0; at < whole.length; at += 1) for (const value of [0, 1, 0x7f, 0xff]) {
      const changed = whole.slice();
      changed[at] = value;
      expect(() => cleanVideo(changed)).not.toThrow();
    }
  });

  test("sound alone is no video", () => {
    expect(cleanVideo(mp4({ handler: "soun" }))).toBeUndefined();
  });
});
