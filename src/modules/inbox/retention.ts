import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Database } from "#platform/database.ts";
import { inTransaction } from "#platform/database.ts";
import { erased } from "./erasure.ts";

const AT_ONCE = 1_000;
/** Networks have given up sending a message again long before. */
const DELETED_BEFORE_DAYS = 7;

/**
 * Erases what citizens wrote when its time is over (PRI-1): public words after their term, private conversations after
 * theirs from closing; with the last words of an author goes the author. What we answered is ours and stays.
 * @returns how many messages were erased
 */
export async function forgetOldConversations(db: Database, at: Instant): Promise<number> {
  const publicUntil = plusMs(at, -(await getParameter(db, "inbox.keepPublicDays", at)) * DAY);
  const privateUntil = plusMs(at, -(await getParameter(db, "inbox.keepPrivateDays", at)) * DAY);
  let count = 0;
  for (;;) {
    const done = await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ conversation_id: Id<"conversation">; author_id: Id<"author"> }>`
        update inbox.message set ${erased}, erased_at = ${at}
        where id in (
          select message.id from inbox.message join inbox.conversation on conversation.id = message.conversation_id
          where message.erased_at is null and message.received_at < ${publicUntil} and not conversation.private
          union all
          select message.id from inbox.conversation join inbox.message on message.conversation_id = conversation.id
          where message.erased_at is null and conversation.private and conversation.state = 'closed' and conversation.closed_at < ${privateUntil}
          limit ${AT_ONCE}
        ) returning conversation_id, author_id
      `.execute(tx);
      const conversations = [...new Set(rows.map((row) => row.conversation_id))];
      await sql`
        update inbox.conversation set preview = '' where id = any(${conversations}::uuid[])
          and not exists (select 1 from inbox.message where message.conversation_id = conversation.id and body is not null)
      `.execute(tx);
      await sql`
        delete from inbox.note where conversation_id = any(${conversations}::uuid[])
          and not exists (select 1 from inbox.message where message.conversation_id = note.conversation_id and erased_at is null)
      `.execute(tx);
      await sql`
        update inbox.author set remote_id = 'erased:' || id, handle = '', name = '', url = '', erased_at = ${at}
        where id = any(${[...new Set(rows.map((row) => row.author_id))]}::uuid[]) and erased_at is null
          and not exists (select 1 from inbox.message where message.author_id = author.id and erased_at is null)
      `.execute(tx);
      return rows.length;
    });
    count += done;
    if (done < AT_ONCE) break;
  }
  await sql`delete from inbox.deleted_before where at < ${plusMs(at, -DELETED_BEFORE_DAYS * DAY)}`.execute(db);
  return count;
}
