import type { MessageKey } from "#web/i18n/translate.ts";
import type { Tone } from "#web/ui/elements.tsx";
import type { ConversationState, Disposition } from "../../views.ts";

interface Promised {
  readonly state: ConversationState;
  readonly due: string | null;
  readonly disposition: Disposition | null;
}

/** How urgent it is, in a message and a tone; `at` is the instant that the message counts from or to. */
export interface Urgency {
  readonly key: MessageKey;
  readonly tone: Tone;
  readonly at: string | null;
}

const SOON_MS = 60 * 60_000;

/** What is left of the promise, or what became of the conversation. */
export function urgencyOf({ state, due, disposition }: Promised, now: string): Urgency {
  switch (state) {
    case "waiting": {
      if (due === null) return { key: "inbox.noDue", tone: "dim", at: null };
      const left = Date.parse(due) - Date.parse(now);
      if (left < 0) return { key: "inbox.overdue", tone: "bad", at: due };
      return { key: "inbox.due", tone: left < SOON_MS ? "wait" : "info", at: due };
    }
    case "awaiting_citizen":
      return { key: "inbox.asked", tone: "dim", at: null };
    case "answered":
      return { key: "inbox.answered", tone: "ok", at: null };
    case "closed":
      return { key: disposition === null ? "inbox.answered" : `inbox.disposition.${disposition}`, tone: "dim", at: null };
  }
}

/** Whether a claim still holds: one that nobody touched ends by itself (INB-R3). */
export const isClaimed = (claimedUntil: string | null, now: string): boolean => claimedUntil !== null && claimedUntil > now;
