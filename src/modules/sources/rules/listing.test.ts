import { describe, expect, test } from "vitest";
import { isListing, listedOn } from "./listing.ts";

const at = (url: string) => {
  const { hostname: host, port, pathname: path, searchParams } = new URL(url, "https://web.example");
  return { parts: { scheme: "https" as const, host, port, path, query: [...searchParams.entries()] } };
};
const listed = (listing: string, ...links: readonly (readonly [url: string, text: string])[]) =>
  listedOn(at(listing).parts, links.map(([url, text]) => ({ address: at(url), text }))).map(({ address: { parts } }) => parts.path);

describe("FLO-1 what a page lists", () => {
  test.each([
    ["/noticias", "/noticias/1"], ["/noticias/", "/noticias/2026/09/corte"], ["/noticias/index.html", "/noticias/1"], ["/noticias.php", "/contenido.php"], ["/", "/corte"], ["/es/noticias?orden=fecha", "/es/noticias/corte"],
  ])("%s lists %s", (listing, path) => expect(listed(listing, [path, "Corte de tráfico en la calle Mayor"])).toEqual([path]));
  test.each([
    ["another section", "/agenda/1", "Corte de tráfico en la calle Mayor"],
    ["another host", "https://elsewhere.example/noticias/1", "Corte de tráfico en la calle Mayor"],
    ["another port", "https://web.example:8443/noticias/1", "Corte de tráfico en la calle Mayor"],
    ["another sheet of the list", "/noticias/?pagina=2", "Página siguiente de noticias"],
    ["itself", "/noticias", "Noticias del Ayuntamiento"],
    ["a file", "/noticias/plan.pdf", "Plan de movilidad de la ciudad"],
    ["a number", "/noticias/2", "2"],
    ["«read more»", "/noticias/1", "Leer más"],
    ["a single word", "/noticias/historico", "Hemeroteca2025"],
  ])("not %s", (_, url, text) => expect(listed("/noticias/", [url, text])).toEqual([]));
  test("a page of five headlines lists; one with four, or an article with some beside it, does not", () => {
    const headlines = Array.from({ length: 5 }, () => "Corte de tráfico en la calle Mayor");
    expect([isListing(headlines, 1_300), isListing(headlines.slice(1), 200), isListing(headlines, 4_000)]).toEqual([true, false, false]);
  });
});
