import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { addServiceMinutes, getParameter } from "#modules/policy/index.ts";
import { findPublication } from "#modules/publishing/index.ts";
import { listAnswerPromises } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { record } from "./record.ts";
import { type Change, compare, contradictions, fieldsOf, type ReadWords, readWords } from "./rules/compare.ts";
import { fold } from "./rules/field.ts";
import { byWeight, isMaterial } from "./rules/materiality.ts";
import { recognise } from "./rules/recognise.ts";
import { close } from "./settle.ts";
import { type DriftChange, type DriftKind, findOpenDrift, insertStep, listOpenCitations, type OpenCitation, readSnapshots, type Snapshot, type SnapshotPair } from "./store.ts";

/** A language of a page that does not say what it said; `before` null when it was read for the first time. */
export interface Fresh {
  readonly language: string;
  readonly before: Id<"snapshot"> | null;
  readonly after: Id<"snapshot">;
}

/**
 * Weighs what is out against what the page says now, its languages against each other and corrections against the page. What
 * agrees again ends by itself. The caller holds the page's lock.
 * @returns whether something waits for a person
 */
export async function assess(tx: Tx, itemId: Id<"item">, fresh: readonly Fresh[], at: Instant): Promise<boolean> {
  const { rows } = await sql<{ language: string; snapshotId: Id<"snapshot"> }>`
    select language, snapshot_id as "snapshotId" from drift.variant where item_id = ${itemId} and snapshot_id is not null order by language
  `.execute(tx);
  const current = new Map(rows.map(({ language, snapshotId }) => [language, snapshotId]));
  const citations = await listOpenCitations(tx, itemId);
  const snapshots = await readSnapshots(tx, [...current.values(), ...citations.map(({ baselineId }) => baselineId), ...fresh.map(({ before }) => before)]);
  const read = reader(snapshots);
  await takeBaselines(tx, itemId, current, snapshots, read, at);
  await weighPage(tx, itemId, { citations, current, snapshots, read, fresh }, at);
  await weighLanguages(tx, itemId, { citations, current, snapshots, read }, at);
  await weighClaims(tx, itemId, { current, snapshots, read }, at);
  const open = await sql`select 1 from drift.drift where item_id = ${itemId} and state in ('detected', 'assigned') limit 1`.execute(tx);
  return open.rows.length > 0;
}

type Read = (id: Id<"snapshot">) => ReadWords;

interface Known {
  readonly current: ReadonlyMap<string, Id<"snapshot">>;
  readonly snapshots: ReadonlyMap<Id<"snapshot">, Snapshot>;
  readonly read: Read;
}

function reader(snapshots: ReadonlyMap<Id<"snapshot">, Snapshot>): Read {
  const words = new Map<Id<"snapshot">, ReadWords>();
  return (id) => {
    const known = words.get(id);
    if (known) return known;
    const snapshot = snapshots.get(id);
    const fresh = readWords({ title: snapshot?.title ?? "", text: snapshot?.body ?? "", links: snapshot?.links ?? [] });
    words.set(id, fresh);
    return fresh;
  };
}

/** What was sent to review or went out since the last look is compared from now on with what the page says now; a page that is not there is no measure. */
async function takeBaselines(tx: Tx, itemId: Id<"item">, current: Known["current"], snapshots: Known["snapshots"], read: Read, at: Instant): Promise<void> {
  for (const [language, id] of current) {
    if (snapshots.get(id)?.status !== "live") continue;
    await sql`
      update drift.citation set snapshot_id = ${id}, baseline_id = ${id}, fields = ${JSON.stringify(fieldsOf(read(id)))}
      where item_id = ${itemId} and language = ${language} and ended_at is null and baseline_id is null and at <= ${at}
    `.execute(tx);
  }
}

interface PageKnown extends Known {
  readonly citations: readonly OpenCitation[];
  readonly fresh: readonly Fresh[];
}

