import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { type RunningProcess, startProcess } from "./process.ts";
import { stepper, takeSeat, wordsOf } from "./staff.ts";

let browser: Browser;
let city: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startProcess();
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

/** Goes with Tab to what is sought, as who has no pointer; says where it got to when it is not reached. */
async function tabTo(page: Page, sought: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < 80; steps += 1) {
    if (await sought.evaluate((element) => element === document.activeElement)) {
      // What has the focus shows it (WCAG 2.4.7).
      expect(await sought.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
      return;
    }
    await page.keyboard.press(key);
    passed.push(await page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent?.trim().slice(0, 30)}`));
  }
  throw new Error(`not reached with ${key}; passed ${passed.join(" | ")}`);
}

/** The focus is somewhere: nothing that was done has dropped it. */
const expectFocusKept = async (page: Page, what: string): Promise<void> => {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName), { message: what }).not.toBe("BODY");
};

test("with the keyboard alone: sign in, triage, write, send, approve (FLO-2, FLO-R4, ROL-R7)", { timeout: 240_000 }, async () => {
  const { origin } = city;
  const es = wordsOf("es");
  const eu = wordsOf("eu");
  const step = stepper(browser, "keyboard");
  const author = await takeSeat(browser);
  const approver = await takeSeat(browser);
  const { page } = author;
  const row = page.locator("[data-row]:focus");
  let title = "";

  await step("the example city is loaded and a person chosen", async () => {
    await page.goto(`${origin}/inicio?l=es`);
    await tabTo(page, page.getByRole("button", { name: es("entry.first.exampleGo") }));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${origin}/entrar`, { timeout: 120_000 });
    await tabTo(page, page.getByRole("button", { name: "Amaia Zubeldia" }));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: es("today.waiting") }).waitFor();
  });

  await step("the skip link is the first stop and leads to the content", async () => {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(es("shell.skip"));
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  });

  await step("the palette goes anywhere, and the keys tell what they do", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type(es("nav.archive"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: es("nav.archive") }).waitFor();
    await expectFocusKept(page, "after the palette");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: es("keys.title") }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.getByRole("heading", { name: es("today.waiting") }).waitFor();
  });

  await step("proposals are walked with J and K and decided with X, L and P", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { level: 1, name: es("proposals.title") }).waitFor();
    await expectFocusKept(page, "on arrival");
    await page.locator("[data-row]").first().waitFor();
    expect(await page.locator("[data-row]").count()).toBe(2);
    await page.keyboard.press("j");
    const first = await row.getAttribute("aria-label");
    await page.keyboard.press("j");
    expect(await row.getAttribute("aria-label")).not.toBe(first);
    await page.keyboard.press("k");
    expect(await row.getAttribute("aria-label")).toBe(first);

    const dialog = page.getByRole("dialog");
    await page.keyboard.press("l");
    await dialog.getByText(es("proposals.untilWhen")).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await row.getAttribute("aria-label")).toBe(first);

    await page.keyboard.press("x");
    await tabTo(page, dialog.getByLabel(es("triageReason.internal")));
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    expect(await dialog.getByLabel(es("triageReason.already_covered")).isChecked()).toBe(true);
    await tabTo(page, dialog.getByRole("button", { name: es("proposals.decide") }));
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await expect.poll(() => page.locator("[data-row]").count()).toBe(1);

    await page.keyboard.press("j");
    title = (await row.getAttribute("aria-label")) ?? "";
    expect(title).not.toBe(first);
    await page.keyboard.press("p");
    await page.waitForURL(/\/write$/);
    await page.locator("#f-text").waitFor();
    await expectFocusKept(page, "in the composer");
  });

  const composer = composerOn(page, es);
  await step("it is written and sent", async () => {
    await tabTo(page, page.getByLabel("Robledal informa"));
    await page.keyboard.press("Space");
    await tabTo(page, composer.text);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("El sábado 26, a las 19:00, música en la plaza.");
    await tabTo(page, page.getByRole("radio", { name: "castellano" }), "Shift+Tab");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "euskera" }).isChecked()).toBe(true);
    await tabTo(page, composer.text);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Larunbatean, hilak 26, 19:00etan, musika plazan.");
    await page.keyboard.press("Alt+2");
    await page.getByRole("tab", { name: "Robledal informa", selected: true }).waitFor();
    await tabTo(page, page.getByRole("tab", { name: "Robledal informa" }), "Shift+Tab");
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("tab", { name: es("composer.common"), selected: true }).waitFor();
    await page.keyboard.press("Control+s");
    await composer.saved();
    expect(await composer.rules()).toEqual([]);
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/publications\/[0-9a-f-]+$/);
    await page.getByText(es("state.in_review")).first().waitFor();
    await expectFocusKept(page, "after sending");
  });

  await step("another person approves it, in Basque", async () => {
    const theirs = approver.page;
    await theirs.goto(`${origin}/entrar?l=eu`);
    await tabTo(theirs, theirs.getByRole("button", { name: "Beñat Arrieta" }));
    await theirs.keyboard.press("Enter");
    await theirs.getByRole("heading", { name: eu("today.waiting") }).waitFor();
    const task = theirs.locator("a[data-row]", { hasText: title }).first();
    await task.waitFor();
    for (let steps = 0; steps < 10 && !(await task.evaluate((element) => element === document.activeElement)); steps += 1) await theirs.keyboard.press("j");
    await theirs.keyboard.press("Enter");
    await theirs.getByRole("heading", { name: eu("review.decision") }).waitFor();
    // Asking for changes opens its field with the focus in it; Cancel goes back.
    await theirs.keyboard.press("r");
    await expect.poll(() => theirs.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
    await tabTo(theirs, theirs.getByRole("button", { name: eu("shell.cancel") }));
    await theirs.keyboard.press("Enter");
    await expectFocusKept(theirs, "after Cancel");
    await theirs.keyboard.press("a");
    await theirs.waitForURL(/\/publications\/[0-9a-f-]+$/);
    await theirs.getByText(eu("state.published")).first().waitFor({ timeout: 30_000 });
    await expectFocusKept(theirs, "after approving");
  });

  await step("single keys can be turned off (WCAG 2.1.4), and those with Ctrl go on", async () => {
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: es("keys.title") });
    await dialog.waitFor();
    await tabTo(page, dialog.getByLabel(es("keys.single")));
    const kept = page.waitForResponse((answer) => answer.url() === `${origin}/office/session` && answer.request().method() === "GET");
    await page.keyboard.press("Space");
    await kept;
    expect(await dialog.getByLabel(es("keys.single")).isChecked()).toBe(false);
    // The palette takes the place of the keys.
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: es("shell.find") }).waitFor();
    await dialog.waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const before = page.url();
    await page.keyboard.press("g");
    await page.keyboard.press("h");
    await page.keyboard.press("?");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    expect(await page.getByRole("dialog", { name: es("keys.title") }).count()).toBe(0);
    expect(page.url()).toBe(before);
  });

  author.expectQuiet();
  approver.expectQuiet();
});
