import { type Expression, type RawBuilder, sql } from "kysely";
import type { SourceState } from "../rules/standing.ts";

/** When a source was last proposed: what was proved before is of what it was before it was retired. */
export const proposedAt = (sourceId: Expression<unknown>): RawBuilder<unknown> =>
  sql`coalesce((select max(step.at) from sources.step where step.source_id = ${sourceId} and step.state = 'proposed'), '-infinity')`;

/** The state of a source in a query: its last row counts. */
export const stateOf = (sourceId: Expression<unknown>): RawBuilder<SourceState> =>
  sql<SourceState>`(select step.state from sources.step where step.source_id = ${sourceId} order by step.position desc limit 1)`;
