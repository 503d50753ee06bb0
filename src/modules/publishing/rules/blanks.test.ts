import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blanksIn, fillBlanks } from "./blanks.ts";

const names = (text: string) => blanksIn(text).map(({ name }) => name);

describe("EDI-9 places to fill in", () => {
  test("any name, in any language and case, is one place", () => {
    expect(names("El {{fecha}} en {{ Lugar }}.\n{{Fecha}} {{Noiz  hasten den}} {{Ñandú}}")).toEqual(["fecha", "lugar", "fecha", "noiz hasten den", "ñandú"]);
    expect(blanksIn("Hola\n\nEl {{fecha}}")).toEqual([{ raw: "{{fecha}}", name: "fecha", line: 3 }]);
  });

  test("braces that are left of one that was half deleted are found as well", () => {
    expect(blanksIn("El {{fecha y {{}} o lugar}}").map(({ raw, name }) => [raw, name])).toEqual([["{{", undefined], ["{{}}", undefined], ["}}", undefined]]);
    expect(names("{una} llave {} no es un hueco")).toEqual([]);
  });

  test("what has a value is filled in wherever it stands; an empty one leaves the place", () => {
    const values: Readonly<Record<string, string>> = { fecha: " 26 de septiembre ", lugar: " " };
    expect(fillBlanks("{{Fecha}} y {{fecha}} en {{lugar}}, $& {{otro}}", (name) => values[name])).toBe("26 de septiembre y 26 de septiembre en {{lugar}}, $& {{otro}}");
    expect(fillBlanks("{{fecha}}", () => "$& $1 {{x}}")).toBe("$& $1 {{x}}");
  });

  test("EDI-9 of any text: filled in with words, nothing is left to fill in; without a value nothing changes", () => {
    const piece = fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll(/[{}]/g, "")), fc.constantFrom("{{fecha}}", "{{ LUGAR }}", "{{a b}}", "\n", "{x}"));
    fc.assert(fc.property(fc.array(piece).map((parts) => parts.join(" ")), (text) => {
      expect(blanksIn(fillBlanks(text, (name) => (name === "" ? undefined : "palabra")))).toEqual([]);
      expect(fillBlanks(text, () => undefined)).toBe(text);
    }));
  });
});
