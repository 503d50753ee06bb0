import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { type ApprovalRefusal, giveBack, mayDecide } from "./decision-commands.ts";
import { callOffDeliveries } from "./delivery/plan.ts";
import { lockPublication, startCorrection } from "./draft-commands.ts";
import type { PublicationState } from "./store.ts";

/** What goes or went out without prior approval and nobody has looked at yet. */
export interface LaterReview {
  readonly id: Id<"draw">;
  readonly publicationId: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly unitId: Id<"unit"> | null;
  readonly profileIds: readonly Id<"profile">[];
  readonly profiles: readonly Localized[];
  readonly texts: Localized;
  readonly sentBy: string;
  readonly sentById: Id<"person">;
  readonly authors: readonly Id<"person">[];
  readonly at: Instant;
  readonly due: Instant;
  readonly oneIn: number;
}

/** The oldest first; what was changed, given up or withdrawn since waits for nobody. */
export async function listLaterReviews(db: Queryable): Promise<readonly LaterReview[]> {
  const { rows } = await sql<LaterReview>`
    select draw.id, publication.id as "publicationId", publication.title, publication.state, publication.unit_id as "unitId", version.content -> 'profiles' as "profileIds", version.content -> 'texts' as texts,
      coalesce((select jsonb_agg(profile.display_name order by profile.entered_at) from register.profile where profile.id::text in (select jsonb_array_elements_text(version.content -> 'profiles'))), '[]') as profiles,
      person.name as "sentBy", draw.sent_by as "sentById", draw.at, version.due_at as due, draw.one_in as "oneIn",
      coalesce((select jsonb_agg(author.person_id) from publishing.author where author.publication_id = publication.id and author.base_version < version.number), '[]') as authors
    from publishing.draw
    join publishing.publication on publication.id = draw.publication_id
    join publishing.version on version.publication_id = draw.publication_id and version.number = draw.version_number
    join authority.person on person.id = draw.sent_by
    where not draw.drawn and ${isOpen} order by draw.at, draw.id limit 200
  `.execute(db);
  return rows;
}

const isOpen = sql`
  not exists (select 1 from publishing.later_review where later_review.draw_id = draw.id)
  and publication.state in ('scheduled', 'publishing', 'published')
  and not exists (select 1 from publishing.version later where later.publication_id = draw.publication_id and later.number > draw.version_number)
`;

export type LaterReviewRefusal =
  | ApprovalRefusal
  /** Somebody has looked at it, or there is nothing of it to look at any more. */
  | { readonly kind: "nothing-to-review" }
  | { readonly kind: "comment-missing" }
  | Extract<Awaited<ReturnType<typeof startCorrection>>, { ok: false }>["refusal"];

/**
 * Somebody else looks at what went out without prior approval. What must be corrected opens as a correction with the reason that
 * the public will read; what has not gone out yet goes back to its authors with it.
 */
export async function reviewLater(
  tx: Tx, actor: Actor, review: { readonly id: Id<"draw">; readonly verdict: "fine" | "correct"; readonly note: string }, at: Instant,
): Promise<Result<undefined, LaterReviewRefusal>> {
  const drawn = await sql<{ publicationId: Id<"publication"> }>`select publication_id as "publicationId" from publishing.draw where id = ${review.id}`.execute(tx);
  const found = drawn.rows[0] && (await lockPublication(tx, drawn.rows[0].publicationId));
  if (!found) return refuse({ kind: "nothing-to-review" });
  const { rows } = await sql<{ number: number; hash: string; sentBy: Id<"person"> }>`
    select version.number, version.hash, draw.sent_by as "sentBy" from publishing.draw join publishing.publication on publication.id = draw.publication_id
    join publishing.version on version.publication_id = draw.publication_id and version.number = draw.version_number
    where draw.id = ${review.id} and not draw.drawn and ${isOpen}
  `.execute(tx);
  const [version] = rows;
  if (!version) return refuse({ kind: "nothing-to-review" });
  if (version.sentBy === actor.personId) return refuse({ kind: "own-text" });
  // Its authors are those of the first version, whether it is out or not.
  const may = await mayDecide(tx, actor, { ...found, published_version: 0 }, at);
  if (!may.ok) return may;
  const note = review.note.trim();
  if (review.verdict === "correct") {
    if (note === "") return refuse({ kind: "comment-missing" });
    if (found.state === "publishing") return refuse({ kind: "wrong-state", state: found.state });
    if (found.state === "scheduled") {
      await callOffDeliveries(tx, found.id, at);
      await giveBack(tx, found, { number: version.number, hash: version.hash, by: actor, role: may.value, comment: note, comments: [] }, at);
    } else {
      const started = await startCorrection(tx, actor, { id: found.id, reason: note }, at);
      if (!started.ok) return started;
    }
  }
  await sql`insert into publishing.later_review (draw_id, verdict, note, reviewed_by, at) values (${review.id}, ${review.verdict}, ${note}, ${actor.personId}, ${at})`.execute(tx);
  const told = { version: version.number, hash: version.hash, verdict: review.verdict, reviewerRole: may.value };
  await recordEvidence(tx, { kind: "publication.reviewed-later", subject: { type: "publication", id: found.id }, at, facts: told, ...(note ? { values: { note } } : {}) });
  await recordEvent(tx, { kind: "publication.reviewed-later", subject: { type: "publication", id: found.id }, actor: actor.personId, at, data: told });
  return ok();
}

/** How a publication went out without prior approval, and who has looked at it since; undefined when it did not. */
export async function findUnapproved(db: Queryable, id: Id<"publication">): Promise<{ readonly id: Id<"draw">; readonly oneIn: number; readonly at: Instant; readonly by: string; readonly review: { readonly verdict: "fine" | "correct"; readonly at: Instant; readonly by: string; readonly note: string } | null } | undefined> {
  const { rows } = await sql<{ id: Id<"draw">; oneIn: number; at: Instant; by: string; verdict: "fine" | "correct" | null; reviewedAt: Instant | null; reviewer: string | null; note: string | null }>`
    select draw.id, draw.one_in as "oneIn", draw.at, person.name as by, later_review.verdict, later_review.at as "reviewedAt", reviewer.name as reviewer, later_review.note
    from publishing.draw join authority.person on person.id = draw.sent_by
    left join publishing.later_review on later_review.draw_id = draw.id left join authority.person reviewer on reviewer.id = later_review.reviewed_by
    where draw.publication_id = ${id} and not draw.drawn order by draw.at desc limit 1
  `.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { verdict, reviewedAt, reviewer, note, ...sent } = row;
  return { ...sent, review: verdict && reviewedAt ? { verdict, at: reviewedAt, by: reviewer ?? "", note: note ?? "" } : null };
}
