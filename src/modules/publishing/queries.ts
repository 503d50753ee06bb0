import { type RawBuilder, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Role } from "#modules/authority/index.ts";
import type { CatalogueId, OutgoingMedia, Visibility } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import { awaitsPart, isHeld, mustWait } from "./delivery/held.ts";
import { THREAD_BROKEN } from "./delivery/transition.ts";
import type { Content } from "./rules/content.ts";
import type { CitationSnapshot, DeliveryKind, DeliveryState, PublicationState, WithdrawalReason } from "./store.ts";

export interface PublicationSummary {
  readonly id: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly due: Instant | null;
  readonly changedAt: Instant;
  readonly author: string;
  readonly profiles: readonly { readonly name: Localized; readonly network: CatalogueId }[];
  readonly languages: readonly string[];
  /** A stop holds at least part of it. */
  readonly paused: boolean;
  readonly actionId: Id<"communication-action"> | null;
}

export interface PublicationList {
  readonly publications: readonly PublicationSummary[];
  /** Where the next page begins; `null` at the end. */
  readonly next: string | null;
  readonly counts: Readonly<Partial<Record<PublicationState, number>>>;
}

const PAGE = 50;

const summary = (where: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) => sql<PublicationSummary>`
  select publication.id, publication.title, publication.state, publication.due_at as due, publication.changed_at as "changedAt",
    person.name as author,
    coalesce((select jsonb_agg(jsonb_build_object('name', profile.display_name, 'network', profile.network) order by profile.entered_at)
      from register.profile where profile.id::text in (select jsonb_array_elements_text(publication.content -> 'profiles'))), '[]') as profiles,
    coalesce((select jsonb_agg(text.key order by text.key) from jsonb_each_text(publication.content -> 'texts') text where trim(text.value) <> ''), '[]') as languages,
    (publication.state in ('scheduled', 'publishing') and exists (select 1 from publishing.delivery
      where delivery.publication_id = publication.id and delivery.state = 'planned' and delivery.cancelled_at is null and ${isHeld})) as paused,
    publication.content ->> 'actionId' as "actionId"
  from publishing.publication join authority.person on person.id = publication.created_by
  where publication.kind = 'post' and ${where} order by ${order} limit ${limit}
`;

/** Publications, last changed first. `cursor` is what an earlier page gave as `next`. */
export async function listPublications(db: Queryable, page: { readonly state?: PublicationState | undefined; readonly cursor?: string | undefined; readonly actionId?: Id<"communication-action"> | undefined; readonly exceptEmbargoedAt?: Instant | undefined }): Promise<PublicationList> {
  const [changedAt, id] = page.cursor?.split(" ") ?? [];
  const { rows } = await summary(
    sql`(${page.actionId ?? null}::text is null or publication.content ->> 'actionId' = ${page.actionId ?? null}) and (${page.state ?? null}::text is null or publication.state = ${page.state ?? null})
      and (${changedAt ?? null}::timestamptz is null or (publication.changed_at, publication.id) < (${changedAt ?? null}::timestamptz, ${id ?? null}::uuid))
      and (${page.exceptEmbargoedAt ?? null}::timestamptz is null or publication.embargo_until is null or publication.embargo_until <= ${page.exceptEmbargoedAt ?? null})`,
    sql`publication.changed_at desc, publication.id desc`,
    PAGE + 1,
  ).execute(db);
  const counts = await sql<{ state: PublicationState; n: number }>`select state, count(*) as n from publishing.publication
    where kind = 'post' and (${page.actionId ?? null}::text is null or content ->> 'actionId' = ${page.actionId ?? null}) group by state`.execute(db);
  const publications = rows.slice(0, PAGE);
  const last = publications.at(-1);
  return {
    publications,
    next: rows.length > PAGE && last ? `${last.changedAt} ${last.id}` : null,
    counts: Object.fromEntries(counts.rows.map((row) => [row.state, row.n])),
  };
}

/** Publications of an action, by their time; those without one come last. */
export async function listOfAction(db: Queryable, actionId: Id<"communication-action">): Promise<readonly PublicationSummary[]> {
  const { rows } = await summary(sql`publication.content ->> 'actionId' = ${actionId}::text and publication.state <> 'cancelled'`, sql`publication.due_at nulls last, publication.id`, 1_000).execute(db);
  return rows;
}

