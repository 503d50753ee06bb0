import { type RawBuilder, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { Change } from "./rules/compare.ts";
import type { PageStatus } from "./rules/materiality.ts";

export type DriftKind = "page" | "reverse" | "languages";
export type DriftState = "stored" | "detected" | "assigned" | "corrected" | "page_fixed" | "not_material";
export type DriftDecision = "correct" | "page_wrong" | "not_material";

/** A change with the language of the page in which it stands; between two languages, that of what is `before`. */
export interface DriftChange extends Change {
  readonly language: string;
}

export interface Snapshot {
  readonly id: Id<"snapshot">;
  readonly itemId: Id<"item">;
  readonly language: string;
  readonly at: Instant;
  readonly url: string;
  readonly status: PageStatus;
  readonly title: string;
  readonly body: string;
  readonly links: readonly string[];
  readonly validUntil: Instant | null;
  readonly hash: string;
}

/** What a drift compares in one language; null where there is nothing to show. */
export interface SnapshotPair {
  readonly language: string;
  readonly before: Id<"snapshot"> | null;
  readonly after: Id<"snapshot"> | null;
}

export async function insertSnapshot(tx: Tx, snapshot: Omit<Snapshot, "id">): Promise<Id<"snapshot">> {
  const id = newId<"snapshot">(snapshot.at);
  await sql`
    insert into drift.snapshot (id, item_id, language, at, url, status, title, body, links, valid_until, hash)
    values (${id}, ${snapshot.itemId}, ${snapshot.language}, ${snapshot.at}, ${snapshot.url}, ${snapshot.status}, ${snapshot.title}, ${snapshot.body}, ${[...snapshot.links]}::text[], ${snapshot.validUntil}, ${snapshot.hash})
  `.execute(tx);
  return id;
}

export async function readSnapshots(db: Queryable, ids: readonly (Id<"snapshot"> | null)[]): Promise<ReadonlyMap<Id<"snapshot">, Snapshot>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<Snapshot>`
    select id, item_id as "itemId", language, at, url, status, title, body, links, valid_until as "validUntil", hash from drift.snapshot where id = any(${wanted}::uuid[])
  `.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface OpenCitation {
  readonly publicationId: Id<"publication">;
  readonly version: number;
  readonly language: string;
  readonly baselineId: Id<"snapshot"> | null;
}

/** What is out, or meant to go out, and cites the page. */
export async function listOpenCitations(tx: Tx, itemId: Id<"item">): Promise<readonly OpenCitation[]> {
  const { rows } = await sql<OpenCitation>`
    select publication_id as "publicationId", version, language, baseline_id as "baselineId" from drift.citation
    where item_id = ${itemId} and ended_at is null order by at, publication_id, language
  `.execute(tx);
  return rows;
}

/** `next`, or shortly before the next approved publication that cites `drift.page` goes out, whichever comes first. */
export const soonest = (next: RawBuilder<unknown>, minutes: number, at: Instant): RawBuilder<unknown> => sql`
  least(${next}, (select min(publication.due_at) - make_interval(mins => ${minutes}::integer) from drift.citation join publishing.publication on publication.id = citation.publication_id
    where citation.item_id = page.item_id and citation.ended_at is null and publication.state = 'scheduled' and publication.due_at - make_interval(mins => ${minutes}::integer) > ${at}::timestamptz))
`;

export interface OpenDrift {
  readonly id: Id<"drift">;
  readonly kind: DriftKind;
  readonly state: DriftState;
  readonly signature: string;
}

export async function findOpenDrift(tx: Tx, itemId: Id<"item">, kind: DriftKind): Promise<OpenDrift | undefined> {
  const { rows } = await sql<OpenDrift>`
    select id, kind, state, signature from drift.drift where item_id = ${itemId} and kind = ${kind} and state in ('detected', 'assigned')
  `.execute(tx);
  return rows[0];
}

export async function insertStep(tx: Tx, step: { readonly driftId: Id<"drift">; readonly state: DriftState; readonly decision: DriftDecision | null; readonly by: Id<"person"> | null; readonly reason: string; readonly publicationId?: Id<"publication"> }, at: Instant): Promise<void> {
  await sql`
    insert into drift.step (drift_id, state, decision, at, by_person, reason, publication_id)
    values (${step.driftId}, ${step.state}, ${step.decision}, ${at}, ${step.by}, ${step.reason}, ${step.publicationId ?? null})
  `.execute(tx);
}
