import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { expectAccessible, expectNoEnglishDates, expectNoOverflow } from "./axe.ts";

const folder = join(import.meta.dirname, "..", "test-results", "screens");

// Colours do not depend on the width: dark is looked at once.
const views = [{ width: 1_280, colorSchemes: ["light", "dark"] }, { width: 390, colorSchemes: ["light"] }] as const;

/**
 * Looks at a screen as it stands, without loading it again: wide in light and in dark and narrow in light, nothing for axe to
 * find and nothing sticking out; a picture of each is kept. The window is left as it was.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? { width: 1_280, height: 800 };
  const language = await page.evaluate(() => document.documentElement.lang);
  expect(language, `${page.url()} says its language`).toMatch(/^(es|eu|en)$/);
  if (language === "eu") await expectNoEnglishDates(page);
  await mkdir(folder, { recursive: true });
  await page.evaluate(() => window.scrollTo(0, 0));
  for (const { width, colorSchemes } of views) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 800 });
    for (const colorScheme of colorSchemes) {
      // Nothing half faded: a colour on its way is neither the one nor the other.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await expectAccessible(page, { coloursOnly: colorScheme === "dark" });
      await page.screenshot({ path: join(folder, `${name}.${language}.${width}.${colorScheme}.png`), fullPage: true });
    }
    await expectNoOverflow(page, width);
  }
  await expectNoOverflow(page, 320);
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: "light" });
}

/** A picture of every open window, for who looks for what went wrong. */
export async function photograph(pages: readonly Page[], name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, page] of pages.entries()) {
    if (!page.isClosed()) await page.screenshot({ path: join(folder, `FAILED-${name}-${index + 1}.png`), fullPage: true }).catch(() => undefined);
  }
}
