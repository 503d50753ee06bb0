import { describe, expect, test } from "vitest";
import { readPage } from "./page.ts";

const read = (body: string) => {
  const page = readPage(new TextEncoder().encode(`<!doctype html><html lang="es"><head><title>Concierto · Ayuntamiento</title></head>${body.startsWith("<body") ? body : `<body>${body}</body>`}</html>`), "text/html; charset=utf-8", []);
  if (!page.ok) throw new Error(page.refusal.kind);
  return page.value;
};
const text = "La banda municipal toca el sábado 26 de septiembre, a las 19:00, en la plaza de la Fuente, con entrada libre.";
const more = "Si llueve, el concierto será en el teatro Principal, a la misma hora y también con entrada libre.";

describe("DRI-1 the main content of a page", () => {
  test("is without notices of cookies, trails, sharing, related lists and counters, whatever they are made of", () => {
    const page = read(`<div id="cookie-banner"><p>Usamos cookies propias y de terceros para mejorar la experiencia de quien visita esta página web.</p></div>
      <div class="breadcrumb">Inicio &gt; Cultura</div><main><h1>Concierto</h1><p>${text}</p><div class="rrss share-buttons">Compartir</div><div class="noticias-relacionadas"><h2>Más</h2><p>La línea 5 circulará desde el 27 de septiembre.</p></div>
      <span class="dim">Entrada libre</span><div id="contadorVisitas">1.204 visitas</div></main><div role="contentinfo">945 16 11 00</div>`);
    expect(page.text).toBe(`Concierto\n${text}\nEntrada libre`);
  });

  test("is found where the page does not say where it is", () => {
    const menu = ["Inicio", "Agenda", "Trámites", "Contacto"].map((word) => `<div><a href="/${word}">${word}</a></div>`).join("");
    const page = read(`<table><tr><td>${menu}</td><td><h1>Concierto</h1><div>${text}</div><div>${more}</div><div>Plaza de la Fuente</div></td></tr></table><div>${menu}</div><div>Aviso legal</div>`);
    expect(page.text).toMatch(/^Concierto\n/);
    expect(page.text).toContain(`${text}\n${more}\nPlaza de la Fuente`);
    expect(page.text).not.toMatch(/Trámites|Agenda/);
  });

  test("keeps the head of an article, what is in the one form of a page, and a page named after what is beside it", () => {
    expect(read(`<article><header><h1>Concierto</h1></header><p>${text}</p></article>`).text).toBe(`Concierto\n${text}`);
    expect(read(`<body class="with-sidebar"><form id="aspnetForm"><div class="content menu-open"><h1>Concierto</h1><p>${text}</p></div></form></body>`).text).toContain(text);
  });

  test("knows where its own words lead, and not where the site does", () => {
    expect(read(`<nav><a href="/inicio">Inicio</a></nav><main><p>${text} <a href="/entradas?x=1">Entradas</a></p></main>`).links).toEqual(["/entradas?x=1"]);
  });

  test("does not take four links of the text for a list, one in each sentence", () => {
    const sentences = Array.from({ length: 4 }, (_, n) => `<p>Puede leerse el acta ${n} de la comisión en <a href="/acta/${n}">la sede</a>, como siempre.</p>`).join("");
    expect(read(`<main>${sentences}</main>`).links).toHaveLength(4);
  });
});