async function weighPage(tx: Tx, itemId: Id<"item">, { citations, current, snapshots, read, fresh }: PageKnown, at: Instant): Promise<void> {
  const changesBetween = (before: Snapshot | undefined, after: Snapshot): readonly Change[] => {
    const status: readonly Change[] = (before?.status ?? "live") === after.status ? [] : [{ kind: "status", before: before?.status ?? "live", after: after.status }];
    // Of a page that is not there or holds no more, or does again, nothing else is to be said.
    return before === undefined || status.length > 0 || after.status === "gone" ? status : compare(read(before.id), read(after.id));
  };
  const wrong: { readonly citation: OpenCitation; readonly changes: readonly DriftChange[] }[] = [];
  for (const citation of citations) {
    const id = current.get(citation.language);
    const after = id && snapshots.get(id);
    const before = citation.baselineId ? snapshots.get(citation.baselineId) : undefined;
    if (!after || before?.id === after.id || (before === undefined && after.status === "live")) continue;
    const changes = changesBetween(before, after);
    if (isMaterial({ changes, before: before?.status ?? "live", after: after.status, validUntil: after.validUntil ?? before?.validUntil ?? null }, at)) {
      wrong.push({ citation, changes: byWeight(changes).map((change) => ({ ...change, language: citation.language })) });
    }
  }
  if (wrong.length > 0) {
    const pairs = new Map<string, SnapshotPair>();
    for (const { citation: { language, baselineId } } of wrong) if (!pairs.has(language)) pairs.set(language, { language, before: baselineId, after: current.get(language) ?? null });
    const affected = [...new Map(wrong.map(({ citation }) => [`${citation.publicationId} ${citation.version}`, citation])).values()];
    return raise(tx, itemId, "page", { changes: distinct(wrong.flatMap(({ changes }) => changes)), snapshots: [...pairs.values()], affected }, at);
  }
  const open = await findOpenDrift(tx, itemId, "page");
  if (open) return close(tx, open.id, { state: "page_fixed", by: null, reason: "" }, at);
  // DRI-R3: stored, and told to nobody.
  const stored = fresh.flatMap(({ language, before, after }) => {
    const [was, is] = [before && snapshots.get(before), snapshots.get(after)];
    return was && is ? changesBetween(was, is).map((change) => ({ ...change, language })) : [];
  });
  if (stored.length === 0 || citations.length === 0) return;
  await insertDrift(tx, itemId, "page", { changes: distinct(stored), snapshots: fresh, affected: citations }, { material: false }, at);
}

async function weighLanguages(tx: Tx, itemId: Id<"item">, { citations, current, snapshots, read }: Omit<PageKnown, "fresh">, at: Instant): Promise<void> {
  const live = [...current].filter(([, id]) => snapshots.get(id)?.status === "live");
  const [one, ...others] = live;
  const changes: readonly DriftChange[] = one === undefined || citations.length === 0 ? [] : others.flatMap(([, other]) =>
    contradictions(read(one[1]), read(other)).map(({ kind, one: here, other: there }) => ({ kind, before: here.join(", "), after: there.join(", "), language: one[0] })));
  if (changes.length === 0) return endOf(tx, itemId, "languages", at);
  const affected = [...new Map(citations.map((citation) => [citation.publicationId, citation])).values()];
  await raise(tx, itemId, "languages", { changes, snapshots: live.map(([language, id]) => ({ language, before: null, after: id })), affected }, at);
}

async function weighClaims(tx: Tx, itemId: Id<"item">, { current, snapshots, read }: Known, at: Instant): Promise<void> {
  const { rows } = await sql<{ publicationId: Id<"publication">; version: number; language: string; changes: readonly DriftChange[] }>`
    select publication_id as "publicationId", version, language, changes from drift.claim where item_id = ${itemId} and settled_at is null order by at, publication_id, language
  `.execute(tx);
  const unsaid: DriftChange[] = [];
  const pairs: SnapshotPair[] = [];
  const affected: OpenCitation[] = [];
  for (const { publicationId, version, language, changes } of rows) {
    const id = current.get(language);
    if (!id || snapshots.get(id)?.status !== "live") continue;
    const said = new Set(fieldsOf(read(id)).map(({ kind, value }) => `${kind === "deadline" ? "date" : kind} ${value}`));
    const missing = changes.filter(({ after }) => after !== null && recognise(fold(after)).some(({ kind, value }) => !said.has(`${kind === "deadline" ? "date" : kind} ${value}`)));
    if (missing.length === 0) {
      await sql`update drift.claim set settled_at = ${at} where publication_id = ${publicationId} and version = ${version} and item_id = ${itemId} and language = ${language}`.execute(tx);
      continue;
    }
    unsaid.push(...missing);
    pairs.push({ language, before: null, after: id });
    affected.push({ publicationId, version, language, baselineId: id });
  }
  if (unsaid.length === 0) return endOf(tx, itemId, "reverse", at);
  await raise(tx, itemId, "reverse", { changes: distinct(unsaid), snapshots: [...new Map(pairs.map((pair) => [pair.language, pair])).values()], affected: [...new Map(affected.map((each) => [each.publicationId, each])).values()] }, at);
}

