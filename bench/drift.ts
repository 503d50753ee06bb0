import "#platform/temporal.ts";
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readability } from "@mozilla/readability";
import { sql } from "kysely";
import { parseHTML } from "linkedom";
import { migrationFolders } from "#app/migrations.ts";
import { parseInstant } from "#kernel/instant.ts";
import { lookAtDue } from "#modules/drift/index.ts";
import { compare, readWords } from "../src/modules/drift/rules/compare.ts";
import { readPage } from "../src/modules/sources/parse/page.ts";
import { createEgress } from "#platform/egress/index.ts";
import { openDatabase } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";

/**
 * Two measures. First, pages a second from bytes to «has it changed, and in what», beside @mozilla/readability on linkedom in
 * the same run, with F1 of the words found against the words that were put in. Then a round over many watched pages of which
 * 95 % answer 304, against a server of our own on loopback (in a process of its own, which also sees how far apart the requests
 * to one host come): `npm run bench -- drift [PAGES] [ADDRESSES]`.
 *
 * How the labelled set is made: main texts are sentences drawn from lists of Spanish and Basque words, of 3 to 12 paragraphs
 * with headings, lists and tables of data; each is put into one of eight frames as sites are built (semantic elements; an
 * `article` with sharing and related news inside; nothing but `div`; a table from the year 2000; one form around everything; a
 * page of a framework with classes that mean nothing; a portal with more around it than in it; a short notice). The furniture
 * — menus, trails, notices of cookies, related lists, counters, footers with addresses — is drawn from lists of its own. Names
 * of classes are drawn from what public frameworks and content managers use and not from our extractor's list; a quarter
 * of the pages has no telling name at all. The seed is fixed. Nothing here was changed after looking at what our extractor makes of it.
 */
const SERVE = "serve";
const [pagesText = "10000", addressesText = "5000"] = process.argv.slice(2);

