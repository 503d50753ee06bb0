import type { NetworkLimits, OwnNetwork } from "#networks/contract/index.ts";

/** RSS, Atom and JSON Feed have no limits of their own; ours only keep a feed readable. */
export const feedLimits: NetworkLimits = {
  counting: "graphemes",
  maxCharacters: { value: 20_000, source: "our own: feeds have no limit", checkedOn: "2026-11-24" },
  maxMedia: { value: 10, source: "our own", checkedOn: "2026-11-24" },
  maxAlt: { value: 2_000, source: "our own", checkedOn: "2026-11-24" },
};

/**
 * Feeds are read from what is out: to publish is to be confirmed. The entry's id is the permanent address, so that a
 * reader that has seen it sees a correction as the same entry.
 */
export function feedNetwork<Tx>(): OwnNetwork<Tx> {
  return {
    kind: "own",
    id: "feed",
    limits: feedLimits,
    abilities: { edit: true, remove: true, readBack: true, alt: true },
    accept: (_tx, intent) => Promise.resolve({ remoteId: `${intent.permalink}#${intent.profileId}-${intent.languages.join("-")}`, url: intent.permalink }),
  };
}
