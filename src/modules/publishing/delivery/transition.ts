import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { recordAllEvidence } from "#modules/evidence/index.ts";
import type { Intent } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvents } from "#platform/events.ts";
import type { DeliveryState } from "../store.ts";
import { awaitsPart } from "./held.ts";

/** A delivery as its worker holds it: whoever has the last fence number may write, nobody else. */
export interface HeldDelivery {
  readonly id: Id<"delivery">;
  readonly publication_id: Id<"publication">;
  readonly network: string;
  readonly state: DeliveryState;
  readonly fence: number;
  readonly attempts: number;
  readonly due_at: Instant;
  readonly no_later_than: Instant;
  readonly lease_until: Instant | null;
  /** The network's last word. */
  readonly code: string | null;
  readonly intent: Intent;
}

export interface Change {
  readonly to: DeliveryState;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly remoteId?: string | undefined;
  readonly url?: string | undefined;
  readonly nextAt?: Instant | undefined;
  readonly leaseUntil?: Instant | undefined;
  readonly needsPerson?: boolean | undefined;
  readonly countsAttempt?: boolean | undefined;
  readonly by?: Id<"person"> | undefined;
}

export interface Move {
  readonly held: HeldDelivery;
  readonly change: Change;
}

/** Moves one delivery on; false when somebody else has moved it meanwhile, and then nothing was written. */
export async function moveDelivery(tx: Tx, held: HeldDelivery, change: Change, at: Instant): Promise<boolean> {
  return (await moveDeliveries(tx, [{ held, change }], at)).has(held.id);
}

/**
 * Moves deliveries on, each if it still is as the caller held it. What follows from it — evidence, the publications' own
 * states, the events — is written in the same transaction, in as many statements for one delivery as for five hundred.
 * @returns the ids of those that were moved
 */
export async function moveDeliveries(tx: Tx, moves: readonly Move[], at: Instant): Promise<ReadonlySet<Id<"delivery">>> {
  if (moves.length === 0) return new Set();
  const publications = [...new Set(moves.map(({ held }) => held.publication_id))];
  // The publications first, as every command does, and always in the same order.
  await sql`select 1 from publishing.publication where id = any(${publications}::uuid[]) order by id for update`.execute(tx);
  const column = (read: (move: Move) => string | number | boolean | null | undefined) => moves.map((move) => read(move) ?? null);
  const { rows } = await sql<{ id: Id<"delivery"> }>`
    update publishing.delivery set
      state = move.new_state, code = move.code, detail = move.detail,
      remote_id = coalesce(move.remote_id, delivery.remote_id), url = coalesce(move.url, delivery.url),
      next_at = coalesce(move.next_at, delivery.next_at), lease_until = move.lease_until,
      needs_person = move.needs_person, attempts = delivery.attempts + move.attempts, changed_at = ${at}
    from unnest(
      ${column(({ held }) => held.id)}::uuid[], ${column(({ held }) => held.fence)}::integer[], ${column(({ held }) => held.state)}::text[],
      ${column(({ change }) => change.to)}::text[], ${column(({ change }) => change.code)}::text[], ${column(({ change }) => change.detail?.slice(0, 500))}::text[],
      ${column(({ change }) => change.remoteId)}::text[], ${column(({ change }) => change.url)}::text[], ${column(({ change }) => change.nextAt)}::timestamptz[],
      ${column(({ change }) => change.leaseUntil)}::timestamptz[], ${column(({ change }) => change.needsPerson ?? false)}::boolean[],
      ${column(({ change }) => (change.countsAttempt ? 1 : 0))}::integer[]
    ) as move (id, held_fence, held_state, new_state, code, detail, remote_id, url, next_at, lease_until, needs_person, attempts)
    where delivery.id = move.id and delivery.fence = move.held_fence and delivery.state = move.held_state and delivery.cancelled_at is null
    returning delivery.id
  `.execute(tx);
  const moved = new Set(rows.map((row) => row.id));
  const done = moves.filter(({ held }) => moved.has(held.id));
  if (done.length === 0) return moved;
  await recordSteps(tx, done, at);
  await breakThreads(tx, done.filter(({ change }) => change.to === "refused" || change.to === "missed"), at);
  await recordPublished(tx, done.filter(({ change }) => change.to === "confirmed"), at);
  await followPublications(tx, [...new Set(done.filter(({ held, change }) => held.state !== change.to).map(({ held }) => held.publication_id))], at);
  await recordEvents(tx, done.filter(({ change }) => TOLD.has(change.to)).map(({ held, change }) => ({
    kind: `delivery.${change.to}`, subject: { type: "publication", id: held.publication_id }, actor: change.by, at,
    data: { deliveryId: held.id, network: held.network, code: change.code ?? null },
  })));
  return moved;
}

