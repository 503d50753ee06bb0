import type { Context } from "hono";
import { type Id, parseId } from "#kernel/id.ts";
import { hasThreads, isSpoken } from "#networks/contract/index.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf, listAppointments, listPeople } from "#modules/authority/index.ts";
import { certificationDue } from "#modules/lifecycle/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { listLastPublished } from "#modules/publishing/index.ts";
import {
  beginConnection, type Connection, disconnectProfile, enterProfile, finishConnection, listAnswerPromises, listConnections, listProfiles, type Profile, setAnswerPromise,
} from "#modules/register/index.ts";
import { forecastProfiles } from "#modules/staffing/index.ts";
import { csvLine } from "#platform/csv.ts";
import type { Services } from "#web/http/services.ts";
import { signedIn } from "#web/http/session.ts";
import type { ConnectionView, ProfileView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function profileHandlers(services: Services): Handlers<
  | "GET /profiles" | "GET /profiles/:id" | "POST /profiles" | "POST /profiles/:id/connection" | "POST /profiles/:id/connection/remove"
  | "PUT /profiles/:id/promise"
> {
  const { db, clock } = services;
  return {
    "GET /profiles": async (_visit, { gaps }) => ok(await viewsOf(services, await listProfiles(db), gaps === "yes")),
    "GET /profiles/:id": async (_visit, { id }) => {
      const profileId = parseId<"profile">(id);
      const views = profileId ? await viewsOf(services, await listProfiles(db, { ids: [profileId] }), true) : [];
      return views[0] ? ok(views[0]) : refuse({ kind: "unknown-profile" });
    },
    "POST /profiles": ({ actor }, input) =>
      services.command(async (tx) => {
        const entered = await enterProfile(tx, services.openAccount, actor, { ...input, unitId: parseId<"unit">(input.unitId ?? "") }, clock.now());
        return entered.ok ? ok({ profileId: entered.value }) : entered;
      }),
    "POST /profiles/:id/connection": async ({ actor, session }, { id }) => {
      const profileId = parseId<"profile">(id);
      return profileId ? beginConnection(services.connections, actor, { profileId, sessionId: session.id }) : refuse({ kind: "unknown-profile" });
    },
    "POST /profiles/:id/connection/remove": async ({ actor }, { id }) => {
      const profileId = parseId<"profile">(id);
      if (!profileId) return refuse({ kind: "unknown-profile" });
      const dropped = await services.command((tx) => disconnectProfile(tx, actor, profileId, clock.now()));
      if (!dropped.ok) return dropped;
      services.revokeTokens();
      return ok(null);
    },
    "PUT /profiles/:id/promise": ({ actor }, { id, week, holiday, ...promise }) =>
      services.command(async (tx) => {
        const profileId = parseId<"profile">(id);
        if (!profileId) return refuse({ kind: "unknown-profile" });
        const set = await setAnswerPromise(tx, actor, { profileId, attention: { week, holiday }, ...promise }, clock.now());
        return set.ok ? ok(null) : set;
      }),
  };
}

/**
 * Where an account's server sends the person back to. What it says comes from outside, in a request that any page could
 * make: it counts only with a state that this very session was given. The outcome is told on the profile's screen.
 */
export async function endConnection(context: Context, services: Services): Promise<Response> {
  const who = await signedIn(context, services);
  if (!who) return context.redirect("/entrar", 303);
  const { state = "", code = "" } = context.req.query();
  const finished = await finishConnection(services.connections, who.actor, { state, code, sessionId: who.session.id });
  if (finished.ok) return context.redirect(`/app/profiles/${finished.value.profileId}`, 303);
  const { kind } = finished.refusal;
  const told = new URLSearchParams({ trouble: kind });
  if (kind === "wrong-account") {
    told.set("registered", finished.refusal.registered);
    told.set("allowed", finished.refusal.allowed);
  } else if (kind === "network-trouble") told.set("code", finished.refusal.code);
  return context.redirect(finished.profileId ? `/app/profiles/${finished.profileId}?${told.toString()}` : `/app/profiles?${told.toString()}`, 303);
}

/** The whole register for a spreadsheet, for whoever may read it. */
export async function registerCsv(context: Context, services: Services): Promise<Response> {
  const who = await signedIn(context, services);
  if (!who || !can(await factsOf(services.db, who.actor, services.clock.now()), "office.read", {}).ok) return context.text("forbidden", 403);
  const views = await viewsOf(services, await listProfiles(services.db), true);
  const languages = (await getCouncil(services.db)).languages;
  const rows = views.map((view) => [
    view.id, view.network, view.handle, view.url, ...languages.map((language) => view.displayName[language] ?? ""), Object.values(view.unit ?? {})[0] ?? "", view.profileKind, view.ring, view.state, view.standingSince,
    view.openedOn ?? "", view.act, view.promoter ?? "", view.managers.map(({ name }) => name).join("; "), view.gapDays, view.lastPublishedAt ?? "", view.certifiedAt ?? "", view.credentialsMail ?? "", view.languages.join(" "),
  ]);
  const heading = [
    "id", "network", "handle", "url", ...languages.map((language) => `name_${language}`), "unit", "kind", "ring", "state", "state_since", "opened_on", "act", "promoter", "managers", "days_without_anybody", "last_post",
    "certified_at", "credentials_mail", "languages",
  ];
  return context.body([heading, ...rows].map((row) => csvLine(row)).join(""), 200, {
    "content-type": "text/csv; charset=utf-8", "content-disposition": 'attachment; filename="profiles.csv"', "cache-control": "no-store",
  });
}

async function viewsOf(services: Services, profiles: readonly Profile[], withGaps: boolean): Promise<readonly ProfileView[]> {
  const { db, clock } = services;
  const [people, appointments, last, council, connections, promises] = await Promise.all([
    listPeople(db), listAppointments(db, clock.now()), listLastPublished(db), getCouncil(db), listConnections(db),
    listAnswerPromises(db, profiles.map((profile) => profile.id), clock.now()),
  ]);
  const certifyEveryDays = await getParameter(db, "register.certifyEveryDays", clock.now());
  const attended = profiles.filter(({ state }) => state === "active" || state === "dormant" || state === "closing").map(({ id }) => id);
  const forecast = !withGaps || attended.length === 0 ? [] : (await forecastProfiles(db, clock.now(), { profileIds: attended })).profiles;
  const gaps = new Map(forecast.map(({ profileId, troubles }) => [profileId, troubles.gapDays.length]));
  return Promise.all(profiles.map(async (profile) => {
    const limits = services.limitsOf(profile);
    const promise = promises.get(profile.id);
    return {
      id: profile.id,
      network: profile.network,
      handle: profile.handle,
      address: addressOf(profile, council.handleDomain),
      displayName: profile.displayName,
      summary: profile.summary,
      unitId: profile.unitId ?? null,
      unit: profile.unit ?? null,
      languages: profile.languages,
      layout: profile.layout,
      state: profile.state,
      enteredAt: profile.enteredAt,
      openedOn: profile.openedOn ?? null,
      profileKind: profile.kind,
      ring: profile.ring,
      act: profile.act,
      promoter: people.find((person) => person.id === profile.promoterId)?.name ?? null,
      credentialsMail: profile.credentialsMail ?? null,
      certifiedAt: profile.certifiedAt ?? null,
      certificationDue: certificationDue(profile, certifyEveryDays, clock.now()),
      foundAs: profile.foundAs ?? null,
      standingSince: profile.standingSince,
      gapDays: gaps.get(profile.id) ?? null,
      reason: profile.reason,
      url: profile.url,
      followers: profile.network === "activitypub" ? await services.countFollowers(profile.id) : null,
      spoken: isSpoken(profile.network),
      lastPublishedAt: latestOf(last.get(profile.id), profile.toldPostAt),
      managers: managersOf(profile.id),
      connection: connectionOf(profile, connections.get(profile.id)),
      limits: { counting: limits.counting, charactersPerLink: limits.charactersPerLink?.value ?? null, maxCharacters: limits.maxCharacters.value, maxMedia: limits.maxMedia.value, maxAlt: limits.maxAlt.value, threads: hasThreads(profile.network) },
      promise: { week: promise?.attention.week ?? [], holiday: promise?.attention.holiday ?? [], firstResponseMinutes: promise?.firstResponseMinutes ?? 0, own: promise?.own ?? false },
    };
  }));

  function managersOf(profileId: Id<"profile">) {
    return appointments.filter((appointment) => appointment.profileId === profileId).flatMap((appointment) => {
      const person = people.find((candidate) => candidate.id === appointment.personId);
      return person ? [{ id: person.id, name: person.name }] : [];
    });
  }
}

const latestOf = (one: string | undefined, other: string | undefined): string | null => [one, other].flatMap((each) => each ?? []).toSorted().at(-1) ?? null;

function connectionOf(profile: Profile, connection: Connection | undefined): ConnectionView | null {
  if (profile.connection === "none") return null;
  const known = profile.connection === "missing" ? undefined : connection;
  return {
    state: profile.connection,
    program: known?.program ?? null,
    connectedAt: known?.connectedAt ?? null,
    goodAt: known?.goodAt ?? null,
    readAt: known?.readAt ?? null,
    failure: known?.failure ? { code: known.failure.code, since: known.failure.since } : null,
  };
}

/** As people write it. */
export function addressOf(profile: Pick<Profile, "network" | "handle" | "url">, handleDomain: string): string {
  switch (profile.network) {
    case "activitypub":
      return `@${profile.handle}@${handleDomain}`;
    case "mastodon":
      return `@${profile.handle}`;
    case "bluesky":
    case "x":
    case "instagram":
    case "threads":
    case "tiktok":
    case "youtube":
    case "telegram":
      return `@${profile.handle}`;
    case "facebook":
    case "whatsapp":
    case "linkedin":
      return profile.url.replace(/^https:\/\/(www\.)?/, "");
    case "blog":
    case "feed":
      return profile.url;
  }
}
