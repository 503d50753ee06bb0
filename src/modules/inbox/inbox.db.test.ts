import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, MINUTE } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { appoint, enterPerson, factsOf } from "#modules/authority/index.ts";
import { agreeAnswerTime, enterContract, findContract, namePerson, noteSignatures, startContract } from "#modules/contracts/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { deliverOnce, findPublication } from "#modules/publishing/index.ts";
import { enterHoliday, enterProfile } from "#modules/register/index.ts";
import type { Incoming, Visibility } from "#networks/contract/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { assignDuty, enterAbsence, listOnCall } from "#modules/staffing/index.ts";
import { inTransaction, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { consumeEvents, listEventsOf } from "#platform/events.ts";
import { silentLog } from "#platform/log.ts";
import { instant, testClock } from "#tests/clock.ts";
import { accredit, enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { insertApproved } from "#tests/deliveries.ts";
import { useDatabase } from "#tests/database.ts";
import {
  addNote, answerConversation, claimConversation, closeConversation, countConversations, eraseCitizen, findAnswerResult, findConversation, findShortfall, findUrgent, forgetOldConversations, type InboxTab,
  listConversations, listHalfSpent, listMessages, listUrgent, measureContract, listReplies, mayRead, isOpened, openPrivate, releaseConversation, reopenConversation, saveAnswerDraft, setConversationLanguage, setUrgent, startIntake,
} from "./index.ts";
import { followReply, markBreaches } from "./promise-upkeep.ts";

type Message = Extract<Incoming, { kind: "message" }>;

const database = useDatabase();
const clock = testClock();
const setting = { limitsOf: () => ({ ...feedLimits, counting: "mastodon" as const, maxCharacters: { ...feedLimits.maxCharacters, value: 500 } }), origin: "https://ciudad.example" };
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;
let colleague: Actor;
let outsider: Actor;

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  const enter = async (handle: string) => expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle, displayName: { es: handle, eu: handle }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "separate", reason: "Atención",
  }, clock.now())));
  profileId = await enter("atencion");
  const other = await enter("deporte");
  const staff = (name: string, of: Id<"profile">) => enterStaff(database.db, { name, postType: "technical", role: "manager", unitId: council.units.mobility, profileId: of }, clock.now());
  manager = await staff("Jon Gestiona", profileId);
  colleague = await staff("Leire Gestiona", profileId);
  outsider = await staff("Ane Otra", other);
  expectOk(await run((tx) => enterHoliday(tx, council.coordinator, { day: "2026-10-12", name: { es: "Fiesta Nacional", eu: "Jai nazionala" } }, clock.now())));
});
beforeEach(() => {
  clock.set("2026-09-21T08:00:00Z");
});

const intake = () => startIntake({ db: database.db, clock });
let count = 0;

function message(change: Partial<Message> & { readonly who?: string } = {}): Message {
  count += 1;
  const { who = `ane${count}`, ...rest } = change;
  return {
    kind: "message", profileId, network: "activitypub", remoteId: `https://beste.example/notes/${count}`, url: `https://beste.example/@${who}/${count}`, inReplyTo: undefined,
    author: { id: `https://beste.example/users/${who}`, handle: `@${who}@beste.example`, name: who, url: `https://beste.example/@${who}` },
    text: "@atencion ¿A qué hora abre la piscina mañana?", language: "es", visibility: "public", sentAt: clock.now(), media: [], ...rest,
  };
}

async function conversationOf(one: Message): Promise<Id<"conversation">> {
  const { rows } = await sql<{ id: Id<"conversation"> }>`select conversation_id as id from inbox.message where profile_id = ${one.profileId} and remote_id = ${one.remoteId}`.execute(database.owner);
  if (!rows[0]) throw new Error(`${one.remoteId} is in no conversation`);
  return rows[0].id;
}

async function get(id: Id<"conversation">) {
  const found = await findConversation(database.db, id);
  if (!found) throw new Error("no conversation");
  return found;
}

async function take(change: Parameters<typeof message>[0] = {}): Promise<{ readonly id: Id<"conversation">; readonly one: Message }> {
  const one = message(change);
  await intake()([one]);
  return { id: await conversationOf(one), one };
}

const answer = async (id: Id<"conversation">, by: Actor = manager, change: Partial<Parameters<typeof answerConversation>[3]> = {}) => {
  const { revision } = await get(id);
  return run((tx) => answerConversation(tx, setting, by, { id, revision, kind: "answer", texts: { es: "La piscina abre a las nueve de la mañana." }, promisedLocal: null, thenClose: false, ...change }, clock.now()));
};

/** Sends what is due and tells the inbox of it, as the process does. */
async function deliver(): Promise<void> {
  await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 0, concurrency: 1, leaseMs: MINUTE });
  await consumeEvents(database.db, "inbox.replies", followReply);
}

async function answerTimes(id: Id<"conversation">) {
  const { rows } = await sql<{ kind: string; due_at: Instant | null; kept_at: Instant | null; used_minutes: number | null; paused_at: Instant | null; released_at: Instant | null; breached_at: Instant | null }>`
    select kind, due_at, kept_at, used_minutes, paused_at, released_at, breached_at from inbox.answer_time where conversation_id = ${id} order by position
  `.execute(database.owner);
  return rows;
}

