import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { CatalogueId } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { PublicationState } from "./store.ts";

/** What another profile of the council has said, as whoever repeats it needs it. */
export interface SharedPost {
  readonly id: Id<"publication">;
  readonly title: string;
  /** Whether it can be read: not when it has not gone out yet, nor when it was withdrawn. */
  readonly isOut: boolean;
  /** Where it is out. */
  readonly profiles: readonly { readonly id: Id<"profile">; readonly name: Localized; readonly network: CatalogueId }[];
}

export async function findSharedPost(db: Queryable, id: Id<"publication">): Promise<SharedPost | undefined> {
  const { rows } = await sql<SharedPost>`
    select publication.id, publication.title, publication.published_version > 0 and publication.state <> 'withdrawn' as "isOut",
      coalesce((select jsonb_agg(jsonb_build_object('id', profile.id, 'name', profile.display_name, 'network', profile.network) order by profile.entered_at) from register.profile
        where exists (select 1 from publishing.delivery where delivery.publication_id = publication.id and delivery.profile_id = profile.id and delivery.kind = 'create' and delivery.state = 'confirmed')), '[]') as profiles
    from publishing.publication where publication.id = ${id} and publication.kind = 'post'
  `.execute(db);
  return rows[0];
}

/** What repeats a publication and has not been given up, the oldest first. */
export async function listSharers(db: Queryable, id: Id<"publication">): Promise<readonly { readonly id: Id<"publication">; readonly title: string; readonly state: PublicationState }[]> {
  const { rows } = await sql<{ id: Id<"publication">; title: string; state: PublicationState }>`
    select id, title, state from publishing.publication where content ->> 'shares' = ${id} and state <> 'cancelled' order by created_at, id
  `.execute(db);
  return rows;
}

/** How much of what a profile says is its own (EDI-R8). */
export interface ShareCount {
  readonly own: number;
  /** What repeats another profile. */
  readonly shares: number;
}

/** What went out of each profile, or is approved to, in the days before an instant. Answers do not count. */
export async function countShares(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant, days: number, except: Id<"publication"> | undefined): Promise<ReadonlyMap<Id<"profile">, ShareCount>> {
  const { rows } = await sql<ShareCount & { profileId: Id<"profile"> }>`
    select delivery.profile_id as "profileId", count(distinct publication.id) filter (where version.content ->> 'shares' is null) as own, count(distinct publication.id) filter (where version.content ->> 'shares' is not null) as shares
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id
    join publishing.edition on edition.id = delivery.edition_id join publishing.version on version.id = edition.version_id
    where delivery.profile_id = any(${[...profileIds]}::uuid[]) and delivery.kind = 'create' and delivery.cancelled_at is null and delivery.state <> 'refused'
      and publication.kind = 'post' and publication.id is distinct from ${except ?? null}::uuid and delivery.due_at > ${plusMs(at, -days * DAY)} and delivery.due_at <= ${at}
    group by delivery.profile_id
  `.execute(db);
  return new Map(rows.map(({ profileId, own, shares }) => [profileId, { own, shares }]));
}
