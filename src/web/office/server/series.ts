import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { endSeries, listSeries, startSeries } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { SeriesView } from "../calendar-views.ts";
import type { Handlers } from "./handlers.ts";

export function seriesHandlers(services: Services): Handlers<"GET /series" | "POST /publications/:id/series" | "POST /series/:id/end"> {
  const { db, clock } = services;
  return {
    "GET /series": async ({ actor }) => {
      const [series, facts] = await Promise.all([listSeries(db), factsOf(db, actor, clock.now())]);
      return ok(series.map(({ id, title, recurrence, unitId, profileIds, startedBy, asks }): SeriesView => ({
        id, title, startedBy, asks, time: recurrence.time, until: recurrence.until,
        weekdays: recurrence.every.kind === "week" ? recurrence.every.weekdays : [],
        weeks: recurrence.every.kind === "week" ? recurrence.every.weeks : 1,
        dayOfMonth: recurrence.every.kind === "month" ? recurrence.every.day : null,
        mayEnd: can(facts, "publication.draft", { unitId: unitId ?? undefined, profileIds }).ok,
      })));
    },
    "POST /publications/:id/series": ({ actor }, { id, ...recurrence }) =>
      services.command(async (tx) => {
        const publicationId = parseId<"publication">(id);
        if (!publicationId) return refuse({ kind: "unknown-publication" });
        const started = await startSeries(tx, actor, { publicationId, recurrence }, clock.now());
        return started.ok ? ok({ seriesId: started.value }) : started;
      }),
    "POST /series/:id/end": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const seriesId = parseId<"series">(id);
        if (!seriesId) return refuse({ kind: "unknown-series" });
        const ended = await endSeries(tx, actor, seriesId, clock.now());
        return ended.ok ? ok(null) : ended;
      }),
  };
}
