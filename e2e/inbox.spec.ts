import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Translate } from "#web/i18n/translate.ts";
import type { ConversationView, InboxPage } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { beginning, type Seat, seatOf, stepper, wordsOf } from "./staff.ts";

let browser: Browser;
let city: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

/** Chromium writes each answer that is a refusal to the console; here they are meant. */
const REFUSED = /the server responded with a status of (403|409|422)/;

/** The inbox as a person uses it. */
function inboxOn({ page }: Seat, t: Translate) {
  const list = page.getByRole("list", { name: t("inbox.list") });
  return {
    page, list,
    thread: page.getByRole("list", { name: t("thread.said") }),
    box: page.getByRole("region", { name: t("reply.title") }),
    field: page.locator(".reply-box textarea").first(),
    go: async () => {
      await page.goto(`${city.origin}/app/inbox`);
      await list.waitFor();
    },
    open: async (name: string) => {
      await list.getByRole("link", { name }).click();
      await page.getByRole("heading", { level: 2, name }).waitFor();
    },
    savedDraft: () => page.getByText(beginning(t, "reply.saved")).first().waitFor(),
  };
}

async function speak(page: Page, language: "es" | "eu" | "en"): Promise<void> {
  const status = await page.evaluate(async (chosen) => (await fetch("/office/session/preferences", {
    method: "PUT", headers: { "content-type": "application/json", "x-pregonero": "1" }, body: JSON.stringify({ language: chosen, singleKeys: true }),
  })).status, language);
  expect(status).toBe(200);
}

test("two managers at once: INB-3 INB-R3 INB-R4 PROT-R5, and what becomes public (EVI-3)", { timeout: 240_000 }, async () => {
  const step = stepper(browser, "inbox-two");
  const [es, eu] = [wordsOf("es"), wordsOf("eu")];
  const jonSeat = await seatOf(browser, city.origin, "Jon Ibarra");
  const leireSeat = await seatOf(browser, city.origin, "Leire Otxoa");
  const [jon, leire] = [inboxOn(jonSeat, es), inboxOn(leireSeat, eu)];
  const answer = "Buenos días, Rosa. Hoy mismo lo arregla la brigada municipal. Gracias por avisar.";

  await step("INB-3 to write is to claim: the colleague sees who has it, and may take it", async () => {
    for (const desk of [jon, leire]) {
      await desk.go();
      await desk.open("Rosa M.");
    }
    await leire.field.fill("Egun on, Rosa, hau euskaraz");
    await leire.savedDraft();
    await jon.box.getByText(/Leire Otxoa la tiene hasta las/).waitFor();
    expect(await jon.field.evaluate((field) => (field as HTMLTextAreaElement).readOnly)).toBe(true);
    await jon.box.getByRole("button", { name: es("thread.takeOver") }).click();
    await jon.page.getByText(beginning(es, "thread.yours")).waitFor();
  });

  await step("INB-3 whoever lost it keeps every word and is told by whom", async () => {
    await leire.page.getByText(/Jon Ibarra ari da honekin/).waitFor();
    expect(await leire.field.inputValue()).toBe("Egun on, Rosa, hau euskaraz");
  });

  await step("PROT-R5 an answer in another language is refused with both named", async () => {
    await jon.field.fill("Egun on, Rosa. Gaur bertan konponduko du udal brigadak eta eskerrik asko abisatzeagatik.");
    await jon.box.getByRole("button", { name: es("reply.send"), exact: true }).click();
    await jon.page.getByText(es("refusal.wrong-language", { expected: "castellano", found: "euskera" })).waitFor();
  });

  await step("INB-R4 it is answered and closed; the next opens by itself", async () => {
    await jon.field.fill(answer);
    await jon.savedDraft();
    await jon.page.keyboard.press("Control+Enter");
    await jon.page.getByText(es("reply.sentAndClosed")).waitFor();
    await jon.page.getByRole("heading", { level: 2, name: "Miren Ugarte" }).waitFor();
    expect(await jon.list.getByRole("link", { name: "Rosa M." }).count()).toBe(0);
  });

  await step("INB-3 the one who was writing sees what was answered, and that it is closed", async () => {
    await leire.thread.getByText(answer).waitFor();
    await leire.page.getByRole("button", { name: eu("thread.reopen") }).waitFor();
  });

  await step("INB-R1 the end is undone from the notice, and the answer is out with its address", async () => {
    await jon.page.getByRole("button", { name: es("reply.undo") }).click();
    await jon.page.getByRole("heading", { level: 2, name: "Rosa M." }).waitFor();
    await jon.thread.getByText(es("thread.delivery.confirmed")).waitFor({ timeout: 30_000 });
  });

  await step("EVI-3 its page says that it answers, and neither whom nor what", async () => {
    const address = await jon.thread.locator("li.reply").getByRole("link", { name: es("thread.seeThere") }).getAttribute("href");
    expect(address).toContain(`${city.origin}/`);
    const { page } = jon;
    await page.goto(`${city.origin}/es/a/${address?.split("/").at(-1)}`);
    await page.getByText(es("portal.reply.what")).waitFor();
    await page.getByText(answer).first().waitFor();
    expect(await page.content()).not.toMatch(/Rosa M\.|rosam|clavos/);
    await inspect(page, "portal-reply");
  });

  jonSeat.expectQuiet(REFUSED);
  leireSeat.expectQuiet(REFUSED);
  await jonSeat.leave();
  await leireSeat.leave();
});