async function endOf(tx: Tx, itemId: Id<"item">, kind: DriftKind, at: Instant): Promise<void> {
  const open = await findOpenDrift(tx, itemId, kind);
  if (open) await close(tx, open.id, { state: "page_fixed", by: null, reason: "" }, at);
}

interface Finding {
  readonly changes: readonly DriftChange[];
  readonly snapshots: readonly SnapshotPair[];
  readonly affected: readonly Pick<OpenCitation, "publicationId" | "version">[];
}

const signatureOf = (changes: readonly DriftChange[]): string => JSON.stringify(changes.map(({ language, kind, before, after }) => [language, kind, before, after]));
const distinct = (changes: readonly DriftChange[]): readonly DriftChange[] => [...new Map(changes.map((change) => [signatureOf([change]), change])).values()];

/** One drift of a kind is open for a page: what changes further changes it. */
async function raise(tx: Tx, itemId: Id<"item">, kind: DriftKind, finding: Finding, at: Instant): Promise<void> {
  const open = await findOpenDrift(tx, itemId, kind);
  const signature = signatureOf(finding.changes);
  if (!open) {
    const decided = await sql`select 1 from drift.drift where item_id = ${itemId} and kind = ${kind} and kind <> 'page' and signature = ${signature} and state = 'not_material' limit 1`.execute(tx);
    if (decided.rows.length > 0) return;
    await insertDrift(tx, itemId, kind, finding, { material: true }, at);
    return;
  }
  await addAffected(tx, open.id, finding.affected);
  if (open.signature === signature) return;
  await sql`update drift.drift set changes = ${JSON.stringify(finding.changes)}, snapshots = ${JSON.stringify(finding.snapshots)}, signature = ${signature} where id = ${open.id}`.execute(tx);
  await recordEvent(tx, { kind: "drift.changed", subject: { type: "drift", id: open.id }, at, data: { itemId } });
}

async function insertDrift(tx: Tx, itemId: Id<"item">, kind: DriftKind, { changes, snapshots, affected }: Finding, { material }: { readonly material: boolean }, at: Instant): Promise<void> {
  const id = newId<"drift">(at);
  const state = material ? "detected" : "stored";
  const dueAt = material ? await dueOf(tx, affected, at) : null;
  await sql`
    insert into drift.drift (id, item_id, kind, detected_at, material, changes, snapshots, signature, state, due_at, closed_at)
    values (${id}, ${itemId}, ${kind}, ${at}, ${material}, ${JSON.stringify(changes)}, ${JSON.stringify(snapshots)}, ${signatureOf(changes)}, ${state}, ${dueAt}, ${material ? null : at})
  `.execute(tx);
  await addAffected(tx, id, affected);
  await insertStep(tx, { driftId: id, state, decision: null, by: null, reason: "" }, at);
  if (material) await record(tx, "drift.found", id, undefined, at, { kind, itemId, publications: [...new Set(affected.map(({ publicationId }) => publicationId))], changes: changes.map(({ language, kind: field }) => ({ language, field })) }, { changes: changes.map((change) => ({ ...change })) });
}

async function addAffected(tx: Tx, id: Id<"drift">, affected: Finding["affected"]): Promise<void> {
  await sql`
    insert into drift.affected (drift_id, publication_id, version)
    select ${id}, publication_id, version from unnest(${affected.map(({ publicationId }) => publicationId)}::uuid[], ${affected.map(({ version }) => version)}::integer[]) as wrong (publication_id, version)
    on conflict do nothing
  `.execute(tx);
}

/** Until when it should be decided (DRI-R2): minutes of attention of who publishes it. */
async function dueOf(tx: Tx, affected: Finding["affected"], at: Instant): Promise<Instant | null> {
  const profiles = (await Promise.all(affected.map(({ publicationId }) => findPublication(tx, publicationId)))).flatMap((publication) => publication?.content.profiles ?? []);
  const minutes = await getParameter(tx, "drift.decideMinutes", at);
  const promises = await listAnswerPromises(tx, [...new Set(profiles)], at);
  const dues = [...promises.values()].flatMap(({ calendar }) => addServiceMinutes(at, minutes, calendar) ?? []);
  return dues.toSorted()[0] ?? null;
}
