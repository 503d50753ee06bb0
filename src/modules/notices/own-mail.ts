import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { insertMail, type MailKind, type MailState } from "./store.ts";

/** Sends somebody a mail of trial, one a minute at most. */
export async function sendTrial(tx: Tx, actor: Actor, at: Instant): Promise<Result<Id<"mail">, { readonly kind: "trial-too-soon" }>> {
  const { rows } = await sql`select 1 from notices.mail where person_id = ${actor.personId} and kind = 'trial' and created_at > ${plusMs(at, -MINUTE)}`.execute(tx);
  if (rows.length > 0) return refuse({ kind: "trial-too-soon" });
  const id = newId<"mail">(at);
  await insertMail(tx, { id, personId: actor.personId, kind: "trial", lines: [] }, at);
  return ok(id);
}

export interface MailRecord {
  readonly id: Id<"mail">;
  readonly kind: MailKind;
  readonly state: MailState;
  readonly count: number;
  readonly code: string | null;
  readonly at: Instant;
}

/** The last mails to somebody and what became of them. */
export async function listMailTo(db: Queryable, personId: Id<"person">): Promise<readonly MailRecord[]> {
  const { rows } = await sql<MailRecord>`
    select id, kind, state, jsonb_array_length(lines) as count, code, coalesce(ended_at, created_at) as at from notices.mail
    where person_id = ${personId} and state <> 'dropped' order by created_at desc, id desc limit 5
  `.execute(db);
  return rows;
}

/** Mail that does not arrive. */
export interface MailTrouble {
  readonly people: number;
  readonly code: string;
  readonly since: Instant;
}

const TRIES_THAT_TELL = 3;

/** To how many people no mail gets through (refused, or tried again and again), with the last reason; until one does, or for a week. */
export async function findMailTrouble(db: Queryable, at: Instant): Promise<MailTrouble | undefined> {
  const { rows } = await sql<{ people: number; code: string | null; since: Instant | null }>`
    select count(distinct person_id) as people, (array_agg(code order by created_at desc))[1] as code, min(created_at) as since from notices.mail
    where code is not null and created_at > ${plusMs(at, -7 * DAY)} and (state = 'failed' or (state in ('planned', 'sending') and attempts >= ${TRIES_THAT_TELL}))
      and not exists (select 1 from notices.mail later where later.person_id = mail.person_id and later.state = 'sent' and later.ended_at > mail.created_at)
  `.execute(db);
  const row = rows[0];
  return row?.since ? { people: row.people, code: row.code ?? "", since: row.since } : undefined;
}
