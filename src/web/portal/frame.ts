import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { inLanguage } from "#kernel/language.ts";
import type { Council } from "#modules/policy/index.ts";
import { type Format, formatter } from "#web/i18n/format.ts";
import { translatorFor } from "#web/i18n/messages.ts";
import { interfaceLanguages, type InterfaceLanguage, type Translate } from "#web/i18n/translate.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every server-rendered page needs. */
export interface PageSetting {
  readonly t: Translate;
  readonly format: Format;
  readonly language: InterfaceLanguage;
  readonly council: Council | undefined;
  readonly now: string;
}

export function pageSetting(language: InterfaceLanguage, council: Council | undefined, now: string): PageSetting {
  return { t: translatorFor(language), format: formatter(language, council?.zone ?? "Europe/Madrid"), language, council, now };
}

/** Text of the council in the reader's language, else in the first of its own; with the language it is in. */
export function localized(page: PageSetting, texts: Readonly<Record<string, string>>): { readonly text: string; readonly language: string } {
  const order = [page.language, ...(page.council?.languages ?? [])];
  const language = order.find((tag) => texts[tag]) ?? Object.keys(texts)[0] ?? page.language;
  return { text: inLanguage(texts, order) ?? "", language };
}

export const megaphone = raw(
  '<svg viewBox="0 0 32 36" width="32" height="36" aria-hidden="true" focusable="false"><path d="M1 1h30v18c0 9-7 14-15 16C8 33 1 28 1 19z" fill="var(--accent)"/><path d="M8 15v5h4l8 5V10l-8 5zm14 0v5m-9 2 1 6h3l-1-5" fill="none" stroke="var(--accent-ink)" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/></svg>',
);

export interface Frame {
  readonly title: string;
  readonly body: Html;
  /** Path of the same page in another language. */
  readonly pathIn?: ((language: InterfaceLanguage) => string) | undefined;
  /** Extra elements of the head. */
  readonly head?: Html;
  /** Fields of a description, for previews of links. */
  readonly description?: string;
}

/** A public page: no script, one style sheet, the same path in each language. */
export function portalPage(page: PageSetting, origin: string, frame: Frame): Html {
  const { t, language, council } = page;
  const name = council ? localized(page, council.name).text : "Pregonero";
  const { pathIn } = frame;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title} · ${name}</title>
${frame.description ? html`<meta name="description" content="${frame.description}">` : ""}
<link rel="stylesheet" href="/assets/ui.css">
<link rel="stylesheet" href="/assets/portal.css">
<link rel="stylesheet" href="/assets/brand.css">
<link rel="icon" href="/assets/crest.svg" type="image/svg+xml">
${pathIn ? interfaceLanguages.map((other) => html`<link rel="alternate" hreflang="${other}" href="${origin}${pathIn(other)}">`) : ""}
<link rel="alternate" type="application/atom+xml" title="${name}" href="/${language}/feed.atom">
<link rel="alternate" type="application/rss+xml" title="${name}" href="/${language}/feed.rss">
<link rel="alternate" type="application/feed+json" title="${name}" href="/${language}/feed.json">
${frame.head ?? ""}
</head>
<body class="portal">
<a class="skip" href="#main">${t("portal.skip")}</a>
<header>
<a class="crest" href="/${language}">${megaphone}<span>${name}</span></a>
${pathIn ? html`<nav aria-label="${t("portal.languages")}"><ul class="row plain">${interfaceLanguages.map((other) => html`<li>${other === language
    ? html`<strong aria-current="true" lang="${other}">${languageNames[other]}</strong>`
    : html`<a href="${pathIn(other)}" lang="${other}" hreflang="${other}">${languageNames[other]}</a>`}</li>`)}</ul></nav>` : ""}
</header>
<main id="main" class="stack loose">${frame.body}</main>
<footer>
<nav aria-label="${t("portal.footer")}"><ul class="row plain wide">
<li><a href="/${language}">${t("portal.directory.title")}</a></li>
<li><a href="/${language}/official">${t("portal.official.title")}</a></li>
<li><a href="/${language}/publications">${t("portal.publications.title")}</a></li>
<li><a href="/${language}/evidence">${t("portal.evidence.title")}</a></li>
<li><a href="/${language}/accessibility">${t("portal.accessibility.title")}</a></li>
<li><a href="/${language}/feed.atom">${t("portal.feed")}</a></li>
<li><a href="/entrar">${t("portal.staff")}</a></li>
</ul></nav>
</footer>
</body>
</html>`;
}

export const languageNames: Readonly<Record<InterfaceLanguage, string>> = { es: "Castellano", eu: "Euskara", en: "English" };

/** Plain text as people wrote it: paragraphs, line breaks, and addresses as links. */
export function paragraphs(text: string): Html {
  return html`${text.split(/\n{2,}/).filter((part) => part.trim() !== "").map((part) => html`<p>${part.split("\n").map((line, index) => html`${index > 0 ? raw("<br>") : ""}${linked(line)}`)}</p>`)}`;
}

const ADDRESS = /(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}»”’])/gu;

function linked(line: string): Html {
  return html`${line.split(ADDRESS).map((piece, index) => (index % 2 === 1 ? html`<a href="${piece}" rel="nofollow">${piece}</a>` : piece))}`;
}
