import type { Id } from "#kernel/id.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { CommitmentState, CompetenceArea } from "./fitness.ts";

const roles = ["coordinator", "promoter", "manager", "director", "technician", "auditor", "data_protection", "sysadmin"] as const;
export type Role = (typeof roles)[number];

/**
 * Everything that anybody may do in this version, with who may: the table of permissions, and nothing beside it.
 * `own-units`: the object's unit is the promoter's or below it. `own-profiles`: each of the object's profiles is one
 * that the person manages; an object without profiles yet is anybody's who manages one. `fit`: with the competences and
 * commitments that are asked for (ROL-R5); `municipal`: and not of a contractor's (CON-3); `answers` and `letters`: unless
 * the contract leaves answering or private messages out.
 */
const table = {
  "account.own": ["staff"],
  "office.read": ["staff"],
  "source.register": ["coordinator"],
  "source.read-now": ["coordinator", "promoter"],
  "item.triage": ["coordinator", "promoter:own-units"],
  "item.propose": ["coordinator", "promoter:own-units", "manager"],
  // FLO-9: everybody of the house may say what should be told.
  "suggestion.make": ["municipal"],
  "media.add": ["coordinator", "promoter", "manager"],
  // Drafting is how one learns; what is drafted goes nowhere before somebody fit submits it.
  "publication.draft": ["coordinator", "promoter:own-units", "manager:own-profiles"],
  "publication.submit": ["coordinator", "promoter:own-units", "manager:own-profiles:fit"],
  "publication.approve": ["coordinator", "promoter:own-units"],
  // To be at the place where approvals are decided; the approval itself is one of the two around it.
  "publication.decide": ["coordinator", "promoter", "manager"],
  "publication.approve-as-second-manager": ["manager:own-profiles:municipal"],
  // Where the council samples (ADR 0036): to let a routine publication of one's own go out without prior approval.
  "publication.send-unapproved": ["coordinator", "promoter:own-units", "manager:own-profiles:municipal"],
  "publication.withdraw": ["coordinator", "promoter:own-units"],
  "publication.settle": ["coordinator", "manager:own-profiles:municipal"],
  // After a stop, what becomes of one publication (CRI-R2).
  "publication.reconfirm": ["coordinator", "manager:own-profiles:municipal"],
  // DRI-4: who publishes about a page, and whose page it is.
  "drift.decide": ["coordinator", "promoter:own-units", "manager:own-profiles:municipal"],
  // What a contractor had scheduled when the contract ended goes only under somebody of the council's (CON-R3).
  "publication.take-over": ["coordinator", "manager:own-profiles:municipal"],
  // EDI-1: whoever writes keeps the profiles that they choose together, for their unit.
  "profile-group.keep": ["coordinator", "promoter:own-units", "manager:own-profiles"],
  "profile-group.keep-for-council": ["coordinator"],
  // EDI-9: templates, as groups.
  "template.keep": ["coordinator", "promoter:own-units", "manager:own-profiles"],
  "template.keep-for-council": ["coordinator"],
  // EDI-10: of a unit's own communication actions.
  "communication-action.keep": ["coordinator", "promoter:own-units"],
  // EDI-8: on every profile, or on chosen ones; who ends it is always a coordinator.
  "publishing.stop-all": ["coordinator"],
  "publishing.stop": ["coordinator", "manager:own-profiles"],
  "publishing.resume": ["coordinator"],
  "profile.enter": ["coordinator"],
  "profile.set-promise": ["coordinator"],
  // EDI-6.
  "profile.set-slots": ["coordinator", "manager:own-profiles"],
  // PRO-12.
  "impostor.report": ["staff"],
  "impostor.decide": ["coordinator"],
  // PRO-2, PRO-3: the promoter asks, the director signs, coordinators evaluate, and who opens is two (table 5.1).
  "request.read": ["municipal"],
  "request.write": ["promoter:own-units"],
  "request.sign": ["director:own-units"],
  "request.evaluate": ["coordinator"],
  "request.agree": ["promoter:own-units", "director:own-units"],
  "request.approve": ["coordinator"],
  // PRO-4 to PRO-11.
  "profile.prepare": ["coordinator"],
  "profile.suspend": ["coordinator"],
  "profile.decide-dormant": ["coordinator", "promoter:own-units"],
  "profile.close": ["coordinator"],
  "profile.certify": ["coordinator", "promoter:own-units"],
  "profile.transfer": ["coordinator"],
  "profile.note-post": ["coordinator", "promoter:own-units", "manager:own-profiles"],
  // M2: who may not register may propose.
  "source.propose": ["coordinator", "promoter:own-units", "director:own-units"],
  "calendar.edit": ["coordinator"],
  // Acts, parameters, units and periods.
  "policy.manage": ["coordinator"],
  "contract.read": ["coordinator", "promoter", "director", "auditor", "data_protection"],
  "contract.manage": ["coordinator"],
  "conversation.read": ["coordinator", "manager:own-profiles", "auditor", "data_protection"],
  // INB-R2: who manages the profile; a coordinator reads only after giving a reason, and each reading is recorded.
  "conversation.read-private": ["manager:own-profiles:letters"],
  "conversation.open-private": ["coordinator", "auditor", "data_protection"],
  // PRI-2.
  "conversation.erase": ["coordinator"],
  "conversation.answer": ["coordinator", "manager:own-profiles:answers"],
  // CON-3: what a contractor answers is sent by somebody of the council's.
  "conversation.send": ["coordinator", "manager:own-profiles:municipal"],
  // To allow us into an account, and to let go of it.
  "connection.manage": ["coordinator", "sysadmin"],
  "people.read": ["municipal"],
  "people.manage": ["coordinator"],
  // S17: the Department provides the training, so its heads may record it.
  "competence.record": ["coordinator", "promoter:own-units", "director:own-units"],
  // ROL-4: and so may who manages the profile on which it was practised.
  "practice.record": ["coordinator", "promoter:own-units", "director:own-units", "manager:own-profiles:municipal"],
  "access.review": ["coordinator"],
  "access.read-review": ["coordinator", "auditor", "data_protection"],
  "token.manage": ["coordinator"],
  // M5. Everybody who works on profiles sees how many are there; kinds and notes of absences only who decides on them.
  "coverage.read": ["coordinator", "promoter", "manager", "director", "auditor", "data_protection"],
  "absence.enter": ["staff"],
  "absence.decide": ["coordinator", "promoter:own-units", "director:own-units"],
  "shift.set": ["coordinator", "promoter:own-units", "director:own-units"],
  "substitution.name": ["coordinator", "promoter:own-units", "director:own-units"],
  "rota.propose": ["coordinator", "promoter:own-units", "director:own-units"],
  "handover.write": ["manager:own-profiles"],
  // M6. DED-R1: what a profile does is chosen by its direction, and by nobody else.
  "dedication.choose": ["promoter:own-units", "director:own-units"],
  "dedication.commit": ["coordinator", "promoter:own-units", "director:own-units"],
  "dedication.note": ["manager:own-profiles"],
} as const satisfies Record<string, readonly Grant[]>;