const list = async (who: Actor, tab: InboxTab, change = {}) => listConversations(database.db, { personId: who.personId, facts: await factsOf(database.db, who, clock.now()) }, { tab, ...change });

describe("what citizens say becomes conversations (INB-1)", () => {
  test("a message is one however often it comes, also in one batch and at once", async () => {
    const one = message();
    await Promise.all([intake()([one, one]), intake()([one]), intake()([one])]);
    await intake()([one]);
    const { rows } = await sql<{ n: number }>`select count(*) as n from inbox.message where remote_id = ${one.remoteId}`.execute(database.owner);
    expect(rows[0]?.n).toBe(1);
    expect((await get(await conversationOf(one))).state).toBe("waiting");
  });

  test("what the database cannot hold is made holdable, as a message and as its change: it would come again for ever", async () => {
    const split = `${"a".repeat(4_999)}😀 plano`;
    const bad = { text: `hola \u0000 \ud83d ${"😀".repeat(11_000)}`, language: "x\u0000".repeat(40), media: [{ mediaType: "\ud800", url: `https://beste.example/${"m".repeat(3_000)}`, alt: split }, { mediaType: "image/png", url: "https://beste.example/2", alt: "\u0000\udc00" }] };
    const { id, one } = await take({ ...bad, author: { id: "https://beste.example/users/mala", handle: `@${"😀".repeat(200)}`, name: `${"b".repeat(199)}😀`, url: "https://beste.example/\udfff" } });
    await intake()([{ kind: "edited", network: "activitypub", remoteId: one.remoteId, authorId: one.author.id, ...bad, text: "cambiado \ud83d", editedAt: "2026-09-21T09:00:00.000Z" as Instant }]);
    const [found] = await listMessages(database.db, id);
    expect(found).toMatchObject({ body: "cambiado \ufffd", author: { name: "b".repeat(199), url: "https://beste.example/\ufffd" } });
    expect(found?.media.map((file) => [file.mediaType, file.url.length, file.alt])).toEqual([["\ufffd", 2_048, "a".repeat(4_999)], ["image/png", 23, "\ufffd"]]);
  });

  test("the answer to an answer stays in its conversation; another person's message about nothing begins one", async () => {
    const { id, one } = await take({ who: "ane" });
    const { id: other } = await take({ who: "miren" });
    expect(other).not.toBe(id);
    const { id: same } = await take({ who: "ane", inReplyTo: one.remoteId, text: "y ¿el domingo?" });
    expect(same).toBe(id);
    expect((await listMessages(database.db, id)).map((each) => each.body)).toHaveLength(2);
  });

  test("a citizen who answers our answer is in the same conversation", async () => {
    const { id } = await take({ who: "kepa" });
    expectOk(await answer(id));
    await deliver();
    const [reply] = await listReplies(database.db, id);
    expect(reply?.state).toBe("confirmed");
    const { rows } = await sql<{ remote_id: string }>`select remote_id from publishing.delivery where publication_id = ${reply?.publicationId}`.execute(database.owner);
    const { id: again } = await take({ who: "kepa", inReplyTo: rows[0]?.remote_id, text: "Gracias, ¿y el domingo?" });
    expect(again).toBe(id);
    expect((await get(id)).state).toBe("waiting");
  });

  test("who replies twice to the same post has one conversation about it; two people have two", async () => {
    const { publicationId } = await insertApproved(database.owner, { profileId, personId: manager.personId, network: "feed", dueAt: clock.now(), text: "Corte de agua" }, clock.now());
    await deliver();
    const { rows } = await sql<{ remote_id: string }>`select remote_id from publishing.delivery where publication_id = ${publicationId}`.execute(database.owner);
    const about = { inReplyTo: rows[0]?.remote_id };
    const [a, b, c] = [message({ who: "olatz", ...about }), message({ who: "olatz", ...about }), message({ who: "peru", ...about })];
    await intake()([a, b, c]);
    const { id: later } = await take({ who: "olatz", ...about });
    const ids = [await conversationOf(a), await conversationOf(b), later];
    expect(new Set(ids).size).toBe(1);
    expect(await conversationOf(c)).not.toBe(ids[0]);
    expect((await get(later)).about).toEqual({ id: publicationId, title: "Corte de agua" });
  });

  test("two who answer the same words of a stranger have a conversation each", async () => {
    const [a, b] = [message({ inReplyTo: "https://beste.example/notes/unknown" }), message({ inReplyTo: "https://beste.example/notes/unknown" })];
    await intake()([a, b]);
    expect(await conversationOf(a)).not.toBe(await conversationOf(b));
  });

  test("a message that comes before the one it answers ends in the same conversation", async () => {
    const first = message({ who: "iker" });
    const second = message({ who: "iker", inReplyTo: first.remoteId });
    await intake()([second]);
    await intake()([first]);
    expect(await conversationOf(first)).toBe(await conversationOf(second));
  });

  test("one that cannot be written does not take the others of its batch with it", async () => {
    const good = message();
    const bad = { ...message(), profileId: "00000000-0000-7000-8000-000000000000" as Id<"profile"> };
    const to = intake();
    const opening = to([message()]);
    const [first, second] = await Promise.allSettled([to([good]), to([bad])]);
    await opening;
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await conversationOf(good)).toBeDefined();
  });

  test("what no text may hold is taken out and loses nothing else", async () => {
    const { id } = await take({ text: "hola\u0000 \ud800 ¿qué tal?", author: { id: "https://beste.example/users/x", handle: "@x@beste.example", name: "<script>alert(1)</script>", url: "https://beste.example/@x" } });
    expect((await listMessages(database.db, id))[0]?.body).toBe("hola \ufffd ¿qué tal?");
    expect((await get(id)).author.name).toBe("<script>alert(1)</script>");
  });
});

