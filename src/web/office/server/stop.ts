import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf, maySpeak } from "#modules/authority/index.ts";
import { listConversationsOf } from "#modules/inbox/index.ts";
import { listOpenStops, listPaused, type Reconfirmation, reconfirmPublication, resumePublishing, stopPublishing } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { StopView } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

/** The panic stop, and what it left to be decided one by one. */
export function stopHandlers(services: Services): Handlers<"GET /stop" | "POST /stops" | "POST /stops/:id/resume" | "POST /publications/:id/reconfirm"> {
  const { db, clock } = services;
  return {
    "GET /stop": async ({ actor, person }) => {
      const [facts, open, paused, name] = await Promise.all([factsOf(db, actor, clock.now()), listOpenStops(db), listPaused(db), nameFor(services, person)]);
      const profiles = open.some((stop) => stop.profileIds) ? await listProfiles(db, { ids: open.flatMap((stop) => stop.profileIds ?? []) }) : [];
      const stops = (id: Id<"profile">) => open.some((stop) => stop.profileIds === null || stop.profileIds.includes(id));
      // What was answered to a citizen is shown to those who answer there, and its words only in its conversation.
      const shown = paused.filter((row) => row.kind === "post" || can(facts, "conversation.answer", { profileIds: row.profiles.map((profile) => profile.id) }).ok);
      const conversations = await listConversationsOf(db, shown.flatMap((row) => (row.kind === "reply" ? [row.id] : [])));
      const view: StopView = {
        open: open.map(({ id, profileIds, reason, by, at }) => ({
          id, reason, by, at,
          profiles: profileIds === null ? null : profileIds.flatMap((each) => profiles.filter((profile) => profile.id === each).map((profile) => name(profile.displayName))),
          mayResume: can(facts, "publishing.resume", {}).ok,
        })),
        paused: shown.map((row) => ({
          publicationId: row.id, title: row.title, due: row.due, languages: row.languages,
          conversationId: conversations.get(row.id) ?? null,
          profiles: row.profiles.map((profile) => name(profile.name)),
          stopped: row.profiles.some((profile) => stops(profile.id)),
          mayDecide: can(facts, "publication.reconfirm", { unitId: row.unitId ?? undefined, profileIds: row.profiles.map((profile) => profile.id) }).ok,
        })),
        mayStopAll: can(facts, "publishing.stop-all", {}).ok,
        mayStop: (await listProfiles(db)).filter((profile) => maySpeak(profile.state, "reply") && can(facts, "publishing.stop", { profileIds: [profile.id] }).ok && !stops(profile.id))
          .map((profile) => ({ id: profile.id, name: name(profile.displayName), network: profile.network })),
      };
      return ok(view);
    },
    "POST /stops": ({ actor }, { profileIds, reason }) =>
      services.command(async (tx) => {
        const ids = profileIds?.flatMap((id) => parseId<"profile">(id) ?? []) ?? null;
        const stopped = await stopPublishing(tx, actor, { profileIds: ids, reason }, clock.now());
        return stopped.ok ? ok({ stopId: stopped.value }) : stopped;
      }),
    "POST /stops/:id/resume": async ({ actor }, { id }) => {
      const stopId = parseId<"stop">(id);
      if (!stopId) return refuse({ kind: "not-stopped" });
      const resumed = await services.command((tx) => resumePublishing(tx, actor, stopId, clock.now()));
      return resumed.ok ? ok(null) : resumed;
    },
    "POST /publications/:id/reconfirm": async ({ actor }, { id, decision, local, which }) => {
      const publicationId = parseId<"publication">(id);
      if (!publicationId) return refuse({ kind: "unknown-publication" });
      const word: Reconfirmation = decision === "at" ? { decision, local: local ?? "", which: which ?? undefined } : { decision };
      const done = await services.command((tx) => reconfirmPublication(tx, actor, publicationId, word, clock.now()));
      if (done.ok) services.wake();
      return done.ok ? ok(null) : done;
    },
  };
}
