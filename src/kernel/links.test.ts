import { expect, test } from "vitest";
import { linksIn, withoutTracking } from "./links.ts";

test("links end before what closes the sentence", () => {
  expect(linksIn("Más en https://w.example/a?b=1, y (http://w.example/c). #x https://")).toEqual(["https://w.example/a?b=1", "http://w.example/c"]);
});

test.each([
  ["https://w.example/a?utm_source=x&b=1&UTM_Medium=y#f", "https://w.example/a?b=1#f"],
  ["https://w.example/a?fbclid=x", "https://w.example/a"],
  ["https://w.example/a?idioma=eu&b=a%26b", "https://w.example/a?idioma=eu&b=a%26b"],
  ["https://w.example/a#utm_source=x", "https://w.example/a#utm_source=x"],
  ["https://w.example/a?", "https://w.example/a?"],
])("EDI-3 %s without what follows people is %s", (url, clean) => {
  expect(withoutTracking(url)).toBe(clean);
});
