import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { type Actor, authorise, factsOf } from "#modules/authority/index.ts";
import { getCouncil, getParameter, serviceMinutesBetween } from "#modules/policy/index.ts";
import { publishReply, type PublishingSetting, type ReplyRefusal } from "#modules/publishing/index.ts";
import { findProfile, listAnswerPromises } from "#modules/register/index.ts";
import type { RemoteAuthor, Visibility } from "#networks/contract/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { type ClaimRefusal, type Held, holdToWrite } from "./access.ts";
import { answerLanguages, checkAnswerTexts, type TextRefusal } from "./rules/answering.ts";
import type { InboxTables, ReplyKind } from "./store.ts";
import { markClosed, type MovedRefusal, tell, touch } from "./work-commands.ts";

export interface NewAnswer {
  readonly id: Id<"conversation">;
  /** The conversation as the writer last saw it: what came since must be seen first. */
  readonly revision: number;
  /**
   * `answer` settles the matter; `holding` puts it off until `promisedLocal` (PROT-4); `question` asks the citizen, and
   * the clock stands until they write again (PROT-R9).
   */
  readonly kind: ReplyKind;
  readonly texts: Localized;
  /** Wall time in the council's zone, only for `holding`. */
  readonly promisedLocal: string | null;
  readonly thenClose: boolean;
}

export type AnswerRefusal =
  | ClaimRefusal | MovedRefusal | TextRefusal
  | { readonly kind: "nobody-to-answer" }
  | { readonly kind: "bad-promise"; readonly because: "unreadable" | "past" | "unattended" }
  | { readonly kind: "too-many-holdings"; readonly most: number }
  | ReplyRefusal;

/**
 * Answers a citizen from the profile that was written to, in their language (INB-R4, PROT-R5). Sending, evidence and the
 * promise's next step are one transaction; the promise counts as kept when the answer is out.
 */
export async function answerConversation(tx: Tx, setting: PublishingSetting, actor: Actor, answer: NewAnswer, at: Instant): Promise<Result<Id<"publication">, AnswerRefusal>> {
  const found = await holdToWrite(tx, actor, answer.id, at);
  if (!found.ok) return found;
  const held = found.value;
  const permitted = await authorise(tx, actor, "conversation.send", { profileIds: [held.profile_id] }, at);
  if (!permitted.ok) return permitted;
  if (held.revision !== answer.revision) return refuse({ kind: "conversation-moved", revision: held.revision });
  const target = await findLastMessage(tx, answer.id);
  const profile = await findProfile(tx, held.profile_id);
  if (!target || !profile) return refuse({ kind: "nobody-to-answer" });

  const council = await getCouncil(tx);
  const languages = answerLanguages(held.language, council.languages, await getParameter(tx, "inbox.answersInEnglish", at));
  const texts = Object.fromEntries(languages.map((language) => [language, (answer.texts[language] ?? "").trim()]));
  const written = checkAnswerTexts(texts, languages);
  if (!written.ok) return written;
  const promised = answer.kind === "holding" ? await readPromise(tx, held, answer.promisedLocal, council.zone, at) : ok(null);
  if (!promised.ok) return promised;

  const role = (await factsOf(tx, actor, at)).manages.has(held.profile_id) ? "manager" : "coordinator";
  const sent = await publishReply(tx, setting, actor, role, { profile, languages, texts, visibility: answerVisibility(target.visibility), inReplyTo: { remoteId: target.remote_id, author: target.author } }, at);
  if (!sent.ok) return sent;
  await tx.withTables<InboxTables>().insertInto("inbox.reply").values({
    publication_id: sent.value, conversation_id: answer.id, kind: answer.kind, by_person: actor.personId, at, promised_at: promised.value, trouble: null,
  }).execute();
  await sql`update inbox.answer_time set publication_id = ${sent.value} where conversation_id = ${answer.id} and kept_at is null and released_at is null`.execute(tx);
  const state = { answer: "answered", holding: "waiting", question: "awaiting_citizen" }[answer.kind];
  await sql`
    update inbox.conversation set state = ${state}, due_at = ${promised.value}, revision = revision + 1, last_at = ${at}, messages = messages + 1,
      disposition = null, disposition_reason = null, closed_at = null, closed_by = null
    where id = ${answer.id}
  `.execute(tx);
  // What a contractor had prepared for this answer is used up with it (CON-3).
  await sql`
    delete from inbox.draft where conversation_id = ${answer.id}
      and (person_id = ${actor.personId} or person_id in (select id from authority.person where post_type = 'external'))
  `.execute(tx);
  await touch(tx, actor, held, at);
  await tell(tx, "conversation.answered", held, actor, at, { kind: answer.kind, publicationId: sent.value });
  if (answer.kind === "answer" && answer.thenClose) await markClosed(tx, actor, held, { disposition: "answered", reason: null }, at);
  return ok(sent.value);
}

/** PROT-R3: a later time that somebody will be there for, and not for ever again. */
async function readPromise(tx: Tx, held: Held, local: string | null, zone: string, at: Instant): Promise<Result<Instant, AnswerRefusal>> {
  const reading = readWallTime({ local: local ?? "", zone });
  if (reading.kind === "unreadable" || reading.kind === "never") return refuse({ kind: "bad-promise", because: "unreadable" });
  const promised = reading.kind === "twice" ? reading.later : reading.at;
  if (promised <= at) return refuse({ kind: "bad-promise", because: "past" });
  const promise = (await listAnswerPromises(tx, [held.profile_id], at)).get(held.profile_id);
  if (promise && serviceMinutesBetween(at, promised, promise.calendar) <= 0) return refuse({ kind: "bad-promise", because: "unattended" });
  const most = await getParameter(tx, "inbox.holdingReplies", at);
  return (await countHoldings(tx, held.id)) >= most ? refuse({ kind: "too-many-holdings", most }) : ok(promised);
}

/** Holding replies since the question that is open now came. */
export async function countHoldings(db: Queryable, id: Id<"conversation">): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from inbox.reply
    where conversation_id = ${id} and kind = 'holding' and trouble is null
      and at >= coalesce((select max(from_at) from inbox.answer_time where conversation_id = ${id} and kind = 'first'), '-infinity')
  `.execute(db);
  return rows[0]?.n ?? 0;
}

/** The message that an answer answers: the last that its author has left standing. */
async function findLastMessage(tx: Tx, id: Id<"conversation">) {
  const { rows } = await sql<{ remote_id: string; visibility: Visibility; author: RemoteAuthor }>`
    select message.remote_id, message.visibility,
      jsonb_build_object('id', author.remote_id, 'handle', author.handle, 'name', author.name, 'url', author.url) as author
    from inbox.message join inbox.author on author.id = message.author_id
    where message.conversation_id = ${id} and message.deleted_at is null and author.erased_at is null
    order by message.received_at desc, message.id desc limit 1
  `.execute(tx);
  return rows[0];
}

/** An answer is seen by whom the question was seen; our followers are not the citizen's. */
const answerVisibility = (asked: Visibility): Visibility => (asked === "followers" ? "direct" : asked);
