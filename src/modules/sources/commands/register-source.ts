import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, inTransactionUnlessRefused, lockForTransaction, type Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { discover, type FoundChannel } from "../discover.ts";
import { guestOf, type GuestOptions } from "../harvest/ask.ts";
import { notInForceMarkers } from "../parse/page.ts";
import { defaultLanguageRule, type LanguageRule } from "../rules/identity.ts";
import { stateOf } from "../queries/state.ts";
import { mayBeginAgain, type SourceKind, type SourceState } from "../rules/standing.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import type { SourcesTables } from "../store.ts";
import { recordSource } from "./record.ts";

interface NewSource {
  /** Address of the site, of a feed, of an agenda or of a sitemap. */
  readonly url: string;
  /** In the council's first language, or in several; the site's own title when empty. */
  readonly name: string | Localized;
  readonly unitId?: Id<"unit"> | null | undefined;
  /** The council's official languages when absent. */
  readonly languages?: readonly string[] | undefined;
  readonly languageRule?: LanguageRule | undefined;
  /** What its pages say that are no longer in force (WEB-6). */
  readonly notInForceMarkers?: readonly string[] | undefined;
  /** Of a page that lists others: whether that page is meant or those that it lists. */
  readonly readAs?: "page" | "section" | undefined;
  /** `www` when absent. */
  readonly kind?: SourceKind | undefined;
  /** The act by which the web was made, and why it is registered. */
  readonly creationAct?: string | undefined;
  readonly reason?: string | undefined;
}

interface RegisteredSource {
  readonly sourceId: Id<"source">;
  readonly found: readonly (FoundChannel & { readonly id: Id<"channel"> })[];
}

type RegistrationRefusal =
  | NotPermitted
  | SourceTrouble
  | { readonly kind: "bad-address"; readonly url: string }
  | { readonly kind: "already-registered"; readonly sourceId: Id<"source">; readonly url: string }
  /** It lists pages: somebody has to say whether they are meant (FLO-1). */
  | { readonly kind: "page-or-section"; readonly pages: number; readonly example: string }
  | { readonly kind: "unknown-unit" };

/** A dozen requests once, with a person waiting: closer together than the regular readings. */
const PAUSE_WHILE_SEARCHING_MS = 200;

/**
 * Proposes a web source by its address (WEB-1): feeds, agendas and sitemap are found by themselves. It is looked at this once and not
 * read before it is active (WEB-R1).
 */
export const proposeSource = (
  db: Database, egress: Egress, clock: Clock, actor: Actor, input: NewSource, options: GuestOptions = {},
): Promise<Result<RegisteredSource, RegistrationRefusal>> => enter(db, egress, clock, actor, input, "proposed", options);

/** Enters a source that exists as being read, before its domain is proven: what no page of the back office does. */
export const registerSource = (
  db: Database, egress: Egress, clock: Clock, actor: Actor, input: NewSource, options: GuestOptions = {},
): Promise<Result<RegisteredSource, RegistrationRefusal>> => enter(db, egress, clock, actor, input, "active", options);

