import type { Id } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";

export type Role = "coordinator" | "promoter" | "manager";

/**
 * Everything that anybody may do in this version, with who may: the table of permissions, and nothing beside it.
 * `own-units`: the object's unit is the promoter's or below it. `own-profiles`: each of the object's profiles is one
 * that the person manages; an object without profiles yet is anybody's who manages one.
 */
const table = {
  "account.own": ["staff"],
  "office.read": ["staff"],
  "source.register": ["coordinator"],
  "source.read-now": ["coordinator", "promoter"],
  "item.triage": ["coordinator", "promoter:own-units"],
  "item.propose": ["coordinator", "promoter:own-units", "manager"],
  "media.add": ["coordinator", "promoter", "manager"],
  "publication.draft": ["coordinator", "promoter:own-units", "manager:own-profiles"],
  "publication.approve": ["coordinator", "promoter:own-units"],
  // To be at the place where approvals are decided; the approval itself is one of the two around it.
  "publication.decide": ["coordinator", "promoter", "manager"],
  "publication.approve-as-second-manager": ["manager:own-profiles"],
  "publication.withdraw": ["coordinator", "promoter:own-units"],
  "publication.settle": ["coordinator", "manager:own-profiles"],
  // After a stop, what becomes of one publication (CRI-R2).
  "publication.reconfirm": ["coordinator", "manager:own-profiles"],
  // EDI-8: on every profile, or on chosen ones; who ends it is always a coordinator.
  "publishing.stop-all": ["coordinator"],
  "publishing.stop": ["coordinator", "manager:own-profiles"],
  "publishing.resume": ["coordinator"],
  "profile.enter": ["coordinator"],
  "profile.set-promise": ["coordinator"],
  // PRO-12.
  "impostor.report": ["staff"],
  "impostor.decide": ["coordinator"],
  "calendar.edit": ["coordinator"],
  "conversation.read": ["coordinator", "manager:own-profiles"],
  // INB-R2: who manages the profile; a coordinator reads only after giving a reason, and each reading is recorded.
  "conversation.read-private": ["manager:own-profiles"],
  "conversation.open-private": ["coordinator"],
  // PRI-2.
  "conversation.erase": ["coordinator"],
  "conversation.answer": ["coordinator", "manager:own-profiles"],
  // To allow us into an account, and to let go of it.
  "connection.manage": ["coordinator"],
  "people.read": ["coordinator", "promoter", "manager"],
  "people.manage": ["coordinator"],
  "token.manage": ["coordinator"],
} as const satisfies Record<string, readonly Grant[]>;

type Grant = "staff" | "coordinator" | "promoter" | "promoter:own-units" | "manager:own-profiles" | "manager";

export type Action = keyof typeof table;
export const actions: readonly Action[] = Object.keys(table).filter((key): key is Action => key in table);

/** What the action is about, as far as permission depends on it. */
export interface ActionObject {
  readonly unitId?: Id<"unit"> | undefined;
  readonly profileIds?: readonly Id<"profile">[] | undefined;
}

/** What is known of the actor at the instant of asking; gathered by `facts.ts`. */
export interface ActorFacts {
  /** False for somebody who left, was disabled or never was. */
  readonly inService: boolean;
  readonly coordinator: boolean;
  /** Units that the person promotes, with all that are below them. */
  readonly promotes: ReadonlySet<Id<"unit">>;
  readonly manages: ReadonlySet<Id<"profile">>;
  /** Present when the actor is a program with a token: actions beyond its scopes are refused whatever the person may do. */
  readonly scopes?: readonly string[] | undefined;
}

export interface NotPermitted {
  readonly kind: "not-permitted";
  readonly action: Action;
  readonly because: "not-in-service" | "role" | "other-unit" | "other-profile" | "token-scope";
  /** Roles that may. */
  readonly who: readonly Role[];
}

/** May this actor do this to that? Pure and total; a refusal says why and who may. */
export function can(facts: ActorFacts, action: Action, object: ActionObject): Result<undefined, NotPermitted> {
  const grants: readonly Grant[] = table[action];
  const no = (because: NotPermitted["because"]) => refuse({ kind: "not-permitted", action, because, who: rolesOf(grants) } as const);
  if (!facts.inService) return no("not-in-service");
  if (facts.scopes && !facts.scopes.includes(action)) return no("token-scope");
  let nearest: NotPermitted["because"] = "role";
  for (const grant of grants) {
    const verdict = holds(grant, facts, object);
    if (verdict === "yes") return ok();
    if (verdict !== "role") nearest = verdict;
  }
  return no(nearest);
}

/** Whether the actor may do it to at least something: for showing or hiding a screen, never for allowing. */
export function mayAnywhere(facts: ActorFacts, action: Action): boolean {
  if (!facts.inService) return false;
  const grants: readonly Grant[] = table[action];
  return grants.some((grant) => {
    switch (grant) {
      case "staff": return true;
      case "coordinator": return facts.coordinator;
      case "promoter":
      case "promoter:own-units": return facts.promotes.size > 0;
      case "manager":
      case "manager:own-profiles": return facts.manages.size > 0;
    }
  });
}

function holds(grant: Grant, facts: ActorFacts, object: ActionObject): "yes" | "role" | "other-unit" | "other-profile" {
  switch (grant) {
    case "staff":
      return "yes";
    case "coordinator":
      return facts.coordinator ? "yes" : "role";
    case "promoter":
      return facts.promotes.size > 0 ? "yes" : "role";
    case "manager":
      return facts.manages.size > 0 ? "yes" : "role";
    case "promoter:own-units":
      if (facts.promotes.size === 0) return "role";
      return object.unitId !== undefined && facts.promotes.has(object.unitId) ? "yes" : "other-unit";
    case "manager:own-profiles":
      if (facts.manages.size === 0) return "role";
      return (object.profileIds ?? []).every((profile) => facts.manages.has(profile)) ? "yes" : "other-profile";
  }
}

/** Roles that may do it to something. */
export const whoMay = (action: Action): readonly Role[] => rolesOf(table[action]);

const rolesOf = (grants: readonly Grant[]): readonly Role[] => {
  const named = grants.map((grant) => grant.split(":")[0]);
  return (["coordinator", "promoter", "manager"] as const).filter((role) => named.includes(role) || named.includes("staff"));
};
