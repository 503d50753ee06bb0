import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

export type MailKind = "now" | "digest" | "trial";
export type MailState = "planned" | "sending" | "handed" | "sent" | "unknown" | "failed" | "dropped";

/** One thing that a mail tells of, in its reader's language: what locates it, and nothing that a citizen wrote. */
export interface MailLine {
  readonly key: string;
  /** What is to be done: «Aprobar». */
  readonly label: string;
  readonly title: string;
  /** Where in the office, beginning with a slash. */
  readonly path: string;
}

/** A mail that a worker has taken. */
export interface TakenMail {
  readonly id: Id<"mail">;
  readonly personId: Id<"person">;
  readonly kind: MailKind;
  readonly lines: readonly MailLine[];
  readonly fence: number;
  readonly attempts: number;
  readonly createdAt: Instant;
}

/**
 * Notes what somebody is told at once, and the mail that tells it; of several that do so at the same moment each thing is
 * in one mail.
 */
export async function insertTelling(tx: Tx, personId: Id<"person">, lines: readonly MailLine[], at: Instant): Promise<void> {
  const id = newId<"mail">(at);
  const fresh: MailLine[] = [];
  for (const line of lines) {
    const { rows } = await sql`
      insert into notices.told (person_id, key, mail_id, at) values (${personId}, ${line.key}, ${id}, ${at}) on conflict do nothing returning 1
    `.execute(tx);
    if (rows.length > 0) fresh.push(line);
  }
  if (fresh.length > 0) await insertMail(tx, { id, personId, kind: "now", lines: fresh }, at);
}

/** The digest of a day, once. One with nothing to tell is noted too, and not sent. */
export const insertDigest = (tx: Tx, personId: Id<"person">, day: string, lines: readonly MailLine[], at: Instant): Promise<void> =>
  insertMail(tx, { id: newId<"mail">(at), personId, kind: "digest", day, lines }, at);

export async function insertMail(
  tx: Tx, mail: { readonly id: Id<"mail">; readonly personId: Id<"person">; readonly kind: MailKind; readonly day?: string; readonly lines: readonly MailLine[] }, at: Instant,
): Promise<void> {
  const empty = mail.kind !== "trial" && mail.lines.length === 0;
  await sql`
    insert into notices.mail (id, person_id, kind, day, lines, state, next_at, created_at, ended_at)
    values (${mail.id}, ${mail.personId}, ${mail.kind}, ${mail.day ?? null}::date, ${JSON.stringify(mail.lines)}, ${empty ? "dropped" : "planned"}, ${at}, ${at}, ${empty ? at : null})
    on conflict (person_id, day) where kind = 'digest' do nothing
  `.execute(tx);
}

/** Takes the mail that has waited longest, for so long; one whose worker died before its content left is taken again. */
export async function takeMail(db: Queryable, at: Instant, leaseMs: number): Promise<TakenMail | undefined> {
  const { rows } = await sql<TakenMail>`
    update notices.mail set state = 'sending', fence = fence + 1, lease_until = ${plusMs(at, leaseMs)}
    where id = (
      select id from notices.mail where next_at <= ${at} and (state = 'planned' or (state = 'sending' and lease_until < ${at}))
      -- Somebody sits and waits for a mail of trial.
      order by kind = 'trial' desc, next_at, id limit 1 for update skip locked
    )
    returning id, person_id as "personId", kind, lines, fence, attempts, created_at as "createdAt"
  `.execute(db);
  return rows[0];
}

/** Notes, before the content leaves, that from here on it may have arrived. @returns false when another worker has taken it over */
export async function markHanded(db: Queryable, { id, fence }: TakenMail, at: Instant, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    update notices.mail set state = 'handed', lease_until = ${plusMs(at, leaseMs)}
    where id = ${id} and fence = ${fence} and state = 'sending' and lease_until >= ${at} returning 1
  `.execute(db);
  return rows.length > 0;
}

/** What became of a mail. Who was overtaken writes nothing. */
export async function settleMail(
  db: Queryable, { id, fence }: TakenMail, end: { readonly state: "sent" | "unknown" | "failed" | "dropped"; readonly code?: string } | { readonly state: "planned"; readonly code: string; readonly nextAt: Instant }, at: Instant,
): Promise<void> {
  const over = end.state !== "planned";
  await sql`
    update notices.mail set state = ${end.state}, code = ${end.code ?? null}, lease_until = null, attempts = attempts + 1,
      next_at = ${over ? sql`next_at` : end.nextAt}, ended_at = ${over ? at : null}
    where id = ${id} and fence = ${fence} and state in ('sending', 'handed')
  `.execute(db);
}

/** Whose worker died once the content had left: nobody knows whether it arrived, and it is not sent again. */
export async function doubtHanded(db: Queryable, at: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    update notices.mail set state = 'unknown', code = 'stopped', fence = fence + 1, lease_until = null, ended_at = ${at} where state = 'handed' and lease_until < ${at}
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** After a restore nobody knows which of the mails that were still to be sent went out after the backup: none is sent again. */
export async function dropUnsentMail(tx: Tx, at: Instant): Promise<void> {
  await sql`update notices.mail set state = 'dropped', lease_until = null, ended_at = ${at} where ended_at is null`.execute(tx);
}
