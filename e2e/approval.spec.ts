import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PublicationView, TodayView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, takeSeat, wordsOf } from "./staff.ts";

const es = wordsOf("es");
const eu = wordsOf("eu");
const AUTHOR = "Carmen Ruiz de Loizaga";
const APPROVER = "Beñat Arrieta";
const COORDINATOR = "Amaia Zubeldia";
const texts = { es: "Corte en la calle Mayor.\n\nDesvío por la calle Sur.", eu: "Kale Nagusia itxita.\n\nSaihesbidea Hego kaletik." };
let browser: Browser;
let city: RunningProcess;
let writer: OfficeClient;
let approver: OfficeClient;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  writer = await signInAs(city.origin, AUTHOR);
  approver = await signInAs(city.origin, APPROVER);
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

const look = (id: string) => writer.call<PublicationView>("GET", `/publications/${id}`);
const submit = async (id: string) => writer.call("POST", `/publications/${id}/submit`, { revision: (await look(id)).revision });

async function rewrite(id: string, change: Record<string, unknown>, by = writer): Promise<void> {
  const { revision, content } = await look(id);
  await by.call("PUT", `/publications/${id}/draft`, { revision, content: { ...content, ...change } });
}

/** Written by one and sent to approval, for the next day. */
async function send(title: string): Promise<string> {
  const { publicationId: id } = await writer.call<{ publicationId: string }>("POST", "/publications", { title });
  const [profiles, units] = await Promise.all([
    writer.call<{ id: string; network: string }[]>("GET", "/profiles"), writer.call<{ id: string; name: Record<string, string> }[]>("GET", "/units"),
  ]);
  await rewrite(id, {
    title, exception: "greeting", texts, due: { local: "2026-09-22T12:00" },
    unitId: units.find(({ name }) => name["es"] === "Movilidad y Espacio Público")?.id, profiles: profiles.filter(({ network }) => network === "feed").map((profile) => profile.id),
  });
  await submit(id);
  return id;
}

/** At the page by its address alone: it asks to sign in and then leads there. */
async function arrive(page: Page, id: string, name: string): Promise<void> {
  await page.goto(`${city.origin}/aprobar/${id}`);
  expect(new URL(page.url()).pathname).toBe("/entrar");
  await page.getByRole("button", { name }).click();
  await page.waitForURL(`${city.origin}/aprobar/${id}`);
}

