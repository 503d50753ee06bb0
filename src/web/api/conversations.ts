import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Id, parseId } from "#kernel/id.ts";
import { type Actor, factsOf } from "#modules/authority/index.ts";
import {
  addNote, answerConversation, closeConversation, dispositions, findConversation, inboxTabs, isOpened, listConversations, listMessages, listReplies, mayRead, noReplyReasons,
} from "#modules/inbox/index.ts";
import type { Services } from "#web/http/services.ts";
import { once } from "./idempotency.ts";
import { answers, idempotencyKey, localized, oneId, permits, revisionIn, security, withEtag } from "./operation.ts";
import { trouble } from "./problem.ts";

const conversation = z.object({
  id: z.uuid(), profileId: z.uuid(), network: z.string(), private: z.boolean(), state: z.enum(["waiting", "awaiting_citizen", "answered", "closed"]), language: z.string(),
  due: z.string().nullable(), breached: z.boolean(), urgent: z.boolean(), preview: z.string(), messages: z.number(), lastAt: z.string(), assigneeId: z.uuid().nullable(), disposition: z.enum(dispositions).nullable(),
}).openapi("Conversation");
const entry = z.object({ kind: z.enum(["message", "reply"]), at: z.string(), text: z.string().nullable(), url: z.string().nullable(), state: z.string().nullable() });
const conversationDetail = conversation.omit({ breached: true, urgent: true, preview: true, messages: true, lastAt: true }).extend({ revision: z.number(), entries: z.array(entry) }).openapi("ConversationDetail");

