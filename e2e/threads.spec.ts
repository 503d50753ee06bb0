import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProfileView, PublicationView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, takeSeat, wordsOf } from "./staff.ts";

/** Amaia reads Spanish, Beñat Basque; both coordinate. */
const COORDINATORS = { es: "Amaia Zubeldia", eu: "Beñat Arrieta" } as const;
const LONG = {
  es: Array.from({ length: 9 }, (_, index) => `Frase ${index + 1} de un aviso que no cabe en una sola publicación de esa red, y que por eso se reparte.`).join(" "),
  eu: Array.from({ length: 9 }, (_, index) => `${index + 1}. esaldia, sare horretako argitalpen bakar batean sartzen ez den eta horregatik banatzen den ohar batena.`).join(" "),
};
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

const words = (text: string) => text.split(/\s+/u).filter((word) => word !== "" && word !== "---");

test.each(["es", "eu"] as const)("EDI-3 in %s a text too long for Mastodon is divided with one stroke, counted part by part, seen as a thread, edited and undone; on other networks it is one post", { timeout: 180_000, retry: 0 }, async (language) => {
  const t = wordsOf(language);
  const step = stepper(browser, `threads-${language}`);
  const profiles = await client.call<ProfileView[]>("GET", "/profiles");
  const mastodon = profiles.find((profile) => profile.network === "mastodon");
  const feed = profiles.find((profile) => profile.network === "feed" && profile.state === "active");
  if (!mastodon || !feed) throw new Error("the example city has no such profiles");
  const { publicationId: id } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Aviso largo" });
  const look = () => client.call<PublicationView>("GET", `/publications/${id}`);
  const { revision, content } = await look();
  await client.call("PUT", `/publications/${id}/draft`, { revision, content: { ...content, profiles: [mastodon.id, feed.id], texts: LONG } });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const composer = composerOn(page, t);
  const name = (profile: ProfileView) => profile.displayName[language] ?? profile.displayName["es"] ?? "";
  const previews = page.getByRole("region", { name: t("composer.preview") });
  const thread = previews.getByRole("article").filter({ hasText: name(mastodon) }).getByRole("list");

  await step("divide", async () => {
    await page.goto(`${city.origin}/app/publications/${id}/write`);
    expect(await composer.rules()).toContain("NET-length");
    await page.getByText(t("parts.hint")).waitFor();
    await page.getByRole("button", { name: new RegExp(`${t("parts.divide")}.*${name(mastodon)}`) }).click();
    await page.getByText(t("parts.divided", { profile: name(mastodon) })).waitFor();
    await thread.getByRole("listitem").nth(1).waitFor();
    await composer.saved();
    expect(await composer.rules()).not.toContain("NET-length");
    const { editions, content: stored } = await look();
    for (const tag of ["es", "eu"] as const) expect(words(stored.texts[tag] ?? "")).toEqual(words(LONG[tag]));
    const posts = (profile: ProfileView) => editions.filter((edition) => edition.profileId === profile.id).map((edition) => edition.posts);
    for (const [post] of posts(mastodon).map((each) => each.filter(({ characters }) => characters > 500))) expect(post).toBeUndefined();
    expect(posts(mastodon).every(({ length }) => length > 1)).toBe(true);
    expect(posts(feed).every(({ length }) => length === 1)).toBe(true);
    await inspect(page, "threads-composer");
  });

  await step("a part that grows too long is named, live and by the checks", async () => {
    await composer.chooseLanguage(language === "es" ? "castellano" : "gaztelania");
    await composer.text.press("Control+End");
    await composer.text.pressSequentially(` ${"muy ".repeat(120)}`);
    await thread.locator(".bad").first().waitFor();
    await composer.saved();
    expect(await composer.rules()).toContain("EDI-3");
  });

  await step("the page without JavaScript shows the parts", async () => {
    const plain = await takeSeat(browser, { javaScript: false });
    await plain.page.goto(`${city.origin}/aprobar/${id}`);
    await plain.page.getByRole("button", { name: COORDINATORS[language] }).click();
    await plain.page.waitForURL(`${city.origin}/aprobar/${id}`);
    await plain.page.getByText((t("parts.partOf", { part: 2, parts: "\u0000" }).split("\u0000")[0] ?? "").trim()).first().waitFor();
    expect(await plain.page.getByText("---", { exact: true }).count()).toBe(0);
    await plain.leave();
  });

  await step("undo", async () => {
    await page.reload();
    await thread.getByRole("listitem").nth(1).waitFor();
    const before = (await look()).content.texts;
    await page.getByRole("button", { name: new RegExp(`${t("parts.divide")}.*${name(mastodon)}`) }).click();
    await composer.saved();
    expect((await look()).content.texts).not.toEqual(before);
    await page.getByRole("button", { name: t("holidays.undo") }).click();
    await composer.saved();
    await expect.poll(async () => (await look()).content.texts).toEqual(before);
  });
  seat.expectQuiet();
  await seat.leave();
});