describe("what its author does to a message (INB-6)", () => {
  const edited = (one: Message, text: string, seconds: number, authorId = one.author.id): Incoming => ({
    kind: "edited", network: "activitypub", remoteId: one.remoteId, authorId, text, language: "es", media: [], editedAt: instant(new Date(Date.parse(one.sentAt) + seconds * 1_000).toISOString()),
  });

  test("an edit is shown and marked; an older one that comes late, or somebody else's, changes nothing", async () => {
    const { id, one } = await take();
    const { revision } = await get(id);
    await intake()([edited(one, "segunda", 20), edited(one, "primera", 10), edited(one, "ajena", 30, "https://mala.example/users/x")]);
    const [shown] = await listMessages(database.db, id);
    expect(shown?.body).toBe("segunda");
    expect(shown?.editedAt).not.toBeNull();
    await intake()([edited(one, "primera", 10)]);
    expect((await listMessages(database.db, id))[0]?.body).toBe("segunda");
    expect((await get(id)).revision).toBeGreaterThan(revision);
  });

  test("a deletion leaves nothing of the words; only its author's counts; the question is closed by itself", async () => {
    const { id, one } = await take({ text: "mi DNI es 12345678Z" });
    await intake()([{ kind: "deleted", network: "activitypub", remoteId: one.remoteId, authorId: "https://mala.example/users/x" }]);
    expect((await listMessages(database.db, id))[0]?.body).toContain("DNI");
    await intake()([{ kind: "deleted", network: "activitypub", remoteId: one.remoteId, authorId: one.author.id }]);
    const [shown] = await listMessages(database.db, id);
    expect(shown).toMatchObject({ body: null, media: [] });
    expect(shown?.deletedAt).not.toBeNull();
    expect(await get(id)).toMatchObject({ state: "closed", disposition: "no_reply", dispositionReason: "taken_back" });
    expect((await answerTimes(id))[0]?.released_at).not.toBeNull();
    const { rows } = await sql<{ n: number }>`select count(*) as n from inbox.conversation where preview like '%12345678Z%'`.execute(database.owner);
    expect(rows[0]?.n).toBe(0);
    await intake()([one]);
    expect((await listMessages(database.db, id))[0]?.body).toBeNull();
  });

  test("a deletion that comes first keeps the message out for good", async () => {
    const one = message();
    await intake()([{ kind: "deleted", network: "activitypub", remoteId: one.remoteId, authorId: one.author.id }]);
    await intake()([one]);
    await expect(conversationOf(one)).rejects.toThrow("no conversation");
    const other = message();
    await intake()([{ kind: "deleted", network: "activitypub", remoteId: other.remoteId, authorId: "https://mala.example/users/x" }]);
    await intake()([other]);
    expect(await conversationOf(other)).toBeDefined();
  });
});

