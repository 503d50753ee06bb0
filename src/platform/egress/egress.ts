import { Agent, errors } from "undici";
import { type Instant, msBetween } from "#kernel/instant.ts";
import type { Clock } from "../clock.ts";
import { fault } from "../faults.ts";
import { BodyRefused, readBody } from "./body.ts";
import { guardedConnector, NotConnected, PrivateAddress, type Resolve, systemResolver } from "./connect.ts";
import { exchange, type Exchange } from "./exchange.ts";
import { txtResolver } from "./txt.ts";
import { slotsPerHost } from "./slots.ts";
import { authorityOf, readAllowList, readTarget, refusalOfRedirect, type Target } from "./target.ts";

export interface EgressRequest {
  readonly url: string;
  /** GET when absent. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Media types that a 2xx answer may have (`application/activity+json`); any when absent. */
  readonly accept?: readonly string[];
  /** Most bytes of the body, counted after decompression. */
  readonly maxBytes: number;
  /** From now to the last byte of the body, waiting for a place and redirects included. */
  readonly timeoutMs: number;
  /** How many redirects a GET or HEAD follows; with 0 (signed requests) a redirect is the answer. */
  readonly maxRedirects: number;
  /** An earlier 404, 410 or failure of this URL, not older than this, is answered again without asking. */
  readonly reuseFailureForMs?: number;
  readonly signal?: AbortSignal;
}

type EgressRefusal =
  | "bad-url"
  | "scheme"
  | "port"
  | "private-address"
  | "too-many-redirects"
  | "redirect-loop"
  | "redirect-to-private"
  /** From https to http. */
  | "redirect-downgrade"
  | "content-type";

type EgressFailure =
  | "dns" | "connect" | "tls" | "timeout" | "too-large" | "compression-ratio" | "cut-off" | "protocol"
  /** The caller's signal fired. */
  | "cancelled";

export type EgressAnswer =
  /** `url` is the last one after redirects. */
  | { readonly kind: "answer"; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly url: string; readonly body: Uint8Array }
  /** We did not ask, or may not use what came: nothing to retry. */
  | { readonly kind: "refused"; readonly reason: EgressRefusal; readonly url: string }
  /** `sent: false` proves that no byte of the request left: it had no effect. */
  | { readonly kind: "failed"; readonly reason: EgressFailure; readonly url: string; readonly sent: boolean };

/** An answer that goes on for as long as both want: server-sent events. */
export interface StreamRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** From now to the head of the answer. */
  readonly timeoutMs: number;
  /** Longest silence after which it counts as broken; servers send something to keep it open. */
  readonly silenceMs: number;
  /** Called for each part as it arrives; nothing is kept. */
  readonly onPart: (part: Uint8Array) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

export type StreamEnd =
  /** It was open, and the server or the signal ended it. */
  | { readonly kind: "ended"; readonly reason: "closed" | "silence" | "cancelled" | "cut-off" }
  | { readonly kind: "not-open"; readonly status: number }
  | { readonly kind: "refused"; readonly reason: EgressRefusal }
  | { readonly kind: "failed"; readonly reason: EgressFailure };

/** The only way out of the product to other machines. */
export interface Egress {
  fetch(request: EgressRequest): Promise<EgressAnswer>;
  /** Opens a stream and stays with it until it ends. It takes no place from `fetch`, and follows no redirect. */
  stream(request: StreamRequest): Promise<StreamEnd>;
  /** What the name server says of a name in TXT records; none when it says nothing. */
  texts(name: string): Promise<readonly string[]>;
  /** Closes idle connections and waits for those in use. */
  close(): Promise<void>;
}

interface EgressOptions {
  /** `host:port` of places on private addresses or other ports that may be asked, exactly as written. */
  readonly allowPrivate: readonly string[];
  readonly userAgent: string;
  readonly clock: Clock;
  /** Tests only: what names resolve to. */
  readonly resolve?: Resolve;
  /** Tests only: `address:port` of the name servers that are asked for texts. */
  readonly nameServers?: readonly string[];
}

