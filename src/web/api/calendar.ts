import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { parseId } from "#kernel/id.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { findNextSlot, findSlots, listSlips, listUndated, movePublication } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import { isHidden } from "./embargo.ts";
import { once } from "./idempotency.ts";
import { answers, idempotencyKey, oneId, permits, revisionIn, security, withEtag } from "./operation.ts";
import { trouble } from "./problem.ts";

const slip = z.object({
  id: z.uuid(), title: z.string(), state: z.string(), revision: z.number(), due: z.string().nullable(), local: z.string().nullable(), embargoUntil: z.string().nullable(),
  unitId: z.uuid().nullable(), profileIds: z.array(z.uuid()), languages: z.array(z.string()), paused: z.boolean(),
}).openapi("Slip");
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** The calendar by program (EDI-6): what goes out when, the hours of a profile, and moving. Approving for another time takes a person. */
export function calendarOperations(services: Services, app: OpenAPIHono): void {
  const { db, clock, limitsOf, origin } = services;

  app.openapi(createRoute({
    method: "get", path: "/v1/calendar", summary: "What goes out or went out on the days of a span, and what has no date", "x-permission": "office.read", middleware: permits(services, "office.read"), security,
    request: { query: z.object({ from: day, to: day, profileId: z.uuid().optional() }) },
    responses: answers(z.object({ zone: z.string(), slips: z.array(slip), undated: z.array(slip) }), "By time; `local` is what the council's clock shows. What is under embargo is given only to programs that write"),
  }), async (context) => {
    const { from, to, profileId } = context.req.valid("query");
    const { zone } = await getCouncil(db);
    const id = profileId ? parseId<"profile">(profileId) : undefined;
    const filter = { profileIds: id ? [id] : undefined };
    const shown = (found: Awaited<ReturnType<typeof listUndated>>) => found.filter(({ embargoUntil }) => !isHidden(context.get("actor"), embargoUntil, clock.now()))
      .map((each) => ({
        id: each.id, title: each.title, state: each.state, revision: each.revision, due: each.due, embargoUntil: each.embargoUntil, unitId: each.unitId, paused: each.paused,
        profileIds: [...each.profileIds], languages: [...each.languages], local: each.due === null ? null : wallTimeAt(each.due, zone).local,
      }));
    const [slips, undated] = [await listSlips(db, { from, to, zone }, filter), await listUndated(db, filter)];
    return withEtag(context, { zone, slips: shown(slips), undated: shown(undated) }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/publications/{id}/move", summary: "Give a publication another time", "x-permission": "publication.draft", middleware: permits(services, "publication.draft"), security,
    description: "What was approved waits for approval again; moved back before anything else happened to it, it is approved as it was.",
    request: {
      params: oneId, headers: z.object({ "if-match": z.string().max(100), "idempotency-key": idempotencyKey }),
      body: { required: true, content: { "application/json": { schema: z.object({ due: z.object({ local: z.string().max(16), which: z.enum(["earlier", "later"]).optional() }).nullable() }) } } },
    },
    responses: answers(z.object({ revision: z.number(), state: z.string() }), "Moved; If-Match must carry the ETag that was read. `due` null: as soon as it is approved"),
  }), async (context) => {
    const actor = context.get("actor");
    const [id, revision] = [parseId<"publication">(context.req.valid("param").id), revisionIn(context.req.valid("header")["if-match"])];
    if (!id) return trouble(context, { kind: "unknown-publication" }) as never;
    if (revision === undefined) return trouble(context, { kind: "stale-revision" }, 412) as never;
    const { due } = context.req.valid("json");
    return once(services, context, actor, { id, revision, due }, (tx) => movePublication(tx, { limitsOf, origin }, actor, { id, revision, due, approve: false }, clock.now())) as never;
  });

  app.openapi(createRoute({
    method: "get", path: "/v1/profiles/{id}/slots", summary: "The hours at which a profile usually says something, and the next free one", "x-permission": "office.read", middleware: permits(services, "office.read"), security,
    request: { params: oneId },
    responses: answers(z.object({ week: z.array(z.array(z.string())), onHolidays: z.boolean(), next: z.object({ local: z.string(), at: z.string() }).nullable() }), "Monday first; `next` is null when there is none in the next two months"),
  }), async (context) => {
    const id = parseId<"profile">(context.req.valid("param").id);
    if (!id) return trouble(context, { kind: "unknown-profile" }) as never;
    const { week, onHolidays } = await findSlots(db, id);
    return withEtag(context, { week: week.map((times) => [...times]), onHolidays, next: (await findNextSlot(db, [id], clock.now())) ?? null }) as never;
  });
}
