import type { Context } from "hono";
import ICAL from "ical.js";
import { findCalendarFeed, findFeedActor, makeCalendarFeed, revokeCalendarFeed } from "#modules/access/index.ts";
import { can, factsOf, findPerson } from "#modules/authority/index.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { inLanguage } from "#kernel/language.ts";
import { ok } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { listSlips, type Slip } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { translatorFor } from "#web/i18n/messages.ts";
import { isInterfaceLanguage, type Translate } from "#web/i18n/translate.ts";
import type { Services } from "#web/http/services.ts";
import type { Handlers } from "./handlers.ts";

export function agendaHandlers(services: Services): Handlers<"GET /account/calendar" | "POST /account/calendar" | "POST /account/calendar/revoke"> {
  const { db, clock, origin } = services;
  return {
    "GET /account/calendar": async ({ actor }) => ok({ feed: (await findCalendarFeed(db, actor.personId)) ?? null }),
    "POST /account/calendar": ({ actor }) => services.command(async (tx) => ok({ url: `${origin}/office/calendar/${await makeCalendarFeed(tx, actor, clock.now())}.ics` })),
    "POST /account/calendar/revoke": ({ actor }) =>
      services.command(async (tx) => {
        await revokeCalendarFeed(tx, actor, clock.now());
        return ok(null);
      }),
  };
}

const BEFORE = 31 * DAY;
const AHEAD = 183 * DAY;

/** `GET /office/calendar/<secret>.ics`: what the person behind the secret may see now, as an agenda reads it (RFC 5545). */
export async function sendAgenda(context: Context, services: Services, file: string): Promise<Response> {
  const { db, clock, origin } = services;
  const now = clock.now();
  const actor = await findFeedActor(db, file.replace(/\.ics$/, ""), now);
  if (!actor || !can(await factsOf(db, actor, now), "office.read", {}).ok) return context.text("not found", 404);
  const [{ zone, languages, name }, person, profiles] = [await getCouncil(db), await findPerson(db, actor.personId), await listProfiles(db)];
  const language = person && isInterfaceLanguage(person.language) ? person.language : "es";
  const t = translatorFor(language);
  const dayOf = (at: Instant) => wallTimeAt(at, zone).local.slice(0, 10);
  const slips = await listSlips(db, { from: dayOf(plusMs(now, -BEFORE)), to: dayOf(plusMs(now, AHEAD)), zone });
  const names = new Map(profiles.map((profile) => [profile.id, inLanguage(profile.displayName, [language, ...languages]) ?? profile.handle]));
  const calendar = new ICAL.Component("vcalendar");
  calendar.updatePropertyWithValue("version", "2.0");
  calendar.updatePropertyWithValue("prodid", "-//Pregonero//EU");
  calendar.updatePropertyWithValue("x-wr-calname", `${t("calendar.title")}: ${inLanguage(name, [language, ...languages]) ?? ""}`);
  for (const slip of slips) if (slip.due !== null) calendar.addSubcomponent(eventOf(slip, slip.due, { t, names, now, origin }));
  return context.body(`${calendar.toString()}\r\n`, 200, {
    "content-type": "text/calendar; charset=utf-8", "cache-control": "private, max-age=300", "x-robots-tag": "noindex", "referrer-policy": "no-referrer",
  });
}

function eventOf(slip: Slip, due: Instant, { t, names, now, origin }: { readonly t: Translate; readonly names: ReadonlyMap<string, string>; readonly now: Instant; readonly origin: string }) {
  const event = new ICAL.Component("vevent");
  // An agenda keeps and passes on what it reads: of what is under embargo it learns the hour and nothing more (EDI-7).
  const secret = slip.embargoUntil !== null && slip.embargoUntil > now;
  event.updatePropertyWithValue("uid", `${slip.id}@${new URL(origin).host}`);
  event.updatePropertyWithValue("dtstamp", timeOf(now));
  event.updatePropertyWithValue("dtstart", timeOf(due));
  event.updatePropertyWithValue("duration", "PT15M");
  event.updatePropertyWithValue("summary", secret ? t("when.embargo") : `${slip.title || t("publications.untitled")} (${t(`state.${slip.state}`)})`);
  if (!secret) event.updatePropertyWithValue("description", [slip.profileIds.flatMap((id) => names.get(id) ?? []).join(", "), slip.languages.join(" ")].filter((line) => line !== "").join("\n"));
  event.updatePropertyWithValue("url", `${origin}/app/publications/${slip.id}`);
  event.updatePropertyWithValue("transp", "TRANSPARENT");
  return event;
}

const timeOf = (at: Instant) => ICAL.Time.fromDateTimeString(`${at.slice(0, 19)}Z`);
