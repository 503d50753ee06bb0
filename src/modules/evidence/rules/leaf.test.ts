import { describe, expect, test } from "vitest";
import { commitment } from "../notes/sha256.ts";
import { leafText, parseLeaf } from "./leaf.ts";

const leaf = {
  id: "01996b1e-0000-7000-8000-000000000001",
  kind: "publication.confirmed",
  subject: { type: "publication", id: "01996b1e-0000-7000-8000-000000000002" },
  at: "2026-09-21T08:00:00.000Z",
  facts: { network: "activitypub", hash: "ab", approver: "coordinator" },
  values: { text: commitment(new Uint8Array(32), '"Hola"') },
};

describe("a leaf", () => {
  test("EVI-R5 is one canonical text, whatever the order of what it is made of", () => {
    const text = leafText(leaf);
    expect(text).toBe(leafText({ ...leaf, facts: { approver: "coordinator", hash: "ab", network: "activitypub" } }));
    expect(text.startsWith('{"at":"2026-09-21T08:00:00.000Z","facts":{"approver":"coordinator"')).toBe(true);
    expect(parseLeaf(text)).toEqual(leaf);
  });

  test.each([
    ["not JSON", "{"],
    ["another version", leafText(leaf).replace('"v":1', '"v":2')],
    ["white space", leafText(leaf).replace(",", ", ")],
    ["a member too many", leafText(leaf).replace('"v":1', '"v":1,"w":1')],
    ["a commitment that is none", leafText({ ...leaf, values: { text: "abc" } })],
    ["no subject", leafText(leaf).replace(/"subject":\{[^}]*\}/, '"subject":null')],
    ["a list", "[]"],
  ])("EVI-R2 %s is not read", (_, text) => {
    expect(parseLeaf(text)).toBeUndefined();
  });

  test("EVI-R3 a commitment changes with the salt, with the value, and is the documented hash", () => {
    const salt = new Uint8Array(32).fill(7);
    // sha256 over "pregonero/evidence/value/1\n", 32 bytes 0x07 and "\"Kaixo\"", computed with sha256sum.
    expect(commitment(salt, '"Kaixo"')).toBe("425a091b04109fa9e3222df827ab4623046a173d9f06b180bc93ee07e1de8a3b");
    expect(commitment(salt, '"Kaixo!"')).not.toBe(commitment(salt, '"Kaixo"'));
    expect(commitment(new Uint8Array(32), '"Kaixo"')).not.toBe(commitment(salt, '"Kaixo"'));
  });
});
