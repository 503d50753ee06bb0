import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { permalinkOf } from "./decision-commands.ts";
import { insertDraft, ownUnit, type UnknownPublication } from "./draft-commands.ts";
import { type Content, emptyContent } from "./rules/content.ts";
import { findSharedPost } from "./shares.ts";

/**
 * Opens a draft that repeats from other profiles what one has said (EDI-R1): how it begins, its permanent address, and the pages
 * that it cites, which the new one cites too.
 */
export async function startShare(
  tx: Tx, origin: string, actor: Actor, id: Id<"publication">, at: Instant,
): Promise<Result<Id<"publication">, NotPermitted | UnknownPublication | { readonly kind: "not-published" }>> {
  const shared = await findSharedPost(tx, id);
  if (!shared) return refuse({ kind: "unknown-publication" });
  if (!shared.isOut) return refuse({ kind: "not-published" });
  const { rows } = await sql<{ content: Content }>`
    select version.content from publishing.version join publishing.publication on publication.id = version.publication_id and version.number = publication.published_version where publication.id = ${id}
  `.execute(tx);
  const said = rows[0]?.content ?? emptyContent;
  const { languages } = await getCouncil(tx);
  const texts = Object.fromEntries(languages.flatMap((language) => {
    const text = said.texts[language] ?? Object.values(said.forks).map((fork) => fork[language]).find((fork) => fork !== undefined);
    return text === undefined || text.trim() === "" ? [] : [[language, `${beginningOf(text)}\n\n${permalinkOf(origin, id)}`]];
  }));
  const content: Content = { ...emptyContent, title: said.title, unitId: await ownUnit(tx, actor), texts, citations: said.citations, shares: id };
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: content.unitId ?? undefined, profileIds: [] }, at);
  if (!permitted.ok) return permitted;
  return ok(await insertDraft(tx, actor, content, null, at));
}

/** Its first paragraph; the address of what is repeated follows, and a line that divides a thread means nothing here. */
const beginningOf = (text: string): string => text.trim().split(/\n\s*\n|\n---\n/u)[0]?.trim() ?? "";