test("INB-3 what somebody else answers while one writes must be read before sending", { timeout: 120_000 }, async () => {
  const step = stepper(browser, "inbox-moved");
  const [es, eu] = [wordsOf("es"), wordsOf("eu")];
  const jonSeat = await seatOf(browser, city.origin, "Jon Ibarra");
  const leireSeat = await seatOf(browser, city.origin, "Leire Otxoa");
  const [jon, leire] = [inboxOn(jonSeat, es), inboxOn(leireSeat, eu)];
  const question = "Carlos, ¿en qué barrio le interesa que estén los aparcabicis nuevos?";

  await step("both write; the second takes it over and asks", async () => {
    for (const desk of [leire, jon]) {
      await desk.go();
      await desk.open("Carlos R.");
    }
    // INB-6: what its author took back is not shown, and that there was something is.
    await jon.thread.getByText(beginning(es, "thread.deleted")).waitFor();
    expect(await jon.page.content()).not.toContain("Mi dirección es la de siempre");
    await leire.field.fill("Hola, Carlos. Los aparcabicis nuevos van en tres plazas.");
    await leire.savedDraft();
    await jon.box.getByRole("button", { name: es("thread.takeOver") }).click();
    await jon.box.getByText(es("reply.kinds.question"), { exact: true }).click();
    await jon.field.fill(question);
    await jon.box.getByRole("button", { name: es("reply.ask") }).click();
    await jon.page.getByText(es("reply.sent")).waitFor();
    await jon.box.getByRole("button", { name: es("thread.release") }).click();
  });

  await step("the first is shown it, keeps the text, and sends only after saying that it was read", async () => {
    const news = leire.box.getByRole("alert", { name: "" }).filter({ hasText: eu("reply.news") });
    await news.getByText(question).waitFor();
    expect(await leire.field.inputValue()).toContain("tres plazas");
    await leire.page.getByText(/Jon Ibarra ari da honekin/).waitFor({ state: "hidden" });
    await leire.page.keyboard.press("Control+Enter");
    await expect.poll(() => leire.page.evaluate(() => document.activeElement?.textContent)).toBe(eu("reply.newsRead"));
    expect(await leire.thread.locator("li.reply").count()).toBe(1);
    await news.getByRole("button", { name: eu("reply.newsRead") }).click();
    await leire.box.getByRole("button", { name: eu("reply.send"), exact: true }).click();
    await expect.poll(() => leire.thread.locator("li.reply").count()).toBe(2);
    expect(await leire.field.inputValue()).toBe("");
  });

  jonSeat.expectQuiet(REFUSED);
  leireSeat.expectQuiet(REFUSED);
  await jonSeat.leave();
  await leireSeat.leave();
});

