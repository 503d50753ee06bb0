/** How a profile stands, in the order of its life; `found` is one that nobody of the council had declared. */
export const standings = ["opening", "active", "dormant", "suspended", "closing", "closed", "found"] as const;
export type Standing = (typeof standings)[number];

/** `notice`: that it closes. `reply`: an answer to a citizen. */
export type Speech = "post" | "reply" | "notice";

/**
 * Whether a profile may say something of its own (EDI-R11). A dormant one may: that is how it wakes up. One that is
 * closing only ends its conversations and says that it closes.
 */
export function maySpeak(standing: Standing, speech: Speech): boolean {
  switch (standing) {
    case "active":
    case "dormant":
      return true;
    case "closing":
      return speech !== "post";
    case "opening":
    case "suspended":
    case "closed":
    case "found":
      return false;
  }
}

/** The standings in which a profile may say it. */
export const standingsThatSpeak = (speech: Speech): readonly Standing[] => standings.filter((standing) => maySpeak(standing, speech));
