import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatter } from "#web/i18n/format.ts";
import type { ProposalPage, SourceDetailView, SourceRegistered, UnitView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import { type MunicipalWeb, startMunicipalWeb } from "./municipal-web.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, wordsOf } from "./staff.ts";

let browser: Browser;
let web: MunicipalWeb;
let city: RunningProcess;
let office: OfficeClient;
let unitId: string;

beforeAll(async () => {
  browser = await openBrowser();
  web = await startMunicipalWeb();
  city = await startExampleCity({ PREGONERO_ALLOW_PRIVATE: web.site.authority });
  office = await signInAs(city.origin, "Amaia Zubeldia");
  unitId = (await office.call<readonly UnitView[]>("GET", "/units")).find(({ name }) => name["es"] === "Kultura" || name["es"] === "Cultura")?.id ?? "";
}, 240_000);
afterAll(async () => {
  await browser.close();
  await city.remove();
  await web.site.close();
});

/** A page of news as a web without feeds has it. */
function listNews(): void {
  const titles = ["Corte de tráfico en la calle Mayor", "El mercado de los sábados cambia de plaza", "Abierta la inscripción en los cursos de otoño", "Nuevo horario de la biblioteca central", "La ciudad estrena carril bici junto al río"];
  const html = (title: string, body: string) => ({ body: `<!doctype html><html lang="es"><head><meta charset="utf-8"><title>${title}</title></head><body><nav><a href="/novedades/menu">Menú de todas las novedades</a></nav><main><h1>${title}</h1>${body}</main></body></html>` });
  web.site.set("/novedades", html("Novedades", `<ul>${titles.map((title, n) => `<li><a href="/novedades/${n}">${title}</a></li>`).join("")}</ul>`));
  for (const [n, title] of titles.entries()) web.site.set(`/novedades/${n}`, html(title, `<p>${title}, desde el lunes y hasta nuevo aviso, según ha acordado la Junta de Gobierno.</p>`));
}

const propose = (path: string, more: object = {}) => office.call<SourceRegistered>("POST", "/sources", { url: web.site.origin + path, name: "", unitId, kind: "agenda", creationAct: "", reason: "Agenda", ...more });

/** Proves a source and lets it be read. */
async function activate({ sourceId }: SourceRegistered): Promise<void> {
  const { token } = await office.call<SourceDetailView>("GET", `/sources/${sourceId}`);
  web.site.set("/.well-known/pregonero-proof.txt", { body: token, type: "text/plain" });
  await office.call("POST", `/sources/${sourceId}/prove`);
  await office.call("POST", `/sources/${sourceId}/move`, { state: "active", reason: "Es del Ayuntamiento" });
}
const waiting = async (title: string) => (await office.call<ProposalPage>("GET", `/proposals?state=waiting&unitId=${unitId}`)).items.filter(({ variants }) => variants.some((variant) => variant.title === title));

const agenda = (isOn: boolean) => web.site.set("/agenda.ics", {
  type: "text/calendar; charset=utf-8",
  body: ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Agenda cultural", ...[
    ["concierto", "Concierto de la banda municipal", "DTSTART;TZID=Europe/Madrid:20261017T180000", "DTEND;TZID=Europe/Madrid:20261017T200000", "LOCATION:Plaza de la Fuente", "DESCRIPTION:Entrada libre hasta completar aforo."],
    ["feria", "Feria de otoño", "DTSTART;VALUE=DATE:20261017", "DTEND;VALUE=DATE:20261019", "LOCATION:Paseo del Molino"],
    ["baile", "Baile en la plaza", "DTSTART;TZID=Europe/Madrid:20261024T210000", isOn ? "STATUS:CONFIRMED" : "STATUS:CANCELLED", "LOCATION:Plaza Mayor"],
    ["taller", "Taller de cerámica", "DTSTART;TZID=Europe/Madrid:20260107T180000", "DTEND;TZID=Europe/Madrid:20260107T190000", "RRULE:FREQ=WEEKLY", `URL:${web.site.origin}/es/taller`, "LOCATION:Centro cívico"],
  ].flatMap(([uid, title, ...more]) => ["BEGIN:VEVENT", `UID:${uid}@web`, `SUMMARY:${title}`, ...more, "END:VEVENT"]), "END:VCALENDAR", ""].join("\r\n"),
});

