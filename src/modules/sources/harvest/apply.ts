import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { canonicalJson } from "#kernel/json.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type ChannelKind, contentOf, type Entry, isMoved, isRevision } from "../rules/entry.ts";
import type { Identity } from "../rules/identity.ts";
import type { ItemStatus, SourcesTables } from "../store.ts";
import { ownerOf, pathOf } from "../rules/section.ts";
import { type Owners, readOwners } from "./owners.ts";
import { eventName, loadKnown, type KnownItem, type KnownItems, type StoredVariant } from "./known.ts";

export interface Speaker {
  readonly id: Id<"channel">;
  readonly kind: ChannelKind;
  readonly sourceId: Id<"source">;
  /** Never read before: what is there has been there for a while. */
  readonly isFirst: boolean;
}

export interface Applied {
  readonly new: number;
  readonly changed: number;
  /** Items of the entries, in their order. */
  readonly itemIds: readonly Id<"item">[];
}

/**
 * Writes what a channel said. An entry that is known under any of its addresses is that item; a change is a revision;
 * pages that declare each other as translations become one item (WEB-3, WEB-R2).
 */
export async function applyEntries(tx: Tx, speaker: Speaker, entries: readonly Entry[], at: Instant): Promise<Applied> {
  if (entries.length === 0) return { new: 0, changed: 0, itemIds: [] };
  // One writer of identities at a time: two channels may meet the same new page at the same moment.
  await lockForTransaction(tx, "sources.items");
  const owners = await readOwners(tx, speaker.sourceId);
  const known = await loadKnown(tx, speaker.id, entries);
  const writes = emptyWrites();
  const touched = { new: 0, changed: new Set<string>() };
  const fresh = new Set<string>();
  const itemIds: Id<"item">[] = [];
  const listed = new Set(entries.map(({ identity }) => heldAt(known, identity)));
  for (const entry of entries) {
    const own = itemOf(known, entry);
    const moved = own ? undefined : movedItem(known, entry, listed);
    const item = own ?? moved ?? makeItem(known, speaker, owners, entry, writes, at);
    itemIds.push(item.id);
    if (item.isNew && !fresh.has(item.id)) {
      fresh.add(item.id);
      touched.new += 1;
    }
    for (const other of declaredTranslations(known, entry, item)) merge(known, item, other, writes);
    if (hear(known, speaker, item, entry, moved !== undefined, writes, at) && !fresh.has(item.id)) touched.changed.add(item.id);
    noteEvent(speaker, item, entry, writes, at);
    learnAliases(known, item, entry, writes);
  }
  await write(tx, speaker, writes, at);
  return { new: touched.new, changed: touched.changed.size, itemIds };
}

interface Writes {
  readonly items: SourcesTables["sources.item"][];
  readonly merged: { readonly from: Id<"item">; readonly into: Id<"item"> }[];
  readonly variants: StoredVariant[];
  readonly changedVariants: Set<StoredVariant>;
  readonly revisions: SourcesTables["sources.revision"][];
  readonly sightings: Map<Id<"variant">, string>;
  readonly aliases: Map<string, { item: KnownItem; language: string | null }>;
  readonly events: Map<string, Omit<SourcesTables["sources.event"], "item_id"> & { readonly item: KnownItem }>;
  readonly statusOf: Map<KnownItem, ItemStatus>;
}

const emptyWrites = (): Writes => ({
  items: [], merged: [], variants: [], changedVariants: new Set(), revisions: [], sightings: new Map(), aliases: new Map(), events: new Map(), statusOf: new Map(),
});

const heldAt = (known: KnownItems, { address, key }: Identity): KnownItem | undefined => known.byAddress.get(address)?.item ?? known.byKey.get(key);

function itemOf(known: KnownItems, entry: Entry): KnownItem | undefined {
  const own = [entry.identity, ...entry.spellings].map((identity) => heldAt(known, identity)).find((item) => item !== undefined);
  const others = entry.alternates.map(({ identity }) => heldAt(known, identity)).filter((item) => item !== undefined);
  if (!own) return others[0];
  // Where one of two has been decided on, it is the one that stays.
  return (own.isTriaged ? undefined : others.find((other) => other.isTriaged && mayMerge(other, own))) ?? own;
}

/** The item that the feed listed at another address until now. */
function movedItem(known: KnownItems, entry: Entry, listed: ReadonlySet<KnownItem | undefined>): KnownItem | undefined {
  const item = entry.name && heldAt(known, entry.name);
  const variant = item?.variants.find(({ language }) => language === entry.language);
  return item && variant && isMoved({ publishedAt: variant.publishedAt, isListed: listed.has(item) }, entry) ? item : undefined;
}

