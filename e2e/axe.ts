import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Debian's Chromium, quiet and without a network of its own. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

export interface Viewer {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly javaScript?: boolean;
  /** The browser's own language; on purpose not that of the page. */
  readonly locale?: string;
}

/** A fresh person at a screen. The policy of the page stays in force, so that whatever it forbids is complained of. */
export const openContext = (browser: Browser, { width = 1_280, scheme = "light", javaScript = true, locale = "en-GB" }: Viewer = {}): Promise<BrowserContext> =>
  browser.newContext({ viewport: { width, height: width < 600 ? 844 : 800 }, colorScheme: scheme, javaScriptEnabled: javaScript, locale });

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What another scheme of colours may change of a page that has been looked at whole. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Every page of the product must pass: WCAG 2.0 to 2.2 at A and AA, and axe's good practice. */
export async function expectAccessible(page: Page, { coloursOnly = false } = {}): Promise<void> {
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe);
  const results = await page.evaluate<{ violations: readonly Violation[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(coloursOnly ? COLOURS : EVERYTHING)} })`,
  );
  const told = results.violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 5).map((node) => `${node.html.slice(0, 200)} — ${node.failureSummary ?? ""}`) }));
  expect(told, page.url()).toEqual([]);
}

/** Nothing sticks out to the side, down to a width of 320 px (WCAG 1.4.10). The width of the page is put back. */
export async function expectNoOverflow(page: Page, width = 320): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width, height: before?.height ?? 800 });
  const sticking = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1).slice(0, 5).map((element) => element.outerHTML.slice(0, 160));
  });
  if (before) await page.setViewportSize(before);
  expect(sticking, `${page.url()} at ${width} px`).toEqual([]);
}

const ENGLISH = /\b(January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|yesterday|tomorrow|ago)\b/;

/** Chromium has no Basque and answers in its own language without saying so: in a page in Basque that would show. */
export async function expectNoEnglishDates(page: Page): Promise<void> {
  const text = await page.evaluate(() => document.body.innerText);
  expect(ENGLISH.exec(text)?.[0], page.url()).toBeUndefined();
}

/** What the browser complains of while a page is open: errors of scripts, of the policy, of missing files. */
export function collectComplaints(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  return complaints;
}
