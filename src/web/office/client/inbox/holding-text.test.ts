import { expect, test } from "vitest";
import { holdingText, outOfHoursText } from "./holding-text.ts";

const due = "2026-09-21T16:00:00.000Z";

test("PROT-4 the holding reply says the time in the citizen's language and the council's zone", () => {
  expect(holdingText("es", due, "Europe/Madrid")).toBe("Gracias por escribir. Lo estamos consultando. Le responderemos aquí. Fecha y hora límite: lunes, 21 de septiembre de 2026, 18:00.");
  expect(holdingText("eu", due, "Europe/Madrid")).toContain("Azken eguna eta ordua: 2026ko irailaren 21a, astelehena, 18:00.");
  expect(holdingText("en", due, "Atlantic/Canary")).toContain("17:00.");
});

test("PROT-4 there is none in a language that we do not write", () => {
  expect(holdingText("fr", due, "Europe/Madrid")).toBeUndefined();
});

test("COV-9 the notice out of hours says when somebody is there again and the time that it commits to", () => {
  const opens = "2026-09-21T06:30:00.000Z";
  expect(outOfHoursText("es", opens, due, "Europe/Madrid")).toBe(
    "Gracias por escribir. Ahora estamos fuera de horario. Volvemos: lunes, 21 de septiembre de 2026, 08:30. Le responderemos aquí. Fecha y hora límite: lunes, 21 de septiembre de 2026, 18:00.",
  );
  expect(outOfHoursText("eu", opens, due, "Europe/Madrid")).toContain("Noiz itzuliko garen: 2026ko irailaren 21a, astelehena, 08:30.");
  expect(outOfHoursText("fr", opens, due, "Europe/Madrid")).toBeUndefined();
});
