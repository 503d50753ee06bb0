import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { keptInWords, nowInWords } from "./answers.ts";
import { pageSetting } from "./frame.ts";

const page = (language: "es" | "eu" | "en") => pageSetting(language, undefined, "2026-09-21T08:00:00.000Z");

describe("POR-3 how a profile keeps its promise", () => {
  test("POR-3 with how many and over what time, in each language", () => {
    const result = { answered: 128, kept: 120, overdue: 0, medianMinutes: 47.2 };
    expect(keptInWords(page("es"), 90, result)).toBe("En los últimos 90 días: 128 respuestas; 93,8\u00a0% a tiempo; la mitad en 47 minutos de atención o menos.");
    expect(keptInWords(page("eu"), 90, result)).toBe("Azken 90 egunetan: 128 erantzun; garaiz: %\u00a093,8; erdiak arreta-denbora honetan edo gutxiagoan: 47 minutu.");
    expect(keptInWords(page("en"), 90, result)).toBe("In the last 90 days: 128 answers; 93.8% on time; half of them within 47 minutes of attention.");
  });

  test("POR-3 what is overdue is told also when nothing has been answered, and no share is made of nothing", () => {
    expect(keptInWords(page("es"), 90, { answered: 0, kept: 0, overdue: 2, medianMinutes: null })).toBe("En los últimos 90 días: 2 fuera de plazo y sin respuesta.");
  });

  test("POR-3 nothing is told of a time in which nothing was owed", () => {
    expect(keptInWords(page("es"), 90, { answered: 0, kept: 0, overdue: 0, medianMinutes: null })).toBeUndefined();
  });
});

describe("COV-9 whether somebody attends now", () => {
  const now = instant("2026-09-21T18:30:00.000Z");
  test("until when, or when again, in each language", () => {
    expect(nowInWords(page("es"), { attended: true, until: instant("2026-09-21T19:30:00.000Z") }, now)).toBe("Se atiende hasta esta hora: 21:30");
    expect(nowInWords(page("es"), { attended: false, until: instant("2026-09-22T06:30:00.000Z") }, now)).toMatch(/^Fuera de horario\. Se vuelve a atender: .*08:30$/);
    expect(nowInWords(page("eu"), { attended: false, until: instant("2026-09-22T06:30:00.000Z") }, now)).toMatch(/^Ordutegitik kanpo\. Noiz artatuko den berriro: .*08:30$/);
    expect(nowInWords(page("en"), { attended: false, until: undefined }, now)).toBe("This profile does not answer.");
  });

  test("what is attended by day and night has no end to tell", () => {
    expect(nowInWords(page("es"), { attended: true, until: instant("2027-10-01T00:00:00.000Z") }, now)).toBe("Se atiende a cualquier hora.");
  });
});
