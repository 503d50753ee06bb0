import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compare, contradictions, fieldsOf, readWords } from "./compare.ts";

const page = (text: string, title = "Concierto de la banda", links: readonly string[] = []) => readWords({ title, text, links });
const changes = (before: string, after: string) => compare(page(before), page(after)).map(({ kind, before: was, after: is }) => `${kind}: ${was ?? "—"} → ${is ?? "—"}`);

describe("DRI-3 what has changed, field by field", () => {
  test("DRI-R1 a time that changes is told with what it was and what it is, in both languages", () => {
    expect(changes("El sábado 26 de septiembre, a las 19:00, toca la banda.", "El sábado 26 de septiembre, a las 20:00, toca la banda.")).toEqual(["time: 19:00 → 20:00"]);
    expect(changes("Irailaren 26an, 19:00etan, udal bandak joko du.", "Irailaren 26an, 20:00etan, udal bandak joko du.")).toEqual(["time: 19:00etan → 20:00etan"]);
  });

  test("a value that changes in one of two places where it stands is found", () => {
    expect(changes("A las 19:00 en la plaza.\nEl concierto es a las 19:00.", "A las 19:00 en la plaza.\nEl concierto es a las 20:00.")).toEqual(["time: 19:00 → 20:00"]);
  });

  test("two values that change places are found, and lines that change places are no change", () => {
    expect(changes("Banda: 19:00\nCoro: 20:00", "Banda: 20:00\nCoro: 19:00")).toEqual(["time: 19:00 → 20:00", "time: 20:00 → 19:00"]);
    expect(changes("Banda: 19:00\nCoro: 20:00", "Coro: 20:00\nBanda: 19:00")).toEqual([]);
  });

  test("a place, a price, a deadline, a telephone and a status each by their kind", () => {
    expect(changes("En la plaza de la Fuente", "En el teatro Principal")).toEqual(["place: plaza de la Fuente → teatro Principal"]);
    expect(changes("La entrada es gratuita", "La entrada cuesta 5 €")).toEqual(["amount: gratuita → 5 €"]);
    expect(changes("Hasta el 2 de octubre", "Hasta el 9 de octubre")).toEqual(["deadline: 2 de octubre → 9 de octubre"]);
    expect(changes("Tel. 945 16 11 00", "Tel. 945 16 11 01")).toEqual(["phone: 945 16 11 00 → 945 16 11 01"]);
    expect(changes("La banda toca", "La banda toca\nCancelado")).toEqual(["status: — → Cancelado"]);
  });

  test("the same said otherwise is no change of a field", () => {
    expect(changes("Empieza a las 19:00", "Empieza a las 7 de la tarde")).toEqual([]);
    expect(changes("Cuesta 12,00 €", "Cuesta 12 euros")).toEqual([]);
    expect(changes("Llame al 945 161 100", "Llame al +34 945 16 11 00")).toEqual([]);
    expect(changes("La banda toca hoy", "La banda actúa hoy")).toEqual(["words: — → —"]);
  });

  test("when the page was touched and how often it was read is none of its content", () => {
    expect(changes("Toca la banda\nÚltima actualización: 20/09/2026\nVisitas: 1.200", "Toca la banda\nÚltima actualización: 21/09/2026\nVisitas: 1.350")).toEqual([]);
    expect(changes("Banda\nAzken eguneratzea: 2026/09/20", "Banda\nAzken eguneratzea: 2026/09/21")).toEqual([]);
  });

  test("a link that leads elsewhere is a change; one more is not, nor tracking and order of parameters", () => {
    const linked = (...links: readonly string[]) => page("Inscripción", "Curso", links);
    expect(compare(linked("https://ciudad.example/a?x=1&y=2"), linked("https://ciudad.example/b"))).toEqual([{ kind: "url", before: "ciudad.example/a?x=1&y=2", after: "ciudad.example/b" }]);
    expect(compare(linked("https://ciudad.example/a?x=1&y=2"), linked("http://www.ciudad.example/a/?y=2&x=1&utm_medium=web", "https://ciudad.example/c"))).toEqual([]);
  });
});

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, "0"));
const values: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ["time", fc.tuple(fc.integer({ min: 0, max: 23 }), two).map(([h, m]) => `${h}:${m}`)],
  ["time", fc.tuple(fc.integer({ min: 10, max: 23 }), two).map(([h, m]) => `${h}:${m}etan`)],
  ["time", fc.tuple(fc.integer({ min: 10, max: 23 }), two).map(([h, m]) => `${h}.${m} h`)],
  ["time", fc.integer({ min: 1, max: 9 }).map((h) => `las ${h} de la tarde`)],
  ["date", fc.tuple(fc.integer({ min: 1, max: 31 }), fc.constantFrom("enero", "mayo", "septiembre", "diciembre")).map(([d, m]) => `el ${d} de ${m}`)],
  ["date", fc.tuple(fc.integer({ min: 1, max: 31 }), fc.constantFrom("urtarrilaren", "irailaren", "urriaren")).map(([d, m]) => `2026ko ${m} ${d}an`)],
  ["date", fc.tuple(two, two, fc.integer({ min: 1000, max: 9999 })).map(([d, m, y]) => `${d}/${m}/${y}`)],
  ["date", fc.tuple(fc.integer({ min: 1000, max: 9999 }), two, two).map(([y, m, d]) => `${y}-${m}-${d}`)],
  ["amount", fc.tuple(fc.integer({ min: 1, max: 999 }), two).map(([n, c]) => `${n},${c} €`)],
  ["amount", fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 100, max: 999 })).map(([n, m]) => `${n}.${m} euros`)],
  ["amount", fc.integer({ min: 1, max: 99 }).map((n) => `% ${n}`)],
  ["phone", fc.array(digit, { minLength: 8, maxLength: 8 }).map((d) => `+34 9${d[0]}${d[1]} ${d[2]}${d[3]} ${d[4]}${d[5]} ${d[6]}${d[7]}`)],
  ["phone", fc.array(digit, { minLength: 8, maxLength: 8 }).map((d) => `9${d.join("")}`)],
];

