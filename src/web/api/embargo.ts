import type { Instant } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";

export const mayWrite = (actor: Actor): boolean => actor.scopes === undefined || actor.scopes.includes("publication.draft");

/** EDI-7: what is under embargo is there only for the programs that write. */
export const isHidden = (actor: Actor, until: Instant | null, at: Instant): boolean => until !== null && until > at && !mayWrite(actor);
