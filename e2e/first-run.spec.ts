import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openBrowser } from "./axe.ts";
import { type RunningProcess, startProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { stepper, takeSeat, wordsOf } from "./staff.ts";

let browser: Browser;
let council: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
// A council is founded once: whoever begins again needs another.
beforeEach(async () => {
  council = await startProcess();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await council.remove();
});

/** What the app of the phone would show now for the secret on the page. */
async function codeOnPhone(page: Page): Promise<string> {
  const secret = (await page.locator("main code").innerText()).replaceAll(" ", "");
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 }).generate();
}

const wrong = (code: string): string => code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));

test("a council is founded with the key of the console, its people enrol a second factor, and the start-up regime ends with the second coordinator", { timeout: 300_000 }, async () => {
  const t = wordsOf("es");
  const { origin } = council;
  const step = stepper(browser, "first-run");
  // The browser speaks English: what is chosen on the first page must hold through all of the doors.
  const first = await takeSeat(browser);
  const second = await takeSeat(browser);
  const { page } = first;
  let recoveryCodes: readonly string[] = [];
  let invitation = "";

  await step("a wrong key and a weak password are refused, and what was typed stays", async () => {
    await expect.poll(() => council.output()).toMatch(/Start-up key: \S+/);
    await page.goto(`${origin}/inicio?l=es`);
    await page.getByLabel(t("entry.first.token")).fill("AAAA-BBBB-CCCC");
    await page.getByLabel(t("entry.first.nameEs")).fill("Ayuntamiento de Valdehaya");
    await page.getByLabel(t("entry.first.nameEu")).fill("Pagoibarko Udala");
    await page.getByLabel(t("entry.first.unit")).fill("Unidad de Transparencia");
    await page.getByLabel(t("entry.first.person")).fill("Maialen Ugarte");
    await page.getByLabel(t("entry.email")).fill("maialen@valdehaya.example");
    await page.getByLabel(t("entry.newPassword")).fill("una frase que nadie adivina");
    await page.getByRole("button", { name: t("entry.first.foundGo") }).click();
    await page.getByRole("alert").getByText(t("refusal.wrong-start-up-key")).waitFor();
    expect(await page.getByLabel(t("entry.first.nameEu")).inputValue()).toBe("Pagoibarko Udala");
    expect(await page.getByLabel(t("entry.newPassword")).inputValue()).toBe("");
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("es");
    await inspect(page, "founding-refused");

    const key = /Start-up key: (\S+)/.exec(council.output())?.[1] ?? "";
    await page.getByLabel(t("entry.first.token")).fill(key);
    await page.getByLabel(t("entry.newPassword")).fill("corta");
    await page.getByRole("button", { name: t("entry.first.foundGo") }).click();
    await page.getByRole("alert").getByText(t("refusal.password-short").split("{")[0]?.slice(0, 24) ?? "").waitFor();
    await page.getByLabel(t("entry.newPassword")).fill("una frase que nadie adivina");
    await page.getByRole("button", { name: t("entry.first.foundGo") }).click();
    await page.getByRole("heading", { name: t("entry.enrol.title") }).waitFor();
  });

  await step("the second factor is enrolled and recovery codes are shown once", async () => {
    expect(await page.getByRole("img", { name: t("entry.enrol.qr") }).evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0)).toBe(true);
    await inspect(page, "enrol");
    await page.goto(`${origin}/app/`);
    await page.waitForURL(/\/entrar/);
    await page.goto(`${origin}/entrar/alta?l=es`);
    const code = await codeOnPhone(page);
    await page.getByLabel(t("entry.enrol.label")).fill(wrong(code));
    await page.getByRole("button", { name: t("entry.enrol.go") }).click();
    await page.getByRole("alert").getByText(t("refusal.wrong-code")).waitFor();
    await page.getByLabel(t("entry.enrol.label")).fill(await codeOnPhone(page));
    await page.getByRole("button", { name: t("entry.enrol.go") }).click();
    await page.getByRole("heading", { name: t("entry.recovery.title") }).waitFor();
    recoveryCodes = await page.locator(".codes li").allInnerTexts();
    expect(recoveryCodes).toHaveLength(10);
    await inspect(page, "recovery");
    await page.getByRole("link", { name: t("entry.recovery.go") }).click();
    await page.waitForURL(`${origin}/app/`);
  });

  await step("Hoy shows the four steps of setting up", async () => {
    await page.getByRole("heading", { name: t("today.setup") }).waitFor();
    expect(await page.locator("section[aria-labelledby=setup] li").count()).toBe(4);
    await page.getByText(t("today.setupDone", { done: 0, all: 4 })).waitFor();
    await page.getByText(t("today.nothing")).waitFor();
    await inspect(page, "today-empty");
    for (const path of ["/sources", "/profiles", "/proposals", "/publications", "/archive"]) {
      await page.goto(`${origin}/app${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expect.poll(() => page.locator("main [aria-busy=true]").count()).toBe(0);
      await inspect(page, `empty${path.replace("/", "-")}`);
    }
  });

  await step("a second person is invited by a link", async () => {
    await page.goto(`${origin}/app/`);
    await page.getByRole("link", { name: t("setup.second-person") }).click();
    await page.getByText(t("people.bootstrap")).waitFor();
    await page.getByRole("button", { name: t("people.invite") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("people.name")).fill("Iker Lasa");
    await dialog.getByLabel(t("account.email")).fill("iker@valdehaya.example");
    await dialog.getByLabel(t("composer.unit")).selectOption({ label: "Unidad de Transparencia" });
    await inspect(page, "invite");
    await dialog.getByRole("button", { name: t("people.invite") }).click();
    const address = page.getByLabel(t("people.invitationUrl"));
    await address.waitFor();
    invitation = await address.inputValue();
    expect(invitation).toContain(`${origin}/invitacion/`);
    await inspect(page, "invitation");
    await page.getByRole("dialog").getByRole("button", { name: t("shell.close") }).click();
  });

  await step("the second person chooses a password and enrols; the link works once", async () => {
    const { page: theirs } = second;
    await theirs.goto(`${invitation}?l=es`);
    await theirs.getByText("iker@valdehaya.example").waitFor();
    await inspect(theirs, "invited");
    await theirs.getByLabel(t("entry.newPassword")).fill("iker@valdehaya.example");
    await theirs.getByRole("button", { name: t("entry.invitation.go") }).click();
    await theirs.getByRole("alert").getByText(t("refusal.password-guessable")).waitFor();
    await theirs.getByLabel(t("entry.newPassword")).fill("otra frase bastante larga");
    await theirs.getByRole("button", { name: t("entry.invitation.go") }).click();
    await theirs.getByRole("heading", { name: t("entry.enrol.title") }).waitFor();
    await theirs.getByLabel(t("entry.enrol.label")).fill(await codeOnPhone(theirs));
    await theirs.getByRole("button", { name: t("entry.enrol.go") }).click();
    await theirs.getByRole("link", { name: t("entry.recovery.go") }).click();
    await theirs.waitForURL(`${origin}/app/`);
    await theirs.getByRole("heading", { level: 1 }).waitFor();
    // Without an appointment there is nothing to do yet, and the page says so.
    await theirs.getByText(t("value.because.not-in-service")).first().waitFor();
    await inspect(theirs, "not-appointed");
    const again = await takeSeat(browser);
    expect((await again.page.goto(`${invitation}?l=es`))?.status()).toBe(410);
    await again.page.getByText(t("refusal.invitation-over")).waitFor();
    await again.leave();
  });

  await step("appointing the second coordinator ends the start-up regime", async () => {
    await page.getByRole("button", { name: new RegExp(`^${t("people.appoint")}\\s?: Iker Lasa$`) }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("role.coordinator")).check();
    await dialog.getByRole("button", { name: t("people.appoint") }).click();
    await dialog.getByText(t("refusal.act-missing")).waitFor();
    await dialog.getByLabel(t("people.act")).fill("Decreto de Alcaldía 12/2026");
    await inspect(page, "appoint");
    await dialog.getByRole("button", { name: t("people.appoint") }).click();
    await page.getByText(t("people.bootstrap")).waitFor({ state: "hidden" });
    await inspect(page, "people-two");
    await page.goto(`${origin}/app/`);
    await page.getByText(t("today.setupDone", { done: 1, all: 4 })).waitFor();
    await second.page.reload();
    await second.page.getByRole("heading", { name: t("today.setup") }).waitFor();
  });

  await step("the first person comes back with the password and a recovery code, each of which works once", async () => {
    for (const [code, works] of [[recoveryCodes[0] ?? "", true], [recoveryCodes[0] ?? "", false]] as const) {
      const seat = await takeSeat(browser);
      await seat.page.goto(`${origin}/entrar?l=es`);
      await seat.page.getByLabel(t("entry.email")).fill("maialen@valdehaya.example");
      await seat.page.getByLabel(t("entry.password")).fill("una frase que nadie adivinó");
      await seat.page.getByRole("button", { name: t("entry.signIn.go") }).click();
      await seat.page.getByText(t("refusal.wrong-credentials")).waitFor();
      if (works) await inspect(seat.page, "sign-in");
      await seat.page.getByLabel(t("entry.password")).fill("una frase que nadie adivina");
      await seat.page.getByRole("button", { name: t("entry.signIn.go") }).click();
      await seat.page.getByRole("heading", { name: t("entry.code.title") }).waitFor();
      if (works) await inspect(seat.page, "code");
      await seat.page.getByLabel(t("entry.code.label")).fill(code);
      await seat.page.getByRole("button", { name: t("entry.code.go") }).click();
      if (works) {
        await seat.page.waitForURL(`${origin}/app/`);
        await seat.page.getByRole("heading", { level: 1 }).waitFor();
      } else await seat.page.getByText(t("refusal.wrong-code")).waitFor();
      await seat.leave();
    }
  });

  await step("the council is there after a power cut, and the first-run page is not", async () => {
    await council.restart();
    await page.goto(`${origin}/inicio`);
    expect(await page.getByRole("button", { name: t("entry.first.foundGo") }).count()).toBe(0);
    await page.goto(`${origin}/es`);
    await page.getByText("Ayuntamiento de Valdehaya").first().waitFor();
    await inspect(page, "portal-empty");
    await page.goto(`${origin}/app/`);
    await page.getByRole("heading", { name: t("today.setup") }).waitFor();
  });

  await step("nothing was complained of but what was refused", async () => {
    // Live screens ask on while the process is away.
    first.expectQuiet(/Failed to load resource: .*( (401|404|422|409|400)|ERR_CONNECTION_REFUSED)/);
    second.expectQuiet(/Failed to load resource: .*( (403|422)|ERR_CONNECTION_REFUSED)/);
  });
});
