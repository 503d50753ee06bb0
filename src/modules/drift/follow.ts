import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import { findPublication, listVersions, type PublicationRecord, type PublicationState, type VersionRecord } from "#modules/publishing/index.ts";
import { listCitedItems } from "#modules/sources/index.ts";
import type { Database, Tx } from "#platform/database.ts";
import { consumeEvents } from "#platform/events.ts";
import { close } from "./settle.ts";
import { compare, readWords } from "./rules/compare.ts";
import { fieldKinds } from "./rules/field.ts";
import { type DriftChange, soonest } from "./store.ts";

const FOLLOWED: ReadonlySet<string> = new Set([
  "publication.submitted", "publication.approved", "publication.sent-unapproved", "publication.moved", "publication.reopened", "publication.returned", "publication.cancelled", "delivery.confirmed", "publication.withdrawn",
]);
/** Nothing of it is out yet, and it is meant to go. */
const TO_GO_OUT: ReadonlySet<PublicationState> = new Set(["in_review", "scheduled", "publishing"]);
const AT_ONCE = 500;

/**
 * Takes in what was sent to review, has gone out, was corrected or was withdrawn since the last time: what it cites is watched from
 * the moment when it is sent to review, so that a page that changes before it goes out is found (ADR 0035).
 */
export async function followPublications(db: Database): Promise<number> {
  let handled = 0;
  for (;;) {
    const some = await consumeEvents(db, "drift.publications", async (tx, event) => {
      if (event.subject_type === "publication" && FOLLOWED.has(event.kind)) await followPublication(tx, event.subject_id as Id<"publication">, event.at);
    }, { limit: AT_ONCE });
    handled += some;
    if (some < AT_ONCE) return handled;
  }
}

async function followPublication(tx: Tx, id: Id<"publication">, at: Instant): Promise<void> {
  const publication = await findPublication(tx, id);
  if (!publication || publication.kind !== "post") return;
  if (publication.published_version === 0) return followUnpublished(tx, publication, at);
  const withdrawn = publication.state === "withdrawn";
  const versions = withdrawn ? [] : await listVersions(tx, id);
  const out = versions.find(({ number }) => number === publication.published_version);
  await endCitations(tx, id, out?.number ?? null, withdrawn ? "withdrawn" : "corrected", at);
  if (!out) return;
  const before = versions.find(({ number, publishedAt }) => number < out.number && publishedAt !== null);
  for (const cited of citedIn(out.citations, out.editions.flatMap(({ languages }) => languages))) {
    await watch(tx, cited, at);
    const { rows } = await sql`
      insert into drift.citation (publication_id, version, item_id, language, at) values (${id}, ${out.number}, ${cited.itemId}, ${cited.language}, ${at})
      on conflict do nothing returning 1
    `.execute(tx);
    if (rows.length > 0 && before) await claim(tx, { id, before, out, ...cited }, at);
  }
}

/**
 * What cites a page and has not gone out. A correction is not among them: often it is what makes the page change, and what the
 * page says when it goes out is its measure.
 */
async function followUnpublished(tx: Tx, publication: PublicationRecord, at: Instant): Promise<void> {
  const { id, state, content } = publication;
  if (!TO_GO_OUT.has(state)) return endCitations(tx, id, null, "called_off", at);
  const approved = (await listVersions(tx, id))[0]?.number ?? 0;
  const number = state === "in_review" ? approved + 1 : approved;
  // Whoever wrote it anew has seen the page anew: a version that was reopened by a change is measured from then on.
  await endCitations(tx, id, number, "called_off", at);
  const items = await listCitedItems(tx, content.citations.map(({ itemId }) => itemId));
  const spoken = [content.texts, ...Object.values(content.forks)].flatMap((texts) => Object.entries(texts).flatMap(([language, text]) => (text.trim() === "" ? [] : language)));
  for (const cited of citedIn(items.flatMap(({ itemId, variants }) => variants.map(({ language }) => ({ itemId, language }))), spoken)) {
    const known = await sql`select 1 from drift.citation where publication_id = ${id} and version = ${number} and item_id = ${cited.itemId} and language = ${cited.language} and ended_at is null`.execute(tx);
    // Approved or moved: another look before it goes out, and the same measure.
    if (known.rows.length > 0) {
      await lookBeforeSending(tx, cited.itemId, at);
      continue;
    }
    await watch(tx, cited, at);
    await sql`
      insert into drift.citation (publication_id, version, item_id, language, at) values (${id}, ${number}, ${cited.itemId}, ${cited.language}, ${at})
      on conflict (publication_id, version, item_id, language) do update set at = excluded.at, snapshot_id = null, baseline_id = null, fields = '[]', ended_at = null, ended = null
    `.execute(tx);
  }
}

