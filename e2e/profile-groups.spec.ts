import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProfileGroupView, ProfileView, PublicationPage, PublicationView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

/** Amaia reads Spanish, Beñat Basque; both coordinate. */
const COORDINATORS = { es: "Amaia Zubeldia", eu: "Beñat Arrieta" } as const;
let browser: Browser;
let city: RunningProcess;
let client: OfficeClient;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  client = await signInAs(city.origin, COORDINATORS.es);
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

const groups = () => client.call<ProfileGroupView[]>("GET", "/profile-groups");

test.each(["es", "eu"] as const)("EDI-1 in %s the present choice is kept as a group, chosen again with one stroke, changed, deleted and put back", { timeout: 180_000, retry: 0 }, async (language) => {
  const t = wordsOf(language);
  const step = stepper(browser, `groups-${language}`);
  const profiles = await client.call<ProfileView[]>("GET", "/profiles");
  const active = profiles.filter((profile) => profile.spoken && profile.state === "active").slice(0, 3);
  const idle = profiles.find((profile) => profile.state === "suspended" || profile.state === "closed" || profile.state === "opening");
  if (!idle || active.length < 3) throw new Error("the example city has no such profiles");
  const { publicationId } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Grupos" });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const name = `Jaiak ${language}`;
  const named = (profile: ProfileView | undefined) => profile?.displayName[language] ?? profile?.displayName["es"] ?? "";
  const where = page.getByRole("group", { name: t("composer.where") });
  const box = (profile: ProfileView | undefined) => where.getByRole("checkbox", { name: `${named(profile)} ${t(`network.${profile?.network ?? "feed"}`)}`, exact: true });
  const saved = page.getByRole("group", { name: t("groups.saved") });
  const dialog = page.getByRole("dialog");

  await step("keep", async () => {
    await page.goto(`${city.origin}/app/publications/${publicationId}/write`);
    await box(active[0]).check();
    await box(active[1]).check();
    await page.getByRole("button", { name: t("groups.keep") }).click();
    await dialog.getByRole("button", { name: t("groups.save") }).click();
    await dialog.getByText(t("refusal.group-name-missing")).waitFor();
    await dialog.getByLabel(t("groups.name")).fill(name);
    await inspect(page, "groups-keeping");
    await dialog.getByRole("button", { name: t("groups.save") }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(async () => (await groups()).find((group) => group.name === name)?.profiles.length).toBe(2);
    await composerOn(page, t).saved();
  });

  await step("choose by keyboard", async () => {
    await saved.getByRole("checkbox", { name }).focus();
    expect(await saved.getByRole("checkbox", { name }).isChecked()).toBe(true);
    await page.keyboard.press("Space");
    await expect.poll(() => box(active[0]).isChecked()).toBe(false);
    await page.keyboard.press("Space");
    await expect.poll(() => box(active[1]).isChecked()).toBe(true);
    await composerOn(page, t).saved();
  });

  await step("who is not active drops out and is named", async () => {
    const group = (await groups()).find((each) => each.name === name);
    if (!group) throw new Error("the group is gone");
    await client.call("PUT", `/profile-groups/${group.id}`, { revision: group.revision, name, unitId: null, profiles: [...group.profiles, idle.id] });
    const told = page.getByText(new RegExp(`${named(idle)} \\(${t(`standing.${idle.state}`)}\\)`));
    await told.waitFor();
    await inspect(page, "groups-composer");
    expect(await box(idle).count()).toBe(0);
  });

  await step("change", async () => {
    await page.getByRole("button", { name: t("groups.edit") }).click();
    await inspect(page, "groups-list");
    await dialog.getByRole("button", { name: new RegExp(`${t("groups.change")}.*${name}`) }).click();
    await dialog.getByRole("checkbox", { name: named(active[2]) }).check();
    await dialog.getByRole("checkbox", { name: named(idle) }).uncheck();
    await inspect(page, "groups-changing");
    await dialog.getByRole("button", { name: t("groups.save") }).click();
    await expect.poll(async () => (await groups()).find((group) => group.name === name)?.profiles.toSorted()).toEqual(active.map(({ id }) => id).toSorted());
  });

  await step("delete and put back", async () => {
    await dialog.getByRole("button", { name: new RegExp(`${t("groups.remove")}.*${name}`) }).click();
    await page.getByText(t("groups.removed", { name })).waitFor({ state: "attached" });
    await dialog.getByRole("button", { name: t("shell.close") }).click();
    await expect.poll(() => saved.getByRole("checkbox", { name }).count()).toBe(0);
    // What was written with it stays as it is.
    expect(await box(active[0]).isChecked()).toBe(true);
    await page.getByRole("button", { name: t("holidays.undo") }).click();
    await saved.getByRole("checkbox", { name }).waitFor();
  });
  seat.expectQuiet();
  await seat.leave();
});

test.each(["es", "eu"] as const)("EDI-R1 EDI-R8 in %s what one profile said is repeated from another, and does not count where it was said", { timeout: 120_000 }, async (language) => {
  const t = wordsOf(language);
  const { publications } = await client.call<PublicationPage>("GET", "/publications?state=published");
  const said = publications.find(({ title, profiles }) => title !== "" && profiles.length === 1);
  if (!said) throw new Error("nothing is published");
  const view = await client.call<PublicationView>("GET", `/publications/${said.id}`);
  const profiles = await client.call<ProfileView[]>("GET", "/profiles");
  const where = profiles.find(({ id }) => view.content.profiles.includes(id));
  const other = profiles.find(({ id, spoken, state }) => spoken && state === "active" && !view.content.profiles.includes(id));
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  await page.goto(`${city.origin}/app/publications/${said.id}`);
  await page.getByRole("button", { name: t("shell.moreActions") }).click();
  await inspect(page, "more-actions");
  await page.getByRole("button", { name: t("publication.share") }).click();
  const card = page.locator("article", { hasText: t("shared.repeats", { profiles: where?.displayName[language] ?? "" }) });
  await card.waitFor();
  const box = (profile: ProfileView | undefined) => page.getByRole("group", { name: t("composer.where") }).getByRole("checkbox", { name: `${profile?.displayName[language] ?? ""} ${t(`network.${profile?.network ?? "feed"}`)}`, exact: true });
  await box(where).check();
  const same = page.getByText(t("check.EDI-R1-same", { profile: where?.displayName[language] ?? "" })).first();
  await same.waitFor();
  await box(where).uncheck();
  await box(other).check();
  await same.waitFor({ state: "detached" });
  // EDI-12: a street called as in the other language is put right with one press, and put back.
  const { text, saved } = composerOn(page, t);
  const [wrong, right] = language === "es" ? ["Kale Nagusia", "calle Mayor"] : ["calle Mayor", "Kale Nagusia"];
  await text.fill(`${await text.inputValue()} (${wrong})`);
  await page.getByRole("button", { name: new RegExp(`^${t("checks.replace")}\\s*: ${wrong}, ${right}$`) }).click();
  expect(await text.inputValue()).toContain(`(${right})`);
  await page.getByRole("button", { name: t("holidays.undo") }).click();
  expect(await text.inputValue()).toContain(`(${wrong})`);
  await saved();
  await page.locator("summary", { hasText: t("composer.byHand") }).click();
  await inspect(page, "share-composer");
  const id = /publications\/([^/]+)\/write/.exec(page.url())?.[1] ?? "";
  expect((await client.call<PublicationView>("GET", `/publications/${id}`)).shared).toMatchObject({ id: said.id, isOut: true });
  await page.goto(`${city.origin}/app/publications/${said.id}`);
  await page.getByRole("heading", { name: t("shared.sharers") }).waitFor();
  await inspect(page, "share-origin");
  await page.goto(`${city.origin}/app/publications/${id}/write`);
  await card.getByRole("button", { name: t("shared.remove") }).click();
  await card.waitFor({ state: "detached" });
  await composerOn(page, t).saved();
  expect((await client.call<PublicationView>("GET", `/publications/${id}`)).shared).toBeNull();
  seat.expectQuiet();
  await seat.leave();
});