test("PROT-4 PROT-R3 an answer is put off with the time it commits to, also on a phone", { timeout: 120_000 }, async () => {
  const step = stepper(browser, "inbox-holding");
  const eu = wordsOf("eu");
  const seat = await seatOf(browser, city.origin, "Leire Otxoa", { width: 390 });
  const desk = inboxOn(seat, eu);
  await step("the list leads to the conversation alone, and back", async () => {
    await desk.page.getByRole("link", { name: eu("nav.inbox") }).click();
    await desk.open("Mikel Aranburu");
    expect(await desk.list.isVisible()).toBe(false);
    await desk.page.getByRole("link", { name: eu("inbox.back") }).click();
    await desk.list.waitFor();
    await desk.open("Mikel Aranburu");
  });
  await step("PROT-R3 it is put off, with the text of the protocol", async () => {
    await desk.field.click();
    await desk.box.getByText(eu("reply.kinds.holding"), { exact: true }).click();
    await desk.box.getByRole("button", { name: eu("reply.sendHolding") }).click();
    await desk.box.getByText(eu("reply.promiseMissing")).waitFor();
    await desk.box.getByLabel(eu("when.time")).fill("12:30");
    await desk.box.getByRole("button", { name: eu("reply.useTemplate") }).click();
    expect(await desk.field.inputValue()).toContain("2026ko irailaren 21a, astelehena, 12:30");
    await desk.box.getByRole("button", { name: eu("reply.sendHolding") }).click();
    await desk.thread.getByText(eu("thread.promised", { when: "gaur, 12:30" })).waitFor();
  });
  seat.expectQuiet(REFUSED);
  await seat.leave();
});

test("INB-R2 a coordinator reads what was said in private only with a reason, which is in the archive", { timeout: 120_000 }, async () => {
  const step = stepper(browser, "inbox-private");
  const es = wordsOf("es");
  const seat = await seatOf(browser, city.origin, "Amaia Zubeldia");
  const desk = inboxOn(seat, es);
  const words = "Me han denegado la ayuda de comedor";
  await step("nothing of it is shown before", async () => {
    await desk.go();
    expect(await desk.page.content()).not.toMatch(/Miren|denegado/);
    await desk.open(es("inbox.hidden"));
    expect(await desk.page.content()).not.toMatch(/Miren|denegado/);
    await inspect(desk.page, "inbox-private");
  });
  await step("with a reason it opens and stays in the archive", async () => {
    await desk.page.getByRole("button", { name: es("thread.openPrivate") }).click();
    const dialog = desk.page.getByRole("dialog");
    await dialog.getByRole("button", { name: es("thread.openPrivate") }).click();
    await dialog.getByText(es("publication.whyMissing")).waitFor();
    await dialog.getByRole("textbox").fill("Queja sobre la atención recibida");
    await dialog.getByRole("button", { name: es("thread.openPrivate") }).click();
    await desk.thread.getByText(words).waitFor();
    await desk.page.goto(`${city.origin}/app/archive`);
    await desk.page.getByText(es("evidence.kind.conversation.private-opened")).first().waitFor();
  });
  seat.expectQuiet(REFUSED);
  await seat.leave();
});

