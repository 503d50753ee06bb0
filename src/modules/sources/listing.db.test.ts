import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, MINUTE } from "#kernel/instant.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite, type TestSite } from "#tests/site.ts";
import { findItem, findItemByUrl, findSource, harvestChannel, listProposals, proposeSource, registerSource } from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const polite = { pauseMs: 0 };
let site: TestSite;
let egress: Egress;
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
// One site a test: hosts are what a source is made of.
beforeEach(async () => {
  clock.set("2026-09-21T08:00:00Z");
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
});
afterEach(async () => {
  await site.close();
});

const titleOf = (n: number) => `Corte de tráfico número ${n} en la calle Mayor`;
const article = (n: number, words = "El tráfico se corta por obras y el autobús va por otra calle.") => site.set(`/noticias/${n}`, {
  body: `<html lang="es"><head><title>${titleOf(n)}</title><meta property="article:published_time" content="2026-09-${10 + n}T08:00:00Z"></head><body><nav><a href="/noticias/menu">Todas las noticias del Ayuntamiento</a></nav><main><h1>${titleOf(n)}</h1><p>${words.repeat(4)}</p></main></body></html>`,
});
/** A page of news as a site without feeds has it: menus, sheets, «read more», a file, and what belongs to other sections. */
const list = (numbers: readonly number[]) => site.set("/noticias", {
  body: `<html lang="es"><head><title>Noticias</title></head><body><header><nav><ul>${numbers.map((n) => `<li><a href="/noticias/menu-${n}">Sección número ${n} del menú principal</a></li>`).join("")}</ul></nav></header>
    <main><h1>Noticias</h1>${numbers.map((n) => `<article><h2><a href="/noticias/${n}">${titleOf(n)}</a></h2><p>El tráfico se corta por obras.</p><a href="/noticias/${n}">Leer más</a></article>`).join("")}
    <a href="/noticias?pagina=2">Página siguiente de las noticias</a><a href="/agenda/1">Concierto de la banda municipal</a><a href="https://elsewhere.example/noticias/9">Noticia de otra web que no es nuestra</a><a href="/noticias/plan.pdf">Plan de movilidad de la ciudad</a></main>
    <footer><a href="/noticias/aviso-legal">Aviso legal y condiciones de uso</a></footer></body></html>`,
});
async function registerList(): Promise<{ readonly sourceId: Id<"source">; readonly channelId: Id<"channel"> }> {
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/noticias`, name: "Noticias", unitId: council.units.mobility, readAs: "section" }, polite));
  const [channel] = registered.found;
  if (channel?.kind !== "section") throw new Error("no list");
  return { sourceId: registered.sourceId, channelId: channel.id };
}
const harvest = (channelId: Id<"channel">) => harvestChannel(database.db, egress, clock, channelId, polite);
const paths = () => site.seen.map(({ path }) => path).filter((path) => path !== "/robots.txt");
const titlesOf = async (sourceId: Id<"source">) => (await listProposals(database.db, { state: "waiting" }, clock.now())).items.filter((item) => item.sourceId === sourceId).map(({ variants }) => variants[0]?.title ?? "").toSorted();

describe("FLO-1: a page that lists others", () => {
  test("is asked about when it is registered: the page, or what it lists", async () => {
    list([1, 2, 3, 4, 5, 6]);
    const url = `${site.origin}/noticias`;
    const propose = (readAs?: "page" | "section", at = url) => proposeSource(database.db, egress, clock, council.coordinator, { url: at, name: "Noticias", unitId: council.units.mobility, reason: "x", readAs }, polite);
    expect(await propose()).toEqual({ ok: false, refusal: { kind: "page-or-section", pages: 6, example: titleOf(1) } });
    expect(expectOk(await propose("section")).found).toMatchObject([{ kind: "section", url }]);
    article(1);
    expect(await propose("section", `${site.origin}/noticias/1`)).toMatchObject({ refusal: { kind: "not-a-listing" } });
    expect(expectOk(await propose(undefined, `${site.origin}/noticias/1`)).found).toMatchObject([{ kind: "page" }]);
    site.set("/otras", { body: `<html><title>Otras</title><main>${[1, 2, 3, 4, 5].map((n) => `<a href="/otras/${n}">${titleOf(n)}</a>`).join(" ")}</main></html>` });
    expect(expectOk(await propose("page", `${site.origin}/otras`)).found).toMatchObject([{ kind: "page", url: `${site.origin}/otras` }]);
  });

  test("its headlines are read as pages, each once; furniture, other sheets, sections, hosts and files are not", async () => {
    list([1, 2, 3, 4, 5]);
    for (let n = 1; n <= 6; n += 1) article(n);
    const { sourceId, channelId } = await registerList();
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 5, new: 5, refused: 0 } });
    expect(paths().toSorted()).toEqual(["/noticias", "/noticias/1", "/noticias/2", "/noticias/3", "/noticias/4", "/noticias/5"]);
    expect(await titlesOf(sourceId)).toEqual([1, 2, 3, 4, 5].map(titleOf));
    const first = await findItemByUrl(database.db, `${site.origin}/noticias/1`);
    // What was there before us counts for the day on which it was published (FLO-R3).
    expect(first && (await findItem(database.db, first))?.appearedAt).toBe("2026-09-11T08:00:00.000Z");

    clock.advance(HOUR);
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ outcome: "unchanged", counts: { new: 0 } });
    expect(paths()).toEqual(["/noticias"]);

    // The newest comes in, the oldest leaves the list and stays as it is.
    list([2, 3, 4, 5, 6]);
    site.remove("/noticias/1");
    clock.advance(HOUR);
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { new: 1, changed: 0 } });
    expect(paths()).toEqual(["/noticias", "/noticias/6"]);
    expect(first && (await findItem(database.db, first))?.status).toBe("live");

    // A day later those that are listed are looked at again, and no others.
    article(3, "El tráfico se corta hasta el viernes y el autobús va por otra calle.");
    clock.advance(DAY);
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { new: 0, changed: 1 } });
    expect(paths().toSorted()).toEqual(["/noticias", "/noticias/2", "/noticias/3", "/noticias/4", "/noticias/5", "/noticias/6"]);
  });

  test("more than one reading takes wait for the next, politely", async () => {
    const numbers = Array.from({ length: 30 }, (_, n) => n);
    list(numbers);
    for (const n of numbers) site.set(`/noticias/${n}`, { body: `<html lang="es"><title>${titleOf(n)}</title><main><h1>${titleOf(n)}</h1><p>${"Texto de la noticia. ".repeat(8)}</p></main></html>` });
    const { channelId, sourceId } = await registerList();
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 30, new: 25 } });
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ waiting: 5 });
    clock.advance(MINUTE);
    expect(await harvest(channelId)).toMatchObject({ outcome: "unchanged", counts: { new: 5 } });
  });

  test("one that lists nothing any more is a trouble of the channel, and loses nothing", async () => {
    list([1, 2, 3, 4, 5]);
    for (let n = 1; n <= 5; n += 1) article(n);
    const { sourceId, channelId } = await registerList();
    await harvest(channelId);
    site.set("/noticias", { body: "<html><title>Nuevo diseño</title><main><div id=app></div></main></html>" });
    clock.advance(HOUR);
    expect(await harvest(channelId)).toMatchObject({ outcome: "failed", error: { kind: "not-a-listing" } });
    expect(await titlesOf(sourceId)).toHaveLength(5);
  });
});
