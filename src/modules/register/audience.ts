import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { CatalogueId } from "#networks/contract/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";

/** How many of a public a network reaches, as a published study says (S4). */
export interface AudienceFact {
  readonly id: Id<"audience-fact">;
  readonly network: CatalogueId;
  readonly ageBand: string;
  /** In per cent. */
  readonly share: number;
  /** Of whom: all inhabitants, users of the internet... */
  readonly base: string;
  readonly source: string;
  readonly year: number;
}

export type AudienceRefusal =
  | NotPermitted
  | { readonly kind: "bad-share" }
  | { readonly kind: "bad-year" }
  /** A number without its study and its public says nothing. */
  | { readonly kind: "source-missing" }
  | { readonly kind: "unknown-fact" };

/** What is known of the use of networks, the newest first within each. */
export async function listAudienceFacts(db: Queryable): Promise<readonly AudienceFact[]> {
  const { rows } = await sql<Omit<AudienceFact, "share"> & { share: string }>`
    select id, network, age_band as "ageBand", share::text as share, base, source, year from register.audience_fact where removed_at is null order by network, year desc, age_band, id
  `.execute(db);
  return rows.map((row) => ({ ...row, share: Number(row.share) }));
}

export async function enterAudienceFact(tx: Tx, actor: Actor, fact: Omit<AudienceFact, "id">, at: Instant): Promise<Result<Id<"audience-fact">, AudienceRefusal>> {
  const permitted = await authorise(tx, actor, "request.evaluate", {}, at);
  if (!permitted.ok) return permitted;
  if (!(fact.share >= 0 && fact.share <= 100)) return refuse({ kind: "bad-share" });
  if (!Number.isInteger(fact.year) || fact.year < 1990 || fact.year > Number(at.slice(0, 4))) return refuse({ kind: "bad-year" });
  if ([fact.source, fact.base, fact.ageBand].some((each) => each.trim() === "")) return refuse({ kind: "source-missing" });
  const id = newId<"audience-fact">(at);
  await sql`
    insert into register.audience_fact (id, network, age_band, share, base, source, year, entered_at, entered_by)
    values (${id}, ${fact.network}, ${fact.ageBand.trim()}, ${fact.share}, ${fact.base.trim()}, ${fact.source.trim()}, ${fact.year}, ${at}, ${actor.personId})
  `.execute(tx);
  await recordEvent(tx, { kind: "audience-fact.entered", subject: { type: "audience-fact", id }, actor: actor.personId, at, data: { network: fact.network, year: fact.year } });
  return ok(id);
}

/** Takes a fact out of what is shown; that it was there stays. */
export async function removeAudienceFact(tx: Tx, actor: Actor, id: Id<"audience-fact">, at: Instant): Promise<Result<undefined, AudienceRefusal>> {
  const permitted = await authorise(tx, actor, "request.evaluate", {}, at);
  if (!permitted.ok) return permitted;
  const { rows } = await sql`update register.audience_fact set removed_at = ${at} where id = ${id} and removed_at is null returning id`.execute(tx);
  if (rows.length === 0) return refuse({ kind: "unknown-fact" });
  await recordEvent(tx, { kind: "audience-fact.removed", subject: { type: "audience-fact", id }, actor: actor.personId, at, data: {} });
  return ok();
}
