import { createHash, randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { parseId } from "#kernel/id.ts";
import { findInclusion, parsePublishedPath, proofText, readCheckpoint, readEntryBundle, readTile } from "#modules/evidence/index.ts";
import { findCaptions } from "#modules/media/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { findProfile, type Profile, reportImpostor } from "#modules/register/index.ts";
import { listTokensOfHost, PROOF_PATH } from "#modules/sources/index.ts";
import { formFields } from "#web/entry/page.ts";
import { statusOf } from "#web/http/refusal-status.ts";
import { isOwnRequest } from "#web/http/security.ts";
import type { Services } from "#web/http/services.ts";
import { visitorOf } from "#web/http/session.ts";
import { interfaceLanguages, type InterfaceLanguage, isInterfaceLanguage } from "#web/i18n/translate.ts";
import { directoryPage, profilePage } from "./directory.ts";
import { feedDocument, feedFormats } from "./feeds.ts";
import { type Html, pageSetting, type PageSetting, portalPage } from "./frame.ts";
import { keptForEver, sendMedia } from "./media.ts";
import { lookUp, officialCsv, officialDocument, officialEntry, officialPage } from "./official.ts";
import { permalinkPage, publicationsPage } from "./publications.ts";
import { accessibilityPage, evidencePage } from "./statements.ts";
import { html } from "hono/html";

/** Everything that anybody may read: pages, feeds, pictures and the evidence. Works without script and without cookie. */
export function portal(services: Services): Hono {
  const app = new Hono();
  const { db, clock } = services;
  // Dies with the process: what it made of where reports came from can be told by nobody afterwards.
  const salt = randomBytes(32).toString("base64url");

  app.get("/", (context) => context.redirect(`/${preferredLanguage(context)}`, 302));
  app.get("/p/:id", (context) => context.redirect(`/${preferredLanguage(context)}/p/${context.req.param("id")}`, 302));
  app.get("/a/:id", (context) => context.redirect(`/${preferredLanguage(context)}/a/${context.req.param("id")}`, 302));

  const pages = (path: string, render: (page: PageSetting, context: Context) => Promise<Html | Response | { status: 200 | 404 | 410; body: Html }> | Html) => {
    app.get(`/:language{e[sun]}${path}`, async (context) => {
      const language = context.req.param("language");
      if (!isInterfaceLanguage(language ?? "")) return context.notFound();
      const page = pageSetting(language as InterfaceLanguage, await getCouncil(db), clock.now());
      const answer = await render(page, context);
      if (answer instanceof Response) return answer;
      const { status, body } = typeof answer === "object" && "status" in answer && "body" in answer ? answer : { status: 200 as const, body: answer };
      return withEtag(context, await body, "text/html; charset=utf-8", status);
    });
  };
  const missing = (page: PageSetting) => ({
    status: 404 as const,
    body: portalPage(page, services.origin, { title: page.t("portal.notFound.title"), body: html`<h1>${page.t("portal.notFound.title")}</h1><p>${page.t("portal.notFound.lead")}</p>` }),
  });

  const asked = (context: Context, name: string, most = 200) => context.req.query(name)?.slice(0, most) ?? "";
  pages("", (page, context) =>
    directoryPage(services, page, { words: asked(context, "q"), network: asked(context, "network"), unit: asked(context, "unit"), state: asked(context, "state") }));
  pages("/official", (page, context) => officialPage(services, page, asked(context, "q", 500)));
  app.post("/:language{e[sun]}/official/report", async (context) => {
    const language = context.req.param("language");
    if (!isInterfaceLanguage(language)) return context.notFound();
    if (!isOwnRequest(context.req.raw, services.origin)) return context.text("forbidden", 403);
    const fields = await formFields(context);
    const pasted = (fields["q"] ?? "").slice(0, 500);
    const answer = await lookUp(services, pasted);
    const nearestId = answer.kind === "not-official" ? answer.nearest?.id : undefined;
    const isOurs = answer.kind === "official" || answer.kind === "web";
    const reported = isOurs
      ? ({ ok: false, refusal: { kind: "is-official" } } as const)
      : await services.command((tx) => reportImpostor(tx, { address: pasted, note: fields["note"] ?? "", nearestId, by: { visitor: visitorOf(context).source, salt } }, clock.now()));
    const page = pageSetting(language, await getCouncil(db), clock.now());
    const body = await officialPage(services, page, pasted, reported.ok ? { kind: "thanks" } : { kind: "refused", refusal: reported.refusal });
    return context.html(body, reported.ok ? 200 : statusOf(reported.refusal), { "cache-control": "no-store" });
  });
  const sendOfficial = async (context: Context) => {
    const text = JSON.stringify(await officialDocument(services, await getCouncil(db)), null, 1);
    context.header("access-control-allow-origin", "*");
    return withEtag(context, text, "application/json; charset=utf-8");
  };
  app.get("/profiles.json", sendOfficial);
  app.get("/.well-known/official-profiles.json", sendOfficial);
  // A web of the council's that this process serves proves itself (WEB-2).
  app.get(PROOF_PATH, async (context) => {
    const tokens = await listTokensOfHost(db, new URL(services.origin).host);
    return tokens.length > 0 ? context.text(`${tokens.join("\n")}\n`, 200, { "cache-control": "no-store" }) : context.notFound();
  });
  app.get("/profiles.csv", async (context) => withEtag(context, await officialCsv(services, (await getCouncil(db)).handleDomain), "text/csv; charset=utf-8"));
  // The lookup for programs: browsers' extensions, other councils' pages.
  app.get("/official.json", async (context) => {
    const answer = await lookUp(services, asked(context, "q", 500));
    const { handleDomain } = await getCouncil(db);
    const entry = (profile: Profile) => officialEntry(services.origin, profile, handleDomain);
    const told = {
      answer: answer.kind,
      profiles: answer.kind === "official" ? answer.profiles.map(entry) : answer.kind === "formerly" ? [entry(answer.profile)] : [],
      nearest: answer.kind === "not-official" && answer.nearest ? entry(answer.nearest) : null,
    };
    return context.json(told, 200, { "access-control-allow-origin": "*", "cache-control": "no-cache" });
  });
  pages("/publications", (page, context) => publicationsPage(services, page, context.req.query("before")));
  pages("/evidence", (page) => evidencePage(services, page));
  pages("/accessibility", (page) => accessibilityPage(services, page));
  pages("/a/:id", (page, context) => {
    const id = parseId<"publication">(context.req.param("id") ?? "");
    return id ? permalinkPage(services, page, id) : Promise.resolve(missing(page));
  });
  pages("/p/:id", async (page, context) => {
    const id = parseId<"profile">(context.req.param("id") ?? "");
    const profile = id && (await findProfile(db, id));
    // What is only found, or not open yet, is no page of ours.
    return profile && profile.state !== "found" && profile.state !== "opening" ? profilePage(services, page, profile) : missing(page);
  });

  for (const format of feedFormats) {
    const send = async (context: Context) => {
      const language = context.req.param("language") ?? "";
      if (!isInterfaceLanguage(language)) return context.notFound();
      const id = context.req.param("id");
      const profileId = id === undefined ? undefined : parseId<"profile">(id);
      const profile = profileId && (await findProfile(db, profileId));
      if (id !== undefined && !profile) return context.notFound();
      const document = await feedDocument(services, await getCouncil(db), language, format, profile);
      return withEtag(context, document.body, document.type);
    };
    app.get(`/:language{e[sun]}/feed.${format}`, send);
    app.get(`/:language{e[sun]}/p/:id/feed.${format}`, send);
  }

  app.get("/media/:file", (context) => sendMedia(context, services));
  app.get("/media/captions/:file", async (context) => {
    const hash = /^([0-9a-f]{64})\.vtt$/.exec(context.req.param("file"))?.[1];
    const text = hash && (await findCaptions(db, hash));
    return text ? context.body(text, 200, { "content-type": "text/vtt; charset=utf-8", ...keptForEver }) : context.notFound();
  });

  app.get("/evidence/checkpoint", async (context) => {
    const checkpoint = await readCheckpoint(db);
    return checkpoint ? context.text(checkpoint.note, 200, { "cache-control": "no-cache" }) : context.notFound();
  });
  app.get("/evidence/vkey", (context) => context.text(`${services.verifierKey}\n`));
  app.get("/evidence/proof/:id", async (context) => {
    const id = parseId<"evidence">(context.req.param("id"));
    const proof = id && (await findInclusion(db, id));
    return proof ? context.text(proofText(proof), 200, { "cache-control": "no-cache" }) : context.notFound();
  });
  app.get("/evidence/tile/*", async (context) => {
    const path = parsePublishedPath(context.req.path.slice("/evidence/".length));
    const bytes = path === undefined || path.kind === "checkpoint"
      ? undefined
      : path.kind === "entries" ? await readEntryBundle(db, path.index, path.width) : await readTile(db, path.level, path.index, path.width);
    return bytes
      ? context.body(new Uint8Array(bytes), 200, { "content-type": "application/octet-stream", "cache-control": "public, max-age=31536000, immutable" })
      : context.notFound();
  });
  // Last, so that it stands behind everything that has a language in its address.
  pages("/*", (page) => Promise.resolve(missing(page)));
  return app;
}

/** The first of es, eu and en that the reader's browser asks for; Basque or Spanish decide by the council's own order. */
function preferredLanguage(context: Context): InterfaceLanguage {
  const asked = (context.req.header("accept-language") ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", weight = "q=1"] = part.trim().split(";");
      return { tag: tag.trim().toLowerCase().split("-")[0] ?? "", weight: Number(weight.replace("q=", "")) };
    })
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of asked) {
    const language = interfaceLanguages.find((candidate) => candidate === tag);
    if (language) return language;
  }
  return "es";
}

/** Sends a body with its ETag; a reader that has it gets 304. Readers ask again each time, so nothing is stale after a correction. */
function withEtag(context: Context, body: { toString(): string }, type: string, status: 200 | 404 | 410 = 200): Response {
  const text = body.toString();
  const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
  const headers = { "content-type": type, etag, "cache-control": "no-cache", vary: "accept-encoding" };
  if (status === 200 && context.req.header("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(text, { status, headers });
}
