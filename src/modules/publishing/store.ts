import type { ColumnType, Generated } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Role } from "#modules/authority/index.ts";
import type { Intent, CatalogueId, OutgoingMedia } from "#networks/contract/index.ts";
import type { Content } from "./rules/content.ts";

type JsonColumn<Value> = ColumnType<Value, string, string>;

export type PublicationState =
  | "draft" | "in_review" | "returned" | "scheduled" | "publishing" | "published" | "failed" | "corrected" | "withdrawn" | "cancelled";
export type DeliveryState = "planned" | "armed" | "sent" | "confirmed" | "refused" | "unknown" | "missed";
export type DeliveryKind = "create" | "update" | "delete";
export type WithdrawalReason = "error_fact" | "personal_data" | "rights" | "order" | "duplicate" | "test";

/** What a cited page said when the version was approved, in one language. */
export interface CitationSnapshot {
  readonly itemId: Id<"item">;
  readonly language: string;
  readonly url: string;
  readonly title: string;
  readonly revisionId: string;
  /** SHA-256 of its main text, hex. */
  readonly hash: string;
}

export type PublishingTables = {
  "publishing.publication": {
    id: Id<"publication">;
    kind: Generated<"post" | "reply">;
    state: PublicationState;
    revision: number;
    content: JsonColumn<Content>;
    unit_id: Id<"unit"> | null;
    title: string;
    due_at: Instant | null;
    embargo_until: Instant | null;
    published_version: Generated<number>;
    correction_reason: string | null;
    created_by: Id<"person">;
    created_at: Instant;
    submitted_by: Id<"person"> | null;
    submitted_at: Instant | null;
    saved_by: Id<"person">;
    saved_at: Instant;
    changed_at: Instant;
  };
  "publishing.version": {
    id: Id<"version">;
    publication_id: Id<"publication">;
    number: number;
    hash: string;
    content: JsonColumn<Content>;
    citations: JsonColumn<readonly CitationSnapshot[]>;
    correction_reason: string | null;
    approved_by: Id<"person">;
    approved_as: Role;
    /** Nobody approved it (ADR 0036): `approved_by` sent it. */
    without_approval: Generated<boolean>;
    approved_at: Instant;
    due_at: Instant;
    due_wall: JsonColumn<{ readonly local: string; readonly zone: string; readonly tzdata: string } | null>;
  };
  "publishing.edition": {
    id: Id<"edition">;
    version_id: Id<"version">;
    profile_id: Id<"profile">;
    languages: string[];
    text: string;
    texts: JsonColumn<Localized>;
    /** The posts of a thread, one after the other (EDI-3); null where it is one post. */
    parts: ColumnType<readonly string[] | null, string | null | undefined, never>;
    media: JsonColumn<readonly OutgoingMedia[]>;
    hash: string;
  };
  "publishing.decision": {
    id: Id<"decision">;
    publication_id: Id<"publication">;
    version_number: number;
    decision: "approved" | "returned";
    hash: string;
    decided_by: Id<"person">;
    role: Role;
    comment: string;
    at: Instant;
  };
  "publishing.comment": {
    id: Id<"comment">;
    publication_id: Id<"publication">;
    decision_id: Id<"decision">;
    profile_id: Id<"profile"> | null;
    language: string;
    start_at: number;
    end_at: number;
    quoted: string;
    words: string;
  };
  "publishing.comment_answer": {
    position: Generated<number>;
    comment_id: Id<"comment">;
    resolved: boolean;
    answer: string;
    answered_by: Id<"person">;
    at: Instant;
  };
  "publishing.returned": {
    decision_id: Id<"decision">;
    publication_id: Id<"publication">;
    texts: JsonColumn<Localized>;
    forks: JsonColumn<Content["forks"]>;
  };
  "publishing.delivery": {
    id: Id<"delivery">;
    publication_id: Id<"publication">;
    edition_id: Id<"edition">;
    part: Generated<number>;
    kind: DeliveryKind;
    profile_id: Id<"profile">;
    network: CatalogueId | "testing";
    state: DeliveryState;
    due_at: Instant;
    no_later_than: Instant;
    next_at: Instant;
    intent: JsonColumn<Intent>;
    fence: Generated<number>;
    lease_until: Instant | null;
    attempts: Generated<number>;
    needs_person: Generated<boolean>;
    cancelled_at: Instant | null;
    remote_id: string | null;
    url: string | null;
    code: string | null;
    detail: string | null;
    changed_at: Instant;
    /** When somebody last said that it may go: its approval, or a person's word after a stop. */
    released_at: Instant;
    /** End of the embargo under which it was approved. */
    not_before: Instant | null;
  };
  "publishing.stop": {
    id: Id<"stop">;
    profile_ids: Id<"profile">[] | null;
    reason: string;
    stopped_by: Id<"person">;
    stopped_at: Instant;
  };
  "publishing.withdrawal": {
    publication_id: Id<"publication">;
    reason: WithdrawalReason;
    note: string;
    withdrawn_by: Id<"person">;
    at: Instant;
  };
};
