import { expect, test } from "vitest";
import { errorPage } from "./error-page.ts";

test.each([
  ["Error 404", "La página solicitada no existe.", "gone"],
  ["Ayuntamiento", "Página no encontrada", "gone"],
  ["Udala", "Orria ez da aurkitu", "gone"],
  ["Not found", "The page does not exist", "gone"],
  ["Ayuntamiento", "Error interno del servidor. Inténtelo más tarde.", "down"],
  ["Udala", "Webgunea mantentze-lanetan dago", "down"],
  ["Concierto", "La banda toca a las 19:00.", undefined],
  ["Guía", `Cuando la página no existe, el sitio lo dice. ${"Texto de la guía. ".repeat(60)}`, undefined],
] as const)("DRI-7 %s: %s", (title, text, kind) => expect(errorPage({ title, text })).toBe(kind));
