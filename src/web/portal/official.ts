import { html } from "hono/html";
import { findOfficial, listOfficial, type OfficialAnswer, type Profile } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import { csvLine } from "#platform/csv.ts";
import type { Services } from "#web/http/services.ts";
import { explain } from "#web/i18n/explain.ts";
import { addressOf } from "#web/office/server/profiles.ts";
import { type Html, localized, type PageSetting, portalPage } from "./frame.ts";

export async function lookUp({ db, clock }: Services, pasted: string): Promise<OfficialAnswer> {
  // What is only proposed may be anybody's.
  const hosts = (await listSources(db, clock.now())).filter(({ state }) => state === "active" || state === "migrating").flatMap((source) => source.hosts);
  return findOfficial(db, pasted.slice(0, 500), hosts);
}

/** One field: an address or a handle, as somebody saw it. */
export function officialForm({ t, language }: PageSetting, pasted: string): Html {
  return html`<form class="search" action="/${language}/official" method="get">
<div><label for="official-q">${t("portal.official.question")}</label><p class="hint" id="official-hint">${t("portal.official.hint")}</p>
<input id="official-q" name="q" type="text" value="${pasted}" maxlength="500" autocapitalize="none" spellcheck="false" autocomplete="off" aria-describedby="official-hint"></div>
<button class="btn go">${t("portal.official.ask")}</button>
</form>`;
}

/** What came of reporting an account. */
export type Reported = { readonly kind: "thanks" } | { readonly kind: "refused"; readonly refusal: { readonly kind: string } };

/** «Is it official?» (POR-1) and the way to report what is not (POR-9), on one page without script. */
export async function officialPage(services: Services, page: PageSetting, pasted: string, reported?: Reported): Promise<Html> {
  const { t } = page;
  const answer = pasted.trim() === "" ? undefined : await lookUp(services, pasted);
  return portalPage(page, services.origin, {
    title: answer ? t(`portal.official.answer.${answer.kind}`) : t("portal.official.title"),
    description: t("portal.official.lead"),
    pathIn: (other) => `/${other}/official${pasted ? `?q=${encodeURIComponent(pasted)}` : ""}`,
    body: html`
<h1>${t("portal.official.title")}</h1>
<p>${t("portal.official.lead")}</p>
${officialForm(page, pasted)}
${reported ? reportedNote(page, reported) : ""}
${answer ? answerCard(page, answer, pasted, reported) : ""}`,
  });
}

function reportedNote(page: PageSetting, reported: Reported): Html {
  return reported.kind === "thanks"
    ? html`<div class="note ok" role="status"><p><strong>${page.t("portal.official.thanks")}</strong></p><p>${page.t("portal.official.thanksNext")}</p></div>`
    : html`<div class="note bad" role="alert"><p>${explain(page, "refusal", reported.refusal.kind, { ...reported.refusal })}</p></div>`;
}

const tones: Readonly<Record<OfficialAnswer["kind"], string>> = { official: "ok", web: "ok", formerly: "wait", "not-official": "bad", unreadable: "wait" };

function answerCard(page: PageSetting, answer: OfficialAnswer, pasted: string, reported: Reported | undefined): Html {
  const { t, format } = page;
  return html`<section class="card stack" aria-labelledby="answer">
<h2 id="answer"><span class="tag ${tones[answer.kind]}">${t(`portal.official.answer.${answer.kind}`)}</span></h2>
<p class="breakable"><q>${pasted}</q></p>
${details()}
</section>`;

  function details(): Html {
    switch (answer.kind) {
      case "official":
        return html`${answer.profiles.map((profile) => profileFacts(page, profile))}`;
      case "formerly":
        return html`<p>${t("portal.official.formerly", { day: format.longDay(answer.closedAt) })} ${t("portal.official.handleKept")}</p>${profileFacts(page, answer.profile)}`;
      case "web":
        return html`<p>${t("portal.official.isWeb", { host: answer.host })}</p>`;
      case "unreadable":
        return html`<p>${t("portal.official.unreadable")}</p>`;
      case "not-official":
        return html`<p>${t(answer.knownAs === "impersonator" ? "portal.official.knownImpersonator" : "portal.official.notOurs")}</p>
${answer.nearest ? html`<h3>${t("portal.official.nearest")}</h3>${profileFacts(page, answer.nearest)}` : ""}
${reported?.kind === "thanks" ? "" : reportForm(page, pasted)}`;
    }
  }
}

