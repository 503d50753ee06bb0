import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, MINUTE, msBetween, plusMs } from "#kernel/instant.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import type { ChannelKind, Entry, EntryRefusal } from "../rules/entry.ts";
import { nextReadingMs, type SourceTrouble } from "../rules/trouble.ts";
import type { HarvestCounts, RefusedCounts, SourcesTables } from "../store.ts";
import { applyEntries } from "./apply.ts";
import { guestOf, type GuestOptions } from "./ask.ts";
import { type ChannelToRead, getChannelToRead, isSourceRead, speakerOf } from "./channel-to-read.ts";
import { fetchCalendar, fetchFeed, fetchPage, fetchSitemap, type Validators } from "./documents.ts";
import { callOffVanished } from "./called-off.ts";
import { entriesOfCalendar, entriesOfFeed, entryOfPage } from "./entries.ts";
import { listingOf } from "./listing.ts";
import { countWaiting, listPages, readWaitingPages } from "./pages.ts";
import { markUnreachable } from "./unreachable.ts";

/** What one reading of a channel came to. */
interface HarvestReport {
  /** `superseded`: another reading of the channel finished in the meantime, and this one was thrown away. `not-read`: its source is not read. */
  readonly outcome: "read" | "unchanged" | "failed" | "superseded" | "not-read";
  readonly counts: HarvestCounts;
  readonly refused: RefusedCounts;
  readonly error: SourceTrouble | undefined;
}

/** How often a channel is read while all is well. */
const PACE: Readonly<Record<ChannelKind, number>> = { feed: 15 * MINUTE, calendar: HOUR, sitemap: HOUR, section: HOUR, page: 6 * HOUR };
/** What has pages still to read goes on soon. */
const PACE_WHILE_WAITING = MINUTE;
/** Read whole this often also when it has not changed: what repeats in an agenda comes nearer, pages of a list are looked at again. */
const WHOLE_EVERY = DAY;
const HARVESTS_KEPT_MS = 90 * DAY;

/**
 * Reads a channel once: asks the web (conditionally, with no transaction open), then takes in what came in one
 * transaction. Whatever goes wrong outside ends as a trouble on the channel; what was known before stays as it is.
 * @throws Error when there is no such channel, or the database fails
 */
export async function harvestChannel(db: Database, egress: Egress, clock: Clock, channelId: Id<"channel">, options: GuestOptions = {}): Promise<HarvestReport> {
  const channel = await getChannelToRead(db, channelId);
  const startedAt = clock.now();
  if (!(await inTransaction(db, (tx) => isSourceRead(tx, channel.sourceId)))) return notRead;
  const reading = await readChannel(db, egress, clock, channel, options);
  return inTransaction(db, (tx) => finish(tx, channel, reading, startedAt, clock.now()));
}

/** What came of asking, before it is taken in. */
type Reading =
  | { readonly outcome: "failed"; readonly error: SourceTrouble; readonly retryAfterMs: number }
  | { readonly outcome: "unchanged"; readonly pages: PagesRead }
  | {
      readonly outcome: "read";
      readonly entries: readonly Entry[];
      readonly read: number;
      readonly refused: Partial<Record<EntryRefusal, number>>;
      readonly etag: string | null;
      readonly lastModified: string | null;
      readonly pages: PagesRead;
      /** What could not be read while the rest was. */
      readonly trouble?: SourceTrouble | undefined;
      readonly agenda?: Agenda;
    };

/** What an agenda listed besides its entries. */
interface Agenda {
  /** Nothing was left out, so what it does not list has been taken off. */
  readonly isWhole: boolean;
  /** Addresses that it names for several events. */
  readonly shared: readonly string[];
  /** Up to when it lists what repeats. */
  readonly until: Instant;
}

interface PagesRead {
  readonly new: number;
  readonly changed: number;
  readonly read: number;
  readonly refused: Partial<Record<EntryRefusal, number>>;
}

const noPages: PagesRead = { new: 0, changed: 0, read: 0, refused: {} };

