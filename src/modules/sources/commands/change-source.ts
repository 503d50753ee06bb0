import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { isUniqueViolation, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { readAddress } from "../parse/address.ts";
import { ownerOf, pathOf, readPrefix } from "../rules/section.ts";
import type { SourceKind } from "../rules/standing.ts";
import type { SourcesTables } from "../store.ts";
import { isUnit, holdSource, listSectionOwners } from "./held-source.ts";
import { recordSource } from "./record.ts";

export interface SourceChange {
  readonly sourceId: Id<"source">;
  readonly name: Localized;
  readonly kind: SourceKind;
  readonly unitId: Id<"unit"> | null;
  readonly creationAct: string;
  /** Address and day (`YYYY-MM-DD`) of the accessibility statement; both or neither. */
  readonly statement: { readonly url: string; readonly on: string } | null;
}

export type ChangeRefusal =
  | NotPermitted
  | { readonly kind: "unknown-source" }
  | { readonly kind: "unknown-unit" }
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "bad-address"; readonly url: string }
  | { readonly kind: "bad-day" }
  /** WEB-R1: what is read has an owner. */
  | { readonly kind: "source-owner-missing" };

/** Puts right what is known of a source (WEB-1). With another owner, what it has published is the other's. */
export async function changeSource(tx: Tx, actor: Actor, change: SourceChange, at: Instant): Promise<Result<undefined, ChangeRefusal>> {
  const permitted = await authorise(tx, actor, "source.register", {}, at);
  if (!permitted.ok) return permitted;
  const source = await holdSource(tx, change.sourceId);
  if (!source) return refuse({ kind: "unknown-source" });
  const { languages, zone } = await getCouncil(tx);
  const [first = "es"] = languages;
  if (!languages.some((language) => change.name[language]?.trim())) return refuse({ kind: "name-missing", language: first });
  if (change.unitId !== null && change.unitId !== source.unitId && !(await isUnit(tx, change.unitId))) return refuse({ kind: "unknown-unit" });
  if (change.unitId === null && source.unitId !== null && source.state !== "proposed") return refuse({ kind: "source-owner-missing" });
  const statement = change.statement && readAddress(change.statement.url);
  if (change.statement && !statement) return refuse({ kind: "bad-address", url: change.statement.url.slice(0, 200) });
  // A statement of tomorrow has not been made.
  if (change.statement && change.statement.on > wallTimeAt(at, zone).local.slice(0, 10)) return refuse({ kind: "bad-day" });
  await tx.withTables<SourcesTables>().updateTable("sources.source").where("id", "=", source.id).set({
    name: JSON.stringify(change.name), kind: change.kind, owner_unit_id: change.unitId, creation_act: change.creationAct.trim(), statement_url: statement?.url ?? null, statement_on: change.statement?.on ?? null,
  }).execute();
  if (change.unitId !== source.unitId) await giveItems(tx, source.id, change.unitId);
  await recordSource(tx, "source.changed", source.id, actor, at, {
    kind: change.kind, unitId: change.unitId, creationAct: change.creationAct.trim(), statementUrl: statement?.url ?? null, statementOn: change.statement?.on ?? null,
  });
  return ok();
}

export type SectionRefusal =
  | NotPermitted
  | { readonly kind: "unknown-source" }
  | { readonly kind: "unknown-unit" }
  | { readonly kind: "unknown-section" }
  | { readonly kind: "bad-section"; readonly prefix: string }
  | { readonly kind: "section-taken"; readonly prefix: string };

/** Gives what is below a path to a unit (WEB-5), what is there already too. */
export async function giveSection(
  tx: Tx, actor: Actor, section: { readonly sourceId: Id<"source">; readonly prefix: string; readonly unitId: Id<"unit"> }, at: Instant,
): Promise<Result<Id<"source-section">, SectionRefusal>> {
  const permitted = await authorise(tx, actor, "source.register", {}, at);
  if (!permitted.ok) return permitted;
  const source = await holdSource(tx, section.sourceId);
  if (!source) return refuse({ kind: "unknown-source" });
  const prefix = readPrefix(section.prefix);
  if (prefix === undefined) return refuse({ kind: "bad-section", prefix: section.prefix.slice(0, 100) });
  if (!(await isUnit(tx, section.unitId))) return refuse({ kind: "unknown-unit" });
  const id = newId<"source-section">(at);
  try {
    await tx.withTables<SourcesTables>().insertInto("sources.section").values({
      id, source_id: source.id, prefix, unit_id: section.unitId, since: at, by_person: actor.personId, ended_at: null, ended_by: null,
    }).execute();
  } catch (error) {
    if (isUniqueViolation(error, "section_prefix")) return refuse({ kind: "section-taken", prefix });
    throw error;
  }
  await giveItems(tx, source.id, source.unitId);
  await recordSource(tx, "source.section-given", source.id, actor, at, { prefix, unitId: section.unitId });
  return ok(id);
}

/** Ends a section: what is there is the source's owner's again, or an outer section's. */
export async function endSection(tx: Tx, actor: Actor, sectionId: Id<"source-section">, at: Instant): Promise<Result<undefined, SectionRefusal>> {
  const permitted = await authorise(tx, actor, "source.register", {}, at);
  if (!permitted.ok) return permitted;
  const { rows } = await sql<{ source_id: Id<"source"> }>`select source_id from sources.section where id = ${sectionId}`.execute(tx);
  const source = rows[0] && (await holdSource(tx, rows[0].source_id));
  if (!source) return refuse({ kind: "unknown-section" });
  const ended = await sql<{ prefix: string; unit_id: Id<"unit"> }>`
    update sources.section set ended_at = ${at}, ended_by = ${actor.personId} where id = ${sectionId} and ended_at is null returning prefix, unit_id
  `.execute(tx);
  const [section] = ended.rows;
  if (!section) return refuse({ kind: "unknown-section" });
  await giveItems(tx, source.id, source.unitId);
  await recordSource(tx, "source.section-ended", source.id, actor, at, { prefix: section.prefix, unitId: section.unit_id });
  return ok();
}

/** Gives each item of a source to whom it belongs now. */
async function giveItems(tx: Tx, sourceId: Id<"source">, owner: Id<"unit"> | null): Promise<void> {
  const sections = await listSectionOwners(tx, sourceId);
  const { rows: items } = await sql<{ id: Id<"item">; unit_id: Id<"unit"> | null; addresses: string[] }>`
    select item.id, item.owner_unit_id as unit_id, array_append(array_agg(variant.address), item.canonical_key) as addresses
    from sources.item join sources.variant on variant.item_id = item.id where item.source_id = ${sourceId} group by item.id
  `.execute(tx);
  const moved = items.map((item) => ({ ...item, to: ownerOf(item.addresses.map(pathOf), sections, owner) })).filter(({ unit_id, to }) => unit_id !== to);
  await sql`
    update sources.item set owner_unit_id = moved.unit_id
    from unnest(${moved.map(({ id }) => id)}::uuid[], ${moved.map(({ to }) => to)}::uuid[]) as moved (id, unit_id) where item.id = moved.id
  `.execute(tx);
}
