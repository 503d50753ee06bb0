import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { UnitUses } from "#modules/authority/index.ts";
import { countOpenConversations } from "#modules/inbox/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";

/** What hangs on a unit in the modules above the organisation, asked inside the command that would close it (ORG-R1). */
export async function listUnitUses(tx: Tx, id: Id<"unit">, at: Instant): Promise<UnitUses> {
  const profiles = (await listProfiles(tx)).filter(({ unitId }) => unitId === id);
  const sources = (await listSources(tx, at)).filter(({ unitId, state }) => unitId === id && state !== "retired");
  return {
    profiles: profiles.filter(({ state }) => state !== "closed").length,
    sources: sources.length,
    conversations: await countOpenConversations(tx, profiles.map((profile) => profile.id)),
  };
}
