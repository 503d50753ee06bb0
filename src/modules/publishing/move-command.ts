import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { approvePublication, type ApprovalRefusal, type PublishingSetting } from "./decision-commands.ts";
import { changeState, EDITABLE, type LockedPublication, lockPublication, storeContent, type UnknownPublication, type WrongState } from "./draft-commands.ts";
import { readDraftFacts } from "./draft-facts.ts";
import type { Content } from "./rules/content.ts";
import type { PublicationState } from "./store.ts";

export interface Moving {
  readonly id: Id<"publication">;
  /** The one last seen. */
  readonly revision: number;
  /** Null: as soon as it is approved. */
  readonly due: Content["due"];
  /** What was approved for another time is approved for this one in the same step, by whoever moves it. */
  readonly approve: boolean;
}

export type MoveRefusal =
  | NotPermitted | UnknownPublication | WrongState | ApprovalRefusal
  /** Somebody else has moved or changed it since. */
  | { readonly kind: "moved-meanwhile"; readonly by: string }
  | { readonly kind: "bad-time"; readonly because: "unreadable" | "never" | "past" }
  /** EDI-7: not before its embargo ends. */
  | { readonly kind: "under-embargo"; readonly until: Instant }
  /** The clock is put back that night: which of the two is meant? */
  | { readonly kind: "time-twice" };

/**
 * Gives a publication another time (EDI-6). The time is part of what is approved (EDI-R6), so what was approved waits for
 * approval again, unless whoever moves it may approve it and says so; moved back before anything else happened to it, it is
 * what was approved, and the approval holds. The words stay as they are: who moves is not their author (ROL-R7).
 */
export async function movePublication(
  tx: Tx, setting: PublishingSetting, actor: Actor, move: Moving, at: Instant,
): Promise<Result<{ readonly revision: number; readonly state: PublicationState }, MoveRefusal>> {
  const found = await lockPublication(tx, move.id);
  if (!found || found.kind !== "post") return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (!EDITABLE.includes(found.state)) return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== move.revision) {
    const { rows } = await sql<{ name: string }>`select name from authority.person where id = ${found.saved_by}`.execute(tx);
    return refuse({ kind: "moved-meanwhile", by: rows[0]?.name ?? "" });
  }
  const due = await readDue(tx, move.due, at);
  if (!due.ok) return due;

  const content = { ...found.content, due: due.value };
  const facts = await readDraftFacts(tx, setting.limitsOf, content, at, move.id);
  if (facts.embargo && facts.due?.kind === "once" && facts.due.at < facts.embargo) return refuse({ kind: "under-embargo", until: facts.embargo });
  const restored = await restoreApproval(tx, found, facts.hash, at);
  const stored = await storeContent(tx, actor, found, content, facts, at);
  await recordEvent(tx, {
    kind: "publication.moved", subject: { type: "publication", id: move.id }, actor: actor.personId, at,
    data: { from: found.content.due?.local ?? null, to: due.value?.local ?? null },
  });
  if (restored) {
    await changeState(tx, move.id, "scheduled", at, { due_at: restored.due });
    const told = { version: restored.number, hash: facts.hash, due: restored.due };
    await recordEvidence(tx, { kind: "publication.approval-restored", subject: { type: "publication", id: move.id }, at, facts: told });
    await recordEvent(tx, { kind: "publication.approval-restored", subject: { type: "publication", id: move.id }, actor: actor.personId, at, data: told });
    return ok({ revision: stored.revision, state: "scheduled" });
  }
  if (move.approve && found.state === "scheduled") {
    const approved = await approvePublication(tx, setting, actor, { id: move.id, hash: facts.hash }, at);
    return approved.ok ? ok({ revision: stored.revision, state: "scheduled" }) : approved;
  }
  return ok(stored);
}

async function readDue(tx: Tx, due: Content["due"], at: Instant): Promise<Result<Content["due"], MoveRefusal>> {
  if (due === null) return ok(null);
  const reading = readWallTime({ local: due.local, zone: (await getCouncil(tx)).zone });
  switch (reading.kind) {
    case "unreadable":
    case "never":
      return refuse({ kind: "bad-time", because: reading.kind });
    case "twice":
      if (due.which === undefined) return refuse({ kind: "time-twice" });
      return reading[due.which] <= at ? refuse({ kind: "bad-time", because: "past" }) : ok(due);
    case "once":
      return reading.at <= at ? refuse({ kind: "bad-time", because: "past" }) : ok({ local: due.local });
  }
}

/**
 * Plans again what an earlier move had called off, when this one brings back exactly what was approved and nothing else was
 * done to the publication in between: it last changed at the instant at which its deliveries were called off.
 */
async function restoreApproval(tx: Tx, found: LockedPublication, hash: string, at: Instant): Promise<{ readonly number: number; readonly due: Instant } | undefined> {
  if (found.state !== "in_review") return undefined;
  const { rows } = await sql<{ id: Id<"version">; number: number; due: Instant }>`
    select version.id, version.number, version.due_at as due from publishing.version
    join publishing.publication on publication.id = version.publication_id
    where version.publication_id = ${found.id} and version.number > publication.published_version and version.hash = ${hash} and version.due_at > ${at}
      and version.number = (select max(number) from publishing.version latest where latest.publication_id = ${found.id})
      and exists (select 1 from publishing.edition join publishing.delivery on delivery.edition_id = edition.id
        where edition.version_id = version.id and delivery.state = 'planned' and delivery.cancelled_at = publication.changed_at)
  `.execute(tx);
  const [version] = rows;
  if (!version) return undefined;
  await sql`
    update publishing.delivery set cancelled_at = null, changed_at = ${at} from publishing.publication
    where publication.id = delivery.publication_id and delivery.state = 'planned' and delivery.cancelled_at = publication.changed_at
      and delivery.edition_id in (select id from publishing.edition where version_id = ${version.id})
  `.execute(tx);
  return version;
}