const CONNECTIONS_PER_HOST = 4;
const STREAMS_PER_HOST = 64;
const MOST_HEADER_BYTES = 16_384;
const MOST_REMEMBERED = 1_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Kept when a redirect leads to another origin: nothing here tells who we are to the first one. */
const HARMLESS: ReadonlySet<string> = new Set(["accept", "accept-language", "if-none-match", "if-modified-since"]);

/** @throws Error when an entry of the allow-list is no `host:port` */
export function createEgress({ allowPrivate, userAgent, clock, resolve = systemResolver(), nameServers }: EgressOptions): Egress {
  const listed = readAllowList(allowPrivate);
  const slots = slotsPerHost(CONNECTIONS_PER_HOST);
  const failures = new Map<string, { readonly at: Instant; readonly answer: EgressAnswer }>();
  const agentFor = (connections: number) => new Agent({
    connections,
    pipelining: 1,
    maxHeaderSize: MOST_HEADER_BYTES,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    allowH2: false,
    connect: guardedConnector(resolve, (hostname, port, protocol) => {
      const host = hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;
      return listed.has(`${host}:${port || (protocol === "https:" ? "443" : "80")}`);
    }),
  });
  const agent = agentFor(CONNECTIONS_PER_HOST);
  // Streams stay for hours: with places of their own they hold up no request.
  const streams = agentFor(STREAMS_PER_HOST);
  const streaming = new AbortController();

  const ask = async (request: EgressRequest): Promise<EgressAnswer> => {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new Error("deadline")), request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([timeout.signal, request.signal]) : timeout.signal;
    const progress = { sent: false, url: request.url };
    try {
      return await follow(request, signal, progress);
    } catch (error) {
      if (error instanceof PrivateAddress) {
        return { kind: "refused", reason: progress.sent ? "redirect-to-private" : "private-address", url: progress.url };
      }
      const reason = timeout.signal.aborted ? "timeout" : request.signal?.aborted ? "cancelled" : failureOf(error);
      return { kind: "failed", reason, url: progress.url, sent: progress.sent };
    } finally {
      clearTimeout(timer);
    }
  };

  const follow = async (request: EgressRequest, signal: AbortSignal, progress: { sent: boolean; url: string }): Promise<EgressAnswer> => {
    const method = (request.method ?? "GET").toUpperCase();
    let headers = lowerCase(request.headers ?? {});
    const seen = new Set<string>();
    let from: Target | undefined;
    for (let text = request.url; ; ) {
      const target = readTarget(text, from?.url, listed);
      if (typeof target === "string") {
        return { kind: "refused", reason: from && target === "private-address" ? "redirect-to-private" : target, url: from ? text.slice(0, 2_000) : progress.url };
      }
      progress.url = target.url.href;
      const refused = (reason: EgressRefusal) => ({ kind: "refused", reason, url: progress.url }) as const;
      if (from) {
        const refusal = refusalOfRedirect(from, target);
        if (refusal) return refused(refusal);
        if (seen.has(target.url.href)) return refused("redirect-loop");
        if (seen.size > request.maxRedirects) return refused("too-many-redirects");
        if (target.url.origin !== from.url.origin) headers = Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name)));
      }
      seen.add(target.url.href);
      const release = await slots.take(authorityOf(target.url), signal);
      try {
        await fault("egress.request-open");
        const head = await exchange(
          agent,
          { url: target.url, method, headers: { "user-agent": userAgent, "accept-encoding": "gzip, br", ...headers }, body: request.body },
          signal,
          () => { progress.sent = true; },
        );
        await fault("egress.answer-headers");
        const location = head.headers["location"];
        if (REDIRECTS.has(head.status) && location !== undefined && request.maxRedirects > 0 && (method === "GET" || method === "HEAD")) {
          head.body.destroy();
          from = target;
          // Header bytes come one a character; addresses with raw UTF-8 are common.
          text = Buffer.from(location, "latin1").toString("utf8");
          continue;
        }
        if (!isAccepted(head, request.accept)) {
          head.body.destroy();
          return refused("content-type");
        }
        const body = await readBody(head, request.maxBytes);
        await fault("egress.answer-body");
        return { kind: "answer", status: head.status, headers: head.headers, url: target.url.href, body };
      } finally {
        release();
      }
    }
  };

  return {
    fetch: async (request) => {
      const { reuseFailureForMs } = request;
      if (reuseFailureForMs === undefined) return ask(request);
      const known = failures.get(request.url);
      if (known && msBetween(known.at, clock.now()) < reuseFailureForMs) return known.answer;
      failures.delete(request.url);
      const answer = await ask(request);
      if (answer.kind === "failed" || (answer.kind === "answer" && (answer.status === 404 || answer.status === 410))) {
        // The oldest makes room: the outside cannot make this grow.
        const oldest = failures.size < MOST_REMEMBERED ? undefined : failures.keys().next().value;
        if (oldest !== undefined) failures.delete(oldest);
        failures.set(request.url, { at: clock.now(), answer });
      }
      return answer;
    },
    stream: (request) => stream(streams, userAgent, listed, { ...request, signal: AbortSignal.any([request.signal, streaming.signal]) }),
    texts: txtResolver(nameServers),
    close: async () => {
      streaming.abort();
      await Promise.all([agent.close(), streams.close()]);
    },
  };
}

