import { type Context, Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { html, raw } from "hono/html";
import { renderSVG } from "uqr";
import { parseId } from "#kernel/id.ts";
import {
  acceptInvitation, beginEnrolment, findInvited, giveSecondFactor, openSession, signIn,
} from "#modules/access/index.ts";
import { findPerson, listAppointments, listPeople, type Person } from "#modules/authority/index.ts";
import { findCouncil } from "#modules/policy/index.ts";
import { inTransaction } from "#platform/database.ts";
import { isLoopback } from "#platform/config.ts";
import { isOwnRequest } from "#web/http/security.ts";
import type { Services } from "#web/http/services.ts";
import { keepSession, sessionOf, visitorOf } from "#web/http/session.ts";
import { localized, pageSetting, type PageSetting } from "#web/portal/frame.ts";
import { roles } from "#web/office/vocabulary.ts";
import { doorLanguage, doorPage, field, formFields } from "./page.ts";

type Trouble = { readonly kind: string };

/** Signing in: password, then second factor; in the example city, choosing who to be. Plain forms, no script. */
export function entry(services: Services): Hono {
  const app = new Hono();
  const { db, clock } = services;
  const setting = async (context: Context) => pageSetting(doorLanguage(context), await findCouncil(db), clock.now());
  const posted = (path: string, handle: (context: Context) => Promise<Response>) =>
    app.post(path, async (context) => (isOwnRequest(context.req.raw, services.origin) ? handle(context) : context.text("forbidden", 403)));

  app.get("/entrar", async (context) => {
    const page = await setting(context);
    const next = safeNext(context.req.query("next"));
    return context.html(services.example ? await choosePage(services, page, next) : signInPage(services, page, { next }));
  });
  posted("/entrar", async (context) => {
    const page = await setting(context);
    const fields = await formFields(context);
    const signed = await signIn(db, { email: fields["email"] ?? "", password: fields["password"] ?? "" }, visitorOf(context), clock.now());
    if (!signed.ok) return context.html(signInPage(services, page, { trouble: signed.refusal, email: fields["email"] ?? "", next: safeNext(fields["next"]) }), 422);
    keepSession(context, signed.value.token);
    keepNext(context, fields["next"]);
    return context.redirect(withLanguage(context, signed.value.next === "enrol" ? "/entrar/alta" : "/entrar/codigo"), 303);
  });
  posted("/entrar/como", async (context) => {
    const fields = await formFields(context);
    const id = parseId<"person">(fields["person"] ?? "");
    const person = id && (await findPerson(db, id));
    if (!services.example || !person || !isLoopback(new URL(services.origin).hostname)) return context.text("forbidden", 403);
    const token = await inTransaction(db, (tx) => openSession(tx, person.id, { complete: true, visitor: visitorOf(context) }, clock.now()));
    keepSession(context, token);
    return context.redirect(safeNext(fields["next"]), 303);
  });

  app.get("/entrar/codigo", async (context) => {
    if (!(await sessionOf(context, services))) return context.redirect("/entrar", 303);
    return context.html(codePage(await setting(context), {}));
  });
  app.get("/entrar/alta", async (context) => {
    const session = await sessionOf(context, services);
    const begun = session && (await beginEnrolment(db, services.keyring, session.personId));
    if (!begun?.ok) return context.redirect(session ? "/entrar/codigo" : "/entrar", 303);
    return context.html(enrolPage(await setting(context), begun.value, {}));
  });
  posted("/entrar/codigo", async (context) => {
    const page = await setting(context);
    const session = await sessionOf(context, services);
    if (!session) return context.redirect("/entrar", 303);
    const given = await giveSecondFactor(db, services.keyring, session, (await formFields(context))["code"] ?? "", visitorOf(context), clock.now());
    if (!given.ok) {
      const begun = await beginEnrolment(db, services.keyring, session.personId);
      return context.html(begun.ok ? enrolPage(page, begun.value, { trouble: given.refusal }) : codePage(page, { trouble: given.refusal }), 422);
    }
    keepSession(context, given.value.token);
    return given.value.recoveryCodes.length > 0 ? context.html(recoveryPage(page, given.value.recoveryCodes)) : context.redirect(takeNext(context), 303);
  });

  app.get("/invitacion/:token", async (context) => {
    const page = await setting(context);
    const token = context.req.param("token");
    const personId = await findInvited(db, token, clock.now());
    const person = personId && (await findPerson(db, personId));
    if (!person) return context.html(doorPage(page, { title: page.t("entry.invitation.title"), path: "/entrar", trouble: { kind: "invitation-over" }, body: html`<p><a href="/entrar">${page.t("entry.signIn.title")}</a></p>` }), 410);
    return context.html(invitationPage(page, token, person, {}));
  });
  posted("/invitacion/:token", async (context) => {
    const page = await setting(context);
    const token = context.req.param("token") ?? "";
    const password = (await formFields(context))["password"] ?? "";
    const accepted = await acceptInvitation(db, { token, password }, visitorOf(context), clock.now());
    if (!accepted.ok) {
      const personId = await findInvited(db, token, clock.now());
      const person = personId && (await findPerson(db, personId));
      return person
        ? context.html(invitationPage(page, token, person, { trouble: accepted.refusal }), 422)
        : context.redirect(`/invitacion/${encodeURIComponent(token)}`, 303);
    }
    keepSession(context, accepted.value);
    return context.redirect(withLanguage(context, "/entrar/alta"), 303);
  });
  return app;
}

// Only places of those who work here: an address from outside must not lead anywhere else.
const safeNext = (path: string | undefined): string => (path !== undefined && /^\/(app\/[\w/?=&%.-]*|aprobar\/[0-9a-f-]{36})$/.test(path) ? path : "/app/");

const NEXT = "next";

/** Where to go after the second factor, over the pages in between. */
function keepNext(context: Context, path: string | undefined): void {
  setCookie(context, NEXT, safeNext(path), { prefix: "host", httpOnly: true, secure: true, sameSite: "Lax", path: "/", maxAge: 900 });
}

function takeNext(context: Context): string {
  const path = getCookie(context, NEXT, "host");
  deleteCookie(context, NEXT, { prefix: "host", secure: true, path: "/" });
  return safeNext(path);
}

const withLanguage = (context: Context, path: string) => {
  const chosen = context.req.query("l");
  return chosen ? `${path}?l=${encodeURIComponent(chosen)}` : path;
};

function signInPage(services: Services, page: PageSetting, shown: { readonly trouble?: Trouble; readonly email?: string; readonly next: string }) {
  const { t } = page;
  const origin = new URL(services.origin);
  const insecure = origin.protocol === "http:" && !isLoopback(origin.hostname);
  return doorPage(page, {
    title: t("entry.signIn.title"), path: "/entrar", trouble: shown.trouble,
    body: html`${insecure ? html`<div class="note bad"><p>${t("entry.signIn.insecure", { origin: services.origin })}</p></div>` : ""}
<form class="card" method="post"><input type="hidden" name="next" value="${shown.next}">${field({ name: "email", label: t("entry.email"), type: "email", value: shown.email ?? "", autocomplete: "username" })}
${field({ name: "password", label: t("entry.password"), type: "password", autocomplete: "current-password" })}
<button class="btn go">${t("entry.signIn.go")}</button></form><p class="dim">${t("entry.signIn.lost")}</p>`,
  });
}

async function choosePage(services: Services, page: PageSetting, next: string) {
  const { t } = page;
  const [people, appointments] = await Promise.all([listPeople(services.db), listAppointments(services.db, services.clock.now())]);
  const rolesOf = (person: Person) => [...new Set(appointments.filter((appointment) => appointment.personId === person.id).map((appointment) => appointment.role))];
  const list = (some: readonly Person[]) => html`<ul class="people plain">${some.map((person) => {
    const names = rolesOf(person).map((role) => t(`role.${role}`));
    return html`<li><form method="post" action="/entrar/como"><input type="hidden" name="next" value="${next}"><input type="hidden" name="person" value="${person.id}"><button class="btn"><strong>${person.name}</strong><span class="dim">${page.format.list(names.length > 0 ? names : [t("entry.choose.noRole")])}</span><span class="dim">${person.unit ? localized(page, person.unit).text : ""}</span></button></form></li>`;
  })}</ul>`;
  // Whoever the example's stories are about was entered first; the rest of the city is behind its roles.
  const first = people.reduce((least, person) => (person.enteredAt < least ? person.enteredAt : least), people[0]?.enteredAt ?? "");
  const others = people.filter((person) => person.enteredAt > first);
  return doorPage(page, {
    title: t("entry.choose.title"), path: "/entrar", wide: true,
    body: html`<p>${t("entry.choose.lead")}</p>${list(people.filter((person) => person.enteredAt === first))}${others.length > 0 ? html`<h2>${t("entry.choose.others", { count: others.length })}</h2>` : ""}${roles.map((role) => {
      const some = others.filter((person) => rolesOf(person)[0] === role);
      return some.length === 0 ? "" : html`<details><summary>${t(`role.${role}`)} (${some.length})</summary>${list(some)}</details>`;
    })}<p><a href="/${page.language}">${t("entry.choose.portal")}</a></p>`,
  });
}

function codePage(page: PageSetting, shown: { readonly trouble?: Trouble }) {
  const { t } = page;
  return doorPage(page, {
    title: t("entry.code.title"), path: "/entrar/codigo", trouble: shown.trouble,
    body: html`<form class="card" method="post" action="/entrar/codigo?l=${page.language}">${field({ name: "code", label: t("entry.code.label"), hint: t("entry.code.hint"), autocomplete: "one-time-code", inputmode: "text" })}<button class="btn go">${t("entry.code.go")}</button></form>`,
  });
}

function enrolPage(page: PageSetting, enrolment: { readonly uri: string; readonly secret: string }, shown: { readonly trouble?: Trouble }) {
  const { t } = page;
  const picture = `data:image/svg+xml;base64,${Buffer.from(renderSVG(enrolment.uri, { border: 2 })).toString("base64")}`;
  return doorPage(page, {
    title: t("entry.enrol.title"), path: "/entrar/alta", trouble: shown.trouble,
    body: html`<p>${t("entry.enrol.lead")}</p><div class="card stack"><img class="qr" src="${raw(picture)}" alt="${t("entry.enrol.qr")}" width="224" height="224"><p>${t("entry.enrol.byHand")} <code>${enrolment.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code></p>
<form method="post" action="/entrar/codigo?l=${page.language}">${field({ name: "code", label: t("entry.enrol.label"), autocomplete: "one-time-code", inputmode: "numeric" })}<button class="btn go">${t("entry.enrol.go")}</button></form></div>`,
  });
}

function recoveryPage(page: PageSetting, codes: readonly string[]) {
  const { t } = page;
  return doorPage(page, {
    title: t("entry.recovery.title"), path: "/app/",
    body: html`<p>${t("entry.recovery.lead")}</p><div class="card"><ul class="codes plain">${codes.map((code) => html`<li>${code}</li>`)}</ul></div><p><a class="btn go" href="/app/">${t("entry.recovery.go")}</a></p>`,
  });
}

function invitationPage(page: PageSetting, token: string, person: { readonly name: string; readonly email: string }, shown: { readonly trouble?: Trouble }) {
  const { t } = page;
  return doorPage(page, {
    title: t("entry.invitation.title"), path: `/invitacion/${encodeURIComponent(token)}`, trouble: shown.trouble,
    body: html`<p>${t("entry.invitation.lead", { name: person.name })}</p><form class="card" method="post"><div><span class="label">${t("entry.email")}</span><p>${person.email}</p></div><input type="hidden" name="username" autocomplete="username" value="${person.email}">
${field({ name: "password", label: t("entry.newPassword"), type: "password", hint: t("entry.passwordHint"), autocomplete: "new-password" })}<button class="btn go">${t("entry.invitation.go")}</button></form>`,
  });
}
