import type { ColumnType } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Disposition } from "./rules/answering.ts";

export type ConversationState = "waiting" | "awaiting_citizen" | "answered" | "closed";
export type ReplyKind = "answer" | "holding" | "question";

type JsonColumn<Value> = ColumnType<Value, string, string>;

export type InboxTables = {
  "inbox.conversation": {
    id: Id<"conversation">;
    profile_id: Id<"profile">;
    network: string;
    author_id: Id<"author">;
    private: boolean;
    about_id: Id<"publication"> | null;
    language: string;
    language_by: "detected" | "declared" | "profile" | "person";
    state: ConversationState;
    due_at: Instant | null;
    assignee_id: Id<"person"> | null;
    claimed_until: Instant | null;
    revision: number;
    received_at: Instant;
    last_at: Instant;
    last_in_at: Instant;
    preview: string;
    messages: number;
    disposition: Disposition | null;
    disposition_reason: string | null;
    closed_at: Instant | null;
    closed_by: Id<"person"> | null;
  };
  "inbox.reply": {
    publication_id: Id<"publication">;
    conversation_id: Id<"conversation">;
    kind: ReplyKind;
    by_person: Id<"person">;
    at: Instant;
    promised_at: Instant | null;
    trouble: string | null;
  };
  "inbox.note": { id: Id<"note">; conversation_id: Id<"conversation">; person_id: Id<"person">; text: string; at: Instant };
  "inbox.draft": { conversation_id: Id<"conversation">; person_id: Id<"person">; texts: JsonColumn<Readonly<Record<string, string>>>; saved_at: Instant };
  "inbox.private_reading": {
    id: Id<"private-reading">; conversation_id: Id<"conversation">; person_id: Id<"person">; reason: string; at: Instant; until_at: Instant;
  };
};
