import { html } from "hono/html";
import type { Id } from "#kernel/id.ts";
import { parseInstant } from "#kernel/instant.ts";
import { findInclusion, listRecordsOf } from "#modules/evidence/index.ts";
import { findPublication, findSharedPost, findWithdrawal, isPublic, listDeliveries, listOut, listVersions, type OutItem, type VersionRecord } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { isVideo, type OutgoingMedia } from "#networks/contract/index.ts";
import type { Services } from "#web/http/services.ts";
import { type Html, localized, type PageSetting, paragraphs, portalPage } from "./frame.ts";

/** What is out, as a list by time. */
export function outList(page: PageSetting, items: readonly OutItem[]): Html {
  const { t, format, language } = page;
  if (items.length === 0) return html`<p class="empty">${t("portal.publications.none")}</p>`;
  return html`<ul class="day">${items.map((item) => {
    const text = localized(page, item.texts);
    return html`<li><div class="row between"><a href="/${language}/a/${item.id}" lang="${text.language}">${firstLine(text.text) || item.title}</a><time class="dim" datetime="${item.publishedAt}">${format.moment(item.publishedAt, page.now)}</time></div>
${item.state === "corrected" ? html`<span class="tag info">${t("state.corrected")}</span>` : ""}</li>`;
  })}</ul>`;
}

const firstLine = (text: string) => {
  const line = text.split("\n").find((candidate) => candidate.trim() !== "") ?? "";
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
};

export async function publicationsPage(services: Services, page: PageSetting, before: string | undefined): Promise<Html> {
  const { t, language } = page;
  const items = await listOut(services.db, { before: before ? parseInstant(before) : undefined, limit: 31 });
  const shown = items.slice(0, 30);
  const next = items.length > 30 ? shown.at(-1)?.publishedAt : undefined;
  return portalPage(page, services.origin, {
    title: t("portal.publications.title"),
    pathIn: (other) => `/${other}/publications`,
    body: html`<h1>${t("portal.publications.title")}</h1><p>${t("portal.publications.lead")}</p>${outList(page, shown)}
${next ? html`<p><a class="btn" href="/${language}/publications?before=${next}" rel="next">${t("portal.publications.older")}</a></p>` : ""}`,
  });
}

