import { sql } from "kysely";
import type { Queryable } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { relMeIn } from "./parse/proof.ts";
import { stateOf } from "./queries/state.ts";

const MOST_BYTES = 2_000_000;
const TIMEOUT_MS = 10_000;

/** The addresses to which a page links as to itself; none when it cannot be read. A page speaks for its host: no redirect is followed. */
export async function findRelMe(egress: Egress, url: string): Promise<readonly string[]> {
  const answer = await egress.fetch({ url, maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS, maxRedirects: 0 });
  if (answer.kind !== "answer" || answer.status !== 200) return [];
  return relMeIn(new TextDecoder().decode(answer.body)).flatMap((link) => (URL.canParse(link, url) ? [new URL(link, url).href] : []));
}

/** Hosts of webs in use whose domain was proven to be the council's (WEB-2). */
export async function listProvenHosts(db: Queryable): Promise<readonly string[]> {
  const { rows } = await sql<{ host: string }>`
    select distinct proof.host from sources.proof join sources.source on source.id = proof.source_id where ${stateOf(sql.ref("source.id"))} in ('active', 'migrating')
  `.execute(db);
  return rows.map(({ host }) => host);
}