type Grant =
  | "staff" | "municipal" | "coordinator" | "auditor" | "data_protection" | "sysadmin"
  | "promoter" | "promoter:own-units" | "director" | "director:own-units"
  | "manager" | "manager:own-profiles" | "manager:own-profiles:fit" | "manager:own-profiles:answers" | "manager:own-profiles:municipal" | "manager:own-profiles:letters";

export type Action = keyof typeof table;
export const actions: readonly Action[] = Object.keys(table).filter((key): key is Action => key in table);

/** What the action is about, as far as permission depends on it. */
export interface ActionObject {
  readonly unitId?: Id<"unit"> | undefined;
  readonly profileIds?: readonly Id<"profile">[] | undefined;
}

/** What is known of the actor at the instant of asking; gathered by `authorise.ts`. */
export interface ActorFacts {
  /** False for somebody who left, was disabled or never was. */
  readonly inService: boolean;
  readonly coordinator: boolean;
  /** Units that the person promotes, with all that are below them. */
  readonly promotes: ReadonlySet<Id<"unit">>;
  /** Units that the person directs, with all that are below them. */
  readonly directs?: ReadonlySet<Id<"unit">>;
  readonly manages: ReadonlySet<Id<"profile">>;
  readonly technician?: boolean;
  readonly auditor?: boolean;
  readonly dataProtection?: boolean;
  readonly sysadmin?: boolean;
  /** Why the person may not act as a manager; absent when they may. */
  readonly unfit?: Unfit | undefined;
  /** Of a contractor's person: what the contract leaves out. */
  readonly external?: { readonly answers: boolean; readonly letters: boolean } | undefined;
  /** CON-R2: profiles whose management is contracted out and that nobody of the council's own manages now. */
  readonly unattended?: ReadonlySet<Id<"profile">>;
  /** ROL-R8: an adviser of the mayor's while an election is called. */
  readonly silencedAdviser?: boolean;
  /** Present when the actor is a program with a token: actions beyond its scopes are refused whatever the person may do. */
  readonly scopes?: readonly string[] | undefined;
}

