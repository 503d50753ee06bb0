import { epochMsOf, type Instant, parseInstant, plusMs, SECOND } from "#kernel/instant.ts";
import type { Intent, Sighting } from "#networks/contract/index.ts";
import type { AccountAccess, MastodonSetting, Times } from "./access.ts";
import { type Answer, ask } from "./api.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import { readStatus, readStatuses, type Status } from "./entities.ts";
import { troubleOf, waitOf } from "./errors.ts";
import { isGone } from "./gone.ts";
import { noteOf } from "./notes.ts";
import { plainText } from "#platform/plain-text.ts";
import { comparable, wordsOnly } from "./comparable.ts";
import { statusId, statusText } from "./publish.ts";

/** Whether what an intent wanted has come about, by looking and never by trying. */
export async function find(setting: MastodonSetting, times: Times, intent: Intent, signal: AbortSignal): Promise<Sighting> {
  const access = await setting.access(intent.profileId);
  if (!access) return { kind: "cannot-tell", code: "not-connected" };
  const deadline = deadlineIn(times.callMs * 0.95, signal);
  return intent.kind === "create" ? findCreated(setting, times, access, intent, deadline) : findChanged(setting, times, access, intent, deadline);
}

const PAGE = 40;
const MOST_PAGES = 25;
/** A second is what dates in headers are cut to; the rest is the way there and back. */
const CLOCK_MARGIN_MS = 5 * SECOND;

/**
 * Looks through the account's own posts back to the moment of the intent: the same text, as many pictures, not what
 * another delivery has become. Several such posts are a person's to tell apart.
 */
async function findCreated(setting: MastodonSetting, times: Times, access: AccountAccess, intent: Intent, deadline: Deadline): Promise<Sighting> {
  const { profileId } = intent;
  const wanted = { exact: comparable(statusText(intent)), words: wordsOnly(statusText(intent)), media: intent.media.length };
  const seen = new Map<string, Status>();
  let since: Instant | undefined;
  let before: string | undefined;
  for (let page = 0; ; page += 1) {
    if (page === MOST_PAGES) return { kind: "cannot-tell", code: "too-many-posts" };
    const answer = await ask(setting.egress, {
      origin: access.origin, path: `/api/v1/accounts/${encodeURIComponent(access.account)}/statuses`, token: access.token,
      query: [["limit", String(PAGE)], ["exclude_reblogs", "true"], ...(before === undefined ? [] : [["max_id", before] as const])],
      timeoutMs: deadline.left(), signal: deadline.signal,
    });
    noteOf(setting, profileId, answer);
    if (answer.kind !== "answer" || answer.status !== 200) return notSeen(answer, setting.wireClock.now(), times);
    const posts = readStatuses(answer.body);
    // One that cannot be read may be the one that is looked for.
    if (!posts) return { kind: "cannot-tell", code: "unreadable-answer" };
    since ??= plusMs(intent.at, setting.wireOffsetMs + skewMs(answer, setting.wireClock.now()) - CLOCK_MARGIN_MS);
    const fresh = posts.filter((post) => !seen.has(post.id));
    for (const post of fresh) seen.set(post.id, post);
    const last = posts.at(-1);
    if (!last || isBefore(last, since)) break;
    // Full, and nothing in it that was not seen: the server does not page, and what lies further back stays unseen.
    if (fresh.length === 0) return { kind: "cannot-tell", code: "cannot-page" };
    before = last.id;
  }
  const from = since;
  const possible = [...seen.values()].filter((post) => !isBefore(post, from) && (post.reblog === null || post.reblog === undefined));
  const claimed = await setting.claimed(profileId, possible.map((post) => post.id));
  const free = possible.filter((post) => !claimed.has(post.id) && post.media_attachments.length === wanted.media)
    .map((post) => ({ post, text: plainText(post.content, Number.MAX_SAFE_INTEGER) }));
  const same = free.filter(({ text }) => comparable(text) === wanted.exact);
  const [one] = same;
  if (same.length > 1) return { kind: "cannot-tell", code: "several" };
  if (one) return { kind: "found", remoteId: one.post.id, ...(one.post.url === undefined ? {} : { url: one.post.url }) };
  return free.some(({ text }) => wordsOnly(text) === wanted.words) ? { kind: "cannot-tell", code: "similar" } : { kind: "absent" };
}

/** A server that is away comes back; a token that was taken back does not. */
function notSeen(answer: Answer, now: Instant, times: Times): Sighting {
  const { code, needsPerson } = troubleOf(answer);
  if (needsPerson || (answer.kind === "not-sent" && answer.never)) return { kind: "cannot-tell", code };
  return { kind: "not-now", afterMs: answer.kind === "answer" && ("retry-after" in answer.headers || answer.status === 429) ? waitOf(answer.headers, now) : times.retryMs, code };
}

const isBefore = (post: Status, since: Instant): boolean => {
  const at = parseInstant(post.created_at);
  return at !== undefined && at < since;
};

/** How far the server's clock is behind ours (0 or less), by the date that it puts on its answers. */
function skewMs(answer: Extract<Answer, { kind: "answer" }>, now: Instant): number {
  const theirs = Date.parse(answer.headers["date"] ?? "");
  return Number.isNaN(theirs) ? 0 : Math.min(0, theirs - epochMsOf(now));
}

/** Whether a post says now what it was to say, or is gone when it was to go. */
async function findChanged(setting: MastodonSetting, times: Times, access: AccountAccess, intent: Intent, deadline: Deadline): Promise<Sighting> {
  const id = statusId(intent.remoteId);
  if (id === undefined) return { kind: "cannot-tell", code: "not-found" };
  const call = { origin: access.origin, token: access.token, timeoutMs: deadline.left(), signal: deadline.signal };
  const answer = await ask(setting.egress, { ...call, path: `/api/v1/statuses/${encodeURIComponent(id)}` });
  noteOf(setting, intent.profileId, answer);
  if (answer.kind !== "answer") return notSeen(answer, setting.wireClock.now(), times);
  if (await isGone(setting.egress, answer, call)) return intent.kind === "delete" ? { kind: "found", remoteId: id } : { kind: "cannot-tell", code: "gone" };
  const status = answer.status === 200 ? readStatus(answer.body) : undefined;
  if (!status) return notSeen(answer, setting.wireClock.now(), times);
  if (intent.kind === "delete") return { kind: "absent" };
  const text = plainText(status.content, Number.MAX_SAFE_INTEGER);
  // Also when only a picture was changed, which neither text nor number tells; repeating an edit changes nothing.
  const since = plusMs(intent.at, setting.wireOffsetMs + skewMs(answer, setting.wireClock.now()) - CLOCK_MARGIN_MS);
  const editedAt = parseInstant(status.edited_at ?? "");
  const alts = status.media_attachments.map((attachment) => attachment.description ?? "");
  const isIt = editedAt !== undefined && editedAt >= since && comparable(text) === comparable(statusText(intent)) &&
    alts.length === intent.media.length && intent.media.every((picture, index) => comparable(picture.alt) === comparable(alts[index] ?? ""));
  return isIt ? { kind: "found", remoteId: id, ...(status.url === undefined ? {} : { url: status.url }) } : { kind: "absent" };
}
