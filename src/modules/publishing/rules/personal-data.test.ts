import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPersonalData } from "./personal-data.ts";

const kinds = (text: string) => findPersonalData(text).map((found) => `${found.kind}:${found.text}`);

describe("EDI-R12 personal data by its form", () => {
  test.each([
    ["El DNI 12345678Z figura en el acta", ["dni:12345678Z"]],
    ["12345678-z", ["dni:12345678-z"]],
    ["expediente 12345678A, letra que no corresponde", []],
    ["NIE X1234567L de la solicitante", ["nie:X1234567L"]],
    ["NIE X1234567A", []],
    ["Ingreso en ES91 2100 0418 4502 0005 1332", ["iban:ES91 2100 0418 4502 0005 1332"]],
    ["ES91 2100 0418 4502 0005 1333", []],
    ["Ingreso en ES91 2100 0418 4502 0005 1332 para pagar la matrícula", ["iban:ES91 2100 0418 4502 0005 1332"]],
    ["Bizum o IBAN/ES9121000418450200051332, hasta el 30", ["iban:ES9121000418450200051332"]],
    ["Cuenta (GB82 WEST 1234 5698 7654 32)", ["iban:GB82 WEST 1234 5698 7654 32"]],
    // The tail of an identifier that happens to be 1 modulo 97; BB has no IBAN.
    ["Orria 019ad1d4-6d2c-7a55-bb27-2e0bac3760d5", []],
    ["referencia bb27-2e0bac3760d5", []],
    ["Llame al 945 16 11 00", ["phone:945 16 11 00"]],
    ["Llame al +34 600 123 456 hoy", ["phone:+34 600 123 456"]],
    ["del 2026-09-21 a las 945 personas", []],
    ["escriba a ane@ejemplo.eus", ["email:ane@ejemplo.eus"]],
    ["siga a @robledal@ciudad.example", []],
    ["un coche con matrícula 1234 BCD", ["plate:1234 BCD"]],
    ["abierto en 2026 para todas", []],
    ["https://www.ciudad.example/contenido?uid=600123456", []],
  ])("%s", (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test("every DNI with its own letter is found, with any other letter none is", () => {
    const letters = "TRWAGMYFPDXBNJZSQVHLCKE";
    fc.assert(fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), fc.integer({ min: 1, max: 22 }), (number, shift) => {
      const right = letters.charAt(number % 23);
      const wrong = letters.charAt((number + shift) % 23);
      expect(kinds(`dni ${number}${right} fin`).filter((found) => found.startsWith("dni"))).toEqual([`dni:${number}${right}`]);
      expect(kinds(`dni ${number}${wrong} fin`).filter((found) => found.startsWith("dni"))).toEqual([]);
    }));
  });

  test("long adversarial texts take no time", () => {
    const started = performance.now();
    for (const text of ["9".repeat(100_000), "A1".repeat(50_000), "a.".repeat(50_000), "6 ".repeat(50_000), "ES91 2100 ".repeat(10_000)]) findPersonalData(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