export interface Unfit {
  readonly missing: readonly CompetenceArea[];
  readonly need: number;
  readonly commitments: CommitmentState;
  readonly clauses: CommitmentState;
  /** The Department that owes the training (S17). */
  readonly department: Localized | null;
}

export interface NoRight {
  readonly kind: "not-permitted";
  readonly action: Action;
  readonly because: "not-in-service" | "role" | "other-unit" | "other-profile" | "token-scope" | "external";
  /** Roles that may. */
  readonly who: readonly Role[];
}

/** ROL-R5: the role is there, what the role asks for is not yet. */
export type NotFit =
  | { readonly kind: "not-accredited"; readonly missing: readonly CompetenceArea[]; readonly have: number; readonly need: number; readonly count: number; readonly department: Localized | null }
  | { readonly kind: "commitments-unsigned" }
  | { readonly kind: "clauses-not-accepted" }
  /** ROL-R8. */
  | { readonly kind: "adviser-in-election" }
  /** CON-R2. */
  | { readonly kind: "only-contractors-left" };

export type NotPermitted = NoRight | NotFit;

/** May this actor do this to that? Pure and total; a refusal says why and who may. */
export function can(facts: ActorFacts, action: Action, object: ActionObject): Result<undefined, NotPermitted> {
  const grants: readonly Grant[] = table[action];
  const no = (because: NoRight["because"]) => refuse({ kind: "not-permitted", action, because, who: rolesOf(grants) } as const);
  if (!facts.inService) return no("not-in-service");
  if (facts.scopes && !facts.scopes.includes(action) && !facts.scopes.includes(partOf[action] ?? action)) return no("token-scope");
  let nearest: NoRight["because"] = "role";
  let unfit: NotFit | undefined;
  for (const grant of grants) {
    const verdict = holds(grant, facts, object);
    if (verdict === "yes") return ok();
    if (verdict === "unfit") unfit = whyUnfit(facts);
    else if (verdict === "unattended") unfit = { kind: "only-contractors-left" };
    else if (verdict !== "role") nearest = verdict;
  }
  return unfit ? refuse(unfit) : no(nearest);
}

/** Actions that were once part of another: a token made for the whole may do the part. */
const partOf: Readonly<Partial<Record<Action, Action>>> = { "publication.submit": "publication.draft", "conversation.send": "conversation.answer" };

