import { DAY, HOUR, MINUTE, SECOND } from "#kernel/instant.ts";
import type { NetworkAbilities, NetworkLimits } from "../contract/index.ts";

// The network itself has no limits. These keep a post whole where most of its readers are.
export const networkLimits: NetworkLimits = {
  counting: "graphemes",
  maxCharacters: { value: 5_000, source: "our own choice: a post, not a page", checkedOn: "2026-11-24" },
  maxMedia: { value: 4, source: "docs.joinmastodon.org, Posting to your profile: attachments", checkedOn: "2026-11-24" },
  maxAlt: { value: 1_500, source: "docs.joinmastodon.org, Posting to your profile: attachments", checkedOn: "2026-11-24" },
};

export const abilities: NetworkAbilities = { edit: true, remove: true, readBack: true, alt: true };

/** Each figure that the outside could make grow, in one place. */
export interface FederationLimits {
  readonly inbox: {
    readonly maxBytes: number;
    readonly maxDepth: number;
    readonly maxValues: number;
    /** How long a sender may take to hand over the body. */
    readonly bodyMs: number;
    /** In verification at once, in all and for one host; who comes after is asked to come later. */
    readonly admitted: number;
    readonly admittedPerHost: number;
    readonly retryAfterSeconds: number;
  };
  readonly documents: {
    readonly maxBytes: number;
    readonly timeoutMs: number;
    readonly maxRedirects: number;
    readonly remembered: number;
    readonly freshMs: number;
    readonly negativeMs: number;
    /** For what may be mended soon: no answer, 5xx. */
    readonly negativeShortMs: number;
    readonly atOnce: number;
    /** A host's bucket: so many at once, then one more each `refillMs`. */
    readonly perHost: number;
    readonly refillMs: number;
  };
  readonly followers: { readonly perActor: number; readonly perHost: number };
  readonly delivery: {
    readonly concurrency: number;
    readonly perHost: number;
    /** Requests that have not been answered after `slowAfterMs` leave the fast lane; so many may hang there. */
    readonly slowAfterMs: number;
    readonly slow: number;
    readonly timeoutMs: number;
    readonly leaseMs: number;
    readonly pollMs: number;
    readonly giveUpMs: number;
    /** What is under way when the process stops has so long to end. */
    readonly stopMs: number;
  };
  readonly keep: { readonly inboundMs: number; readonly fanOutMs: number; readonly inboundRows: number };
}

export const defaultLimits: FederationLimits = {
  inbox: { maxBytes: 1_000_000, maxDepth: 24, maxValues: 20_000, bodyMs: 10 * SECOND, admitted: 64, admittedPerHost: 16, retryAfterSeconds: 30 },
  documents: {
    maxBytes: 1_000_000,
    timeoutMs: 5 * SECOND,
    maxRedirects: 2,
    remembered: 5_000,
    freshMs: 12 * HOUR,
    negativeMs: HOUR,
    negativeShortMs: MINUTE,
    atOnce: 32,
    perHost: 30,
    refillMs: 2 * SECOND,
  },
  followers: { perActor: 1_000_000, perHost: 200_000 },
  delivery: {
    concurrency: 64,
    perHost: 4,
    slowAfterMs: SECOND,
    slow: 1_000,
    timeoutMs: 10 * SECOND,
    leaseMs: MINUTE,
    pollMs: 500,
    giveUpMs: 3 * DAY,
    stopMs: 5 * SECOND,
  },
  keep: { inboundMs: 7 * DAY, fanOutMs: 90 * DAY, inboundRows: 1_000_000 },
};
