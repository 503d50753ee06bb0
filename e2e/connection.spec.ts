import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type FakeMastodon, startFakeMastodon } from "#networks/mastodon/fake.ts";
import { systemClock } from "#platform/clock.ts";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

const casts = {
  es: { coordinator: "Amaia Zubeldia", approver: "Beñat Arrieta" },
  eu: { coordinator: "Beñat Arrieta", approver: "Amaia Zubeldia" },
} as const;

let browser: Browser;
let city: RunningProcess;
let fake: FakeMastodon;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  fake = await startFakeMastodon({ clock: systemClock(), honoursKeys: true, visibleAfterMs: 0, lateMs: 0, mediaMs: 0, maxCharacters: 640 });
  city = await startExampleCity({ PREGONERO_ALLOW_PRIVATE: fake.authority });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await city.remove();
  await fake.close();
});

test.each(["es", "eu"] as const)("PRO-5 NET-connection an account on a Mastodon server is entered, connected, published through and let go of, in %s", { timeout: 300_000 }, async (language) => {
  const t = wordsOf(language);
  const { origin } = city;
  const cast = casts[language];
  const step = stepper(browser, `connection-${language}`);
  const { page, expectQuiet } = await seatOf(browser, origin, cast.coordinator);
  const address = `@robledal@${fake.authority}`;
  let profileId = "";

  await step("the coordinator enters the account", async () => {
    await page.goto(`${origin}/app/profiles/new`);
    await page.getByRole("combobox", { name: t("profiles.network"), exact: true }).selectOption({ label: t("network.mastodon") });
    await page.getByLabel(t("profiles.account")).fill(address);
    const names = page.getByRole("textbox", { name: new RegExp(t("profiles.nameIn", { language: "" }).replace(/[() ]+$/, "")) });
    for (let index = 0; index < (await names.count()); index += 1) await names.nth(index).fill("Robledal Hariztegi");
    await page.getByLabel(t("profiles.reason")).fill("Decreto 12/2026");
    await inspect(page, "enter-account");
    await page.getByRole("button", { name: t("profiles.enter") }).click();
    await page.getByRole("heading", { name: "Robledal Hariztegi" }).waitFor();
    profileId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
    await page.getByText(t("profiles.connectionIs.missing"), { exact: true }).waitFor();
    await inspect(page, "account-not-connected");
  });

  await step("the list of what waits says so", async () => {
    await page.goto(`${origin}/app/`);
    await page.getByText(t("today.notConnected")).waitFor();
  });

  const draft = async () => {
    const author = await signInAs(origin, cast.coordinator);
    const units = await author.call<{ id: string }[]>("GET", "/units");
    const { publicationId } = await author.call<{ publicationId: string }>("POST", "/publications", { title: "Aviso" });
    const content = { title: "Aviso", unitId: units[0]?.id ?? null, profiles: [profileId], texts: { es: "Corte de agua", eu: "Ur-etena" }, forks: {}, media: [], citations: [], exception: "live", due: null };
    const saved = await author.call<{ revision: number; findings: readonly { rule: string }[] }>("PUT", `/publications/${publicationId}/draft`, { revision: 1, content });
    return { author, publicationId, saved };
  };

  await step("nothing can be sent for approval through it", async () => {
    const { author, publicationId, saved } = await draft();
    expect(saved.findings.map(({ rule }) => rule)).toContain("NET-connection");
    expect(await author.ask("POST", `/publications/${publicationId}/submit`, { revision: saved.revision })).toMatchObject({ status: 422, body: { refusal: { kind: "checks-failed" } } });
  });

  await step("allowing another account in is refused, and told", async () => {
    await page.goto(`${origin}/app/profiles/${profileId}`);
    await page.getByRole("button", { name: t("profiles.connect"), exact: true }).click();
    await page.waitForURL(new RegExp(`^${fake.origin}/oauth/authorize`));
    await page.locator("input[name=account]").fill("otra");
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(new RegExp(`^${origin}/app/profiles/${profileId}`));
    await page.getByText(t("refusal.wrong-account", { allowed: `otra@${fake.authority}`, registered: `robledal@${fake.authority}` })).waitFor();
    await inspect(page, "account-wrong");
    expect(fake.liveTokens()).toBe(0);
  });

  await step("allowing the account itself in connects it, with its server's own limits", async () => {
    await page.getByRole("button", { name: t("profiles.connect"), exact: true }).click();
    await page.waitForURL(new RegExp(`^${fake.origin}/oauth/authorize`));
    await page.locator("input[name=account]").fill("robledal");
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.waitForURL(`${origin}/app/profiles/${profileId}`);
    await page.getByText(t("profiles.connectionIs.connected"), { exact: true }).waitFor();
    await page.getByText("Mastodon 4.4.8").waitFor();
    await page.getByText(/^640 /).waitFor();
    await inspect(page, "account-connected");
    // No page and no answer holds the token, and no address keeps the code.
    expect(page.url()).not.toContain("code=");
  });

  await step("a post goes out through it", async () => {
    const { author, publicationId, saved } = await draft();
    await author.call("POST", `/publications/${publicationId}/submit`, { revision: saved.revision });
    const approver = await signInAs(origin, cast.approver);
    const { version } = await approver.call<{ version: { hash: string } }>("GET", `/publications/${publicationId}`);
    await approver.call("POST", `/publications/${publicationId}/approve`, { hash: version.hash });
    await expect.poll(() => fake.statuses.map(({ text, account }) => [account.name, text]), { timeout: 20_000 }).toEqual([["robledal", expect.stringContaining("Corte de agua")]]);
    await expect.poll(async () => (await author.call<{ state: string }>("GET", `/publications/${publicationId}`)).state, { timeout: 10_000 }).toBe("published");
  });

  await step("the portal's list leads to the account", async () => {
    const portal = await (await fetch(`${origin}/${language}/p/${profileId}`)).text();
    expect(portal).toContain(`href="${fake.origin}/@robledal"`);
    expect(portal).toContain(address);
  });

  await step("disconnecting lets go of it, here and there", async () => {
    await page.goto(`${origin}/app/profiles/${profileId}`);
    await page.getByRole("button", { name: t("profiles.disconnect") }).click();
    await page.getByRole("dialog").getByText(t("profiles.disconnectSure")).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: t("profiles.disconnect") }).click();
    await page.getByText(t("profiles.connectionIs.missing"), { exact: true }).waitFor();
    await expect.poll(() => fake.liveTokens(), { timeout: 30_000 }).toBe(0);
  });
  expectQuiet();
});
