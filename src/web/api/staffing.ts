import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Json } from "#kernel/json.ts";
import { DAY, plusMs } from "#kernel/instant.ts";
import { factsOf } from "#modules/authority/index.ts";
import { enterAbsence, listAbsences } from "#modules/staffing/index.ts";
import { csvLine } from "#platform/csv.ts";
import type { Services } from "#web/http/services.ts";
import { coverageView } from "#web/office/server/coverage.ts";
import { dedicationView } from "#web/office/server/dedication.ts";
import { once } from "./idempotency.ts";
import { answers, idempotencyKey, localized, permits, security, withEtag } from "./operation.ts";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const stretch = z.object({ from: day, to: day, days: z.number() });
const covered = z.object({
  id: z.uuid(), name: localized, network: z.string(), managers: z.number(), atRisk: z.object({ have: z.number(), need: z.number(), until: day, coordinatorOnly: z.boolean() }).nullable(),
  days: z.array(z.object({ date: day, people: z.number().nullable() })), gaps: z.array(stretch), singles: z.array(stretch), languageGaps: z.array(z.object({ date: day, languages: z.array(z.string()) })),
}).openapi("CoveredProfile");
const absence = z.object({
  id: z.uuid(), personId: z.uuid(), from: z.string(), to: z.string(), state: z.enum(["requested", "approved", "refused", "cancelled"]), kind: z.enum(["planned_leave", "training", "unplanned"]).nullable(),
}).openapi("Absence");
const dedicated = z.object({
  id: z.uuid(), name: localized, network: z.string(), kind: z.string().nullable(), interactionTypes: z.array(z.string()), estimatedHours: z.number().nullable(), committedHours: z.number(), measuredHours: z.number().nullable(),
}).openapi("DedicatedProfile");
const period = z.object({ from: day.optional(), days: z.coerce.number().int().min(1).max(200).optional() });
const csv = { 200: { description: "The same as a table", content: { "text/csv": { schema: z.string() } } } };

/** Who attends and what it takes, for programs and for sheets. */
export function staffingOperations(services: Services, app: OpenAPIHono): void {
  const { db, clock } = services;
  const reading = { "x-permission": "coverage.read" as const, middleware: permits(services, "coverage.read"), security };

  app.openapi(createRoute({ method: "get", path: "/v1/coverage", summary: "People available for each profile and day", ...reading, request: { query: period }, responses: answers(z.object({ profiles: z.array(covered) }), "90 days, or as many as asked for; `people` is null on a day without attention") }), async (context) => {
    const view = await coverageView(services, context.get("actor"), context.req.valid("query"));
    return withEtag(context, {
      profiles: view.profiles.map(({ id, name, network, managers, atRisk, counts, gaps, singles, languageGaps }) => ({
        id, name, network, managers, atRisk, gaps, singles, languageGaps, days: view.days.map(({ date }, index) => ({ date, people: counts[index] ?? null })),
      })),
    }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/coverage.csv", summary: "People available for each profile and day, as CSV", ...reading, request: { query: period }, responses: csv }), async (context) => {
    const view = await coverageView(services, context.get("actor"), context.req.valid("query"));
    const lines = view.profiles.flatMap((profile) => view.days.map(({ date }, index) => [profile.id, inAll(profile.name), profile.network, date, profile.counts[index] ?? null]));
    return sheet(["profile", "name", "network", "day", "people"], lines);
  });

  app.openapi(createRoute({ method: "get", path: "/v1/absences", summary: "Who is absent; why, only for who decides on it", ...reading, responses: answers(z.object({ absences: z.array(absence) }), "Those that run or are to come") }), async (context) => {
    const actor = context.get("actor");
    const now = clock.now();
    const found = await listAbsences(db, { personId: actor.personId, facts: await factsOf(db, actor, now) }, now, plusMs(now, 400 * DAY));
    return withEtag(context, { absences: found.map(({ id, personId, from, to, state, kind }) => ({ id, personId, from, to, state, kind })) }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/absences", summary: "Enter an absence of one's own", "x-permission": "absence.enter", middleware: permits(services, "absence.enter"), security,
    request: {
      headers: z.object({ "idempotency-key": idempotencyKey }),
      body: { required: true, content: { "application/json": { schema: z.object({ kind: z.enum(["planned_leave", "training", "unplanned"]), from: z.string().max(16), to: z.string().max(16) }) } } },
    },
    responses: answers(z.object({ id: z.uuid() }), "Days, the last one in it, or wall times of the council; what is foreseen waits for approval"),
  }), async (context) => {
    const actor = context.get("actor");
    const { kind, from, to } = context.req.valid("json");
    return once(services, context, actor, { kind, from, to }, async (tx) => {
      const entered = await enterAbsence(tx, actor, { personId: actor.personId, kind, when: { from, to }, note: "" }, clock.now());
      return entered.ok ? { ok: true, value: { id: entered.value } } : entered;
    }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/dedication", summary: "Hours a week of each profile: estimated, committed, measured", ...reading, responses: answers(z.object({ profiles: z.array(dedicated) }), "All active profiles") }), async (context) =>
    withEtag(context, { profiles: await dedications(services, context.get("actor")) }) as never);

  app.openapi(createRoute({ method: "get", path: "/v1/dedication.csv", summary: "Hours a week of each profile, as CSV", ...reading, responses: csv }), async (context) => {
    const lines = (await dedications(services, context.get("actor"))).map((each) => [
      each.id, inAll(each.name), each.network, each.kind, each.interactionTypes.join(" "), each.estimatedHours, each.committedHours, each.measuredHours,
    ]);
    return sheet(["profile", "name", "network", "kind", "types", "estimated_hours", "committed_hours", "measured_hours"], lines);
  });
}

const rounded = (hours: number): number => Math.round(hours * 100) / 100;

async function dedications(services: Services, actor: Parameters<typeof dedicationView>[1]) {
  return (await dedicationView(services, actor)).profiles.map(({ id, name, network, plan, estimate, committed, measured }) => ({
    id, name, network, kind: plan?.kind ?? null, interactionTypes: [...(plan?.interactionTypes ?? [])], estimatedHours: estimate ? rounded(estimate.hours) : null, committedHours: rounded(committed),
    measuredHours: measured ? rounded(measured.weekly) : null,
  }));
}

const inAll = (texts: Readonly<Record<string, string>>): string => [...new Set(Object.values(texts))].join(" / ");

/** RFC 4180 with a byte order mark: without it sheets read accents wrong. */
const sheet = (head: readonly string[], lines: readonly (readonly Json[])[]): Response =>
  new Response(`\uFEFF${csvLine(head)}${lines.map(csvLine).join("")}`, { headers: { "content-type": "text/csv; charset=utf-8", "cache-control": "private, no-cache" } });