/** What goes out, or has gone out, between two instants; by due time. */
export async function listDueBetween(db: Queryable, from: Instant, to: Instant): Promise<readonly PublicationSummary[]> {
  const { rows } = await summary(
    sql`publication.due_at >= ${from} and publication.due_at < ${to} and publication.state not in ('draft', 'returned', 'cancelled')`,
    sql`publication.due_at, publication.id`,
    200,
  ).execute(db);
  return rows;
}

/** What waits for a decision, the most urgent first. */
export async function listInReview(db: Queryable): Promise<readonly (PublicationSummary & { readonly unitId: Id<"unit"> | null; readonly profileIds: readonly Id<"profile">[]; readonly authors: readonly Id<"person">[] })[]> {
  const { rows } = await sql<PublicationSummary & { unitId: Id<"unit"> | null; profileIds: Id<"profile">[]; authors: Id<"person">[] }>`
    select found.*, publication.unit_id as "unitId", publication.content -> 'profiles' as "profileIds",
      (select coalesce(jsonb_agg(author.person_id), '[]') from publishing.author
        where author.publication_id = publication.id and author.base_version = publication.published_version) as authors
    from (${summary(sql`publication.state = 'in_review'`, sql`publication.due_at nulls last, publication.submitted_at`, 200)}) found
    join publishing.publication on publication.id = found.id
    order by publication.due_at nulls last, publication.submitted_at
  `.execute(db);
  return rows;
}

/** Drafts and returned publications that a person has written on. */
export async function listOwnDrafts(db: Queryable, personId: Id<"person">): Promise<readonly (PublicationSummary & { readonly comment: string | null })[]> {
  const { rows } = await sql<PublicationSummary & { comment: string | null }>`
    select found.*, (select coalesce(nullif(decision.comment, ''), (select words from publishing.comment said where said.decision_id = decision.id order by said.profile_id nulls first, said.language, said.start_at limit 1))
      from publishing.decision where decision.publication_id = found.id order by at desc limit 1) as comment
    from (${summary(
      sql`publication.state in ('draft', 'returned') and exists (
        select 1 from publishing.author where author.publication_id = publication.id and author.person_id = ${personId}
          and author.base_version = publication.published_version)`,
      sql`publication.changed_at desc`,
      50,
    )}) found
  `.execute(db);
  return rows;
}

/** Deliveries of posts that a person must decide about. */
export async function listOpenDeliveries(db: Queryable): Promise<readonly { readonly id: Id<"delivery">; readonly publicationId: Id<"publication">; readonly title: string; readonly profile: Localized; readonly profileId: Id<"profile">; readonly state: "refused" | "unknown" | "missed"; readonly code: string | null; readonly due: Instant; readonly changedAt: Instant }[]> {
  const { rows } = await sql<{ id: Id<"delivery">; publicationId: Id<"publication">; title: string; profile: Localized; profileId: Id<"profile">; state: "refused" | "unknown" | "missed"; code: string | null; due: Instant; changedAt: Instant }>`
    select delivery.id, delivery.publication_id as "publicationId", publication.title, profile.display_name as profile, profile.id as "profileId",
      delivery.state, delivery.code, delivery.due_at as due, delivery.changed_at as "changedAt"
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id
    join register.profile on profile.id = delivery.profile_id
    where publication.kind = 'post' and delivery.cancelled_at is null and ((delivery.state = 'missed' and delivery.code is distinct from ${THREAD_BROKEN}) or (delivery.state = 'unknown' and delivery.needs_person)
      or (delivery.state = 'refused' and delivery.code is distinct from 'given-up'))
    order by delivery.changed_at limit 100
  `.execute(db);
  return rows;
}

/** What goes out on each profile between two instants, unless a stop holds it; by due time. */
export async function listGoingOut(db: Queryable, from: Instant, to: Instant): Promise<readonly { readonly publicationId: Id<"publication">; readonly title: string; readonly profileId: Id<"profile">; readonly profile: Localized; readonly due: Instant }[]> {
  const { rows } = await sql<{ publicationId: Id<"publication">; title: string; profileId: Id<"profile">; profile: Localized; due: Instant }>`
    select publication.id as "publicationId", publication.title, profile.id as "profileId", profile.display_name as profile, delivery.due_at as due
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id
    join register.profile on profile.id = delivery.profile_id
    where publication.kind = 'post' and delivery.state = 'planned' and delivery.cancelled_at is null and not ${isHeld} and delivery.due_at >= ${from} and delivery.due_at < ${to}
    order by delivery.due_at, publication.id, profile.id limit 200
  `.execute(db);
  return rows;
}

