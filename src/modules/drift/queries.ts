import { type RawBuilder, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable } from "#platform/database.ts";
import type { PublicationState } from "#modules/publishing/index.ts";
import type { CatalogueId } from "#networks/contract/index.ts";
import type { PageStatus } from "./rules/materiality.ts";
import { type DriftChange, type DriftDecision, type DriftKind, type DriftState, readSnapshots, type SnapshotPair } from "./store.ts";

/** One post of an affected publication, where it is out. */
export interface DriftPost {
  readonly profileId: Id<"profile">;
  readonly profile: Localized;
  readonly network: CatalogueId;
  readonly languages: readonly string[];
  readonly url: string | null;
}

/** A publication that the drift makes wrong. */
export interface AffectedPublication {
  readonly id: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly unitId: Id<"unit"> | null;
  readonly profileIds: readonly Id<"profile">[];
  readonly settled: "corrected" | "withdrawn" | "called_off" | null;
  readonly settledAt: Instant | null;
  readonly posts: readonly DriftPost[];
}

export interface DriftSummary {
  readonly id: Id<"drift">;
  readonly itemId: Id<"item">;
  readonly kind: DriftKind;
  readonly state: DriftState;
  readonly decision: DriftDecision | null;
  readonly detectedAt: Instant;
  readonly due: Instant | null;
  readonly closedAt: Instant | null;
  readonly material: boolean;
  readonly changes: readonly DriftChange[];
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly titles: Localized;
  readonly affected: readonly AffectedPublication[];
}

export type DriftTab = "open" | "closed" | "stored";

const MOST = 100;

// What was said first where it is gone now: a page that is not there has no title any more.
const summary = (where: RawBuilder<unknown>) => sql<DriftSummary>`
  select drift.id, drift.item_id as "itemId", drift.kind, drift.state, drift.decision, drift.detected_at as "detectedAt", drift.due_at as due, drift.closed_at as "closedAt", drift.material, drift.changes,
    item.owner_unit_id as "unitId", unit.name as unit,
    coalesce((select jsonb_object_agg(titled.language, titled.title) from (
      select distinct on (variant.language) variant.language, revision.title from sources.variant join sources.revision on revision.id = variant.revision_id
      where variant.item_id = item.id order by variant.language
    ) titled), '{}') as titles,
    coalesce((select jsonb_agg(jsonb_build_object(
        'id', publication.id, 'title', publication.title, 'state', publication.state, 'unitId', publication.unit_id, 'profileIds', publication.content -> 'profiles',
        'settled', affected.settled, 'settledAt', to_char(affected.settled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'posts', coalesce((select jsonb_agg(jsonb_build_object('profileId', profile.id, 'profile', profile.display_name, 'network', delivery.network, 'languages', edition.languages, 'url', delivery.url) order by profile.entered_at, edition.languages)
          from publishing.delivery join publishing.edition on edition.id = delivery.edition_id join register.profile on profile.id = delivery.profile_id
          where delivery.publication_id = publication.id and delivery.kind = 'create' and delivery.state = 'confirmed'
            and edition.languages && array(select change ->> 'language' from jsonb_array_elements(drift.changes) change)), '[]')
      ) order by publication.created_at, publication.id)
      from drift.affected join publishing.publication on publication.id = affected.publication_id where affected.drift_id = drift.id), '[]') as affected
  from drift.drift
  join sources.item asked on asked.id = drift.item_id join sources.item on item.id = coalesce(asked.merged_into, asked.id)
  left join policy.unit on unit.id = item.owner_unit_id
  where ${where}
`;

const states: Readonly<Record<DriftTab, readonly DriftState[]>> = { open: ["detected", "assigned"], closed: ["corrected", "page_fixed", "not_material"], stored: ["stored"] };

/** Drifts, the last found first. */
export async function listDrifts(db: Queryable, tab: DriftTab): Promise<readonly DriftSummary[]> {
  const { rows } = await sql<DriftSummary>`
    ${summary(sql`drift.state = any(${[...states[tab]]}::text[])`)} order by drift.detected_at desc, drift.id desc limit ${MOST}
  `.execute(db);
  return rows;
}

export async function countDrifts(db: Queryable): Promise<Readonly<Record<DriftTab, number>>> {
  const { rows } = await sql<{ open: number; closed: number; stored: number }>`
    select count(*) filter (where state in ('detected', 'assigned')) as open, count(*) filter (where state in ('corrected', 'page_fixed', 'not_material')) as closed, count(*) filter (where state = 'stored') as stored from drift.drift
  `.execute(db);
  return rows[0] ?? { open: 0, closed: 0, stored: 0 };
}

