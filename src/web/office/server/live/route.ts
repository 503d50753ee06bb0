import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { listOpenRights } from "#modules/access/index.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { isOwnRequest, securityHeadersOf } from "#web/http/security.ts";
import { statusOf } from "#web/http/refusal-status.ts";
import type { Services } from "#web/http/services.ts";
import { sessionOf } from "#web/http/session.ts";
import type { Trouble } from "../../views.ts";

/**
 * `GET /office/live`: what changes, as it changes, for as long as the session lasts. `Last-Event-ID` (or `after`, for a
 * browser that begins anew) goes on from there.
 */
export async function watch(context: Context, services: Pick<Services, "live" | "db" | "clock" | "origin">): Promise<Response> {
  const { live, db, clock } = services;
  const no = (refusal: Trouble, headers: Readonly<Record<string, string>> = {}) =>
    context.json({ refusal }, statusOf(refusal), { "cache-control": "no-store", ...headers });
  // An EventSource cannot send the header of our other calls; that it comes from our own pages the browser says itself.
  if (!isOwnRequest(context.req.raw, services.origin)) return no({ kind: "bad-input", issues: [{ path: "origin", message: "foreign" }] });
  const session = await sessionOf(context, services);
  if (!session?.complete) return no({ kind: "signed-out" });
  const admitted = live.admit(session.id);
  if (!admitted.ok) return no(admitted.refusal, { "retry-after": String(admitted.refusal.again) });
  const now = clock.now();
  // The mark before the facts: if an appointment ends between the two, the next look finds another mark.
  const rights = (await listOpenRights(db, [session.id], now)).get(session.id);
  const facts = await factsOf(db, { personId: session.personId }, now);
  const permitted = can(facts, "office.read", {});
  if (!permitted.ok) return no({ ...permitted.refusal });
  if (rights === undefined) return no({ kind: "signed-out" });
  const again = live.admit(session.id);
  if (!again.ok) return no(again.refusal, { "retry-after": String(again.refusal.again) });

  const outgoing = outgoingOf(context);
  outgoing.writeHead(200, {
    ...securityHeadersOf(services.origin),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    // A proxy that gathers answers before it sends them on would hold back every word.
    "x-accel-buffering": "no",
    // Nothing else comes over this connection: when the stream ends, it ends.
    connection: "close",
  });
  live.join(outgoing, { sessionId: session.id, personId: session.personId, facts, rights }, placeIn(context));
  return RESPONSE_ALREADY_SENT;
}

/** The last position that the browser was told, if it says one. */
function placeIn(context: Context): number | undefined {
  const text = context.req.header("last-event-id") ?? context.req.query("after") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Node's own answer: ten thousand streams are cheaper as that than as web streams, and a slow one shows. */
function outgoingOf(context: Context): ServerResponse {
  const { outgoing } = context.env as { readonly outgoing?: ServerResponse };
  if (!outgoing) throw new Error("the live stream needs Node's server");
  return outgoing;
}