test("INB-9 with the keyboard alone: walk, reply, note, close and go on", { timeout: 120_000 }, async () => {
  const step = stepper(browser, "inbox-keys");
  const es = wordsOf("es");
  const seat = await seatOf(browser, city.origin, "Jon Ibarra");
  const { page, list, thread } = inboxOn(seat, es);
  let names: readonly string[] = [];
  const showing = (at: number) => heading.filter({ hasText: names[at] ?? "nobody" }).waitFor();
  const { keyboard } = page;
  const heading = page.getByRole("heading", { level: 2 });
  await step("G B and J walk the inbox, K goes back", async () => {
    await keyboard.press("g");
    await keyboard.press("b");
    await page.getByRole("heading", { level: 1, name: es("nav.inbox") }).waitFor();
    await list.getByRole("link").first().waitFor();
    names = await list.getByRole("link").allInnerTexts();
    expect(names[0]).toBe("Iker Lasa");
    await keyboard.press("j");
    await keyboard.press("Enter");
    await showing(0);
    await keyboard.press("j");
    await showing(1);
    await keyboard.press("k");
    await showing(0);
  });
  await step("N writes a note", async () => {
    await keyboard.press("n");
    await page.getByRole("dialog", { name: es("note.title") }).waitFor();
    await keyboard.type("Es de alumbrado.");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await thread.getByText("Es de alumbrado.").waitFor();
  });
  await step("R goes to the reply, whose letters are no keys, and Ctrl Enter sends", async () => {
    await keyboard.press("r");
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("TEXTAREA");
    await keyboard.type("Arratsalde on, Iker. Gaur bertan konponduko dute argia Iturri kalean. Barkatu eragozpenak.");
    await keyboard.press("Control+Enter");
    await page.getByText(es("reply.sentAndClosed")).waitFor();
    await showing(1);
  });
  await step("E closes with what became of it", async () => {
    await keyboard.press("e");
    const dialog = page.getByRole("dialog", { name: es("close.title") });
    await dialog.waitFor();
    expect(await dialog.getByRole("radio", { name: es("inbox.disposition.answered") }).isDisabled()).toBe(true);
    await keyboard.press("Tab");
    await dialog.getByRole("radio", { name: es("inbox.disposition.no_reply") }).focus();
    await keyboard.press("Space");
    await dialog.getByRole("radio", { name: es("inbox.noReply.repeated") }).focus();
    await keyboard.press("Space");
    await inspect(page, "inbox-close");
    await keyboard.press("Enter");
    await page.getByText(es("reply.closed")).waitFor();
    await showing(2);
  });
  seat.expectQuiet(REFUSED);
  await seat.leave();
});

test("INB-R2 what was answered in private has no public page; a public answer has one", { timeout: 60_000 }, async () => {
  const leire = await signInAs(city.origin, "Leire Otxoa");
  const answerTo = async (search: string, texts: Readonly<Record<string, string>>) => {
    const found = (await leire.call<InboxPage>("GET", `/conversations?tab=closed&search=${search}`)).conversations[0];
    const read = () => leire.call<ConversationView>("GET", `/conversations/${found?.id}`);
    const { revision } = await read();
    await leire.call("POST", `/conversations/${found?.id}/claim`, { takeOver: true });
    await leire.call("POST", `/conversations/${found?.id}/answer`, { revision, kind: "answer", texts, promisedLocal: null, thenClose: false });
    const last = async () => (await read()).entries.findLast((entry) => entry.kind === "reply");
    await expect.poll(async () => (await last())?.state).toBe("confirmed");
    return last();
  };
  const secret = await answerTo("comedor", { es: "Le atienden en la oficina de Educación, de 9:00 a 14:00, con cita." });
  const open = await answerTo("argirik", { eu: "Argia konponduta dago jada Iturri kalean. Eskerrik asko abisatzeagatik." });
  expect([secret?.visibility, open?.visibility]).toEqual(["direct", "public"]);
  const pageOf = async (id: string | undefined) => fetch(`${city.origin}/es/a/${id}`);
  expect([(await pageOf(secret?.id)).status, (await pageOf(open?.id)).status]).toEqual([404, 200]);
  expect(await (await pageOf(secret?.id)).text()).not.toContain("oficina de Educación");
});