describe("the promise (PROT-R1 to R3, R9)", () => {
  test("PROT-R1 due after 120 minutes of attention; PROT-R2 then a breach, told once", async () => {
    clock.set("2026-10-09T17:10:00Z");
    const { id } = await take();
    expect((await get(id)).due).toBe(instant("2026-10-13T08:10:00Z"));
    clock.set("2026-10-13T08:09:00Z");
    await inTransaction(database.db, (tx) => markBreaches(tx, clock.now()));
    expect((await answerTimes(id))[0]?.breached_at).toBeNull();
    clock.set("2026-10-13T08:11:00Z");
    await inTransaction(database.db, (tx) => markBreaches(tx, clock.now()));
    await inTransaction(database.db, (tx) => markBreaches(tx, clock.now()));
    expect((await listEventsOf(database.db, { type: "conversation", id })).filter((event) => event.kind === "answer-time.breached")).toHaveLength(1);
    expect((await list(manager, "waiting")).conversations.find((row) => row.id === id)?.breached).toBe(true);
  });

  test("5.3 half of the promise is over after 60 of its 120 minutes of attention, a night and a holiday between them, and not once it is broken", async () => {
    clock.set("2026-10-09T17:10:00Z");
    const { id } = await take();
    const halfSpent = async (at: string) => (await listHalfSpent(database.db, [id], instant(at))).has(id);
    expect(await halfSpent("2026-10-13T07:09:00Z")).toBe(false);
    expect(await halfSpent("2026-10-13T07:10:00Z")).toBe(true);
    expect(await halfSpent("2026-10-13T08:10:00Z")).toBe(true);
    expect(await halfSpent("2026-10-13T08:11:00Z")).toBe(false);
  });

  test("it is kept when the answer is out, not when somebody pressed the button", async () => {
    const { id } = await take();
    clock.advance(30 * MINUTE);
    expectOk(await answer(id));
    expect(await get(id)).toMatchObject({ state: "answered", due: null });
    expect((await answerTimes(id))[0]?.kept_at).toBeNull();
    clock.advance(MINUTE);
    await deliver();
    expect((await answerTimes(id))[0]).toMatchObject({ kept_at: clock.now(), used_minutes: 31 });
  });

  test("PROT-R3 a holding reply makes the promised time the new one, twice and no more", async () => {
    const { id } = await take();
    const hold = (promisedLocal: string) => answer(id, manager, { kind: "holding", texts: { es: "Lo estamos consultando con el servicio." }, promisedLocal });
    expect(await hold("2026-09-21T09:00")).toMatchObject({ refusal: { kind: "bad-promise", because: "past" } });
    expect(await hold("2026-09-21T25:00")).toMatchObject({ refusal: { kind: "bad-promise", because: "unreadable" } });
    clock.set("2026-09-26T08:00:00Z");
    expect(await hold("2026-09-27T12:00")).toMatchObject({ refusal: { kind: "bad-promise", because: "unattended" } });
    clock.set("2026-09-21T08:00:00Z");
    expectOk(await hold("2026-09-21T18:00"));
    await deliver();
    expect(await get(id)).toMatchObject({ state: "waiting", due: instant("2026-09-21T16:00:00Z") });
    clock.advance(HOUR);
    expectOk(await hold("2026-09-22T12:00"));
    await deliver();
    expect(await hold("2026-09-23T12:00")).toMatchObject({ refusal: { kind: "too-many-holdings", most: 2 } });
    clock.set("2026-09-22T09:30:00Z");
    expectOk(await answer(id));
    await deliver();
    const times = await answerTimes(id);
    expect(times.map((time) => time.kind)).toEqual(["first", "held", "held"]);
    expect(times.every((time) => time.kept_at !== null)).toBe(true);
    const { id: next } = await take();
    expectOk(await answer(next, manager, { kind: "holding", texts: { es: "Lo estamos consultando con el servicio." }, promisedLocal: "2026-09-23T12:00" }));
  });

  test("PROT-R9 the clock stands only while we wait for the citizen", async () => {
    const { id, one } = await take({ who: "garazi" });
    expectOk(await answer(id, manager, { kind: "holding", texts: { es: "Lo estamos consultando con el servicio." }, promisedLocal: "2026-09-21T18:00" }));
    await deliver();
    clock.set("2026-09-21T15:00:00Z");
    expectOk(await answer(id, manager, { kind: "question", texts: { es: "¿De qué piscina nos hablas, por favor?" } }));
    await deliver();
    expect(await get(id)).toMatchObject({ state: "awaiting_citizen", due: null });
    expect((await answerTimes(id)).at(-1)).toMatchObject({ kind: "held", paused_at: clock.now(), due_at: null, kept_at: null });
    clock.set("2026-09-23T08:00:00Z");
    await inTransaction(database.db, (tx) => markBreaches(tx, clock.now()));
    await take({ who: "garazi", inReplyTo: one.remoteId, text: "De la de Ibaialde" });
    // An hour was left at five in the afternoon.
    expect(await get(id)).toMatchObject({ state: "waiting", due: instant("2026-09-23T09:00:00Z") });
    expect((await answerTimes(id)).at(-1)).toMatchObject({ paused_at: null, breached_at: null });
  });

  test("an answer that does not go out leaves the question waiting, and the promise running", async () => {
    const { id } = await take();
    const { due } = await get(id);
    const publicationId = expectOk(await answer(id, manager, { thenClose: true }));
    expect((await get(id)).state).toBe("closed");
    await sql`update publishing.delivery set no_later_than = ${clock.now()} where publication_id = ${publicationId}`.execute(database.owner);
    clock.advance(MINUTE);
    await deliver();
    expect(await get(id)).toMatchObject({ state: "waiting", due });
    expect((await listReplies(database.db, id))[0]).toMatchObject({ state: "missed" });
  });

  test("POR-3 the result counts first answers of the period, half of them quicker than the median", async () => {
    const from = instant("2026-11-02T00:00:00Z");
    const ask = async (minutes: number | null) => {
      clock.set("2026-11-03T09:00:00Z");
      const { id } = await take();
      if (minutes === null) return id;
      clock.advance(minutes * MINUTE);
      expectOk(await answer(id));
      await deliver();
      return id;
    };
    for (const minutes of [10, 20, 90, 200]) await ask(minutes);
    await ask(null);
    const spam = await ask(null);
    expectOk(await run(async (tx) => closeConversation(tx, manager, { id: spam, revision: (await get(spam)).revision, disposition: "spam", reason: null }, clock.now())));
    expect(await findAnswerResult(database.db, profileId, from, instant("2026-11-05T00:00:00Z"))).toEqual({ answered: 4, kept: 3, overdue: 1, medianMinutes: 55 });
  });
});

