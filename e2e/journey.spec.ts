import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { examplePages } from "#app/example/pages.ts";
import { formatter } from "#web/i18n/format.ts";
import { expectNoEnglishDates, expectNoOverflow, openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { type MunicipalWeb, news, startMunicipalWeb } from "./municipal-web.ts";
import { type RunningProcess, startProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { beginning, seatOf, stepper, takeSeat, wordsOf } from "./staff.ts";

/** Who does what; each reads the office in the language of the journey. */
const casts = {
  es: { coordinator: "Amaia Zubeldia", promoter: "Carmen Ruiz de Loizaga", writer: "Jon Ibarra", colleague: "Leire Otxoa", unit: "Movilidad y Espacio Público", department: "mobility", city: "Robledal informa", notices: "Avisos municipales", spanish: "castellano", basque: "euskera" },
  eu: { coordinator: "Beñat Arrieta", promoter: "Gorka Mendiluze", writer: "Leire Otxoa", colleague: "Jon Ibarra", unit: "Kultura", department: "culture", city: "Hariztegi berriak", notices: "Udal oharrak", spanish: "gaztelania", basque: "euskara" },
} as const;

const written = {
  es: "El Puente Viejo se abre el jueves 24: ya puede cruzarse a pie.",
  eu: "Zubi Zaharra ostegunean zabalduko da, hilak 24: oinez zeharkatu daiteke.",
};
const alt = { es: "El Puente Viejo visto desde la orilla, sin vallas", eu: "Zubi Zaharra ibaiertzetik ikusita, hesirik gabe" };
const corrected = { es: "El Puente Viejo se abre el viernes 25: ya puede cruzarse a pie.", eu: "Zubi Zaharra ostiralean zabalduko da, hilak 25: oinez zeharkatu daiteke." };
const correctionReason = { es: "La web ha cambiado el día de apertura.", eu: "Webguneak irekiera-eguna aldatu du." };
const withdrawalNote = { es: "La apertura se aplaza.", eu: "Irekiera atzeratu egin da." };

const departmentOf = (title: string | null) => examplePages.find((page) => page.es.title === title || page.eu.title === title)?.department;

let browser: Browser;
let web: MunicipalWeb;
let city: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  web = await startMunicipalWeb();
  city = await startProcess({ PREGONERO_ALLOW_PRIVATE: web.site.authority });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await city.remove();
  await web.site.close();
});

