import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import type { ChannelKind } from "../rules/entry.ts";
import { stateOf } from "../queries/state.ts";
import { statesRead } from "../rules/standing.ts";
import type { SourcesTables } from "../store.ts";
import type { Speaker } from "./apply.ts";
import type { SourceRules } from "./entries.ts";

/** A channel with what of its source decides how it is read. */
export interface ChannelToRead extends SourceRules {
  readonly id: Id<"channel">;
  readonly sourceId: Id<"source">;
  readonly kind: ChannelKind;
  readonly url: string;
  /** Address of its source. */
  readonly home: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly readings: number;
  readonly failures: number;
  readonly lastContentAt: Instant | null;
  readonly markers: readonly string[];
}

export const speakerOf = (channel: ChannelToRead): Speaker => ({
  id: channel.id, kind: channel.kind, sourceId: channel.sourceId, isFirst: channel.lastContentAt === null,
});

/** @throws Error when there is none */
export async function getChannelToRead(db: Queryable, channelId: Id<"channel">): Promise<ChannelToRead> {
  const row = await db.withTables<SourcesTables>()
    .selectFrom("sources.channel as channel")
    .innerJoin("sources.source as source", "source.id", "channel.source_id")
    .select([
      "channel.id", "channel.source_id", "channel.kind", "channel.url", "channel.etag", "channel.last_modified", "channel.readings", "channel.failures",
      "channel.last_content_at", "source.base_url", "source.hosts", "source.languages", "source.language_rule", "source.not_in_force_markers",
    ])
    .where("channel.id", "=", channelId)
    .executeTakeFirst();
  if (!row) throw new Error(`there is no channel ${channelId}`);
  return {
    id: row.id,
    sourceId: row.source_id,
    kind: row.kind,
    url: row.url,
    home: row.base_url,
    etag: row.etag,
    lastModified: row.last_modified,
    readings: row.readings,
    failures: row.failures,
    lastContentAt: row.last_content_at,
    hosts: row.hosts,
    languages: row.languages,
    languageRule: row.language_rule,
    markers: row.not_in_force_markers,
  };
}

/** Whether a source is read now; asked with a lock, it goes on being so until the transaction ends. */
export async function isSourceRead(tx: Tx, sourceId: Id<"source">): Promise<boolean> {
  await sql`select 1 from sources.source where id = ${sourceId} for share`.execute(tx);
  const { rows } = await sql<{ read: boolean }>`select ${stateOf(sql`${sourceId}::uuid`)} = any(${[...statesRead]}::text[]) as read`.execute(tx);
  return rows[0]?.read ?? false;
}

/** Channels whose time has come, of sources that are read, the longest overdue first. */
export async function listDueChannels(db: Queryable, now: Instant, most = 50): Promise<readonly Id<"channel">[]> {
  const { rows } = await sql<{ id: Id<"channel"> }>`
    select channel.id from sources.channel where next_at <= ${now} and ${stateOf(sql.ref("channel.source_id"))} = any(${[...statesRead]}::text[]) order by next_at limit ${most}
  `.execute(db);
  return rows.map(({ id }) => id);
}