describe("one at a time, and nothing unseen (INB-3, INB-R3)", () => {
  test("who writes first has it for 15 minutes; a colleague is told by whom, may take it over, or waits", async () => {
    const { id } = await take();
    expectOk(await run((tx) => saveAnswerDraft(tx, manager, { id, texts: { es: "La pis" } }, clock.now())));
    expect(await answer(id, colleague)).toMatchObject({ refusal: { kind: "claimed", by: "Jon Gestiona" } });
    expect(await run((tx) => claimConversation(tx, colleague, { id, takeOver: false }, clock.now()))).toMatchObject({ refusal: { kind: "claimed" } });
    clock.advance(16 * MINUTE);
    expectOk(await run((tx) => claimConversation(tx, colleague, { id, takeOver: false }, clock.now())));
    expectOk(await run((tx) => claimConversation(tx, manager, { id, takeOver: true }, clock.now())));
    expectOk(await run((tx) => releaseConversation(tx, manager, id, clock.now())));
    expectOk(await answer(id, colleague));
  });

  test("of two who answer at the same moment one is sent and the other is told to look again", async () => {
    const { id } = await take();
    const results = await Promise.all([answer(id, manager), answer(id, colleague)]);
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({ refusal: { kind: "claimed" } });
    expect(await listReplies(database.db, id)).toHaveLength(1);
  });

  test("what the citizen adds meanwhile must be seen before answering or closing", async () => {
    const { id, one } = await take({ who: "nerea" });
    const { revision } = await get(id);
    await take({ who: "nerea", inReplyTo: one.remoteId, text: "Ya está, gracias" });
    expect(await answer(id, manager, { revision })).toMatchObject({ refusal: { kind: "conversation-moved" } });
    expect(await run((tx) => closeConversation(tx, manager, { id, revision, disposition: "no_reply", reason: "thanks" }, clock.now()))).toMatchObject({ refusal: { kind: "conversation-moved" } });
  });

  test("INB-R1 closing needs what became of it, and that must be so; reopening undoes it, promise and all", async () => {
    const { id } = await take();
    const close = async (disposition: "answered" | "no_reply" | "spam", reason: string | null) => run(async (tx) => closeConversation(tx, manager, { id, revision: (await get(id)).revision, disposition, reason }, clock.now()));
    expect(await close("answered", null)).toMatchObject({ refusal: { kind: "not-answered" } });
    expect(await close("no_reply", null)).toMatchObject({ refusal: { kind: "disposition-reason-missing" } });
    expect(await close("no_reply", "porque sí")).toMatchObject({ refusal: { kind: "disposition-reason-missing" } });
    const { due } = await get(id);
    expectOk(await close("no_reply", "opinion"));
    expect(await get(id)).toMatchObject({ state: "closed", disposition: "no_reply", dispositionReason: "opinion", due: null });
    expect(await close("spam", null)).toMatchObject({ refusal: { kind: "wrong-state" } });
    expectOk(await run((tx) => reopenConversation(tx, manager, id, clock.now())));
    expect(await get(id)).toMatchObject({ state: "waiting", disposition: null, due });
  });
});

describe("the answer (INB-R4, PROT-R5)", () => {
  test("goes out from the profile that was written to, addressed to the citizen, and into evidence without them", async () => {
    const { id, one } = await take({ visibility: "unlisted" });
    const publicationId = expectOk(await answer(id));
    await deliver();
    const { rows } = await sql<{ intent: { profileId: string; inReplyTo: unknown; visibility: string; text: string } }>`select intent from publishing.delivery where publication_id = ${publicationId}`.execute(database.owner);
    expect(rows[0]?.intent).toMatchObject({ profileId, visibility: "unlisted", text: "La piscina abre a las nueve de la mañana.", inReplyTo: { remoteId: one.remoteId, author: { handle: one.author.handle } } });
    const records = await listRecordsOf(database.db, { type: "publication", id: publicationId });
    expect(records.map((record) => record.kind)).toEqual(["reply.published"]);
    expect(JSON.stringify(records)).toContain("La piscina abre");
    expect(JSON.stringify(records)).not.toContain("beste.example");
    expect((await findPublication(database.db, publicationId))?.kind).toBe("reply");
  });

  test.each([
    ["a question in Basque", { text: "Noiz irekiko duzue igerilekua?", language: "eu" }, { es: "La piscina abre a las nueve." }, { kind: "text-missing", language: "eu" }],
    ["Spanish where Basque is asked for", { text: "Noiz irekiko duzue igerilekua?", language: "eu" }, { eu: "La piscina abre a las nueve de la mañana" }, { kind: "wrong-language", expected: "eu", found: "es" }],
    ["a language that is not ours: both of ours", { text: "Ouvre-t-elle demain", language: "fr" }, { es: "La piscina abre a las nueve." }, { kind: "text-missing", language: "eu" }],
    ["personal data", {}, { es: "Su expediente es el del DNI 12345678Z" }, { kind: "checks-failed" }],
    ["longer than the network takes", {}, { es: "La piscina abre mañana. ".repeat(30) }, { kind: "checks-failed" }],
  ])("PROT-R5, EDI-R12 %s is refused", async (_what, said, texts, refusal) => {
    const { id } = await take(said);
    expect(await answer(id, manager, { texts })).toMatchObject({ ok: false, refusal });
    expect((await get(id)).state).toBe("waiting");
  });

  test("PROT-R5 whoever reads it may correct the language, and then it counts", async () => {
    const { id } = await take({ text: "ok", language: "fr" });
    expectOk(await run((tx) => setConversationLanguage(tx, manager, { id, language: "eu" }, clock.now())));
    expectOk(await answer(id, manager, { texts: { eu: "Igerilekua goizeko bederatzietan irekitzen da." } }));
  });
});

