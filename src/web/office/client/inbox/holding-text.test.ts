import { expect, test } from "vitest";
import { holdingText } from "./holding-text.ts";

const due = "2026-09-21T16:00:00.000Z";

test("PROT-4 the holding reply says the time in the citizen's language and the council's zone", () => {
  expect(holdingText("es", due, "Europe/Madrid")).toBe("Gracias por escribir. Lo estamos consultando. Le responderemos aquí. Fecha y hora límite: lunes, 21 de septiembre de 2026, 18:00.");
  expect(holdingText("eu", due, "Europe/Madrid")).toContain("Azken eguna eta ordua: 2026ko irailaren 21a, astelehena, 18:00.");
  expect(holdingText("en", due, "Atlantic/Canary")).toContain("17:00.");
});

test("PROT-4 there is none in a language that we do not write", () => {
  expect(holdingText("fr", due, "Europe/Madrid")).toBeUndefined();
});
