import type { Id } from "#kernel/id.ts";
import { ok } from "#kernel/result.ts";
import { instantOf } from "#kernel/instant.ts";
import { listPeople } from "#modules/authority/index.ts";
import { listRecords, readCheckpoint } from "#modules/evidence/index.ts";
import { hasExpired, listDueBetween, listPublications, listTitles } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { EvidencePage, TodayView } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";
import { listTasks, readTaskGround } from "./tasks.ts";

/** Hoy shows the most urgent; the inbox has them all. */
const MOST_ANSWERS = 5;

export function todayHandlers(services: Services): Handlers<"GET /today" | "GET /evidence"> {
  const { db, clock } = services;
  return {
    "GET /today": async ({ person }) => {
      const now = clock.now();
      const [ground, people, name] = await Promise.all([readTaskGround(services), listPeople(db), nameFor(services, person)]);
      const { council, sources, profiles } = ground;
      const tasks = await listTasks(services, person, MOST_ANSWERS, ground);
      const [from, to] = dayAround(now, council.zone);
      const goingOut = (await listDueBetween(db, from, to)).filter((row) => !hasExpired(row, now)).map((row) => ({
        publicationId: row.id, title: row.title, due: row.due ?? now, state: row.state, paused: row.paused, profiles: row.profiles.map((profile) => name(profile.name)),
      }));
      const later = await listDueBetween(db, now, instantOf(Date.parse(now) + 60 * 24 * 3_600_000));
      const next = later.find((row) => row.state === "scheduled" && !row.paused);
      const { counts } = await listPublications(db, {});
      const setup: TodayView["setup"][number][] = [];
      if (sources.length === 0) setup.push("source");
      if (profiles.length === 0) setup.push("profile");
      if (people.length < 2) setup.push("second-person");
      if (Object.keys(counts).every((state) => state === "draft" || state === "cancelled")) setup.push("first-publication");
      return ok({ tasks, goingOut, next: next ? { publicationId: next.id, title: next.title, due: next.due ?? now } : null, setup });
    },
    "GET /evidence": async (_visit, { cursor }) => {
      const page = await listRecords(db, { cursor, limit: 50 });
      const checkpoint = await readCheckpoint(db);
      const titles = await listTitles(db, page.records.flatMap((record) => (record.subjectType === "publication" ? [record.subjectId as Id<"publication">] : [])));
      const view: EvidencePage = {
        records: page.records.map((record) => ({
          ...record,
          publicationId: record.subjectType === "publication" ? record.subjectId : null,
          title: titles.get(record.subjectId) ?? null,
        })),
        next: page.next,
        checkpoint: checkpoint ? { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString("base64"), at: checkpoint.at } : null,
        unsealed: page.unsealed,
      };
      return ok(view);
    },
  };
}

/** First and last instant of the council's day. */
function dayAround(now: string, zone: string) {
  const start = Temporal.Instant.from(now).toZonedDateTimeISO(zone).startOfDay();
  return [instantOf(start.epochMilliseconds), instantOf(start.add({ days: 1 }).epochMilliseconds)] as const;
}