async function readChannel(db: Database, egress: Egress, clock: Clock, channel: ChannelToRead, options: GuestOptions): Promise<Reading> {
  const guest = guestOf(egress, options);
  switch (channel.kind) {
    case "feed": {
      const fetched = await fetchFeed(guest, channel.url, channel);
      if (fetched.kind === "failed") return { outcome: "failed", error: fetched.trouble, retryAfterMs: fetched.retryAfterMs };
      if (fetched.kind === "unchanged") return { outcome: "unchanged", pages: noPages };
      const gathered = entriesOfFeed(channel, fetched.value, fetched.url);
      return { outcome: "read", ...gathered, read: fetched.value.items.length, etag: fetched.etag, lastModified: fetched.lastModified, pages: noPages };
    }
    case "calendar": {
      const now = clock.now();
      const until = plusMs(now, DAY * (await getParameter(db, "sources.agendaDays", now)));
      const { zone } = await getCouncil(db);
      const fetched = await fetchCalendar(guest, channel.url, validatorsOf(channel, now), { zone, now, until });
      if (fetched.kind === "failed") return { outcome: "failed", error: fetched.trouble, retryAfterMs: fetched.retryAfterMs };
      if (fetched.kind === "unchanged") return { outcome: "unchanged", pages: noPages };
      const { count, unreadable, isWhole } = fetched.value;
      const { shared, ...gathered } = entriesOfCalendar(channel, fetched.value, fetched.url, channel.home);
      const isBroken = unreadable > 0 || !fetched.value.isEnded;
      return {
        outcome: "read", ...gathered, read: count, pages: noPages, agenda: { isWhole, shared, until },
        // What is not well is asked for whole again: «unchanged» would say that it is.
        ...(isBroken ? { trouble: { kind: "partly-read", read: count - unreadable, unreadable }, etag: null, lastModified: null } : { etag: fetched.etag, lastModified: fetched.lastModified }),
      };
    }
    case "page": {
      const fetched = await fetchPage(guest, channel.url, channel, channel.markers);
      if (fetched.kind === "failed") return { outcome: "failed", error: fetched.trouble, retryAfterMs: fetched.retryAfterMs };
      if (fetched.kind === "unchanged") return { outcome: "unchanged", pages: noPages };
      const entry = entryOfPage(channel, fetched.value, [fetched.url, channel.url]);
      const kept = typeof entry === "string" ? { entries: [], refused: { [entry]: 1 } } : { entries: [entry], refused: {} };
      return { outcome: "read", ...kept, read: 1, etag: fetched.etag, lastModified: fetched.lastModified, pages: noPages };
    }
    case "section": {
      const fetched = await fetchPage(guest, channel.url, validatorsOf(channel, clock.now()), channel.markers);
      if (fetched.kind === "failed") return { outcome: "failed", error: fetched.trouble, retryAfterMs: fetched.retryAfterMs };
      const listing = fetched.kind === "read" ? listingOf(fetched.value, fetched.url) : undefined;
      if (listing?.pages.length === 0) return { outcome: "failed", error: { kind: "not-a-listing" }, retryAfterMs: 0 };
      const listed = listing ? await inTransaction(db, (tx) => listPages(tx, channel, { ...listing, pages: listing.pages.map(({ url }) => ({ url, modifiedAt: undefined })), unreadable: 0 }, clock.now())) : {};
      const pages = await readWaitingPages(db, guest, clock, channel);
      if (fetched.kind === "unchanged") return { outcome: "unchanged", pages };
      return { outcome: "read", entries: [], read: listing?.pages.length ?? 0, refused: listed, etag: fetched.etag, lastModified: fetched.lastModified, pages };
    }
    case "sitemap": {
      const fetched = await fetchSitemap(guest, channel.url, channel);
      if (fetched.kind === "failed") return { outcome: "failed", error: fetched.trouble, retryAfterMs: fetched.retryAfterMs };
      const listed = fetched.kind === "read" ? await inTransaction(db, (tx) => listPages(tx, channel, fetched.value, clock.now())) : {};
      const pages = await readWaitingPages(db, guest, clock, channel);
      if (fetched.kind === "unchanged") return { outcome: "unchanged", pages };
      return { outcome: "read", entries: [], read: fetched.value.pages.length, refused: listed, etag: fetched.etag, lastModified: fetched.lastModified, pages };
    }
  }
}

const validatorsOf = (channel: ChannelToRead, now: Instant): Validators =>
  (channel.lastContentAt !== null && msBetween(channel.lastContentAt, now) < WHOLE_EVERY ? channel : { etag: null, lastModified: null });

