import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable } from "#platform/database.ts";
import type { TriageDecision, TriageReason } from "../rules/triage.ts";
import type { ItemStatus } from "../store.ts";

/** A language of an item with its words in force. `hash` is SHA-256 over them, in hex. */
export interface ItemVariant {
  readonly language: string;
  readonly url: string;
  readonly status: ItemStatus;
  readonly title: string;
  readonly summary: string;
  readonly changedAt: Instant;
  readonly publishedAt: Instant | null;
  readonly revisionId: Id<"revision">;
  readonly hash: string;
}

/** An item with what a citation keeps of it. */
export interface CitedItem {
  readonly itemId: Id<"item">;
  readonly unitId: Id<"unit"> | null;
  readonly status: ItemStatus;
  readonly variants: readonly ItemVariant[];
}

/** The items with their words in force; ids that are none are left out. A merged item answers under the id asked. */
export async function listCitedItems(db: Queryable, ids: readonly Id<"item">[]): Promise<readonly CitedItem[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ itemId: Id<"item">; survivor: Id<"item">; unitId: Id<"unit"> | null; status: ItemStatus }>`
    select item.id as "itemId", survivor.id as survivor, survivor.owner_unit_id as "unitId", survivor.status
    from sources.item join sources.item survivor on survivor.id = coalesce(item.merged_into, item.id)
    where item.id = any(${[...ids]}::uuid[])
  `.execute(db);
  const variants = await listVariants(db, rows.map(({ survivor }) => survivor));
  return rows.map(({ survivor, ...item }) => ({ ...item, variants: variants.get(survivor) ?? [] }));
}

/** What a draft takes over from an item: its words, and when and where it takes place. */
export interface ItemForDraft extends CitedItem {
  readonly event: ItemEvent | null;
}

/** A merged item answers under the id asked. */
export async function getItemForDraft(db: Queryable, id: Id<"item">): Promise<ItemForDraft | undefined> {
  const [item] = await listCitedItems(db, [id]);
  if (!item) return undefined;
  const { rows } = await sql<{ survivor: Id<"item"> }>`select coalesce(merged_into, id) as survivor from sources.item where id = ${id}`.execute(db);
  const survivor = rows[0]?.survivor ?? id;
  return { ...item, event: (await listItemEvents(db, [survivor])).get(survivor) ?? null };
}

/** What publishing keeps of a source as it was: address, words and hash of each language. */
export async function citationOf(db: Queryable, id: Id<"item">): Promise<readonly Pick<ItemVariant, "language" | "url" | "title" | "revisionId" | "hash">[]> {
  const [item] = await listCitedItems(db, [id]);
  return (item?.variants ?? []).map(({ language, url, title, revisionId, hash }) => ({ language, url, title, revisionId, hash }));
}

/** Variants in force, in the source's order of languages. */
export async function listVariants(db: Queryable, ids: readonly Id<"item">[]): Promise<ReadonlyMap<Id<"item">, readonly ItemVariant[]>> {
  const { rows } = await sql<ItemVariant & { itemId: Id<"item"> }>`
    select variant.item_id as "itemId", variant.language, variant.url, variant.status, revision.title, revision.summary, revision.at as "changedAt",
      revision.published_at as "publishedAt", revision.id as "revisionId", revision.hash
    from sources.variant
    join sources.revision on revision.id = variant.revision_id
    join sources.item on item.id = variant.item_id
    join sources.source on source.id = item.source_id
    where variant.item_id = any(${[...ids]}::uuid[])
    order by array_position(source.languages, variant.language) nulls last, variant.language
  `.execute(db);
  const grouped = Map.groupBy(rows, ({ itemId }) => itemId);
  return new Map([...grouped].map(([itemId, own]) => [itemId, own.map(({ itemId: _itemId, ...variant }) => variant)]));
}

interface ItemRevision {
  readonly id: Id<"revision">;
  readonly language: string;
  readonly at: Instant;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly hash: string;
  readonly publishedAt: Instant | null;
  readonly modifiedAt: Instant | null;
  readonly validUntil: Instant | null;
  readonly notInForce: boolean;
}

