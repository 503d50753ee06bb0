import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "./csv.ts";

/** A reader of CSV as RFC 4180 has it, which knows nothing of how ours is written. */
function readLine(line: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field = "";
    if (line[at] === '"') {
      for (at += 1; ; at += 1) {
        if (line[at] !== '"') field += line[at] ?? "";
        else if (line[at + 1] === '"') {
          field += '"';
          at += 1;
        } else break;
      }
      at += 1;
    } else for (; at < line.length && line[at] !== "," && line[at] !== "\r"; at += 1) field += line[at] ?? "";
    fields.push(field);
    if (line[at] !== ",") break;
    at += 1;
  }
  expect(line.slice(at)).toBe("\r\n");
  return fields;
}

describe("T8 CSV for spreadsheets", () => {
  test.each(["=1+1", "+34 945", "-2", "@movilidad", "\tx", "\rx", "＝1", "＋1", "－1", "＠a", "=HYPERLINK(\"http://x\")"])("no field begins as a formula: %j", (text) => {
    const [field = ""] = readLine(csvLine([text]));
    expect(field).toBe(`'${text}`);
  });

  test("numbers stay numbers, also below zero; nothing is an empty field", () => {
    expect(csvLine([-2, 0.5, true, null, ""])).toBe('-2,0.5,true,,""\r\n');
  });

  test("what was written is read back, for any text", () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
      expect(readLine(csvLine(texts)).map((field) => field.replace(/^'/, ""))).toEqual(texts);
    }));
  });
});