/** A publication that a stop holds, or held and nobody has said since what becomes of it. */
export interface PausedPublication {
  readonly id: Id<"publication">;
  readonly kind: "post" | "reply";
  /** For an answer, how it begins. */
  readonly title: string;
  readonly unitId: Id<"unit"> | null;
  readonly due: Instant;
  readonly profiles: readonly { readonly id: Id<"profile">; readonly name: Localized; readonly network: CatalogueId }[];
  readonly languages: readonly string[];
}

/** In the order in which they were to go out. */
export async function listPaused(db: Queryable): Promise<readonly PausedPublication[]> {
  const { rows } = await sql<PausedPublication>`
    select publication.id, publication.kind, publication.unit_id as "unitId", held.due, held.profiles, held.languages,
      case when publication.kind = 'post' then publication.title else left(held.text, 80) end as title
    from publishing.publication join (
      select delivery.publication_id, to_char(min(delivery.due_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as due, min(edition.text) as text,
        jsonb_agg(distinct jsonb_build_object('id', profile.id, 'name', profile.display_name, 'network', profile.network)) as profiles,
        (select jsonb_agg(distinct language) from publishing.edition spoken join publishing.delivery waiting on waiting.edition_id = spoken.id, unnest(spoken.languages) language
          where waiting.publication_id = delivery.publication_id and waiting.state = 'planned' and waiting.cancelled_at is null) as languages
      from publishing.delivery join publishing.edition on edition.id = delivery.edition_id join register.profile on profile.id = delivery.profile_id
      where delivery.state = 'planned' and delivery.cancelled_at is null and ${isHeld}
      group by delivery.publication_id
    ) held on held.publication_id = publication.id
    order by held.due, publication.id limit 500
  `.execute(db);
  return rows;
}

export interface DeliveryRow {
  readonly id: Id<"delivery">;
  readonly kind: DeliveryKind;
  readonly profileId: Id<"profile">;
  readonly profile: Localized;
  readonly network: CatalogueId;
  readonly languages: readonly string[];
  readonly state: DeliveryState;
  readonly needsPerson: boolean;
  /** A stop holds it. */
  readonly held: boolean;
  /** Which part of a thread, from 1, and of how many; null where it is one post (EDI-3). */
  readonly part: number | null;
  readonly parts: number | null;
  /** It comes after the part before, which is not out. */
  readonly waitsForPart: boolean;
  readonly due: Instant;
  readonly changedAt: Instant;
  readonly url: string | null;
  readonly code: string | null;
}

export interface PublicationRecord {
  readonly id: Id<"publication">;
  readonly kind: "post" | "reply";
  readonly state: PublicationState;
  readonly revision: number;
  readonly content: Content;
  readonly unit_id: Id<"unit"> | null;
  readonly published_version: number;
  readonly correction_reason: string | null;
  /** Nothing of it may be known before (EDI-7). */
  readonly embargoUntil: Instant | null;
  readonly savedAt: Instant;
  readonly savedBy: string;
  readonly submittedAt: Instant | null;
  readonly submittedBy: string | null;
}

export async function findPublication(db: Queryable, id: Id<"publication">): Promise<PublicationRecord | undefined> {
  const { rows } = await sql<PublicationRecord>`
    select publication.id, kind, state, revision, content, publication.unit_id, published_version, correction_reason, embargo_until as "embargoUntil",
      saved_at as "savedAt", saver.name as "savedBy", submitted_at as "submittedAt", submitter.name as "submittedBy"
    from publishing.publication join authority.person saver on saver.id = publication.saved_by
    left join authority.person submitter on submitter.id = publication.submitted_by
    where publication.id = ${id}
  `.execute(db);
  return rows[0];
}

/** Whether everybody could read it on its network: what was answered in private has no public page. */
export async function isPublic(db: Queryable, id: Id<"publication">): Promise<boolean> {
  const { rows } = await sql<{ visibility: Visibility }>`
    select coalesce(intent ->> 'visibility', 'public') as visibility from publishing.delivery where publication_id = ${id} and kind = 'create'
  `.execute(db);
  return rows.every(({ visibility }) => visibility === "public" || visibility === "unlisted");
}

