import type { ColumnType, Generated } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { ChannelKind, EntryRefusal } from "./rules/entry.ts";
import type { LanguageRule } from "./rules/identity.ts";
import type { TriageDecision, TriageReason } from "./rules/triage.ts";
import type { SourceKind, SourceState } from "./rules/standing.ts";
import type { SourceTrouble } from "./rules/trouble.ts";

type JsonColumn<Value> = ColumnType<Value, string, string>;

export type ItemStatus = "live" | "gone" | "not_in_force";

/** What a reading came to. `read` are entries that the channel carried, `refused` those left out. */
export interface HarvestCounts {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly refused: number;
}

export type RefusedCounts = Readonly<Partial<Record<EntryRefusal, number>>>;

export type SourcesTables = {
  "sources.source": {
    id: Id<"source">;
    name: JsonColumn<Localized>;
    base_url: string;
    hosts: string[];
    owner_unit_id: Id<"unit"> | null;
    languages: string[];
    language_rule: JsonColumn<LanguageRule>;
    not_in_force_markers: string[];
    registered_by: Id<"person">;
    registered_at: Instant;
    kind: Generated<SourceKind>;
    creation_act: Generated<string>;
    statement_url: string | null;
    /** `YYYY-MM-DD`. */
    statement_on: string | null;
    proof_token: string;
  };
  "sources.step": { position: Generated<number>; source_id: Id<"source">; state: SourceState; at: Instant; by_person: Id<"person">; reason: string };
  "sources.proof": { position: Generated<number>; source_id: Id<"source">; host: string; method: "well_known" | "meta" | "dns_txt"; at: Instant; by_person: Id<"person"> };
  "sources.section": {
    id: Id<"source-section">; source_id: Id<"source">; prefix: string; unit_id: Id<"unit">; since: Instant; by_person: Id<"person">; ended_at: Instant | null; ended_by: Id<"person"> | null;
  };
  "sources.channel": {
    id: Id<"channel">;
    source_id: Id<"source">;
    kind: ChannelKind;
    url: string;
    title: string;
    etag: string | null;
    last_modified: string | null;
    readings: Generated<number>;
    next_at: Instant;
    last_read_at: Instant | null;
    last_ok_at: Instant | null;
    last_content_at: Instant | null;
    error: ColumnType<SourceTrouble | null, string | null, string | null>;
    error_since: Instant | null;
    failures: Generated<number>;
    last_counts: ColumnType<HarvestCounts | null, string | null, string | null>;
    added_at: Instant;
  };
  "sources.item": {
    id: Id<"item">;
    source_id: Id<"source">;
    canonical_key: string;
    owner_unit_id: Id<"unit"> | null;
    first_seen_at: Instant;
    appeared_at: Instant;
    status: ItemStatus;
    merged_into: Id<"item"> | null;
  };
  "sources.alias": { address: string; item_id: Id<"item">; language: string | null };
  "sources.variant": {
    id: Id<"variant">;
    item_id: Id<"item">;
    language: string;
    url: string;
    address: string;
    status: ItemStatus;
    speaker_id: Id<"channel">;
    revision_id: Id<"revision">;
  };
  "sources.revision": {
    id: Id<"revision">;
    variant_id: Id<"variant">;
    channel_id: Id<"channel">;
    at: Instant;
    url: string;
    title: string;
    summary: string;
    body: string;
    hash: string;
    published_at: Instant | null;
    modified_at: Instant | null;
    valid_until: Instant | null;
    not_in_force: boolean;
  };
  "sources.sighting": { channel_id: Id<"channel">; variant_id: Id<"variant">; hash: string; at: Instant };
  "sources.event": {
    channel_id: Id<"channel">;
    address: string;
    item_id: Id<"item">;
    starts_at: Instant;
    ends_at: Instant | null;
    whole_days: boolean;
    place: string;
    repeats: boolean;
    seen_at: Instant;
    called_off: "cancelled" | "vanished" | null;
  };
  "sources.likeness": {
    position: Generated<number>;
    kept_id: Id<"item">;
    other_id: Id<"item">;
    decision: "same" | "apart";
    moved: Id<"variant">[];
    brought: Id<"item">[];
    decided_by: Id<"person">;
    at: Instant;
  };
  "sources.page": {
    channel_id: Id<"channel">;
    address: string;
    url: string;
    modified_at: Instant | null;
    waiting: boolean;
    failures: Generated<number>;
    listed_at: Instant;
    read_at: Instant | null;
  };
  "sources.triage": {
    position: Generated<number>;
    item_id: Id<"item">;
    decision: TriageDecision;
    reason: TriageReason | null;
    note: string;
    until_day: string | null;
    until_at: Instant | null;
    decided_by: Id<"person">;
    at: Instant;
  };
  "sources.harvest": {
    id: Id<"harvest">;
    channel_id: Id<"channel">;
    started_at: Instant;
    finished_at: Instant;
    outcome: "read" | "unchanged" | "failed" | "superseded";
    counts: JsonColumn<HarvestCounts>;
    refused: JsonColumn<RefusedCounts>;
    error: ColumnType<SourceTrouble | null, string | null, string | null>;
  };
};
