import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, msBetween, plusMs } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, lockForTransaction, type Tx } from "#platform/database.ts";
import { hostOf, readAddress } from "../parse/address.ts";
import type { EntryRefusal } from "../rules/entry.ts";
import { identify } from "../rules/identity.ts";
import type { SourcesTables } from "../store.ts";
import { applyEntries } from "./apply.ts";
import { type Guest, within } from "./ask.ts";
import { type ChannelToRead, speakerOf } from "./channel-to-read.ts";
import { fetchPage, type SitemapListing } from "./documents.ts";
import { entryOfPage } from "./entries.ts";
import { markUnreachable } from "./unreachable.ts";

/** Pages changed this long before a sitemap is first read are news still; all older ones are the stock. */
const NEWS_MS = 7 * DAY;
/** While a list of pages names a page, it is read again this often. */
const LISTED_AGAIN_MS = DAY;
/** Pages read in one go. The others wait for the next. */
const PAGES_AT_ONCE = 25;
const LONGEST_READING_MS = 60_000;
const MOST_FAILURES = 5;
const LONGEST_ADDRESS = 2_000;

/** Takes in what a sitemap, or a page that lists others, lists: what is new in it or has another date waits to be read. */
export async function listPages(tx: Tx, channel: ChannelToRead, listing: Pick<SitemapListing, "overLimit" | "unreadable"> & { readonly pages: readonly Pick<SitemapListing["pages"][number], "url" | "modifiedAt">[] }, at: Instant): Promise<Partial<Record<EntryRefusal, number>>> {
  await lockForTransaction(tx, `sources.pages.${channel.id}`);
  const refused: Partial<Record<EntryRefusal, number>> = {};
  const refuse = (why: EntryRefusal, count = 1) => {
    refused[why] = (refused[why] ?? 0) + count;
  };
  if (listing.overLimit > 0) refuse("over-limit", listing.overLimit);
  if (listing.unreadable > 0) refuse("unreadable", listing.unreadable);
  const known = new Map(
    (await tx.withTables<SourcesTables>().selectFrom("sources.page").select(["address", "modified_at", "read_at"]).where("channel_id", "=", channel.id).execute())
      .map(({ address, modified_at, read_at }) => [address, { modifiedAt: modified_at, readAt: read_at }]),
  );
  const isFirst = channel.lastContentAt === null;
  const rows = new Map<string, { address: string; url: string; modified_at: Instant | null; waiting: boolean }>();
  for (const { url, modifiedAt } of listing.pages) {
    const read = readAddress(url, channel.url);
    if (!read) { refuse("bad-address"); continue; }
    if (!channel.hosts.includes(hostOf(read.parts))) { refuse("foreign-host"); continue; }
    const { address } = identify(read.parts, channel.languageRule, channel.languages);
    if (address.length > LONGEST_ADDRESS) { refuse("bad-address"); continue; }
    if (rows.has(address)) { refuse("duplicate"); continue; }
    const before = known.get(address);
    if (before !== undefined && !isDue(channel.kind, before, modifiedAt, at)) continue;
    // A list of news is short and says no dates: all of it is news.
    const waiting = channel.kind === "section" || !isFirst || before !== undefined || (modifiedAt !== undefined && modifiedAt > plusMs(at, -NEWS_MS));
    rows.set(address, { address, url: read.url, modified_at: modifiedAt ?? null, waiting });
  }
  const all = [...rows.values()];
  for (let from = 0; from < all.length; from += 1_000) {
    await sql`
      insert into sources.page (channel_id, address, url, modified_at, waiting, listed_at)
      select ${channel.id}, page.address, page.url, page.modified_at, page.waiting, ${at}
      from jsonb_to_recordset(${JSON.stringify(all.slice(from, from + 1_000))}::jsonb) as page (address text, url text, modified_at timestamptz, waiting boolean)
      on conflict (channel_id, address) do update
        set url = excluded.url, modified_at = excluded.modified_at, waiting = excluded.waiting or page.waiting, failures = 0
    `.execute(tx);
  }
  return refused;
}

/** Whether a page that is known has to be read again: a sitemap says when it changed, a list of pages does not. */
function isDue(kind: ChannelToRead["kind"], before: { readonly modifiedAt: Instant | null; readonly readAt: Instant | null }, modifiedAt: Instant | undefined, at: Instant): boolean {
  if (kind === "section") return before.readAt !== null && msBetween(before.readAt, at) >= LISTED_AGAIN_MS;
  return modifiedAt !== undefined && (before.modifiedAt === null || modifiedAt > before.modifiedAt);
}

/** Reads the pages that wait, newest first, one after another; each is taken in as it comes. */
export async function readWaitingPages(
  db: Database, guest: Guest, clock: Clock, channel: ChannelToRead,
): Promise<{ readonly new: number; readonly changed: number; readonly read: number; readonly refused: Partial<Record<EntryRefusal, number>> }> {
  const waiting = await db.withTables<SourcesTables>().selectFrom("sources.page").select(["address", "url", "modified_at"])
    .where("channel_id", "=", channel.id).where("waiting", "=", true)
    .orderBy("modified_at", (order) => order.desc().nullsLast()).orderBy("address").limit(PAGES_AT_ONCE).execute();
  const total = { new: 0, changed: 0, read: 0 };
  const refused: Partial<Record<EntryRefusal, number>> = {};
  const isTime = within(LONGEST_READING_MS);
  for (const page of waiting) {
    if (!isTime()) break;
    const fetched = await fetchPage(guest, page.url, { etag: null, lastModified: null }, channel.markers);
    await inTransaction(db, async (tx) => {
      const at = clock.now();
      if (fetched.kind === "read") {
        const entry = entryOfPage(channel, fetched.value, [fetched.url, page.url]);
        if (typeof entry === "string") refused[entry] = (refused[entry] ?? 0) + 1;
        else {
          // The date of the sitemap is the one that a page without dates of its own has.
          const applied = await applyEntries(tx, speakerOf(channel), [{ ...entry, modifiedAt: entry.modifiedAt ?? page.modified_at ?? undefined }], at);
          total.new += applied.new;
          total.changed += applied.changed;
        }
        total.read += 1;
        await settle(tx, channel.id, page, at, true);
        return;
      }
      if (fetched.kind === "unchanged") return settle(tx, channel.id, page, at, true);
      const why = fetched.trouble.kind === "robots-disallow" ? "robots-disallow" : "unreadable";
      refused[why] = (refused[why] ?? 0) + 1;
      await markUnreachable(tx, channel, page.url, fetched.trouble, at);
      // What answers is settled, however it answers; a host that does not is asked again, a few times.
      await settle(tx, channel.id, page, at, fetched.trouble.kind !== "not-reachable" && fetched.trouble.kind !== "robots-unreachable");
    });
  }
  return { ...total, refused };
}

async function settle(tx: Tx, channelId: Id<"channel">, page: { readonly address: string; readonly modified_at: Instant | null }, at: Instant, isDone: boolean): Promise<void> {
  // A newer date that was listed while we read keeps the page waiting.
  await sql`
    update sources.page
    set read_at = ${at}, failures = case when ${isDone} then 0 else failures + 1 end,
      waiting = (not ${isDone} and failures + 1 < ${MOST_FAILURES}) or modified_at is distinct from ${page.modified_at}::timestamptz
    where channel_id = ${channelId} and address = ${page.address}
  `.execute(tx);
}

export async function countWaiting(tx: Tx, channelId: Id<"channel">): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from sources.page where channel_id = ${channelId} and waiting`.execute(tx);
  return rows[0]?.n ?? 0;
}
