import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable } from "#platform/database.ts";
import type { SourceState } from "../rules/standing.ts";
import { proposedAt, stateOf } from "./state.ts";

interface SourceHistory {
  readonly steps: readonly { readonly state: SourceState; readonly at: Instant; readonly by: string; readonly reason: string }[];
  /** The last proof of each host. */
  readonly proofs: readonly { readonly host: string; readonly method: "well_known" | "meta" | "dns_txt"; readonly at: Instant; readonly by: string }[];
  readonly sections: readonly { readonly id: Id<"source-section">; readonly prefix: string; readonly unitId: Id<"unit">; readonly unit: Localized; readonly items: number }[];
  readonly token: string;
}

/** What a source has been, what proves its hosts, and to whom its sections belong. */
export async function readSourceHistory(db: Queryable, sourceId: Id<"source">): Promise<SourceHistory> {
  const [steps, proofs, sections, tokens] = await Promise.all([
    sql<SourceHistory["steps"][number]>`
      select state, at, person.name as by, reason from sources.step join authority.person on person.id = by_person where source_id = ${sourceId} order by position
    `.execute(db),
    sql<SourceHistory["proofs"][number]>`
      select distinct on (host) host, method, at, person.name as by from sources.proof join authority.person on person.id = by_person where source_id = ${sourceId} and at >= ${proposedAt(sql.ref("proof.source_id"))} order by host, position desc
    `.execute(db),
    sql<SourceHistory["sections"][number]>`
      select section.id, prefix, unit_id as "unitId", unit.name as unit,
        (select count(*) from sources.item where item.source_id = section.source_id and item.owner_unit_id = section.unit_id and merged_into is null) as items
      from sources.section join policy.unit on unit.id = unit_id where source_id = ${sourceId} and ended_at is null order by prefix
    `.execute(db),
    sql<{ token: string }>`select proof_token as token from sources.source where id = ${sourceId}`.execute(db),
  ]);
  return { steps: steps.rows, proofs: proofs.rows, sections: sections.rows, token: tokens.rows[0]?.token ?? "" };
}

/** What we ourselves show for a host that is ours: the tokens of the sources on it that are not retired. */
export async function listTokensOfHost(db: Queryable, host: string): Promise<readonly string[]> {
  const { rows } = await sql<{ token: string }>`
    select proof_token as token from sources.source where ${host} = any(hosts) and ${stateOf(sql.ref("source.id"))} <> 'retired' and proof_token <> '' order by id
  `.execute(db);
  return rows.map(({ token }) => token);
}
