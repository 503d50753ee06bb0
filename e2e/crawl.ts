import type { Page } from "playwright-core";
import type { MessageKey } from "#web/i18n/translate.ts";
import { expectAccessible, expectNoEnglishDates, expectNoOverflow } from "./axe.ts";
import { wordsOf } from "./staff.ts";

/** One screen as one person found it, and what was wrong with it. */
export interface Visited {
  /** The address without the names of things: `/profiles/:id`. */
  readonly pattern: string;
  readonly troubles: readonly string[];
}

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const patternOf = (path: string): string => path.replaceAll(ID, ":id");

/**
 * Opens every screen that links lead to, one of each kind, beginning with Today, and says what is wrong with each: what the
 * browser complains of, a refusal on show, a missing title, a message without words, something that sticks out.
 * `complaints` grows while the page is used; a kind of screen in `seen` is not put before axe again, nor is its width tried
 * again in the same language.
 */
export async function crawl(page: Page, complaints: readonly string[], seen: Set<string>, onVisit: (pattern: string) => Promise<void> = async () => undefined): Promise<readonly Visited[]> {
  const waiting = ["/"];
  const known = new Set(waiting);
  const visited: Visited[] = [];
  const titles = new Map<string, string>();
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const pattern = patternOf(path);
    const before = complaints.length;
    await go(page, path);
    const troubles = await troublesOn(page, pattern, seen);
    const title = await page.title();
    const first = titles.get(title);
    if (first !== undefined) troubles.push(`«${title}» is also the title of ${first}`);
    titles.set(title, pattern);
    visited.push({ pattern, troubles: [...troubles, ...complaints.slice(before)] });
    await onVisit(pattern);
    for (const next of await linksOn(page)) {
      if (known.has(patternOf(next))) continue;
      known.add(patternOf(next));
      waiting.push(next);
    }
  }
  return visited;
}

/** By the address, as the router goes: the office stays, as for who clicks. */
async function go(page: Page, path: string): Promise<void> {
  const title = await page.evaluate((to) => {
    document.querySelector("main h1")?.setAttribute("data-left", "");
    history.pushState({}, "", `/app${to}`);
    dispatchEvent(new PopStateEvent("popstate"));
    return document.title;
  }, path);
  await page.waitForURL((url) => url.pathname.startsWith(`/app${path === "/" ? "/" : path}`));
  // The screen that was left stays until the next one is there; one inside another keeps the heading and changes the title.
  await page.waitForFunction((before) => document.title !== before || document.querySelector("main h1:not([data-left])") !== null, title, { timeout: 5_000 }).catch(() => undefined);
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .skeleton") === null && document.querySelector("main h1") !== null);
  // What comes after the first answer, and the focus that the heading takes.
  await page.waitForTimeout(150);
}

const linksOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLAnchorElement>("a[href^='/app']")].map(({ pathname }) => pathname.slice("/app".length) || "/"));

async function troublesOn(page: Page, pattern: string, seen: Set<string>): Promise<string[]> {
  const t = wordsOf(await languageOf(page));
  const found = await page.evaluate(() => ({
    headings: [...document.querySelectorAll<HTMLElement>("main :is(h1,h2,h3,h4)")].filter((each) => each.checkVisibility()).map(({ tagName }) => Number(tagName.slice(1))),
    // What people wrote for others to fill in has braces of its own.
    text: [...document.querySelectorAll<HTMLElement>(".said")].reduce((text, { innerText }) => text.replace(innerText, ""), document.body.innerText),
    title: document.title,
    refused: [...document.querySelectorAll<HTMLElement>("main .note[role=alert]")].map(({ innerText }) => innerText),
  }));
  const troubles = found.refused.map((words) => `refused: ${words}`);
  if (found.headings.filter((level) => level === 1).length !== 1) troubles.push("not one first heading");
  found.headings.forEach((level, index) => {
    if (level > (found.headings[index - 1] ?? 0) + 1) troubles.push(`a heading of level ${level} under one of ${found.headings[index - 1] ?? 0}`);
  });
  if (!found.title.includes(" · ")) troubles.push(`the window is called «${found.title}»`);
  const bare = found.text.match(/\b[a-z][A-Za-z]*(?:\.[a-z][A-Za-z_]+)+\b/g)?.filter((word) => t.has(word)) ?? [];
  troubles.push(...bare.map((key: MessageKey) => `no words for ${key}`));
  troubles.push(...(found.text.match(/\{\{\w+\}\}|\bundefined\b|\bNaN\b|Invalid Date|\[object/g) ?? []));
  const inLanguage = `${pattern} ${t.language}`;
  const checks = [
    ...(t.language === "eu" ? [() => expectNoEnglishDates(page)] : []), ...(seen.has(inLanguage) ? [] : [() => expectNoOverflow(page)]), ...(seen.has(pattern) ? [] : [() => expectAccessible(page)]),
  ];
  seen.add(pattern).add(inLanguage);
  for (const check of checks) await check().catch((error: unknown) => troubles.push(error instanceof Error ? error.message : "?"));
  return troubles;
}

async function languageOf(page: Page): Promise<"es" | "eu" | "en"> {
  const language = await page.evaluate(() => document.documentElement.lang);
  if (language === "es" || language === "eu" || language === "en") return language;
  throw new Error(`the page is in «${language}»`);
}
