import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { parseId } from "#kernel/id.ts";
import { refuse, type Result } from "#kernel/result.ts";
import { factsOf, mayAnywhere, whoMay } from "#modules/authority/index.ts";
import { findCouncil } from "#modules/policy/index.ts";
import { anchoredText, approvePublication, findPublication, paragraphsOf, returnPublication } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import { statusOf } from "#web/http/refusal-status.ts";
import { isOwnRequest } from "#web/http/security.ts";
import type { Services } from "#web/http/services.ts";
import { type SignedIn, signedIn } from "#web/http/session.ts";
import { isInterfaceLanguage } from "#web/i18n/translate.ts";
import { readView } from "#web/office/server/publications.ts";
import { pageSetting, type PageSetting } from "#web/portal/frame.ts";
import { approvalPage } from "./approval-page.ts";
import { doorLanguage, doorPage, formFields } from "./page.ts";

type Trouble = { readonly kind: string };

/**
 * A publication that waits for approval, for who opens a link to it where the back office does not run: plain forms, no
 * script. The link only locates: it asks to sign in like any other, and the commands ask for the permission again.
 */
export function approval(services: Services): Hono {
  const app = new Hono();
  const setting = { limitsOf: services.limitsOf, origin: services.origin };

  app.get("/aprobar/:id", async (context) => {
    const visit = await admit(context, services, "office.read");
    return visit.ok ? show(context, services, visit.value, {}) : visit.refusal.answer;
  });
  app.post("/aprobar/:id", async (context) => {
    if (!isOwnRequest(context.req.raw, services.origin)) return context.text("forbidden", 403);
    const visit = await admit(context, services, "publication.decide");
    if (!visit.ok) return visit.refusal.answer;
    const id = parseId<"publication">(context.req.param("id"));
    if (!id) return show(context, services, visit.value, {});
    const fields = await formFields(context);
    const { actor } = visit.value.who;
    const hash = fields["hash"] ?? "";
    const decided: Result<unknown, Trouble> = await services.command(async (tx) => {
      if (fields["decision"] === "approve") return approvePublication(tx, setting, actor, { id, hash }, services.clock.now());
      const comment = fields["comment"] ?? "";
      const about = await paragraphAt(tx, id, fields["about"] ?? "");
      return returnPublication(tx, setting, actor, { id, hash, comment: about ? "" : comment, comments: about ? [{ ...about, words: comment }] : [] }, services.clock.now());
    });
    if (!decided.ok) return show(context, services, visit.value, { trouble: decided.refusal, comment: fields["comment"] ?? "", about: fields["about"] ?? "" });
    services.wake();
    return context.redirect(`/aprobar/${id}?l=${visit.value.page.language}`, 303);
  });
  return app;
}

interface Visit {
  readonly who: SignedIn;
  readonly page: PageSetting;
}

/** Signed in with both factors and with the permission somewhere; else the page that says what is missing. */
async function admit(context: Context, services: Services, permission: "office.read" | "publication.decide"): Promise<Result<Visit, { readonly kind: "not-admitted"; readonly answer: Response }>> {
  context.header("cache-control", "no-store");
  const id = parseId(context.req.param("id") ?? "");
  const who = await signedIn(context, services);
  const chosen = context.req.query("l") ?? "";
  if (!who) {
    const words = new URLSearchParams({ ...(id ? { next: `/aprobar/${id}` } : {}), ...(isInterfaceLanguage(chosen) ? { l: chosen } : {}) });
    return refuse({ kind: "not-admitted", answer: context.redirect(`/entrar?${words.toString()}`, 303) });
  }
  const own = who.person.language;
  const language = isInterfaceLanguage(chosen) ? chosen : isInterfaceLanguage(own) ? own : doorLanguage(context);
  const now = services.clock.now();
  const page = pageSetting(language, await findCouncil(services.db), now);
  const facts = await factsOf(services.db, who.actor, now);
  if (mayAnywhere(facts, permission)) return { ok: true, value: { who, page } };
  const trouble = { kind: "not-permitted", action: permission, because: facts.inService ? "role" : "not-in-service", who: whoMay(permission) };
  return refuse({ kind: "not-admitted", answer: await context.html(doorPage(page, { title: page.t("approval.title"), path: context.req.path, trouble, body: html`<p>${page.t("approval.nothing")}</p>` }), 403) });
}

interface Shown {
  readonly trouble?: Trouble;
  readonly comment?: string;
  readonly about?: string;
}

async function show(context: Context, services: Services, { who, page }: Visit, shown: Shown): Promise<Response> {
  const id = parseId<"publication">(context.req.param("id") ?? "");
  const view = id && (await readView(services, who.actor, who.person, id));
  if (!view) {
    const trouble = { kind: "unknown-publication" };
    return context.html(doorPage(page, { title: page.t("approval.title"), path: "/aprobar", trouble, body: html`<p>${page.t("approval.nothing")}</p>` }), 404);
  }
  const profiles = await listProfiles(services.db);
  const texts = [null, ...view.content.profiles].flatMap((profileId) => Object.keys(profileId === null ? view.content.texts : (view.content.forks[profileId] ?? {})).map((language) => ({
    profileId, language, paragraphs: paragraphsOf((profileId === null ? view.content.texts : view.content.forks[profileId])?.[language] ?? ""),
  })));
  return context.html(approvalPage(page, { view, profiles, texts, name: who.person.name, ...shown }), shown.trouble ? statusOf(shown.trouble) : 200);
}

/** What a choice of the form points to, `common es 30 54`, with the words that stand there now. */
async function paragraphAt(tx: Tx, id: NonNullable<ReturnType<typeof parseId<"publication">>>, about: string) {
  const [, whose = "", language = "", from = "", to = ""] = /^(\S+) (\S+) (\d+) (\d+)$/.exec(about) ?? [];
  if (whose === "") return undefined;
  const found = await findPublication(tx, id);
  if (!found) return undefined;
  const profileId = whose === "common" ? null : (parseId<"profile">(whose) ?? null);
  const [start, end] = [Number(from), Number(to)];
  const quoted = Array.from(anchoredText(found.content, { profileId, language })).slice(start, end).join("");
  return { profileId, language, start, end, quoted };
}
