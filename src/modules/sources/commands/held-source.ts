import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Tx } from "#platform/database.ts";
import { proposedAt } from "../queries/state.ts";
import type { SectionOwner } from "../rules/section.ts";
import type { SourceState } from "../rules/standing.ts";

export interface HeldSource {
  readonly id: Id<"source">;
  readonly url: string;
  readonly hosts: readonly string[];
  readonly unitId: Id<"unit"> | null;
  readonly token: string;
  readonly state: SourceState;
}

/** A source that nobody else changes until the transaction ends. */
export async function holdSource(tx: Tx, id: Id<"source">): Promise<HeldSource | undefined> {
  const { rows } = await sql<Omit<HeldSource, "state">>`
    select id, base_url as url, hosts, owner_unit_id as "unitId", proof_token as token from sources.source where id = ${id} for update
  `.execute(tx);
  const [source] = rows;
  if (!source) return undefined;
  // Asked after the lock: whoever held it before may have moved the source on.
  const { rows: steps } = await sql<{ state: SourceState }>`select state from sources.step where source_id = ${id} order by position desc limit 1`.execute(tx);
  return { ...source, state: steps[0]?.state ?? "proposed" };
}

export async function listSectionOwners(tx: Tx, sourceId: Id<"source">): Promise<readonly SectionOwner[]> {
  const { rows } = await sql<SectionOwner>`select prefix, unit_id as "unitId" from sources.section where source_id = ${sourceId} and ended_at is null`.execute(tx);
  return rows;
}

export async function listProvenHosts(tx: Tx, sourceId: Id<"source">): Promise<readonly string[]> {
  const { rows } = await sql<{ host: string }>`select distinct host from sources.proof where source_id = ${sourceId} and at >= ${proposedAt(sql.ref("proof.source_id"))}`.execute(tx);
  return rows.map(({ host }) => host);
}

export async function isUnit(tx: Tx, unitId: Id<"unit">): Promise<boolean> {
  return (await sql`select 1 from policy.unit where id = ${unitId} and valid_to is null`.execute(tx)).rows.length > 0;
}
