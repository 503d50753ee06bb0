import { setTimeout as sleep } from "node:timers/promises";
import { type ColumnType, type Generated, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "./database.ts";

/** Something that happened, in the past tense: `publication.approved`. Ids and plain data only. */
export interface NewEvent {
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: Id<string> };
  /** The person who did it; absent when the system did. */
  readonly actor?: Id<"person"> | undefined;
  readonly at: Instant;
  readonly data?: { readonly [key: string]: Json };
}

export interface RecordedEvent {
  /** Grows with each event; a consumer's cursor. */
  readonly position: number;
  readonly kind: string;
  readonly subject_type: string;
  readonly subject_id: Id<string>;
  readonly actor_id: Id<"person"> | null;
  readonly at: Instant;
  readonly data: { readonly [key: string]: Json };
}

type EventTables = {
  "platform.event": Omit<RecordedEvent, "position" | "data"> & {
    position: Generated<number>;
    schema_version: number;
    data: ColumnType<RecordedEvent["data"], string, never>;
  };
};

/** Writes an event in the transaction of what it tells of. */
export const recordEvent = (tx: Tx, event: NewEvent): Promise<void> => recordEvents(tx, [event]);

/** The same for several, in their order. */
export async function recordEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx
    .withTables<EventTables>()
    .insertInto("platform.event")
    .values(events.map((event) => ({
      schema_version: 1,
      kind: event.kind,
      subject_type: event.subject.type,
      subject_id: event.subject.id,
      actor_id: event.actor ?? null,
      at: event.at,
      data: JSON.stringify(event.data ?? {}),
    })))
    .execute();
}

/** What happened to one thing, oldest first. */
export async function listEventsOf(db: Queryable, subject: { readonly type: string; readonly id: Id<string> }): Promise<readonly RecordedEvent[]> {
  return selectEvents(db)
    .where("subject_type", "=", subject.type)
    .where("subject_id", "=", subject.id)
    .orderBy("position")
    .execute();
}

const selectEvents = (db: Queryable) =>
  db.withTables<EventTables>().selectFrom("platform.event").select(["position", "kind", "subject_type", "subject_id", "actor_id", "at", "data"]);

/** The newest position that is to be seen; 0 before the first event. Older ones may still be on their way. */
export async function newestPosition(db: Queryable): Promise<number> {
  const { rows } = await sql<{ newest: number | null }>`select max(position) as newest from platform.event`.execute(db);
  return rows[0]?.newest ?? 0;
}

export interface Reading {
  readonly limit?: number;
  /** How long to wait for a transaction that may still fill a gap. */
  readonly patienceMs?: number;
}

/**
 * What happened after a position, oldest first, without ever skipping what was written before and commits later.
 *
 * Positions are given out when an event is written and show when its transaction commits, so a lower one may show after a
 * higher one. A missing position is therefore either on its way or was rolled back. Who writes an event holds the table's
 * row-exclusive lock from before its position is drawn until after its commit shows: once all who held it when the gap
 * was seen are gone, what is still missing never comes. Only those writers are waited for, and only where there is a gap;
 * the answer stops before a gap whose writers take longer than our patience.
 */
export async function listEventsAfter(db: Queryable, after: number, { limit = 1_000, patienceMs = 1_000 }: Reading = {}): Promise<readonly RecordedEvent[]> {
  const read = () => selectEvents(db).where("position", ">", after).orderBy("position").limit(limit).execute();
  const seen = await read();
  const horizon = seen.at(-1)?.position ?? after;
  if (horizon - after === seen.length) return seen;
  const settled = await haveEnded(db, await listWriters(db), patienceMs);
  // Only up to what was seen before: further on there may be gaps of younger writers.
  const now = (await read()).filter((event) => event.position <= horizon);
  return settled ? now : now.slice(0, contiguous(now, after));
}

/** How many at the beginning follow one another without a gap. */
function contiguous(events: readonly RecordedEvent[], after: number): number {
  const gap = events.findIndex((event, index) => event.position !== after + index + 1);
  return gap === -1 ? events.length : gap;
}

/** The transactions that have written an event, or are about to, other than our own. */
async function listWriters(db: Queryable): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ writer: string }>`
    select virtualtransaction as writer from pg_locks
    where locktype = 'relation' and relation = 'platform.event'::regclass and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()
  `.execute(db);
  return new Set(rows.map((row) => row.writer));
}

const LOOK_AGAIN_MS = 10;

async function haveEnded(db: Queryable, writers: ReadonlySet<string>, patienceMs: number): Promise<boolean> {
  let waiting = [...writers];
  for (let waited = 0; waiting.length > 0; waited += LOOK_AGAIN_MS) {
    if (waited >= patienceMs) return false;
    await sleep(LOOK_AGAIN_MS);
    const still = await listWriters(db);
    waiting = waiting.filter((writer) => still.has(writer));
  }
  return true;
}

/**
 * Gives a consumer the events that it has not had yet, in their order, and moves its cursor in the same transaction as
 * what it does with them: whatever it writes there happens exactly once. What it does elsewhere happens at least once.
 * Of several processes one works; the others have nothing to do.
 * @returns how many events were handled; as many as `limit` means that there may be more
 */
export function consumeEvents(
  db: Database, name: string, handle: (tx: Tx, event: RecordedEvent) => Promise<void>, reading: Reading = {},
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await sql`insert into platform.consumer (name, position) values (${name}, 0) on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ position: number }>`select position from platform.consumer where name = ${name} for update skip locked`.execute(tx);
    const cursor = rows[0];
    if (!cursor) return 0;
    const events = await listEventsAfter(tx, cursor.position, reading);
    for (const event of events) await handle(tx, event);
    const last = events.at(-1);
    if (last) await sql`update platform.consumer set position = ${last.position} where name = ${name}`.execute(tx);
    return events.length;
  });
}
