import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import type { Queryable } from "#platform/database.ts";
import { listMembers } from "./facts.ts";
import type { AbsenceKind } from "./rules/absence.ts";

/** An absence as somebody may see it. Who neither is that person nor decides on it learns that they are absent, no more. */
export interface AbsenceSeen {
  readonly id: Id<"absence">;
  readonly personId: Id<"person">;
  readonly person: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly state: "requested" | "approved" | "refused" | "cancelled";
  readonly enteredAt: Instant;
  readonly own: boolean;
  /** Whether this reader decides on it. */
  readonly decides: boolean;
  /** Null for who sees only that somebody is absent. */
  readonly kind: AbsenceKind | null;
  readonly note: string | null;
  readonly overrideReason: string | null;
}

export interface StaffReader { readonly personId: Id<"person">; readonly facts: ActorFacts }

/** Absences that touch a stretch of time, as this reader may see them (COV-2); those asked for only by whom they concern. */
export async function listAbsences(db: Queryable, reader: StaffReader, from: Instant, to: Instant): Promise<readonly AbsenceSeen[]> {
  const { rows } = await sql<{
    id: Id<"absence">; person_id: Id<"person">; name: string; unit_id: Id<"unit"> | null; kind: AbsenceKind; from_at: Instant; to_at: Instant; note: string | null; entered_at: Instant;
    decision: AbsenceSeen["state"] | null; override_reason: string | null;
  }>`
    select absence.id, person_id, name, unit_id, kind, from_at, to_at, note, absence.entered_at, decision, override_reason
    from staffing.absence join authority.person on person.id = person_id
    left join lateral (select decision, override_reason from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on true
    where from_at < ${to} and to_at > ${from}
    order by from_at, absence.id
  `.execute(db);
  return rows.flatMap((row) => {
    const own = row.person_id === reader.personId;
    const decides = can(reader.facts, "absence.decide", { unitId: row.unit_id ?? undefined }).ok;
    const whole = own || decides;
    if (!whole && row.decision !== "approved") return [];
    return [{
      id: row.id, personId: row.person_id, person: row.name, from: row.from_at, to: row.to_at, state: row.decision ?? "requested", enteredAt: row.entered_at, own, decides,
      kind: whole ? row.kind : null, note: whole ? row.note : null, overrideReason: decides ? row.override_reason : null,
    }];
  });
}

export interface HandoverNote {
  readonly id: Id<"handover">;
  readonly profileId: Id<"profile">;
  readonly person: string;
  readonly own: boolean;
  readonly text: string;
  readonly at: Instant;
  readonly read: boolean;
}

const NOTES_KEPT = 14 * DAY;

/** Notes of the last fortnight on profiles that the reader manages, newest first (COV-8). */
export async function listHandovers(db: Queryable, reader: StaffReader, at: Instant): Promise<readonly HandoverNote[]> {
  const { rows } = await sql<{ id: Id<"handover">; profile_id: Id<"profile">; person_id: Id<"person">; name: string; text: string; at: Instant; read: boolean }>`
    select handover.id, profile_id, handover.person_id, name, text, handover.at,
      exists (select 1 from staffing.handover_reading where handover_id = handover.id and handover_reading.person_id = ${reader.personId}) as read
    from staffing.handover join authority.person on person.id = handover.person_id
    where profile_id = any(${[...reader.facts.manages]}::uuid[]) and handover.at > ${plusMs(at, -NOTES_KEPT)}
    order by handover.at desc
  `.execute(db);
  return rows.map((row) => ({ id: row.id, profileId: row.profile_id, person: row.name, own: row.person_id === reader.personId, text: row.text, at: row.at, read: row.read }));
}

/** People on whom something hangs alone (COV-10). */
export interface SingleThread {
  readonly profileId: Id<"profile">;
  readonly personId: Id<"person">;
  /** `team`: nobody else manages it; `language`: nobody else attends in it; `connection`: who allowed us into the account, and manages it no more or alone. */
  readonly what: "team" | "language" | "connection";
  readonly language: string | null;
}

/** What would stand still without one person: the bus factor of each profile (COV-10). */
export async function listSingleThreads(
  db: Queryable, profiles: readonly { readonly id: Id<"profile">; readonly languages: readonly string[] }[], spoken: ReadonlyMap<string, readonly string[]>, official: readonly string[], at: Instant,
): Promise<readonly SingleThread[]> {
  const members = await listMembers(db, at, plusMs(at, 1));
  const { rows: connections } = await sql<{ profile_id: Id<"profile">; connected_by: Id<"person"> }>`
    select profile_id, connected_by from register.connection where token is not null and connected_by is not null
  `.execute(db);
  const threads: SingleThread[] = [];
  for (const profile of profiles) {
    const team = [...new Set(members.filter(({ profileId }) => profileId === profile.id).map(({ personId }) => personId))];
    const [first] = team;
    if (first && team.length === 1) threads.push({ profileId: profile.id, personId: first, what: "team", language: null });
    for (const language of team.length > 1 ? profile.languages.filter((one) => official.includes(one)) : []) {
      const able = team.filter((personId) => (spoken.get(personId) ?? official).includes(language));
      const [only] = able;
      if (only && able.length === 1) threads.push({ profileId: profile.id, personId: only, what: "language", language });
    }
    const connection = connections.find(({ profile_id }) => profile_id === profile.id);
    if (connection) threads.push({ profileId: profile.id, personId: connection.connected_by, what: "connection", language: null });
  }
  return threads;
}
