import { epochMsOf, type Instant, MINUTE, parseInstant, SECOND } from "#kernel/instant.ts";
import type { NetworkTrouble } from "#networks/contract/index.ts";
import type { Answer } from "./api.ts";
import { readError } from "./entities.ts";

/**
 * What answers to a request that writes mean. Sources: docs.joinmastodon.org (methods/statuses, methods/media,
 * api/rate-limits) and Mastodon's `app/controllers/concerns/api/error_handling.rb`; read on 2026-11-24.
 *
 * `anywhere`: every server of this API decides it before it does anything. `mastodon`: Mastodon does; of others it is
 * not known, so it counts as said and not as proven.
 */
interface Row {
  readonly status: number;
  readonly sure: "anywhere" | "mastodon";
  readonly code: string;
  /** It will not mend by itself. */
  readonly needsPerson: boolean;
  /** It counts also without the API's own words (`{"error": …}`), as snac 2.96 answers. */
  readonly wordless?: true;
}

const table: readonly Row[] = [
  // The token is looked at before anything else.
  { status: 401, sure: "anywhere", code: "token-revoked", needsPerson: true, wordless: true },
  // The account is disabled or moved, or the token lacks the scope.
  { status: 403, sure: "anywhere", code: "not-allowed", needsPerson: true },
  // A message that is answered, or a picture, is not there any more.
  { status: 404, sure: "mastodon", code: "not-found", needsPerson: false },
  { status: 410, sure: "mastodon", code: "gone", needsPerson: false },
  // Validation, before the post is stored.
  { status: 422, sure: "mastodon", code: "invalid", needsPerson: false },
];

export type Meaning =
  | { readonly kind: "done"; readonly status: number; readonly body: unknown }
  | { readonly kind: "refused"; readonly code: string; readonly detail?: string; readonly needsPerson: boolean }
  | { readonly kind: "retry"; readonly afterMs: number; readonly code: string }
  | { readonly kind: "unknown"; readonly code: string; readonly detail?: string; readonly saidNo: boolean };

const DEFAULT_WAIT = MINUTE;
const LONGEST_WAIT = 30 * MINUTE;

export interface Circumstances {
  /** Whether the server is one of which `mastodon` rows are known to hold. */
  readonly validatesFirst: boolean;
  readonly now: Instant;
  /** How long to wait where the server says nothing of it. */
  readonly retryMs: number;
}

export function meaningOf(answer: Answer, known: Circumstances): Meaning {
  switch (answer.kind) {
    case "not-sent":
      return answer.never ? { kind: "refused", code: answer.code, needsPerson: false } : { kind: "retry", afterMs: known.retryMs, code: answer.code };
    case "lost":
      return { kind: "unknown", code: answer.code, saidNo: false };
    case "answer":
      return meaningOfStatus(answer, known);
  }
}

function meaningOfStatus(answer: Extract<Answer, { kind: "answer" }>, { validatesFirst, now }: Circumstances): Meaning {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return { kind: "done", status, body };
  // Rate limits are counted before the request is handled. A 503 with a date for coming back is a door that was closed;
  // any other may come from behind it.
  if (status === 429 || (status === 503 && headers["retry-after"] !== undefined)) return { kind: "retry", afterMs: waitOf(headers, now), code: String(status) };
  const said = readError(body);
  const detail = said === undefined ? {} : { detail: said };
  const row = table.find((candidate) => candidate.status === status);
  // Without the API's own words it may be a page of something in between, which proves nothing.
  if (row && (said !== undefined || row.wordless) && (row.sure === "anywhere" || validatesFirst)) return { kind: "refused", code: row.code, ...detail, needsPerson: row.needsPerson };
  return { kind: "unknown", code: String(status), ...detail, saidNo: status >= 400 && status < 500 };
}

/** How long the server wants to be left alone: `X-RateLimit-Reset` is a date, `Retry-After` a date or seconds. */
export function waitOf(headers: Readonly<Record<string, string>>, now: Instant): number {
  // Its own clock is the one that its dates are of.
  const serverNow = Date.parse(headers["date"] ?? "");
  const from = Number.isNaN(serverNow) ? epochMsOf(now) : serverNow;
  const reset = parseInstant(headers["x-ratelimit-reset"] ?? "");
  const after = headers["retry-after"];
  const waits = [
    reset === undefined ? undefined : epochMsOf(reset) - from,
    after === undefined ? undefined : /^\d+(\.\d+)?$/.test(after) ? Number(after) * SECOND : Date.parse(after) - from,
  ].filter((wait): wait is number => wait !== undefined && !Number.isNaN(wait));
  return waits.length === 0 ? DEFAULT_WAIT : Math.min(LONGEST_WAIT, Math.max(0, ...waits));
}

/** What stands in the way of a request that only asks. */
export function troubleOf(answer: Answer): NetworkTrouble {
  if (answer.kind !== "answer") return { kind: "network-trouble", code: answer.code, needsPerson: false };
  const row = table.find((candidate) => candidate.status === answer.status && candidate.needsPerson && (candidate.wordless || readError(answer.body) !== undefined));
  return row
    ? { kind: "network-trouble", code: row.code, needsPerson: true }
    : { kind: "network-trouble", code: answer.status < 300 ? "unreadable-answer" : String(answer.status), needsPerson: false };
}