const TOLD: ReadonlySet<DeliveryState> = new Set(["confirmed", "refused", "unknown", "missed"]);

async function recordSteps(tx: Tx, moves: readonly Move[], at: Instant): Promise<void> {
  await sql`
    insert into publishing.delivery_step (delivery_id, at, from_state, to_state, fence, code, by_person)
    select step.delivery_id, ${at}, step.from_state, step.to_state, step.fence, step.code, step.by_person
    from unnest(
      ${moves.map(({ held }) => held.id)}::uuid[], ${moves.map(({ held }) => held.state)}::text[], ${moves.map(({ change }) => change.to)}::text[],
      ${moves.map(({ held }) => held.fence)}::integer[], ${moves.map(({ change }) => change.code ?? null)}::text[], ${moves.map(({ change }) => change.by ?? null)}::uuid[]
    ) as step (delivery_id, from_state, to_state, fence, code, by_person)
  `.execute(tx);
}

/** The code of what cannot go because the part of its thread before it did not (EDI-3). */
export const THREAD_BROKEN = "thread-broken";

/** What goes on a post that is not coming does not come either; whoever gives that one up has given up the rest of it. */
async function breakThreads(tx: Tx, moves: readonly Move[], at: Instant): Promise<void> {
  if (moves.length === 0) return;
  const { rows } = await sql<HeldDelivery & { broken_id: Id<"delivery"> }>`
    select delivery.*, broken.id as broken_id from publishing.delivery
    join publishing.delivery broken on broken.edition_id = delivery.edition_id and broken.kind = delivery.kind and broken.part < delivery.part
    where broken.id = any(${moves.map(({ held }) => held.id)}::uuid[]) and delivery.cancelled_at is null and ${awaitsPart}
      and (delivery.state = 'planned' or (delivery.state = 'missed' and delivery.code = ${THREAD_BROKEN}))
    order by delivery.id, broken.part for update of delivery
  `.execute(tx);
  // Of several parts that broke at once, the last one before it counts.
  const broken = new Map(rows.map((row) => [row.id, { row, change: moves.find(({ held }) => held.id === row.broken_id)?.change }]));
  await moveDeliveries(tx, [...broken.values()].flatMap(({ row, change }): readonly Move[] => {
    if (change?.code === "given-up") return [{ held: row, change: { to: "refused", code: "given-up", nextAt: at, by: change.by } }];
    return row.state === "planned" ? [{ held: row, change: { to: "missed", code: THREAD_BROKEN, nextAt: at, by: change?.by } }] : [];
  }), at);
}

interface ApprovedVersion {
  readonly edition_id: Id<"edition">;
  readonly number: number;
  readonly hash: string;
  readonly approved_as: string;
  readonly without_approval: boolean;
  readonly approved_at: Instant;
  readonly citations: readonly { readonly url: string; readonly language: string; readonly hash: string }[];
}

const KINDS = { create: "publication.published", update: "publication.corrected", delete: "publication.removed" } as const;
const REPLY_KINDS = { create: "reply.published", update: "reply.corrected", delete: "reply.removed" } as const;

