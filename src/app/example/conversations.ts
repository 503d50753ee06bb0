import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import type { Actor } from "#modules/authority/index.ts";
import { addNote, answerConversation, closeConversation, findConversation, receiveIncoming } from "#modules/inbox/index.ts";
import type { PublishingSetting } from "#modules/publishing/index.ts";
import type { Incoming } from "#networks/contract/index.ts";
import type { Database } from "#platform/database.ts";
import { authorOf, benchNote, messageAddress, poolAnswer, said, type Said, secondThought } from "./citizens.ts";

type Message = Extract<Incoming, { kind: "message" }>;
type Outcome = { readonly ok: true } | { readonly ok: false; readonly refusal: unknown };

interface Setting extends PublishingSetting {
  readonly db: Database;
  readonly zone: string;
  /** Publication that citizens answer, and the profiles they write to. */
  readonly bus: Id<"publication">;
  readonly profiles: Readonly<Record<Said["profile"], Id<"profile">>>;
  readonly staff: Readonly<Record<"ane" | "leire", Actor>>;
  readonly deliverDue: (at: Instant) => Promise<void>;
}

/**
 * What citizens have said by ten o'clock, in the states that an inbox has: overdue, due soon, private, answered, closed,
 * taken back. It comes in the way that networks bring it, at the instants at which it would have come.
 */
export async function writeConversations(setting: Setting): Promise<void> {
  const { db, staff, deliverDue } = setting;
  const busPost = await addressOfPost(setting);
  for (const [number, one] of [...said].toSorted((a, b) => (a.at < b.at ? -1 : 1)).entries()) {
    const message = messageOf(setting, one, number, busPost);
    await db.transaction().execute((tx) => receiveIncoming(tx, [message], message.sentAt));
    if (one.key === "second-thought") await takeBack(setting, one, message);
  }

  const bench = await conversationOf(setting, "bench");
  await must(db.transaction().execute((tx) => addNote(tx, staff.leire, { id: bench.id, text: benchNote }, after(setting, "bench", 12))));

  const pool = await conversationOf(setting, "pool");
  const answeredAt = after(setting, "pool", 21);
  await must(db.transaction().execute((tx) => answerConversation(tx, setting, staff.ane, {
    id: pool.id, revision: pool.revision, kind: "answer", texts: { eu: poolAnswer }, promisedLocal: null, thenClose: false,
  }, answeredAt)));
  await deliverDue(answeredAt);

  const thanks = await conversationOf(setting, "thanks");
  await must(db.transaction().execute((tx) => closeConversation(tx, staff.ane, { id: thanks.id, revision: thanks.revision, disposition: "no_reply", reason: "thanks" }, after(setting, "thanks", 9))));
}

function messageOf({ zone, profiles }: Setting, one: Said, number: number, busPost: string): Message {
  const address = messageAddress(one.citizen, number);
  return {
    kind: "message", profileId: profiles[one.profile], network: "activitypub", remoteId: address, url: address, inReplyTo: one.aboutBus ? busPost : undefined,
    author: authorOf(one.citizen), text: one.text, language: one.language, visibility: one.visibility, sentAt: instantAt(one.at, zone),
    media: one.picture ? [{ mediaType: "image/jpeg", ...one.picture }] : [],
  };
}

/** Says it again without what should not have been said, and takes the first away (INB-6). */
async function takeBack({ db }: Setting, one: Said, first: Message): Promise<void> {
  const address = messageAddress(one.citizen, 900);
  const [again, gone] = [plusMs(first.sentAt, 2 * MINUTE), plusMs(first.sentAt, 3 * MINUTE)];
  await db.transaction().execute((tx) => receiveIncoming(tx, [{ ...first, remoteId: address, url: address, text: secondThought, inReplyTo: first.remoteId, sentAt: again }], again));
  await db.transaction().execute((tx) => receiveIncoming(tx, [{ kind: "deleted", network: first.network, remoteId: first.remoteId, authorId: first.author.id }], gone));
}

async function addressOfPost({ db, bus, profiles }: Setting): Promise<string> {
  const { rows } = await sql<{ remote_id: string | null }>`select remote_id from publishing.delivery where publication_id = ${bus} and profile_id = ${profiles.city}`.execute(db);
  const address = rows[0]?.remote_id;
  if (!address) throw new Error("the publication that citizens answer is not out");
  return address;
}

async function conversationOf({ db, profiles }: Setting, key: Said["key"]) {
  const one = find(key);
  const { rows } = await sql<{ id: Id<"conversation"> }>`
    select conversation.id from inbox.conversation join inbox.author on author.id = conversation.author_id
    where conversation.profile_id = ${profiles[one.profile]} and author.remote_id = ${authorOf(one.citizen).id}
  `.execute(db);
  const found = rows[0] && (await findConversation(db, rows[0].id));
  if (!found) throw new Error(`nobody said ${key}`);
  return found;
}

const after = ({ zone }: Setting, key: Said["key"], minutes: number): Instant => plusMs(instantAt(find(key).at, zone), minutes * MINUTE);

function find(key: Said["key"]): Said {
  const one = said.find((candidate) => candidate.key === key);
  if (!one) throw new Error(`nobody said ${key}`);
  return one;
}

function instantAt(local: string, zone: string): Instant {
  const reading = readWallTime({ local, zone });
  if (reading.kind !== "once") throw new Error(`not an hour of one instant: ${local}`);
  return reading.at;
}

/** What a seed takes for granted: a refusal here is a bug of ours. */
async function must(outcome: Promise<Outcome>): Promise<void> {
  const answer = await outcome;
  if (!answer.ok) throw new Error(`the example city was refused: ${JSON.stringify(answer.refusal)}`);
}
