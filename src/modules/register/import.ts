import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import { refuse, type Result } from "#kernel/result.ts";
import { type Actor, type ImportedLine, importRows, type ListRefusal } from "#modules/authority/index.ts";
import { getCouncil, listUnits, type Unit } from "#modules/policy/index.ts";
import { isCatalogueId } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { enterProfile, type NewProfile, type OpenAccount, profileKinds } from "./profiles.ts";
import { noteLastPost } from "./standing-store.ts";

/** A row of an inventory is told by the account that it names. */
type ImportedProfile = ImportedLine<{ readonly network: string; readonly handle: string }>;

/**
 * Enters an inventory, row by row (PRO-15): a row that is refused says why and does not keep the others out. The caller
 * undoes it all when it was only to be looked at. Columns: network and handle, and as there are: name_ and a language, unit,
 * kind, ring, languages, opened_on, act, credentials_mail, remote_id, last_post, found_as, reason.
 */
export async function importProfiles(tx: Tx, openAccount: OpenAccount, actor: Actor, document: string, at: Instant): Promise<Result<readonly ImportedProfile[], ListRefusal>> {
  const units = await listUnits(tx, at);
  const { languages } = await getCouncil(tx);
  return importRows(tx, actor, "profile.enter", document, ["network", "handle"], at, async (cell, columns) => ({
    named: { network: cell("network"), handle: cell("handle") }, result: await enterRow(tx, openAccount, actor, cell, { units, languages, columns }, at),
  }));
}

async function enterRow(
  tx: Tx, openAccount: OpenAccount, actor: Actor, cell: (name: string) => string, known: { readonly units: readonly Unit[]; readonly languages: readonly string[]; readonly columns: readonly string[] }, at: Instant,
): Promise<Result<Id<"profile">, { readonly kind: string }>> {
  const network = cell("network").toLowerCase();
  if (!isCatalogueId(network)) return refuse({ kind: "import-network", network: cell("network") });
  const unit = cell("unit") === "" ? undefined : known.units.find((each) => Object.values(each.name).some((name) => name.toLowerCase() === cell("unit").toLowerCase()));
  if (cell("unit") !== "" && !unit) return refuse({ kind: "import-unit", unit: cell("unit") });
  const kind = cell("kind") === "" ? "institutional" : profileKinds.find((each) => each === cell("kind").toLowerCase());
  if (!kind) return refuse({ kind: "import-kind", value: cell("kind"), kinds: profileKinds });
  const posted = cell("last_post") === "" ? undefined : parseInstant(cell("last_post").length === 10 ? `${cell("last_post")}T12:00:00Z` : cell("last_post"));
  if (cell("last_post") !== "" && !posted) return refuse({ kind: "bad-day" });
  const foundAs = (["unofficial", "impersonator", "orphan"] as const).find((each) => each === cell("found_as").toLowerCase());
  const names = known.columns.flatMap((column) => {
    const language = /^name_([a-z]{2,3})$/.exec(column)?.[1];
    return language && cell(column) !== "" ? [[language, cell(column)] as const] : [];
  });
  const profile: NewProfile = {
    network, handle: cell("handle"), displayName: Object.fromEntries(names), summary: {}, unitId: unit?.id, layout: "bilingual", kind,
    languages: cell("languages") === "" ? known.languages : cell("languages").split(/[\s,;|]+/), reason: cell("reason") || cell("act") || "CSV",
    ring: [1, 2, 3].find((ring) => String(ring) === cell("ring")), openedOn: cell("opened_on") || undefined, act: cell("act"),
    credentialsMail: cell("credentials_mail") || undefined, remoteId: cell("remote_id") || undefined, ...(foundAs ? { state: "found" as const, foundAs } : {}),
  };
  const entered = await enterProfile(tx, openAccount, actor, profile, at);
  if (entered.ok && posted) await noteLastPost(tx, { profileId: entered.value, postedAt: posted, by: actor.personId }, at);
  return entered;
}
