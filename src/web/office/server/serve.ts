import { Hono, type Context } from "hono";
import { randomUUID } from "node:crypto";
import { refuse, type Result } from "#kernel/result.ts";
import { factsOf, mayAnywhere, whoMay } from "#modules/authority/index.ts";
import { addPages, addUpload, largestUpload, largestVideo, mostPagesAtOnce, showPages } from "#modules/media/index.ts";
import { isOwnRequest } from "#web/http/security.ts";
import { statusOf } from "#web/http/refusal-status.ts";
import type { Services } from "#web/http/services.ts";
import { type SignedIn, signedIn } from "#web/http/session.ts";
import { officeContract, type OfficeEndpoint } from "../contract.ts";
import type { MediaView, PagesTaken, PdfView, Trouble } from "../views.ts";
import { accessReviewHandlers } from "./access-review.ts";
import { accountHandlers } from "./account.ts";
import type { Answer, Handlers, Visit } from "./handlers.ts";
import { agendaHandlers, sendAgenda } from "./agenda.ts";
import { calendarHandlers } from "./calendar.ts";
import { communicationActionHandlers } from "./communication-actions.ts";
import { coverageHandlers } from "./coverage.ts";
import { dedicationHandlers } from "./dedication.ts";
import { driftHandlers } from "./drifts.ts";
import { contractHandlers } from "./contracts.ts";
import { fileNames, sendFile } from "./files.ts";
import { flowHandlers } from "./flow.ts";
import { inboxHandlers } from "./inbox.ts";
import { watch } from "./live/route.ts";
import { noticeHandlers } from "./notices.ts";
import { organisationHandlers } from "./organisation.ts";
import { peopleHandlers } from "./people.ts";
import { personHandlers } from "./person.ts";
import { mediaView, pictureHandlers } from "./pictures.ts";
import { policyHandlers } from "./policy.ts";
import { presenceHandlers } from "./presence.ts";
import { lifeHandlers } from "./life.ts";
import { holidayHandlers } from "./holidays.ts";
import { profileGroupHandlers } from "./profile-groups.ts";
import { endConnection, profileHandlers, registerCsv } from "./profiles.ts";
import { requestHandlers } from "./requests.ts";
import { publicationHandlers } from "./publications.ts";
import { rotaHandlers } from "./rota.ts";
import { laterReviewHandlers } from "./later-reviews.ts";
import { seriesHandlers } from "./series.ts";
import { sourceHandlers } from "./sources.ts";
import { stopHandlers } from "./stop.ts";
import { templateHandlers } from "./templates.ts";
import { todayHandlers } from "./today.ts";

/** The back office's endpoints under `/office`: each asks its permission, reads its input once and answers as the contract says. */
export function officeServer(services: Services): Hono {
  const handlers: Handlers = {
    ...accountHandlers(services),
    ...noticeHandlers(services),
    ...todayHandlers(services),
    ...sourceHandlers(services),
    ...driftHandlers(services),
    ...publicationHandlers(services),
    ...flowHandlers(services),
    ...calendarHandlers(services),
    ...agendaHandlers(services),
    ...laterReviewHandlers(services),
    ...seriesHandlers(services),
    ...templateHandlers(services),
    ...communicationActionHandlers(services),
    ...pictureHandlers(services),
    ...stopHandlers(services),
    ...profileHandlers(services),
    ...profileGroupHandlers(services),
    ...holidayHandlers(services),
    ...lifeHandlers(services),
    ...requestHandlers(services),
    ...inboxHandlers(services),
    ...peopleHandlers(services),
    ...coverageHandlers(services),
    ...dedicationHandlers(services),
    ...personHandlers(services),
    ...contractHandlers(services),
    ...organisationHandlers(services),
    ...policyHandlers(services),
    ...accessReviewHandlers(services),
    ...rotaHandlers(services),
    ...presenceHandlers(services),
  };
  const app = new Hono();
  const names = Object.keys(officeContract).filter((name): name is OfficeEndpoint => name in officeContract);
  for (const name of names) {
    const [method = "", path = ""] = name.split(" ");
    app.on(method, path, (context) => answer(context, services, name, handlers));
  }
  app.get("/live", (context) => watch(context, services));
  app.post("/media", (context) => receiveMedia(context, services));
  app.post("/pdf", (context) => showPdf(context, services));
  app.post("/pdf/pages", (context) => takePages(context, services));
  app.get("/profiles.csv", (context) => registerCsv(context, services));
  app.get("/calendar/:file{[A-Za-z0-9_-]+\\.ics}", (context) => sendAgenda(context, services, context.req.param("file")));
  app.get("/connections/callback", (context) => endConnection(context, services));
  for (const name of fileNames) app.get(`/${name}.csv`, (context) => sendFile(context, services, name));
  app.all("*", (context) => context.json({ refusal: { kind: "not-found" } }, 404));
  app.onError((error, context) => {
    const reference = randomUUID();
    services.log("office.fault", { reference, path: context.req.path, error });
    return context.json({ refusal: { kind: "fault", reference } }, 500);
  });
  return app;
}