test("FLO-1, FLO-5 an agenda is proposed, proven and read; the board says when and where each event is, and what is called off", { timeout: 300_000 }, async () => {
  agenda(true);
  const registered = await propose("/agenda.ics");
  expect(registered.found.map(({ kind }) => kind)).toEqual(["calendar"]);
  await activate(registered);
  await expect.poll(async () => (await waiting("Feria de otoño")).length, { timeout: 60_000, interval: 500 }).toBe(1);
  agenda(false);
  await office.call("POST", `/sources/${registered.sourceId}/read`);
  await expect.poll(async () => (await waiting("Baile en la plaza"))[0]?.status, { timeout: 60_000, interval: 500 }).toBe("not_in_force");

  for (const [language, who, width] of [["es", "Amaia Zubeldia", 1_280], ["eu", "Beñat Arrieta", 390]] as const) {
    const t = wordsOf(language);
    const format = formatter(language, "Europe/Madrid");
    const { page, leave, expectQuiet } = await seatOf(browser, city.origin, who, { width });
    await page.goto(`${city.origin}/app/proposals?unitId=${unitId}`);
    const item = (title: string) => page.getByRole("listitem", { name: title });
    await item("Feria de otoño").waitFor();
    await item("Concierto de la banda municipal").getByText(`${format.weekdayAndDay("2026-10-17T16:00:00Z")}, 18:00–20:00 · Plaza de la Fuente`).waitFor();
    await item("Feria de otoño").getByText(`${format.weekdayAndDay("2026-10-17T10:00:00Z")} – ${format.weekdayAndDay("2026-10-18T10:00:00Z")}`).waitFor();
    await item("Baile en la plaza").getByText(t("proposals.event.cancelled")).waitFor();
    await item("Baile en la plaza").getByText(`${format.weekdayAndDay("2026-10-24T19:00:00Z")}, 21:00 · Plaza Mayor`).waitFor();
    await item("Taller de cerámica").getByText(t("proposals.event.repeats", { when: "\u0000" }).split("\u0000")[0]?.trim() ?? "").waitFor();
    await inspect(page, `agenda-proposals-${language}`);
    await page.goto(`${city.origin}/app/sources/${registered.sourceId}`);
    await page.getByText(`${web.site.origin}/agenda.ics`).first().waitFor();
    await inspect(page, `agenda-source-${language}`);
    expectQuiet();
    await leave();
  }
});

test.each([["es", "Amaia Zubeldia", "/novedades"], ["eu", "Beñat Arrieta", "/novedades/?vista=lista"]] as const)("FLO-1 in %s: who proposes a page that lists others is asked which is meant, and nothing typed is lost", { timeout: 300_000 }, async (language, who, path) => {
  listNews();
  web.site.set("/novedades/?vista=lista", (_request, response) => void response.writeHead(302, { location: "/novedades" }).end());
  const t = wordsOf(language);
  const { page, leave, expectQuiet } = await seatOf(browser, city.origin, who);
  await page.goto(`${city.origin}/app/sources`);
  const form = page.locator("form", { has: page.getByRole("heading", { name: t("sources.add") }) });
  await form.getByLabel(t("sources.address")).fill(web.site.origin + path);
  await form.getByLabel(t("composer.unit")).selectOption(unitId);
  await form.getByLabel(t("sources.reason")).fill("Novedades sin canal");
  await form.getByRole("button").click();
  await form.getByText(t("sources.listing", { count: 5 })).waitFor();
  await form.getByText(t("sources.listingHint", { example: "Corte de tráfico en la calle Mayor" })).waitFor();
  expect(await form.getByLabel(t("sources.reason")).inputValue()).toBe("Novedades sin canal");
  expect(await form.getByLabel(t("sources.readAs.section")).isChecked()).toBe(true);
  await inspect(page, `listing-${language}`);
  if (language === "eu") return leave();
  await form.getByRole("button").click();
  await page.getByText(t("sources.found", { count: 1 })).waitFor();
  expect(await page.getByRole("status").filter({ hasText: web.site.origin }).innerText()).toContain(t("channel.section"));
  await inspect(page, `listing-found-${language}`);
  const found = (await office.call<readonly { readonly id: string; readonly url: string }[]>("GET", "/sources")).find(({ url }) => url === `${web.site.origin}/novedades`);
  await activate({ sourceId: found?.id ?? "", found: [] });
  await expect.poll(async () => (await waiting("El mercado de los sábados cambia de plaza")).length, { timeout: 60_000, interval: 500 }).toBe(1);
  expectQuiet(/409|422|400/);
  await leave();
});

