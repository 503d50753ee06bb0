import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { type Actor, type ImportedLine, importRows, type ListRefusal } from "#modules/authority/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { findItemByUrl } from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";
import { saveDraft, startPublication } from "./draft-commands.ts";
import type { LimitsOf } from "./draft-facts.ts";

/**
 * Enters drafts from a list, row by row (EDI-6): a row that is refused says why and keeps no other out. The caller undoes it all
 * when it was only to be looked at. Columns: `title`, `profiles` (handles, with commas), `unit` (a name), `due` (on the
 * council's clock), `text_<language>`, `source` (the address of a page that is known).
 */
export async function importPublications(tx: Tx, limitsOf: LimitsOf, actor: Actor, document: string, at: Instant): Promise<Result<readonly ImportedLine[], ListRefusal>> {
  const [{ zone }, profiles, units] = [await getCouncil(tx), await listProfiles(tx), await listUnits(tx, at)];
  return importRows(tx, actor, "publication.draft", document, ["title", "profiles"], at, async (cell, columns) => ({ named: { name: cell("title") }, result: await enter(cell, columns) }));

  async function enter(cell: (column: string) => string, columns: readonly string[]): Promise<Result<Id<"publication">, { readonly kind: string }>> {
    const chosen: Id<"profile">[] = [];
    for (const handle of cell("profiles").split(/[\s,;|]+/).filter((each) => each !== "")) {
      const found = profiles.filter((profile) => profile.handle.toLowerCase() === handle.replace(/^@/, "").toLowerCase());
      const [profile] = found;
      // The same name on two networks says too little.
      if (!profile || found.length > 1) return refuse({ kind: "import-profile", handle, found: found.length });
      chosen.push(profile.id);
    }
    const unit = units.find((each) => Object.values(each.name).some((name) => name.toLowerCase() === cell("unit").toLowerCase()));
    if (cell("unit") !== "" && !unit) return refuse({ kind: "list-unit", unit: cell("unit") });
    const local = cell("due").replace(" ", "T");
    if (local !== "") {
      const reading = readWallTime({ local, zone });
      if (reading.kind === "twice") return refuse({ kind: "time-twice" });
      if (reading.kind !== "once") return refuse({ kind: "bad-time", because: reading.kind });
      if (reading.at <= at) return refuse({ kind: "bad-time", because: "past" });
    }
    const item = cell("source") === "" ? undefined : await findItemByUrl(tx, cell("source"));
    if (cell("source") !== "" && !item) return refuse({ kind: "import-source", url: cell("source") });
    const started = await startPublication(tx, actor, cell("title"), at);
    if (!started.ok) return started;
    const saved = await saveDraft(tx, limitsOf, actor, {
      id: started.value, revision: 1,
      content: {
        title: cell("title"), unitId: unit?.id ?? null, profiles: chosen, forks: {}, media: [], citations: item ? [{ itemId: item }] : [], exception: null, due: local === "" ? null : { local },
        texts: Object.fromEntries(columns.flatMap((column) => (/^text_[a-z]{2,3}$/.test(column) && cell(column) !== "" ? [[column.slice(5), cell(column)]] : []))),
      },
    }, at);
    return saved.ok ? ok(started.value) : saved;
  }
}
