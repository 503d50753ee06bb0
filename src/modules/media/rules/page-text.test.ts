import { describe, expect, test } from "vitest";
import { isPdf, tidyPageText } from "./page-text.ts";

describe("the words of a page as a suggestion (EDI-R3)", () => {
  test("stand on one line, without what cannot be seen", () => {
    expect(tidyPageText("Fiestas de La\r\nBlanca\r\n\r\n  Kontzertua 20:00etan\t· Ñandú 😀 ")).toBe("Fiestas de La Blanca Kontzertua 20:00etan · Ñandú 😀");
    expect(tidyPageText("ayun\u00adta\ufffemiento\u0000\u202e\ue123 \ud83d")).toBe("ayuntamiento");
    expect(tidyPageText(" \r\n\u0007 ")).toBe("");
  });

  test("are cut between words", () => {
    const long = tidyPageText("palabra ".repeat(400));
    expect([long.length <= 1_001, long.endsWith("palabra…")]).toEqual([true, true]);
    expect(Array.from(tidyPageText("😀".repeat(1_200)))).toHaveLength(1_001);
  });
});

test("T5 a PDF is known by its bytes, wherever in the first of them its mark stands", () => {
  const bytes = (text: string) => Buffer.from(text, "latin1");
  expect([bytes("%PDF-1.7"), bytes(`${"x".repeat(1_000)}%PDF-2.0`)].map(isPdf)).toEqual([true, true]);
  expect([bytes(""), bytes("%PDF"), bytes(`${"x".repeat(1_100)}%PDF-1.7`), bytes("\xff\xd8\xff"), bytes("hola")].map(isPdf)).toEqual([false, false, false, false, false]);
});