// EVI-R5: what was said, where, in which languages, under whose approval, and what the cited pages said then.
async function recordPublished(tx: Tx, moves: readonly Move[], at: Instant): Promise<void> {
  if (moves.length === 0) return;
  const { rows } = await sql<ApprovedVersion>`
    select edition.id as edition_id, version.number, version.hash, version.approved_as, version.without_approval, version.approved_at, version.citations
    from publishing.edition join publishing.version on version.id = edition.version_id
    where edition.id = any(${moves.map(({ held }) => held.intent.editionId)}::uuid[])
  `.execute(tx);
  const versions = new Map(rows.map((row) => [row.edition_id, row]));
  await recordAllEvidence(tx, moves.map(({ held, change }) => {
    const { intent } = held;
    const version = versions.get(intent.editionId);
    return {
      kind: (intent.inReplyTo ? REPLY_KINDS : KINDS)[intent.kind],
      subject: { type: "publication", id: held.publication_id },
      at,
      facts: {
        network: held.network,
        account: intent.account,
        languages: [...intent.languages],
        remoteId: change.remoteId ?? intent.remoteId ?? null,
        url: change.url ?? null,
        permalink: intent.permalink,
        ...(intent.visibility ? { visibility: intent.visibility } : {}),
        ...(intent.part === undefined ? {} : { part: intent.part + 1 }),
        due: held.due_at,
        media: intent.media.map(({ digest, mediaType }) => ({ digest, mediaType })),
        version: version?.number ?? null,
        hash: version?.hash ?? null,
        ...(version?.without_approval
          ? { approverRole: null, approvedAt: null, withoutApproval: true }
          : { approverRole: version?.approved_as ?? null, approvedAt: version?.approved_at ?? null }),
        citations: (version?.citations ?? []).map(({ url, language, hash }) => ({ url, language, hash })),
      },
      ...(intent.kind === "delete" ? {} : { values: { text: intent.text, alt: intent.media.map(({ alt }) => alt) } }),
    };
  }));
}

/** A publication's own state follows from its deliveries of the version that is on its way. */
async function followPublications(tx: Tx, ids: readonly Id<"publication">[], at: Instant): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with latest as (
      select publication_id, max(number) as number from publishing.version where publication_id = any(${[...ids]}::uuid[]) group by publication_id
    ), counted as (
      select version.publication_id, version.number,
        count(*) filter (where delivery.state in ('planned', 'armed', 'sent', 'unknown')) as open,
        count(*) filter (where delivery.state = 'confirmed') as confirmed,
        count(*) filter (where delivery.state in ('refused', 'missed')) as failed,
        count(*) filter (where delivery.state <> 'planned' or delivery.attempts > 0) as begun
      from latest join publishing.version using (publication_id, number)
      join publishing.edition on edition.version_id = version.id
      join publishing.delivery on delivery.edition_id = edition.id and delivery.kind <> 'delete' and delivery.cancelled_at is null
      group by version.publication_id, version.number
    ), followed as (
      select counted.*, publication.state as before,
        case
          when open > 0 then case when begun > 0 then 'publishing' else publication.state end
          when failed > 0 then 'failed'
          when publication.published_version between 1 and counted.number - 1 or publication.correction_reason is not null then 'corrected'
          else 'published'
        end as state
      from counted join publishing.publication on publication.id = counted.publication_id
      where publication.state in ('scheduled', 'publishing', 'failed')
    )
    update publishing.publication set
      state = followed.state, changed_at = ${at},
      published_version = case when confirmed > 0 then followed.number else publication.published_version end,
      correction_reason = case when open = 0 and confirmed > 0 then null else publication.correction_reason end
    from followed
    where publication.id = followed.publication_id and (followed.state <> followed.before or (confirmed > 0 and publication.published_version <> followed.number))
  `.execute(tx);
}