let state = 20_260_921;
const random = (): number => {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};
const whole = (below: number): number => Math.floor(random() * below);
const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[whole(items.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};
const words = {
  es: "el la los las de en con por para que una ayuntamiento ciudad barrio obras inscripción solicitud concierto biblioteca horario servicio programa personas familias entidades plazo entrada gratuita actividad cultural deporte movilidad autobús parque calle plaza centro cívico vecindario mejora nueva abre cierra comienza termina puede pedirse durante desde hasta".split(" "),
  eu: "eta da dira bat udala hiria auzoa obrak izen-ematea eskaera kontzertua liburutegia ordutegia zerbitzua programa pertsonak familiak elkarteak epea sarrera doan jarduera kulturala kirola mugikortasuna autobusa parkea kalea plaza gizarte-etxea auzotarrak hobekuntza berria irekiko itxiko hasiko amaituko eska daiteke bitartean arte".split(" "),
};
const facts = { es: ["a las 19:00", "el 26 de septiembre", "12,50 €", "en la plaza de la Fuente", "hasta el 2 de octubre", "945 16 11 00"], eu: ["19:00etan", "irailaren 26an", "12,50 €", "Iturri plazan", "urriaren 2ra arte", "945 16 11 00"] };
type Language = "es" | "eu";
const sentence = (language: Language): string => {
  const said = Array.from({ length: 6 + whole(18) }, () => pick(words[language]));
  if (random() < 0.3) said.splice(whole(said.length), 0, pick(facts[language]));
  const text = said.join(" ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
};
const label = (language: Language): string => Array.from({ length: 1 + whole(3) }, () => pick(words[language])).join(" ");

interface Main { readonly html: string; readonly text: string }

function mainOf(language: Language, paragraphs: number): Main {
  const html: string[] = [];
  const text: string[] = [];
  const add = (tag: string, said: string) => {
    html.push(`<${tag}>${said}</${tag}>`);
    text.push(said);
  };
  add("h1", sentence(language));
  for (let n = 0; n < paragraphs; n += 1) {
    if (n > 1 && random() < 0.25) add("h2", label(language));
    add("p", Array.from({ length: 1 + whole(4) }, () => sentence(language)).join(" "));
    if (random() < 0.15) {
      const items = Array.from({ length: 2 + whole(4) }, () => sentence(language));
      html.push(`<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`);
      text.push(...items);
    }
    if (random() < 0.08) {
      const rows = Array.from({ length: 2 + whole(3) }, () => [label(language), pick(facts[language])]);
      html.push(`<table>${rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("")}</table>`);
      text.push(...rows.map((cells) => cells.join(" ")));
    }
  }
  return { html: html.join("\n"), text: text.join("\n") };
}

function furniture(language: Language) {
  const links = (count: number, wrap = "li") => Array.from({ length: count }, () => `<${wrap}><a href="/${whole(10_000)}">${label(language)}</a></${wrap}>`).join("");
  return {
    menu: `<ul>${links(8 + whole(12))}</ul>`,
    trail: `<div>${Array.from({ length: 3 }, () => `<a href="/${whole(99)}">${label(language)}</a>`).join(" / ")}</div>`,
    cookies: `<p>${sentence(language)} ${sentence(language)}</p><button>OK</button>`,
    share: `<span><a href="#">X</a> <a href="#">Facebook</a> <a href="#">WhatsApp</a></span>`,
    related: `<h3>${label(language)}</h3><ul>${links(5 + whole(4))}</ul>`,
    counter: `<p>${whole(9_000)} ${language === "es" ? "visitas" : "bisita"}</p>`,
    footer: `<p>Plaza de España 1, 01001 · 010 · ${label(language)}</p><ul>${links(6)}</ul>`,
  };
}

type Frame = (main: string, around: ReturnType<typeof furniture>) => string;
const named = (...names: readonly string[]) => (random() < 0.25 ? "" : ` class="${pick(names)}"`);
const frames: readonly Frame[] = [
  (main, f) => `<header>${f.menu}</header><nav${named("breadcrumb", "path", "you-are-here")}>${f.trail}</nav><main>${main}</main><footer>${f.footer}</footer>`,
  (main, f) => `<nav>${f.menu}</nav><article class="post">${main}<div${named("sharedaddy", "social-share", "addtoany")}>${f.share}</div><section${named("related-posts", "jp-relatedposts", "more")}>${f.related}</section></article><footer>${f.footer}</footer>`,
  (main, f) => `<div${named("navbar", "top", "mainmenu")}>${f.menu}</div><div${named("wrapper", "container")}><div${named("crumbs", "breadcrumb")}>${f.trail}</div><div${named("content", "field-item", "entry")}>${main}</div><div${named("sidebar", "col-3", "region-right")}>${f.related}</div></div><div${named("footer", "site-bottom")}>${f.footer}</div>`,
  (main, f) => `<table width="100%"><tr><td colspan="2">${f.menu}</td></tr><tr><td width="20%">${f.related}</td><td>${main}</td></tr><tr><td colspan="2">${f.footer}</td></tr></table>`,
  (main, f) => `<form id="aspnetForm" method="post"><div>${f.menu}</div><div id="contenido">${main}</div><div id="pie">${f.footer}</div></form>`,
  (main, f) => `<div id="root"><div class="css-1x"><div class="css-2k">${f.menu}</div></div><div class="css-9a"><div class="css-7q">${main}</div><div class="css-4z">${f.counter}${f.related}</div></div><div class="css-0b">${f.footer}</div></div>`,
  (main, f) => `<div id="cookie-law-info-bar">${f.cookies}</div><header>${f.menu}${f.menu}</header><aside>${f.related}${f.related}</aside><main><div${named("page-content", "rte")}>${main}</div><div${named("visits", "counter")}>${f.counter}</div></main><aside>${f.related}</aside><footer>${f.footer}${f.menu}</footer>`,
  (main, f) => `<div role="banner">${f.menu}</div><div role="main">${main}</div><div role="contentinfo">${f.footer}</div>`,
];

interface Sample { readonly bytes: Uint8Array; readonly changed: Uint8Array; readonly html: string; readonly text: string; readonly frame: number }

function samples(count: number): readonly Sample[] {
  return Array.from({ length: count }, (_, n) => {
    const language = pick(["es", "eu"] as const);
    const frame = n % frames.length;
    const main = mainOf(language, frame === 7 ? 1 : 3 + whole(10));
    const before = state;
    const page = (body: string) => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${main.text.split("\n")[0]}</title><style>p{margin:0}</style><script>var a=1;</script></head><body>${frames[frame]?.(body, furniture(language)) ?? ""}</body></html>`;
    const html = page(main.html);
    state = before;
    const changed = page(main.html.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)));
    return { bytes: new TextEncoder().encode(html), changed: new TextEncoder().encode(changed), html, text: main.text, frame };
  });
}

const tokens = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];

function f1(found: string, truth: string): number {
  const left = new Map<string, number>();
  for (const token of tokens(truth)) left.set(token, (left.get(token) ?? 0) + 1);
  let common = 0;
  const got = tokens(found);
  for (const token of got) {
    const n = left.get(token) ?? 0;
    if (n > 0) common += 1;
    if (n > 0) left.set(token, n - 1);
  }
  return common === 0 ? 0 : (2 * common) / (got.length + tokens(truth).length);
}

const ours = (bytes: Uint8Array) => {
  const page = readPage(bytes, "text/html; charset=utf-8", []);
  return page.ok ? page.value : undefined;
};
const theirs = (html: string) => {
  const { document } = parseHTML(html);
  const article = new Readability(document).parse();
  return { title: article?.title ?? "", text: article?.textContent ?? "" };
};
const LAPS = 5;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function measureReading(): void {
  const set = samples(800);
  const scored = set.map((sample) => ({ frame: sample.frame, ours: f1(ours(sample.bytes)?.text ?? "", sample.text), theirs: f1(`${theirs(sample.html).title} ${theirs(sample.html).text}`, sample.text) }));
  // Each from bytes to the answer whether it has changed; what the page said before is kept as it is in the database: as text.
  const before = set.map((sample) => ({ title: "", text: "", links: [], ...ours(sample.bytes) }));
  const beforeTheirs = set.map((sample) => theirs(sample.html).text);
  type Work = (sample: Sample, index: number) => boolean;
  // In turns, so that what else the machine does weighs on both alike.
  const race = (works: readonly Work[]) => {
    const laps = works.map((work) => ({ work, ms: 0, pages: 0, changed: 0 }));
    for (let lap = 0; lap < LAPS; lap += 1) {
      for (const each of laps) {
        const from = performance.now();
        for (const [index, sample] of set.entries()) if (each.work(sample, index)) each.changed += 1;
        each.ms += performance.now() - from;
        each.pages += set.length;
      }
    }
    return laps.map(({ ms, pages, changed }) => ({ pages: (pages * 1_000) / ms, changed: changed / pages }));
  };
  const mine = (which: "bytes" | "changed"): Work => (sample, index) => {
    const page = ours(sample[which]);
    const was = before[index];
    return page !== undefined && was !== undefined && compare(readWords(was), readWords(page)).length > 0;
  };
  const other = (which: "bytes" | "changed"): Work => (sample, index) => theirs(new TextDecoder().decode(sample[which])).text !== beforeTheirs[index];
  const told = { bytes: "unchanged pages", changed: "changed pages" };
  console.log(`main text, F1 on ${set.length} labelled pages: ours ${mean(scored.map((each) => each.ours)).toFixed(3)}, Readability ${mean(scored.map((each) => each.theirs)).toFixed(3)}`);
  for (const frame of frames.keys()) console.log(`  frame ${frame + 1}: ours ${mean(scored.filter((each) => each.frame === frame).map((each) => each.ours)).toFixed(3)}, Readability ${mean(scored.filter((each) => each.frame === frame).map((each) => each.theirs)).toFixed(3)}`);
  for (const which of ["bytes", "changed"] as const) {
    const [here, there] = race([mine(which), other(which)]);
    if (!here || !there) throw new Error("nobody ran");
    console.log(`${told[which]}, from bytes to what has changed: ours ${here.pages.toFixed(0)} a second (field by field; found in ${(100 * here.changed).toFixed(1)} %), Readability with linkedom ${there.pages.toFixed(0)} (whether the text differs; in ${(100 * there.changed).toFixed(1)} %); ${(here.pages / there.pages).toFixed(1)} times`);
  }
}

interface WebReport { readonly port: number; readonly pages: number; readonly robots: number; readonly notModified: number; readonly closestMs: number }

/** The web that is looked at: 19 of 20 pages are as they were. Tells what it saw since it was asked the last time. */
async function serve(): Promise<void> {
  let seen = { pages: 0, robots: 0, notModified: 0, closestMs: Infinity };
  const last = new Map<string, number>();
  const web = createServer((request, response) => {
    if (request.url === "/robots.txt") {
      seen.robots += 1;
      response.writeHead(404).end();
      return;
    }
    const [host, now] = [request.headers.host ?? "", performance.now()];
    seen.closestMs = Math.min(seen.closestMs, now - (last.get(host) ?? -Infinity));
    last.set(host, now);
    seen.pages += 1;
    const changed = Number(/\d+$/.exec(request.url ?? "")?.[0] ?? 0) % 20 === 0;
    if (!changed && request.headers["if-none-match"] === '"1"') {
      seen.notModified += 1;
      response.writeHead(304, { etag: '"1"' }).end();
    } else response.writeHead(200, { "content-type": "text/html; charset=utf-8", etag: changed ? '"2"' : '"1"' }).end(`<html lang="es"><title>Concierto ${request.url}</title><main><h1>Concierto</h1><p>La banda toca el 26 de septiembre, a las ${changed ? 20 : 19}:00, en la plaza de la Fuente, con entrada libre.</p></main></html>`);
  });
  await new Promise<void>((resolve) => web.listen(0, "0.0.0.0", resolve));
  const address = web.address();
  if (typeof address !== "object" || !address) throw new Error("no port");
  process.on("message", () => {
    process.send?.({ port: address.port, ...seen } satisfies WebReport);
    seen = { pages: 0, robots: 0, notModified: 0, closestMs: Infinity };
    last.clear();
  });
}

async function measureRound(pages: number, addresses: number): Promise<void> {
  const start = parseInstant("2026-09-21T08:00:00Z");
  if (!start) throw new Error("no beginning");
  const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
  const embedded = await startEmbedded(folder);
  const web = fork(import.meta.filename, [SERVE]);
  const ask = async (): Promise<WebReport> => {
    web.send("report");
    const [report] = (await once(web, "message")) as [WebReport];
    return report;
  };
  const { port } = await ask();
  const hosts = Array.from({ length: addresses }, (_, n) => `127.0.${1 + Math.floor(n / 250)}.${1 + (n % 250)}:${port}`);
  const database = await embedded.database("pregonero_bench");
  await migrate(database, await readMigrations(await migrationFolders()));
  const { db: owner, pool } = openDatabase({ address: database, size: 4 });
  try {
    await foundTestCouncil(owner, start);
    const person = sql`(select id from authority.person order by id limit 1)`;
    await sql`insert into sources.source (id, name, base_url, hosts, languages, language_rule, not_in_force_markers, registered_by, registered_at) values (gen_random_uuid(), '{"es":"Web"}', 'http://bench.example/', ${hosts}::text[], '{es}', '{"parameter":null,"path":true}', '{}', ${person}, ${start})`.execute(owner);
    await sql`insert into sources.channel (id, source_id, kind, url, title, next_at, added_at) select gen_random_uuid(), id, 'page', 'http://bench.example/', '', '2100-01-01', ${start} from sources.source`.execute(owner);
    await sql`
      with made as (select gen_random_uuid() as item, gen_random_uuid() as variant, gen_random_uuid() as revision, gen_random_uuid() as snapshot, n, 'http://' || (${hosts}::text[])[1 + n % ${addresses}] || '/p/' || n as url from generate_series(1, ${pages}) n),
      items as (insert into sources.item (id, source_id, canonical_key, first_seen_at, appeared_at, status) select item, source.id, url, ${start}, ${start}, 'live' from made, sources.source returning id),
      variants as (insert into sources.variant (id, item_id, language, url, address, status, speaker_id, revision_id) select variant, item, 'es', made.url, made.url, 'live', channel.id, revision from made, sources.channel where (select count(*) from items) > 0 returning id),
      revisions as (insert into sources.revision (id, variant_id, channel_id, at, url, title, summary, body, hash, not_in_force) select revision, variant, channel.id, ${start}, made.url, 'Concierto', '', '', 'x', false from made, sources.channel where (select count(*) from variants) > 0 returning id),
      watched as (insert into drift.page (item_id, since, next_at) select item, ${start}::timestamptz - interval '1 hour', ${start} from made where (select count(*) from revisions) > 0 returning item_id),
      said as (insert into drift.snapshot (id, item_id, language, at, url, status, title, body, links, hash) select snapshot, item, 'es', ${start}, url, 'live', 'Concierto', 'La banda toca el 26 de septiembre, a las 19:00, en la plaza de la Fuente, con entrada libre.', '{}', 'x' from made where (select count(*) from watched) > 0 returning id)
      insert into drift.variant (item_id, language, snapshot_id, etag) select item, 'es', snapshot, '"1"' from made where (select count(*) from said) > 0
    `.execute(owner);
    // Autovacuum would within a minute; a bulk load leaves the planner guessing.
    await sql`analyze`.execute(owner);
    const egress = createEgress({ allowPrivate: hosts, userAgent: "bench", clock: { now: () => start } });
    const { db, pool: appPool } = openDatabase({ address: database, role: rolesOf("pregonero_bench").app, size: 8 });
    for (const [name, pauseMs] of [["a second between two requests to one host", 1_000], ["again, with what is known of robots.txt and no pause", 0]] as const) {
      await sql`update drift.page set next_at = ${start}`.execute(owner);
      if (pauseMs === 0) await sql`update drift.variant set etag = '"1"'`.execute(owner);
      const [from, fromCpu] = [performance.now(), process.cpuUsage()];
      const total = { looked: 0, unchanged: 0, changed: 0, failed: 0 };
      for (;;) {
        const report = await lookAtDue({ db, egress, clock: { now: () => start }, pauseMs }, pages);
        for (const key of ["looked", "unchanged", "changed", "failed"] as const) total[key] += report[key];
        if (report.looked === 0) break;
      }
      const [seconds, cpu] = [(performance.now() - from) / 1_000, process.cpuUsage(fromCpu)];
      const seen = await ask();
      console.log(`round over ${pages} pages of ${addresses} hosts, ${name}: ${seconds.toFixed(1)} s, ${(pages / seconds).toFixed(0)} pages a second, ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of our own CPU (without PostgreSQL and the server asked); ${JSON.stringify(total)}`);
      console.log(`  ${seen.pages} pages and ${seen.robots} robots.txt asked, ${seen.notModified} answered 304; two pages of one host never asked closer than ${seen.closestMs.toFixed(0)} ms`);
    }
    await egress.close();
    await appPool.end();
  } finally {
    await pool.end();
    web.kill();
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (pagesText === SERVE) await serve();
else {
  measureReading();
  await measureRound(Number(pagesText), Number(addressesText));
}
