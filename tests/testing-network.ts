import { z } from "zod";
import { epochMsOf } from "#kernel/instant.ts";
import type { Intent, Outcome, RemoteNetwork, Sighting } from "#networks/contract/index.ts";
import type { Egress } from "#platform/egress/index.ts";

const limits = {
  counting: "graphemes",
  maxCharacters: { value: 500, source: "tests", checkedOn: "2026-11-24" },
  maxMedia: { value: 4, source: "tests", checkedOn: "2026-11-24" },
  maxAlt: { value: 1_500, source: "tests", checkedOn: "2026-11-24" },
} as const;

const post = z.object({ id: z.string(), account: z.string(), text: z.string(), at: z.number() });

/**
 * An adapter for `lying-network.ts`, written as one for a real network must be: only what surely was not taken is
 * retried, every other doubt is `unknown`, and a look decides by what is there.
 */
export function testingNetwork(egress: Egress, url: string, times: { readonly settleMs: number; readonly callMs: number }): RemoteNetwork {
  const ask = (request: { url: string; method?: string; body?: string }, signal: AbortSignal) =>
    egress.fetch({ ...request, headers: { "content-type": "application/json" }, maxBytes: 10_000_000, timeoutMs: times.callMs, maxRedirects: 0, signal });
  return {
    kind: "remote",
    id: "testing",
    limits,
    abilities: { edit: false, remove: false, readBack: true, alt: false },
    ...times,
    perform: async (intent, signal): Promise<Outcome> => {
      const answer = await ask({ url, method: "POST", body: JSON.stringify({ account: intent.account, text: marked(intent) }) }, signal);
      switch (answer.kind) {
        case "refused":
          return { kind: "refused", code: answer.reason };
        case "failed":
          return answer.sent ? { kind: "unknown", code: answer.reason } : { kind: "retry", afterMs: 50, code: answer.reason };
        case "answer":
          if (answer.status === 429 || answer.status === 503) return { kind: "retry", afterMs: 50, code: String(answer.status) };
          if (answer.status !== 200) return { kind: "unknown", code: String(answer.status) };
          return { kind: "confirmed", remoteId: post.parse(JSON.parse(new TextDecoder().decode(answer.body))).id };
      }
    },
    find: async (intent, signal): Promise<Sighting> => {
      const answer = await ask({ url: `${url}/?account=${encodeURIComponent(intent.account)}` }, signal);
      if (answer.kind !== "answer" || answer.status !== 200) return { kind: "cannot-tell", code: "no-list" };
      const found = z.array(post).parse(JSON.parse(new TextDecoder().decode(answer.body)))
        .filter((candidate) => candidate.text === marked(intent) && candidate.at >= epochMsOf(intent.at));
      if (found.length > 1) return { kind: "cannot-tell", code: "several" };
      return found[0] ? { kind: "found", remoteId: found[0].id } : { kind: "absent" };
    },
  };
}

const marked = (intent: Intent) => `${intent.text} ${intent.permalink}`;
