import "#platform/temporal.ts";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import RssParser from "rss-parser";
import { chanceOf } from "#app/example/chance.ts";
import { readFeed } from "../src/modules/sources/parse/feed.ts";

/**
 * Feeds from bytes to items, in megabytes a second of processor time, beside rss-parser in the same run on the same bytes:
 * `npm run bench -- feeds [ROUNDS] [FOLDER]`. Both run in one thread and do nothing but reckon, so what else the machine does
 * counts for neither. The two take turns, and which begins changes with each round; the median of the rounds counts. What each
 * found is compared item by item: address, title, and the instant of publication. Ours also decodes the bytes, refuses what is
 * cut off or declares entities, and reduces title, summary and whole text to words without markup; rss-parser decodes the
 * bytes as UTF-8 here, and leaves the markup of whole texts as it is.
 *
 * The feeds are made here, of the size and shape that sites of councils have: 20 to 60 entries with a summary of two sentences,
 * and in half of them the whole text with its markup, as content managers write it. The seed is fixed. FOLDER: files of feeds
 * to be read as well, each as it is.
 */
const [roundsText = "9", folder] = process.argv.slice(2);
const rounds = Number(roundsText);

const chance = chanceOf(20_260_921);
const words = "ayuntamiento ciudad barrio obras inscripción solicitud concierto biblioteca horario servicio programa años niñas plazo entrada gratuita actividad cultural movilidad autobús parque calle plaza centro cívico udala auzoa eskaera kontzertua liburutegia".split(" ");
const sentence = (): string => `${Array.from({ length: 8 + chance.whole(12) }, () => chance.one(words)).join(" ")}.`;
const paragraphs = (): string => Array.from({ length: 4 + chance.whole(8) }, () =>
  `<p class="texto">${sentence()} <a href="https://web.example/agenda?uid=${chance.whole(9_999)}&amp;idioma=es">${sentence()}</a> ${sentence()}<br/>${sentence()}</p><ul><li><strong>${sentence()}</strong></li></ul><img src="/f/${chance.whole(999)}.jpg" alt="${sentence()}">`).join("\n");
const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

interface Made { readonly link: string; readonly title: string; readonly summary: string; readonly body: string | undefined; readonly at: Date }
const entries = (count: number, isWhole: boolean): readonly Made[] => Array.from({ length: count }, (_, n) => ({
  link: `https://web.example/contenido?uid=u${n}x${chance.whole(1_000_000)}&idioma=es`, title: `${sentence().slice(0, 70).trim()} & ${n}`, summary: `${sentence()} ${sentence()}`, body: isWhole ? paragraphs() : undefined, at: new Date(Date.UTC(2026, 8, 21, 8) - n * 3_600_000),
}));

const make = {
  rss: (made: readonly Made[]) => `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Noticias</title><link>https://web.example/</link><description>Novedades</description><language>es</language>\n${made.map(({ link, title, summary, body, at }) =>
    `<item><title>${escape(title)}</title><link>${escape(link)}</link><guid isPermaLink="true">${escape(link)}</guid><dc:creator>Prensa</dc:creator><category>Ciudad</category><pubDate>${at.toUTCString()}</pubDate><description><![CDATA[<p>${summary}</p>]]></description>${body === undefined ? "" : `<content:encoded><![CDATA[${body}]]></content:encoded>`}</item>`).join("\n")}\n</channel></rss>`,
  atom: (made: readonly Made[]) => `<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"><title>Noticias</title><id>https://web.example/</id><updated>2026-09-21T08:00:00Z</updated>\n${made.map(({ link, title, summary, body, at }) =>
    `<entry><title>${escape(title)}</title><link rel="alternate" type="text/html" href="${escape(link)}"/><id>${escape(link)}</id><published>${at.toISOString()}</published><updated>${at.toISOString()}</updated><author><name>Prensa</name></author><summary type="html">${escape(`<p>${summary}</p>`)}</summary>${body === undefined ? "" : `<content type="html">${escape(body)}</content>`}</entry>`).join("\n")}\n</feed>`,
  rdf: (made: readonly Made[]) => `<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://web.example/"><title>Noticias</title><link>https://web.example/</link><description>Novedades</description></channel>\n${made.map(({ link, title, summary, body, at }) =>
    `<item rdf:about="${escape(link)}"><title>${escape(title)}</title><link>${escape(link)}</link><dc:date>${at.toISOString()}</dc:date><description>${escape(`<p>${summary}</p>`)}</description>${body === undefined ? "" : `<content:encoded><![CDATA[${body}]]></content:encoded>`}</item>`).join("\n")}\n</rdf:RDF>`,
} as const;

