import { type Id, parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { can, factsOf, listPeople } from "#modules/authority/index.ts";
import {
  addNote, answerConversation, answerLanguages, claimConversation, closeConversation, type ConversationRecord, countConversations, countHoldings, eraseCitizen, findAnswerDraft,
  findConversation, isOpened, listConversations, listMessages, listNotes, listPreparedAnswers, listReplies, mayRead, openPrivate, releaseConversation, reopenConversation, saveAnswerDraft,
  findUrgent, setConversationLanguage, setUrgent,
} from "#modules/inbox/index.ts";
import { addServiceMinutes, attentionAt, getCouncil, getParameter } from "#modules/policy/index.ts";
import { checkReplyText } from "#modules/publishing/index.ts";
import { findProfile, listAnswerPromises, listProfiles } from "#modules/register/index.ts";
import { listOnCall } from "#modules/staffing/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { ConversationEntry, ConversationView, ReplyCheck } from "../views.ts";
import type { Answer, Handlers, Visit } from "./handlers.ts";
import { addressOf } from "./profiles.ts";

type Named = Extract<keyof Handlers, `${string} /conversations${string}`>;

export function inboxHandlers(services: Services): Handlers<Named> {
  const { db, clock } = services;
  /** Runs a command on one conversation; what it gives is of no interest to the screen, which asks anew. */
  const change = (id: string, work: (tx: Tx, conversationId: Id<"conversation">) => Promise<Result<unknown, { readonly kind: string }>>): Answer<null> =>
    services.command(async (tx) => {
      const conversationId = parseId<"conversation">(id);
      if (!conversationId) return refuse({ kind: "unknown-conversation" });
      const done = await work(tx, conversationId);
      return done.ok ? ok(null) : done;
    });
  return {
    "GET /conversations": async ({ actor }, { profileId, ...filter }) => {
      const reader = { personId: actor.personId, facts: await factsOf(db, actor, clock.now()) };
      const [page, counts, profiles] = await Promise.all([
        listConversations(db, reader, { ...filter, profileId: parseId<"profile">(profileId ?? "") }), countConversations(db, reader), listProfiles(db),
      ]);
      return ok({
        ...page,
        counts,
        profiles: profiles.filter((profile) => can(reader.facts, "conversation.read", { profileIds: [profile.id] }).ok).map(({ id, displayName, network }) => ({ id, name: displayName, network })),
      });
    },
    "GET /conversations/:id": async (visit, { id }) => {
      const found = await findReadable(services, visit, id);
      return found.ok ? ok(await viewOf(services, visit, found.value)) : found;
    },
    "POST /conversations/:id/claim": ({ actor }, { id, takeOver }) => change(id, (tx, conversation) => claimConversation(tx, actor, { id: conversation, takeOver }, clock.now())),
    "POST /conversations/:id/release": ({ actor }, { id }) => change(id, (tx, conversation) => releaseConversation(tx, actor, conversation, clock.now())),
    "PUT /conversations/:id/draft": async (visit, { id, texts }) => {
      const saved = await change(id, (tx, conversation) => saveAnswerDraft(tx, visit.actor, { id: conversation, texts }, clock.now()));
      if (!saved.ok) return saved;
      const found = await findReadable(services, visit, id);
      return found.ok ? ok(await checkOf(services, found.value, texts)) : found;
    },
    "POST /conversations/:id/answer": async ({ actor }, { id, ...answer }) => {
      const sent = await change(id, (tx, conversation) => answerConversation(tx, services, actor, { id: conversation, ...answer }, clock.now()));
      if (sent.ok) services.wake();
      return sent;
    },
    "POST /conversations/:id/close": ({ actor }, { id, ...closing }) => change(id, (tx, conversation) => closeConversation(tx, actor, { id: conversation, ...closing }, clock.now())),
    "POST /conversations/:id/reopen": ({ actor }, { id }) => change(id, (tx, conversation) => reopenConversation(tx, actor, conversation, clock.now())),
    "PUT /conversations/:id/urgent": ({ actor }, { id, urgent }) => change(id, (tx, conversation) => setUrgent(tx, actor, { id: conversation, urgent }, clock.now())),
    "PUT /conversations/:id/language": ({ actor }, { id, language }) => change(id, (tx, conversation) => setConversationLanguage(tx, actor, { id: conversation, language }, clock.now())),
    "POST /conversations/:id/notes": ({ actor }, { id, text }) => change(id, (tx, conversation) => addNote(tx, actor, { id: conversation, text }, clock.now())),
    "POST /conversations/:id/erase-citizen": ({ actor }, { id, reason }) => change(id, (tx, conversation) => eraseCitizen(tx, services.forgetOnNetwork, actor, { id: conversation, reason }, clock.now())),
    "POST /conversations/:id/open-private": ({ actor }, { id, reason }) => change(id, (tx, conversation) => openPrivate(tx, actor, { id: conversation, reason }, clock.now())),
  };
}

async function findReadable({ db, clock }: Services, { actor }: Visit, id: string): Promise<Result<ConversationRecord, { readonly kind: string }>> {
  const conversationId = parseId<"conversation">(id);
  const found = conversationId && (await findConversation(db, conversationId));
  if (!found) return refuse({ kind: "unknown-conversation" });
  const now = clock.now();
  const readable = mayRead(await factsOf(db, actor, now), { private: found.private, profile_id: found.profileId }, found.private && (await isOpened(db, found.id, actor.personId, now)));
  return readable.ok ? ok(found) : readable;
}

async function viewOf(services: Services, { actor }: Visit, found: ConversationRecord): Promise<ConversationView> {
  const { db, clock } = services;
  const now = clock.now();
  const [council, profile, messages, replies, notes, draft, facts, holdings, mostHoldings] = await Promise.all([
    getCouncil(db), findProfile(db, found.profileId), listMessages(db, found.id), listReplies(db, found.id), listNotes(db, found.id), findAnswerDraft(db, found.id, actor.personId),
    factsOf(db, actor, now), countHoldings(db, found.id), getParameter(db, "inbox.holdingReplies", now),
  ]);
  if (!profile) throw new Error(`conversation ${found.id} is with no profile`);
  const entries: ConversationEntry[] = [
    ...messages.map((message) => ({ kind: "message" as const, ...message })),
    ...replies.map(({ publicationId, kind, ...reply }) => ({ kind: "reply" as const, id: publicationId, reply: kind, ...reply })),
    ...notes.map((note) => ({ kind: "note" as const, ...note })),
  ];
  const { profileId: _, network: __, author, ...rest } = found;
  return {
    ...rest,
    profile: { id: profile.id, name: profile.displayName, network: profile.network, address: addressOf(profile, council.handleDomain) },
    answerLanguages: await languagesOf(services, found),
    breached: found.due !== null && found.due < now && found.state === "waiting",
    outOfHours: await outOfHoursOf(services, found, now),
    urgent: await urgentOf(services, found, now),
    author: { name: author.name, handle: author.handle, url: author.url, erased: author.erased },
    entries: entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    draft: draft ?? null,
    check: await checkOf(services, found, draft?.texts ?? {}),
    holdingsLeft: Math.max(0, mostHoldings - holdings),
    mayAnswer: can(facts, "conversation.answer", { profileIds: [found.profileId] }).ok,
    external: facts.external !== undefined,
    prepared: (await listPreparedAnswers(db, found.id)).filter(({ personId }) => personId !== actor.personId).map(({ by, texts, savedAt }) => ({ by, texts, savedAt })),
  };
}

async function outOfHoursOf({ db }: Services, { profileId }: ConversationRecord, now: Instant): Promise<ConversationView["outOfHours"]> {
  const promise = (await listAnswerPromises(db, [profileId], now)).get(profileId);
  const { attended, until } = promise ? attentionAt(now, promise.calendar) : { attended: true, until: undefined };
  const due = promise && addServiceMinutes(now, promise.firstResponseMinutes, promise.calendar);
  return attended || !until || !due ? null : { opens: until, due };
}

async function urgentOf({ db }: Services, found: ConversationRecord, now: Instant): Promise<ConversationView["urgent"]> {
  const urgent = await findUrgent(db, found.id);
  if (!urgent) return null;
  const onCall = (await listOnCall(db, [found.profileId], now)).get(found.profileId);
  return { ...urgent, how: onCall?.how ?? "nobody", onCall: (await listPeople(db)).filter(({ id }) => onCall?.personIds.includes(id)).map(({ name }) => name) };
}

async function languagesOf({ db, clock }: Services, found: Pick<ConversationRecord, "language">): Promise<readonly string[]> {
  return answerLanguages(found.language, (await getCouncil(db)).languages, await getParameter(db, "inbox.answersInEnglish", clock.now()));
}

async function checkOf(services: Services, found: ConversationRecord, texts: Localized): Promise<ReplyCheck> {
  const profile = await findProfile(services.db, found.profileId);
  if (!profile) throw new Error(`conversation ${found.id} is with no profile`);
  const languages = await languagesOf(services, found);
  return checkReplyText(services.db, services, { profile, languages, texts, handle: found.author.handle }, services.clock.now());
}