/** The permanent page of a publication: what was said, on what ground, what became of it, and the proof (EVI-3). */
export async function permalinkPage(services: Services, page: PageSetting, id: Id<"publication">): Promise<{ readonly status: 200 | 404 | 410; readonly body: Html }> {
  const { db, origin } = services;
  const { t, format } = page;
  const found = await findPublication(db, id);
  const path = (other: string) => `/${other}/a/${id}`;
  if (!found || found.published_version === 0 || !(await isPublic(db, id))) {
    return { status: 404, body: portalPage(page, origin, { title: t("portal.notFound.title"), body: html`<h1>${t("portal.notFound.title")}</h1><p>${t("portal.notFound.lead")}</p>` }) };
  }
  const [versions, deliveries, withdrawal, records, profiles] = await Promise.all([
    listVersions(db, id), listDeliveries(db, id), findWithdrawal(db, id), listRecordsOf(db, { type: "publication", id }), listProfiles(db),
  ]);
  const out = versions.filter((version) => version.publishedAt !== null && version.number <= found.published_version);
  const current = out[0];
  if (withdrawal || !current) {
    return {
      status: 410,
      body: portalPage(page, origin, {
        title: t("portal.permalink.withdrawn"),
        pathIn: path,
        body: html`<h1>${t("portal.permalink.withdrawn")}</h1>
<div class="note bad"><p class="note-title">${withdrawal ? t("portal.permalink.withdrawnOn", { when: `${format.longDay(withdrawal.at)}, ${format.time(withdrawal.at)}` }) : ""}</p>
<p>${withdrawal ? t(`withdrawalReason.${withdrawal.reason}`) : ""}</p>${withdrawal?.note ? html`<p>${withdrawal.note}</p>` : ""}</div>
${await proofSection(services, page, records)}`,
      }),
    };
  }
  const corrected = out.length > 1;
  const shared = current.content.shares ? await findSharedPost(db, current.content.shares) : undefined;
  const isReply = found.kind === "reply";
  // The title is the office's own, in one language and not published: the page is named by its day, its window by the text.
  const first = out.at(-1)?.publishedAt;
  const name = t(isReply ? "portal.reply.title" : "portal.permalink.title");
  const heading = first ? `${name}, ${format.longDay(first)}` : name;
  // Of a thread, where it begins.
  const addresses = deliveries.filter((delivery) => delivery.kind === "create" && delivery.state === "confirmed" && (delivery.part ?? 1) === 1);
  return {
    status: 200,
    body: portalPage(page, origin, {
      title: firstLine(textsOf(page, current)[0]?.[1] ?? "") || heading,
      pathIn: path,
      body: html`
<div class="stack tight"><h1>${heading}</h1>
<p class="row wide"><span class="tag ${corrected ? "info" : "ok"}">${corrected ? t("portal.permalink.correctedAt", { when: shortly(page, current.publishedAt) }) : t("portal.permalink.valid")}</span>
<time class="dim" datetime="${out.at(-1)?.publishedAt ?? ""}">${t("portal.permalink.published", { when: when(page, out.at(-1)?.publishedAt ?? null) })}</time></p></div>
${isReply ? html`<p>${t("portal.reply.what")}</p>` : ""}
${corrected ? html`<div class="note info"><p class="note-title">${t("portal.permalink.correctedOn", { when: when(page, current.publishedAt) })}</p><p>${current.correctionReason ?? ""}</p></div>` : ""}
<div class="post-texts">${textsOf(page, current).map(([language, text]) => html`<div lang="${language}">${paragraphs(text)}</div>`)}</div>
${picturesOf(page, current).map((picture) => html`<figure${picture.language ? html` lang="${picture.language}"` : ""}>${isVideo(picture) ? videoHtml(page, picture) : html`<img src="${picture.url}" alt="${picture.alt}" width="${picture.width}" height="${picture.height}" loading="lazy">`}<figcaption>${picture.alt}${picture.credit === undefined ? "" : html` <span class="dim">(${picture.credit})</span>`}</figcaption></figure>`)}
${isReply && current.citations.length === 0 ? "" : html`<section class="stack tight" aria-labelledby="source"><h2 id="source">${t("portal.permalink.source")}</h2>
${shared ? html`<p><a href="/${page.language}/a/${shared.id}">${t("portal.permalink.shares", { profiles: format.list(shared.profiles.map(({ name: shown }) => localized(page, shown).text)) })}</a></p>` : ""}
${current.citations.length === 0 ? (shared ? "" : html`<p>${t("portal.permalink.noSource")}</p>`) : html`<ul class="stack tight">${current.citations.map((citation) => html`<li lang="${citation.language}"><a href="${citation.url}">${citation.title}</a> <span class="dim">(${format.languageName(citation.language)})</span><br><span class="dim">${t("portal.permalink.sourceSeal")} <span class="hash">${citation.hash.slice(0, 16)}…</span></span></li>`)}</ul>`}</section>`}
<section class="stack tight" aria-labelledby="where"><h2 id="where">${t("portal.permalink.where")}</h2>
<ul class="stack tight">${addresses.map((delivery) => {
        const profile = profiles.find((candidate) => candidate.id === delivery.profileId);
        return html`<li><a href="/${page.language}/p/${delivery.profileId}">${profile ? localized(page, profile.displayName).text : ""}</a> <span class="dim">${t(`network.${delivery.network}`)} · ${format.list(delivery.languages.map((tag) => format.languageName(tag)))} · ${when(page, delivery.changedAt)}</span></li>`;
      })}</ul></section>
${corrected ? versionsSection(page, out) : ""}
${await proofSection(services, page, records)}`,
    }),
  };
}

const when = (page: PageSetting, at: string | null) => (at ? `${page.format.longDay(at)}, ${page.format.time(at)}` : "");