async function finish(tx: Tx, channel: ChannelToRead, reading: Reading, startedAt: Instant, at: Instant): Promise<HarvestReport> {
  // It may have been retired while the web was asked.
  if (!(await isSourceRead(tx, channel.sourceId))) return notRead;
  const locked = await sql<{ readings: number; error: SourceTrouble | null; error_since: Instant | null }>`
    select readings, error, error_since from sources.channel where id = ${channel.id} for update
  `.execute(tx);
  const before = locked.rows[0];
  if (!before) throw new Error(`the channel ${channel.id} is gone`);
  if (before.readings !== channel.readings) {
    return note(tx, channel, { outcome: "superseded", counts: noCounts, refused: {}, error: undefined }, startedAt, at);
  }
  const update = tx.withTables<SourcesTables>().updateTable("sources.channel").where("id", "=", channel.id);
  if (reading.outcome === "failed") {
    const failures = channel.failures + 1;
    if (channel.kind === "page") await markUnreachable(tx, channel, channel.url, reading.error, at);
    await update.set({
      readings: before.readings + 1,
      last_read_at: at,
      error: JSON.stringify(reading.error),
      error_since: before.error_since ?? at,
      failures,
      next_at: plusMs(at, nextReadingMs(PACE[channel.kind], failures, reading.retryAfterMs)),
    }).execute();
    if (!before.error) await tell(tx, channel, "channel.failed", at, { error: reading.error.kind });
    return note(tx, channel, { outcome: "failed", counts: noCounts, refused: {}, error: reading.error }, startedAt, at);
  }
  const applied = reading.outcome === "read" ? await applyEntries(tx, speakerOf(channel), reading.entries, at) : { new: 0, changed: 0 };
  if (reading.outcome === "read" && reading.agenda?.isWhole) await callOffVanished(tx, channel.id, reading.agenda, at);
  const trouble = reading.outcome === "read" ? reading.trouble : undefined;
  const refused = sum(reading.outcome === "read" ? reading.refused : {}, reading.pages.refused);
  const counts: HarvestCounts = {
    read: (reading.outcome === "read" ? reading.read : 0),
    new: applied.new + reading.pages.new,
    changed: applied.changed + reading.pages.changed,
    refused: Object.values(refused).reduce((total, count) => total + count, 0),
  };
  const waiting = (channel.kind === "sitemap" || channel.kind === "section") && (await countWaiting(tx, channel.id)) > 0;
  await update.set({
    readings: before.readings + 1,
    last_read_at: at,
    last_ok_at: at,
    error: trouble ? JSON.stringify(trouble) : null,
    error_since: trouble ? (before.error_since ?? at) : null,
    failures: 0,
    next_at: plusMs(at, waiting ? PACE_WHILE_WAITING : PACE[channel.kind]),
    ...(reading.outcome === "read"
      ? { etag: reading.etag, last_modified: reading.lastModified, last_content_at: at, last_counts: JSON.stringify(counts) }
      : {}),
  }).execute();
  if (trouble && !before.error) await tell(tx, channel, "channel.failed", at, { error: trouble.kind });
  if (before.error && !trouble) await tell(tx, channel, "channel.recovered", at, { error: before.error.kind });
  return note(tx, channel, { outcome: reading.outcome, counts, refused, error: trouble }, startedAt, at);
}

const noCounts: HarvestCounts = { read: 0, new: 0, changed: 0, refused: 0 };
const notRead: HarvestReport = { outcome: "not-read", counts: noCounts, refused: {}, error: undefined };

async function note(tx: Tx, channel: ChannelToRead, report: HarvestReport & { readonly outcome: Exclude<HarvestReport["outcome"], "not-read"> }, startedAt: Instant, at: Instant): Promise<HarvestReport> {
  const db = tx.withTables<SourcesTables>();
  await db.insertInto("sources.harvest").values({
    id: newId<"harvest">(at),
    channel_id: channel.id,
    started_at: startedAt,
    finished_at: at,
    outcome: report.outcome,
    counts: JSON.stringify(report.counts),
    refused: JSON.stringify(report.refused),
    error: report.error ? JSON.stringify(report.error) : null,
  }).execute();
  await db.deleteFrom("sources.harvest").where("channel_id", "=", channel.id).where("finished_at", "<", plusMs(at, -HARVESTS_KEPT_MS)).execute();
  return report;
}

const tell = (tx: Tx, channel: ChannelToRead, kind: "channel.failed" | "channel.recovered", at: Instant, data: { readonly error: string }) =>
  recordEvent(tx, { kind, subject: { type: "source", id: channel.sourceId }, at, data: { ...data, channelId: channel.id } });

function sum(...parts: readonly Partial<Record<EntryRefusal, number>>[]): Partial<Record<EntryRefusal, number>> {
  const total: Partial<Record<EntryRefusal, number>> = {};
  for (const part of parts) for (const [reason, count] of entriesOf(part)) total[reason] = (total[reason] ?? 0) + count;
  return total;
}

const entriesOf = (part: Partial<Record<EntryRefusal, number>>) => Object.entries(part) as [EntryRefusal, number][];
