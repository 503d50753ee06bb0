import { DAY, HOUR, type Instant, MINUTE, msBetween, parseInstant, plusMs, SECOND } from "#kernel/instant.ts";
import type { OutboundAnswer } from "./outbound.ts";

/** What an answer of a remote inbox means for a delivery. */
export type Verdict =
  | { readonly kind: "delivered" }
  /** The server says that the inbox is gone for good. */
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "again"; readonly at: Instant; readonly code: string; /** The whole host is at fault: leave it alone so long. */ readonly pauseHostMs?: number };

export interface Attempt {
  /** This one included. */
  readonly attempts: number;
  /** Failures of the host in a row, before this one. */
  readonly hostFailures: number;
  readonly saidAt: Instant;
  readonly now: Instant;
  /** The same moment in the time of other servers, whose dates it is compared with. */
  readonly wireNow: Instant;
  readonly giveUpMs: number;
  /** In [0, 1): spreads what failed together. */
  readonly chance: number;
}

const PAUSES: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
const LONGEST_RETRY_AFTER = DAY;

/**
 * 2xx is taken; 410 is the end of the inbox; other 4xx are final (another copy of the same bytes would be refused alike),
 * but for 401 (our key could not be read there just now), 408 and 429. Everything else is tried again for `giveUpMs`.
 */
export function verdictOf(answer: OutboundAnswer, attempt: Attempt): Verdict {
  if (answer.kind === "refused") return { kind: "failed", code: answer.reason };
  if (answer.kind === "failed") return again(answer.reason, attempt, hostPause(attempt));
  const { status } = answer;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 410) return { kind: "gone" };
  const code = `status-${status}`;
  if (status === 429 || status === 503) return again(code, attempt, retryAfter(answer.headers["retry-after"], attempt.wireNow) ?? hostPause(attempt));
  if (status === 502 || status === 504) return again(code, attempt, hostPause(attempt));
  if (status === 501 || (status >= 400 && status < 500 && status !== 401 && status !== 408)) return { kind: "failed", code };
  return again(code, attempt);
}

function again(code: string, attempt: Attempt, pauseHostMs?: number): Verdict {
  const pause = Math.max(pauseOf(attempt.attempts, attempt.chance), pauseHostMs ?? 0);
  const at = plusMs(attempt.now, pause);
  if (msBetween(attempt.saidAt, at) > attempt.giveUpMs) return { kind: "failed", code };
  return { kind: "again", at, code, ...(pauseHostMs === undefined ? {} : { pauseHostMs }) };
}

/** After the nth failure, plus or minus a fifth. */
export function pauseOf(failures: number, chance: number): number {
  const pause = PAUSES[Math.min(failures, PAUSES.length) - 1] ?? MINUTE;
  return Math.round(pause * (0.8 + 0.4 * chance));
}

const hostPause = ({ hostFailures, chance }: Attempt): number => pauseOf(hostFailures + 1, chance);

function retryAfter(header: string | undefined, wireNow: Instant): number | undefined {
  if (header === undefined) return undefined;
  const wanted = /^\d{1,9}$/.test(header) ? Number(header) * SECOND : untilDate(header, wireNow);
  return wanted === undefined || wanted <= 0 ? undefined : Math.min(wanted, LONGEST_RETRY_AFTER);
}

function untilDate(header: string, wireNow: Instant): number | undefined {
  const epochMs = Date.parse(header);
  const at = Number.isNaN(epochMs) ? undefined : parseInstant(new Date(epochMs).toISOString());
  return at && msBetween(wireNow, at);
}