/** What is approved for a time is looked at once more shortly before it, whatever the rhythm says. */
async function lookBeforeSending(tx: Tx, itemId: Id<"item">, at: Instant): Promise<void> {
  const minutes = await getParameter(tx, "drift.beforeSendingMinutes", at);
  await sql`update drift.page set next_at = ${soonest(sql`next_at`, minutes, at)} where item_id = ${itemId}`.execute(tx);
}

interface Cited {
  readonly itemId: Id<"item">;
  readonly language: string;
}

/** The cited pages in the languages that are spoken; a page that has none of them counts in its own. */
function citedIn(citations: readonly Cited[], spoken: readonly string[]): readonly Cited[] {
  return [...Map.groupBy(citations, ({ itemId }) => itemId)].flatMap(([itemId, variants]) => {
    const shared = variants.filter(({ language }) => spoken.includes(language));
    return (shared.length > 0 ? shared : variants).map(({ language }) => ({ itemId, language }));
  });
}

async function watch(tx: Tx, { itemId, language }: Cited, at: Instant): Promise<void> {
  // At once: what the page says now is what it is compared with from now on (DRI-1).
  await sql`
    insert into drift.page (item_id, since, next_at) values (${itemId}, ${at}, ${at})
    on conflict (item_id) do update set since = greatest(page.since, excluded.since), next_at = least(coalesce(page.next_at, excluded.next_at), excluded.next_at)
  `.execute(tx);
  await sql`insert into drift.variant (item_id, language) values (${itemId}, ${language}) on conflict do nothing`.execute(tx);
}

async function endCitations(tx: Tx, id: Id<"publication">, current: number | null, how: "corrected" | "withdrawn" | "called_off", at: Instant): Promise<void> {
  await sql`
    update drift.citation set ended_at = ${at}, ended = ${how} where publication_id = ${id} and ended_at is null and version is distinct from ${current}::integer
  `.execute(tx);
  await sql`update drift.claim set settled_at = ${at} where publication_id = ${id} and settled_at is null and version is distinct from ${current}::integer`.execute(tx);
  const { rows } = await sql<{ drift_id: Id<"drift"> }>`
    update drift.affected set settled_at = ${at}, settled = ${how} where publication_id = ${id} and settled_at is null and version is distinct from ${current}::integer returning drift_id
  `.execute(tx);
  for (const { drift_id } of rows) {
    const left = await sql<{ n: number; corrected: number }>`
      select count(*) filter (where settled_at is null) as n, count(*) filter (where settled = 'corrected') as corrected from drift.affected where drift_id = ${drift_id}
    `.execute(tx);
    // A withdrawal takes the words back as a correction puts them right, and what never went out needs neither: nothing wrong is left.
    if (left.rows[0]?.n === 0) await close(tx, drift_id, { state: "corrected", by: null, reason: "", publicationId: id }, at);
  }
}

const kinds: ReadonlySet<string> = new Set(fieldKinds);

/** What a correction says now and said otherwise before: the page must come to say it too (DRI-5). */
async function claim(tx: Tx, { id, before, out, itemId, language }: Cited & { readonly id: Id<"publication">; readonly before: VersionRecord; readonly out: VersionRecord }, at: Instant): Promise<void> {
  const said = (version: VersionRecord) => readWords({ title: "", text: [...new Set(version.editions.flatMap(({ texts }) => texts[language] ?? []))].join("\n"), links: [] });
  const changes: readonly DriftChange[] = compare(said(before), said(out)).filter(({ kind, after }) => kinds.has(kind) && after !== null).map((change) => ({ ...change, language }));
  if (changes.length === 0) return;
  await sql`
    insert into drift.claim (publication_id, version, item_id, language, changes, at) values (${id}, ${out.number}, ${itemId}, ${language}, ${JSON.stringify(changes)}, ${at}) on conflict do nothing
  `.execute(tx);
}
