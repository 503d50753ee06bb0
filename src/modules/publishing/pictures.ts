import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, type Result } from "#kernel/result.ts";
import type { Actor, NotPermitted } from "#modules/authority/index.ts";
import { endConsent } from "#modules/media/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { changeState, lockPublication } from "./draft-commands.ts";
import { callOffDeliveries } from "./delivery/plan.ts";
import type { PublicationState } from "./store.ts";

export interface PictureUse {
  readonly publicationId: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly alt: Localized;
}

/** Which publications show pictures, by the digest of their bytes; the one changed last comes first. */
export async function listUses(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, readonly PictureUse[]>> {
  const { rows } = await sql<PictureUse & { digest: string }>`
    select asset.digest, publication.id as "publicationId", publication.title, publication.state,
      (select picture -> 'alt' from jsonb_array_elements(publication.content -> 'media') picture where picture ->> 'assetId' = asset.id::text limit 1) as alt
    from media.asset join publishing.shown on shown.asset_id = asset.id join publishing.publication on publication.id = shown.publication_id
    where asset.digest = any(${[...digests]}::text[]) and publication.state <> 'cancelled'
    order by publication.changed_at desc, publication.id desc
  `.execute(db);
  return Map.groupBy(rows, ({ digest }) => digest);
}

/**
 * Notes that somebody withdrew their word (EDI-R5): what was approved with their picture and has not gone out waits for
 * approval again. What is out stays, and is told, so that a person withdraws it.
 */
export async function withdrawConsent(
  tx: Tx, actor: Actor, end: { readonly id: Id<"consent">; readonly reason: string }, at: Instant,
): Promise<Result<{ readonly reopened: number; readonly out: number }, NotPermitted | { readonly kind: "unknown-consent" } | { readonly kind: "reason-missing" }>> {
  const ended = await endConsent(tx, actor, end, at);
  if (!ended.ok) return ended;
  const { rows } = await sql<{ id: Id<"publication"> }>`
    select distinct publication_id as id from publishing.shown where asset_id = any(${[...ended.value]}::uuid[]) order by id
  `.execute(tx);
  let [reopened, out] = [0, 0];
  for (const { id } of rows) {
    const found = await lockPublication(tx, id);
    if (found?.state === "scheduled") {
      const approvedHash = await callOffDeliveries(tx, id, at);
      await changeState(tx, id, "in_review", at);
      await recordEvent(tx, { kind: "publication.reopened", subject: { type: "publication", id }, actor: actor.personId, at, data: { approvedHash, because: "consent" } });
      reopened += 1;
    }
    if (found && found.published_version > 0 && found.state !== "withdrawn") out += 1;
  }
  return ok({ reopened, out });
}