test.each(["es", "eu"] as const)("the whole road in %s: WEB-1 FLO-2 FLO-R4 EDI-R1 EDI-R2 EDI-R3 EDI-R6 EDI-R9 EDI-R12 ROL-R7 DEL-4 DEL-R2 EVI-3", { timeout: 600_000 }, async (language) => {
  const t = wordsOf(language);
  const format = formatter(language, "Europe/Madrid");
  const cast = casts[language];
  const { origin } = city;
  const step = stepper(browser, `journey-${language}`);
  const title = news.bridge.title.es;
  const draftPage = { write: "", view: "", review: "" };

  await step("the first-run page loads the example city", async () => {
    const { page, expectQuiet, leave } = await takeSeat(browser);
    await page.goto(`${origin}/`);
    expect(page.url()).toBe(`${origin}/inicio`);
    await page.goto(`${origin}/inicio?l=${language}`);
    await inspect(page, "first-run");
    await page.getByRole("button", { name: t("entry.first.exampleGo") }).click({ timeout: 120_000 });
    await page.waitForURL(`${origin}/entrar`, { timeout: 120_000 });
    await page.goto(`${origin}/entrar?l=${language}`);
    await page.getByRole("heading", { name: t("entry.choose.title") }).waitFor();
    await inspect(page, "who");
    expectQuiet();
    await leave();
  });

  const coordinator = await seatOf(browser, origin, cast.coordinator);
  const promoter = await seatOf(browser, origin, cast.promoter);
  const writer = await seatOf(browser, origin, cast.writer);
  const colleague = await seatOf(browser, origin, cast.colleague);

  await step("WEB-1 WEB-R1 a web is proposed by its address, its domain proven, and read", async () => {
    const { page } = coordinator;
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.getByText(t("today.waiting")).waitFor();
    await inspect(page, "today");
    await page.getByRole("link", { name: t("nav.sources") }).click();
    await page.getByRole("heading", { level: 1, name: t("nav.sources") }).waitFor();
    const form = page.locator("form", { has: page.getByRole("heading", { name: t("sources.add") }) });
    await form.getByLabel(t("sources.address")).fill(`${web.site.origin}/`);
    await form.getByLabel(t("composer.unit")).selectOption({ label: cast.unit });
    await form.getByLabel(t("sources.reason")).fill("Web nueva");
    await form.getByRole("button").click();
    await page.getByText(t("sources.found", { count: 2 })).waitFor();
    await page.getByRole("link", { name: t("sources.toProof") }).click();
    await page.getByRole("heading", { name: t("sources.proof") }).waitFor();
    // WEB-R1: neither without a proof, nor before a coordinator says so.
    const [shown] = await page.locator("code").filter({ hasText: /^pregonero-/ }).allInnerTexts();
    await page.getByRole("button", { name: t("sources.check") }).click();
    await page.getByText(t("refusal.proof-not-found", { address: `${web.site.origin}/.well-known/pregonero-proof.txt` })).waitFor();
    await inspect(page, "source-proposed");
    web.site.set("/.well-known/pregonero-proof.txt", { body: shown ?? "", type: "text/plain" });
    await page.getByRole("button", { name: t("sources.check") }).click();
    await page.getByText(t("sources.proven"), { exact: true }).waitFor();
    const activate = page.locator("details.act", { has: page.locator("summary", { hasText: t("sourceMove.active") }) });
    await activate.locator("summary").click();
    await activate.getByLabel(t("life.reason")).fill("Es del Ayuntamiento");
    await activate.getByRole("button", { name: t("sourceMove.active") }).click();
    await page.getByText(t("sourceStateHint.active")).waitFor();
    await inspect(page, "source-active");
    await page.getByRole("link", { name: t("nav.sources") }).first().click();
    const source = page.locator("article", { hasText: "Ayuntamiento de Prueba" });
    await expect.poll(async () => {
      await page.reload();
      await source.waitFor();
      return source.innerText();
    }, { timeout: 60_000, interval: 1_000 }).toContain(t("sources.items", { count: 3, shown: "3" }));
    await source.locator("summary").click();
    await inspect(page, "sources");
  });

  await step("FLO-2 the promoter triages: one not applicable with a reason, one later with a date, one published", async () => {
    const { page } = promoter;
    await page.getByRole("link", { name: t("nav.publish") }).click();
    await page.getByRole("combobox", { name: t("proposals.unit") }).selectOption({ label: cast.unit });
    const proposal = (item: { readonly title: { readonly es: string } }) => page.getByRole("listitem", { name: item.title.es });
    await proposal(news.clerks).waitFor();
    expect(await proposal(news.clerks).getByText(news.clerks.title.eu).isVisible()).toBe(true);
    await inspect(page, "proposals");

    await proposal(news.clerks).getByRole("button", { name: t("proposals.notApplicable") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: t("proposals.decide") }).click();
    await dialog.getByText(t("proposals.reasonMissing")).waitFor();
    await inspect(page, "not-applicable");
    await dialog.getByLabel(t("triageReason.internal")).check();
    await dialog.getByRole("button", { name: t("proposals.decide") }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText(t("proposals.done.not_applicable", { title: news.clerks.title.es })).first().waitFor();

    await proposal(news.fair).getByRole("button", { name: t("proposals.later") }).click();
    await dialog.getByLabel(t("proposals.untilWhen")).fill("2026-10-01");
    await inspect(page, "later");
    await dialog.getByRole("button", { name: t("proposals.decide") }).click();
    await proposal(news.fair).waitFor({ state: "hidden" });
    await page.getByRole("navigation", { name: t("proposals.filter") }).getByText(t("proposals.state.later")).click();
    await proposal(news.fair).getByText(format.dayOfMonth("2026-10-01T12:00:00Z"), { exact: false }).waitFor();
    await page.getByRole("navigation", { name: t("proposals.filter") }).getByText(t("proposals.state.waiting")).click();

    await proposal(news.bridge).getByRole("button", { name: t("proposals.publish") }).click();
    await page.waitForURL(/\/publications\/[0-9a-f-]+\/write$/);
    draftPage.write = page.url();
    draftPage.view = page.url().replace(/\/write$/, "");
    draftPage.review = `${draftPage.view}/review`;
    await page.locator("#f-text").waitFor();
    expect(await page.locator("#f-text").inputValue()).toContain(news.bridge.summary[language]);

    // The three are decided; what is another department's is seen, and decided by others.
    await page.goto(`${origin}/app/proposals`);
    await page.locator("[data-row]").first().waitFor();
    for (const item of Object.values(news)) expect(await proposal(item).count()).toBe(0);
    const rows = await page.locator("[data-row]").all();
    const seen = await Promise.all(rows.map(async (row) => ({ title: await row.getAttribute("aria-label"), decides: (await row.getByRole("button").count()) > 0 })));
    expect(seen.some((row) => !row.decides)).toBe(true);
    for (const { title: shown, decides } of seen) expect(decides, shown ?? "").toBe(departmentOf(shown) === cast.department);
    await page.getByRole("navigation", { name: t("proposals.filter") }).getByText(t("proposals.state.publish")).click();
    await proposal(news.bridge).getByText(cast.promoter).waitFor();
  });

  const composer = composerOn(writer.page, t);
  const languageNames = { es: cast.spanish, eu: cast.basque };

  await step("the manager finds the draft and writes it in both languages; EDI-R1, R2, R9 and R12 show and clear", async () => {
    const { page } = writer;
    await page.getByRole("link", { name: t("nav.publish") }).click();
    await page.getByRole("link", { name: t("publications.title"), exact: true }).click();
    await page.getByRole("link", { name: title }).waitFor();
    await inspect(page, "publications");
    await page.getByRole("link", { name: title }).click();
    await page.getByRole("link", { name: t("publication.write") }).click();
    await page.waitForURL(draftPage.write);
    await composer.text.waitFor();

    await page.getByLabel(cast.city).check();
    await page.getByLabel(cast.notices).check();
    await composer.saved();

    await page.getByRole("button", { name: new RegExp(`^${t("composer.removeSource")} `) }).click();
    await expect.poll(composer.rules).toContain("EDI-R1");
    const address = page.locator("#f-source");
    await address.fill(web.expiredPage);
    await page.getByRole("button", { name: t("composer.cite"), exact: true }).click();
    await expect.poll(composer.rules, { timeout: 20_000 }).toContain("EDI-R9");
    expect(await composer.rules()).not.toContain("EDI-R1");
    await address.fill(web.pageOf(news.bridge, "eu"));
    await page.getByRole("button", { name: t("composer.cite"), exact: true }).click();
    await page.locator("article.citation", { hasText: news.bridge.title[language] }).waitFor();
    await page.locator("article.citation", { hasText: "agosto" }).or(page.locator("article.citation", { hasText: "Abuztuko" })).first()
      .getByRole("button", { name: new RegExp(`^${t("composer.removeSource")} `) }).click();
    await expect.poll(composer.rules).not.toContain("EDI-R9");

    for (const each of ["es", "eu"] as const) {
      await composer.chooseLanguage(languageNames[each]);
      await composer.text.fill("");
      await expect.poll(composer.rules).toContain("EDI-R2");
      await composer.text.fill(`${written[each]} 12345678Z`);
      await expect.poll(composer.rules).toContain("EDI-R12");
      expect(await composer.rules()).not.toContain("EDI-R2");
      const before = await composer.characters(cast.city);
      await composer.text.fill(written[each]);
      await expect.poll(composer.rules).not.toContain("EDI-R12");
      expect(await composer.characters(cast.city)).toBe(before - " 12345678Z".length);
    }
    await composer.saved();
  });

  await step("one profile gets its own text and goes back to the common one", async () => {
    const { page } = writer;
    const common = await composer.characters(cast.notices);
    await page.getByRole("tab", { name: cast.notices }).click();
    await composer.text.fill(`${written.eu} Gehiago webgunean.`);
    await page.getByRole("tab", { name: `${cast.notices} · ${t("composer.own")}` }).waitFor();
    await composer.saved();
    await page.getByRole("tab", { name: t("composer.common") }).click();
    expect(await composer.text.inputValue()).toBe(written.eu);
    await page.getByRole("tab", { name: new RegExp(cast.notices) }).click();
    await page.getByRole("button", { name: t("composer.backToCommon") }).click();
    expect(await composer.text.inputValue()).toBe(written.eu);
    expect(await composer.characters(cast.notices)).toBe(common);
    await page.getByRole("tab", { name: t("composer.common") }).click();
    await composer.saved();
  });

  await step("EDI-R3 a picture wants its text in each language", async () => {
    const { page } = writer;
    const picture = await sharp({ create: { width: 640, height: 400, channels: 3, background: { r: 38, g: 110, b: 150 } } }).png().toBuffer();
    await page.locator("#f-pictures").setInputFiles({ name: "puente.png", mimeType: "image/png", buffer: picture });
    await expect.poll(async () => (await composer.rules()).filter((rule) => rule === "EDI-R3").length, { timeout: 20_000 }).toBe(2);
    await inspect(page, "composer-blocked");
    await page.locator("#f-alt-0-es").fill("puente.png");
    await page.locator("#f-alt-0-eu").fill(alt.eu);
    await expect.poll(async () => (await composer.rules()).filter((rule) => rule === "EDI-R3").length).toBe(1);
    await page.locator("#f-alt-0-es").fill(alt.es);
    await expect.poll(composer.rules).not.toContain("EDI-R3");
    // EDI-R5: nobody has said whose it is, nor who is in it.
    expect(await composer.rules()).toContain("EDI-R5");
    await page.getByLabel(t("pictures.licence")).selectOption("own");
    await page.getByLabel(t("pictures.people")).selectOption("minors");
    await page.getByRole("button", { name: t("pictures.keepRights") }).click();
    await page.getByText(t("pictures.noConsents")).waitFor();
    expect(await composer.rules()).toContain("EDI-R5");
    await inspect(page, "composer-consent");
    await page.getByText(t("pictures.addConsent")).first().click();
    await page.getByLabel(t("pictures.reference")).fill("CONS-2026/118");
    await page.getByRole("button", { name: t("pictures.addConsent") }).click();
    await expect.poll(composer.rules).not.toContain("EDI-R5");
    await page.getByLabel(t("when.at"), { exact: true }).check();
    await page.locator("#f-date").fill("2026-09-23");
    await page.locator("#f-time").fill("10:30");
    await composer.saved();
    await page.getByText(t("checks.clear")).waitFor();
    await page.getByText(format.fullDay("2026-09-23T08:30:00Z"), { exact: false }).waitFor();
  });

  await step("another person saves meanwhile: both texts are shown and a person chooses", async () => {
    const other = composerOn(colleague.page, wordsOf(language === "es" ? "eu" : "es"));
    await colleague.page.goto(draftPage.write);
    await other.text.waitFor();
    const theirs = `${await other.text.inputValue()} ·`;
    await other.text.fill(theirs);
    await other.saved();
    const { page } = writer;
    await page.getByLabel(t("composer.title"), { exact: true }).fill(`${title}.`);
    await page.getByText(beginning(t, "conflict.title")).waitFor();
    await inspect(page, "conflict");
    await page.getByRole("button", { name: t("conflict.keepMine") }).click();
    await composer.saved();
    await page.getByLabel(t("composer.title"), { exact: true }).fill(title);
    await composer.saved();
    expect(await composer.rules()).toEqual([]);
    await inspect(page, "composer");
  });

  await step("ROL-R7 who wrote it sends it and cannot approve it", async () => {
    const { page } = writer;
    await page.getByRole("button", { name: t("composer.send") }).click();
    await page.waitForURL(draftPage.view);
    await page.getByText(t("state.in_review")).first().waitFor();
    await page.getByRole("link", { name: t("publication.seeReview") }).click();
    await page.getByText(t("review.cannot")).waitFor();
    expect(await page.getByRole("button", { name: t("review.approve") }).count()).toBe(0);
    // Who began it may approve what others write, and not this.
    await promoter.page.goto(draftPage.review);
    await promoter.page.getByText(t("refusal.own-text")).waitFor();
    expect(await promoter.page.getByRole("button", { name: t("review.approve") }).count()).toBe(0);
    await inspect(promoter.page, "review-own");
  });

  await step("another person approves; EDI-R6 one changed character reopens it; it is approved again and goes out", async () => {
    const { page } = coordinator;
    await page.getByRole("link", { name: t("nav.today") }).click();
    await page.locator(".task", { hasText: title }).getByRole("link").click({ timeout: 60_000 });
    await page.waitForURL(draftPage.review);
    await page.getByRole("heading", { name: t("review.decision") }).waitFor();
    await inspect(page, "review");
    await page.getByRole("button", { name: t("review.approve") }).click();
    await page.waitForURL(draftPage.view);
    await page.getByText(t("state.scheduled")).first().waitFor();
    await page.getByText(format.fullDay("2026-09-23T08:30:00Z"), { exact: false }).first().waitFor();
    await inspect(page, "scheduled");

    await writer.page.goto(draftPage.write);
    await writer.page.getByText(t("composer.approvedHint")).waitFor();
    await composer.text.press("End");
    await composer.text.press("Backspace");
    await composer.text.pressSequentially("!");
    await writer.page.getByLabel(t("when.approved")).check();
    await composer.saved();
    await writer.page.getByText(t("composer.inReviewHint")).waitFor();
    await writer.page.goto(draftPage.view);
    await writer.page.getByText(t("state.in_review")).first().waitFor();

    await page.goto(draftPage.review);
    await page.getByRole("button", { name: t("review.approveNow") }).click();
    await page.waitForURL(draftPage.view);
    await expect.poll(() => page.locator("section[aria-labelledby=deliveries] .tag", { hasText: t("delivery.confirmed") }).count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
    await page.getByText(t("state.published")).first().waitFor();
    await inspect(page, "published");
  });

  const id = new URL(draftPage.view).pathname.split("/").at(-1) ?? "";
  const permalink = `${origin}/${language}/a/${id}`;
  const objects: string[] = [];
  const activity = async (address: string) => {
    const answer = await fetch(address, { headers: { accept: "application/activity+json" }, redirect: "manual" });
    return { status: answer.status, document: (await answer.json()) as Record<string, unknown> };
  };

  await step("the post is on the council's own actor, found through WebFinger", async () => {
    const host = new URL(origin).host;
    const found = (await (await fetch(`${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:robledal@${host}`)}`)).json()) as { links: { rel: string; type?: string; href?: string }[] };
    const actor = found.links.find((link) => link.rel === "self")?.href ?? "";
    const { document } = await activity(actor);
    const outbox = await activity(String(document["outbox"]));
    const first = typeof outbox.document["first"] === "string" ? (await activity(outbox.document["first"])).document : outbox.document;
    const items = first["orderedItems"] as { type: string; object: { id: string; content: string; contentMap?: Record<string, string>; attachment?: { name?: string }[] } }[];
    const note = items.find((item) => item.type === "Create" && item.object.content.includes("Puente Viejo"))?.object;
    expect(note).toBeDefined();
    if (!note) return;
    objects.push(note.id);
    expect(note.content).toContain("Zubi Zaharra");
    expect(note.attachment?.[0]?.name).toContain(alt.es);
    expect(note.attachment?.[0]?.name).toContain(alt.eu);
    expect((await activity(note.id)).document["updated"]).toBeUndefined();
  });

  await step("EVI-3 the permalink shows text, source and proof without JavaScript", async () => {
    const plain = await takeSeat(browser, { javaScript: false });
    await plain.page.goto(permalink);
    const shown = await plain.page.locator("main").innerText();
    // Nothing but the character that was changed is another than what was approved first.
    expect(shown).toContain(`${written[language].slice(0, -1)}!`);
    expect(shown).toContain(t("portal.permalink.valid"));
    expect(await plain.page.locator(`a[href="${web.pageOf(news.bridge, language)}"]`).count()).toBe(1);
    expect(shown).toContain(t("fact.publication.approved"));
    await expect.poll(async () => {
      await plain.page.reload();
      return plain.page.locator("a[href^='/evidence/proof/']").count();
    }, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    const proof = await plain.page.locator("a[href^='/evidence/proof/']").first().getAttribute("href");
    expect(await (await fetch(`${origin}${proof}`)).text()).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    plain.expectQuiet();
    await plain.leave();
    const reader = await takeSeat(browser);
    await reader.page.goto(permalink);
    await inspect(reader.page, "permalink");
    reader.expectQuiet();
    await reader.leave();
  });

  await step("DEL-4 a correction with its reason is approved and replaces the post; both versions stay to be read", async () => {
    const { page } = writer;
    await page.goto(draftPage.view);
    await page.getByRole("button", { name: t("publication.correct") }).click();
    await page.getByRole("dialog").getByLabel(t("publication.why")).fill(correctionReason[language]);
    await inspect(page, "correct");
    await page.getByRole("dialog").getByRole("button", { name: t("publication.correctAct") }).click();
    await page.waitForURL(draftPage.write);
    for (const each of ["es", "eu"] as const) {
      await composer.chooseLanguage(languageNames[each]);
      await composer.text.fill(corrected[each]);
    }
    await composer.saved();
    await inspect(page, "composer-correction");
    await page.getByRole("button", { name: t("composer.send") }).click();
    await page.waitForURL(draftPage.view);

    await coordinator.page.goto(draftPage.review);
    await coordinator.page.getByText(correctionReason[language]).first().waitFor();
    await coordinator.page.getByRole("heading", { name: t("review.changes", { number: 2 }) }).waitFor();
    await inspect(coordinator.page, "review-correction");
    await coordinator.page.getByRole("button", { name: t("review.approveNow") }).click();
    await coordinator.page.waitForURL(draftPage.view);
    await coordinator.page.getByText(t("state.corrected")).first().waitFor({ timeout: 60_000 });

    const plain = await takeSeat(browser, { javaScript: false });
    await plain.page.goto(permalink);
    const shown = await plain.page.locator("main").innerText();
    expect(shown).toContain(t("state.corrected"));
    expect(shown).toContain(correctionReason[language]);
    expect(await plain.page.locator(".versions > li").count()).toBe(2);
    expect(shown).toContain(corrected[language]);
    expect(shown).toContain(written[language].slice(0, -1));
    await plain.leave();
    const reader = await takeSeat(browser);
    await reader.page.goto(permalink);
    await inspect(reader.page, "permalink-corrected");
    await reader.leave();
    const { document } = await activity(objects[0] ?? "");
    expect(document["updated"]).toMatch(/^2026-/);
    expect(document["content"]).toContain("viernes 25");
  });

  await step("DEL-R2 a withdrawal with its reason: 410 everywhere, with the date and the reason", async () => {
    const { page } = coordinator;
    await page.goto(draftPage.view);
    await page.getByRole("button", { name: t("publication.withdraw") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: t("publication.withdrawAct") }).click();
    await dialog.getByText(t("publication.whyMissing")).waitFor();
    await dialog.getByLabel(t("withdrawalReason.error_fact")).check();
    await dialog.getByLabel(t("publication.withdrawNote")).fill(withdrawalNote[language]);
    await inspect(page, "withdraw");
    await dialog.getByRole("button", { name: t("publication.withdrawAct") }).click();
    await page.getByText(t("state.withdrawn")).first().waitFor({ timeout: 60_000 });
    await inspect(page, "withdrawn");

    await expect.poll(async () => (await activity(objects[0] ?? "")).status, { timeout: 30_000 }).toBe(410);
    expect((await activity(objects[0] ?? "")).document["type"]).toBe("Tombstone");
    const reader = await takeSeat(browser);
    const answer = await reader.page.goto(permalink);
    expect(answer?.status()).toBe(410);
    const shown = await reader.page.locator("main").innerText();
    expect(shown).toContain(t("withdrawalReason.error_fact"));
    expect(shown).toContain(withdrawalNote[language]);
    expect(shown).toContain(format.longDay("2026-09-21T10:00:00Z"));
    expect(shown).not.toContain(corrected[language]);
    await inspect(reader.page, "permalink-withdrawn");
    await reader.leave();
  });

  await step("the other screens of the office", async () => {
    const { page } = coordinator;
    const visit = async (path: string, name: string) => {
      await page.goto(`${origin}/app${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await expect.poll(() => page.locator("main [aria-busy=true]").count()).toBe(0);
      await inspect(page, name);
    };
    await visit("/archive", "archive");
    await visit("/profiles", "profiles");
    await visit("/profiles/new", "profile-new");
    await visit("/settings/people", "people");
    await visit("/settings/account", "account");
    await visit("/new", "new");
    await visit("/pictures", "pictures");
    expect(await page.getByRole("link", { name: title }).count()).toBe(0);
    await visit("/nowhere", "lost");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await inspect(page, "palette");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: t("keys.title") }).waitFor();
    await inspect(page, "keys");
  });

  await step("nothing was complained of in any window", async () => {
    // A refused save is how a second version is noticed; the browser tells of every answer that is not a success.
    writer.expectQuiet(/Failed to load resource: .* 409/);
    // So is asking for a proof of the domain before there is one.
    coordinator.expectQuiet(/Failed to load resource: .* 422 .*\/prove/);
    for (const seat of [promoter, colleague]) seat.expectQuiet();
    for (const { page } of [writer, promoter]) {
      if (language === "eu") await expectNoEnglishDates(page);
      await expectNoOverflow(page);
    }
  });

  await step("EVI-R1 the evidence is whole", async () => {
    // Sealed within ten seconds.
    await sleep(2_000);
    const verified = await city.command("verify");
    expect(verified.printed).toMatch(/The evidence is whole: \d+ entries/);
    expect(verified.code).toBe(0);
  });
});
