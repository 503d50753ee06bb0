import type { Instant } from "#kernel/instant.ts";

/** Nobody decided before the time for which it was written: it stays in review, and approving it asks for another time first. */
export const hasExpired = ({ state, due }: { readonly state: string; readonly due: Instant | null }, now: Instant): boolean =>
  state === "in_review" && due !== null && due < now;
