import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { ChannelKind } from "../rules/entry.ts";
import { isRead, type SourceKind, type SourceState } from "../rules/standing.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import type { HarvestCounts, RefusedCounts } from "../store.ts";
import { proposedAt } from "./state.ts";

interface SourceChannel {
  readonly id: Id<"channel">;
  readonly kind: ChannelKind;
  readonly url: string;
  readonly title: string;
  readonly lastReadAt: Instant | null;
  readonly lastOkAt: Instant | null;
  readonly nextReadAt: Instant;
  readonly error: SourceTrouble | null;
  readonly errorSince: Instant | null;
  /** Of the last reading that brought anything. */
  readonly lastCounts: HarvestCounts | null;
  /** Pages of a sitemap that are still to be read. */
  readonly waiting: number;
}

interface Source {
  readonly id: Id<"source">;
  readonly name: Localized;
  readonly url: string;
  readonly hosts: readonly string[];
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly languages: readonly string[];
  readonly registeredAt: Instant;
  readonly kind: SourceKind;
  readonly creationAct: string;
  readonly state: SourceState;
  readonly stateSince: Instant;
  readonly statementUrl: string | null;
  /** `YYYY-MM-DD`. */
  readonly statementOn: string | null;
  /** The accessibility statement is older than the council allows (WEB-R3). */
  readonly statementIsOld: boolean;
  readonly provenHosts: readonly string[];
  /** When the last of its hosts was proven; null while one is not. */
  readonly provenAt: Instant | null;
  readonly items: number;
  readonly itemsLastDay: number;
  /** Not reached for longer than the council allows (WEB-R4): of those that are read. */
  readonly isOverdue: boolean;
  readonly channels: readonly SourceChannel[];
}

/** All sources with how reading them goes, in order of registration. */
export async function listSources(db: Queryable, now: Instant, only: { readonly id?: Id<"source"> } = {}): Promise<readonly Source[]> {
  const dayAgo = plusMs(now, -DAY);
  const [reachedWithinHours, statementMonths] = [await getParameter(db, "sources.notReachedHours", now), await getParameter(db, "sources.statementMonths", now)];
  const oldest = Temporal.Instant.from(now).toZonedDateTimeISO("UTC").toPlainDate().subtract({ months: statementMonths }).toString();
  const unreachedBefore = plusMs(now, -reachedWithinHours * HOUR);
  const { rows: sources } = await sql<Omit<Source, "channels" | "isOverdue" | "statementIsOld" | "provenHosts" | "provenAt"> & { proofs: Readonly<Record<string, Instant>> }>`
    select source.id, source.name, source.base_url as url, source.hosts, source.owner_unit_id as "unitId", unit.name as unit, source.languages,
      source.registered_at as "registeredAt", source.kind, source.creation_act as "creationAct", source.statement_url as "statementUrl", source.statement_on::text as "statementOn",
      latest.state, latest.at as "stateSince",
      (select coalesce(jsonb_object_agg(host, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')), '{}') from (select host, max(at) as at from sources.proof where proof.source_id = source.id and proof.at >= ${proposedAt(sql.ref("source.id"))} group by host) as proven) as proofs,
      (select count(*) from sources.item where item.source_id = source.id and merged_into is null) as items,
      (select count(*) from sources.item where item.source_id = source.id and merged_into is null and appeared_at > ${dayAgo}) as "itemsLastDay"
    from sources.source left join policy.unit on unit.id = source.owner_unit_id
      cross join lateral (select state, at from sources.step where step.source_id = source.id order by position desc limit 1) as latest
    where ${only.id ?? null}::uuid is null or source.id = ${only.id ?? null}::uuid
    order by source.id
  `.execute(db);
  const { rows: channels } = await sql<SourceChannel & { sourceId: Id<"source">; addedAt: Instant }>`
    select channel.id, source_id as "sourceId", kind, url, title, last_read_at as "lastReadAt", last_ok_at as "lastOkAt", next_at as "nextReadAt",
      error, error_since as "errorSince", last_counts as "lastCounts", added_at as "addedAt",
      (select count(*) from sources.page where page.channel_id = channel.id and page.waiting) as waiting
    from sources.channel where source_id = any(${sources.map((source) => source.id)}::uuid[]) order by channel.id
  `.execute(db);
  return sources.map((source) => {
    const own = channels.filter((channel) => channel.sourceId === source.id);
    const { proofs, ...known } = source;
    const provenHosts = source.hosts.filter((host) => proofs[host] !== undefined);
    return {
      ...known,
      provenHosts,
      provenAt: provenHosts.length < source.hosts.length ? null : (source.hosts.flatMap((host) => proofs[host] ?? []).toSorted().at(-1) ?? null),
      statementIsOld: source.state !== "retired" && source.statementOn !== null && source.statementOn < oldest,
      isOverdue: isRead(source.state) && own.some((channel) => (channel.lastOkAt ?? channel.addedAt) < unreachedBefore),
      channels: own.map(({ sourceId: _sourceId, addedAt: _addedAt, ...channel }) => channel),
    };
  });
}

export async function findSource(db: Queryable, id: Id<"source">, now: Instant): Promise<Source | undefined> {
  return (await listSources(db, now, { id }))[0];
}

interface Harvest {
  readonly channelId: Id<"channel">;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly outcome: "read" | "unchanged" | "failed" | "superseded";
  readonly counts: HarvestCounts;
  readonly refused: RefusedCounts;
  readonly error: SourceTrouble | null;
}

/** The last readings of a source, newest first. */
export async function listHarvests(db: Queryable, sourceId: Id<"source">, most = 50): Promise<readonly Harvest[]> {
  const { rows } = await sql<Harvest>`
    select channel_id as "channelId", started_at as "startedAt", finished_at as "finishedAt", outcome, counts, refused, harvest.error
    from sources.harvest join sources.channel on channel.id = harvest.channel_id
    where channel.source_id = ${sourceId} order by finished_at desc, harvest.id desc limit ${most}
  `.execute(db);
  return rows;
}

/** When anything was last read; undefined before the first time. */
export async function findLastHarvest(db: Queryable): Promise<Instant | undefined> {
  const { rows } = await sql<{ at: Instant | null }>`select max(last_read_at) as at from sources.channel`.execute(db);
  return rows[0]?.at ?? undefined;
}
