import { html } from "hono/html";
import type { Context } from "hono";
import { type Html, languageNames, megaphone, type PageSetting } from "#web/portal/frame.ts";
import { explain } from "#web/i18n/explain.ts";
import { interfaceLanguages, type InterfaceLanguage, isInterfaceLanguage } from "#web/i18n/translate.ts";

/** A page before the back office: one thing to do, no script. */
export function doorPage(page: PageSetting, door: { readonly title: string; readonly body: Html; readonly wide?: boolean; readonly path: string; readonly trouble?: { readonly kind: string } | undefined }): Html {
  const { t, language } = page;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${door.trouble ? `${t("entry.error")}: ` : ""}${door.title} · Pregonero</title>
<link rel="stylesheet" href="/assets/ui.css">
<link rel="stylesheet" href="/assets/portal.css">
<link rel="stylesheet" href="/assets/brand.css">
<link rel="icon" href="/assets/crest.svg" type="image/svg+xml">
</head>
<body class="door${door.wide ? " wide" : ""}">
<header><a class="crest" href="/">${megaphone}<span>Pregonero</span></a>
<nav aria-label="${t("portal.languages")}"><ul class="row plain">${interfaceLanguages.map((other) => html`<li>${other === language
    ? html`<strong lang="${other}">${languageNames[other]}</strong>`
    : html`<a href="${door.path}?l=${other}" lang="${other}" hreflang="${other}">${languageNames[other]}</a>`}</li>`)}</ul></nav></header>
<main class="stack loose">
<h1>${door.title}</h1>
${door.trouble ? html`<div class="note bad" role="alert"><p>${explain(page, "refusal", door.trouble.kind, { ...door.trouble })}</p></div>` : ""}
${door.body}
</main>
</body>
</html>`;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: string;
  readonly hint?: string;
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly inputmode?: string;
  readonly lang?: string;
}

export function field({ name, label, value = "", type = "text", hint, autocomplete, required = true, inputmode, lang }: Field): Html {
  return html`<div><label for="${name}">${label}</label>${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ""}
<input id="${name}" name="${name}" type="${type}" value="${value}" ${required ? html`required` : ""} ${hint ? html`aria-describedby="${name}-hint"` : ""} ${autocomplete ? html`autocomplete="${autocomplete}"` : ""} ${inputmode ? html`inputmode="${inputmode}"` : ""} ${lang ? html`lang="${lang}"` : ""}></div>`;
}

/** The language of a page before anybody is known: chosen in the address, else the browser's, else Spanish. */
export function doorLanguage(context: Context): InterfaceLanguage {
  const chosen = context.req.query("l") ?? "";
  if (isInterfaceLanguage(chosen)) return chosen;
  for (const part of (context.req.header("accept-language") ?? "").split(",")) {
    const tag = part.trim().split(/[;-]/)[0]?.toLowerCase() ?? "";
    if (isInterfaceLanguage(tag)) return tag;
  }
  return "es";
}

/** Text fields of a posted form; files and repeated fields are left out. */
export async function formFields(context: Context): Promise<Readonly<Record<string, string>>> {
  const form = await context.req.parseBody();
  return Object.fromEntries(Object.entries(form).flatMap(([name, value]) => (typeof value === "string" ? [[name, value.slice(0, 2_000)]] : [])));
}