/** Another digit in place of one of them; a number does not begin with a zero that it had not. */
const oneDigitOff = (text: string, pick: number, shift: number): string => {
  const places = [...text.matchAll(/\d/g)].map(({ index }) => index);
  const at = places[pick % places.length] ?? 0;
  return text.slice(0, at) + String((Number(text[at]) + shift) % 10) + text.slice(at + 1);
};
const around = fc.constantFrom("La banda toca {}.", "{}", "Udal banda: {}, sarrera librea", "Del programa: {} y ya está", "— {} —");
const line = fc.tuple(around, fc.constantFrom(...values).chain(([, value]) => value)).map(([frame, value]) => frame.replace("{}", value));

describe("DRI-3 for any page", () => {
  test("a digit that changes in a date, a time, an amount or a telephone number is never missed", { timeout: 60_000 }, () => {
    fc.assert(fc.property(
      fc.constantFrom(...values).chain(([, value]) => value), around, fc.array(line, { maxLength: 5 }), fc.array(line, { maxLength: 5 }), fc.nat(), fc.integer({ min: 1, max: 9 }), fc.boolean(),
      (value, frame, head, tail, pick, shift, repeated) => {
        const other = oneDigitOff(value, pick, shift);
        // What is said once more elsewhere must not hide it.
        const again = repeated ? [frame.replace("{}", value)] : [];
        const text = (said: string) => [...head, frame.replace("{}", said), ...again, ...tail].join("\n");
        const found = compare(page(text(value)), page(text(other)));
        expect(found.filter(({ kind }) => kind !== "words" && kind !== "title"), `${value} → ${other}`).not.toEqual([]);
      },
    ), { numRuns: 1_500 });
  });

  test("DRI-R3 spacing, typography and the order of lines are never a change of a field", { timeout: 60_000 }, () => {
    const restyle = (text: string, seed: number): string => {
      const steps: readonly ((said: string) => string)[] = [
        (said) => said.replaceAll(" ", "\u00a0"), (said) => said.replaceAll(" ", "   "), (said) => said.replaceAll("—", "-"), (said) => said.replaceAll("\n", "\n\n \n"),
        (said) => `${said}\u200b`, (said) => said.replaceAll("a", "a\u00ad"), (said) => said.split("\n").toReversed().join("\n"), (said) => said.normalize("NFD"), (said) => `«${said}»`.replaceAll("«", "“").replaceAll("»", "”"),
      ];
      return steps.filter((_, index) => (seed >> index) % 2 === 1).reduce((said, step) => step(said), text);
    };
    fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 511 }), (lines, seed) => {
      const text = lines.join("\n");
      expect(compare(page(text), page(restyle(text, seed))).filter(({ kind }) => kind !== "words")).toEqual([]);
    }), { numRuns: 1_000 });
  });

  test("a page compared with itself has changed in nothing", () => {
    fc.assert(fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      expect(compare(page(lines.join("\n")), page(lines.join("\n")))).toEqual([]);
    }));
  });
});

describe("DRI-6 two languages of one page", () => {
  const said = (es: string, eu: string) => contradictions(readWords({ title: "Concierto", text: es, links: [] }), readWords({ title: "Kontzertua", text: eu, links: [] }));

  test("contradict each other when each says what the other does not", () => {
    expect(said("El 26 de septiembre a las 20:00", "Irailaren 26an, 19:00etan")).toEqual([{ kind: "time", one: ["20:00"], other: ["19:00etan"] }]);
    expect(said("Hasta el 2 de octubre", "Urriaren 3a arte")).toEqual([{ kind: "date", one: ["2 de octubre"], other: ["Urriaren 3a"] }]);
  });

  test("do not when one only says less, or the same otherwise", () => {
    expect(said("El 26 de septiembre a las 19:00. Puertas a las 18:30", "Irailaren 26an, arratsaldeko zazpietan")).toEqual([]);
    expect(said("El martes 22 de septiembre, 12,50 €", "2026ko irailaren 22an, asteartea, 12,5 euro")).toEqual([]);
  });
});

test("DRI-1 the fields of a page are listed once each", () => {
  expect(fieldsOf(page("A las 19:00\nA las 19:00 y a las 20:00")).map(({ value }) => value)).toEqual(["19:00", "20:00"]);
});
