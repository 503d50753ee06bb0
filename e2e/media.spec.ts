import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProfileView, PublicationView, UnitView } from "#web/office/views.ts";
import { pdf } from "#tests/pdfs.ts";
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

/** A picture with something at its right edge that must stay in sight. */
async function square(shade: number): Promise<Uint8Array> {
  const mark = await sharp({ create: { width: 160, height: 160, channels: 3, background: { r: 220, g: 60, b: 30 } } }).png().toBuffer();
  return sharp({ create: { width: 1_200, height: 600, channels: 3, background: { r: 40, g: shade, b: 130 } } }).composite([{ input: mark, left: 980, top: 80 }]).jpeg().toBuffer();
}

/** Drags from the middle of one thing by so many pixels of the screen. */
async function drag(page: Page, what: string, by: { readonly x: number; readonly y: number }): Promise<void> {
  const box = await page.locator(what).boundingBox();
  if (!box) throw new Error(`${what} is not there`);
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + by.x, from.y + by.y, { steps: 4 });
  await page.mouse.up();
}

test.each([["es", "eu"], ["eu", "es"]] as const)("EDI-R6 in %s a picture is framed by hand, by keys and by figures, and what is sent is what was approved", { timeout: 240_000, retry: 0 }, async (language, other) => {
  const t = wordsOf(language);
  const step = stepper(browser, `framing-${language}`);
  const [client, approver] = [clients.get(language), clients.get(other)];
  if (!client || !approver) throw new Error("nobody");
  const [profiles, units] = await Promise.all([client.call<ProfileView[]>("GET", "/profiles"), client.call<UnitView[]>("GET", "/units")]);
  const [profile, feed] = (["activitypub", "feed"] as const).map((network) => profiles.find((each) => each.network === network && each.state === "active"));
  if (!profile || !feed) throw new Error("the example city has no such profiles");
  const { publicationId: id } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "La plaza nueva" });
  const look = () => client.call<PublicationView>("GET", `/publications/${id}`);
  const { revision, content } = await look();
  await client.call("PUT", `/publications/${id}/draft`, {
    revision, content: { ...content, unitId: units[0]?.id ?? null, profiles: [profile.id, feed.id], exception: "greeting", texts: { es: `La plaza nueva ${language}`, eu: `Plaza berria ${language}` } },
  });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const composer = composerOn(page, t);
  const dialog = page.getByRole("dialog");
  const framing = async () => (await look()).content.media[0];
  const keep = async () => {
    await dialog.getByRole("button", { name: t("framing.keep") }).click();
    await dialog.waitFor({ state: "hidden" });
    await composer.saved();
  };

  await step("by hand, by keys and by figures", async () => {
    await page.goto(`${city.origin}/app/publications/${id}/write`);
    await page.locator("#f-pictures").setInputFiles(file("plaza.jpg", "image/jpeg", await square(language === "es" ? 90 : 140)));
    const open = page.getByRole("button", { name: t("framing.open") });
    await open.click();
    // A ratio has a frame around the middle at once.
    await dialog.getByRole("radio", { name: "1:1", exact: true }).check();
    await dialog.getByText(t("framing.shows", { width: 600, height: 600 })).waitFor();
    const stage = await dialog.locator(".framing-stage").boundingBox();
    await drag(page, ".framing-focus", { x: ((stage?.width ?? 0) * 460) / 1_200, y: ((stage?.height ?? 0) * -140) / 600 });
    await dialog.getByRole("button", { name: t("framing.frame"), exact: true }).press("ArrowRight");
    await drag(page, ".framing-corner.top-left", { x: 20, y: 20 });
    await dialog.getByText(t("framing.figures")).click();
    const left = dialog.getByLabel(t("framing.left"), { exact: true });
    await left.fill("9999");
    await left.press("Enter");
    const width = dialog.getByLabel(t("framing.width"), { exact: true });
    await width.fill("500");
    await width.press("Enter");
    await dialog.getByText(t("framing.shows", { width: 500, height: 500 })).waitFor();
    await inspect(page, "framing");
    await keep();
    const { frame, focus } = (await framing()) ?? {};
    expect([frame?.width, frame?.height, (frame?.left ?? 0) > 590]).toEqual([500, 500, true]);
    expect([Math.abs((focus?.x ?? 0) - 1_060) < 12, Math.abs((focus?.y ?? 0) - 160) < 12]).toEqual([true, true]);
    // The focus is back on what opened it.
    expect(await open.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  await step("another for one profile", async () => {
    await page.getByRole("button", { name: t("framing.open") }).click();
    await dialog.getByLabel(t("framing.for")).selectOption(feed.id);
    expect(await dialog.getByRole("radio", { name: t("framing.common") }).isChecked()).toBe(true);
    await dialog.getByRole("radio", { name: t("framing.original") }).check();
    await keep();
    expect((await framing())?.frames).toEqual({ [feed.id]: null });
    for (const tag of ["es", "eu"]) await page.locator(`#f-alt-0-${tag}`).fill(tag === "es" ? "La plaza con su kiosco" : "Plaza bere kioskoarekin");
    await composer.saved();
    await expect.poll(() => page.locator(".beside .thumbs img").evaluateAll((images) => images.map((image) => image.getAttribute("width")))).toEqual(expect.arrayContaining(["500", "1200"]));
  });

  await step("what was approved is what goes out; another frame reopens it", async () => {
    const { media: [picture] } = await look();
    await client.call("PUT", `/pictures/${picture?.assetId}/rights`, { licence: "own", author: "", ground: "", people: "none" });
    const approve = async () => {
      const seen = await look();
      if (seen.state === "draft") await client.call("POST", `/publications/${id}/submit`, { revision: seen.revision });
      await approver.call("POST", `/publications/${id}/approve`, { hash: (await look()).version?.hash });
    };
    const waiting = await look();
    await client.call("PUT", `/publications/${id}/draft`, { revision: waiting.revision, content: { ...waiting.content, due: { local: "2030-01-07T10:00" } } });
    await approve();
    const approved = await look();
    expect([approved.state, approved.framed.map(({ profileId, width }) => [profileId, width])]).toEqual(["scheduled", [[profile.id, 500]]]);
    const reopened = { ...approved.content, due: null, media: approved.content.media.map((each) => ({ ...each, focus: { x: 1_100, y: 100 } })) };
    expect(await client.call("PUT", `/publications/${id}/draft`, { revision: approved.revision, content: reopened })).toMatchObject({ state: "in_review" });
    await page.goto(`${city.origin}/app/publications/${id}`);
    await page.getByText(t("framing.isPart", { width: 500, height: 500 })).waitFor();
    // The page of the mail, without a script, shows the same.
    await page.goto(`${city.origin}/aprobar/${id}`);
    await page.locator(`figure img[src="${approved.framed[0]?.url ?? "?"}"]`).waitFor();
    expect(await page.locator(`figure img[src="${picture?.url ?? "?"}"]`).count()).toBeGreaterThan(0);
    await approve();
    await expect.poll(async () => (await look()).state, { timeout: 20_000 }).toBe("published");
    const note = (await look()).deliveries.find((each) => each.profileId === profile.id);
    expect(note?.state).toBe("confirmed");
    const [part] = (await look()).framed;
    await page.goto(`${city.origin}/${language}/a/${id}`);
    const shown = page.locator("figure img");
    const src = new URL(await shown.getAttribute("src") ?? "", city.origin).pathname;
    expect([part?.url, picture?.url]).toContain(src);
    const outbox = await fetch(`${city.origin}/ap/actors/${profile.id}/outbox?page=true`, { headers: { accept: "application/activity+json" } });
    const sent = await outbox.json() as { readonly orderedItems: readonly { readonly object: { readonly url: string; readonly attachment: readonly Readonly<Record<string, unknown>>[] } }[] };
    const { attachment } = sent.orderedItems.find(({ object }) => object.url.includes(id))?.object ?? { attachment: [] };
    expect(attachment).toMatchObject([{ type: "Image", width: 500, height: 500, url: expect.stringContaining(part?.url ?? "?"), focalPoint: [expect.any(Number), expect.any(Number)] }]);
  });
  await seat.leave();
});

test.each(["es", "eu"] as const)("EDI-R3 in %s pages of a PDF become pictures, whose words are offered and never taken by themselves", { timeout: 240_000, retry: 0 }, async (language) => {
  const t = wordsOf(language);
  const step = stepper(browser, `pages-${language}`);
  const client = clients.get(language);
  if (!client) throw new Error("nobody");
  const { publicationId: id } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Cartel de fiestas" });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const composer = composerOn(page, t);
  const dialog = page.getByRole("dialog");
  const choose = page.locator("#f-pictures");
  const poster = pdf({
    pages: [{ words: `Fiestas ${language}`, content: "0 0.5 0.2 rg 20 20 260 200 re f" }, { words: "Programa", content: "0.8 0.3 0 rg 20 100 200 100 re f" }, { width: 842, height: 595, words: "Plano", content: "0 0.2 0.7 rg 20 20 700 400 re f" }],
  });

  await step("what cannot be read is refused, and says why", async () => {
    await page.goto(`${city.origin}/app/publications/${id}/write`);
    await choose.setInputFiles(file("cartel.pdf", "application/pdf", poster.slice(0, 300)));
    await dialog.getByText(t("refusal.pdf-damaged")).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
  });

  await step("pages are chosen", async () => {
    // Called a picture: it is known by its bytes.
    await choose.setInputFiles(file("cartel.jpg", "image/jpeg", poster));
    await dialog.getByText(t("pages.hint", { count: 3, most: 20 })).waitFor();
    await dialog.getByRole("button", { name: t("pages.take") }).click();
    await dialog.getByText(t("refusal.no-pages-chosen")).waitFor();
    for (const number of [3, 1]) await dialog.getByRole("checkbox", { name: t("pages.page", { number }) }).check();
    await dialog.getByText(t("pages.chosen", { count: 2 })).waitFor();
    await inspect(page, "pdf-pages");
    await dialog.getByRole("button", { name: t("pages.take") }).click();
    await dialog.waitFor({ state: "hidden" });
    await composer.saved();
    await expect.poll(async () => (await client.call<PublicationView>("GET", `/publications/${id}`)).media.map(({ pageText }) => pageText)).toEqual([`Fiestas ${language}`, "Plano"]);
    // Nothing was said for anybody: each picture asks for its words in each language.
    expect((await composer.rules()).filter((rule) => rule === "EDI-R3")).toHaveLength(4);
  });

  await step("their words are offered", async () => {
    await page.getByText(t("pages.text")).first().click();
    await page.getByRole("button", { name: t("pages.begin", { language: language === "es" ? "castellano" : "euskara" }) }).first().click();
    const alt = page.locator(`#f-alt-0-${language}`);
    expect([await alt.inputValue(), await alt.evaluate((field) => field === document.activeElement)]).toEqual([`Fiestas ${language}`, true]);
    await alt.pressSequentially(": cartel");
    await composer.saved();
    expect((await client.call<PublicationView>("GET", `/publications/${id}`)).content.media.map(({ alt: told }) => told)).toEqual([{ [language]: `Fiestas ${language}: cartel` }, {}]);
    await inspect(page, "pdf-composer");
  });

  await step("in the library too", async () => {
    await page.goto(`${city.origin}/app/pictures`);
    await page.locator("#f-library").setInputFiles(file("plano.pdf", "application/pdf", poster));
    await dialog.getByRole("checkbox", { name: t("pages.page", { number: 2 }) }).check();
    await dialog.getByRole("button", { name: t("pages.take") }).click();
    await page.getByRole("heading", { name: "plano-2.png" }).waitFor();
  });
  await seat.leave();
});
