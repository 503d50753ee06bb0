import { startSite, type TestSite } from "#tests/site.ts";

type Language = "es" | "eu";
type Texts = Readonly<Record<Language, string>>;

interface MunicipalPage {
  readonly slug: string;
  readonly title: Texts;
  readonly summary: Texts;
  readonly body: Texts;
}

/** News of an invented council, as a web that knows nothing of us would publish them. */
export const news = {
  bridge: {
    slug: "puente-viejo",
    title: { es: "El Puente Viejo se abre de nuevo al paso", eu: "Zubi Zaharra berriro zabalduko da" },
    summary: {
      es: "Desde el 24 de septiembre puede volver a cruzarse a pie el Puente Viejo, tras dos meses de obras.",
      eu: "Irailaren 24tik aurrera, oinez zeharkatu ahal izango da berriro Zubi Zaharra, bi hilabeteko obren ondoren.",
    },
    body: { es: "El paso de bicicletas se abrirá en octubre.", eu: "Bizikletentzako pasabidea urrian irekiko da." },
  },
  clerks: {
    slug: "turnos-ventanilla",
    title: { es: "Turnos del personal de ventanilla", eu: "Leihatilako langileen txandak" },
    summary: { es: "Cuadrante interno de octubre.", eu: "Urriko barne-koadrantea." },
    body: { es: "Solo para el personal.", eu: "Langileentzat bakarrik." },
  },
  fair: {
    slug: "feria-otono",
    title: { es: "Programa de la feria de otoño", eu: "Udazkeneko azokaren egitaraua" },
    summary: { es: "La feria de otoño será el 17 y el 18 de octubre.", eu: "Udazkeneko azoka urriaren 17an eta 18an izango da." },
    body: { es: "El programa completo se publicará en octubre.", eu: "Egitarau osoa urrian argitaratuko da." },
  },
} as const satisfies Record<string, MunicipalPage>;

/** A page that says of itself that it holds no more. No feed names it. */
const expired: MunicipalPage = {
  slug: "corte-agosto",
  title: { es: "Corte de agua de agosto", eu: "Abuztuko ur-mozketa" },
  summary: { es: "Este contenido no está vigente.", eu: "Este contenido no está vigente." },
  body: { es: "El 12 de agosto se cortó el agua en la calle del Molino.", eu: "Abuztuaren 12an ura moztu zen Errota kalean." },
};

export interface MunicipalWeb {
  readonly site: TestSite;
  pageOf(page: MunicipalPage, language: Language): string;
  readonly expiredPage: string;
}

/** A council's web on 127.0.0.1: a home page with a feed a language, and the pages that they name. */
export async function startMunicipalWeb(): Promise<MunicipalWeb> {
  const site = await startSite();
  const languages = ["es", "eu"] as const;
  const pageOf = (page: MunicipalPage, language: Language) => `${site.origin}/${language}/${page.slug}`;
  const html = (language: Language, title: string, body: string, head = "") =>
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body><main><h1>${title}</h1>${body}</main></body></html>`;

  const feeds = languages.map((language) => `<link rel="alternate" type="application/rss+xml" title="Novedades (${language})" href="/${language}/rss.xml">`).join("");
  site.set("/", { body: html("es", "Ayuntamiento de Prueba", "<p>Bienvenida.</p>", feeds) });
  for (const language of languages) {
    const items = Object.values(news).map((page, index) =>
      `<item><title>${page.title[language]}</title><link>${pageOf(page, language)}</link><guid>${pageOf(page, language)}</guid>` +
      `<description>${page.summary[language]}</description><pubDate>Mon, 21 Sep 2026 0${5 + index}:30:00 GMT</pubDate></item>`);
    site.set(`/${language}/rss.xml`, {
      type: "application/rss+xml; charset=utf-8",
      body: `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Novedades</title><link>${site.origin}/</link><description>Novedades</description><language>${language}</language>${items.join("")}</channel></rss>`,
    });
    for (const page of [...Object.values(news), expired]) {
      const alternates = languages.map((other) => `<link rel="alternate" hreflang="${other}" href="${pageOf(page, other)}">`).join("");
      site.set(`/${language}/${page.slug}`, {
        body: html(language, page.title[language], `<p>${page.summary[language]}</p><p>${page.body[language]}</p>`, `<meta name="description" content="${page.summary[language]}">${alternates}`),
      });
    }
  }
  return { site, pageOf, expiredPage: pageOf(expired, "es") };
}
