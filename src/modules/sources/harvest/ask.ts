import { setTimeout as sleep } from "node:timers/promises";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Egress, EgressAnswer } from "#platform/egress/index.ts";
import { openRobots, readRobots, type Robots } from "../parse/robots.ts";
import { limits } from "../parse/limits.ts";
import type { SourceTrouble } from "../rules/trouble.ts";

export interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** After redirects. */
  readonly url: string;
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
}

/** Asks web sites as a good guest: robots.txt is heeded, and two requests to a host keep their distance. */
export interface Guest {
  get(url: string, options: { readonly maxBytes: number; readonly headers?: Readonly<Record<string, string>> }): Promise<Result<Asked, SourceTrouble>>;
  robotsOf(url: string): Promise<Result<Robots, SourceTrouble>>;
}

/** True while there is time: a slow site may not hold up whoever waits for it. Monotonic, not the product's clock. */
export function within(ms: number): () => boolean {
  const until = performance.now() + ms;
  return () => performance.now() < until;
}

export interface GuestOptions {
  /** Shortest time between two requests to one host. */
  readonly pauseMs?: number | undefined;
}

const PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const TIMEOUT_MS = 30_000;
const ROBOTS_KEPT_MS = 3_600_000;
const MOST_KEPT = 10_000;

interface Memory {
  readonly robots: Map<string, { readonly askedAt: number; readonly answer: Promise<Result<Robots, SourceTrouble>> }>;
  /** When the next request to a host may leave; who was asked last stands last. */
  readonly turns: Map<string, number>;
}

// Manners are shared by all who use one outbound client; monotonic time, not the product's clock: it is about the wire.
const memories = new WeakMap<Egress, Memory>();

export function guestOf(egress: Egress, { pauseMs = PAUSE_MS }: GuestOptions = {}): Guest {
  const memory = memories.get(egress) ?? { robots: new Map(), turns: new Map() };
  memories.set(egress, memory);

  const awaitTurn = async (url: string, delaySeconds: number) => {
    const { host } = new URL(url);
    const now = performance.now();
    const turn = Math.max(now, memory.turns.get(host) ?? 0);
    memory.turns.delete(host);
    forgetPassed(memory.turns, now);
    memory.turns.set(host, turn + Math.min(Math.max(pauseMs, delaySeconds * 1_000), Math.max(pauseMs, LONGEST_PAUSE_MS)));
    if (turn > now) await sleep(turn - now);
  };

  const askRobots = async (origin: string): Promise<Result<Robots, SourceTrouble>> => {
    const url = `${origin}/robots.txt`;
    const answer = await egress.fetch({ url, maxBytes: limits.robotsBytes, timeoutMs: TIMEOUT_MS, maxRedirects: 3 });
    if (answer.kind === "answer") {
      if (answer.status >= 200 && answer.status < 300) return ok(readRobots(url, new TextDecoder().decode(answer.body)));
      // RFC 9309, 2.3.1: "unavailable" lets in, "unreachable" keeps out.
      return answer.status >= 500 || answer.status === 429 ? refuse({ kind: "robots-unreachable" }) : ok(openRobots);
    }
    const trouble = troubleOf(answer, limits.robotsBytes);
    // A robots.txt that leads astray or is no text says nothing; a host that does not answer will not answer the rest either.
    return trouble.kind === "not-reachable" ? refuse(trouble) : ok(openRobots);
  };

  const askOnce = async (origin: string) => {
    const answer = await askRobots(origin);
    // A failure is not kept: the next reading asks again.
    if (!answer.ok) memory.robots.delete(origin);
    return answer;
  };

  const robotsOf: Guest["robotsOf"] = (url) => {
    const { origin } = new URL(url);
    const known = memory.robots.get(origin);
    if (known && performance.now() - known.askedAt < ROBOTS_KEPT_MS) return known.answer;
    const answer = askOnce(origin);
    forgetOldest(memory.robots);
    memory.robots.set(origin, { askedAt: performance.now(), answer });
    return answer;
  };

  return {
    robotsOf,
    get: async (url, { maxBytes, headers = {} }) => {
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return refuse({ kind: "address-refused", reason: "bad-url", url });
      const robots = await robotsOf(url);
      if (!robots.ok) return robots;
      if (!robots.value.mayRead(url)) return refuse({ kind: "robots-disallow" });
      await awaitTurn(url, robots.value.delaySeconds);
      const answer = await egress.fetch({ url, maxBytes, timeoutMs: TIMEOUT_MS, maxRedirects: 3, headers });
      if (answer.kind !== "answer") return refuse(troubleOf(answer, maxBytes));
      return ok({ status: answer.status, headers: answer.headers, url: answer.url, bytes: answer.body, contentType: answer.headers["content-type"] });
    },
  };
}

function troubleOf(answer: Exclude<EgressAnswer, { kind: "answer" }>, most: number): SourceTrouble {
  if (answer.kind === "refused") return { kind: "address-refused", reason: answer.reason, url: answer.url };
  switch (answer.reason) {
    case "too-large": return { kind: "too-large", most };
    case "compression-ratio": return { kind: "compression-bomb" };
    default: return { kind: "not-reachable", reason: answer.reason };
  }
}

/** What is still to come is never forgotten: it is the distance that was promised. */
function forgetPassed(turns: Map<string, number>, now: number): void {
  for (const [host, turn] of turns) {
    if (turn > now) return;
    turns.delete(host);
  }
}

function forgetOldest(map: Map<string, unknown>): void {
  const oldest = map.size < MOST_KEPT ? undefined : map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
}
