import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import type { MessageKey, Translate } from "#web/i18n/translate.ts";
import { translatorFor } from "#web/i18n/messages.ts";
import { collectComplaints, openContext, type Viewer } from "./axe.ts";
import { photograph } from "./screens.ts";

export const wordsOf = (language: "es" | "eu" | "en"): Translate => translatorFor(language);

/** A message up to its first placeholder, to be looked for on a screen where the rest depends on the moment. */
export const beginning = (t: Translate, key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string => t(key, { ...values, time: "\u0000", when: "\u0000", who: "\u0000" }).split("\u0000")[0]?.trim() ?? "";

/** One person at one window. */
export interface Seat {
  readonly page: Page;
  /** Nothing was complained of in the console, but for answers that were meant to be refusals. */
  expectQuiet(allowed?: RegExp): void;
  leave(): Promise<void>;
}

// Chromium's impatience with a font fetched ahead: it depends on how busy the machine is.
const SLOW_MACHINE = /was preloaded using link preload but not used within a few seconds/;

export async function takeSeat(browser: Browser, viewer: Viewer = {}): Promise<Seat> {
  const context = await openContext(browser, viewer);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints = collectComplaints(page);
  return {
    page,
    expectQuiet: (allowed) => expect(complaints.filter((complaint) => !allowed?.test(complaint) && !SLOW_MACHINE.test(complaint)), page.url()).toEqual([]),
    leave: () => context.close(),
  };
}

/** Somebody of the example city, signed in at a window of their own. */
export async function seatOf(browser: Browser, origin: string, name: string, viewer: Viewer = {}): Promise<Seat> {
  const seat = await takeSeat(browser, viewer);
  await seat.page.goto(`${origin}/entrar`);
  await seat.page.getByRole("button", { name }).click();
  await seat.page.waitForURL(`${origin}/app/`);
  await seat.page.getByRole("heading", { level: 1 }).waitFor();
  return seat;
}

/** Runs the steps of a journey; the one that fails is named and leaves pictures of every window. */
export const stepper = (browser: Browser, journey: string) => async (what: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    await photograph(browser.contexts().flatMap((context) => context.pages()), `${journey}-${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").slice(0, 50)}`);
    if (error instanceof Error) error.message = `${what}: ${error.message}`;
    throw error;
  }
};
