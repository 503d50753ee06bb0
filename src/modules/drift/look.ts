import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, MINUTE, msBetween, plusMs } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import { listWatchedVariants, type Look, lookAtPage, noteStatus, type WatchedVariant } from "#modules/sources/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { assess, type Fresh } from "./assess.ts";
import { isTheSame, readWords } from "./rules/compare.ts";
import type { PageStatus } from "./rules/materiality.ts";
import { LOOK_AGAIN, nextLook, readHours, retryAfter, type Rhythm } from "./rules/schedule.ts";
import { insertSnapshot, readSnapshots, type Snapshot, soonest } from "./store.ts";

export interface LookSetting {
  readonly db: Database;
  readonly egress: Egress;
  readonly clock: Clock;
  /** Shortest time between two requests to one host; for tests and for our own web. */
  readonly pauseMs?: number | undefined;
  /** Hears of what is nobody's page at fault: one that we cannot take in does not keep the others waiting. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** What came of looking at what was due. */
export interface LookReport {
  readonly looked: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly failed: number;
}

const PAGES_AT_ONCE = 1_000;
const HOSTS_AT_ONCE = 256;
const TAKEN_IN_AT_ONCE = 2;
const LONGEST_MS = 50_000;
/** What is written together of pages that are as they were. */
const WRITTEN_TOGETHER = 500;

/**
 * Looks at the pages whose time has come (DRI-2). No transaction is open while the web is asked; what each page answered is
 * taken in in one transaction, and a process that is killed in between has forgotten a look and nothing else: the page is
 * still due. Hosts are asked side by side, each at its own pace.
 */
export async function lookAtDue(setting: LookSetting, most = PAGES_AT_ONCE): Promise<LookReport> {
  const { db, clock } = setting;
  const due = await listDue(db, clock.now(), most);
  const counts = { looked: 0, unchanged: 0, changed: 0, failed: 0 };
  if (due.length === 0) return counts;
  const variants = Map.groupBy(await listWatchedVariants(db, due.map(({ itemId }) => itemId)), ({ itemId }) => itemId);
  const rhythm = await readRhythm(db, clock.now());
  const queues = [...Map.groupBy(due, ({ itemId }) => hostOf(variants.get(itemId)?.[0]?.url)).values()];
  const until = performance.now() + LONGEST_MS;
  const inTurn = turns(TAKEN_IN_AT_ONCE);
  let quiet: DuePage[] = [];
  const writeQuiet = async () => {
    const some = quiet;
    quiet = [];
    await inTurn(() => inTransaction(db, (tx) => noteUnchanged(tx, some, rhythm, clock.now())));
  };
  await Promise.all(Array.from({ length: Math.min(HOSTS_AT_ONCE, queues.length) }, async () => {
    for (let queue = queues.shift(); queue; queue = queues.shift()) {
      const page = queue.shift();
      if (!page || performance.now() > until) return;
      counts.looked += 1;
      try {
        const looks = await lookAt(setting, page, variants.get(page.itemId) ?? []);
        if (page.isQuiet && looks.every(({ look }) => look.kind === "unchanged")) {
          counts.unchanged += 1;
          quiet.push(page);
          if (quiet.length >= WRITTEN_TOGETHER) await writeQuiet();
        } else counts[await inTurn(() => inTransaction(db, (tx) => takeIn(tx, page, looks, rhythm, clock.now())))] += 1;
      } catch (error) {
        counts.failed += 1;
        setting.onError?.(error);
        // When not even that can be written, the page is still due.
        await inTurn(() => sql`update drift.page set next_at = ${plusMs(clock.now(), HOUR)} where item_id = ${page.itemId} and looks = ${page.looks}`.execute(db)).catch((worse: unknown) => setting.onError?.(worse));
      }
      // A host waits its distance at the end of the row, and not where another one could be asked.
      if (queue.length > 0) queues.push(queue);
    }
  }));
  if (quiet.length > 0) await writeQuiet();
  return counts;
}

/** At most `places` of it at once: hundreds of hosts answer together, and connections of the database are few. */
function turns(places: number): <Outcome>(work: () => Promise<Outcome>) => Promise<Outcome> {
  const lanes = Array.from({ length: places }, () => Promise.resolve());
  let next = 0;
  return async (work) => {
    const lane = next++ % places;
    const mine = (lanes[lane] ?? Promise.resolve()).then(work);
    lanes[lane] = mine.then(() => undefined, () => undefined);
    return mine;
  };
}

/** Makes a page due now, so that the next round looks at it. */
export async function lookSoon(tx: Tx, itemId: Id<"item"> | undefined, at: Instant): Promise<void> {
  await sql`update drift.page set next_at = ${at} where next_at is not null and next_at > ${at} and (${itemId ?? null}::uuid is null or item_id = ${itemId ?? null})`.execute(tx);
}

interface DueVariant {
  readonly language: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

interface DuePage {
  readonly itemId: Id<"item">;
  readonly since: Instant;
  readonly looks: number;
  readonly variants: readonly DueVariant[];
  /** If it is as it was, there is nothing else to do. */
  readonly isQuiet: boolean;
}

async function listDue(db: Queryable, now: Instant, most: number): Promise<readonly DuePage[]> {
  const { rows } = await sql<DuePage>`
    select page.item_id as "itemId", page.since, page.looks,
      (select jsonb_agg(jsonb_build_object('language', language, 'etag', etag, 'lastModified', last_modified)) from drift.variant where variant.item_id = page.item_id) as variants,
      not exists (select 1 from drift.variant where variant.item_id = page.item_id and (doubt is not null or failing_since is not null or snapshot_id is null))
        and not exists (select 1 from drift.citation where citation.item_id = page.item_id and ended_at is null and baseline_id is null)
        and not exists (select 1 from drift.claim where claim.item_id = page.item_id and settled_at is null)
        and not exists (select 1 from drift.drift where drift.item_id = page.item_id and state in ('detected', 'assigned')) as "isQuiet"
    from drift.page where next_at <= ${now} order by next_at limit ${most}
  `.execute(db);
  return rows;
}

interface Pace extends Rhythm {
  readonly beforeSendingMinutes: number;
}

async function readRhythm(db: Queryable, at: Instant): Promise<Pace> {
  const [hours, everyDays, watchDays] = [await getParameter(db, "drift.recheckHours", at), await getParameter(db, "drift.recheckEveryDays", at), await getParameter(db, "drift.watchDays", at)];
  return { hours: readHours(hours), everyDays, watchDays, beforeSendingMinutes: await getParameter(db, "drift.beforeSendingMinutes", at) };
}

const hostOf = (url: string | undefined): string => (url !== undefined && URL.canParse(url) ? new URL(url).host : "");

interface Looked {
  readonly language: string;
  readonly validUntil: Instant | null;
  readonly look: Look;
}

async function lookAt({ egress, pauseMs }: LookSetting, page: DuePage, known: readonly WatchedVariant[]): Promise<readonly Looked[]> {
  const looks: Looked[] = [];
  for (const { language, etag, lastModified } of page.variants) {
    const variant = known.find((each) => each.language === language);
    const look: Look = !variant ? { kind: "gone", because: "status" }
      // What has no page of its own is what its agenda said when it was last read.
      : variant.said ? { ...variant.said, kind: "read", url: variant.url, validUntil: variant.validUntil, links: [], etag: null, lastModified: null }
      : await lookAtPage(egress, { url: variant.url, markers: variant.markers, etag, lastModified }, { pauseMs });
    looks.push({ language, validUntil: variant?.validUntil ?? null, look });
  }
  return looks;
}

async function noteUnchanged(tx: Tx, pages: readonly DuePage[], rhythm: Pace, at: Instant): Promise<void> {
  await sql`
    update drift.page set looks = page.looks + 1, looked_at = ${at}, next_at = ${soonest(sql`seen.next_at`, rhythm.beforeSendingMinutes, at)}
    from unnest(${pages.map(({ itemId }) => itemId)}::uuid[], ${pages.map(({ looks }) => looks)}::integer[], ${pages.map(({ since }) => nextLook({ since, now: at, isOpen: false }, rhythm) ?? null)}::timestamptz[]) as seen (item_id, looks, next_at)
    where page.item_id = seen.item_id and page.looks = seen.looks and page.next_at <= ${at}
  `.execute(tx);
}

interface VariantState {
  readonly snapshotId: Id<"snapshot"> | null;
  readonly doubt: "gone" | "short" | null;
  readonly doubtSince: Instant | null;
  readonly failingSince: Instant | null;
}

/** Takes in what a page answered. A look that another one overtook is thrown away. */
async function takeIn(tx: Tx, page: DuePage, looks: readonly Looked[], rhythm: Pace, at: Instant): Promise<"unchanged" | "changed" | "failed"> {
  const locked = await sql<{ looks: number; since: Instant }>`select looks, since from drift.page where item_id = ${page.itemId} for update`.execute(tx);
  const before = locked.rows[0];
  if (before?.looks !== page.looks) return "unchanged";
  const deadAfter = (await getParameter(tx, "drift.deadLinkHours", at)) * HOUR;
  const fresh: Fresh[] = [];
  let again: number | undefined;
  let failed = false;
  const soon = (ms: number) => {
    again = Math.min(again ?? ms, ms);
  };
  for (const looked of looks) {
    const state = await readVariant(tx, page.itemId, looked.language);
    const seen = seenOf(looked, state, deadAfter, at);
    if (seen.kind === "failed") {
      failed = true;
      const since = state.failingSince ?? at;
      soon(Math.max(retryAfter(since, at), Math.min(seen.retryAfterMs, 24 * HOUR)));
      await sql`update drift.variant set trouble = ${JSON.stringify(seen.trouble)}, failing_since = ${since} where item_id = ${page.itemId} and language = ${looked.language}`.execute(tx);
      continue;
    }
    const last = (await readSnapshots(tx, [state.snapshotId])).values().next().value;
    const doubt = seen.kind === "unchanged" ? undefined : doubtOf(seen, last);
    if (doubt && !(state.doubt === doubt && state.doubtSince !== null && msBetween(state.doubtSince, at) >= LOOK_AGAIN - MINUTE)) {
      soon(LOOK_AGAIN);
      // Validators are not kept: a page that says «as before» would confirm nothing.
      await sql`
        update drift.variant set doubt = ${doubt}, doubt_since = case when doubt = ${doubt} then doubt_since else ${at} end, etag = null, last_modified = null, trouble = null, failing_since = null
        where item_id = ${page.itemId} and language = ${looked.language}
      `.execute(tx);
      continue;
    }
    await sql`update drift.variant set doubt = null, doubt_since = null, trouble = null, failing_since = null where item_id = ${page.itemId} and language = ${looked.language}`.execute(tx);
    if (seen.kind === "unchanged") continue;
    const news = await keep(tx, page.itemId, looked, seen, last, at);
    if (news) fresh.push(news);
  }
  const isOpen = await assess(tx, page.itemId, fresh, at);
  const next = again === undefined ? nextLook({ since: before.since, now: at, isOpen }, rhythm) : plusMs(at, again);
  await sql`update drift.page set looks = looks + 1, looked_at = ${at}, next_at = ${soonest(sql`${next ?? null}::timestamptz`, rhythm.beforeSendingMinutes, at)} where item_id = ${page.itemId}`.execute(tx);
  return failed ? "failed" : fresh.some(({ before: known }) => known !== null) ? "changed" : "unchanged";
}

async function readVariant(tx: Tx, itemId: Id<"item">, language: string): Promise<VariantState> {
  const { rows } = await sql<VariantState>`
    select snapshot_id as "snapshotId", doubt, doubt_since as "doubtSince", failing_since as "failingSince" from drift.variant where item_id = ${itemId} and language = ${language}
  `.execute(tx);
  return rows[0] ?? { snapshotId: null, doubt: null, doubtSince: null, failingSince: null };
}

type Seen =
  | { readonly kind: "unchanged" }
  | Extract<Look, { kind: "failed" }>
  | { readonly kind: "page"; readonly status: PageStatus; readonly url: string; readonly title: string; readonly text: string; readonly links: readonly string[]; readonly validUntil: Instant | null; readonly etag: string | null; readonly lastModified: string | null; readonly isSure: boolean };

const nothing = { url: "", title: "", text: "", links: [], validUntil: null, etag: null, lastModified: null } as const;

function seenOf({ look, validUntil }: Looked, { failingSince }: VariantState, deadAfter: number, at: Instant): Seen {
  switch (look.kind) {
    case "unchanged": return look;
    case "read": return { ...look, kind: "page", status: look.notInForce ? "not_in_force" : "live", validUntil: look.validUntil ?? validUntil, isSure: look.notInForce };
    case "gone": return { ...nothing, kind: "page", status: "gone", isSure: false };
    case "failed": {
      // DRI-7: a page that nobody reaches for days is a dead link; one that we cannot read is not.
      const isDead = look.trouble.kind === "not-reachable" || look.trouble.kind === "http-status";
      return isDead && failingSince !== null && msBetween(failingSince, at) >= deadAfter ? { ...nothing, kind: "page", status: "gone", isSure: true } : look;
    }
  }
}

const SHORT = 0.2;
const LONG_ENOUGH = 200;

/** What may be a passing fault of the server and is believed only when it stays. */
function doubtOf(seen: Exclude<Seen, { kind: "unchanged" | "failed" }>, last: Snapshot | undefined): "gone" | "short" | undefined {
  if (seen.isSure) return undefined;
  if (seen.status === "gone") return last?.status === "gone" ? undefined : "gone";
  return last?.status === "live" && last.body.length >= LONG_ENOUGH && seen.text.length < last.body.length * SHORT ? "short" : undefined;
}

async function keep(tx: Tx, itemId: Id<"item">, { language }: Looked, seen: Exclude<Seen, { kind: "unchanged" | "failed" }>, last: Snapshot | undefined, at: Instant): Promise<Fresh | undefined> {
  const words = readWords(seen);
  const hash = createHash("sha256").update(JSON.stringify([seen.status, words.title, words.lines, words.links, seen.validUntil])).digest("hex");
  const set = (id: Id<"snapshot"> | null) => sql`
    update drift.variant set snapshot_id = coalesce(${id}, snapshot_id), etag = ${seen.etag}, last_modified = ${seen.lastModified} where item_id = ${itemId} and language = ${language}
  `.execute(tx);
  // The same to the letter, as it mostly is; or said otherwise, as «19.00 h» for «19:00».
  if (last?.hash === hash || (last?.status === seen.status && last.validUntil === seen.validUntil && isTheSame(readWords({ ...last, text: last.body }), words))) {
    await set(null);
    return undefined;
  }
  const id = await insertSnapshot(tx, { itemId, language, at, url: seen.url, status: seen.status, title: seen.title, body: seen.text, links: seen.links, validUntil: seen.validUntil, hash });
  await set(id);
  if ((last?.status ?? "live") !== seen.status) await noteStatus(tx, { itemId, language, status: seen.status }, at);
  return { language, before: last?.id ?? null, after: id };
}
