import { html } from "hono/html";
import { DAY, instantOf } from "#kernel/instant.ts";
import { readCheckpoint } from "#modules/evidence/index.ts";
import { listVerifications } from "#modules/lifecycle/index.ts";
import { listLastPublished, listOut } from "#modules/publishing/index.ts";
import { listOfficial, type Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import { addressOf } from "#web/office/server/profiles.ts";
import { type Html, localized, type PageSetting, portalPage } from "./frame.ts";
import { promiseFacts } from "./answers.ts";
import { officialForm, openedAt } from "./official.ts";
import { outList } from "./publications.ts";

/** What a reader looks for in the directory: words, and one of each of the rest. */
export interface DirectoryQuery {
  readonly words: string;
  readonly network: string;
  readonly unit: string;
  readonly state: string;
}

/** The official directory (POR-1): what is not here is not official. */
export async function directoryPage(services: Services, page: PageSetting, query: DirectoryQuery): Promise<Html> {
  const { t, format, language } = page;
  const [profiles, last, recent, checkpoint] = await Promise.all([
    listOfficial(services.db), listLastPublished(services.db), listOut(services.db, { limit: 100 }), readCheckpoint(services.db),
  ]);
  const weekAgo = instantOf(Date.parse(page.now) - 7 * DAY);
  const wanted = plain(query.words);
  const shown = profiles.filter((profile) =>
    (wanted === "" || plain(searchable(page, profile)).includes(wanted)) &&
    (query.network === "" || profile.network === query.network) && (query.unit === "" || profile.unitId === query.unit) && (query.state === "" || profile.state === query.state))
    .toSorted((a, b) => page.format.order(localized(page, a.displayName).text, localized(page, b.displayName).text));
  const figures = [
    [format.number(profiles.filter((profile) => profile.state === "active").length), t("portal.directory.active")],
    [format.number(recent.filter((item) => item.publishedAt >= weekAgo).length), t("portal.directory.lastWeek")],
    [format.number(checkpoint?.size ?? 0), t("portal.directory.records")],
  ] as const;
  const once = <Value>(values: readonly Value[]) => [...new Set(values)];
  const units = profiles.flatMap((profile) => (profile.unitId && profile.unit ? [[profile.unitId, localized(page, profile.unit).text] as const] : []));
  const chooser = (name: "network" | "unit" | "state", label: string, options: readonly (readonly [string, string])[]) => html`<div><label for="${name}">${label}</label>
<select id="${name}" name="${name}"><option value="">${t("portal.directory.any")}</option>${options.map(([value, text]) => html`<option value="${value}"${query[name] === value ? html` selected` : ""}>${text}</option>`)}</select></div>`;
  return portalPage(page, services.origin, {
    title: t("portal.directory.title"),
    description: t("portal.directory.lead"),
    pathIn: (other) => `/${other}`,
    head: html`<link rel="alternate" type="application/json" href="/profiles.json">`,
    body: html`
<h1>${t("portal.directory.title")}</h1>
<p>${t("portal.directory.lead")}</p>
${officialForm(page, "")}
<dl class="figures">${figures.map(([figure, label]) => html`<div class="card"><dt class="dim">${label}</dt><dd class="big">${figure}</dd></div>`)}</dl>
<form class="search many" role="search" action="/${language}" method="get">
<div><label for="q">${t("portal.directory.search")}</label><input id="q" name="q" type="search" value="${query.words}" maxlength="200"></div>
${chooser("network", t("portal.directory.network"), once(profiles.map((profile) => profile.network)).map((network) => [network, t(`network.${network}`)]))}
${chooser("unit", t("portal.directory.unit"), [...new Map(units)].toSorted(([, a], [, b]) => (a < b ? -1 : 1)))}
${chooser("state", t("portal.directory.state"), once(profiles.map((profile) => profile.state)).map((state) => [state, t(`standing.${state}`)]))}
<button class="btn go">${t("portal.directory.find")}</button>
</form>
<div class="scroll"><table class="cards">
<caption>${t("portal.directory.count", { count: shown.length })}</caption>
<thead><tr><th scope="col">${t("portal.directory.profile")}</th><th scope="col">${t("portal.directory.network")}</th><th scope="col">${t("portal.directory.unit")}</th><th scope="col">${t("portal.directory.last")}</th><th scope="col">${t("portal.directory.state")}</th></tr></thead>
<tbody>${shown.map((profile) => {
      const name = localized(page, profile.displayName);
      const lastAt = later(last.get(profile.id), profile.toldPostAt);
      return html`<tr>
<th scope="row"><a href="/${language}/p/${profile.id}" lang="${name.language}">${name.text}</a><br><span class="dim breakable">${addressOf(profile, page.council?.handleDomain ?? "")}</span></th>
<td data-label="${t("portal.directory.network")}">${t(`network.${profile.network}`)}</td>
<td data-label="${t("portal.directory.unit")}">${profile.unit ? localized(page, profile.unit).text : "—"}</td>
<td data-label="${t("portal.directory.last")}">${lastAt ? format.moment(lastAt, page.now) : "—"}</td>
<td data-label="${t("portal.directory.state")}">${standingTag(page, profile)}</td>
</tr>`;
    })}</tbody></table></div>
${shown.length === 0 ? html`<p class="empty"><strong>${t("portal.directory.nothing", { query: query.words || "—" })}</strong> ${t("portal.directory.notOfficial")}</p>` : ""}
<p class="dim">${t("portal.directory.machine")} <a href="/profiles.json">JSON</a> · <a href="/profiles.csv">CSV</a></p>
<section class="stack" aria-labelledby="latest"><h2 id="latest">${t("portal.publications.latest")}</h2>${outList(page, recent.slice(0, 8))}
<p><a href="/${language}/publications">${t("portal.publications.all")}</a></p></section>`,
  });
}

const later = (one: string | undefined, other: string | undefined) => (one !== undefined && (other === undefined || one > other) ? one : other);

/** Where a profile stands, in a word; of a closed one, that nobody else may take its name. */
const standingTag = ({ t }: PageSetting, profile: Profile): Html =>
  html`<span class="tag ${profile.state === "active" ? "ok" : profile.state === "dormant" || profile.state === "closing" ? "wait" : "bad"}">${t(`standing.${profile.state}`)}</span>${profile.state === "closed" ? html` <span class="tag plain-tag">${t("portal.official.reserved")}</span>` : ""}`;

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();

const searchable = (page: PageSetting, profile: Profile) =>
  [profile.handle, addressOf(profile, page.council?.handleDomain ?? ""), profile.url, ...Object.values(profile.displayName), ...Object.values(profile.summary), ...Object.values(profile.unit ?? {})].join(" ");

/** One profile: what it is for, how to follow it, what it has published. */
export async function profilePage(services: Services, page: PageSetting, profile: Profile): Promise<Html> {
  const { t, format, language } = page;
  const name = localized(page, profile.displayName);
  const summary = localized(page, profile.summary);
  const out = await listOut(services.db, { profileId: profile.id, limit: 30 });
  const verifications = await listVerifications(services.db, profile.id);
  const followers = profile.network === "activitypub" ? await services.countFollowers(profile.id) : undefined;
  const address = addressOf(profile, page.council?.handleDomain ?? "");
  return portalPage(page, services.origin, {
    title: name.text,
    description: summary.text,
    pathIn: (other) => `/${other}/p/${profile.id}`,
    head: html`${profile.network === "activitypub" ? html`<link rel="alternate" type="application/activity+json" href="${profile.account}">` : ""}
<link rel="alternate" type="application/atom+xml" title="${name.text}" href="/${language}/p/${profile.id}/feed.atom">`,
    body: html`
<div class="stack tight"><h1 lang="${name.language}">${name.text}</h1>
<p class="row">${standingTag(page, profile)} <span class="dim">${t(`network.${profile.network}`)}</span></p></div>
${summary.text ? html`<p lang="${summary.language}">${summary.text}</p>` : ""}
<dl class="facts card">
<dt>${t("portal.profile.address")}</dt><dd>${profile.network === "activitypub" ? html`<strong>${address}</strong><br><span class="dim">${t("portal.profile.howToFollow")}</span>` : profile.network !== "feed" ? html`<a class="breakable" href="${profile.url}" rel="me">${address}</a>` : html`<a href="/${language}/p/${profile.id}/feed.atom">Atom</a> · <a href="/${language}/p/${profile.id}/feed.rss">RSS</a> · <a href="/${language}/p/${profile.id}/feed.json">JSON Feed</a>`}</dd>
${profile.unit ? html`<dt>${t("portal.directory.unit")}</dt><dd>${localized(page, profile.unit).text}</dd>` : ""}
<dt>${t("portal.profile.languages")}</dt><dd>${format.list(profile.languages.map((tag) => format.languageName(tag)))}</dd>
<dt>${t("portal.profile.since")}</dt><dd>${format.longDay(openedAt(profile))}</dd>
${profile.state === "closed" ? html`<dt>${t("portal.official.closedOn")}</dt><dd>${format.longDay(profile.standingSince)}. ${t("portal.official.handleKept")}</dd>` : ""}
${profile.certifiedAt ? html`<dt>${t("portal.official.certified")}</dt><dd>${format.longDay(profile.certifiedAt)}</dd>` : ""}
${verifications.length === 0 ? "" : html`<dt>${t("portal.official.verified")}</dt><dd>${verifications.map(({ kind, evidence }, index) => html`${index === 0 ? "" : html`<br>`}${t(`verification.kind.${kind}`)}: ${kind === "domain" ? evidence : /^https?:/.test(evidence) ? html`<a class="breakable" href="${evidence}">${evidence}</a>` : evidence}`)}</dd>`}
${followers === undefined ? "" : html`<dt>${t("portal.profile.followers")}</dt><dd>${format.number(followers)}</dd>`}
${await promiseFacts(services, page, profile)}
</dl>
<section class="stack" aria-labelledby="out"><h2 id="out">${t("portal.publications.title")}</h2>${outList(page, out)}</section>`,
  });
}
