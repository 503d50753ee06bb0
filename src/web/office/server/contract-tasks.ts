import type { Instant } from "#kernel/instant.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import { listContracts } from "#modules/contracts/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { TodayTask } from "../views.ts";

/** Ends that come near (CON-R4) and clauses that the policy in force wants accepted anew (CON-R5), for whoever manages contracts. */
export async function listContractTasks(db: Queryable, facts: ActorFacts, at: Instant): Promise<readonly TodayTask[]> {
  if (!can(facts, "contract.manage", {}).ok) return [];
  return (await listContracts(db, at)).flatMap((contract): readonly TodayTask[] => {
    if (contract.state === "ended" || contract.state === "draft") return [];
    return [
      ...(contract.alert === null ? [] : [{ kind: "contract", contractId: contract.id, company: contract.company, days: contract.alert, due: contract.to } as const]),
      ...(contract.clauses === "signed" ? [] : [{ kind: "clauses", contractId: contract.id, company: contract.company, due: contract.clausesUntil } as const]),
    ];
  });
}
