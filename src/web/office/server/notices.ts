import { ok, refuse } from "#kernel/result.ts";
import { type ActorFacts, factsOf, mayAnywhere } from "#modules/authority/index.ts";
import { listMailTo, type NoticeGroup, noticeGroups, readNoticePreferences, sendTrial, setNoticePreferences } from "#modules/notices/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Services } from "#web/http/services.ts";
import type { NoticesView } from "../notice-views.ts";
import type { Handlers } from "./handlers.ts";

export function noticeHandlers(services: Services): Handlers<"GET /account/notices" | "PUT /account/notices" | "POST /account/notices/trial"> {
  const { db, clock, mailFrom } = services;
  return {
    "GET /account/notices": async ({ actor, person }) => {
      const now = clock.now();
      const [facts, { modes, hours }, councilHours, digestHour, last] = await Promise.all([
        factsOf(db, actor, now), readNoticePreferences(db, person.id), getParameter(db, "notices.hours", now), getParameter(db, "notices.digestHour", now), listMailTo(db, person.id),
      ]);
      const view: NoticesView = { address: person.email, from: mailFrom ?? null, groups: noticeGroups.filter((group) => concerns(group, facts)), modes, hours, councilHours, digestHour, last };
      return ok(view);
    },
    "PUT /account/notices": async ({ actor }, preferences) => {
      const set = await services.command((tx) => setNoticePreferences(tx, actor, preferences, clock.now()));
      return set.ok ? ok(null) : set;
    },
    "POST /account/notices/trial": async ({ actor }) => {
      if (mailFrom === undefined) return refuse({ kind: "mail-not-configured" });
      const asked = await services.command((tx) => sendTrial(tx, actor, clock.now()));
      return asked.ok ? ok(null) : asked;
    },
  };
}

/** What can never wait for somebody is not asked of them. */
function concerns(group: NoticeGroup, facts: ActorFacts): boolean {
  const answersFor = facts.coordinator || facts.promotes.size > 0 || (facts.directs?.size ?? 0) > 0;
  switch (group) {
    case "answers": return mayAnywhere(facts, "conversation.answer");
    case "publishing": return mayAnywhere(facts, "publication.approve") || mayAnywhere(facts, "publication.draft");
    case "flow": return facts.coordinator || facts.promotes.size > 0;
    case "warnings": case "profiles": return answersFor;
    case "team": return true;
    case "operation": return facts.coordinator;
  }
}
