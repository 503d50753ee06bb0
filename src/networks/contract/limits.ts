/** A figure that a network fixes, as data: where it was read and when, so that it can be checked again. */
export interface Dated<Value> {
  readonly value: Value;
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly checkedOn: string;
}

export interface NetworkLimits {
  /** How text is counted; the functions are in `count.ts`. */
  readonly counting: CountingRule;
  readonly maxCharacters: Dated<number>;
  readonly maxMedia: Dated<number>;
  /** Longest description of one picture, in UTF-16 units. */
  readonly maxAlt: Dated<number>;
  /** What a link counts under `mastodon`; 23 when absent. */
  readonly charactersPerLink?: Dated<number>;
}

/**
 * `graphemes`: what a reader sees as one character. `mastodon`: graphemes, each link counts the same and `@user@host` counts as
 * `@user`. `bluesky`: graphemes, or tenths of bytes where those are more. `x`: weights, links and emoji as X's own library has
 * them. `utf16`: as programs store it.
 */
export type CountingRule = "graphemes" | "mastodon" | "bluesky" | "x" | "utf16";
