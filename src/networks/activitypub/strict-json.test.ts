import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readStrictJson } from "./strict-json.ts";

const read = (text: string | Uint8Array) => readStrictJson(typeof text === "string" ? Buffer.from(text) : text, { maxDepth: 5, maxValues: 100 });

describe("JSON that has one reading (T4)", () => {
  test.each([
    ["a key twice", '{"actor":"a","actor":"b"}', "duplicate-key"],
    ["a key twice, once escaped", String.raw`{"actor":"a","\u0061ctor":"b"}`, "duplicate-key"],
    ["a key twice, far from its colon", `{"a":1,"a"${" ".repeat(500)}:2}`, "duplicate-key"],
    ["a key twice, deeper", '{"o":[{"id":1,"id":2}]}', "duplicate-key"],
    ["prototype", '{"__proto__":{"a":1}}', "forbidden-key"],
    ["prototype, escaped", String.raw`{"__pr\u006fto__":1}`, "forbidden-key"],
    ["constructor", '{"o":{"constructor":1}}', "forbidden-key"],
    ["NUL", String.raw`{"a":"b\u0000c"}`, "nul"],
    ["a raw NUL", '{"a":"b\0c"}', "nul"],
    ["too deep", '{"a":[[[[[1]]]]]}', "too-deep"],
    ["too many values", `{"a":[${"1,".repeat(200)}1]}`, "too-many-values"],
    ["a list", "[1]", "not-an-object"],
    ["null", "null", "not-an-object"],
    ["half", '{"a":', "not-json"],
    ["an open string", '{"a', "not-json"],
    ["a comment", '{"a":1}//', "not-json"],
    ["nothing", "", "not-json"],
    ["a byte order mark", '\ufeff{"a":1}', "not-json"],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), "not-utf-8"],
    ["overlong UTF-8", Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]), "not-utf-8"],
  ])("%s is refused", (_title, text, refusal) => {
    expect(read(text)).toBe(refusal);
  });

  test("the same key in two objects is fine, and a value may look like a key", () => {
    expect(read('{"a":{"id":"1"},"b":{"id":"a"},"c":["a","a",":"]}')).toEqual({ a: { id: "1" }, b: { id: "a" }, c: ["a", "a", ":"] });
  });

  test("what JSON.stringify writes is read as it was", () => {
    const plain = fc.dictionary(fc.string().filter((key) => !["__proto__", "constructor", "prototype"].includes(key) && !key.includes("\0")), fc.oneof(fc.string().filter((text) => !/\0|\\u0000/i.test(text)), fc.integer(), fc.boolean()), { maxKeys: 20, noNullPrototype: true });
    fc.assert(
      fc.property(plain, (value) => {
        expect(read(JSON.stringify(value))).toEqual(value);
      }),
    );
  });
});
