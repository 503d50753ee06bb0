import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { lockForTransaction, type Queryable, type Tx } from "./database.ts";

interface Asked {
  readonly personId: Id<"person">;
  readonly key: string;
}

const KEPT = 7 * DAY;

/** The answer given before to the same key of the same person; two askers at once follow one another. */
export async function findRemembered(tx: Tx, { personId, key }: Asked, at: Instant): Promise<{ readonly digest: string; readonly answer: object } | undefined> {
  await lockForTransaction(tx, `remembered:${personId}:${key}`);
  const { rows } = await sql<{ digest: string; answer: object }>`
    select digest, answer from platform.remembered_answer where person_id = ${personId} and key = ${key} and at > ${plusMs(at, -KEPT)}
  `.execute(tx);
  return rows[0];
}

export async function remember(tx: Tx, asked: Asked & { readonly digest: string; readonly answer: object }, at: Instant): Promise<void> {
  await sql`
    insert into platform.remembered_answer (person_id, key, digest, answer, at)
    values (${asked.personId}, ${asked.key}, ${asked.digest}, ${JSON.stringify(asked.answer)}, ${at})
    on conflict (person_id, key) do update set digest = excluded.digest, answer = excluded.answer, at = excluded.at
  `.execute(tx);
}

/** Forgets what is too old to be asked for again. */
export async function forgetAnswers(db: Queryable, at: Instant): Promise<void> {
  await sql`delete from platform.remembered_answer where at < ${plusMs(at, -KEPT)}`.execute(db);
}