/** Those who changed the version that is being written. */
export async function listAuthors(db: Queryable, id: Id<"publication">, baseVersion: number): Promise<readonly { readonly id: Id<"person">; readonly name: string }[]> {
  const { rows } = await sql<{ id: Id<"person">; name: string }>`
    select person.id, person.name from publishing.author join authority.person on person.id = author.person_id
    where publication_id = ${id} and base_version = ${baseVersion} order by author.at
  `.execute(db);
  return rows;
}

export async function listDecisions(db: Queryable, id: Id<"publication">) {
  const { rows } = await sql<{ decision: "approved" | "returned"; by: string; role: Role; at: Instant; comment: string; version: number }>`
    select decision, person.name as by, role, at, comment, version_number as version
    from publishing.decision join authority.person on person.id = decided_by where publication_id = ${id} order by at desc
  `.execute(db);
  return rows;
}

export async function listDeliveries(db: Queryable, id: Id<"publication">): Promise<readonly DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select delivery.id, delivery.kind, profile.id as "profileId", profile.display_name as profile, delivery.network, edition.languages, delivery.state,
      delivery.needs_person as "needsPerson", (delivery.state = 'planned' and ${isHeld}) as held, delivery.due_at as due, delivery.changed_at as "changedAt", delivery.url, delivery.code,
      case when edition.parts is not null or delivery.part > 0 then delivery.part + 1 end as part, jsonb_array_length(edition.parts) as parts,
      (delivery.state = 'planned' and ${awaitsPart}) as "waitsForPart"
    from publishing.delivery join publishing.edition on edition.id = delivery.edition_id join publishing.version on version.id = edition.version_id
    join register.profile on profile.id = delivery.profile_id
    where delivery.publication_id = ${id} and delivery.cancelled_at is null
    order by array_position('{create,update,delete}', delivery.kind), version.number, profile.entered_at, profile.id, edition.languages, delivery.part
  `.execute(db);
  return rows;
}

export interface VersionRecord {
  readonly id: Id<"version">;
  readonly number: number;
  readonly hash: string;
  readonly content: Content;
  readonly citations: readonly CitationSnapshot[];
  readonly correctionReason: string | null;
  readonly approvedAs: Role;
  readonly approvedAt: Instant;
  readonly due: Instant;
  /** When its first delivery was confirmed. */
  readonly publishedAt: Instant | null;
  readonly editions: readonly { readonly profileId: Id<"profile">; readonly languages: readonly string[]; readonly text: string; readonly texts: Localized; readonly media: readonly OutgoingMedia[] }[];
}

/** Approved versions, the last first; their editions in the order in which the profiles were chosen. */
export async function listVersions(db: Queryable, id: Id<"publication">): Promise<readonly VersionRecord[]> {
  const { rows } = await sql<VersionRecord>`
    select version.id, number, hash, content, citations, correction_reason as "correctionReason", approved_as as "approvedAs",
      approved_at as "approvedAt", due_at as due,
      (select to_char(min(delivery.changed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from publishing.delivery join publishing.edition on edition.id = delivery.edition_id
        where edition.version_id = version.id and delivery.kind <> 'delete' and delivery.state = 'confirmed') as "publishedAt",
      (select coalesce(jsonb_agg(jsonb_build_object('profileId', profile_id, 'languages', languages, 'text', text, 'texts', texts, 'media', media) order by position(profile_id::text in version.content ->> 'profiles')), '[]')
        from publishing.edition where edition.version_id = version.id) as editions
    from publishing.version where publication_id = ${id} order by number desc
  `.execute(db);
  return rows;
}

export async function findWithdrawal(db: Queryable, id: Id<"publication">): Promise<{ readonly reason: WithdrawalReason; readonly note: string; readonly at: Instant; readonly by: string } | undefined> {
  const { rows } = await sql<{ reason: WithdrawalReason; note: string; at: Instant; by: string }>`
    select reason, note, at, person.name as by from publishing.withdrawal join authority.person on person.id = withdrawn_by where publication_id = ${id}
  `.execute(db);
  return rows[0];
}

export interface OutItem {
  readonly id: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly publishedAt: Instant;
  readonly changedAt: Instant;
  readonly texts: Localized;
  readonly media: readonly OutgoingMedia[];
}

/** What is out on a profile, or on any, the last first; one row a publication with its texts by language as they stand. */
export async function listOut(db: Queryable, filter: { readonly profileId?: Id<"profile"> | undefined; readonly before?: Instant | undefined; readonly limit: number }): Promise<readonly OutItem[]> {
  const { rows } = await sql<OutItem>`
    select publication.id, version.content ->> 'title' as title, publication.state, shown.first as "publishedAt", shown.last as "changedAt", shown.texts, shown.media
    from publishing.publication
    join publishing.version on version.publication_id = publication.id and version.number = publication.published_version
    join lateral (
      select min(created.changed_at) as first, max(edited.changed_at) as last,
        jsonb_object_agg(text.key, text.value) as texts,
        (jsonb_agg(edition.media order by position(edition.profile_id::text in version.content ->> 'profiles')))->0 as media
      from publishing.edition
      cross join lateral jsonb_each_text(edition.texts) text
      join publishing.delivery edited on edited.edition_id = edition.id and edited.state = 'confirmed' and edited.kind <> 'delete'
      join publishing.delivery created on created.publication_id = publication.id and created.profile_id = edition.profile_id and created.kind = 'create' and created.state = 'confirmed'
      where edition.version_id = version.id and (${filter.profileId ?? null}::uuid is null or edition.profile_id = ${filter.profileId ?? null}::uuid)
    ) shown on shown.first is not null
    where publication.kind = 'post' and publication.published_version > 0 and publication.state <> 'withdrawn'
      and (${filter.before ?? null}::timestamptz is null or shown.first < ${filter.before ?? null}::timestamptz)
    order by shown.first desc, publication.id desc limit ${filter.limit}
  `.execute(db);
  return rows;
}

/** The oldest delivery that is due and has not gone: what a health check watches. */
export async function findOldestDue(db: Queryable, at: Instant): Promise<Instant | undefined> {
  const { rows } = await sql<{ due: Instant }>`
    select next_at as due from publishing.delivery
    where state in ('planned', 'armed', 'sent', 'unknown') and cancelled_at is null and not needs_person and next_at <= ${at}
      and not (state = 'planned' and ${mustWait(at)})
    order by next_at limit 1
  `.execute(db);
  return rows[0]?.due;
}

/** When a post last went out on each profile; answers are not posts. */
export async function listLastPublished(db: Queryable): Promise<ReadonlyMap<Id<"profile">, Instant>> {
  const { rows } = await sql<{ profile_id: Id<"profile">; at: Instant }>`
    select profile_id, max(changed_at) as at from publishing.delivery where state = 'confirmed' and kind = 'create' and not intent ? 'inReplyTo' group by profile_id
  `.execute(db);
  return new Map(rows.map((row) => [row.profile_id, row.at]));
}

/** Publications that cite an item, or one that was joined to it. */
export async function listCiting(db: Queryable, itemIds: readonly Id<"item">[]): Promise<ReadonlyMap<Id<"item">, readonly Id<"publication">[]>> {
  const { rows } = await sql<{ item_id: Id<"item">; ids: Id<"publication">[] }>`
    select coalesce(item.merged_into, item.id) as item_id, jsonb_agg(distinct publication_id) as ids from publishing.cited join sources.item on item.id = cited.item_id
    where coalesce(item.merged_into, item.id) = any(${[...itemIds]}::uuid[]) group by 1
  `.execute(db);
  return new Map(rows.map((row) => [row.item_id, row.ids]));
}

/** Titles by id. */
export async function listTitles(db: Queryable, ids: readonly Id<"publication">[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; title: string }>`select id, title from publishing.publication where id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row.title]));
}

/** Those of a network's posts that deliveries of the profile are known to have become. */
export async function listClaimed(db: Queryable, profileId: Id<"profile">, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (remoteIds.length === 0) return new Set();
  const { rows } = await sql<{ remote_id: string }>`
    select remote_id from publishing.delivery where profile_id = ${profileId} and remote_id = any(${[...remoteIds]}::text[])
  `.execute(db);
  return new Set(rows.map((row) => row.remote_id));
}
