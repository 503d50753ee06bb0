import type { Id } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { pageShows, PROOF_NAME, PROOF_PATH, textShows } from "../parse/proof.ts";
import type { SourcesTables } from "../store.ts";
import { type HeldSource, holdSource } from "./held-source.ts";
import { recordSource } from "./record.ts";

export type ProofRefusal =
  | NotPermitted
  | { readonly kind: "unknown-source" }
  /** The host answers, or does not, and shows the token nowhere. */
  | { readonly kind: "proof-not-found"; readonly host: string; readonly address: string };

type Method = "well_known" | "meta" | "dns_txt";

const MOST_BYTES = 200_000;
const TIMEOUT_MS = 10_000;

/**
 * Looks whether each host of a source shows the token that it was given (WEB-2): in a file at a well-known address, in the
 * head of its front page, or as a text of its domain's name server. A host speaks for itself only: no redirect is followed. Hosts that show it are proven even when
 * others do not yet.
 */
export async function proveDomain(db: Database, egress: Egress, clock: Clock, actor: Actor, sourceId: Id<"source">): Promise<Result<undefined, ProofRefusal>> {
  const held = await inTransactionUnlessRefused(db, (tx) => hold(tx, actor, sourceId, clock));
  if (!held.ok) return held;
  const source = held.value;
  const { protocol } = new URL(source.url);
  const shown: { readonly host: string; readonly method: Method }[] = [];
  const lacking: string[] = [];
  for (const host of source.hosts) {
    const method = await methodShown(egress, protocol, host, source.token);
    if (method) shown.push({ host, method });
    else lacking.push(host);
  }
  const noted = await inTransactionUnlessRefused(db, async (tx) => {
    const again = await hold(tx, actor, sourceId, clock);
    if (!again.ok) return again;
    const at = clock.now();
    for (const { host, method } of shown) {
      await tx.withTables<SourcesTables>().insertInto("sources.proof").values({ source_id: sourceId, host, method, at, by_person: actor.personId }).execute();
      await recordSource(tx, "source.domain-proven", sourceId, actor, at, { host, method });
    }
    return ok();
  });
  if (!noted.ok) return noted;
  const [host] = lacking;
  return host === undefined ? ok() : refuse({ kind: "proof-not-found", host, address: `${protocol}//${host}${PROOF_PATH}` });
}

async function hold(tx: Tx, actor: Actor, sourceId: Id<"source">, clock: Clock): Promise<Result<HeldSource, NotPermitted | { readonly kind: "unknown-source" }>> {
  const source = await holdSource(tx, sourceId);
  const permitted = await authorise(tx, actor, "source.propose", { unitId: source?.unitId ?? undefined }, clock.now());
  if (!permitted.ok) return permitted;
  return source ? ok(source) : refuse({ kind: "unknown-source" });
}

async function methodShown(egress: Egress, protocol: string, host: string, token: string): Promise<Method | undefined> {
  const read = async (path: string) => {
    const answer = await egress.fetch({ url: `${protocol}//${host}${path}`, maxBytes: MOST_BYTES, timeoutMs: TIMEOUT_MS, maxRedirects: 0 });
    return answer.kind === "answer" && answer.status === 200 ? new TextDecoder().decode(answer.body) : "";
  };
  if (textShows(await read(PROOF_PATH), token)) return "well_known";
  if (pageShows(await read("/"), token)) return "meta";
  // A name server speaks for a name, whatever port the web is at.
  const { hostname } = new URL(`${protocol}//${host}`);
  return (await egress.texts(`${PROOF_NAME}.${hostname}`)).some((text) => textShows(text, token)) ? "dns_txt" : undefined;
}
