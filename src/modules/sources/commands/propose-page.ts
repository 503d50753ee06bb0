import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { HOUR, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransactionUnlessRefused } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { applyEntries } from "../harvest/apply.ts";
import { guestOf, type GuestOptions } from "../harvest/ask.ts";
import { fetchPage } from "../harvest/documents.ts";
import { entryOfPage } from "../harvest/entries.ts";
import { hostOf, readAddress } from "../parse/address.ts";
import { statesRead } from "../rules/standing.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { findItemByUrl, findSourceOfHost } from "../queries/addresses.ts";
import type { SourcesTables } from "../store.ts";

type PageRefusal =
  | NotPermitted
  | SourceTrouble
  | { readonly kind: "bad-address"; readonly url: string }
  /** Its host belongs to no registered source. */
  | { readonly kind: "outside-sources"; readonly url: string };

/** Makes an item of one page of a registered source, or finds the one that it is. The page is read regularly from then on. */
export async function proposePage(
  db: Database, egress: Egress, clock: Clock, actor: Actor, url: string, options: GuestOptions = {},
): Promise<Result<{ readonly itemId: Id<"item">; readonly isNew: boolean }, PageRefusal>> {
  const address = readAddress(/^[a-z][a-z0-9+.-]*:/i.test(url.trim()) ? url : `https://${url.trim()}`);
  if (!address) return refuse({ kind: "bad-address", url: url.slice(0, 200) });
  const source = await findSourceOfHost(db, hostOf(address.parts), address.url, statesRead);
  const object = { unitId: source?.unitId ?? undefined };
  const allowed = await inTransactionUnlessRefused(db, (tx) => authorise(tx, actor, "item.propose", object, clock.now()));
  if (!allowed.ok) return allowed;
  if (!source) return refuse({ kind: "outside-sources", url: address.url });
  const known = await findItemByUrl(db, address.url);
  if (known) return ok({ itemId: known, isNew: false });

  const fetched = await fetchPage(guestOf(egress, options), address.url, { etag: null, lastModified: null }, source.markers);
  if (fetched.kind === "failed") return refuse(fetched.trouble);
  if (fetched.kind === "unchanged") return refuse({ kind: "http-status", status: 304 });
  const entry = entryOfPage(source, fetched.value, [fetched.url, address.url]);
  if (typeof entry === "string") {
    // A page without a title cannot be proposed to anybody.
    return entry === "foreign-host" ? refuse({ kind: "outside-sources", url: fetched.url }) : refuse({ kind: "not-a-page" });
  }

  return inTransactionUnlessRefused(db, async (tx) => {
    const at = clock.now();
    const permitted = await authorise(tx, actor, "item.propose", object, at);
    if (!permitted.ok) return permitted;
    const channelId = newId<"channel">(at);
    await tx.withTables<SourcesTables>().insertInto("sources.channel").values({
      id: channelId, source_id: source.id, kind: "page", url: entry.url, title: entry.title, etag: fetched.etag, last_modified: fetched.lastModified,
      next_at: plusMs(at, 6 * HOUR), last_read_at: at, last_ok_at: at, last_content_at: at, error: null, error_since: null, last_counts: null, added_at: at,
    }).onConflict((conflict) => conflict.column("url").doNothing()).execute();
    const { rows } = await sql<{ id: Id<"channel"> }>`select id from sources.channel where url = ${entry.url}`.execute(tx);
    const applied = await applyEntries(tx, { id: rows[0]?.id ?? channelId, kind: "page", sourceId: source.id, isFirst: false }, [entry], at);
    const [itemId] = applied.itemIds;
    if (itemId === undefined) throw new Error("a page that became no item");
    await recordEvent(tx, { kind: "item.proposed", subject: { type: "item", id: itemId }, actor: actor.personId, at, data: { url: entry.url } });
    return ok({ itemId, isNew: applied.new > 0 });
  });
}
