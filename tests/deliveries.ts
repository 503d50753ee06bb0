import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Intent, OutgoingMedia } from "#networks/contract/index.ts";
import type { Database } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

/** A profile on the testing network, which no register of a council has, or on another: written behind the product's back. */
export async function insertTestingProfile(owner: Database, at: Instant, network = "testing"): Promise<Id<"profile">> {
  const id = newId<"profile">(at);
  await sql`
    insert into register.profile (id, network, handle, account, url, display_name, summary, languages, layout, reason, entered_at)
    values (${id}, ${network}, ${id}, ${id}, 'https://network.example/', '{"es":"Prueba"}', '{}', '{es}', 'bilingual', 'test', ${at})
  `.execute(owner);
  await sql`insert into authority.standing (profile_id, state, at, reason) values (${id}, 'active', ${at}, 'test')`.execute(owner);
  return id;
}

/** An approved publication with one planned delivery, as approval leaves it. */
export async function insertApproved(
  owner: Database,
  approved: { readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly network: string; readonly dueAt: Instant; readonly text: string; readonly noLaterThanMs?: number; readonly account?: string; readonly media?: readonly OutgoingMedia[] },
  at: Instant,
): Promise<{ readonly publicationId: Id<"publication">; readonly deliveryId: Id<"delivery"> }> {
  const publicationId = newId<"publication">(at);
  const versionId = newId<"version">(at);
  const editionId = newId<"edition">(at);
  const deliveryId = newId<"delivery">(at);
  const { personId, profileId, dueAt, text } = approved;
  const intent: Intent = {
    deliveryId, kind: "create", publicationId, editionId, profileId, account: approved.account ?? profileId, languages: ["es"], text, texts: { es: text }, media: approved.media ?? [],
    permalink: `https://ciudad.example/a/${publicationId}`, at,
  };
  await owner.transaction().execute(async (tx) => {
    await sql`
      insert into publishing.publication (id, state, revision, content, title, due_at, created_by, created_at, saved_by, saved_at, changed_at)
      values (${publicationId}, 'scheduled', 1, ${JSON.stringify({ title: text, unitId: null, profiles: [profileId], texts: { es: text }, forks: {}, media: [], citations: [], exception: "live", due: null })},
        ${text}, ${dueAt}, ${personId}, ${at}, ${personId}, ${at}, ${at})
    `.execute(tx);
    await sql`
      insert into publishing.version (id, publication_id, number, hash, content, citations, approved_by, approved_as, approved_at, due_at)
      select ${versionId}, id, 1, 'hash', content, '[]', ${personId}, 'coordinator', ${at}, ${dueAt} from publishing.publication where id = ${publicationId}
    `.execute(tx);
    await sql`
      insert into publishing.edition (id, version_id, profile_id, languages, text, texts, media, hash)
      values (${editionId}, ${versionId}, ${profileId}, '{es}', ${text}, ${JSON.stringify({ es: text })}, '[]', 'hash')
    `.execute(tx);
    await sql`
      insert into publishing.delivery (id, publication_id, edition_id, kind, profile_id, network, state, due_at, no_later_than, next_at, intent, changed_at, released_at)
      values (${deliveryId}, ${publicationId}, ${editionId}, 'create', ${profileId}, ${approved.network}, 'planned', ${dueAt}, ${plusMs(dueAt, approved.noLaterThanMs ?? 60 * MINUTE)}, ${dueAt}, ${JSON.stringify(intent)}, ${at}, ${at})
    `.execute(tx);
  });
  return { publicationId, deliveryId };
}
