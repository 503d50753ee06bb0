import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type Actor, can, factsOf, maySpeak } from "#modules/authority/index.ts";
import { getCouncil, listHolidays, listUnits } from "#modules/policy/index.ts";
import { type CalendarFilter, findNextSlot, findSilences, findSlots, importPublications, listActions, listFreeSlots, listSlips, listSpokenDays, listUndated, movePublication, setSlots, type Slip } from "#modules/publishing/index.ts";
import { listProfiles, type Profile } from "#modules/register/index.ts";
import { isSpoken } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { CalendarView, SlipView } from "../calendar-views.ts";
import type { InputOf } from "../contract.ts";
import { cited } from "./coverage.ts";
import type { Handlers } from "./handlers.ts";
import { lookAt } from "./look-at.ts";

export function calendarHandlers(services: Services): Handlers<"GET /calendar" | "POST /publications/:id/move" | "GET /profiles/:id/slots" | "PUT /profiles/:id/slots" | "GET /next-slot" | "POST /calendar/import"> {
  const { db, clock, limitsOf, origin } = services;
  return {
    "GET /calendar": async ({ actor }, asked) => ok(await readCalendar(services, actor, asked)),
    "POST /publications/:id/move": async ({ actor }, { id, revision, local, which, approve }) => {
      const publicationId = parseId<"publication">(id);
      if (!publicationId) return refuse({ kind: "unknown-publication" });
      const due = local === null ? null : { local, ...(which ? { which } : {}) };
      const moved = await services.command((tx) => movePublication(tx, { limitsOf, origin }, actor, { id: publicationId, revision, due, approve }, clock.now()));
      if (moved.ok) services.wake();
      return moved;
    },
    "GET /profiles/:id/slots": async ({ actor }, { id }) => {
      const profileId = parseId<"profile">(id);
      if (!profileId) return refuse({ kind: "unknown-profile" });
      const now = clock.now();
      const [slots, next, facts] = await Promise.all([findSlots(db, profileId), findNextSlot(db, [profileId], now), factsOf(db, actor, now)]);
      return ok({ ...slots, next: next ?? null, mayChange: can(facts, "profile.set-slots", { profileIds: [profileId] }).ok });
    },
    "PUT /profiles/:id/slots": ({ actor }, { id, ...slots }) =>
      services.command(async (tx) => {
        const profileId = parseId<"profile">(id);
        if (!profileId) return refuse({ kind: "unknown-profile" });
        const set = await setSlots(tx, actor, profileId, slots, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "POST /calendar/import": ({ actor }, { csv, commit }) => lookAt(services, commit, (tx) => importPublications(tx, limitsOf, actor, csv, clock.now())),
    "GET /next-slot": async (_visit, { profiles, publicationId }) => {
      const ids = profiles.split(",").flatMap((id) => parseId<"profile">(id) ?? []);
      return ok({ next: (await findNextSlot(db, ids, clock.now(), publicationId ? parseId<"publication">(publicationId) : undefined)) ?? null });
    },
  };
}

async function readCalendar(services: Services, actor: Actor, asked: InputOf<"GET /calendar">): Promise<CalendarView> {
  const { db, clock } = services;
  const now = clock.now();
  const { zone } = await getCouncil(db);
  const { from, to } = asked;
  const profiles = await listProfiles(db);
  const filter = await filterOf(db, services, asked, profiles);
  const speaking = profiles.filter((profile) => maySpeak(profile.state, "post") && isSpoken(profile.network)).map(({ id }) => id);
  const [found, undated, facts, holidays, silenceDays, actions] = await Promise.all([
    listSlips(db, { from, to, zone }, filter), listUndated(db, filter), factsOf(db, actor, now), listHolidays(db), cited(services, "publishing.silenceDays", now), listActions(db),
  ]);
  const view = (slip: Slip): SlipView => {
    const object = { unitId: slip.unitId ?? undefined, profileIds: slip.profileIds };
    return {
      id: slip.id, title: slip.title, state: slip.state, revision: slip.revision, local: slip.due === null ? null : wallTimeAt(slip.due, zone).local, chosen: slip.chosen,
      profileIds: slip.profileIds, languages: slip.languages, paused: slip.paused, action: actions.find(({ id }) => id === slip.actionId)?.title ?? null, embargo: slip.embargoUntil !== null && slip.embargoUntil > now ? wallTimeAt(slip.embargoUntil, zone).local : null,
      mayMove: MOVABLE.has(slip.state) && can(facts, "publication.draft", object).ok,
      mayApprove: slip.state === "scheduled" && can(facts, "publication.approve", object).ok,
    };
  };
  const shownHolidays = holidays.filter(({ day }) => day >= from && day <= to);
  // What is past cannot be filled any more.
  const today = wallTimeAt(now, zone).local.slice(0, 10);
  const ahead = daysFrom(today > from && today <= to ? today : from, to);
  const spoken = await listSpokenDays(db, speaking, { from, to, zone });
  const loud = new Set([...spoken.values()].flatMap((days) => [...days]));
  const wanted = filter.profileIds ? new Map([...spoken].filter(([id]) => filter.profileIds?.includes(id))) : spoken;
  const shown = new Set<string>([...speaking, ...found.flatMap(({ profileIds }) => profileIds), ...undated.flatMap(({ profileIds }) => profileIds)]);
  return {
    from, to, slips: found.map(view), undated: undated.map(view), truncated: found.length >= 5_000,
    profiles: profiles.filter(({ id }) => shown.has(id)).map(({ id, displayName, network }) => ({ id, name: displayName, network })),
    holidays: shownHolidays,
    quietHolidays: shownHolidays.filter(({ day }) => !loud.has(day)).map(({ day }) => day),
    silences: findSilences(ahead, wanted, silenceDays.value),
    silenceDays,
    freeSlots: filter.profileIds?.length === 1 ? (await listFreeSlots(db, filter.profileIds, { from, to }, now)).map(({ local }) => local) : [],
  };
}

const MOVABLE: ReadonlySet<string> = new Set(["draft", "returned", "in_review", "scheduled"]);

/** A unit stands for all that is below it, a network for all profiles on it. */
async function filterOf(db: Queryable, { clock }: Services, asked: InputOf<"GET /calendar">, profiles: readonly Profile[]): Promise<CalendarFilter> {
  const byNetwork = asked.network ? profiles.filter(({ network }) => network === asked.network).map(({ id }) => id) : undefined;
  const profileId = asked.profileId ? parseId<"profile">(asked.profileId) : undefined;
  const profileIds = profileId ? (byNetwork ? byNetwork.filter((id) => id === profileId) : [profileId]) : byNetwork;
  const unitId = asked.unitId ? parseId<"unit">(asked.unitId) : undefined;
  const actionId = asked.actionId ? parseId<"communication-action">(asked.actionId) : undefined;
  return { profileIds, actionId, unitIds: unitId ? await withBelow(db, unitId, clock.now()) : undefined, state: asked.state, language: asked.language };
}

async function withBelow(db: Queryable, top: Id<"unit">, at: Parameters<typeof listUnits>[1]): Promise<readonly Id<"unit">[]> {
  const units = await listUnits(db, at);
  const found = [top];
  for (const id of found) found.push(...units.filter(({ parentId }) => parentId === id).map((unit) => unit.id));
  return found;
}

function daysFrom(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let day = Temporal.PlainDate.from(from); days.length < 400 && day.toString() <= to; day = day.add({ days: 1 })) days.push(day.toString());
  return days;
}
