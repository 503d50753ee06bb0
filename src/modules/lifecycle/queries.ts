import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable } from "#platform/database.ts";
import type { RequestId, RequestState } from "./requests.ts";
import type { Criterion, RequestContent } from "./rules/request.ts";

export interface RequestRow {
  readonly id: RequestId;
  readonly state: RequestState;
  readonly revision: number;
  readonly content: RequestContent;
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly createdBy: string;
  readonly savedBy: string;
  readonly savedAt: Instant;
  readonly submittedAt: Instant | null;
}

/** Requests, those that were touched last first. */
export async function listRequests(db: Queryable, only: { readonly id?: RequestId } = {}): Promise<readonly RequestRow[]> {
  const { rows } = await sql<RequestRow>`
    select request.id, state, revision, content, request.unit_id as "unitId", unit.name as unit, creator.name as "createdBy", saver.name as "savedBy", saved_at as "savedAt", submitted_at as "submittedAt"
    from lifecycle.request left join policy.unit on unit.id = request.unit_id
    join authority.person creator on creator.id = created_by join authority.person saver on saver.id = saved_by
    where ${only.id ?? null}::uuid is null or request.id = ${only.id ?? null}::uuid
    order by saved_at desc limit 500
  `.execute(db);
  return rows;
}

export const findRequest = async (db: Queryable, id: RequestId): Promise<RequestRow | undefined> => (await listRequests(db, { id }))[0];

export interface RequestHistory {
  readonly steps: readonly { readonly state: RequestState; readonly at: Instant; readonly by: string | null; readonly reason: string }[];
  readonly consents: readonly { readonly kind: "signature" | "approval" | "agreement"; readonly revision: number; readonly by: string; readonly at: Instant }[];
  readonly evaluations: readonly {
    readonly revision: number; readonly scores: Readonly<Partial<Record<Criterion, number>>>; readonly metOn: string; readonly minutes: string; readonly outcome: "open" | "alternative" | "reject";
    readonly reasons: string; readonly conditions: string; readonly reviewOn: string | null; readonly by: string; readonly at: Instant;
  }[];
  readonly profiles: readonly Id<"profile">[];
}

export async function readRequestHistory(db: Queryable, id: RequestId): Promise<RequestHistory> {
  const steps = await sql<RequestHistory["steps"][number]>`
    select state, at, person.name as by, reason from lifecycle.request_step left join authority.person on person.id = by_person where request_id = ${id} order by position
  `.execute(db);
  const consents = await sql<RequestHistory["consents"][number]>`
    select kind, revision, person.name as by, at from lifecycle.consent join authority.person on person.id = person_id where request_id = ${id} order by at
  `.execute(db);
  const evaluations = await sql<RequestHistory["evaluations"][number]>`
    select revision, scores, met_on::text as "metOn", minutes, outcome, reasons, conditions, review_on::text as "reviewOn", person.name as by, at
    from lifecycle.evaluation join authority.person on person.id = evaluated_by where request_id = ${id} order by at desc
  `.execute(db);
  const profiles = await sql<{ id: Id<"profile"> }>`select profile_id as id from lifecycle.opened where request_id = ${id}`.execute(db);
  return { steps: steps.rows, consents: consents.rows, evaluations: evaluations.rows, profiles: profiles.rows.map((row) => row.id) };
}

/** The request that a profile came of. */
export async function findRequestOf(db: Queryable, profileId: Id<"profile">): Promise<RequestId | undefined> {
  const { rows } = await sql<{ request_id: RequestId }>`select request_id from lifecycle.opened where profile_id = ${profileId}`.execute(db);
  return rows[0]?.request_id;
}
