import type { ColumnType, Generated } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Queryable, Tx } from "./database.ts";

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
  return db
    .withTables<EventTables>()
    .selectFrom("platform.event")
    .select(["position", "kind", "subject_type", "subject_id", "actor_id", "at", "data"])
    .where("subject_type", "=", subject.type)
    .where("subject_id", "=", subject.id)
    .orderBy("position")
    .execute();
}
