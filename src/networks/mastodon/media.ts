import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "#kernel/id.ts";
import type { OutgoingMedia, Outcome } from "#networks/contract/index.ts";
import type { AccountAccess, MastodonSetting, Times } from "./access.ts";
import { ask } from "./api.ts";
import type { Deadline } from "./deadline.ts";
import { readAttachment } from "./entities.ts";
import { meaningOf } from "./errors.ts";
import { noteOf } from "./notes.ts";

export type Uploaded = { readonly kind: "uploaded"; readonly ids: readonly string[] } | Extract<Outcome, { kind: "refused" | "retry" }>;

/**
 * Brings the pictures of a post to the server and waits until they are ready. Nothing of it is seen by anybody until a
 * status names them, and servers clear away what none names: so each step may be repeated, and no doubt is `unknown`.
 */
export async function uploadPictures(
  setting: MastodonSetting, times: Times, access: AccountAccess, profileId: Id<"profile">, media: readonly OutgoingMedia[], deadline: Deadline,
): Promise<Uploaded> {
  const ids: string[] = [];
  for (const picture of media) {
    const bytes = await setting.picture(picture.digest);
    if (!bytes) return { kind: "refused", code: "picture-gone" };
    const upload = await uploadOne(setting, times, access, profileId, picture, bytes, deadline);
    if (typeof upload !== "string") return upload;
    ids.push(upload);
  }
  return { kind: "uploaded", ids };
}

async function uploadOne(
  setting: MastodonSetting, times: Times, access: AccountAccess, profileId: Id<"profile">, picture: OutgoingMedia, bytes: Uint8Array, deadline: Deadline,
): Promise<string | Extract<Outcome, { kind: "refused" | "retry" }>> {
  const { egress, wireClock } = setting;
  const part = { name: "file", fileName: picture.mediaType === "image/png" ? "picture.png" : "picture.jpg", mediaType: picture.mediaType, bytes };
  const send = (path: string) =>
    ask(egress, { origin: access.origin, path, method: "POST", token: access.token, file: { fields: { description: picture.alt }, part }, timeoutMs: deadline.left(), signal: deadline.signal });
  let answer = await send("/api/v2/media");
  // Servers that know only the first version of it wait until the picture is ready and answer 200.
  if (answer.kind === "answer" && (answer.status === 404 || answer.status === 405)) answer = await send("/api/v1/media");
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
    const { id } = attachment;
    if (deadline.left() < times.mediaPollMs * 2) return { kind: "retry", afterMs: times.retryMs, code: "media-not-ready" };
    await sleep(times.mediaPollMs);
    const look = await ask(egress, { origin: access.origin, path: `/api/v1/media/${encodeURIComponent(id)}`, token: access.token, timeoutMs: deadline.left(), signal: deadline.signal });
    // While it is worked on the answer may be empty; then its number is the one we know.
    answer = look.kind === "answer" && look.status === 206 ? { ...look, body: { id, type: "unknown" } } : look;
  }
}
