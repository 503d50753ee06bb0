import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { Addresses } from "./addresses.ts";
import { readActivity } from "./envelope.ts";
import type { FederationLimits } from "./limits.ts";
import type { Received } from "./receive.ts";
import type { InboundActivity } from "./envelope.ts";
import type { KnownKey, RemoteKeys } from "./remote-keys.ts";
import { readSignature } from "./signature-header.ts";
import { readStrictJson } from "./strict-json.ts";
import { verifySignature } from "./verify.ts";

interface Dependencies {
  readonly addresses: Addresses;
  /** The time that other servers have. */
  readonly clock: Clock;
  readonly keys: RemoteKeys;
  readonly limits: FederationLimits["inbox"];
  readonly log: Log;
  readonly receive: (activity: InboundActivity, key: KnownKey) => Promise<Received>;
}

export type Inbox = (request: Request, path: string) => Promise<Response>;

/**
 * The door for other servers. In this order, each step cheaper than the next: form of the request, its signature's form,
 * a place (bounded), the body (bounded), the signature, and only then what the body says. 202 means committed.
 */
export function inboxOf({ addresses, clock, keys, limits, log, receive }: Dependencies): Inbox {
  let admitted = 0;
  const perHost = new Map<string, number>();

  const refused = (status: number, reason: string, host?: string): Response => {
    log("federation.inbox.refused", { status, reason, ...(host === undefined ? {} : { host }) });
    return new Response(null, { status, headers: { "cache-control": "no-store" } });
  };
  const busy = (host: string): Response => {
    log("federation.inbox.busy", { host, admitted });
    return new Response(null, { status: 503, headers: { "retry-after": String(limits.retryAfterSeconds), "cache-control": "no-store" } });
  };

  const admit = async (request: Request, path: string, claimed: Exclude<ReturnType<typeof readSignature>, string>): Promise<Response> => {
    const { host } = claimed.keyId;
    const body = await readBody(request, limits);
    if (body === "too-large") return refused(413, "too-large", host);
    if (body === "too-slow") return refused(408, "too-slow", host);
    const verified = await verifySignature({ url: `${addresses.origin}${path}`, headers: request.headers, body }, claimed, keys, clock);
    if (verified.kind === "later") {
      log("federation.inbox.key-unreachable", { host, reason: verified.reason });
      return new Response(null, { status: 503, headers: { "retry-after": String(limits.retryAfterSeconds), "cache-control": "no-store" } });
    }
    if (verified.kind === "refused") return refused(401, verified.reason, host);
    const json = readStrictJson(body, limits);
    if (typeof json === "string") return refused(400, json, host);
    const activity = readActivity(json, verified.key.owner);
    if (activity === "no-envelope") return refused(400, activity, host);
    if (typeof activity === "string") return refused(401, activity, host);
    const received = await receive(activity, verified.key);
    switch (received) {
      case "done":
      case "repeated":
      case "ignored":
        return new Response(null, { status: 202, headers: { "cache-control": "no-store" } });
      case "no-such-actor":
        return refused(410, received, host);
      case "full":
        return refused(403, received, host);
      case "later":
        return busy(host);
    }
  };

  return async (request, path) => {
    const formal = refusalOfForm(request, addresses, limits.maxBytes);
    if (formal) return refused(formal.status, formal.reason);
    const claimed = readSignature(request.headers, clock.now());
    if (typeof claimed === "string") return refused(401, claimed);
    const { host } = claimed.keyId;
    const ofHost = perHost.get(host) ?? 0;
    if (admitted >= limits.admitted || ofHost >= limits.admittedPerHost) return busy(host);
    admitted += 1;
    perHost.set(host, ofHost + 1);
    try {
      return await admit(request, path, claimed);
    } finally {
      admitted -= 1;
      const left = (perHost.get(host) ?? 1) - 1;
      if (left > 0) perHost.set(host, left);
      else perHost.delete(host);
    }
  };
}

function refusalOfForm(request: Request, addresses: Addresses, maxBytes: number): { readonly status: number; readonly reason: string } | undefined {
  if (request.method !== "POST") return { status: 405, reason: "method" };
  const url = new URL(request.url);
  if (url.search !== "") return { status: 400, reason: "query" };
  if ((request.headers.get("host") ?? url.host) !== addresses.host) return { status: 421, reason: "wrong-host" };
  if (!isActivityType(request.headers.get("content-type"))) return { status: 415, reason: "content-type" };
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") return { status: 415, reason: "content-encoding" };
  const length = request.headers.get("content-length");
  if (length !== null && !(Number(length) <= maxBytes)) return { status: 413, reason: "too-large" };
  return undefined;
}

function isActivityType(contentType: string | null): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";").map((part) => part.trim());
  if (type === "application/activity+json") return true;
  return type === "application/ld+json" && parameters.some((parameter) => parameter.startsWith("profile=") && parameter.includes("https://www.w3.org/ns/activitystreams"));
}

async function readBody(request: Request, { maxBytes, bodyMs }: { readonly maxBytes: number; readonly bodyMs: number }): Promise<Uint8Array | "too-large" | "too-slow"> {
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  }, bodyMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) return "too-slow";
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > maxBytes) {
        await reader.cancel();
        return "too-large";
      }
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
