import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const web = new URL("../", import.meta.url).pathname;
const inHere = new Set(["i18n/format.ts", "i18n/clock-reading.ts"]);
const forbidden = /\bIntl\.|\.toLocale[A-Z]\w*\(|\.localeCompare\(/;

test("I18-2 only the formatter asks Intl: anywhere else Basque would come out in another language in the browser", () => {
  const files = readdirSync(web, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));
  expect(files.length).toBeGreaterThan(30);
  const found = files.filter((path) => !inHere.has(path) && forbidden.test(readFileSync(join(web, path), "utf8")));
  expect(found).toEqual([]);
});

test("I18-2 the search finds what it looks for", () => {
  expect([...inHere].every((path) => forbidden.test(readFileSync(join(web, path), "utf8")))).toBe(true);
  for (const planted of ["new Intl.DateTimeFormat()", "at.toLocaleString()", "a.localeCompare(b)"]) expect(forbidden.test(planted)).toBe(true);
});
