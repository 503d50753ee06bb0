import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant, SECOND } from "#kernel/instant.ts";
import type { HeardMessage, Incoming, Listening, Reading } from "#networks/contract/index.ts";
import type { AccountAccess, MastodonSetting, Times } from "./access.ts";
import { type Answer, ask, type Call, urlOf } from "./api.ts";
import { type Notification, readNotifications, readStatus } from "./entities.ts";
import { troubleOf, waitOf } from "./errors.ts";
import { authorIdOf, bodyOf, messageOf } from "./incoming.ts";
import { isGone } from "./gone.ts";
import { noteOf } from "./notes.ts";

const PAGE = 40;
const MOST_RECHECKED = 40;
/** Servers say something at least every 15 s (`:thump`), some only every 30. */
const SILENCE_MS = 90 * SECOND;

/** Listening through the notifications of an account: everything that names it. */
export function listening(setting: MastodonSetting, times: Times): Listening {
  return {
    everyMs: times.listenEveryMs,
    read: (profileId, cursor, signal) => withAccess(setting, profileId, (access) => read(setting, times, access, profileId, cursor, signal)),
    recheck: (profileId, heard, signal) => withAccess(setting, profileId, (access) => recheck(setting, times, access, profileId, heard, signal)),
    ring: (profileId, ring, signal) => listenToBell(setting, times, profileId, ring, signal),
  };
}

async function withAccess(setting: MastodonSetting, profileId: Id<"profile">, look: (access: AccountAccess) => Promise<Reading>): Promise<Reading> {
  const access = await setting.access(profileId);
  return access ? look(access) : { kind: "failed", code: "not-connected", afterMs: 60 * SECOND, needsPerson: true };
}

async function read(setting: MastodonSetting, times: Times, access: AccountAccess, profileId: Id<"profile">, cursor: string | undefined, signal: AbortSignal): Promise<Reading> {
  const answer = await ask(setting.egress, {
    ...base(access, times, signal),
    path: "/api/v1/notifications",
    query: [
      ["types[]", "mention"],
      // What a server's filters hold back was said to the council all the same (Mastodon 4.3).
      ["include_filtered", "true"],
      // From the oldest that was not seen, however many there are; without a cursor only where "now" is.
      ...(cursor === undefined ? [["limit", "1"] as const] : [["limit", String(PAGE)], ["min_id", cursor]] as const),
    ],
  });
  noteOf(setting, profileId, answer);
  if (answer.kind !== "answer" || answer.status !== 200) return failed(answer, setting.wireClock.now());
  const found = readNotifications(answer.body);
  if (!found) return failed(answer, setting.wireClock.now());
  // Oldest first, whichever way round the server gives them.
  const ordered = found.toSorted(byTime);
  const last = ordered.at(-1)?.id ?? cursor ?? "0";
  if (cursor === undefined) return { kind: "read", incoming: [], cursor: last, more: false };
  const incoming = ordered.flatMap((one): Incoming[] => {
    const status = one.type === "mention" ? readStatus(one.status) : undefined;
    const message = status && messageOf(status, profileId, access.origin);
    return message ? [message] : [];
  });
  return { kind: "read", incoming, cursor: last, more: found.length >= PAGE && last !== cursor };
}

/** Several come in one millisecond: then by their ids, which grow in length and then in their digits or letters. */
function byTime(left: Notification, right: Notification): number {
  const order = (one: Notification) => [parseInstant(one.created_at) ?? "", String(one.id.length).padStart(4, "0"), one.id].join(" ");
  return order(left) < order(right) ? -1 : 1;
}

/** One by one: the request for many at once is younger than many servers. */
async function recheck(setting: MastodonSetting, times: Times, access: AccountAccess, profileId: Id<"profile">, heard: readonly HeardMessage[], signal: AbortSignal): Promise<Reading> {
  const incoming: Incoming[] = [];
  for (const message of heard.slice(0, MOST_RECHECKED)) {
    const answer = await ask(setting.egress, { ...base(access, times, signal), path: `/api/v1/statuses/${encodeURIComponent(message.remoteId)}` });
    if (answer.kind !== "answer") return failed(answer, setting.wireClock.now());
    const gone = await isGone(setting.egress, answer, base(access, times, signal));
    const change = gone ? ({ kind: "deleted", network: "mastodon", remoteId: message.remoteId, authorId: message.authorId } as const) : changeOf(answer, message, access.origin);
    if (change === "failed") {
      noteOf(setting, profileId, answer);
      return failed(answer, setting.wireClock.now());
    }
    if (change) incoming.push(change);
  }
  return { kind: "read", incoming, cursor: "", more: false };
}

function changeOf(answer: Extract<Answer, { kind: "answer" }>, message: HeardMessage, origin: string): Incoming | "failed" | undefined {
  const status = answer.status === 200 ? readStatus(answer.body) : undefined;
  if (!status) return "failed";
  const editedAt = parseInstant(status.edited_at ?? "");
  if (editedAt === undefined || editedAt <= message.changedAt) return undefined;
  return { kind: "edited", network: "mastodon", remoteId: message.remoteId, authorId: authorIdOf(status, origin), ...bodyOf(status), editedAt };
}

const base = (access: AccountAccess, times: Times, signal: AbortSignal): Pick<Call, "origin" | "token" | "timeoutMs" | "signal"> =>
  ({ origin: access.origin, token: access.token, timeoutMs: times.callMs, signal });

function failed(answer: Answer, now: Instant): Reading {
  const { code, needsPerson } = troubleOf(answer);
  return { kind: "failed", code, needsPerson, afterMs: answer.kind === "answer" ? waitOf(answer.headers, now) : 30 * SECOND };
}

/** The user's stream of server-sent events: which event it is does not matter, `read` tells. */
async function listenToBell(setting: MastodonSetting, times: Times, profileId: Id<"profile">, ring: () => void, signal: AbortSignal): Promise<void> {
  const access = await setting.access(profileId);
  if (!access) return;
  let rest = "";
  const decoder = new TextDecoder();
  await setting.egress.stream({
    url: urlOf({ origin: access.details["streaming"] ?? access.origin, path: "/api/v1/streaming/user/notification" }),
    headers: { authorization: `Bearer ${access.token}`, accept: "text/event-stream" },
    timeoutMs: times.callMs,
    silenceMs: SILENCE_MS,
    signal,
    onPart: (part) => {
      const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
      // A line that never ends is not kept for ever.
      rest = (lines.pop() ?? "").slice(-1_000);
      if (lines.some((line) => line.startsWith("event:"))) ring();
    },
  });
}
