import { type Expression, type RawBuilder, sql } from "kysely";
import type { SourceState } from "../rules/standing.ts";

/** The state of a source in a query: its last row counts. */
export const stateOf = (sourceId: Expression<unknown>): RawBuilder<SourceState> =>
  sql<SourceState>`(select step.state from sources.step where step.source_id = ${sourceId} order by step.position desc limit 1)`;
