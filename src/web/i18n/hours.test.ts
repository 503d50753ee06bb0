import { describe, expect, test } from "vitest";
import { formatter } from "./format.ts";
import { hoursInWords, minutesInWords } from "./hours.ts";
import { translatorFor } from "./messages.ts";

const speaker = (language: "es" | "eu" | "en") => ({ t: translatorFor(language), format: formatter(language, "Europe/Madrid") });
const [morning, afternoon] = [{ from: "08:30", to: "14:00" }, { from: "16:00", to: "19:30" }];

describe("POR-3 hours in words", () => {
  test("POR-3 days in a row with the same hours are one line; the weekend and holidays are said too", () => {
    const split = [morning, afternoon];
    expect(hoursInWords(speaker("es"), [split, split, split, split, [morning], [], []], [])).toEqual([
      { days: "lunes–jueves", hours: "08:30–14:00 y 16:00–19:30" }, { days: "viernes", hours: "08:30–14:00" },
      { days: "sábado–domingo", hours: "sin atención" }, { days: "festivos", hours: "sin atención" },
    ]);
    expect(hoursInWords(speaker("eu"), [[morning], [], [], [], [], [], []], [afternoon]).map(({ days }) => days)).toEqual(["astelehena", "asteartea–igandea", "jaiegunak"]);
  });

  test("POR-3 the same hours on days apart are two lines: what lies between is not said to be attended", () => {
    expect(hoursInWords(speaker("en"), [[morning], [], [morning], [], [], [], []], []).map(({ days }) => days)).toEqual(["Monday", "Tuesday", "Wednesday", "Thursday–Sunday", "holidays"]);
  });

  test.each([[120, "2 horas"], [47, "47 minutos"], [61, "1 hora y 1 minuto"], [150, "2 horas y 30 minutos"], [0.4, "0 minutos"], [47.6, "48 minutos"], [119.7, "2 horas"]])("PROT-R1 %d minutes are %s", (minutes, words) => {
    expect(minutesInWords(speaker("es"), minutes)).toBe(words);
  });
});