test("PROT-R1 POR-3 a coordinator sets a promise and a holiday; the portal tells both what is promised and when", { timeout: 180_000 }, async () => {
  const step = stepper(browser, "inbox-promise");
  const es = wordsOf("es");
  const seat = await seatOf(browser, city.origin, "Amaia Zubeldia");
  const { page } = seat;
  await step("PROT-R1 hours with a mistake are refused by name, then kept", async () => {
    await page.goto(`${city.origin}/app/profiles`);
    await page.getByRole("link", { name: "Deporte en Robledal" }).click();
    await page.getByRole("button", { name: es("promise.change") }).click();
    const first = (key: "promise.from" | "promise.to", number: number) => page.getByLabel(es(key, { day: "lunes", number }));
    await first("promise.to", 1).fill("8");
    await page.getByRole("button", { name: es("promise.save") }).click();
    await page.getByRole("alert").getByText(es("refusal.bad-stretch", { day: "lunes", from: "08:30", to: "08:00" })).waitFor();
    await inspect(page, "promise-editor");
    await first("promise.to", 1).fill("14");
    await page.getByRole("group", { name: "lunes" }).getByRole("button", { name: es("promise.add") }).click();
    await first("promise.from", 2).fill("16:00");
    await first("promise.to", 2).fill("20:00");
    await page.getByRole("button", { name: es("promise.copy") }).click();
    await page.getByLabel(es("promise.minutes")).fill("90");
    await page.getByLabel(es("publication.why")).fill("Horario de otoño");
    await page.getByRole("button", { name: es("promise.save") }).click();
    await page.getByText("08:30–14:00 y 16:00–20:00").waitFor();
    await page.getByText(es("promise.within", { time: "1 hora y 30 minutos" })).waitFor();
    await inspect(page, "promise");
  });
  await step("the portal tells the promise", async () => {
    const id = page.url().split("/").at(-1);
    await page.goto(`${city.origin}/es/p/${id}`);
    await page.getByText("lunes–viernes: 08:30–14:00 y 16:00–20:00").waitFor();
    await page.getByText(es("promise.within", { time: "1 hora y 30 minutos" })).waitFor();
    await inspect(page, "portal-promise");
  });
  await step("a holiday is entered, told when it is there already, and taken back with an undo", async () => {
    await page.goto(`${city.origin}/app/settings/holidays`);
    const add = async () => {
      await page.getByLabel(es("holidays.day")).fill("2026-11-02");
      await page.getByLabel(es("holidays.nameIn", { language: "castellano" })).fill("Fiesta local");
      await page.getByLabel(es("holidays.nameIn", { language: "euskera" })).fill("Herriko jaia");
      await page.getByRole("button", { name: es("holidays.add"), exact: true }).click();
    };
    await add();
    await page.getByRole("rowheader", { name: "lunes, 2 de noviembre de 2026" }).waitFor();
    await add();
    await page.getByText(es("refusal.holiday-known")).waitFor();
    await inspect(page, "holidays");
    await page.getByRole("row", { name: /Fiesta local/ }).getByRole("button").click();
    await page.getByText(es("holidays.removed", { name: "Fiesta local" })).waitFor();
    await page.getByRole("row", { name: /Fiesta local/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: es("holidays.undo") }).click();
    await page.getByRole("row", { name: /Fiesta local/ }).waitFor();
  });
  seat.expectQuiet(REFUSED);
  await seat.leave();
});

test.each(["es", "eu", "en"] as const)("the inbox in %s: nothing for axe to find, wide and narrow, light and dark", { timeout: 180_000 }, async (language) => {
  const t = wordsOf(language);
  const seat = await seatOf(browser, city.origin, "Leire Otxoa");
  await speak(seat.page, language);
  const desk = inboxOn(seat, t);
  await desk.go();
  await inspect(desk.page, "inbox-list");
  await desk.open("Grace Hill");
  await desk.field.fill("Hi Grace. The Lakua library opens in the afternoons from next month on.");
  await desk.savedDraft();
  await inspect(desk.page, "inbox-thread");
  await desk.page.goto(`${city.origin}/app/inbox?tab=answered`);
  await desk.open("Unai");
  expect(await desk.page.getByRole("navigation", { name: t("inbox.views") }).locator("[aria-current]").allInnerTexts()).toEqual([expect.stringContaining(t("inbox.tab.answered"))]);
  await desk.thread.getByText(t("thread.delivery.confirmed")).waitFor();
  await inspect(desk.page, "inbox-answered");
  await desk.page.goto(`${city.origin}/app/inbox?language=fr`);
  await desk.page.getByText(t("inbox.emptyFiltered")).waitFor();
  await desk.page.getByRole("link", { name: t("inbox.clear") }).click();
  await desk.list.waitFor();
  await desk.page.goto(`${city.origin}/app/`);
  await desk.page.getByText(t("task.answer")).first().waitFor();
  await inspect(desk.page, "today-answers");
  seat.expectQuiet();
  await seat.leave();
});