interface Document { readonly bytes: Uint8Array; readonly made: readonly Made[] | undefined }
interface Found { readonly link: string | undefined; readonly title: string; readonly at: number | undefined }

const parser = new RssParser();
const ours = (bytes: Uint8Array): readonly Found[] | undefined => {
  const read = readFeed(bytes, undefined);
  return read.ok ? read.value.items.map(({ link, title, publishedAt }) => ({ link, title, at: publishedAt === undefined ? undefined : Date.parse(publishedAt) })) : undefined;
};
const theirs = async (bytes: Uint8Array): Promise<readonly Found[] | undefined> => {
  try {
    const { items } = await parser.parseString(new TextDecoder().decode(bytes));
    return items.map(({ link, title = "", isoDate }) => ({ link, title, at: isoDate === undefined ? undefined : Date.parse(isoDate) }));
  } catch {
    // It answers what it cannot read with an error.
    return undefined;
  }
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const same = (one: Found, other: Found | undefined): boolean => one.link === other?.link && one.title.trim() === other?.title.replaceAll(/\s+/g, " ").trim() && one.at === other?.at;

async function measure(name: string, documents: readonly Document[]): Promise<void> {
  const megabytes = documents.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) / 1_000_000;
  const speeds = { ours: [] as number[], theirs: [] as number[] };
  const runs = {
    ours: async () => { for (const { bytes } of documents) ours(bytes); return Promise.resolve(); },
    theirs: async () => { for (const { bytes } of documents) await theirs(bytes); },
  };
  for (let round = -2; round < rounds; round += 1) {
    for (const who of round % 2 === 0 ? (["ours", "theirs"] as const) : (["theirs", "ours"] as const)) {
      const from = process.cpuUsage();
      await runs[who]();
      const { user, system } = process.cpuUsage(from);
      // The first two rounds warm both up.
      if (round >= 0) speeds[who].push(megabytes / ((user + system) / 1_000_000));
    }
  }
  const counts = { ours: 0, theirs: 0, same: 0, refusedByUs: 0, refusedByThem: 0, wrong: 0 };
  for (const { bytes, made } of documents) {
    const [we, they] = [ours(bytes), await theirs(bytes)];
    if (!we) counts.refusedByUs += 1;
    if (!they) counts.refusedByThem += 1;
    counts.ours += we?.length ?? 0;
    counts.theirs += they?.length ?? 0;
    counts.same += (we ?? []).filter((item, n) => same(item, they?.[n])).length;
    counts.wrong += (made ?? []).filter(({ link, title, at }, n) => we?.[n]?.link !== link || we[n].title !== title || we[n].at !== at.getTime()).length;
  }
  const ratios = speeds.ours.map((speed, n) => speed / (speeds.theirs[n] ?? Number.NaN));
  console.log(`${name}: ${documents.length} feeds, ${megabytes.toFixed(1)} MB. Pregonero ${median(speeds.ours).toFixed(1)} MB/s, rss-parser ${median(speeds.theirs).toFixed(1)} MB/s, ${median(ratios).toFixed(1)} times (median of ${rounds} paired rounds, ${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}).`);
  console.log(`  items: ${counts.ours} and ${counts.theirs}, ${counts.same} the same in address, title and date${documents[0]?.made ? `, ${counts.wrong} of ours not as they were made` : ""}; feeds refused: ${counts.refusedByUs} and ${counts.refusedByThem}`);
}

for (const [format, write] of Object.entries(make)) {
  for (const isWhole of [false, true]) {
    const documents = Array.from({ length: isWhole ? 30 : 120 }, () => {
      const made = entries(20 + chance.whole(41), isWhole);
      return { bytes: new Uint8Array(Buffer.from(write(made))), made };
    });
    await measure(`${format}, ${isWhole ? "whole texts" : "summaries"}`, documents);
  }
}
if (folder !== undefined) {
  const documents: Document[] = [];
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    if ((await stat(path)).isFile()) documents.push({ bytes: new Uint8Array(await readFile(path)), made: undefined });
  }
  await measure(folder, documents);
}