/** Whether the actor may do it to at least something: for showing or hiding a screen, never for allowing. */
export function mayAnywhere(facts: ActorFacts, action: Action): boolean {
  if (!facts.inService) return false;
  const grants: readonly Grant[] = table[action];
  return grants.some((grant) => {
    switch (grant) {
      case "staff": return true;
      case "municipal": return facts.external === undefined;
      case "coordinator": return facts.coordinator;
      case "auditor": return facts.auditor === true;
      case "data_protection": return facts.dataProtection === true;
      case "sysadmin": return facts.sysadmin === true;
      case "promoter":
      case "promoter:own-units": return facts.promotes.size > 0;
      case "director":
      case "director:own-units": return (facts.directs?.size ?? 0) > 0;
      case "manager":
      case "manager:own-profiles":
      case "manager:own-profiles:fit":
      case "manager:own-profiles:answers":
      case "manager:own-profiles:letters": return facts.manages.size > 0;
      case "manager:own-profiles:municipal": return facts.manages.size > 0 && facts.external === undefined;
    }
  });
}

function holds(grant: Grant, facts: ActorFacts, object: ActionObject): "yes" | "role" | "other-unit" | "other-profile" | "external" | "unattended" | "unfit" {
  const yes = (holding: boolean | undefined) => (holding ? "yes" : "role");
  switch (grant) {
    case "staff": return "yes";
    case "municipal": return facts.external === undefined ? "yes" : "external";
    case "coordinator": return yes(facts.coordinator);
    case "auditor": return yes(facts.auditor);
    case "data_protection": return yes(facts.dataProtection);
    case "sysadmin": return yes(facts.sysadmin);
    case "promoter": return yes(facts.promotes.size > 0);
    case "director": return yes((facts.directs?.size ?? 0) > 0);
    case "manager": return yes(facts.manages.size > 0);
    case "promoter:own-units": return inUnits(facts.promotes, object);
    case "director:own-units": return inUnits(facts.directs ?? new Set(), object);
    case "manager:own-profiles":
    case "manager:own-profiles:fit":
    case "manager:own-profiles:answers":
    case "manager:own-profiles:municipal":
    case "manager:own-profiles:letters":
      return asManager(grant, facts, object);
  }
}

function inUnits(units: ReadonlySet<Id<"unit">>, object: ActionObject) {
  if (units.size === 0) return "role";
  return object.unitId !== undefined && units.has(object.unitId) ? "yes" : "other-unit";
}

function asManager(grant: Grant, facts: ActorFacts, object: ActionObject) {
  const { unattended } = facts;
  if (unattended && unattended.size > 0 && (facts.manages.size === 0 || (object.profileIds ?? []).some((profile) => unattended.has(profile)))) return "unattended";
  if (facts.manages.size === 0) return "role";
  if (!(object.profileIds ?? []).every((profile) => facts.manages.has(profile))) return "other-profile";
  if (grant === "manager:own-profiles") return "yes";
  if (grant === "manager:own-profiles:letters") return facts.external?.letters === false ? "external" : "yes";
  if (grant === "manager:own-profiles:municipal" && facts.external) return "external";
  if (grant === "manager:own-profiles:answers" && facts.external?.answers === false) return "external";
  return whyUnfit(facts) ? "unfit" : "yes";
}

function whyUnfit({ unfit, silencedAdviser }: ActorFacts): NotFit | undefined {
  if (silencedAdviser) return { kind: "adviser-in-election" };
  if (!unfit) return undefined;
  const { missing, need, department } = unfit;
  if (missing.length > 0) return { kind: "not-accredited", missing, have: need - missing.length, need, count: missing.length, department };
  return unfit.clauses === "missing" ? { kind: "clauses-not-accepted" } : { kind: "commitments-unsigned" };
}

/** Roles that may do it to something. */
export const whoMay = (action: Action): readonly Role[] => rolesOf(table[action]);

const rolesOf = (grants: readonly Grant[]): readonly Role[] => {
  const named = grants.map((grant) => grant.split(":")[0]);
  return roles.filter((role) => named.includes(role) || named.includes("staff") || named.includes("municipal"));
};
