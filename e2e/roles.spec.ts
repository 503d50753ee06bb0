import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectComplaints, openBrowser, openContext } from "./axe.ts";
import { crawl } from "./crawl.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";

let app: RunningProcess;
let browser: Browser;
const seen = new Set<string>();
const opened = new Set<string>();

beforeAll(async () => {
  app = await startExampleCity();
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await app.remove();
});

/** Somebody of each role, a language and a window each: between them every language, both widths, light and dark. */
const people = [
  { role: "coordinator", name: "Amaia Zubeldia", language: "es", width: 1_280, scheme: "light", sees: ["/settings/holidays", "/coverage", "/inbox"], not: [] },
  { role: "promoter", name: "Carmen Ruiz de Loizaga", language: "eu", width: 390, scheme: "dark", sees: ["/requests", "/coverage"], not: ["/inbox", "/settings/review", "/settings/holidays"] },
  { role: "manager", name: "Leire Otxoa", language: "eu", width: 1_280, scheme: "light", sees: ["/inbox", "/publications/:id/write"], not: ["/settings/review", "/settings/contracts", "/profiles/import"] },
  { role: "director", name: "Edurne Larrañaga", language: "es", width: 390, scheme: "light", sees: ["/coverage"], not: ["/new", "/settings/holidays"] },
  { role: "technician", name: "Eva Beltrán", language: "en", width: 390, scheme: "light", sees: ["/requests"], not: ["/new", "/inbox", "/settings/review"] },
  { role: "auditor", name: "Raquel Uriarte", language: "en", width: 1_280, scheme: "dark", sees: ["/settings/review", "/settings/contracts", "/archive"], not: ["/new", "/profiles/new", "/profiles/import"] },
  { role: "data protection officer", name: "Juan Ochoa de Eribe", language: "eu", width: 390, scheme: "dark", sees: ["/settings/review"], not: ["/new", "/profiles/new"] },
  { role: "system administrator", name: "Marta Sarasola", language: "es", width: 1_280, scheme: "dark", sees: ["/settings/people"], not: ["/new", "/inbox", "/settings/review"] },
  { role: "somebody of a contractor", name: "Cristina Landa", language: "es", width: 390, scheme: "light", sees: ["/"], not: ["/settings/review", "/settings/contracts", "/profiles/import"] },
  { role: "an adviser of the mayor", name: "Arantxa Velasco", language: "eu", width: 390, scheme: "light", sees: ["/"], not: ["/settings/review", "/profiles/import"] },
] as const;

describe("every screen that a role is led to may be used by it (ROL-R1)", () => {
  test.each(people)("$role, $language, $width px, $scheme", async ({ name, language, width, scheme, sees, not }) => {
    const client = await signInAs(app.origin, name);
    await client.call("PUT", "/session/preferences", { language, singleKeys: true });
    const context = await openContext(browser, { width, scheme });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const complaints = collectComplaints(page);
    await page.goto(`${app.origin}/entrar`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((each) => each.setAttribute("open", "")));
    await page.getByRole("button", { name }).first().click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const visited = await crawl(page, complaints, seen);
    const patterns = visited.map(({ pattern }) => pattern);
    patterns.forEach((pattern) => opened.add(pattern));
    expect(visited.filter(({ troubles }) => troubles.length > 0)).toEqual([]);
    expect(patterns).toEqual(expect.arrayContaining([...sees]));
    expect(patterns.filter((pattern) => not.some((each) => each === pattern))).toEqual([]);
    await context.close();
  });

  test("between them they have opened every kind of screen that there is something to show on", () => {
    expect([...opened].toSorted()).toEqual(expect.arrayContaining([
      "/", "/archive", "/coverage", "/coverage/absences", "/coverage/team", "/dedication", "/inbox", "/inbox/:id", "/new", "/profiles", "/profiles/:id", "/profiles/import", "/profiles/impostors", "/profiles/new",
      "/proposals", "/publications", "/publications/:id", "/publications/:id/review", "/publications/:id/write", "/requests", "/requests/:id", "/settings/account", "/settings/contracts", "/settings/holidays",
      "/settings/organisation", "/settings/people", "/settings/people/:id", "/settings/policy", "/settings/review", "/sources",
    ]));
  });
});
