import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Intent } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import type { DeliveryState } from "../store.ts";

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

/**
 * Moves a delivery on, if it still is as the caller held it. What follows from it — evidence, the publication's own
 * state, the event — is written in the same transaction.
 * @returns false when somebody else has moved it meanwhile; then nothing was written
 */
export async function moveDelivery(tx: Tx, held: HeldDelivery, change: Change, at: Instant): Promise<boolean> {
  // The publication first, as every command does; deliveries of one publication follow one another.
  await sql`select 1 from publishing.publication where id = ${held.publication_id} for update`.execute(tx);
  const moved = await sql`
    update publishing.delivery set
      state = ${change.to}, code = ${change.code ?? null}, detail = ${change.detail?.slice(0, 500) ?? null},
      remote_id = coalesce(${change.remoteId ?? null}, remote_id), url = coalesce(${change.url ?? null}, url),
      next_at = coalesce(${change.nextAt ?? null}::timestamptz, next_at), lease_until = ${change.leaseUntil ?? null}::timestamptz,
      needs_person = ${change.needsPerson ?? false}, attempts = attempts + ${change.countsAttempt ? 1 : 0}, changed_at = ${at}
    where id = ${held.id} and fence = ${held.fence} and state = ${held.state} and cancelled_at is null
  `.execute(tx);
  if (moved.numAffectedRows !== 1n) return false;
  await sql`
    insert into publishing.delivery_step (delivery_id, at, from_state, to_state, fence, code, by_person)
    values (${held.id}, ${at}, ${held.state}, ${change.to}, ${held.fence}, ${change.code ?? null}, ${change.by ?? null})
  `.execute(tx);
  if (change.to === "confirmed") await recordPublished(tx, held, change, at);
  if (change.to !== held.state) await followPublication(tx, held.publication_id, at);
  if (["confirmed", "refused", "unknown", "missed"].includes(change.to)) {
    await recordEvent(tx, {
      kind: `delivery.${change.to}`, subject: { type: "publication", id: held.publication_id }, actor: change.by, at,
      data: { deliveryId: held.id, network: held.network, code: change.code ?? null },
    });
  }
  return true;
}

// EVI-R5: what was said, where, in which languages, under whose approval, and what the cited pages said then.
async function recordPublished(tx: Tx, held: HeldDelivery, change: Change, at: Instant): Promise<void> {
  const { intent } = held;
  const { rows } = await sql<{ number: number; hash: string; approved_as: string; approved_at: Instant; citations: { url: string; language: string; hash: string }[] }>`
    select version.number, version.hash, version.approved_as, version.approved_at, version.citations
    from publishing.edition join publishing.version on version.id = edition.version_id where edition.id = ${intent.editionId}
  `.execute(tx);
  const version = rows[0];
  const kinds = { create: "publication.published", update: "publication.corrected", delete: "publication.removed" } as const;
  await recordEvidence(tx, {
    kind: kinds[intent.kind],
    subject: { type: "publication", id: held.publication_id },
    at,
    facts: {
      network: held.network,
      account: intent.account,
      languages: [...intent.languages],
      remoteId: change.remoteId ?? intent.remoteId ?? null,
      url: change.url ?? null,
      permalink: intent.permalink,
      due: held.due_at,
      media: intent.media.map(({ digest, mediaType }) => ({ digest, mediaType })),
      version: version?.number ?? null,
      hash: version?.hash ?? null,
      approverRole: version?.approved_as ?? null,
      approvedAt: version?.approved_at ?? null,
      citations: (version?.citations ?? []).map(({ url, language, hash }) => ({ url, language, hash })),
    },
    ...(intent.kind === "delete" ? {} : { values: { text: intent.text, alt: intent.media.map(({ alt }) => alt) } }),
  });
}

/** The publication's own state follows from its deliveries of the version that is on its way. */
async function followPublication(tx: Tx, id: Id<"publication">, at: Instant): Promise<void> {
  const publication = await sql<{ state: string; published_version: number }>`
    select state, published_version from publishing.publication where id = ${id}
  `.execute(tx);
  const before = publication.rows[0];
  if (!before || !["scheduled", "publishing", "failed"].includes(before.state)) return;
  const { rows } = await sql<{ number: number; open: number; confirmed: number; failed: number; begun: number }>`
    select version.number,
      count(*) filter (where delivery.state in ('planned', 'armed', 'sent', 'unknown')) as open,
      count(*) filter (where delivery.state = 'confirmed') as confirmed,
      count(*) filter (where delivery.state in ('refused', 'missed')) as failed,
      count(*) filter (where delivery.state <> 'planned' or delivery.attempts > 0) as begun
    from publishing.version join publishing.edition on edition.version_id = version.id
    join publishing.delivery on delivery.edition_id = edition.id and delivery.kind <> 'delete'
    where version.publication_id = ${id} and delivery.cancelled_at is null
      and version.number = (select max(number) from publishing.version where publication_id = ${id})
    group by version.number
  `.execute(tx);
  const version = rows[0];
  if (!version) return;
  const correction = before.published_version > 0 && before.published_version < version.number;
  const done = version.open === 0;
  const state = !done
    ? version.begun > 0 ? "publishing" : before.state
    : version.confirmed === 0 ? "failed" : version.failed > 0 ? "failed" : correction ? "corrected" : "published";
  const isOut = version.confirmed > 0;
  if (state === before.state && !isOut) return;
  await sql`
    update publishing.publication set state = ${state}, changed_at = ${at},
      published_version = case when ${isOut} then ${version.number} else published_version end,
      correction_reason = case when ${done && isOut} then null else correction_reason end
    where id = ${id}
  `.execute(tx);
}
