import type { Instant } from "#kernel/instant.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import type { Localized } from "#kernel/language.ts";
import { listContracts } from "#modules/contracts/index.ts";
import type { Profile } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { TodayTask } from "../views.ts";

/** Ends that come near (CON-R4), what a company did not leave in order (CON-5), profiles that only a contractor is left on (CON-R2) and clauses that the policy in force wants accepted anew (CON-R5), for whoever manages contracts. */
export async function listContractTasks(db: Queryable, facts: ActorFacts, name: (texts: Localized | undefined) => string, profiles: readonly Profile[], at: Instant): Promise<readonly TodayTask[]> {
  if (!can(facts, "contract.manage", {}).ok) return [];
  return (await listContracts(db, at)).flatMap((contract): readonly TodayTask[] => {
    if (contract.state === "ended" && contract.exitOpen.length > 0) return [{ kind: "contract-exit", contractId: contract.id, company: contract.company, open: contract.exitOpen, since: contract.endedAt ?? contract.to }];
    if (contract.state === "ended" || contract.state === "draft") return [];
    return [
      ...(contract.alert === null ? [] : [{ kind: "contract", contractId: contract.id, company: contract.company, days: contract.alert, due: contract.to } as const]),
      ...(contract.unmanaged.length === 0 ? [] : [{ kind: "contractors-alone", contractId: contract.id, company: contract.company, profiles: contract.unmanaged.map((id) => name(profiles.find((profile) => profile.id === id)?.displayName)) } as const]),
      ...(contract.clauses === "signed" ? [] : [{ kind: "clauses", contractId: contract.id, company: contract.company, due: contract.clausesUntil } as const]),
    ];
  });
}