function makeItem(known: KnownItems, speaker: Speaker, owners: Owners, entry: Entry, writes: Writes, at: Instant): KnownItem {
  const item: KnownItem = { id: newId<"item">(at), variants: [], asides: [], isNew: true, isTriaged: false, status: "live", events: new Map() };
  const published = entry.publishedAt ?? entry.modifiedAt;
  writes.items.push({
    id: item.id,
    source_id: speaker.sourceId,
    canonical_key: entry.identity.key,
    owner_unit_id: ownerOf([entry.identity.key, entry.identity.address].map(pathOf), owners.sections, owners.unitId),
    first_seen_at: at,
    appeared_at: speaker.isFirst && published !== undefined && published < at ? published : at,
    status: "live",
    merged_into: null,
  });
  known.byKey.set(entry.identity.key, item);
  return item;
}

/** Items that exist apart for translations of the entry. */
function declaredTranslations(known: KnownItems, entry: Entry, item: KnownItem): readonly KnownItem[] {
  const others = [entry.identity, ...entry.alternates.map(({ identity }) => identity)]
    .map(({ address, key }) => known.byAddress.get(address)?.item ?? known.byKey.get(key))
    .filter((other) => other !== undefined && other !== item);
  return [...new Set(others.filter((other) => other !== undefined))];
}

/**
 * Makes one item of two, unless people have already decided on the other one or both have the same language: then a
 * person would have to say, and they stay apart.
 */
function merge(known: KnownItems, item: KnownItem, other: KnownItem, writes: Writes): void {
  if (!mayMerge(item, other)) return;
  item.variants.push(...other.variants);
  other.variants.splice(0);
  item.asides.push(...other.asides);
  for (const [name, isOff] of other.events) item.events.set(name, isOff);
  writes.merged.push({ from: other.id, into: item.id });
  for (const [key, held] of known.byKey) if (held === other) known.byKey.set(key, item);
  for (const [address, held] of known.byAddress) if (held.item === other) known.byAddress.set(address, { ...held, item });
  settleStatus(item, writes);
}

function mayMerge(item: KnownItem, other: KnownItem): boolean {
  const languages = new Set(item.variants.map(({ language }) => language));
  return !other.isTriaged && !other.isNew && !other.variants.some(({ language }) => languages.has(language));
}

/** Takes in what was said of one variant. True when it is news. */
function hear(known: KnownItems, speaker: Speaker, item: KnownItem, entry: Entry, hasMoved: boolean, writes: Writes, at: Instant): boolean {
  const variant = variantOf(known, item, entry, writes);
  const hash = createHash("sha256").update(canonicalJson(contentOf(entry))).digest("hex");
  // Once: some feeds call things otherwise each time they are asked.
  if (entry.name && variant?.lastHeard === undefined) learn(known, item, entry.name.address, null, writes);
  if (!variant) {
    const made: StoredVariant = {
      id: newId<"variant">(at),
      itemId: item.id,
      language: entry.language,
      url: entry.url,
      address: entry.identity.address,
      status: entry.notInForce && !isLister(speaker.kind) ? "not_in_force" : "live",
      revisionId: newId<"revision">(at),
      hash,
      speakerId: speaker.id,
      speakerKind: speaker.kind,
      speakerStillSpeaks: true,
      lastHeard: hash,
      publishedAt: entry.publishedAt,
    };
    item.variants.push(made);
    writes.variants.push(made);
    writes.revisions.push(revisionOf(made.revisionId, made, speaker, entry, hash, at));
    writes.sightings.set(made.id, hash);
    settleStatus(item, writes);
    return true;
  }
  const news = isRevision(
    { hash: variant.hash, lastHeard: variant.lastHeard, speaker: { channelId: variant.speakerId, kind: variant.speakerKind, stillSpeaks: variant.speakerStillSpeaks } },
    { channelId: speaker.id, kind: speaker.kind, hash },
  );
  writes.sightings.set(variant.id, hash);
  variant.lastHeard = hash;
  if (news) {
    const revisionId = newId<"revision">(at);
    writes.revisions.push(revisionOf(revisionId, variant, speaker, entry, hash, at));
    Object.assign(variant, { revisionId, hash, url: entry.url, address: entry.identity.address, speakerId: speaker.id, speakerKind: speaker.kind, speakerStillSpeaks: true, publishedAt: entry.publishedAt });
    writes.changedVariants.add(variant);
  } else if (hasMoved) {
    // It says the same, elsewhere.
    Object.assign(variant, { url: entry.url, address: entry.identity.address });
    writes.changedVariants.add(variant);
  }
  const status = isLister(speaker.kind) ? variant.status : entry.notInForce ? "not_in_force" : "live";
  if (status !== variant.status) {
    variant.status = status;
    writes.changedVariants.add(variant);
    settleStatus(item, writes);
  }
  return news;
}

