import { SECOND } from "#kernel/instant.ts";
import { type Intent, type Outcome, stopped, type Visibility } from "#networks/contract/index.ts";
import type { AccountAccess, MastodonSetting, Times } from "./access.ts";
import { ask, type Call } from "./api.ts";
import { type Deadline, deadlineIn } from "./deadline.ts";
import { readStatus } from "./entities.ts";
import { type Meaning, meaningOf } from "./errors.ts";
import { uploadMedia, type Uploads } from "./media.ts";
import { noteOf } from "./notes.ts";

/** What must be left for the irreversible request once the pictures are there. */
const LAST_STEP_MS = 5 * SECOND;

/** Carries out an intent with one irreversible request, and only once everything before it is done. */
export async function perform(setting: MastodonSetting, times: Times, uploads: Uploads, intent: Intent, signal: AbortSignal, goAhead: () => Promise<boolean>): Promise<Outcome> {
  const access = await setting.access(intent.profileId);
  if (!access) return { kind: "refused", code: "not-connected" };
  // A little earlier than whoever waits for us gives up.
  const deadline = deadlineIn(times.callMs * 0.95, signal);
  switch (intent.kind) {
    case "create":
      return write(setting, times, uploads, access, intent, deadline, goAhead, { method: "POST", path: "/api/v1/statuses", idempotencyKey: intent.deliveryId }, {
        visibility: shownTo[intent.visibility ?? "public"],
        ...answered(intent),
      });
    case "update": {
      const id = statusId(intent.remoteId);
      return id === undefined
        ? { kind: "refused", code: "not-found" }
        : write(setting, times, uploads, access, intent, deadline, goAhead, { method: "PUT", path: `/api/v1/statuses/${encodeURIComponent(id)}` }, {});
    }
    case "delete": {
      const id = statusId(intent.remoteId);
      return id === undefined ? { kind: "refused", code: "not-found" } : remove(setting, times, access, intent, id, deadline);
    }
  }
}

/** What it hangs on: somebody's message, or our own post that it goes on. */
function answered({ inReplyTo, continues }: Intent): Readonly<Record<string, string>> {
  const id = inReplyTo?.remoteId ?? statusId(continues);
  return id === undefined ? {} : { in_reply_to_id: id };
}

const shownTo: Readonly<Record<Visibility, string>> = { public: "public", unlisted: "unlisted", followers: "private", direct: "direct" };

/** An answer names its reader, or their server would not tell them; a post is what was approved and nothing else. */
export const statusText = (intent: Intent): string => (intent.inReplyTo ? `${intent.inReplyTo.author.handle} ${intent.text}` : intent.text);

/** A person who settled a delivery gave the post's address; its number is the end of it. */
export function statusId(remoteId: string | undefined): string | undefined {
  if (remoteId === undefined || !/^https?:/.test(remoteId)) return remoteId;
  return URL.canParse(remoteId) ? (new URL(remoteId).pathname.split("/").findLast((part) => part !== "") ?? undefined) : undefined;
}

async function write(
  setting: MastodonSetting, times: Times, uploads: Uploads, access: AccountAccess, intent: Intent, deadline: Deadline, goAhead: () => Promise<boolean>,
  request: Pick<Call, "method" | "path" | "idempotencyKey">, more: Readonly<Record<string, string>>,
): Promise<Outcome> {
  // A corrected post takes all its pictures anew: nothing tells whether those that it has are still the right ones.
  const uploaded = await uploadMedia(setting, times, uploads, intent, deadline);
  if (uploaded.kind !== "uploaded") return uploaded;
  if (intent.media.length > 0 && deadline.left() < Math.min(LAST_STEP_MS, times.callMs / 3)) return { kind: "retry", afterMs: times.retryMs, code: "pictures-took-too-long" };
  if (intent.media.length > 0 && !(await goAhead())) return stopped;
  const answer = await ask(setting.egress, {
    ...request,
    origin: access.origin,
    token: access.token,
    json: { status: statusText(intent), media_ids: uploaded.ids, ...(intent.languages[0] === undefined ? {} : { language: intent.languages[0] }), ...more },
    timeoutMs: deadline.left(),
    signal: deadline.signal,
  });
  noteOf(setting, intent.profileId, answer);
  const meaning = meaningOf(answer, { validatesFirst: validatesFirst(access), now: setting.wireClock.now(), retryMs: times.retryMs });
  if (meaning.kind !== "done") return outcomeOf(meaning);
  const status = readStatus(meaning.body);
  // 200 with something else than a status: something is out, or nothing.
  if (!status) return { kind: "unknown", code: "unreadable-answer" };
  return { kind: "confirmed", remoteId: status.id, ...(status.url === undefined ? {} : { url: status.url }) };
}

async function remove(setting: MastodonSetting, times: Times, access: AccountAccess, intent: Intent, id: string, deadline: Deadline): Promise<Outcome> {
  const answer = await ask(setting.egress, { origin: access.origin, path: `/api/v1/statuses/${encodeURIComponent(id)}`, method: "DELETE", token: access.token, timeoutMs: deadline.left(), signal: deadline.signal });
  noteOf(setting, intent.profileId, answer);
  const meaning = meaningOf(answer, { validatesFirst: true, now: setting.wireClock.now(), retryMs: times.retryMs });
  // That it is not there is what was wanted, whoever did it.
  if (meaning.kind === "done" || (meaning.kind === "refused" && (meaning.code === "not-found" || meaning.code === "gone"))) return { kind: "confirmed", remoteId: id };
  return outcomeOf(meaning);
}

function outcomeOf(meaning: Exclude<Meaning, { kind: "done" }>): Outcome {
  const detail = "detail" in meaning && meaning.detail !== undefined ? { detail: meaning.detail } : {};
  switch (meaning.kind) {
    case "retry":
      return meaning;
    case "refused":
      return { kind: "refused", code: meaning.code, ...detail };
    case "unknown":
      return { kind: "unknown", code: meaning.code, ...detail, saidNo: meaning.saidNo };
  }
}

/** Whether a validation error of this server is proof: Mastodon's own is; of other programs it is not known. */
const validatesFirst = (access: AccountAccess): boolean => access.details["program"] === "mastodon";
