import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { type ContentType, contentTypes, type Responsibilities, startingResponsibilities } from "./rules/responsibility.ts";

export interface ContentResponsibility {
  readonly contentType: ContentType;
  readonly tasks: Responsibilities;
  /** By which act and article, since when; null while the start that the product offers stands. */
  readonly ground: { readonly act: Localized; readonly article: string; readonly since: Instant } | null;
}

/** Who writes, revises, approves and publishes each kind of content (ORG-6). */
export async function listResponsibilities(db: Queryable): Promise<readonly ContentResponsibility[]> {
  const { rows } = await sql<{ content_type: string; tasks: Responsibilities; title: Localized; article: string; set_at: Instant }>`
    select distinct on (content_type) content_type, tasks, act.title, article, set_at from policy.responsibility join policy.act on act.id = act_id
    order by content_type, position desc
  `.execute(db);
  return contentTypes.map((contentType) => {
    const row = rows.find((each) => each.content_type === contentType);
    return { contentType, tasks: row?.tasks ?? startingResponsibilities(contentType), ground: row ? { act: row.title, article: row.article, since: row.set_at } : null };
  });
}

/** Who may is asked by the caller's command. */
export async function writeResponsibility(
  tx: Tx, change: { readonly contentType: ContentType; readonly tasks: Responsibilities; readonly actId: Id<"act">; readonly article: string }, by: Id<"person">, at: Instant,
): Promise<void> {
  await sql`
    insert into policy.responsibility (content_type, tasks, act_id, article, set_by, set_at)
    values (${change.contentType}, ${JSON.stringify(change.tasks)}, ${change.actId}, ${change.article}, ${by}, ${at})
  `.execute(tx);
}
