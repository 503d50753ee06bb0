import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Queryable } from "#platform/database.ts";
import type { SourceRules } from "../harvest/entries.ts";
import { hostOf, readAddress } from "../parse/address.ts";
import { identify, type LanguageRule } from "../rules/identity.ts";
import { type SourceState, statesEverRead, statesRead } from "../rules/standing.ts";
import { stateOf } from "./state.ts";

export interface SourceOfHost extends SourceRules {
  readonly id: Id<"source">;
  readonly unitId: Id<"unit"> | null;
  readonly markers: readonly string[];
}

/** The source that a page belongs to by its host; of several, the one with the longest common beginning. */
export async function findSourceOfHost(db: Queryable, host: string, url: string, states: readonly SourceState[]): Promise<SourceOfHost | undefined> {
  const { rows } = await sql<{ id: Id<"source">; base_url: string; hosts: string[]; languages: string[]; language_rule: LanguageRule; owner_unit_id: Id<"unit"> | null; not_in_force_markers: string[] }>`
    select id, base_url, hosts, languages, language_rule, owner_unit_id, not_in_force_markers from sources.source
    where ${host} = any(hosts) and ${stateOf(sql.ref("source.id"))} = any(${[...states]}::text[]) order by id
  `.execute(db);
  const shared = (base: string) => {
    let length = 0;
    while (length < base.length && base[length] === url[length]) length += 1;
    return length;
  };
  const [nearest] = rows.sort((one, other) => shared(other.base_url) - shared(one.base_url));
  return nearest && {
    id: nearest.id,
    unitId: nearest.owner_unit_id,
    hosts: nearest.hosts,
    languages: nearest.languages,
    languageRule: nearest.language_rule,
    markers: nearest.not_in_force_markers,
  };
}

/** Whether an address is of a web source that is read (EDI-R1): a page of it need not be known yet. */
export async function isRegisteredUrl(db: Queryable, url: string): Promise<boolean> {
  const address = readAddress(url);
  return address !== undefined && (await findSourceOfHost(db, hostOf(address.parts), address.url, statesRead)) !== undefined;
}

/** The item that an address leads to, in whatever spelling and language (WEB-3). */
export async function findItemByUrl(db: Queryable, url: string): Promise<Id<"item"> | undefined> {
  const address = readAddress(url);
  const source = address && (await findSourceOfHost(db, hostOf(address.parts), address.url, statesEverRead));
  if (!address || !source) return undefined;
  const identity = identify(address.parts, source.languageRule, source.languages);
  const { rows } = await sql<{ id: Id<"item"> }>`
    select coalesce(item.merged_into, item.id) as id from sources.item
    where item.id = coalesce(
      (select alias.item_id from sources.alias where alias.address = ${identity.address}),
      (select keyed.id from sources.item keyed where keyed.canonical_key = ${identity.key})
    )
  `.execute(db);
  return rows[0]?.id;
}
