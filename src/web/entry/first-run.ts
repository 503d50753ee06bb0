import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { Result } from "#kernel/result.ts";
import { isOwnRequest } from "#web/http/security.ts";
import { keepSession, visitorOf } from "#web/http/session.ts";
import { pageSetting, type PageSetting } from "#web/portal/frame.ts";
import { doorLanguage, doorPage, field, formFields } from "./page.ts";

/** What the first person says of the council; everything can be added to later. */
export interface Founding {
  readonly token: string;
  readonly names: Readonly<Record<string, string>>;
  readonly languages: readonly string[];
  readonly zone: string;
  readonly handleDomain: string;
  readonly brand: string;
  readonly unit: string;
  readonly personName: string;
  readonly email: string;
  readonly password: string;
  readonly interfaceLanguage: string;
}

/** What the first-run page can do; the composition of the process does it. */
export interface FirstRun {
  readonly origin: string;
  /** Only on this machine: the example city's people have no passwords. */
  readonly mayLoadExample: boolean;
  loadExample(): Promise<void>;
  found(founding: Founding, visitor: ReturnType<typeof visitorOf>): Promise<Result<{ readonly sessionToken: string }, { readonly kind: string }>>;
  readonly now: () => string;
}

/** The only pages of an empty installation: found the council, or load the example city. */
export function firstRun(setup: FirstRun): Hono {
  const app = new Hono();
  const setting = (context: Context) => pageSetting(doorLanguage(context), undefined, setup.now());

  app.get("/inicio", (context) => context.html(firstRunPage(setup, setting(context), {})));
  app.post("/inicio/ejemplo", async (context) => {
    if (!isOwnRequest(context.req.raw, setup.origin) || !setup.mayLoadExample) return context.text("forbidden", 403);
    await setup.loadExample();
    return context.redirect("/entrar", 303);
  });
  app.post("/inicio", async (context) => {
    if (!isOwnRequest(context.req.raw, setup.origin)) return context.text("forbidden", 403);
    const fields = await formFields(context);
    const page = setting(context);
    const languages = (fields["languages"] ?? "").split(/[\s,]+/).filter((tag) => tag !== "");
    const founded = await setup.found({
      token: (fields["token"] ?? "").trim(),
      names: Object.fromEntries(languages.map((tag) => [tag, (fields[`name-${tag}`] ?? fields["name-es"] ?? "").trim()])),
      languages,
      zone: (fields["zone"] ?? "").trim(),
      handleDomain: (fields["handleDomain"] ?? "").trim().toLowerCase(),
      brand: (fields["brand"] ?? "").trim().toLowerCase(),
      unit: (fields["unit"] ?? "").trim(),
      personName: (fields["personName"] ?? "").trim(),
      email: (fields["email"] ?? "").trim(),
      password: fields["password"] ?? "",
      interfaceLanguage: page.language,
    }, visitorOf(context));
    if (!founded.ok) return context.html(firstRunPage(setup, page, { trouble: founded.refusal, fields }), 422);
    keepSession(context, founded.value.sessionToken);
    return context.redirect(`/entrar/alta?l=${page.language}`, 303);
  });
  app.all("*", (context) => (context.req.method === "GET" && !context.req.path.startsWith("/office/") ? context.redirect("/inicio", 302) : context.json({ refusal: { kind: "not-founded" } }, 503)));
  return app;
}

function firstRunPage(setup: FirstRun, page: PageSetting, shown: { readonly trouble?: { readonly kind: string }; readonly fields?: Readonly<Record<string, string>> }) {
  const { t } = page;
  const value = (name: string, fallback = "") => shown.fields?.[name] ?? fallback;
  return doorPage(page, {
    title: t("entry.first.title"), path: "/inicio", wide: true, trouble: shown.trouble,
    body: html`<p>${t("entry.first.lead")}</p>
<div class="choices">
<section class="card stack" aria-labelledby="example"><h2 id="example">${t("entry.first.exampleTitle")}</h2><p>${t("entry.first.exampleLead")}</p>
${setup.mayLoadExample ? html`<form method="post" action="/inicio/ejemplo"><button class="btn go">${t("entry.first.exampleGo")}</button></form><p class="hint">${t("entry.first.exampleHint")}</p>` : html`<p class="note wait">${t("entry.first.exampleElsewhere")}</p>`}</section>
<section class="card stack" aria-labelledby="found"><h2 id="found">${t("entry.first.foundTitle")}</h2><p>${t("entry.first.foundLead")}</p>
<form method="post" action="/inicio?l=${page.language}">
${field({ name: "token", label: t("entry.first.token"), hint: t("entry.first.tokenHint"), value: value("token"), autocomplete: "off" })}
${field({ name: "name-es", label: t("entry.first.nameEs"), value: value("name-es"), lang: "es" })}
${field({ name: "name-eu", label: t("entry.first.nameEu"), value: value("name-eu"), lang: "eu", required: false })}
${field({ name: "languages", label: t("entry.first.languages"), hint: t("entry.first.languagesHint"), value: value("languages", "es, eu") })}
${field({ name: "zone", label: t("entry.first.zone"), value: value("zone", "Europe/Madrid") })}
${field({ name: "handleDomain", label: t("entry.first.domain"), hint: t("entry.first.domainHint", { origin: setup.origin }), value: value("handleDomain", new URL(setup.origin).host) })}
${field({ name: "brand", label: t("entry.first.brand"), type: "color", value: value("brand", "#00693c") })}
${field({ name: "unit", label: t("entry.first.unit"), hint: t("entry.first.unitHint"), value: value("unit") })}
${field({ name: "personName", label: t("entry.first.person"), value: value("personName"), autocomplete: "name" })}
${field({ name: "email", label: t("entry.email"), type: "email", value: value("email"), autocomplete: "username" })}
${field({ name: "password", label: t("entry.newPassword"), type: "password", hint: t("entry.passwordHint"), autocomplete: "new-password" })}
<button class="btn go">${t("entry.first.foundGo")}</button></form></section>
</div>`,
  });
}

