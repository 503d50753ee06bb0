import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { eraseValues, listRecordsOf } from "#modules/evidence/index.ts";
import { erasePicture, listFamilies, type MediaStore } from "#modules/media/index.ts";

/**
 * Erases what was withdrawn for personal data or somebody's rights: the clear words behind the evidence, whose
 * commitments stay, and the pictures of which nothing else shows anything, whole or a part. Erasing again finds nothing; so it may be called after
 * each withdrawal and again by the clock, in case a process died in between.
 * @param eraser a connection with the role that may erase, and nothing else
 */
export async function eraseWithdrawn({ db, eraser, media, clock }: { readonly db: Database; readonly eraser: Database; readonly media: MediaStore; readonly clock: Clock }): Promise<number> {
  const { rows } = await sql<{ publication_id: Id<"publication">; reason: string; withdrawn_by: Id<"person"> }>`
    select publication_id, reason, withdrawn_by from publishing.withdrawal
    where reason in ('personal_data', 'rights') and exists (
      select 1 from evidence.record join evidence.value on value.record_id = record.id
      where record.subject_type = 'publication' and record.subject_id = publication_id)
  `.execute(db);
  for (const { publication_id: id, reason, withdrawn_by: by } of rows) {
    for (const digest of await picturesOnlyOf(db, id)) await erasePicture(db, media, { digest, reason, by }, clock.now());
    for (const record of await listRecordsOf(db, { type: "publication", id })) {
      const names = Object.entries(record.values).filter(([, value]) => value.state === "kept").map(([name]) => name);
      if (names.length > 0) await eraseValues(eraser, { recordId: record.id, names, reason, by, at: clock.now() });
    }
  }
  return rows.length;
}

async function picturesOnlyOf(db: Database, id: Id<"publication">): Promise<readonly string[]> {
  const { rows } = await sql<{ digest: string }>`
    select distinct picture ->> 'digest' as digest
    from publishing.version join publishing.edition on edition.version_id = version.id, jsonb_array_elements(edition.media) picture
    where version.publication_id = ${id}
  `.execute(db);
  const only: string[] = [];
  for (const [whole, family] of await listFamilies(db, rows.map((row) => row.digest))) {
    const elsewhere = await sql`
      select 1 from publishing.version join publishing.edition on edition.version_id = version.id, jsonb_array_elements(edition.media) picture
      where version.publication_id <> ${id} and picture ->> 'digest' = any(${[...family]}::text[]) limit 1
    `.execute(db);
    if (elsewhere.rows.length === 0) only.push(whole);
  }
  return only;
}
