import type { Egress } from "#platform/egress/index.ts";
import { type Answer, ask, type Call } from "./api.ts";
import { readAccount, readError } from "./entities.ts";

/**
 * Whether a status is not there, by the answer to a request for it. Mastodon says so in its API's own words. Others send a
 * bare 404, which a proxy in front of a server that is being rebuilt sends as well: then the API must be seen to be at
 * work right after, or the page of a proxy would erase what citizens said.
 */
export async function isGone(egress: Egress, answer: Extract<Answer, { kind: "answer" }>, call: Pick<Call, "origin" | "token" | "timeoutMs" | "signal">): Promise<boolean> {
  if (answer.status !== 404 && answer.status !== 410) return false;
  if (readError(answer.body) !== undefined) return true;
  const alive = await ask(egress, { ...call, path: "/api/v1/accounts/verify_credentials" });
  return alive.kind === "answer" && alive.status === 200 && readAccount(alive.body) !== undefined;
}
