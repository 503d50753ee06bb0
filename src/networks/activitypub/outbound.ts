import type { Egress, EgressAnswer } from "#platform/egress/index.ts";

/** What this network needs of the outbound client. */
export type Outbound = Pick<Egress, "fetch">;
export type OutboundAnswer = EgressAnswer;
