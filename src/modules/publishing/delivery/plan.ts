import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Profile } from "#modules/register/index.ts";
import type { Intent, OutgoingMedia } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { DraftEdition } from "../draft-facts.ts";
import { sha256 } from "../sha256.ts";
import type { DeliveryKind, PublishingTables } from "../store.ts";

/** What every delivery of a version shares. */
export interface Plan {
  readonly publicationId: Id<"publication">;
  readonly permalink: string;
  readonly dueAt: Instant;
  /** Minutes after `dueAt` until which it may go out by itself. */
  readonly noLaterThanMinutes: number;
  /** End of an embargo (EDI-7). */
  readonly notBefore?: Instant | undefined;
  readonly at: Instant;
}

/** Stores an approved edition and plans its delivery: identity and words are fixed from here on. */
export async function planEdition(
  tx: Tx, plan: Plan, versionId: Id<"version">, profile: Profile, edition: DraftEdition, media: readonly OutgoingMedia[],
): Promise<void> {
  const editionId = newId<"edition">(plan.at);
  const { posts } = edition;
  const parts = posts.length > 1 ? posts.map(({ text }) => text) : undefined;
  const hash = sha256(JSON.stringify([edition.profileId, edition.languages, edition.text, media.map(({ digest, alt, focus }) => [digest, alt, ...(focus ? [focus] : [])]), ...(parts ? [parts] : [])]));
  await tx.withTables<PublishingTables>().insertInto("publishing.edition").values({
    id: editionId,
    version_id: versionId,
    profile_id: edition.profileId,
    languages: [...edition.languages],
    text: edition.text,
    texts: JSON.stringify(edition.texts),
    parts: parts ? JSON.stringify(parts) : null,
    media: JSON.stringify(media),
    hash,
  }).execute();
  const out = await findWhatIsOut(tx, plan.publicationId, edition.profileId, edition.languages);
  for (const [part, { languages, text, texts }] of posts.entries()) {
    const there = out.get(part);
    const before = out.get(part - 1);
    await planDelivery(tx, plan, {
      kind: there ? "update" : "create",
      editionId,
      profile,
      part,
      intent: {
        // Pictures stand with the beginning.
        languages, text, texts, media: part === 0 ? media : [], ...(parts ? { part } : {}),
        ...(there ? { remoteId: there.remote_id } : before ? { continues: before.remote_id } : {}),
      },
    });
  }
  // A thread that has become shorter: what stood behind is taken back.
  for (const [part, { remote_id: remoteId }] of out) {
    if (part < posts.length) continue;
    await planDelivery(tx, plan, { kind: "delete", editionId, profile, part, intent: { languages: edition.languages, text: "", texts: {}, media: [], part, remoteId } });
  }
}

/** What the edition for the same profile and languages became on the network, part by part, when an earlier version is out. */
async function findWhatIsOut(tx: Tx, publicationId: Id<"publication">, profileId: Id<"profile">, languages: readonly string[]) {
  const { rows } = await sql<{ part: number; remote_id: string }>`
    select delivery.part, delivery.remote_id from publishing.delivery join publishing.edition on edition.id = delivery.edition_id
    where delivery.publication_id = ${publicationId} and delivery.profile_id = ${profileId} and edition.languages = ${[...languages]}::text[] and ${isOut}
    order by delivery.part
  `.execute(tx);
  return new Map(rows.map((row) => [row.part, row]));
}

/** SQL, beside a row of `publishing.delivery`: it made a post that nothing has been sent to take back since. */
export const isOut = sql<boolean>`(
  delivery.kind = 'create' and delivery.state = 'confirmed' and delivery.remote_id is not null and not exists (
    select 1 from publishing.delivery removal where removal.publication_id = delivery.publication_id and removal.kind = 'delete'
      and removal.profile_id = delivery.profile_id and removal.intent ->> 'remoteId' = delivery.remote_id and removal.cancelled_at is null
  )
)`;

export async function planDelivery(
  tx: Tx,
  plan: Plan,
  delivery: {
    readonly kind: DeliveryKind;
    readonly editionId: Id<"edition">;
    readonly profile: Pick<Profile, "id" | "network" | "account">;
    /** Of a thread; 0 when absent. */
    readonly part?: number;
    readonly intent: Pick<Intent, "languages" | "text" | "texts" | "media" | "remoteId" | "visibility" | "inReplyTo" | "continues" | "part">;
  },
): Promise<void> {
  const id = newId<"delivery">(plan.at);
  const intent: Intent = {
    deliveryId: id,
    kind: delivery.kind,
    publicationId: plan.publicationId,
    editionId: delivery.editionId,
    profileId: delivery.profile.id,
    account: delivery.profile.account,
    permalink: plan.permalink,
    at: plan.at,
    ...delivery.intent,
  };
  await tx.withTables<PublishingTables>().insertInto("publishing.delivery").values({
    id,
    publication_id: plan.publicationId,
    edition_id: delivery.editionId,
    part: delivery.part ?? 0,
    kind: delivery.kind,
    profile_id: delivery.profile.id,
    network: delivery.profile.network,
    state: "planned",
    due_at: plan.dueAt,
    no_later_than: plusMs(plan.dueAt, plan.noLaterThanMinutes * MINUTE),
    next_at: plan.dueAt,
    intent: JSON.stringify(intent),
    lease_until: null,
    cancelled_at: null,
    remote_id: null,
    url: null,
    code: null,
    detail: null,
    changed_at: plan.at,
    released_at: plan.at,
    not_before: plan.notBefore ?? null,
  }).execute();
}

/**
 * Calls off what was approved and has not begun. The caller holds the publication's lock and found it `scheduled`, a
 * state that ends when the first delivery begins.
 * @returns the hash that had been approved
 */
export async function callOffDeliveries(tx: Tx, publicationId: Id<"publication">, at: Instant): Promise<string | null> {
  await sql`
    update publishing.delivery set cancelled_at = ${at}, changed_at = ${at}
    where publication_id = ${publicationId} and state in ('planned', 'missed') and cancelled_at is null
  `.execute(tx);
  const { rows } = await sql<{ hash: string }>`
    select hash from publishing.version where publication_id = ${publicationId} order by number desc limit 1
  `.execute(tx);
  return rows[0]?.hash ?? null;
}