async function stream(agent: Agent, userAgent: string, listed: ReadonlySet<string>, request: StreamRequest): Promise<StreamEnd> {
  const target = readTarget(request.url, undefined, listed);
  if (typeof target === "string") return { kind: "refused", reason: target };
  const patience = new AbortController();
  let timer = setTimeout(() => patience.abort(new Error("deadline")), request.timeoutMs);
  const waitAgain = () => {
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(new Error("silence")), request.silenceMs);
  };
  let open = false;
  try {
    const head = await exchange(
      agent,
      { url: target.url, method: "GET", headers: { "user-agent": userAgent, "accept-encoding": "identity", ...lowerCase(request.headers ?? {}) }, body: undefined },
      AbortSignal.any([patience.signal, request.signal]),
      () => undefined,
    );
    if (head.status !== 200) {
      head.body.destroy();
      return { kind: "not-open", status: head.status };
    }
    open = true;
    waitAgain();
    for await (const part of head.body as AsyncIterable<Uint8Array>) {
      waitAgain();
      request.onPart(part);
    }
    return { kind: "ended", reason: "closed" };
  } catch (error) {
    if (request.signal.aborted) return open ? { kind: "ended", reason: "cancelled" } : { kind: "failed", reason: "cancelled" };
    if (patience.signal.aborted) return open ? { kind: "ended", reason: "silence" } : { kind: "failed", reason: "timeout" };
    if (error instanceof PrivateAddress) return { kind: "refused", reason: "private-address" };
    const reason = failureOf(error);
    return open ? { kind: "ended", reason: "cut-off" } : { kind: "failed", reason };
  } finally {
    clearTimeout(timer);
  }
}

const lowerCase = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function isAccepted(head: Exchange, accept: readonly string[] | undefined): boolean {
  if (!accept || head.status < 200 || head.status > 299 || head.status === 204) return true;
  const type = (head.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return accept.some((wanted) => wanted.toLowerCase() === type);
}

function failureOf(error: unknown): EgressFailure {
  if (error instanceof NotConnected) return error.reason;
  if (error instanceof BodyRefused) return error.reason;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE" || code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH") return "cut-off";
  if (error instanceof errors.HTTPParserError || (typeof code === "string" && code.startsWith("UND_ERR_") && code !== "UND_ERR_INVALID_ARG")) return "protocol";
  // Anything else is a mistake of ours, and must not pass for a network's.
  throw error;
}
