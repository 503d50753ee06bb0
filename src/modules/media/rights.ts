import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import type { Consent, ConsentGiver, Rights } from "./rules/rights.ts";

export interface KeptConsent extends Consent {
  readonly id: Id<"consent">;
  readonly reference: string;
}

/** What is known of a picture's rights. */
export interface PictureRights {
  readonly rights: Rights | undefined;
  readonly consents: readonly KeptConsent[];
}

export type RightsRefusal = NotPermitted | { readonly kind: "unknown-picture" };

/** Says by what right a picture is shown and who is in it; what was said before stays on record. */
export async function declareRights(tx: Tx, actor: Actor, declared: { readonly assetId: Id<"asset">; readonly rights: Rights }, at: Instant): Promise<Result<undefined, RightsRefusal>> {
  const digest = await admitToPicture(tx, actor, declared.assetId, at);
  if (!digest.ok) return digest;
  const { licence, author, ground, people } = declared.rights;
  await sql`
    insert into media.rights (digest, licence, author, ground, people, declared_by, at)
    values (${digest.value}, ${licence}, ${author.trim()}, ${ground.trim()}, ${people}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "picture.rights-declared", subject: { type: "picture", id: declared.assetId }, actor: actor.personId, at, data: { licence, people } });
  return ok();
}

export interface NewConsent {
  readonly assetId: Id<"asset">;
  readonly givenBy: ConsentGiver;
  readonly reference: string;
  readonly until: string | null;
}

/** Notes that somebody in a picture, or their guardians, said yes. */
export async function addConsent(tx: Tx, actor: Actor, consent: NewConsent, at: Instant): Promise<Result<Id<"consent">, RightsRefusal | { readonly kind: "reference-missing" }>> {
  const digest = await admitToPicture(tx, actor, consent.assetId, at);
  if (!digest.ok) return digest;
  if (consent.reference.trim() === "") return refuse({ kind: "reference-missing" });
  const id = newId<"consent">(at);
  await sql`
    insert into media.consent (id, digest, given_by, reference, until, added_by, at)
    values (${id}, ${digest.value}, ${consent.givenBy}, ${consent.reference.trim()}, ${consent.until}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "picture.consent-added", subject: { type: "picture", id: consent.assetId }, actor: actor.personId, at, data: { givenBy: consent.givenBy } });
  return ok(id);
}

/**
 * Notes that a consent was withdrawn. Whoever calls sees to what shows the picture.
 * @returns the uploads of that picture
 */
export async function endConsent(
  tx: Tx, actor: Actor, end: { readonly id: Id<"consent">; readonly reason: string }, at: Instant,
): Promise<Result<readonly Id<"asset">[], NotPermitted | { readonly kind: "unknown-consent" } | { readonly kind: "reason-missing" }>> {
  const permitted = await authorise(tx, actor, "media.add", {}, at);
  if (!permitted.ok) return permitted;
  if (end.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const { rows } = await sql<{ digest: string }>`
    insert into media.consent_end (consent_id, reason, ended_by, at)
    select id, ${end.reason.trim()}, ${actor.personId}, ${at} from media.consent where id = ${end.id}
    on conflict do nothing returning (select digest from media.consent where id = consent_id) as digest
  `.execute(tx);
  const [ended] = rows;
  if (!ended) return refuse({ kind: "unknown-consent" });
  const { rows: assets } = await sql<{ id: Id<"asset"> }>`select id from media.asset where digest = ${ended.digest} and crop_of is null order by id`.execute(tx);
  for (const { id } of assets) await recordEvent(tx, { kind: "picture.consent-ended", subject: { type: "picture", id }, actor: actor.personId, at, data: { reason: end.reason.trim() } });
  return ok(assets.map(({ id }) => id));
}

async function admitToPicture(tx: Tx, actor: Actor, assetId: Id<"asset">, at: Instant): Promise<Result<string, RightsRefusal>> {
  const permitted = await authorise(tx, actor, "media.add", {}, at);
  if (!permitted.ok) return permitted;
  const { rows } = await sql<{ digest: string }>`
    select digest from media.asset where id = ${assetId} and crop_of is null and not exists (select 1 from media.erasure where erasure.digest = asset.digest)
  `.execute(tx);
  return rows[0] ? ok(rows[0].digest) : refuse({ kind: "unknown-picture" });
}

/** Rights and consents of pictures, by the digest of their bytes; one of which nothing is known is not there. */
export async function listRights(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, PictureRights>> {
  const { rows } = await sql<{ digest: string; rights: Rights | null; consents: readonly KeptConsent[] }>`
    select wanted.digest,
      (select jsonb_build_object('licence', licence, 'author', author, 'ground', ground, 'people', people)
        from media.rights where rights.digest = wanted.digest order by position desc limit 1) as rights,
      (select coalesce(jsonb_agg(jsonb_build_object('id', consent.id, 'givenBy', given_by, 'reference', reference, 'until', until, 'ended', consent_end.consent_id is not null) order by consent.id), '[]')
        from media.consent left join media.consent_end on consent_end.consent_id = consent.id where consent.digest = wanted.digest) as consents
    from (select distinct unnest(${[...digests]}::text[]) as digest) wanted
  `.execute(db);
  return new Map(rows.map(({ digest, rights, consents }) => [digest, { rights: rights ?? undefined, consents }]));
}
