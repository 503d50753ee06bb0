import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "./csv.ts";
import { readCsv } from "./csv-reader.ts";

describe("PRO-15 CSV as spreadsheets write it", () => {
  test.each([
    ["a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]],
    ["\ufeffa;b\n\"x;y\";\"dice \"\"hola\"\"\"\n", [["a", "b"], ["x;y", 'dice "hola"']]],
    ["a\tb\n1\t\n\n", [["a", "b"], ["1", ""]]],
    ["a,b\n\"dos\nlíneas\",'=1+1\n", [["a", "b"], ["dos\nlíneas", "=1+1"]]],
    ["", []],
    ["\"a;b;c\",d\n", [["a;b;c", "d"]]],
  ])("%j", (text, expected) => expect(readCsv(text)).toEqual(expected));

  test("what we write we read", () => {
    const word = fc.string().map((text) => text.trim().replaceAll(/\r/g, "")).filter((text) => !text.startsWith("'") && text !== "");
    fc.assert(fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (values) => {
      expect(readCsv(csvLine(values))).toEqual([values.map((value) => value.trim())]);
    }));
  });
});
