import { generateRssFeed } from "feedsmith";
import { Hono } from "hono";
import { html } from "hono/html";
import type { Egress } from "#platform/egress/index.ts";
import { type ExamplePage, examplePages } from "./pages.ts";

/** Where the example city's web lives: served by this process, read like any council's web. */
export const EXAMPLE_SITE = "/ejemplo/web";

/** Asks for what a page said before it was changed: only who makes the past of the city does. */
const AS_IT_WAS = "antes";

/** The way to the example city's web on a day on which one of its pages had not been changed yet. */
export function asItWas(egress: Egress, slug: string): Egress {
  const suffix = `&${AS_IT_WAS}=1`;
  return {
    ...egress,
    fetch: async (request) => {
      if (!request.url.includes(slug)) return egress.fetch(request);
      const answer = await egress.fetch({ ...request, url: request.url + suffix });
      return answer.kind === "answer" ? { ...answer, url: answer.url.replace(suffix, "") } : answer;
    },
  };
}

const languages = ["es", "eu"] as const;
type Language = (typeof languages)[number];
const names = { es: "Ayuntamiento de Robledal-Hariztegi", eu: "Robledal-Hariztegiko Udala" } as const;
export const sectionNames: Readonly<Record<ExamplePage["department"], Readonly<Record<Language, string>>>> = {
  mobility: { es: "Movilidad", eu: "Mugikortasuna" },
  culture: { es: "Cultura", eu: "Kultura" },
  sports: { es: "Deporte", eu: "Kirola" },
};

/** Each department keeps its own section of the web, with its own feeds. */
export const exampleSections = ["mobility", "culture", "sports"] as const;

export function exampleSite(origin: string): Hono {
  const app = new Hono();
  const home = `${origin}${EXAMPLE_SITE}`;
  const addressOf = (page: ExamplePage, language: Language) => `${home}/contenido?idioma=${language}&uid=${page.slug}`;

  app.get("/portada", (context) => {
    const language = languageOf(context.req.query("idioma"));
    return context.html(frame(home, language, names[language], html`<ul class="list">${examplePages.map((page) => html`<li><a href="${addressOf(page, language)}">${page[language].title}</a><span></span><span class="dim">${sectionNames[page.department][language]}</span></li>`)}</ul>`, (other) => `${home}/portada?idioma=${other}`));
  });
  for (const section of exampleSections) {
    app.get(`/${section}`, (context) => {
      const language = languageOf(context.req.query("idioma"));
      const pages = examplePages.filter((page) => page.department === section);
      return context.html(frame(home, language, sectionNames[section][language], html`<ul class="list">${pages.map((page) => html`<li><a href="${addressOf(page, language)}">${page[language].title}</a></li>`)}</ul>`, (other) => `${home}/${section}?idioma=${other}`, { section }));
    });
  }
  app.get("/contenido", (context) => {
    const language = languageOf(context.req.query("idioma"));
    const page = examplePages.find((candidate) => candidate.slug === context.req.query("uid"));
    if (!page) return context.text("Este contenido no está vigente.", 404);
    const text = (context.req.query(AS_IT_WAS) === undefined ? undefined : page.before?.[language]) ?? page[language];
    return context.html(frame(home, language, text.title, html`<article><p><strong>${text.summary}</strong></p>${text.body.map((line) => html`<p>${line}</p>`)}<p class="dim"><time datetime="${page.publishedAt}">${page.publishedAt.slice(0, 10)}</time></p></article>`, (other) => addressOf(page, other), { summary: text.summary }));
  });
  for (const section of exampleSections) {
    for (const language of languages) {
      app.get(`/${section}-${language}.xml`, (context) => context.body(generateRssFeed({
        title: `${sectionNames[section][language]} · ${names[language]}`, link: `${home}/${section}?idioma=${language}`, description: sectionNames[section][language], language,
        items: examplePages.filter((page) => page.department === section).map((page) => ({
          title: page[language].title, link: addressOf(page, language), guid: { value: addressOf(page, language), isPermaLink: true },
          description: (page.before ?? page)[language].summary, pubDate: new Date(page.publishedAt),
        })),
      }), 200, { "content-type": "application/rss+xml; charset=utf-8" }));
    }
  }
  return app;
}

const languageOf = (asked: string | undefined): Language => (asked === "eu" ? "eu" : "es");

function frame(home: string, language: Language, title: string, body: ReturnType<typeof html>, pathIn: (other: Language) => string, { summary = "", section }: { readonly summary?: string; readonly section?: ExamplePage["department"] } = {}) {
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · ${names[language]}</title>
${summary ? html`<meta name="description" content="${summary}">` : ""}
<link rel="stylesheet" href="/assets/ui.css"><link rel="stylesheet" href="/assets/portal.css"><link rel="stylesheet" href="/assets/brand.css">
${languages.map((other) => html`<link rel="alternate" hreflang="${other}" href="${pathIn(other)}">${section ? html`<link rel="alternate" type="application/rss+xml" title="${sectionNames[section][other]}" href="${home}/${section}-${other}.xml">` : ""}`)}
</head><body class="portal"><header><a class="crest" href="${home}/portada?idioma=${language}">${names[language]}</a><nav><ul class="row plain">${languages.map((other) => html`<li><a href="${pathIn(other)}" lang="${other}">${other}</a></li>`)}</ul></nav></header><main class="stack loose"><h1>${title}</h1>${body}</main></body></html>`;
}