test("EDI-5 EDI-R6 ROL-R7 returned with a comment in the text, resolved by its author, and approved on the page without JavaScript", { timeout: 240_000, retry: 0 }, async () => {
  const step = stepper(browser, "approval");
  const id = await send("Corte de la calle Mayor");

  await step("EDI-5 the approver points at words and says what has to change", async () => {
    const { page, leave } = await seatOf(browser, city.origin, APPROVER);
    await page.goto(`${city.origin}/app/publications/${id}/review`);
    await page.getByRole("button", { name: eu("review.askChanges") }).click();
    await page.getByRole("button", { name: eu("review.sendBack") }).click();
    await page.getByText(eu("review.commentMissing")).waitFor();
    const field = page.getByLabel(new RegExp(`^${eu("composer.common")} · gaztelania`, "i"));
    // By keyboard alone: to the beginning, on to the words, and over them.
    await field.focus();
    await page.keyboard.type("x");
    expect(await field.inputValue()).toBe(texts.es);
    for (const [key, times] of [["Control+Home", 1], ["ArrowRight", 12], ["Shift+ArrowRight", 11]] as const) for (let press = 0; press < times; press += 1) await page.keyboard.press(key);
    await page.getByRole("button", { name: new RegExp(`${eu("comments.add")}.*gaztelania`, "i") }).click();
    await page.getByLabel(eu("comments.words", { number: 1 })).fill("Falta hasta qué hora");
    await inspect(page, "approval-commenting");
    await page.getByRole("button", { name: eu("review.sendBack") }).click();
    await page.waitForURL(`${city.origin}/app/publications/${id}`);
    expect((await look(id)).comments).toMatchObject([{ quoted: "calle Mayor", place: { start: 12, end: 23 }, words: "Falta hasta qué hora", resolved: null }]);
    await leave();
  });

  await step("EDI-5 its author finds it beside the text, changes it and resolves it", async () => {
    const { page, leave } = await seatOf(browser, city.origin, AUTHOR);
    await page.goto(`${city.origin}/app/publications/${id}/write`);
    const comments = page.getByRole("region", { name: es("comments.title") });
    await comments.getByText("Falta hasta qué hora").waitFor();
    await comments.getByRole("button", { name: es("comments.goTo") }).click();
    await expect.poll(() => page.evaluate(() => (document.activeElement instanceof HTMLTextAreaElement ? document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd) : ""))).toBe("calle Mayor");
    await inspect(page, "approval-composer");
    await comments.getByLabel(es("comments.answer")).fill("Puesta la hora");
    await comments.getByRole("button", { name: es("comments.resolve") }).click();
    await comments.getByText(es("comments.resolved"), { exact: true }).waitFor();
    await leave();
    await rewrite(id, { texts: { ...texts, es: "La calle principal, cortada hasta las 14:00.\n\nDesvío por la calle Sur." } });
    await submit(id);
    const { comments: [comment] } = await look(id);
    expect(comment).toMatchObject({ place: null, resolved: { answer: "Puesta la hora" } });
  });

  await step("EDI-R6 without JavaScript: what changed since, what it answers to, and a form that names the version", async () => {
    const { page, expectQuiet, leave } = await takeSeat(browser, { javaScript: false });
    await arrive(page, id, APPROVER);
    // Looked at in a window in which axe runs as on any other; the page brings no script of its own.
    const looking = await seatOf(browser, city.origin, APPROVER);
    for (const [language, t] of [["es", es], ["eu", eu], ["en", wordsOf("en")]] as const) {
      await looking.page.goto(`${city.origin}/aprobar/${id}?l=${language}`);
      await looking.page.getByRole("heading", { level: 1, name: t("approval.of", { title: "Corte de la calle Mayor" }) }).waitFor();
      await looking.page.getByText("Puesta la hora").waitFor();
      expect(await looking.page.locator("ins").first().textContent()).toContain(t("diff.added"));
      expect(await looking.page.locator("script").count()).toBe(0);
      await inspect(looking.page, "approval-plain");
    }
    // Somebody writes while it is read: what was not seen is not approved.
    await page.goto(`${city.origin}/aprobar/${id}?l=eu`);
    await rewrite(id, { texts: { ...texts, es: "La calle principal, cortada hasta las 15:00.\n\nDesvío por la calle Sur." } });
    await page.getByRole("button", { name: eu("review.approve"), exact: true }).click();
    await page.getByRole("alert").getByText(eu("refusal.content-changed")).waitFor();
    expect((await look(id)).state).toBe("in_review");
    await page.getByRole("button", { name: eu("review.approve"), exact: true }).click();
    await page.getByText(eu("review.over")).waitFor();
    await looking.page.reload();
    await inspect(looking.page, "approval-plain-done");
    await looking.leave();
    expect((await look(id)).state).toBe("scheduled");
    expectQuiet(/409/);
    await leave();
  });
});

test("EDI-1 the page without JavaScript shows what the web says, with what the posts took from it marked", { timeout: 120_000, retry: 0 }, async () => {
  const { tasks } = await approver.call<TodayView>("GET", "/today");
  const { page, leave } = await seatOf(browser, city.origin, APPROVER);
  for (const task of tasks) {
    if (task.kind !== "approve" || (await look(task.publicationId)).citations.length === 0) continue;
    await page.goto(`${city.origin}/aprobar/${task.publicationId}?l=es`);
    expect(await page.locator("mark").count()).toBeGreaterThan(0);
    await inspect(page, "approval-plain-source");
    return leave();
  }
  throw new Error("nothing with a source waits for approval in the example city");
});

test("EDI-5 the address only locates: it asks whoever comes to sign in, and takes no decision from another site or from who may not", { timeout: 60_000, retry: 0 }, async () => {
  const id = await send("Solo localiza");
  const { version } = await look(id);
  const decide = (headers: Record<string, string>) => fetch(`${city.origin}/aprobar/${id}`, {
    method: "POST", redirect: "manual", headers, body: new URLSearchParams({ hash: version?.hash ?? "", decision: "approve" }),
  });
  const nobody = await decide({ "sec-fetch-site": "same-origin" });
  expect({ status: nobody.status, to: nobody.headers.get("location") }).toEqual({ status: 303, to: `/entrar?next=%2Faprobar%2F${id}` });
  expect((await decide({ "sec-fetch-site": "cross-site", cookie: approver.cookie })).status).toBe(403);
  expect((await decide({ "sec-fetch-site": "same-origin", cookie: writer.cookie })).status).toBe(403);
  expect((await look(id)).state).toBe("in_review");
});

