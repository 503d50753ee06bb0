import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { listOpenRights } from "#modules/access/index.ts";
import { can, factsOf, type NotPermitted } from "#modules/authority/index.ts";
import { isOwnRequest, securityHeadersOf } from "#web/http/security.ts";
import { statusOf } from "#web/http/refusal-status.ts";
import type { Services } from "#web/http/services.ts";
import { sessionOf } from "#web/http/session.ts";
import type { Trouble } from "../../views.ts";
import type { Viewer } from "./audience.ts";

/**
 * `GET /office/live`: what changes, as it changes, for as long as the session lasts. `Last-Event-ID` (or `after`, for a
 * browser that begins anew) goes on from there.
 */
export async function watch(context: Context, services: Watched): Promise<Response> {
  const { live } = services;
  const no = (refusal: Trouble & { readonly again?: number }) =>
    context.json({ refusal }, statusOf(refusal), { "cache-control": "no-store", ...(refusal.again === undefined ? {} : { "retry-after": String(refusal.again) }) });
  // An EventSource cannot send the header of our other calls; that it comes from our own pages the browser says itself.
  if (!isOwnRequest(context.req.raw, services.origin)) return no({ kind: "bad-input", issues: [{ path: "origin", message: "foreign" }] });
  const viewer = await live.line(() => findViewer(context, services));
  if (viewer === "too-long") return no({ kind: "too-many-streams", again: 10 });
  if (!viewer.ok) return no({ ...viewer.refusal });
  const admitted = live.admit(viewer.value.sessionId);
  if (!admitted.ok) return no(admitted.refusal);

  const outgoing = outgoingOf(context);
  // Ends with its connection, so it needs no chunks: each message is one write, and ten thousand of them are a third as many.
  outgoing.removeHeader("transfer-encoding");
  outgoing.writeHead(200, {
    ...securityHeadersOf(services.origin),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    // A proxy that gathers answers before it sends them on would hold back every word.
    "x-accel-buffering": "no",
    // Nothing else comes over this connection: when the stream ends, it ends.
    connection: "close",
  });
  live.join(outgoing, viewer.value, placeIn(context));
  return RESPONSE_ALREADY_SENT;
}

type Watched = Pick<Services, "live" | "db" | "clock" | "origin">;

async function findViewer(context: Context, services: Watched): Promise<Result<Viewer, NotPermitted | { readonly kind: "signed-out" }>> {
  const { db, clock } = services;
  const session = await sessionOf(context, services);
  if (!session?.complete) return refuse({ kind: "signed-out" });
  const now = clock.now();
  // The mark before the facts: if an appointment ends between the two, the next look finds another mark.
  const rights = (await listOpenRights(db, [session.id], now)).get(session.id);
  const facts = await factsOf(db, { personId: session.personId }, now);
  const permitted = can(facts, "office.read", {});
  if (!permitted.ok) return permitted;
  return rights === undefined ? refuse({ kind: "signed-out" }) : ok({ sessionId: session.id, personId: session.personId, facts, rights });
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
