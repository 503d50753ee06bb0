import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import type { ChannelKind, Entry } from "../rules/entry.ts";
import type { ItemStatus } from "../store.ts";

/** A variant as stored, changed in place while entries are taken in. */
export interface StoredVariant {
  readonly id: Id<"variant">;
  readonly itemId: Id<"item">;
  language: string;
  url: string;
  address: string;
  status: ItemStatus;
  revisionId: Id<"revision">;
  hash: string;
  speakerId: Id<"channel">;
  speakerKind: ChannelKind;
  speakerStillSpeaks: boolean;
  lastHeard: string | undefined;
  publishedAt: Instant | undefined;
}

export interface KnownItem {
  readonly id: Id<"item">;
  readonly variants: StoredVariant[];
  /** Of items that people joined to it: what their own addresses say in languages that it has itself. */
  readonly asides: StoredVariant[];
  readonly isNew: boolean;
  readonly isTriaged: boolean;
  readonly status: ItemStatus;
  /** Whether what it tells of was called off, by agenda and address. */
  readonly events: Map<string, boolean>;
}

export const eventName = (channelId: Id<"channel">, address: string): string => `${channelId} ${address}`;

export interface KnownItems {
  readonly byAddress: Map<string, { readonly item: KnownItem; readonly language: string | null }>;
  readonly byKey: Map<string, KnownItem>;
  /** Whose an address or a key was before its item was joined to another. */
  readonly originOf: Map<string, Id<"item">>;
}

/** Everything stored that the entries may be about, in a few queries however many they are. */
export async function loadKnown(tx: Tx, channelId: Id<"channel">, entries: readonly Entry[]): Promise<KnownItems> {
  const identities = entries.flatMap((entry) => [entry.identity, ...(entry.name ? [entry.name] : []), ...entry.spellings, ...entry.alternates.map(({ identity }) => identity)]);
  const addresses = [...new Set(identities.map(({ address }) => address))];
  const keys = [...new Set(identities.map(({ key }) => key))];

  const { rows: aliases } = await sql<{ address: string; item_id: Id<"item">; language: string | null }>`
    select address, item_id, language from sources.alias where address = any(${addresses}::text[])
  `.execute(tx);
  const { rows: items } = await sql<{ id: Id<"item">; survivor: Id<"item">; canonical_key: string; status: ItemStatus; triaged: boolean }>`
    select item.id, survivor.id as survivor, item.canonical_key, survivor.status,
      exists (select 1 from sources.triage where triage.item_id = survivor.id) as triaged
    from sources.item join sources.item survivor on survivor.id = coalesce(item.merged_into, item.id)
    where item.canonical_key = any(${keys}::text[]) or item.id = any(${aliases.map((alias) => alias.item_id)}::uuid[])
  `.execute(tx);
  const { rows: variants } = await sql<Omit<StoredVariant, "lastHeard" | "publishedAt"> & { lastHeard: string | null; publishedAt: Instant | null }>`
    select variant.id, variant.item_id as "itemId", variant.language, variant.url, variant.address, variant.status,
      variant.revision_id as "revisionId", revision.hash, variant.speaker_id as "speakerId", speaker.kind as "speakerKind",
      (speaker.kind in ('sitemap', 'section') or coalesce(spoken.at >= speaker.last_content_at, true)) as "speakerStillSpeaks", own.hash as "lastHeard", revision.published_at as "publishedAt"
    from sources.variant
    join sources.revision on revision.id = variant.revision_id
    join sources.channel speaker on speaker.id = variant.speaker_id
    left join sources.sighting spoken on spoken.channel_id = variant.speaker_id and spoken.variant_id = variant.id
    left join sources.sighting own on own.channel_id = ${channelId} and own.variant_id = variant.id
    where variant.item_id = any(${items.flatMap((item) => [item.id, item.survivor])}::uuid[])
    order by variant.id
  `.execute(tx);

  const { rows: events } = await sql<{ item_id: Id<"item">; channel_id: Id<"channel">; address: string; off: boolean }>`
    select item_id, channel_id, address, called_off is not null as off from sources.event where item_id = any(${items.map((item) => item.survivor)}::uuid[])
  `.execute(tx);

  const eventsOf = Map.groupBy(events, (event) => event.item_id);
  const stored = variants.map(({ lastHeard, publishedAt, ...variant }): StoredVariant => ({ ...variant, lastHeard: lastHeard ?? undefined, publishedAt: publishedAt ?? undefined }));
  const variantsOf = Map.groupBy(stored, (variant) => variant.itemId);
  const byId = new Map<Id<"item">, KnownItem>();
  for (const { survivor, status, triaged } of items) {
    if (byId.has(survivor)) continue;
    const joined = items.filter((other) => other.survivor === survivor && other.id !== survivor);
    byId.set(survivor, { id: survivor, variants: variantsOf.get(survivor) ?? [], asides: joined.flatMap(({ id }) => variantsOf.get(id) ?? []), isNew: false, isTriaged: triaged, status, events: new Map((eventsOf.get(survivor) ?? []).map(({ channel_id, address, off }) => [eventName(channel_id, address), off])) });
  }
  const survivorOf = new Map(items.map((item) => [item.id, byId.get(item.survivor)]));
  const known: KnownItems = { byAddress: new Map(), byKey: new Map(), originOf: new Map() };
  for (const { address, item_id, language } of aliases) {
    const item = survivorOf.get(item_id);
    if (item) known.byAddress.set(address, { item, language });
    known.originOf.set(address, item_id);
  }
  for (const { id, canonical_key, survivor } of items) {
    known.originOf.set(canonical_key, id);
    const item = byId.get(survivor);
    if (item) known.byKey.set(canonical_key, item);
  }
  return known;
}