test("FLO-7 what is probably one is said to be one or two on the board, and taken apart again", { timeout: 300_000 }, async () => {
  const twice = (slug: string, title: string) => `<item><title>${title}</title><link>${web.site.origin}/es/${slug}</link><description>La campaña empieza el lunes.</description></item>`;
  web.site.set("/doble.xml", { type: "application/rss+xml", body: `<rss version="2.0"><channel><title>Deporte</title><link>${web.site.origin}</link>${[
    twice("campana", "Campaña de piscinas de verano"), twice("avisos/campana", "Campaña de piscinas de verano."), twice("patines", "Patinaje sobre hielo en la plaza"), twice("patines-2", "Patinaje sobre hielo en la plaza"),
  ].join("")}</channel></rss>` });
  const registered = await propose("/doble.xml", { kind: "www" });
  await activate(registered);
  await expect.poll(async () => (await waiting("Campaña de piscinas de verano")).length, { timeout: 60_000, interval: 500 }).toBe(1);
  const t = wordsOf("eu");
  const { page, leave, expectQuiet } = await seatOf(browser, city.origin, "Amaia Zubeldia");
  const basque = await seatOf(browser, city.origin, "Beñat Arrieta", { width: 390 });
  await basque.page.goto(`${city.origin}/app/proposals?unitId=${unitId}`);
  const es = wordsOf("es");
  await basque.page.getByRole("list", { name: t("proposals.alike.title", { title: "Campaña de piscinas de verano" }), exact: true }).waitFor();
  await inspect(basque.page, "alike-eu");

  await page.goto(`${city.origin}/app/proposals?unitId=${unitId}`);
  const likeness = (title: string) => page.getByRole("list", { name: es("proposals.alike.title", { title }), exact: true });
  await likeness("Campaña de piscinas de verano").waitFor();
  await inspect(page, "alike-es");
  await likeness("Campaña de piscinas de verano").getByRole("button", { name: es("proposals.alike.join") }).click();
  await page.getByText(es("proposals.alike.joinedDone")).first().waitFor();
  await page.getByText(es("proposals.alike.joined")).waitFor();
  expect((await waiting("Campaña de piscinas de verano")).length + (await waiting("Campaña de piscinas de verano.")).length).toBe(1);
  await inspect(page, "joined-es");
  await page.getByRole("button", { name: es("proposals.alike.part") }).click();
  await page.getByText(es("proposals.alike.partDone")).first().waitFor();
  await expect.poll(async () => (await waiting("Campaña de piscinas de verano")).length + (await waiting("Campaña de piscinas de verano.")).length).toBe(2);
  await likeness("Campaña de piscinas de verano").waitFor({ state: "hidden" });

  await likeness("Patinaje sobre hielo en la plaza").first().getByRole("button", { name: es("proposals.alike.apart") }).click();
  await page.getByText(es("proposals.alike.apartDone")).first().waitFor();
  await likeness("Patinaje sobre hielo en la plaza").first().waitFor({ state: "hidden" });
  expect(await waiting("Patinaje sobre hielo en la plaza")).toHaveLength(2);
  expectQuiet();
  await basque.leave();
  await leave();
});
