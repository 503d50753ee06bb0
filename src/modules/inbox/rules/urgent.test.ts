import { describe, expect, test } from "vitest";
import { isUrgent } from "./urgent.ts";

const terms = "es: suicid*; es: quiero morir; eu: hil nahi dut; eu: nire buruaz beste; en: kill myself";

describe("PROT-7 what cannot wait", () => {
  test.each([
    "No puedo más, QUIERO MORIR.", "he pensado en el suicidio", "Suicidarme es lo único que me queda", "Hil nahi dut!", "Nire buruaz beste egin nahi dut", "i want to kill myself", "quiero… morir",
  ])("«%s» is urgent in whatever language", (text) => {
    expect(isUrgent(text, terms)).toBe(true);
  });

  test.each(["¿A qué hora abre la piscina?", "Me quiero moriremos de risa", "La bombilla está fundida", "", "Hil da zuhaitza"])("«%s» is not", (text) => {
    expect(isUrgent(text, terms)).toBe(false);
  });

  test("a council without terms has nothing to look for", () => {
    expect(isUrgent("quiero morir", "")).toBe(false);
    expect(isUrgent("quiero morir", "es: ; *")).toBe(false);
  });
});
