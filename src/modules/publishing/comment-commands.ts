import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { lockPublication, type UnknownPublication, type WrongState } from "./draft-commands.ts";
import { type Anchor, placeNow } from "./rules/anchor.ts";
import type { Content } from "./rules/content.ts";
import type { PublicationState, PublishingTables } from "./store.ts";

/** A comment that came with a return, where its words are now, and what became of it. */
export interface ReviewComment extends Anchor {
  readonly id: Id<"comment">;
  readonly words: string;
  readonly by: string;
  readonly at: Instant;
  /** `null`: what it quotes is no longer there. */
  readonly place: { readonly start: number; readonly end: number } | null;
  readonly resolved: { readonly by: string; readonly at: Instant; readonly answer: string } | null;
}

/** All comments on a publication, the last return first and in the order of the text within it. */
export async function listComments(db: Queryable, id: Id<"publication">, content: Pick<Content, "texts" | "forks">): Promise<readonly ReviewComment[]> {
  const { rows } = await sql<Omit<ReviewComment, "place">>`
    select comment.id, comment.profile_id as "profileId", comment.language, comment.start_at as start, comment.end_at as "end", comment.quoted, comment.words,
      person.name as by, decision.at,
      (select case when answer.resolved then jsonb_build_object('by', answerer.name, 'answer', answer.answer,
          'at', to_char(answer.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end
        from publishing.comment_answer answer join authority.person answerer on answerer.id = answer.answered_by
        where answer.comment_id = comment.id order by answer.position desc limit 1) as resolved
    from publishing.comment join publishing.decision on decision.id = comment.decision_id join authority.person on person.id = decision.decided_by
    where comment.publication_id = ${id} order by decision.at desc, comment.profile_id nulls first, comment.language, comment.start_at, comment.id
  `.execute(db);
  return rows.map((row) => ({ ...row, place: placeNow(content, row) ?? null }));
}

/** The texts as they were last sent back; `undefined` when they never were since the version that is out. */
export async function findReturned(db: Queryable, id: Id<"publication">): Promise<{ readonly at: Instant; readonly texts: Localized; readonly forks: Content["forks"] } | undefined> {
  const { rows } = await sql<{ at: Instant; texts: Localized; forks: Content["forks"] }>`
    select decision.at, returned.texts, returned.forks from publishing.returned join publishing.decision on decision.id = returned.decision_id
    where returned.publication_id = ${id}
      and decision.version_number > coalesce((select max(number) from publishing.version where version.publication_id = returned.publication_id), 0)
    order by decision.at desc limit 1
  `.execute(db);
  return rows[0];
}

export type CommentRefusal = NotPermitted | UnknownPublication | WrongState | { readonly kind: "unknown-comment" };

const OPEN: readonly PublicationState[] = ["draft", "returned", "in_review"];

/** Says what was done about a comment, or that it is open again. Whoever may write the text may say so. */
export async function answerComment(
  tx: Tx, actor: Actor, given: { readonly id: Id<"comment">; readonly resolved: boolean; readonly answer: string }, at: Instant,
): Promise<Result<undefined, CommentRefusal>> {
  const comment = await tx.withTables<PublishingTables>().selectFrom("publishing.comment").select("publication_id").where("id", "=", given.id).executeTakeFirst();
  if (!comment) return refuse({ kind: "unknown-comment" });
  const id = comment.publication_id;
  const found = await lockPublication(tx, id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (!OPEN.includes(found.state)) return refuse({ kind: "wrong-state", state: found.state });
  await tx.withTables<PublishingTables>().insertInto("publishing.comment_answer").values({
    comment_id: given.id, resolved: given.resolved, answer: given.answer.trim(), answered_by: actor.personId, at,
  }).execute();
  await recordEvent(tx, {
    kind: given.resolved ? "publication.comment-resolved" : "publication.comment-reopened", subject: { type: "publication", id }, actor: actor.personId, at,
    data: { commentId: given.id, comment: given.answer.trim() },
  });
  return ok();
}