async function answer(context: Context, services: Services, name: OfficeEndpoint, handlers: Handlers): Promise<Response> {
  const who = await admit(context, services, officeContract[name].permission);
  if (!who.ok) return context.json({ refusal: who.refusal }, statusOf(who.refusal));
  const parsed = officeContract[name].input.safeParse(await rawInput(context));
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.code }));
    return context.json({ refusal: { kind: "bad-input", issues } }, 400);
  }
  // The table of handlers ties each input to its endpoint; going through it by name loses the tie for the type checker.
  const handle = handlers[name] as (visit: Visit, input: unknown) => Answer<unknown>;
  const result = await handle({ ...who.value, context }, parsed.data);
  context.header("cache-control", "no-store");
  return result.ok ? context.json(result.value ?? null) : context.json({ refusal: result.refusal }, statusOf(result.refusal));
}

/** Signed in, from our own pages, and with the permission somewhere; the command asks about the object itself. */
async function admit(context: Context, services: Services, permission: Parameters<typeof mayAnywhere>[1]): Promise<Result<SignedIn, Trouble>> {
  if (context.req.header("x-pregonero") === undefined) return refuse({ kind: "bad-input", issues: [{ path: "x-pregonero", message: "missing" }] });
  if (context.req.method !== "GET" && !isOwnRequest(context.req.raw, services.origin)) return refuse({ kind: "bad-input", issues: [{ path: "origin", message: "foreign" }] });
  const who = await signedIn(context, services);
  if (!who) return refuse({ kind: "signed-out" });
  const facts = await factsOf(services.db, who.actor, services.clock.now());
  if (permission !== "account.own" && !mayAnywhere(facts, permission)) return refuse({ kind: "not-permitted", action: permission, because: facts.inService ? "role" : "not-in-service", who: whoMay(permission) });
  return { ok: true, value: who };
}

async function rawInput(context: Context): Promise<unknown> {
  const outside = { ...context.req.query(), ...context.req.param() };
  if (context.req.method === "GET") return outside;
  const text = await context.req.text();
  if (text === "") return outside;
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body) ? { ...body, ...outside } : body;
  } catch {
    // Not JSON: the schema then says what is missing.
    return undefined;
  }
}

async function receiveMedia(context: Context, services: Services): Promise<Response> {
  const sent = await receiveFile(context, services, Math.max(largestUpload, await largestVideo(services.db, services.clock.now())));
  if (sent instanceof Response) return sent;
  const added = await addUpload(services.db, services.media, services.clock, sent.who.actor, sent);
  if (!added.ok) return context.json({ refusal: added.refusal }, statusOf(added.refusal));
  const view: MediaView = await mediaView(services.db, added.value, services.clock.now());
  return context.json(view);
}

async function showPdf(context: Context, services: Services): Promise<Response> {
  const sent = await receiveFile(context, services, largestUpload);
  if (sent instanceof Response) return sent;
  const seen = await showPages(services.db, services.clock, sent.who.actor, sent.bytes);
  if (!seen.ok) return context.json({ refusal: seen.refusal }, statusOf(seen.refusal));
  const { pages, thumbnails } = seen.value;
  const view: PdfView = {
    pages: Array.from({ length: pages }, (_, index) => {
      const small = thumbnails.find(({ page }) => page === index + 1);
      return { page: index + 1, thumbnail: small ? `data:${small.mediaType};base64,${Buffer.from(small.bytes).toString("base64")}` : null };
    }),
    most: mostPagesAtOnce,
  };
  context.header("cache-control", "no-store");
  return context.json(view);
}

async function takePages(context: Context, services: Services): Promise<Response> {
  const sent = await receiveFile(context, services, largestUpload);
  if (sent instanceof Response) return sent;
  const pages = sent.form.get("pages");
  const added = await addPages(services.db, services.media, services.clock, sent.who.actor, { ...sent, pages: typeof pages === "string" && pages !== "" ? pages.split(",").map(Number) : [] });
  if (!added.ok) return context.json({ refusal: added.refusal }, statusOf(added.refusal));
  const view: PagesTaken = { pictures: await Promise.all(added.value.map((asset) => mediaView(services.db, asset, services.clock.now()))) };
  return context.json(view);
}

/** The file that came in a form, of somebody who may add it; or the answer that it gets instead. */
async function receiveFile(context: Context, services: Services, most: number): Promise<Response | { readonly who: SignedIn; readonly form: FormData; readonly bytes: Uint8Array; readonly fileName: string }> {
  const who = await admit(context, services, "media.add");
  if (!who.ok) return context.json({ refusal: who.refusal }, statusOf(who.refusal));
  if (Number(context.req.header("content-length") ?? 0) > most + 100_000) return context.json({ refusal: { kind: "file-too-large", most } }, 413);
  const form = await context.req.formData().catch(() => undefined);
  const file = form?.get("file");
  if (!form || !(file instanceof File)) return context.json({ refusal: { kind: "bad-input", issues: [{ path: "file", message: "missing" }] } }, 400);
  return { who: who.value, form, bytes: new Uint8Array(await file.arrayBuffer()), fileName: file.name };
}