/** A feed or an agenda may go on listing what its page has withdrawn: only the page itself says whether it is in force. */
const isLister = (kind: ChannelKind): boolean => kind === "feed" || kind === "calendar";

/** Takes in when and where it is, as an agenda says. What is called off is not in force, whatever its page says. */
function noteEvent(speaker: Speaker, item: KnownItem, { identity: { address }, event }: Entry, writes: Writes, at: Instant): void {
  if (!event) return;
  const { startsAt, endsAt, wholeDays, place, cancelled, repeats } = event;
  writes.events.set(address, {
    channel_id: speaker.id, address, item, starts_at: startsAt, ends_at: endsAt ?? null, whole_days: wholeDays, place, repeats, seen_at: at, called_off: cancelled ? "cancelled" : null,
  });
  item.events.set(eventName(speaker.id, address), cancelled);
  settleStatus(item, writes);
}

/** The variant that the entry speaks of; a language that was only supposed gives way to one that is said. */
function variantOf(known: KnownItems, item: KnownItem, entry: Entry, writes: Writes): StoredVariant | undefined {
  // What was joined to the item goes on speaking for itself, or two pages would contradict each other for ever.
  const origin = known.originOf.get(entry.identity.address) ?? known.originOf.get(entry.identity.key);
  const aside = item.asides.find(({ itemId, language }) => itemId === origin && language === entry.language);
  if (aside) return aside;
  const sameLanguage = item.variants.find(({ language }) => language === entry.language);
  if (sameLanguage && sameLanguage.address === entry.identity.address) return sameLanguage;
  const sameAddress = item.variants.find(({ address }) => address === entry.identity.address);
  if (!sameAddress) return sameLanguage;
  const isSure = known.byAddress.get(entry.identity.address)?.language === sameAddress.language;
  if (entry.languageIsSure && !sameLanguage && !isSure) {
    sameAddress.language = entry.language;
    writes.changedVariants.add(sameAddress);
  }
  return sameAddress;
}

function revisionOf(id: Id<"revision">, variant: StoredVariant, speaker: Speaker, entry: Entry, hash: string, at: Instant): SourcesTables["sources.revision"] {
  return {
    id,
    variant_id: variant.id,
    channel_id: speaker.id,
    at,
    url: entry.url,
    title: entry.title,
    summary: entry.summary,
    body: entry.text,
    hash,
    published_at: entry.publishedAt ?? null,
    modified_at: entry.modifiedAt ?? null,
    valid_until: entry.validUntil ?? null,
    not_in_force: entry.notInForce,
  };
}

function learnAliases(known: KnownItems, item: KnownItem, entry: Entry, writes: Writes): void {
  for (const { address } of [entry.identity, ...entry.spellings]) learn(known, item, address, entry.languageIsSure ? entry.language : null, writes);
  for (const { identity, language } of entry.alternates) learn(known, item, identity.address, language, writes);
}

function learn(known: KnownItems, item: KnownItem, address: string, language: string | null, writes: Writes): void {
  const before = known.byAddress.get(address);
  if (before && (before.item !== item || before.language === language || language === null)) return;
  known.byAddress.set(address, { item, language });
  writes.aliases.set(address, { item, language });
}

/** An item is gone when all of it is; it is not in force as soon as one language says so, or an agenda that it is called off. */
function statusOfItem(variants: readonly { readonly status: ItemStatus }[], isCalledOff: boolean): ItemStatus {
  if (variants.length > 0 && variants.every(({ status }) => status === "gone")) return "gone";
  return isCalledOff || variants.some(({ status }) => status === "not_in_force") ? "not_in_force" : "live";
}

const settleStatus = (item: KnownItem, writes: Writes) => void writes.statusOf.set(item, statusOfItem(item.variants, [...item.events.values()].includes(true)));

