import { html } from "hono/html";
import { DAY, instantOf } from "#kernel/instant.ts";
import { readCheckpoint } from "#modules/evidence/index.ts";
import { listLastPublished, listOut } from "#modules/publishing/index.ts";
import { listProfiles, type Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import { addressOf } from "#web/office/server/profiles.ts";
import { type Html, localized, type PageSetting, portalPage } from "./frame.ts";
import { promiseFacts } from "./answers.ts";
import { outList } from "./publications.ts";

/** The official directory: what is not here is not official. */
export async function directoryPage(services: Services, page: PageSetting, query: string): Promise<Html> {
  const { t, format, language } = page;
  const [profiles, last, recent, checkpoint] = await Promise.all([
    listProfiles(services.db), listLastPublished(services.db), listOut(services.db, { limit: 100 }), readCheckpoint(services.db),
  ]);
  const weekAgo = instantOf(Date.parse(page.now) - 7 * DAY);
  const wanted = plain(query);
  const shown = profiles.filter((profile) => wanted === "" || plain(searchable(page, profile)).includes(wanted));
  const figures = [
    [format.number(profiles.filter((profile) => profile.state === "active").length), t("portal.directory.active")],
    [format.number(recent.filter((item) => item.publishedAt >= weekAgo).length), t("portal.directory.lastWeek")],
    [format.number(checkpoint?.size ?? 0), t("portal.directory.records")],
  ] as const;
  return portalPage(page, services.origin, {
    title: t("portal.directory.title"),
    description: t("portal.directory.lead"),
    pathIn: (other) => `/${other}`,
    body: html`
<h1>${t("portal.directory.title")}</h1>
<p>${t("portal.directory.lead")}</p>
<dl class="figures">${figures.map(([figure, label]) => html`<div class="card"><dt class="dim">${label}</dt><dd class="big">${figure}</dd></div>`)}</dl>
<form class="search" role="search" action="/${language}" method="get">
<div><label for="q">${t("portal.directory.search")}</label><input id="q" name="q" type="search" value="${query}" maxlength="200"></div>
<button class="btn go">${t("portal.directory.find")}</button>
</form>
<div class="scroll"><table class="cards">
<caption>${t("portal.directory.count", { count: shown.length })}</caption>
<thead><tr><th scope="col">${t("portal.directory.profile")}</th><th scope="col">${t("portal.directory.network")}</th><th scope="col">${t("portal.directory.unit")}</th><th scope="col">${t("portal.directory.last")}</th><th scope="col">${t("portal.directory.state")}</th></tr></thead>
<tbody>${shown.map((profile) => {
      const name = localized(page, profile.displayName);
      const lastAt = last.get(profile.id);
      return html`<tr>
<th scope="row"><a href="/${language}/p/${profile.id}" lang="${name.language}">${name.text}</a><br><span class="dim">${addressOf(profile, page.council?.handleDomain ?? "")}</span></th>
<td data-label="${t("portal.directory.network")}">${t(`network.${profile.network}`)}</td>
<td data-label="${t("portal.directory.unit")}">${profile.unit ? localized(page, profile.unit).text : "—"}</td>
<td data-label="${t("portal.directory.last")}">${lastAt ? format.moment(lastAt, page.now) : "—"}</td>
<td data-label="${t("portal.directory.state")}"><span class="tag ${profile.state === "active" ? "ok" : "bad"}">${t(`standing.${profile.state}`)}</span></td>
</tr>`;
    })}</tbody></table></div>
${shown.length === 0 ? html`<p class="empty"><strong>${t("portal.directory.nothing", { query })}</strong> ${t("portal.directory.notOfficial")}</p>` : ""}
<section class="stack" aria-labelledby="latest"><h2 id="latest">${t("portal.publications.latest")}</h2>${outList(page, recent.slice(0, 8))}
<p><a href="/${language}/publications">${t("portal.publications.all")}</a></p></section>`,
  });
}

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();

const searchable = (page: PageSetting, profile: Profile) =>
  [profile.handle, addressOf(profile, page.council?.handleDomain ?? ""), profile.url, ...Object.values(profile.displayName), ...Object.values(profile.summary), ...Object.values(profile.unit ?? {})].join(" ");

/** One profile: what it is for, how to follow it, what it has published. */
export async function profilePage(services: Services, page: PageSetting, profile: Profile): Promise<Html> {
  const { t, format, language } = page;
  const name = localized(page, profile.displayName);
  const summary = localized(page, profile.summary);
  const out = await listOut(services.db, { profileId: profile.id, limit: 30 });
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
<p class="row"><span class="tag ${profile.state === "active" ? "ok" : "bad"}">${t(`standing.${profile.state}`)}</span> <span class="dim">${t(`network.${profile.network}`)}</span></p></div>
${summary.text ? html`<p lang="${summary.language}">${summary.text}</p>` : ""}
<dl class="facts card">
<dt>${t("portal.profile.address")}</dt><dd>${profile.network === "activitypub" ? html`<strong>${address}</strong><br><span class="dim">${t("portal.profile.howToFollow")}</span>` : profile.network === "mastodon" ? html`<a href="${profile.url}" rel="me">${address}</a>` : html`<a href="/${language}/p/${profile.id}/feed.atom">Atom</a> · <a href="/${language}/p/${profile.id}/feed.rss">RSS</a> · <a href="/${language}/p/${profile.id}/feed.json">JSON Feed</a>`}</dd>
${profile.unit ? html`<dt>${t("portal.directory.unit")}</dt><dd>${localized(page, profile.unit).text}</dd>` : ""}
<dt>${t("portal.profile.languages")}</dt><dd>${format.list(profile.languages.map((tag) => format.languageName(tag)))}</dd>
<dt>${t("portal.profile.since")}</dt><dd>${format.longDay(profile.enteredAt)}</dd>
${followers === undefined ? "" : html`<dt>${t("portal.profile.followers")}</dt><dd>${format.number(followers)}</dd>`}
${await promiseFacts(services, page, profile)}
</dl>
<section class="stack" aria-labelledby="out"><h2 id="out">${t("portal.publications.title")}</h2>${outList(page, out)}</section>`,
  });
}
