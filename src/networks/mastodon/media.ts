import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "#kernel/id.ts";
import { type Intent, isVideo, type OutgoingMedia, type Outcome } from "#networks/contract/index.ts";
import type { MastodonSetting, Times } from "./access.ts";
import { ask } from "./api.ts";
import type { Deadline } from "./deadline.ts";
import { readAttachment } from "./entities.ts";
import { meaningOf } from "./errors.ts";
import { noteOf } from "./notes.ts";

export type Uploaded = { readonly kind: "uploaded"; readonly ids: readonly string[] } | Extract<Outcome, { kind: "refused" | "retry" }>;

/**
 * Numbers under which a server has uploads that it was still at work on: a long video takes it longer than one call of ours may
 * last, and sent anew it would begin anew. Lost with the process, which costs one upload.
 */
export type Uploads = Map<string, string>;

const MOST_REMEMBERED = 200;

/**
 * Brings the pictures of a post, or its video, to the server and waits until they are ready. Nothing of it is seen by anybody until a
 * status names them, and servers clear away what none names: so each step may be repeated, and no doubt is `unknown`.
 */
export async function uploadMedia(setting: MastodonSetting, times: Times, uploads: Uploads, intent: Intent, deadline: Deadline): Promise<Uploaded> {
  const ids: string[] = [];
  for (const [index, media] of intent.media.entries()) {
    const key = keyOf(intent, index);
    const upload = await uploadOne(setting, times, { uploads, key }, intent.profileId, media, deadline);
    if (typeof upload !== "string") return upload;
    // Until all are there: the next may take so long that this is asked for once more.
    remember(uploads, key, upload);
    ids.push(upload);
  }
  for (const index of intent.media.keys()) uploads.delete(keyOf(intent, index));
  return { kind: "uploaded", ids };
}

// By its place: the same picture may stand twice in a post, told of otherwise.
const keyOf = ({ deliveryId }: Intent, index: number): string => `${deliveryId} ${index}`;

async function uploadOne(
  setting: MastodonSetting, times: Times, { uploads, key }: { readonly uploads: Uploads; readonly key: string }, profileId: Id<"profile">, media: OutgoingMedia, deadline: Deadline,
): Promise<string | Extract<Outcome, { kind: "refused" | "retry" }>> {
  const { egress, wireClock } = setting;
  const access = await setting.access(profileId);
  if (!access) return { kind: "refused", code: "not-connected" };
  const call = { origin: access.origin, token: access.token, signal: deadline.signal };
  const look = async (id: string) => {
    const seen = await ask(egress, { ...call, path: `/api/v1/media/${encodeURIComponent(id)}`, timeoutMs: deadline.left() });
    // While it is worked on the answer may be empty; then its number is the one we know.
    return seen.kind === "answer" && seen.status === 206 ? { ...seen, body: { id, type: "unknown" } } : seen;
  };
  const send = async () => {
    const bytes = await setting.picture(media.digest);
    if (!bytes) return undefined;
    const part = { name: "file", fileName: `${isVideo(media) ? "video" : "picture"}.${endings[media.mediaType] ?? "jpg"}`, mediaType: media.mediaType, bytes };
    const to = (path: string) => ask(egress, { ...call, path, method: "POST", file: { fields: { description: media.alt, ...(media.focus ? { focus: `${media.focus.x},${media.focus.y}` } : {}) }, part }, timeoutMs: deadline.left() });
    const sent = await to("/api/v2/media");
    // Servers that know only the first version of it wait until the picture is ready and answer 200.
    return sent.kind === "answer" && (sent.status === 404 || sent.status === 405) ? to("/api/v1/media") : sent;
  };
  const begun = uploads.get(key);
  uploads.delete(key);
  const known = begun === undefined ? undefined : await look(begun);
  let answer = known && known.kind === "answer" && (known.status === 200 || known.status === 206) ? known : await send();
  if (!answer) return { kind: "refused", code: "picture-gone" };
  noteOf(setting, profileId, answer);
  for (;;) {
    const meaning = meaningOf(answer, { validatesFirst: true, now: wireClock.now(), retryMs: times.retryMs });
    if (meaning.kind === "refused") return { kind: "refused", code: meaning.code === "invalid" ? "picture-refused" : meaning.code, ...(meaning.detail === undefined ? {} : { detail: meaning.detail }) };
    if (meaning.kind === "retry") return meaning;
    if (meaning.kind === "unknown") return { kind: "retry", afterMs: times.retryMs, code: `media-${meaning.code}` };
    const attachment = readAttachment(meaning.body);
    // 202 when it was taken and 206 while it is worked on: a status that named it now would be refused.
    if (attachment && meaning.status === 200) return attachment.id;
    if (!attachment) return { kind: "retry", afterMs: times.retryMs, code: "media-unreadable" };
    if (deadline.left() < times.mediaPollMs * 2) {
      remember(uploads, key, attachment.id);
      return { kind: "retry", afterMs: times.retryMs, code: "media-not-ready" };
    }
    await sleep(times.mediaPollMs);
    answer = await look(attachment.id);
  }
}

function remember(uploads: Uploads, key: string, id: string): void {
  const [oldest] = uploads.keys();
  if (oldest !== undefined && uploads.size >= MOST_REMEMBERED) uploads.delete(oldest);
  uploads.set(key, id);
}

const endings: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm" };
