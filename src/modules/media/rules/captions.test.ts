import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCaptions, writeCaptions } from "./captions.ts";

const VTT = "\uFEFFWEBVTT - Fiestas\n\nNOTE de quien escribe\n\nSTYLE\n::cue { color: red }\n\ninicio\n00:01.000 --> 00:02.500 align:start line:0\n<v Ane>Kaixo &amp; <b>ongi etorri</b>\nguztioi\n\n01:00:03.000 --> 01:00:04.000\n{\\an8}Agur\n";
const SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\nHola a todas\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nAdiós\r\n";

describe("EDI-R4 captions are read", () => {
  test("from WebVTT and from SRT, as plain words with their moments", () => {
    expect(readCaptions(VTT)).toEqual({ ok: true, value: [{ fromMs: 1_000, toMs: 2_500, text: "Kaixo & ongi etorri\nguztioi" }, { fromMs: 3_603_000, toMs: 3_604_000, text: "Agur" }] });
    expect(readCaptions(SRT)).toEqual({ ok: true, value: [{ fromMs: 1_000, toMs: 2_500, text: "Hola a todas" }, { fromMs: 3_000, toMs: 4_000, text: "Adiós" }] });
  });

  test.each([
    ["nothing", "", "no-cues", 1],
    ["a text without moments", "Hola a todas\nAdiós", "no-cues", 1],
    ["a moment that is none", "WEBVTT\n\n00:61.000 --> 00:62.000\nHola", "moment", 3],
    ["a moment without thousandths", "1\n00:00:01 --> 00:00:02\nHola", "moment", 2],
    ["an end before its beginning", "WEBVTT\n\n00:02.000 --> 00:01.000\nHola", "backwards", 3],
    ["what goes back", `${SRT}\n3\n00:00:00,500 --> 00:00:00,900\nTarde`, "order", 10],
    ["a moment in which nothing is said", "WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n\n00:03.000 --> 00:04.000\nHola", "text", 3],
  ] as const)("%s is refused with its line", (_, text, because, line) => {
    expect(readCaptions(text)).toEqual({ ok: false, refusal: { kind: "bad-captions", because, line } });
  });

  test("what we write is read back, and no tag of a stranger survives", () => {
    const words = fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.replaceAll(/[<>{}&\r\n\u2028\u2029]|-->/gu, "").trim()).filter((text) => text !== "");
    const cues = fc.array(fc.record({ fromMs: fc.nat(20_000_000), length: fc.integer({ min: 1, max: 9_000 }), text: words }), { minLength: 1, maxLength: 20 })
      .map((list) => list.toSorted((a, b) => a.fromMs - b.fromMs).map(({ fromMs, length, text }) => ({ fromMs, toMs: fromMs + length, text })));
    fc.assert(fc.property(cues, (list) => {
      expect(readCaptions(writeCaptions(list))).toEqual({ ok: true, value: list });
    }));
    const hostile = readCaptions("WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script> a < b &lt;i&gt;");
    expect(hostile.ok && writeCaptions(hostile.value)).toBe("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nalert(1) a &lt; b &lt;i&gt;\n");
  });
});
