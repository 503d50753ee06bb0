import type { Instant } from "#kernel/instant.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import type { Localized } from "#kernel/language.ts";
import { listContracts } from "#modules/contracts/index.ts";
import { findShortfall } from "#modules/inbox/index.ts";
import type { Profile } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { TodayTask } from "../views.ts";

/** Ends that come near (CON-R4), answers that come too late (CON-4), what a company did not leave in order (CON-5), profiles that only a contractor is left on (CON-R2) and clauses that the policy in force wants accepted anew (CON-R5), for whoever manages contracts. */
export async function listContractTasks(db: Queryable, facts: ActorFacts, name: (texts: Localized | undefined) => string, profiles: readonly Profile[], at: Instant): Promise<readonly TodayTask[]> {
  if (!can(facts, "contract.manage", {}).ok) return [];
  const tasks = (await listContracts(db, at)).map(async (contract): Promise<readonly TodayTask[]> => {
    if (contract.state === "ended" && contract.exitOpen.length > 0) return [{ kind: "contract-exit", contractId: contract.id, company: contract.company, open: contract.exitOpen, since: contract.endedAt ?? contract.to }];
    if (contract.state === "ended" || contract.state === "draft") return [];
    const late = await findShortfall(db, contract, at);
    return [
      ...(late ? [{ kind: "contract-late", contractId: contract.id, company: contract.company, answered: late.answered, inTime: late.inTime ?? 0, overdue: late.overdue ?? 0, days: late.days } as const] : []),
      ...(contract.alert === null ? [] : [{ kind: "contract", contractId: contract.id, company: contract.company, days: contract.alert, due: contract.to } as const]),
      ...(contract.unmanaged.length === 0 ? [] : [{ kind: "contractors-alone", contractId: contract.id, company: contract.company, profiles: contract.unmanaged.map((id) => name(profiles.find((profile) => profile.id === id)?.displayName)) } as const]),
      ...(contract.clauses === "signed" ? [] : [{ kind: "clauses", contractId: contract.id, company: contract.company, due: contract.clausesUntil } as const]),
    ];
  });
  return (await Promise.all(tasks)).flat();
}
