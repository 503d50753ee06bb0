import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Hono } from "hono";

const root = join(import.meta.dirname, "..", "..");
const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
};

const CREST =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 36"><path d="M1 1h30v18c0 9-7 14-15 16C8 33 1 28 1 19z" fill="BRAND"/><path d="M8 15v5h4l8 5V10l-8 5zm14 0v5m-9 2 1 6h3l-1-5" fill="none" stroke="#fff" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/></svg>';

/** Style sheets, font, crest and the built back office; small enough to be kept in memory. */
export function assets(brand: () => Promise<string>): Hono {
  const app = new Hono();
  const fixed: Readonly<Record<string, string>> = {
    "ui.css": join(root, "src/web/ui/ui.css"),
    "portal.css": join(root, "src/web/portal/portal.css"),
    "atkinson.woff2": createRequire(import.meta.url).resolve(
      "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    ),
  };
  const cache = new Map<string, Promise<{ bytes: Uint8Array<ArrayBuffer>; etag: string }>>();
  const load = (path: string) => {
    const known = cache.get(path);
    if (known) return known;
    const read = readFile(path).then((bytes) => ({ bytes: new Uint8Array(bytes), etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"` }));
    cache.set(path, read);
    read.catch(() => cache.delete(path));
    return read;
  };

  app.get("/assets/brand.css", async (context) => context.body(`:root{--brand:${await brand()}}`, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "no-cache" }));
  app.get("/assets/crest.svg", async (context) => context.body(CREST.replace("BRAND", await brand()), 200, { "content-type": "image/svg+xml", "cache-control": "no-cache" }));
  app.get("/assets/:file", async (context) => {
    const path = fixed[context.req.param("file")];
    if (!path) return context.notFound();
    const { bytes, etag } = await load(path);
    const headers = { "content-type": typeOf(path), etag, "cache-control": "no-cache" };
    return context.req.header("if-none-match") === etag ? context.body(null, 304, headers) : context.body(bytes, 200, headers);
  });

  app.get("/app/assets/:file", async (context) => {
    const folder = join(root, "dist/office/assets");
    const file = (await readdir(folder)).find((name) => name === context.req.param("file"));
    if (!file) return context.notFound();
    const { bytes } = await load(join(folder, file));
    // The name holds a digest of the content.
    return context.body(bytes, 200, { "content-type": typeOf(file), "cache-control": "public, max-age=31536000, immutable" });
  });
  const office = async () => readFile(join(root, "dist/office/index.html"), "utf8");
  app.get("/app", (context) => context.redirect("/app/", 301));
  app.get("/app/*", async (context) => context.html(await office(), 200, { "cache-control": "no-cache" }));
  app.get("/robots.txt", (context) => context.text("User-agent: *\nDisallow: /app/\nDisallow: /entrar\nDisallow: /office/\n"));
  return app;
}

const typeOf = (path: string) => types[/\.\w+$/.exec(path)?.[0] ?? ""] ?? "application/octet-stream";
