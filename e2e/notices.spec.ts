import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DebianSmtp, debianSmtp } from "#tests/debian-smtp.ts";
import type { InboxPage } from "#web/office/views.ts";
import { expectAccessible, expectNoEnglishDates, expectNoOverflow, openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { seatOf, wordsOf } from "./staff.ts";

/** A mail with what is wrapped up for the way unwrapped beside it. */
const readable = (mail: string): string => `${mail}
${mail.replaceAll(/=\r?\n/g, "").replaceAll(/(?:=[0-9A-F]{2})+/g, (codes) => Buffer.from(codes.replaceAll("=", ""), "hex").toString("utf8"))}
${[...mail.matchAll(/(?:^[A-Za-z0-9+/=]{4,}\r?\n)+/gm)].map(([block]) => Buffer.from(block, "base64").toString("utf8")).join("\n")}`;

let app: RunningProcess;
let browser: Browser;
let smtp: DebianSmtp;

beforeAll(async () => {
  smtp = await debianSmtp();
  app = await startExampleCity({ PREGONERO_SMTP: `127.0.0.1:${smtp.port}`, PREGONERO_SMTP_SECURITY: "none", PREGONERO_MAIL_FROM: "avisos@arantzeta.example" });
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await app.remove();
  await smtp.stop();
});

/** Amaia reads Spanish, Beñat Basque. */
describe.each([["es", "Amaia Zubeldia", 1_280], ["eu", "Beñat Arrieta", 390]] as const)("5.3 notices by mail in %s, as %s, %d px wide", (language, who, width) => {
  const t = wordsOf(language);

  test("5.3 a person chooses what comes, when, and sees a trial mail arrive", async () => {
    const seat = await seatOf(browser, app.origin, who, { width });
    const { page } = seat;
    await page.goto(`${app.origin}/app/settings/account`);
    const card = page.locator("section[aria-labelledby=notices]");
    const flow = card.getByLabel(t("notices.group.flow"));
    await flow.waitFor();
    await flow.selectOption({ label: t("notices.mode.none") });
    await card.getByLabel(t("notices.ownHours")).check();
    await card.getByLabel(t("notices.from")).fill("09:00");
    await card.getByLabel(t("notices.until")).fill("09:00");
    await card.getByRole("button", { name: t("notices.save") }).click();
    await card.getByText(t("refusal.bad-hours")).waitFor();
    await card.getByLabel(t("notices.until")).fill("15:00");
    await card.getByRole("button", { name: t("notices.save") }).click();
    await page.getByText(t("notices.saved"), { exact: true }).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    if (language === "eu") await expectNoEnglishDates(page);

    await card.getByRole("button", { name: t("notices.trial") }).click();
    const trial = card.locator("li", { hasText: t("notices.kind.trial") });
    await trial.getByText(t("notices.state.sent")).waitFor();
    await card.getByRole("button", { name: t("notices.trial") }).click();
    await card.getByText(t("refusal.trial-too-soon")).waitFor();
    const id = language === "es" ? "Prueba" : "probako";
    expect((await smtp.read()).filter((mail) => mail.includes(`Content-Language: ${language}`) && new RegExp(`^Subject: .*(${id}|prueba)`, "m").test(mail))).toHaveLength(1);

    await page.reload();
    await flow.waitFor();
    expect(await flow.inputValue()).toBe("none");
    expect(await card.getByLabel(t("notices.until")).inputValue()).toBe("15:00");
    seat.expectQuiet(/Failed to load resource: .* 422/);
    await seat.leave();
  });
});

test("5.3 what waits is told by mail, and no mail holds what a citizen wrote", async () => {
  await expect.poll(async () => (await smtp.read()).length, { timeout: 90_000, interval: 500 }).toBeGreaterThan(4);
  const mails = await smtp.read();
  for (const mail of mails) expect(mail).toMatch(/^From: "?Pregonero"? <avisos@arantzeta\.example>\r?$/m);
  expect(new Set(mails.map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1])).size).toBe(mails.length);
  const told = mails.map(readable);
  expect(told.every((mail) => mail.includes(`${app.origin}/app/`))).toBe(true);
  const { conversations } = await (await signInAs(app.origin, "Amaia Zubeldia")).call<InboxPage>("GET", "/conversations?tab=waiting");
  const said = conversations.map(({ preview }) => preview.slice(0, 40)).filter((words) => words.length > 12);
  expect(said.length).toBeGreaterThan(3);
  for (const words of said) expect(told.filter((mail) => mail.includes(words)), words).toEqual([]);
});
