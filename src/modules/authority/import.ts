import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { getCouncil, listUnits, type Unit } from "#modules/policy/index.ts";
import { readCsv } from "#platform/csv-reader.ts";
import type { Tx } from "#platform/database.ts";
import { type Actor, authorise } from "./authorise.ts";
import { enterUnit } from "./organisation.ts";
import { enterPerson } from "./people.ts";
import type { Action, NotPermitted } from "./rules/can.ts";
import type { PostType } from "./rules/eligibility.ts";

/** What came of one row, with what it is called by. */
export type ImportedLine<Named = { readonly name: string }> = Named & {
  /** In the document, the heading being 1. */
  readonly line: number;
  readonly outcome: "entered" | "refused";
  readonly refusal: { readonly kind: string } | null;
};

export type ListRefusal =
  | NotPermitted
  | { readonly kind: "list-columns"; readonly columns: readonly string[] }
  | { readonly kind: "list-too-long"; readonly most: number }
  | { readonly kind: "list-empty" };

const MOST_ROWS = 2_000;
type Cell = (column: string) => string;

/**
 * Enters units from a list: `kind`, `name_<language>`, `parent` (a name), `dir3`. A row that is refused says why and keeps no other
 * out; one may stand below another of the same list that comes before it. The caller undoes it all when it was only to be looked at.
 */
export function importUnits(tx: Tx, actor: Actor, document: string, at: Instant): Promise<Result<readonly ImportedLine[], ListRefusal>> {
  return importRows(tx, actor, "policy.manage", document, ["kind"], at, async (cell, columns) => {
    const units = await listUnits(tx, at);
    const { languages } = await getCouncil(tx);
    const kind = (["department", "service", "unit", "entity"] as const).find((each) => each === cell("kind").toLowerCase());
    const name = Object.fromEntries(columns.filter((column) => column.startsWith("name_")).map((column) => [column.slice(5), cell(column)]));
    const label = languages.map((language) => name[language]).find((text) => text) ?? "";
    if (!kind) return { named: { name: label }, result: refuse({ kind: "list-kind", value: cell("kind") }) };
    const parent = findUnit(units, cell("parent"));
    if (cell("parent") !== "" && !parent) return { named: { name: label }, result: refuse({ kind: "list-unit", unit: cell("parent") }) };
    return { named: { name: label }, result: await enterUnit(tx, actor, { kind, name, parentId: parent?.id, dir3: cell("dir3") }, at) };
  });
}

const posts: readonly PostType[] = ["service_head", "unit_head", "technical", "mayor_adviser", "director", "entity_head", "external"];

/** Enters people from a list: `name`, `email`, `post`, `unit` (a name), `language`, `suited` (`no` where it is not). They are invited one by one. */
export function importPeople(tx: Tx, actor: Actor, document: string, at: Instant): Promise<Result<readonly ImportedLine[], ListRefusal>> {
  return importRows(tx, actor, "people.manage", document, ["name", "email", "post"], at, async (cell) => {
    const name = cell("name");
    const postType = posts.find((each) => each === cell("post").toLowerCase());
    if (!postType) return { named: { name }, result: refuse({ kind: "list-post", value: cell("post"), posts }) };
    const unit = findUnit(await listUnits(tx, at), cell("unit"));
    if (cell("unit") !== "" && !unit) return { named: { name }, result: refuse({ kind: "list-unit", unit: cell("unit") }) };
    const language = ["es", "eu", "en"].includes(cell("language")) ? cell("language") : "es";
    return { named: { name }, result: await enterPerson(tx, actor, { name, email: cell("email"), postType, unitId: unit?.id, language, suited: cell("suited").toLowerCase() !== "no" }, at) };
  });
}

const findUnit = (units: readonly Unit[], name: string): Unit | undefined =>
  name === "" ? undefined : units.find((unit) => Object.values(unit.name).some((each) => each.toLowerCase() === name.toLowerCase()));

/** What every list shares: permission first, columns by their heading, each row by itself and with its own refusal. */
export async function importRows<Named>(
  tx: Tx, actor: Actor, action: Action, document: string, needed: readonly string[], at: Instant,
  enter: (cell: Cell, columns: readonly string[]) => Promise<{ readonly named: Named; readonly result: Result<Id<string>, { readonly kind: string }> }>,
): Promise<Result<readonly ImportedLine<Named>[], ListRefusal>> {
  const permitted = await authorise(tx, actor, action, {}, at);
  if (!permitted.ok) return permitted;
  const [heading, ...rows] = readCsv(document);
  if (!heading || rows.length === 0) return refuse({ kind: "list-empty" });
  if (rows.length > MOST_ROWS) return refuse({ kind: "list-too-long", most: MOST_ROWS });
  const columns = heading.map((name) => name.trim().toLowerCase().replaceAll(/[\s-]+/g, "_"));
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length > 0) return refuse({ kind: "list-columns", columns: missing });
  const report: ImportedLine<Named>[] = [];
  for (const [index, row] of rows.entries()) {
    await sql`savepoint imported_row`.execute(tx);
    const { named, result } = await enter((column) => row[columns.indexOf(column)]?.trim() ?? "", columns);
    await (result.ok ? sql`release savepoint imported_row` : sql`rollback to savepoint imported_row`).execute(tx);
    report.push({ ...named, line: index + 2, outcome: result.ok ? "entered" : "refused", refusal: result.ok ? null : result.refusal });
  }
  return ok(report);
}
