import { ok, refuse, type Result } from "#kernel/result.ts";

export const sourceStates = ["proposed", "active", "migrating", "retired"] as const;
export type SourceState = (typeof sourceStates)[number];
export const sourceKinds = ["www", "sede", "minisite", "blog", "press", "agenda", "open_data"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Annex E; a proposal that is turned down ends as retired too. */
const steps: Readonly<Record<SourceState, readonly SourceState[]>> = {
  proposed: ["active", "retired"],
  active: ["migrating", "retired"],
  migrating: ["retired"],
  retired: [],
};

export const nextStates = (state: SourceState): readonly SourceState[] => steps[state];

/** At the address of one that was retired it begins again, as a proposal with a proof of its own. */
export const mayBeginAgain = (state: SourceState): boolean => state === "retired";

/** A proposed source is not read yet, a retired one not any more. */
export const statesRead: readonly SourceState[] = ["active", "migrating"];
/** What was read stays, also of a source that is not read any more. */
export const statesEverRead: readonly SourceState[] = ["active", "migrating", "retired"];
export const isRead = (state: SourceState): boolean => statesRead.includes(state);

export interface SourceStanding {
  readonly state: SourceState;
  readonly hasOwner: boolean;
  readonly hosts: readonly string[];
  readonly provenHosts: readonly string[];
}

export type MoveRefusal =
  | { readonly kind: "reason-missing" }
  | { readonly kind: "source-wrong-state"; readonly state: SourceState }
  /** WEB-R1. */
  | { readonly kind: "source-owner-missing" }
  | { readonly kind: "domain-unproven"; readonly hosts: readonly string[] };

/** Whether a source may go on to a state: to be active it has an owner, and each of its hosts is proven (WEB-R1). */
export function mayMove(source: SourceStanding, to: SourceState, reason: string): Result<undefined, MoveRefusal> {
  if (!steps[source.state].includes(to)) return refuse({ kind: "source-wrong-state", state: source.state });
  if (reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (to !== "active") return ok();
  if (!source.hasOwner) return refuse({ kind: "source-owner-missing" });
  const unproven = source.hosts.filter((host) => !source.provenHosts.includes(host));
  return unproven.length > 0 ? refuse({ kind: "domain-unproven", hosts: unproven }) : ok();
}