export interface ItemDecision {
  readonly decision: TriageDecision;
  readonly reason: TriageReason | null;
  readonly note: string;
  readonly until: string | null;
  readonly untilAt: Instant | null;
  /** Name of the person. */
  readonly by: string;
  readonly at: Instant;
}

interface Item extends CitedItem {
  readonly sourceId: Id<"source">;
  readonly source: Localized;
  readonly firstSeenAt: Instant;
  readonly appearedAt: Instant;
  /** Newest first. */
  readonly revisions: readonly ItemRevision[];
  /** Last first. */
  readonly decisions: readonly ItemDecision[];
}

/** One item with its history; undefined when there is none. */
export async function findItem(db: Queryable, id: Id<"item">): Promise<Item | undefined> {
  const [cited] = await listCitedItems(db, [id]);
  if (!cited) return undefined;
  const { rows } = await sql<Pick<Item, "itemId" | "sourceId" | "source" | "firstSeenAt" | "appearedAt">>`
    select survivor.id as "itemId", survivor.source_id as "sourceId", source.name as source, survivor.first_seen_at as "firstSeenAt", survivor.appeared_at as "appearedAt"
    from sources.item join sources.item survivor on survivor.id = coalesce(item.merged_into, item.id)
    join sources.source on source.id = survivor.source_id
    where item.id = ${id}
  `.execute(db);
  const [item] = rows;
  if (!item) return undefined;
  // What was said and decided under other names is its history as well.
  const joined = (await sql<{ id: Id<"item"> }>`select id from sources.item where merged_into = ${item.itemId}`.execute(db)).rows.map(({ id: other }) => other);
  const { rows: revisions } = await sql<ItemRevision>`
    select revision.id, variant.language, revision.at, revision.url, title, summary, body, hash, published_at as "publishedAt", modified_at as "modifiedAt",
      valid_until as "validUntil", not_in_force as "notInForce"
    from sources.revision join sources.variant on variant.id = revision.variant_id
    where variant.item_id = any(${[item.itemId, ...joined]}::uuid[]) order by revision.at desc, revision.id desc
  `.execute(db);
  const decisions = [...(await listDecisions(db, [item.itemId, ...joined])).values()].flat().toSorted((a, b) => (a.at > b.at ? -1 : 1));
  return { ...cited, ...item, revisions, decisions };
}

/** When and where it takes place, as an agenda says; of several, the one that is still to be and is over last. */
export interface ItemEvent {
  readonly startsAt: Instant;
  /** Null: it repeats without end. */
  readonly endsAt: Instant | null;
  readonly wholeDays: boolean;
  readonly place: string;
  /** It is one page for all the times of an event that repeats; `startsAt` is the next one. */
  readonly repeats: boolean;
  readonly calledOff: "cancelled" | "vanished" | null;
}

export async function listItemEvents(db: Queryable, ids: readonly Id<"item">[]): Promise<ReadonlyMap<Id<"item">, ItemEvent>> {
  const { rows } = await sql<ItemEvent & { itemId: Id<"item"> }>`
    select distinct on (item_id) item_id as "itemId", starts_at as "startsAt", ends_at as "endsAt", whole_days as "wholeDays", place,
      repeats and address not like '%#%' as repeats, called_off as "calledOff"
    from sources.event where item_id = any(${[...ids]}::uuid[]) order by item_id, called_off nulls first, ends_at desc nulls first, seen_at desc
  `.execute(db);
  return new Map(rows.map(({ itemId, ...event }) => [itemId, event]));
}

/** Decisions on items, the last first. */
export async function listDecisions(db: Queryable, ids: readonly Id<"item">[]): Promise<ReadonlyMap<Id<"item">, readonly ItemDecision[]>> {
  const { rows } = await sql<ItemDecision & { itemId: Id<"item"> }>`
    select item_id as "itemId", decision, reason, note, until_day as until, until_at as "untilAt", person.name as by, triage.at
    from sources.triage join authority.person on person.id = triage.decided_by
    where item_id = any(${[...ids]}::uuid[]) order by position desc
  `.execute(db);
  const grouped = Map.groupBy(rows, ({ itemId }) => itemId);
  return new Map([...grouped].map(([itemId, own]) => [itemId, own.map(({ itemId: _itemId, ...decision }) => decision)]));
}