async function write(tx: Tx, speaker: Speaker, writes: Writes, at: Instant): Promise<void> {
  const db = tx.withTables<SourcesTables>();
  for (const part of chunks(writes.items)) await db.insertInto("sources.item").values(part).execute();
  for (const { from, into } of writes.merged) {
    await db.updateTable("sources.variant").set({ item_id: into }).where("item_id", "=", from).execute();
    await db.updateTable("sources.alias").set({ item_id: into }).where("item_id", "=", from).execute();
    await db.updateTable("sources.event").set({ item_id: into }).where("item_id", "=", from).execute();
    await db.updateTable("sources.item").set({ merged_into: into }).where((row) => row.or([row("id", "=", from), row("merged_into", "=", from)])).execute();
    await recordEvent(tx, { kind: "item.merged", subject: { type: "item", id: from }, at, data: { into } });
  }
  const rows = writes.variants.map(rowOf);
  for (const part of chunks(rows)) await db.insertInto("sources.variant").values(part).execute();
  for (const part of chunks(writes.revisions)) await db.insertInto("sources.revision").values(part).execute();
  for (const variant of writes.changedVariants) {
    const { id, item_id: _item, ...changes } = rowOf(variant);
    await db.updateTable("sources.variant").set(changes).where("id", "=", id).execute();
  }
  const sightings = [...writes.sightings].map(([variant_id, hash]) => ({ channel_id: speaker.id, variant_id, hash, at }));
  for (const part of chunks(sightings)) {
    await db.insertInto("sources.sighting").values(part)
      .onConflict((conflict) => conflict.columns(["channel_id", "variant_id"]).doUpdateSet({ hash: sql`excluded.hash`, at: sql`excluded.at` }))
      .execute();
  }
  const aliases = [...writes.aliases].map(([address, { item, language }]) => ({ address, item_id: item.id, language }));
  for (const part of chunks(aliases)) {
    await db.insertInto("sources.alias").values(part)
      .onConflict((conflict) => conflict.column("address").doUpdateSet({ language: sql`excluded.language` }))
      .execute();
  }
  const events = [...writes.events.values()].map(({ item, ...event }) => ({ ...event, item_id: item.id }));
  for (const part of chunks(events)) {
    await db.insertInto("sources.event").values(part)
      .onConflict((conflict) => conflict.columns(["channel_id", "address"]).doUpdateSet((row) => ({
        item_id: row.ref("excluded.item_id"), starts_at: row.ref("excluded.starts_at"), ends_at: row.ref("excluded.ends_at"), whole_days: row.ref("excluded.whole_days"), place: row.ref("excluded.place"),
        repeats: row.ref("excluded.repeats"), seen_at: row.ref("excluded.seen_at"), called_off: row.ref("excluded.called_off"),
      })))
      .execute();
  }
  for (const [item, status] of writes.statusOf) await writeStatus(tx, item.id, item.status, status, at);
}

/** Reckons the status of items anew from what is stored of their languages and of their events. */
export async function settleItems(tx: Tx, itemIds: readonly Id<"item">[], at: Instant): Promise<void> {
  const { rows } = await sql<{ id: Id<"item">; status: ItemStatus; variants: readonly ItemStatus[]; off: boolean }>`
    select item.id, item.status, (select coalesce(jsonb_agg(variant.status), '[]') from sources.variant where variant.item_id = item.id) as variants,
      exists (select 1 from sources.event where event.item_id = item.id and called_off is not null) as off
    from sources.item where item.id = any(${[...itemIds]}::uuid[])
  `.execute(tx);
  for (const { id, status, variants, off } of rows) await writeStatus(tx, id, status, statusOfItem(variants.map((each) => ({ status: each })), off), at);
}

/** Writes the status of an item and tells it, when it has changed. */
async function writeStatus(tx: Tx, itemId: Id<"item">, before: ItemStatus, status: ItemStatus, at: Instant): Promise<void> {
  if (before === status) return;
  await tx.withTables<SourcesTables>().updateTable("sources.item").set({ status }).where("id", "=", itemId).execute();
  await recordEvent(tx, { kind: "item.status-changed", subject: { type: "item", id: itemId }, at, data: { from: before, to: status } });
}

const rowOf = (variant: StoredVariant): SourcesTables["sources.variant"] => ({
  id: variant.id,
  item_id: variant.itemId,
  language: variant.language,
  url: variant.url,
  address: variant.address,
  status: variant.status,
  speaker_id: variant.speakerId,
  revision_id: variant.revisionId,
});

function chunks<Row>(rows: readonly Row[], size = 500): readonly Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
}