function profileFacts(page: PageSetting, profile: Profile): Html {
  const { t, format, language } = page;
  const name = localized(page, profile.displayName);
  return html`<dl class="facts">
<dt>${t("portal.directory.profile")}</dt><dd><a href="/${language}/p/${profile.id}" lang="${name.language}">${name.text}</a></dd>
<dt>${t("portal.profile.address")}</dt><dd class="breakable">${addressOf(profile, page.council?.handleDomain ?? "")} · ${t(`network.${profile.network}`)}</dd>
${profile.unit ? html`<dt>${t("portal.directory.unit")}</dt><dd>${localized(page, profile.unit).text}</dd>` : ""}
<dt>${t("portal.profile.since")}</dt><dd>${format.longDay(openedAt(profile))}</dd>
<dt>${t("portal.directory.state")}</dt><dd>${t(`standing.${profile.state}`)}</dd>
</dl>`;
}

function reportForm({ t, language }: PageSetting, pasted: string): Html {
  return html`<form class="stack" action="/${language}/official/report" method="post">
<h3>${t("portal.official.report")}</h3>
<p class="dim">${t("portal.official.reportHint")}</p>
<input type="hidden" name="q" value="${pasted}">
<div><label for="note">${t("portal.official.note")}</label><textarea id="note" name="note" class="short" maxlength="1000"></textarea></div>
<div><button class="btn">${t("portal.official.send")}</button></div>
</form>`;
}

/** Noon of the day it was opened, as far as that is known: the same day in every zone of Europe. */
export const openedAt = (profile: Pick<Profile, "openedOn" | "enteredAt">): string => (profile.openedOn ? `${profile.openedOn}T12:00:00.000Z` : profile.enteredAt);

/** The official profiles for programs: stable ids, what is official now and what was. */
export async function officialDocument(services: Services, council: { readonly name: Readonly<Record<string, string>>; readonly handleDomain: string }) {
  const profiles = await listOfficial(services.db);
  return {
    council: council.name,
    homepage: services.origin,
    licence: "https://creativecommons.org/publicdomain/zero/1.0/",
    lookup: `${services.origin}/official.json?q={address}`,
    profiles: profiles.map((profile) => officialEntry(services.origin, profile, council.handleDomain)),
  };
}

export const officialEntry = (origin: string, profile: Profile, handleDomain: string) => ({
  id: `${origin}/p/${profile.id}`,
  network: profile.network,
  channel: profile.channelKind,
  handle: profile.handle,
  address: addressOf(profile, handleDomain),
  url: profile.url,
  name: profile.displayName,
  unit: profile.unit ?? null,
  kind: profile.kind,
  languages: profile.languages,
  state: profile.state,
  official: profile.state !== "closed",
  since: profile.openedOn ?? profile.enteredAt.slice(0, 10),
  until: profile.state === "closed" ? profile.standingSince : null,
  handleReserved: profile.state === "closed",
});

export async function officialCsv(services: Services, handleDomain: string): Promise<string> {
  const rows = (await listOfficial(services.db)).map((profile) => officialEntry(services.origin, profile, handleDomain));
  return [
    ["id", "network", "channel", "handle", "address", "url", "name", "unit", "kind", "languages", "state", "official", "since", "until"],
    ...rows.map((row) => [row.id, row.network, row.channel, row.handle, row.address, row.url, Object.values(row.name)[0] ?? "", Object.values(row.unit ?? {})[0] ?? "", row.kind, row.languages.join(" "), row.state, String(row.official), row.since, row.until ?? ""]),
  ].map(csvLine).join("");
}

