import { endSession, listSessions, readAccountFacts } from "#modules/access/index.ts";
import { actions, factsOf, mayAnywhere, type Role, setPreferences } from "#modules/authority/index.ts";
import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Services } from "#web/http/services.ts";
import { dropSession } from "#web/http/session.ts";
import type { AccountView, SessionView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function accountHandlers(services: Services): Handlers<
  "GET /session" | "POST /session/sign-out" | "PUT /session/preferences" | "GET /account" | "POST /account/sessions/:id/revoke"
> {
  const { db, clock } = services;
  return {
    "GET /session": async ({ actor, person }) => {
      const now = clock.now();
      const facts = await factsOf(db, actor, now);
      const council = await getCouncil(db);
      const roles: Role[] = [];
      if (facts.coordinator) roles.push("coordinator");
      if (facts.promotes.size > 0) roles.push("promoter");
      if (facts.manages.size > 0) roles.push("manager");
      if ((facts.directs?.size ?? 0) > 0) roles.push("director");
      if (facts.technician) roles.push("technician");
      if (facts.auditor) roles.push("auditor");
      if (facts.dataProtection) roles.push("data_protection");
      if (facts.sysadmin) roles.push("sysadmin");
      const view: SessionView = {
        person: { id: person.id, name: person.name, postType: person.postType, unit: person.unit ?? null },
        roles,
        actions: actions.filter((action) => mayAnywhere(facts, action)),
        preferences: { language: person.language === "eu" || person.language === "en" ? person.language : "es", singleKeys: person.singleKeys },
        council: { name: council.name, brand: council.brand, zone: council.zone, languages: council.languages, origin: services.origin, example: services.example },
        now,
      };
      return ok(view);
    },
    "POST /session/sign-out": async ({ context, session }) => {
      await endSession(db, session.personId, session.id, clock.now());
      dropSession(context);
      return ok(null);
    },
    "PUT /session/preferences": ({ actor }, preferences) =>
      services.command(async (tx) => {
        await setPreferences(tx, actor.personId, preferences);
        return ok(null);
      }),
    "GET /account": async ({ person, session }) => {
      const facts = await readAccountFacts(db, person.id, session.id);
      const sessions = await listSessions(db, person.id, clock.now());
      const view: AccountView = {
        email: person.email,
        lastSignIn: facts.lastSignIn ?? null,
        recoveryCodesLeft: facts.codesLeft,
        sessions: sessions.map((row) => ({ ...row, current: row.id === session.id })),
      };
      return ok(view);
    },
    "POST /account/sessions/:id/revoke": async ({ actor }, { id }) => {
      const sessionId = parseId<"session">(id);
      if (!sessionId) return refuse({ kind: "not-found" });
      await endSession(db, actor.personId, sessionId, clock.now());
      return ok(null);
    },
  };
}
