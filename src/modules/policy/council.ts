import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { type Localized, parseLanguageTag } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { PolicyTables, UnitKind } from "./store.ts";

/** The council that this database belongs to. */
export interface Council {
  readonly name: Localized;
  /** Official languages, BCP 47, in the council's order. */
  readonly languages: readonly string[];
  /** IANA zone of every wall-clock time that its people choose. */
  readonly zone: string;
  readonly handleDomain: string;
  /** `#rrggbb`: the one colour that a council sets. */
  readonly brand: string;
  readonly foundedAt: Instant;
}

export async function findCouncil(db: Queryable): Promise<Council | undefined> {
  const row = await db.withTables<PolicyTables>().selectFrom("policy.council").selectAll().executeTakeFirst();
  return row && {
    name: row.name,
    languages: row.languages,
    zone: row.zone,
    handleDomain: row.handle_domain,
    brand: row.brand,
    foundedAt: row.founded_at,
  };
}

/** @throws Error when no council was founded: nothing but the first-run page works before. */
export async function getCouncil(db: Queryable): Promise<Council> {
  const council = await findCouncil(db);
  if (!council) throw new Error("this database has no council yet");
  return council;
}

export type FoundingRefusal =
  | { readonly kind: "already-founded" }
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "bad-language"; readonly tag: string }
  | { readonly kind: "bad-zone"; readonly zone: string }
  | { readonly kind: "bad-domain"; readonly domain: string }
  | { readonly kind: "bad-colour"; readonly colour: string };

/** Founds the council: once per database. */
export async function foundCouncil(
  tx: Tx,
  council: Omit<Council, "foundedAt">,
  at: Instant,
): Promise<Result<undefined, FoundingRefusal>> {
  if (await findCouncil(tx)) return refuse({ kind: "already-founded" });
  for (const tag of council.languages) {
    if (parseLanguageTag(tag) !== tag) return refuse({ kind: "bad-language", tag });
    if (!council.name[tag]?.trim()) return refuse({ kind: "name-missing", language: tag });
  }
  if (council.languages.length === 0) return refuse({ kind: "bad-language", tag: "" });
  if (!isZone(council.zone)) return refuse({ kind: "bad-zone", zone: council.zone });
  if (!/^[a-z0-9.-]+(:\d+)?$/.test(council.handleDomain)) return refuse({ kind: "bad-domain", domain: council.handleDomain });
  if (!/^#[0-9a-f]{6}$/i.test(council.brand)) return refuse({ kind: "bad-colour", colour: council.brand });
  await tx.withTables<PolicyTables>().insertInto("policy.council").values({
    name: JSON.stringify(council.name),
    languages: [...council.languages],
    zone: council.zone,
    handle_domain: council.handleDomain,
    brand: council.brand,
    founded_at: at,
  }).execute();
  return ok();
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    // Intl has no other way to say that it does not know a zone.
    return false;
  }
}

export interface Unit {
  readonly id: Id<"unit">;
  readonly kind: UnitKind;
  readonly name: Localized;
  readonly parentId: Id<"unit"> | undefined;
  /** The unit whose staff coordinate (Instruction, section 2). */
  readonly coordinates: boolean;
  readonly dir3: string | undefined;
  readonly from: Instant;
}

/** Adds an organisational unit. */
export async function addUnit(
  tx: Tx,
  unit: { readonly kind: UnitKind; readonly name: Localized; readonly parentId?: Id<"unit"> | undefined; readonly coordinates?: boolean; readonly dir3?: string | undefined },
  at: Instant,
): Promise<Id<"unit">> {
  const id = newId<"unit">(at);
  await tx.withTables<PolicyTables>().insertInto("policy.unit").values({
    id,
    kind: unit.kind,
    name: JSON.stringify(unit.name),
    parent_id: unit.parentId ?? null,
    coordinates: unit.coordinates ?? false,
    valid_from: at,
    valid_to: null,
    dir3: unit.dir3 ?? null,
  }).execute();
  await sql`insert into policy.unit_change (unit_id, change, name, parent_id, at, reason) values (${id}, 'entered', ${JSON.stringify(unit.name)}, ${unit.parentId ?? null}, ${at}, '')`.execute(tx);
  return id;
}

/** The units in force, parents before children. */
export async function listUnits(db: Queryable, at: Instant): Promise<readonly Unit[]> {
  const rows = await db.withTables<PolicyTables>().selectFrom("policy.unit").selectAll()
    .where("valid_from", "<=", at)
    .where((row) => row.or([row("valid_to", "is", null), row("valid_to", ">", at)]))
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    parentId: row.parent_id ?? undefined,
    coordinates: row.coordinates,
    dir3: row.dir3 ?? undefined,
    from: row.valid_from,
  }));
}