test("EDI-5 returned from the page without JavaScript about one paragraph", { timeout: 120_000, retry: 0 }, async () => {
  const id = await send("Aviso de obras");
  const { page, leave } = await takeSeat(browser, { javaScript: false, width: 390 });
  await arrive(page, id, APPROVER);
  await page.goto(`${city.origin}/aprobar/${id}?l=eu`);
  await page.getByLabel(eu("approval.about")).selectOption({ label: "Saihesbidea Hego kaletik." });
  await page.getByLabel(eu("review.comment")).fill("Zein autobus?");
  await page.getByRole("button", { name: eu("review.sendBack") }).click();
  await page.getByText(eu("review.over")).waitFor();
  expect(await look(id)).toMatchObject({ state: "returned", comments: [{ language: "eu", quoted: "Saihesbidea Hego kaletik.", words: "Zein autobus?" }] });
  await leave();
});

test("ROL-R7 two approvers at once: one decides, the other is told; who edits needs a third person", { timeout: 120_000, retry: 0 }, async () => {
  const id = await send("Dos a la vez");
  const [one, other] = [await takeSeat(browser, { javaScript: false }), await takeSeat(browser, { javaScript: false })];
  await arrive(one.page, id, APPROVER);
  await arrive(other.page, id, COORDINATOR);
  await one.page.getByRole("button", { name: eu("review.approve"), exact: true }).click();
  await one.page.getByText(eu("review.over")).waitFor();
  await other.page.getByRole("button", { name: es("review.approve"), exact: true }).click();
  await other.page.getByRole("alert").waitFor();
  await other.page.getByText(es("approval.decision.approved", { who: APPROVER, when: "\u0000" }).split("\u0000")[0] ?? "").waitFor();

  const edited = await send("Editada por quien aprueba");
  await rewrite(edited, { title: "Editada", texts: { ...texts, es: "Corte en la calle Mayor hasta las 14:00." } }, approver);
  await one.page.goto(`${city.origin}/aprobar/${edited}?l=es`);
  await one.page.getByText(es("refusal.own-text")).waitFor();
  expect(await one.page.getByRole("button", { name: es("review.approve"), exact: true }).count()).toBe(0);
  await other.page.goto(`${city.origin}/aprobar/${edited}?l=es`);
  await other.page.getByRole("button", { name: es("review.approve"), exact: true }).click();
  await other.page.getByText(es("review.over")).waitFor();
  expect((await look(edited)).state).toBe("scheduled");
  await Promise.all([one.leave(), other.leave()]);
});

test("EDI-R11 what nobody approved in time is a task for both, does not go out, and asks for another time", { timeout: 120_000, retry: 0 }, async () => {
  const { tasks } = await approver.call<TodayView>("GET", "/today");
  const task = tasks.find((each) => each.kind === "expired");
  if (task?.kind !== "expired") throw new Error("the example city has nothing that expired");
  expect(task).toMatchObject({ mine: false, title: "Día sin Coches" });
  const { state, version, deliveries } = await look(task.publicationId);
  expect({ state, deliveries }).toEqual({ state: "in_review", deliveries: [] });
  expect(await approver.ask("POST", `/publications/${task.publicationId}/approve`, { hash: version?.hash })).toMatchObject({ status: 409, body: { refusal: { kind: "approval-expired" } } });
  const { page, leave } = await seatOf(browser, city.origin, APPROVER);
  await page.getByRole("link", { name: "Día sin Coches" }).click();
  await page.getByText(eu("approval.expired")).waitFor();
  await inspect(page, "approval-expired");
  await page.getByRole("link", { name: eu("review.plainPage") }).click();
  await page.getByText(eu("approval.expired")).waitFor();
  await inspect(page, "approval-plain-expired");
  await leave();
});