/** What one language of the page said and says. */
export interface Compared {
  readonly language: string;
  readonly before: ShownPage | null;
  readonly after: ShownPage | null;
}

interface ShownPage {
  readonly at: Instant;
  readonly url: string;
  readonly status: PageStatus;
  readonly title: string;
  readonly text: string;
}

interface DriftStep {
  readonly state: DriftState;
  readonly decision: DriftDecision | null;
  readonly at: Instant;
  /** Name of the person; null when it was found by itself. */
  readonly by: string | null;
  readonly reason: string;
}

export interface DriftRecord extends DriftSummary {
  readonly compared: readonly Compared[];
  /** Addresses of the page by language. */
  readonly urls: Localized;
  readonly lookedAt: Instant | null;
  readonly nextLookAt: Instant | null;
  /** Last first. */
  readonly steps: readonly DriftStep[];
}

/** One drift with both texts and its history; undefined when there is none. */
export async function findDrift(db: Queryable, id: Id<"drift">): Promise<DriftRecord | undefined> {
  const { rows } = await summary(sql`drift.id = ${id}`).execute(db);
  const [found] = rows;
  if (!found) return undefined;
  const more = await sql<{ snapshots: readonly SnapshotPair[]; urls: Localized; lookedAt: Instant | null; nextLookAt: Instant | null }>`
    select drift.snapshots, page.looked_at as "lookedAt", page.next_at as "nextLookAt",
      coalesce((select jsonb_object_agg(variant.language, variant.url) from sources.item asked join sources.variant on variant.item_id = coalesce(asked.merged_into, asked.id) where asked.id = drift.item_id), '{}') as urls
    from drift.drift join drift.page on page.item_id = drift.item_id where drift.id = ${id}
  `.execute(db);
  const { snapshots = [], urls = {}, lookedAt = null, nextLookAt = null } = more.rows[0] ?? {};
  const read = await readSnapshots(db, snapshots.flatMap(({ before, after }) => [before, after]));
  const shown = (snapshotId: Id<"snapshot"> | null): ShownPage | null => {
    const snapshot = snapshotId && read.get(snapshotId);
    return snapshot ? { at: snapshot.at, url: snapshot.url, status: snapshot.status, title: snapshot.title, text: snapshot.body } : null;
  };
  const steps = await sql<DriftStep>`
    select step.state, step.decision, step.at, person.name as by, step.reason from drift.step left join authority.person on person.id = step.by_person where drift_id = ${id} order by position desc
  `.execute(db);
  return { ...found, compared: snapshots.map(({ language, before, after }) => ({ language, before: shown(before), after: shown(after) })), urls, lookedAt, nextLookAt, steps: steps.rows };
}

/** The open difference between what a publication cites and what the page says now. */
export async function findDriftOf(db: Queryable, publicationId: Id<"publication">): Promise<{ readonly id: Id<"drift">; readonly changes: readonly DriftChange[] } | undefined> {
  const { rows } = await sql<{ id: Id<"drift">; changes: readonly DriftChange[] }>`
    select drift.id, drift.changes from drift.affected join drift.drift on drift.id = affected.drift_id
    where affected.publication_id = ${publicationId} and affected.settled_at is null and drift.kind = 'page' and drift.state in ('detected', 'assigned') order by drift.detected_at limit 1
  `.execute(db);
  return rows[0];
}

/** Pages that are watched and cannot be read, with since when. */
export async function listUnread(db: Queryable): Promise<readonly { readonly itemId: Id<"item">; readonly language: string; readonly url: string; readonly since: Instant; readonly trouble: { readonly kind: string } }[]> {
  const { rows } = await sql<{ itemId: Id<"item">; language: string; url: string; since: Instant; trouble: { kind: string } }>`
    select watched.item_id as "itemId", watched.language, variant.url, watched.failing_since as since, watched.trouble
    from drift.variant watched join drift.page on page.item_id = watched.item_id and page.next_at is not null
    join sources.item asked on asked.id = watched.item_id join sources.variant on variant.item_id = coalesce(asked.merged_into, asked.id) and variant.language = watched.language
    where watched.failing_since is not null order by watched.failing_since limit ${MOST}
  `.execute(db);
  return rows;
}