/** The time alone on the day itself, with its day afterwards: «Corregido: 12:20». */
const shortly = (page: PageSetting, at: string | null): string => {
  if (!at) return "";
  const { format, now } = page;
  return format.longDay(at) === format.longDay(now) ? format.time(at) : format.dayAndTime(at, now);
};

/** The text in each language, longest edition first chosen: own texts of single profiles stand on their networks. */
function textsOf(page: PageSetting, version: VersionRecord): readonly (readonly [string, string])[] {
  const texts = new Map<string, string>();
  for (const edition of version.editions) for (const [language, text] of Object.entries(edition.texts)) if (!texts.has(language)) texts.set(language, text);
  const order = [page.language, ...(page.council?.languages ?? [])];
  return [...texts].toSorted(([a], [b]) => position(order, a) - position(order, b));
}

const position = (order: readonly string[], language: string) => {
  const index = order.indexOf(language);
  return index === -1 ? order.length : index;
};

/** The pictures, each told in the reader's language; as they went out when it cannot be said which is which. */
function picturesOf(page: PageSetting, version: VersionRecord) {
  const pictures = version.editions[0]?.media ?? [];
  const described = version.content.media;
  return pictures.map((picture, index) => {
    const alt = pictures.length === described.length ? described[index]?.alt : undefined;
    const told = alt && localized(page, alt);
    return told?.text ? { ...picture, alt: told.text, language: told.language } : { ...picture, language: undefined };
  });
}

/** With what is said in every language that there is, the reader's first. */
function videoHtml({ format, language }: PageSetting, { url, alt, width, height, captions = [] }: Pick<OutgoingMedia, "url" | "alt" | "width" | "height" | "captions">): Html {
  return html`<video controls preload="metadata" src="${url}" width="${width}" height="${height}" aria-label="${alt}">${captions.map((track) => html`<track kind="captions" src="${track.url}" srclang="${track.language}" label="${format.languageName(track.language)}"${track.language === language ? html` default` : ""}>`)}</video>`;
}

function versionsSection(page: PageSetting, versions: readonly VersionRecord[]): Html {
  const { t } = page;
  return html`<section class="stack" aria-labelledby="versions"><h2 id="versions">${t("portal.permalink.versions")}</h2>
<ol class="stack versions" reversed>${versions.map((version) => html`<li class="card stack tight"><p><strong>${t("portal.permalink.version", { number: version.number })}</strong> <span class="dim">${when(page, version.publishedAt)}</span></p>
${version.correctionReason ? html`<p class="dim">${version.correctionReason}</p>` : ""}
${textsOf(page, version).map(([language, text]) => html`<div lang="${language}">${paragraphs(text)}</div>`)}</li>`)}</ol></section>`;
}

async function proofSection(services: Services, page: PageSetting, records: Awaited<ReturnType<typeof listRecordsOf>>): Promise<Html> {
  const { t } = page;
  const proofs = await Promise.all(records.map((record) => (record.state === "sealed" ? findInclusion(services.db, record.id) : Promise.resolve(undefined))));
  return html`<section class="stack tight" aria-labelledby="proof"><h2 id="proof">${t("portal.permalink.proof")}</h2>
<p>${t("portal.permalink.proofLead")} <a href="/${page.language}/evidence">${t("portal.permalink.howToCheck")}</a></p>
<div class="scroll"><table class="cards"><thead><tr><th scope="col">${t("portal.permalink.what")}</th><th scope="col">${t("portal.permalink.at")}</th><th scope="col">${t("portal.permalink.entry")}</th></tr></thead>
<tbody>${records.map((record, index) => html`<tr><td>${factName(page, record.kind)}</td>
<td data-label="${t("portal.permalink.at")}">${when(page, record.at)}</td>
<td data-label="${t("portal.permalink.entry")}">${proofs[index] ? html`<a href="/evidence/proof/${record.id}">${page.format.number(proofs[index].index)}</a>` : t("portal.permalink.sealing")}</td></tr>`)}</tbody></table></div></section>`;
}

function factName({ t }: PageSetting, kind: string): string {
  const key = `fact.${kind}`;
  return t.has(key) ? t(key) : kind;
}
