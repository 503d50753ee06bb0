import { describe, expect, test } from "vitest";
import { explain } from "./explain.ts";
import { formatter } from "./format.ts";
import { translatorFor } from "./messages.ts";

const speaker = (language: "es" | "eu" | "en") => ({ t: translatorFor(language), format: formatter(language, "Europe/Madrid") });

describe("explain", () => {
  test("words of the product in the data are said in the reader's language, lists joined", () => {
    const refusal = { kind: "not-permitted", action: "source.register", because: "role", who: ["coordinator", "promoter"] };
    expect(explain(speaker("es"), "refusal", refusal.kind, refusal)).toBe("No le corresponde hacerlo (su papel no lo permite). Pueden: Coordinación o Promoción.");
    expect(explain(speaker("eu"), "refusal", refusal.kind, refusal)).toContain("koordinatzailea edo sustatzailea");
  });

  test("instants are told in the council's zone and languages by their names", () => {
    expect(explain(speaker("es"), "refusal", "too-many-attempts", { again: "2026-09-21T08:15:00.000Z" })).toContain("21 de septiembre de 2026, 10:15");
    expect(explain(speaker("eu"), "check", "EDI-R2", { language: "es" })).toContain("gaztelania");
  });

  test("PROT-R5 both languages of an answer in the wrong one are named; a weekday by its name", () => {
    const wrong = explain(speaker("es"), "refusal", "wrong-language", { expected: "eu", found: "es" });
    expect(wrong).toContain("(euskera)");
    expect(wrong).toContain("castellano");
    expect(explain(speaker("eu"), "refusal", "overlapping-stretches", { day: 3 })).toContain("asteazkena");
    expect(explain(speaker("en"), "refusal", "bad-stretch", { day: 8, from: "9", to: "10:00" })).toContain("(holidays)");
  });

  test("data of a finding may have a `kind` of its own", () => {
    expect(explain(speaker("es"), "check", "EDI-R12", { kind: "dni", text: "12345678Z" })).toContain("(DNI): «12345678Z»");
  });

  test("a kind that nobody has words for still names itself", () => {
    expect(explain(speaker("en"), "refusal", "brand-new", {})).toContain("brand-new");
  });
});
