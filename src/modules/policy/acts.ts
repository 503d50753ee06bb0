import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

export interface Article {
  /** As the act numbers it: `2`, `4.1`. */
  readonly number: string;
  readonly title: Localized;
  /** What it says, in our own words. */
  readonly summary: Localized;
}

export interface NewAct {
  readonly kind: string;
  readonly title: Localized;
  readonly issuer: string;
  readonly place: string;
  /** `YYYY-MM-DD`. */
  readonly signedOn: string;
  /** Undefined: from the day on which it was signed. */
  readonly inForceFrom?: Instant | undefined;
  readonly url?: string | undefined;
  readonly sha256?: string | undefined;
  /** Whether staff and contractors commit themselves to it: then it is a version of the policy. */
  readonly binding?: boolean;
  readonly articles?: readonly Article[];
}

/** Records an act (an Instruction, a Strategy...) that parameters and appointments cite. Who may is asked by the caller's command. */
export async function recordAct(tx: Tx, act: NewAct, at: Instant, by?: Id<"person">): Promise<Id<"act">> {
  const id = newId<"act">(at);
  const from = act.inForceFrom ?? parseInstant(`${act.signedOn}T00:00:00Z`);
  await sql`
    insert into policy.act (id, kind, title, issuer, place, signed_on, url, recorded_at, recorded_by, in_force_from, binding, sha256, articles)
    values (${id}, ${act.kind}, ${JSON.stringify(act.title)}, ${act.issuer}, ${act.place}, ${act.signedOn}::date, ${act.url ?? null}, ${at}, ${by ?? null},
      ${from}, ${act.binding ?? false}, ${act.sha256 ?? null}, ${JSON.stringify(act.articles ?? [])})
  `.execute(tx);
  return id;
}

export interface Act {
  readonly id: Id<"act">;
  readonly kind: string;
  readonly title: Localized;
  readonly issuer: string;
  readonly place: string;
  readonly signedOn: string;
  readonly inForceFrom: Instant;
  readonly inForceTo: Instant | null;
  readonly binding: boolean;
  readonly url: string | null;
  readonly sha256: string | null;
  readonly articles: readonly Article[];
}

/** Acts, the one signed last first. */
export async function listActs(db: Queryable): Promise<readonly Act[]> {
  const { rows } = await sql<{
    id: Id<"act">; kind: string; title: Localized; issuer: string; place: string; signed_on: string; in_force_from: Instant; in_force_to: Instant | null;
    binding: boolean; url: string | null; sha256: string | null; articles: Article[];
  }>`select id, kind, title, issuer, place, signed_on::text as signed_on, in_force_from, in_force_to, binding, url, sha256, articles from policy.act order by signed_on desc, id desc`.execute(db);
  return rows.map((row) => ({
    id: row.id, kind: row.kind, title: row.title, issuer: row.issuer, place: row.place, signedOn: row.signed_on, inForceFrom: row.in_force_from, inForceTo: row.in_force_to,
    binding: row.binding, url: row.url, sha256: row.sha256, articles: row.articles,
  }));
}

/** Versions of the policy: the acts to which one commits oneself, in the order in which they take effect. */
export async function listPolicyVersions(db: Queryable): Promise<readonly { readonly actId: Id<"act">; readonly from: Instant }[]> {
  const { rows } = await sql<{ id: Id<"act">; in_force_from: Instant }>`select id, in_force_from from policy.act where binding order by in_force_from, id`.execute(db);
  return rows.map((row) => ({ actId: row.id, from: row.in_force_from }));
}