/** What a program would do with citizens' conversations: look at what waits, answer, note, close. */
export function conversationOperations(services: Services, app: OpenAPIHono): void {
  const { db, clock } = services;

  app.openapi(createRoute({
    method: "get", path: "/v1/conversations", summary: "Conversations; those that wait come by their due time", "x-permission": "conversation.read", middleware: permits(services, "conversation.read"), security,
    request: { query: z.object({ tab: z.enum(inboxTabs).default("waiting"), profileId: z.uuid().optional(), language: z.string().max(3).optional(), search: z.string().max(200).optional(), cursor: z.string().max(200).optional() }) },
    responses: answers(z.object({ conversations: z.array(conversation), next: z.string().nullable() }), "A page of 50; `next` is the cursor of the following one"),
  }), async (context) => {
    const actor = context.get("actor");
    const { profileId: ofProfile, ...filter } = context.req.valid("query");
    const reader = { personId: actor.personId, facts: await factsOf(db, actor, clock.now()) };
    const page = await listConversations(db, reader, { ...filter, profileId: parseId<"profile">(ofProfile ?? "") });
    const conversations = page.conversations.map(({ id, profileId, network, private: isPrivate, state, language, due, breached, urgent, preview, messages, lastAt, assignee, disposition }) => ({
      id, profileId, network, private: isPrivate, state, language, due, breached, urgent, preview, messages, lastAt, assigneeId: assignee?.id ?? null, disposition,
    }));
    return withEtag(context, { conversations, next: page.next }) as never;
  });

  app.openapi(createRoute({
    method: "get", path: "/v1/conversations/{id}", summary: "One conversation with what was said", "x-permission": "conversation.read", middleware: permits(services, "conversation.read"), security, request: { params: oneId },
    responses: answers(conversationDetail, "The conversation; its ETag is its revision"),
  }), async (context) => {
    const actor = context.get("actor");
    const found = await findReadable(services, actor, context.req.valid("param").id);
    if ("kind" in found) return trouble(context, found) as never;
    const [messages, replies] = await Promise.all([listMessages(db, found.id), listReplies(db, found.id)]);
    const entries = [
      ...messages.map((message) => ({ kind: "message" as const, at: message.at, text: message.body, url: message.url || null, state: null })),
      ...replies.map((reply) => ({ kind: "reply" as const, at: reply.at, text: reply.text, url: reply.url, state: reply.state })),
    ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return withEtag(context, {
      id: found.id, profileId: found.profileId, network: found.network, private: found.private, state: found.state, language: found.language, due: found.due,
      assigneeId: found.assignee?.id ?? null, disposition: found.disposition, revision: found.revision, entries,
    }, `"r${found.revision}-${found.state}"`) as never;
  });

  const changing = { "if-match": z.string().max(100), "idempotency-key": idempotencyKey };
  app.openapi(createRoute({
    method: "post", path: "/v1/conversations/{id}/answer", summary: "Answer from the profile that was written to", "x-permission": "conversation.answer", middleware: permits(services, "conversation.answer"), security,
    request: {
      params: oneId, headers: z.object(changing),
      body: { required: true, content: { "application/json": { schema: z.object({
        kind: z.enum(["answer", "holding", "question"]), texts: localized, promisedLocal: z.string().max(16).nullable().default(null), thenClose: z.boolean().default(false),
      }) } } },
    },
    responses: answers(z.object({ publicationId: z.uuid() }), "On its way; If-Match must carry the ETag that was read"),
  }), async (context) => {
    const actor = context.get("actor");
    const at = revisionOf(context.req.valid("param").id, context.req.valid("header")["if-match"]);
    if ("kind" in at) return trouble(context, at, at.status) as never;
    const answer = { ...at, ...context.req.valid("json") };
    return once(services, context, actor, answer, async (tx) => {
      const sent = await answerConversation(tx, services, actor, answer, clock.now());
      return sent.ok ? { ok: true, value: { publicationId: sent.value } } : sent;
    }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/conversations/{id}/closing", summary: "Close with what became of it", "x-permission": "conversation.answer", middleware: permits(services, "conversation.answer"), security,
    request: {
      params: oneId, headers: z.object(changing),
      body: { required: true, content: { "application/json": { schema: z.object({ disposition: z.enum(dispositions), reason: z.enum(noReplyReasons).nullable().default(null) }) } } },
    },
    responses: answers(z.object({ closed: z.literal(true) }), "Closed; If-Match must carry the ETag that was read"),
  }), async (context) => {
    const actor = context.get("actor");
    const at = revisionOf(context.req.valid("param").id, context.req.valid("header")["if-match"]);
    if ("kind" in at) return trouble(context, at, at.status) as never;
    const closing = { ...at, ...context.req.valid("json") };
    return once(services, context, actor, closing, async (tx) => {
      const closed = await closeConversation(tx, actor, closing, clock.now());
      return closed.ok ? { ok: true, value: { closed: true } } : closed;
    }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/conversations/{id}/notes", summary: "Leave a note for colleagues", "x-permission": "conversation.answer", middleware: permits(services, "conversation.answer"), security,
    request: { params: oneId, headers: z.object({ "idempotency-key": idempotencyKey }), body: { required: true, content: { "application/json": { schema: z.object({ text: z.string().min(1).max(4_000) }) } } } },
    responses: answers(z.object({ noted: z.literal(true) }), "Noted; citizens never see it"),
  }), async (context) => {
    const actor = context.get("actor");
    const id = parseId<"conversation">(context.req.valid("param").id);
    if (!id) return trouble(context, { kind: "unknown-conversation" }) as never;
    const { text } = context.req.valid("json");
    return once(services, context, actor, { id, text }, async (tx) => {
      const noted = await addNote(tx, actor, { id, text }, clock.now());
      return noted.ok ? { ok: true, value: { noted: true } } : noted;
    }) as never;
  });
}

async function findReadable({ db, clock }: Services, who: Actor, text: string) {
  const id = parseId<"conversation">(text);
  const found = id && (await findConversation(db, id));
  if (!found) return { kind: "unknown-conversation" } as const;
  const now = clock.now();
  const readable = mayRead(await factsOf(db, who, now), { private: found.private, profile_id: found.profileId }, found.private && (await isOpened(db, found.id, who.personId, now)));
  return readable.ok ? found : readable.refusal;
}

/** The conversation and the revision that a program has read, from its address and If-Match. */
function revisionOf(text: string, ifMatch: string): { readonly id: Id<"conversation">; readonly revision: number } | { readonly kind: string; readonly status: number } {
  const id = parseId<"conversation">(text);
  if (!id) return { kind: "unknown-conversation", status: 404 };
  const revision = revisionIn(ifMatch);
  return revision === undefined ? { kind: "stale-revision", status: 412 } : { id, revision };
}