/** The web is asked before the transaction; who may not register does not make us ask. */
async function enter(
  db: Database, egress: Egress, clock: Clock, actor: Actor, input: NewSource, state: "proposed" | "active", options: GuestOptions,
): Promise<Result<RegisteredSource, RegistrationRefusal>> {
  const mayEnter = (tx: Tx) => (state === "active"
    ? authorise(tx, actor, "source.register", {}, clock.now())
    : authorise(tx, actor, "source.propose", { unitId: input.unitId ?? undefined }, clock.now()));
  const allowed = await inTransactionUnlessRefused(db, mayEnter);
  if (!allowed.ok) return allowed;
  const discovery = await discover(guestOf(egress, { pauseMs: PAUSE_WHILE_SEARCHING_MS, ...options }), input.url, clock.now());
  if (!discovery.ok) return discovery;
  const { listing } = discovery.value;
  if (listing && input.readAs === undefined) return refuse({ kind: "page-or-section", pages: listing.pages.length, example: listing.pages[0]?.text ?? "" });
  if (input.readAs === "section" && !listing) return refuse({ kind: "not-a-listing" });

  return inTransaction(db, async (tx) => {
    const at = clock.now();
    const permitted = await mayEnter(tx);
    if (!permitted.ok) return permitted;
    await lockForTransaction(tx, "sources.register");
    const { url, hosts, title } = discovery.value;
    const channels = discovery.value.channels.map((channel) => (input.readAs === "section" ? { ...channel, kind: "section" as const } : channel));
    const urls = channels.map((channel) => channel.url);
    const { rows: known } = await sql<{ id: Id<"source">; url: string; state: SourceState }>`
      select id, base_url as url, ${stateOf(sql.ref("source.id"))} as state from sources.source where base_url = ${url}
    `.execute(tx);
    const [before] = known.filter((source) => mayBeginAgain(source.state));
    const { rows: taken } = await sql<{ id: Id<"source">; url: string }>`
      select id, base_url as url from sources.source where base_url = ${url} and id is distinct from ${before?.id ?? null}::uuid
      union all select source_id, url from sources.channel where url = any(${urls}::text[]) and kind <> 'page' and source_id is distinct from ${before?.id ?? null}::uuid
    `.execute(tx);
    const [first] = taken;
    // Another section of a site may share a sitemap with one that is registered; it is then read there already.
    const free = channels.filter((channel) => !taken.some((other) => other.url === channel.url));
    if (first && (taken.some((other) => other.url === url) || free.length === 0)) {
      return refuse({ kind: "already-registered", sourceId: first.id, url: first.url });
    }
    if (input.unitId) {
      const unit = await sql`select 1 from policy.unit where id = ${input.unitId}`.execute(tx);
      if (unit.rows.length === 0) return refuse({ kind: "unknown-unit" });
    }
    const council = await getCouncil(tx);
    const sourceId = before?.id ?? newId<"source">(at);
    const tables = tx.withTables<SourcesTables>();
    const row = {
      name: JSON.stringify(nameOf(input.name, title || hosts[0] || url, council.languages)),
      base_url: url,
      hosts: [...hosts],
      owner_unit_id: input.unitId ?? null,
      languages: [...(input.languages ?? council.languages)],
      language_rule: JSON.stringify(input.languageRule ?? defaultLanguageRule),
      not_in_force_markers: [...(input.notInForceMarkers ?? notInForceMarkers)],
      registered_by: actor.personId,
      registered_at: at,
      kind: input.kind ?? "www",
      creation_act: input.creationAct?.trim() ?? "",
      statement_url: null,
      statement_on: null,
      proof_token: `pregonero-${randomBytes(24).toString("hex")}`,
    };
    // What it published stays its own; what it was, who owned it and what proved it is asked for anew.
    if (before) await tables.updateTable("sources.source").set(row).where("id", "=", sourceId).execute();
    else await tables.insertInto("sources.source").values({ id: sourceId, ...row }).execute();
    await tables.insertInto("sources.step").values({ source_id: sourceId, state, at, by_person: actor.personId, reason: input.reason?.trim() ?? "" }).execute();
    const { rows: kept } = await sql<{ id: Id<"channel">; url: string }>`
      update sources.channel set next_at = ${at}, added_at = ${at}, error = null, error_since = null, failures = 0 where source_id = ${sourceId} returning id, url
    `.execute(tx);
    const found = free.map((channel) => ({ ...channel, id: kept.find((old) => old.url === channel.url)?.id ?? newId<"channel">(at) }));
    const fresh = found.filter(({ id }) => !kept.some((old) => old.id === id));
    if (fresh.length > 0) await tables.insertInto("sources.channel").values(fresh.map(({ id, kind, url: address, title: name }) => ({
      id, source_id: sourceId, kind, url: address, title: name, etag: null, last_modified: null, next_at: at,
      last_read_at: null, last_ok_at: null, last_content_at: null, error: null, error_since: null, last_counts: null, added_at: at,
    }))).execute();
    await recordSource(tx, state === "active" ? "source.registered" : "source.proposed", sourceId, actor, at, { url, channels: found.map(({ kind, url: address }) => ({ kind, url: address })) });
    return ok({ sourceId, found });
  });
}

function nameOf(name: string | Localized, otherwise: string, languages: readonly string[]): Localized {
  if (typeof name !== "string") return name;
  return { [languages[0] ?? "es"]: name.trim() || otherwise };
}
