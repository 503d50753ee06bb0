import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Translate } from "#web/i18n/translate.ts";
import { beginning } from "./staff.ts";

/** The composer as a person uses it. */
export interface ComposerScreen {
  readonly text: Locator;
  /** Waits until what was typed is stored and says so. */
  saved(): Promise<void>;
  /** Rules in the panel of checks, once it speaks of what is stored. */
  rules(): Promise<readonly string[]>;
  chooseLanguage(name: string): Promise<void>;
  /** Characters that the meter of a profile counts. */
  characters(profile: string): Promise<number>;
}

export function composerOn(page: Page, t: Translate): ComposerScreen {
  const text = page.locator("#f-text");
  const checks = page.locator(".checks");
  return {
    text,
    saved: () => page.locator(".save-state[role=status]", { hasText: beginning(t, "composer.saved") }).waitFor(),
    rules: async () => {
      await page.locator(".checks[aria-busy=false]").waitFor();
      return checks.locator(".mono").allInnerTexts();
    },
    chooseLanguage: async (name) => {
      await page.getByRole("group", { name: t("composer.language") }).getByText(name, { exact: false }).click();
    },
    characters: async (profile) => {
      const shown = await page.locator(".meters li", { hasText: profile }).first().locator("[aria-hidden=true].n, .n > [aria-hidden=true]").first().innerText();
      const [used] = shown.split("/");
      expect(used, shown).toBeDefined();
      return Number((used ?? "").replaceAll(/\D/g, ""));
    },
  };
}
