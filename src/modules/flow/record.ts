import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

type Subject = { readonly type: "item" | "suggestion" | "publication" | "expectation"; readonly id: Id<string> };

/** What somebody did about the day's information, in the transaction of what it tells of. */
export const tell = (tx: Tx, kind: string, subject: Subject, actor: Actor, at: Instant, data: { readonly [key: string]: Json } = {}): Promise<void> =>
  recordEvent(tx, { kind, subject, actor: actor.personId, at, data });
