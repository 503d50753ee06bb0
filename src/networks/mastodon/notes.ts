import type { Id } from "#kernel/id.ts";
import type { MastodonSetting } from "./access.ts";
import type { Answer } from "./api.ts";
import { troubleOf } from "./errors.ts";

/**
 * Tells the connection's health how a call went. What says nothing about it is left out: a post that is not there, a
 * text that is not valid.
 */
export function noteOf(setting: MastodonSetting, profileId: Id<"profile">, answer: Answer): void {
  if (answer.kind === "answer" && answer.status < 400) return setting.noted?.(profileId, { ok: true });
  const { code, needsPerson } = troubleOf(answer);
  if (needsPerson || answer.kind !== "answer" || answer.status >= 500) setting.noted?.(profileId, { ok: false, code, needsPerson });
}
