import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProfileView, PublicationView, UnitView } from "#web/office/views.ts";
import { mp4, webm } from "#tests/videos.ts";
import { expectAccessible, openBrowser } from "./axe.ts";
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
const clients = new Map<string, OfficeClient>();

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  for (const [language, name] of Object.entries(COORDINATORS)) clients.set(language, await signInAs(city.origin, name));
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

const file = (name: string, mimeType: string, bytes: Uint8Array | string) => ({ name, mimeType, buffer: Buffer.from(bytes) });
const vtt = (words: string) => file("azpitituluak.vtt", "text/vtt", `WEBVTT\n\n00:00:00.100 --> 00:00:01.000\n${words}\n`);

test.each([["es", "eu"], ["eu", "es"]] as const)("EDI-R4 in %s a video is uploaded, captioned, approved, published, and played by pieces with its captions", { timeout: 240_000, retry: 0 }, async (language, other) => {
  const t = wordsOf(language);
  const step = stepper(browser, `video-${language}`);
  const [client, approver] = [clients.get(language), clients.get(other)];
  if (!client || !approver) throw new Error("nobody");
  const [profiles, units] = await Promise.all([client.call<ProfileView[]>("GET", "/profiles"), client.call<UnitView[]>("GET", "/units")]);
  const profile = profiles.find((each) => each.network === "activitypub" && each.state === "active");
  const feed = profiles.find((each) => each.network === "feed" && each.state === "active");
  if (!profile || !feed) throw new Error("the example city has no such profiles");
  const { publicationId: id } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Baile en la plaza" });
  const look = () => client.call<PublicationView>("GET", `/publications/${id}`);
  const { revision, content } = await look();
  await client.call("PUT", `/publications/${id}/draft`, {
    revision, content: { ...content, unitId: units[0]?.id ?? null, profiles: [profile.id, feed.id], exception: "greeting", texts: { es: `El baile de la plaza ${language}`, eu: `Plazako dantza ${language}` } },
  });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const composer = composerOn(page, t);
  const choose = page.locator("#f-pictures");
  const captions = (tag: string) => page.locator(`#f-captions-0-${tag}`);

  await step("what a file really is", async () => {
    await page.goto(`${city.origin}/app/publications/${id}/write`);
    await choose.setInputFiles(file("dantza.mp4", "video/mp4", webm()));
    await page.getByText(t("refusal.wrong-extension", { extension: "mp4", really: "WebM" })).waitFor();
    await choose.setInputFiles(file("dantza.mp4", "video/mp4", "%PDF-1.7 /JavaScript"));
    await page.getByText(t("refusal.wrong-extension", { extension: "mp4", really: "PDF" })).waitFor();
    await choose.setInputFiles(file("dantza.mp4", "video/mp4", mp4({ width: 640, height: 360, seconds: language === "es" ? 6 : 7, secret: "calle Mayor 1" })));
    await page.locator(".picture video").waitFor();
    await composer.saved();
    expect(await composer.rules()).toEqual(expect.arrayContaining(["EDI-R4", "NET-video", "EDI-R3", "EDI-R5"]));
  });

  await step("captions, with the line that is wrong", async () => {
    await captions("es").setInputFiles(file("a.srt", "application/x-subrip", "1\n00:00:02,000 --> 00:00:01,000\nHola\n"));
    await page.getByText(t("refusal.bad-captions", { line: 2, because: t("value.because.backwards") })).waitFor();
    await captions("es").setInputFiles(file("a.srt", "application/x-subrip", "1\n00:00:00,100 --> 00:00:01,000\nHola a todas\n"));
    await expect.poll(async () => (await look()).media[0]?.captions.map((each) => each.language)).toEqual(["es"]);
    await captions("eu").setInputFiles(vtt("Kaixo denoi"));
    await expect.poll(async () => (await look()).media[0]?.captions.length).toBe(2);
    await page.getByRole("group", { name: t("composer.where") }).getByRole("checkbox", { name: new RegExp(feed.displayName[language] ?? "") }).uncheck();
    for (const tag of ["es", "eu"]) await page.locator(`#f-alt-0-${tag}`).fill(tag === "es" ? "Gente bailando en la plaza" : "Jendea dantzan plazan");
    await composer.saved();
    expect((await composer.rules()).filter((rule) => ["EDI-R4", "NET-video", "EDI-R3"].includes(rule))).toEqual([]);
    await inspect(page, "video-composer");
  });

  await step("published", async () => {
    const { media: [video] } = await look();
    await client.call("PUT", `/pictures/${video?.assetId}/rights`, { licence: "own", author: "", ground: "", people: "none" });
    const { revision: last } = await look();
    await client.call("POST", `/publications/${id}/submit`, { revision: last });
    await approver.call("POST", `/publications/${id}/approve`, { hash: (await look()).version?.hash });
    await expect.poll(async () => (await look()).state, { timeout: 20_000 }).toBe("published");
    await page.goto(`${city.origin}/${language}/a/${id}`);
    const shown = page.locator("figure video");
    expect(await shown.getAttribute("aria-label")).toBe(language === "es" ? "Gente bailando en la plaza" : "Jendea dantzan plazan");
    expect(await shown.locator("track").evaluateAll((tracks) => tracks.map((track) => track.getAttribute("srclang")))).toEqual(["es", "eu"]);
    await expectAccessible(page);
    await inspect(page, "video-permalink");
    const [src, track] = [await shown.getAttribute("src") ?? "", await shown.locator(`track[srclang=${language}]`).getAttribute("src") ?? ""];
    const whole = await fetch(new URL(src, city.origin));
    expect([whole.status, whole.headers.get("content-type"), whole.headers.get("accept-ranges")]).toEqual([200, "video/mp4", "bytes"]);
    expect(await whole.text()).not.toContain("calle Mayor 1");
    const piece = await fetch(new URL(src, city.origin), { headers: { range: "bytes=4-7" } });
    expect([piece.status, piece.headers.get("content-range")?.startsWith("bytes 4-7/"), await piece.text()]).toEqual([206, true, "ftyp"]);
    expect((await fetch(new URL(src, city.origin), { headers: { range: "bytes=99999999-" } })).status).toBe(416);
    const words = await fetch(new URL(track, city.origin));
    expect([words.headers.get("content-type"), await words.text()]).toEqual(["text/vtt; charset=utf-8", expect.stringContaining(language === "es" ? "Hola a todas" : "Kaixo denoi")]);
    const note = await fetch(`${city.origin}/${language}/a/${id}`, { headers: { accept: "text/html" } });
    expect(note.headers.get("content-security-policy")).toContain("media-src 'self'");
  });
  await seat.leave();
});