describe("who may (5.1, INB-R2)", () => {
  const reads = async (who: Actor, id: Id<"conversation">) => {
    const { profileId: of, private: isPrivate } = await get(id);
    return mayRead(await factsOf(database.db, who, clock.now()), { profile_id: of, private: isPrivate }, await isOpened(database.db, id, who.personId, clock.now()));
  };

  test("a manager of another profile neither reads, sees nor answers", async () => {
    const { id } = await take();
    expect((await reads(outsider, id)).ok).toBe(false);
    expect((await list(outsider, "waiting")).conversations.map((row) => row.id)).not.toContain(id);
    expect(await answer(id, outsider)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => addNote(tx, outsider, { id, text: "hola" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await answer(id, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
  });

  test.each<Visibility>(["direct", "followers"])("INB-R2 what was said to %s is the managers'; a coordinator gives a reason, for a while, and it stays written", async (visibility) => {
    const { id } = await take({ visibility, text: "Es un asunto privado del expediente" });
    expect((await reads(manager, id)).ok).toBe(true);
    expect(await reads(council.coordinator, id)).toMatchObject({ refusal: { kind: "private-conversation" } });
    const row = (await list(council.coordinator, "waiting")).conversations.find((one) => one.id === id);
    expect(row).toMatchObject({ private: true, author: null, preview: "" });
    expect((await list(council.coordinator, "waiting", { search: "privado" })).conversations.map((one) => one.id)).not.toContain(id);
    expect((await list(manager, "waiting", { search: "privado" })).conversations.map((one) => one.id)).toContain(id);
    expect(await answer(id, council.coordinator)).toMatchObject({ refusal: { kind: "private-conversation" } });
    expect(await run((tx) => openPrivate(tx, council.coordinator, { id, reason: " " }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    expect(await run((tx) => openPrivate(tx, council.promoter, { id, reason: "porque sí" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => openPrivate(tx, council.coordinator, { id, reason: "Nadie del equipo está de guardia" }, clock.now())));
    expect((await reads(council.coordinator, id)).ok).toBe(true);
    expect((await reads(council.secondCoordinator, id)).ok).toBe(false);
    clock.advance(61 * MINUTE);
    expect((await reads(council.coordinator, id)).ok).toBe(false);
    expect((await listRecordsOf(database.db, { type: "conversation", id })).map((record) => record.kind)).toEqual(["conversation.private-opened"]);
    expectOk(await answer(id));
    const { rows } = await sql<{ visibility: string; permalink: string }>`
      select intent ->> 'visibility' as visibility, intent ->> 'permalink' as permalink from publishing.delivery join inbox.reply using (publication_id) where conversation_id = ${id}
    `.execute(database.owner);
    expect(rows[0]?.visibility).toBe("direct");
    expect(rows[0]?.permalink).not.toContain("/a/");
  });
});

test("lists: what waits by due time, page after page, nothing twice and nothing left out; tabs count", async () => {
  clock.set("2026-09-21T08:00:00Z");
  const to = intake();
  for (let batch = 0; batch < 5; batch += 1) {
    await to(Array.from({ length: 30 }, () => message({ text: "¿Cuándo abre el polideportivo nuevo?" })));
    clock.advance(MINUTE);
  }
  const seen: string[] = [];
  const dues: (string | null)[] = [];
  let cursorOfPage: string | undefined;
  do {
    const page = await list(manager, "waiting", cursorOfPage ? { cursor: cursorOfPage } : {});
    seen.push(...page.conversations.map((row) => row.id));
    dues.push(...page.conversations.map((row) => row.due));
    cursorOfPage = page.next ?? undefined;
  } while (cursorOfPage);
  const counts = await countConversations(database.db, { personId: manager.personId, facts: await factsOf(database.db, manager, clock.now()) });
  expect(seen).toHaveLength(counts.waiting);
  expect(new Set(seen).size).toBe(seen.length);
  expect(dues.every((due, index) => index === 0 || (dues[index - 1] ?? "") <= (due ?? "~"))).toBe(true);
  const found = await list(manager, "closed", { search: "polideportivo" });
  expect(found.conversations).toHaveLength(50);
  expect(found.next).not.toBeNull();
});

describe("PRI-2 a person who asks to be erased", () => {
  const forget = () => Promise.resolve();
  const traces = async (words: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`
      select (select count(*) from inbox.message where message::text ilike ${words}) + (select count(*) from inbox.author where author::text ilike ${words})
        + (select count(*) from inbox.conversation where conversation::text ilike ${words}) + (select count(*) from inbox.note where note::text ilike ${words})
        + (select count(*) from inbox.draft where draft::text ilike ${words}) + (select count(*) from publishing.delivery where delivery::text ilike ${words})
        + (select count(*) from platform.event where event::text ilike ${words}) + (select count(*) from evidence.record where record::text ilike ${words})
        + (select count(*) from evidence.value where value::text ilike ${words}) as n
    `.execute(database.owner);
    return rows[0]?.n ?? 0;
  };

  test("is gone from everywhere; what we answered stays, and that it was done", async () => {
    const { id, one } = await take({ who: "garbine", text: "Soy Garbine y vivo en Zumardi 14" });
    expectOk(await run((tx) => addNote(tx, manager, { id, text: "Es la misma Garbine del lunes" }, clock.now())));
    const publicationId = expectOk(await answer(id));
    await deliver();
    await take({ who: "garbine", inReplyTo: one.remoteId, text: "¿Y el domingo? Firmado: Garbine" });
    expect(await traces("%garbine%")).toBeGreaterThan(4);
    expect(await run((tx) => eraseCitizen(tx, forget, manager, { id, reason: "Lo pide" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => eraseCitizen(tx, forget, council.coordinator, { id, reason: " " }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    expect(expectOk(await run((tx) => eraseCitizen(tx, forget, council.coordinator, { id, reason: "Ejercicio del derecho de supresión" }, clock.now())))).toEqual({ conversations: 1, messages: 2 });
    expect(await traces("%garbine%")).toBe(0);
    expect(await get(id)).toMatchObject({ state: "closed", due: null, author: { erased: true, name: "" } });
    expect((await listReplies(database.db, id))[0]).toMatchObject({ publicationId, text: "La piscina abre a las nueve de la mañana." });
    expect((await listRecordsOf(database.db, { type: "conversation", id })).map((record) => record.kind)).toContain("citizen.erased");
    expect(await run((tx) => eraseCitizen(tx, forget, council.coordinator, { id, reason: "Otra vez" }, clock.now()))).toMatchObject({ refusal: { kind: "already-erased" } });
  });

  test("who writes again later is somebody new", async () => {
    const { id } = await take({ who: "itziar" });
    expectOk(await run((tx) => eraseCitizen(tx, forget, council.coordinator, { id, reason: "Lo pide" }, clock.now())));
    const { id: later } = await take({ who: "itziar" });
    expect(later).not.toBe(id);
    expect((await get(later)).author.erased).toBe(false);
    expect((await get(id)).author.erased).toBe(true);
  });
});

describe("what nobody would write by hand (T9, T16)", () => {
  test("a thread of five thousand, in any order, is one conversation, and its screen shows the newest", async () => {
    const chain = Array.from({ length: 5_000 }, () => message({ who: "luzea" }));
    const linked = chain.map((one, index) => ({ ...one, text: `mensaje ${index}`, inReplyTo: chain[index - 1]?.remoteId }));
    const to = intake();
    for (let from = 4_000; from >= 0; from -= 1_000) await to(linked.slice(from, from + 1_000).toReversed());
    const ids = new Set([await conversationOf(linked[0] ?? message()), await conversationOf(linked[2_500] ?? message()), await conversationOf(linked[4_999] ?? message())]);
    expect(ids.size).toBe(1);
    const [id] = [...ids];
    if (!id) throw new Error("no conversation");
    expect(await listMessages(database.db, id)).toHaveLength(500);
    const { rows } = await sql<{ n: number }>`select messages as n from inbox.conversation where id = ${id}`.execute(database.owner);
    expect(rows[0]?.n).toBe(5_000);
  });

  test("texts at the edge of every length, and of no language, are kept as far as they are kept at all", async () => {
    for (const text of ["a".repeat(1_000_000), "😀".repeat(20_000), " ".repeat(50_000), "\u202e\u200b\u0301".repeat(5_000), "@a ".repeat(10_000), "<".repeat(30_000)]) {
      const { id } = await take({ text, author: { id: `https://beste.example/users/${text.length}`, handle: text, name: text, url: text } });
      expect((await listMessages(database.db, id))[0]?.body?.length).toBeLessThanOrEqual(20_000);
      expect((await get(id)).author.name.length).toBeLessThanOrEqual(200);
    }
  });
});

test("PRI-1 what its time is over for is erased, author and all; our answer stays", async () => {
  clock.set("2026-09-21T08:00:00Z");
  const { id } = await take({ who: "zaharra", text: "Soy zaharra y vivo en Zumardi 14" });
  const publicationId = expectOk(await answer(id));
  await deliver();
  clock.advance(731 * DAY);
  await forgetOldConversations(database.db, clock.now());
  expect((await listMessages(database.db, id))[0]).toMatchObject({ body: null });
  expect((await get(id)).author).toMatchObject({ name: "", handle: "", url: "", erased: true });
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from inbox.message where message::text like '%aharra%') + (select count(*) from inbox.author where author::text like '%aharra%')
      + (select count(*) from inbox.conversation where conversation::text like '%aharra%') as n
  `.execute(database.owner);
  expect(rows[0]?.n).toBe(0);
  expect((await listReplies(database.db, id))[0]).toMatchObject({ publicationId, text: "La piscina abre a las nueve de la mañana." });
});

test("CON-4 a contract's answers are measured from the product's own events, against the minutes agreed", async () => {
  clock.set("2026-09-22T08:00:00Z");
  const written = expectOk(await run((tx) => enterContract(tx, council.coordinator, {
    fileNo: "CON/2026/40", company: "Comunica Norte, S. L.", object: "Atención en fiestas", officerId: council.coordinator.personId, profileIds: [profileId],
    exceptionality: "Durante las fiestas el volumen de mensajes supera lo que el equipo municipal puede atender, y no hay personal disponible en esas fechas.",
    startsOn: "2026-09-22", endsOn: "2026-10-03", answers: true, directMessages: false,
  }, clock.now())));
  const contract = async () => {
    const found = await findContract(database.db, written, clock.now());
    if (!found) throw new Error("no contract");
    return found;
  };
  const level = async () => measureContract(database.db, await contract(), clock.now());
  expect(await level()).toBeUndefined();
  const hired = { personId: expectOk(await run((tx) => enterPerson(tx, undefined, { name: "Uxue Comunica", email: "uxue@comunica.example", postType: "external", language: "es" }, clock.now()))) };
  expectOk(await run((tx) => namePerson(tx, council.coordinator, { contractId: written, personId: hired.personId }, clock.now())));
  expectOk(await run((tx) => noteSignatures(tx, council.coordinator, { contractId: written, dpaSignedOn: "2026-09-20", clauses: true }, clock.now())));
  expectOk(await run((tx) => startContract(tx, council.coordinator, written, clock.now())));
  expectOk(await run((tx) => appoint(tx, undefined, { personId: hired.personId, role: "manager", profileId, act: "CON/2026/40", justification: "" }, clock.now())));
  await inTransaction(database.db, (tx) => accredit(tx, hired.personId, clock.now()));
  expect(await run((tx) => agreeAnswerTime(tx, council.coordinator, { id: written, minutes: 0 }, clock.now()))).toMatchObject({ refusal: { kind: "bad-minutes" } });
  expect(await run((tx) => agreeAnswerTime(tx, manager, { id: written, minutes: 60 }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  expectOk(await run((tx) => agreeAnswerTime(tx, council.coordinator, { id: written, minutes: 60 }, clock.now())));

  // Ten in the morning in the council: the profile is attended from 08:30 on.
  const [first, second, third] = [await take(), await take(), await take()];
  expectOk(await run((tx) => saveAnswerDraft(tx, hired, { id: first.id, texts: { es: "Abre a las nueve." } }, clock.now())));
  clock.set("2026-09-22T08:40:00Z");
  expectOk(await run((tx) => claimConversation(tx, manager, { id: first.id, takeOver: true }, clock.now())));
  expectOk(await answer(first.id));
  await deliver();
  clock.set("2026-09-22T09:20:00Z");
  expectOk(await answer(second.id));
  await deliver();
  expect(third.id).toBeDefined();
  expect(await level()).toEqual({ answered: 2, inTime: 1, overdue: 1, medianMinutes: 60, prepared: { answered: 1, medianMinutes: 40 } });
  expect(await findShortfall(database.db, await contract(), clock.now())).toMatchObject({ answered: 2, inTime: 1, overdue: 1, days: 30 });
  expectOk(await run((tx) => agreeAnswerTime(tx, council.coordinator, { id: written, minutes: 90 }, clock.now())));
  expect(await findShortfall(database.db, await contract(), clock.now())).toBeUndefined();
});

describe("PROT-R8 what cannot wait", () => {
  test("is known by its words, once, is told of, and stays until somebody says otherwise", async () => {
    clock.set("2026-09-23T08:00:00Z");
    const { id } = await take({ text: "@atencion No puedo más, quiero MORIR" });
    expect(await findUrgent(database.db, id)).toEqual({ why: "words", since: clock.now(), by: null });
    expect((await listEventsOf(database.db, { type: "conversation", id })).filter(({ kind }) => kind === "conversation.urgent")).toHaveLength(1);
    const mine = async (who: Actor) => (await listUrgent(database.db, { personId: who.personId, facts: await factsOf(database.db, who, clock.now()) })).map((row) => row.id);
    expect(await mine(manager)).toContain(id);
    expect(await mine(council.coordinator)).toContain(id);
    expect(await mine(outsider)).not.toContain(id);
    expect((await list(manager, "waiting", { search: "quiero MORIR" })).conversations.find((row) => row.id === id)?.urgent).toBe(true);

    expect(await run((tx) => setUrgent(tx, outsider, { id, urgent: false }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => setUrgent(tx, manager, { id, urgent: false }, clock.now())));
    expect(await mine(manager)).not.toContain(id);
    for (const _ of [1, 2]) expectOk(await run((tx) => setUrgent(tx, manager, { id, urgent: true }, clock.now())));
    expect(await findUrgent(database.db, id)).toMatchObject({ why: "person", by: "Jon Gestiona" });
  });

  test("goes at any hour to whoever has the on-call turn, without one to those at work, and never to who is away", async () => {
    const onCall = async (at: string) => (await listOnCall(database.db, [profileId], instant(at))).get(profileId);
    const both = [manager.personId, colleague.personId];
    clock.set("2026-09-24T08:00:00Z");
    expect(await onCall("2026-09-24T09:00:00Z")).toMatchObject({ how: "at-work", personIds: expect.arrayContaining(both) as unknown });
    // Three in the morning: nobody is at work, and it goes to all of them.
    expect(await onCall("2026-09-25T01:00:00Z")).toMatchObject({ how: "team", personIds: expect.arrayContaining(both) as unknown });
    expectOk(await run((tx) => assignDuty(tx, council.coordinator, { profileId, personId: colleague.personId, kind: "on_call", when: { from: "2026-09-24T20:00", to: "2026-09-25T08:00" } }, clock.now())));
    expect(await onCall("2026-09-25T01:00:00Z")).toEqual({ how: "on_call", personIds: [colleague.personId], open: false });
    expectOk(await run((tx) => enterAbsence(tx, council.coordinator, { personId: colleague.personId, kind: "unplanned", when: { from: "2026-09-24", to: "2026-09-26" }, note: "" }, clock.now())));
    const left = await onCall("2026-09-25T01:00:00Z");
    expect(left?.how).toBe("team");
    expect(left?.personIds).not.toContain(colleague.personId);
  });
});
