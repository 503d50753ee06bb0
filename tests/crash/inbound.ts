import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { mulberry } from "#app/faults.ts";
import { instantOf } from "#kernel/instant.ts";
import { openDatabase } from "#platform/database.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { startProcess } from "../../e2e/process.ts";
import { draftSigned, noteBy, type RemotePerson, send, startRemote } from "../fediverse.ts";

export interface InboundCrashReport {
  readonly seed: number;
  readonly kills: number;
  /** Messages that other servers were told were taken. */
  readonly sent: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** What is in an odd place: a message in no conversation of its author, a conversation without its promise. */
  readonly wrong: readonly string[];
}

/**
 * Citizens' servers write while the process is killed again and again, by signal and at its own fault points. As real
 * servers do, they send again what was not taken, and one in five once more although it was.
 */
export async function crashInbound(setting: { readonly seed: number; readonly kills: number; readonly messages: number; readonly onProgress?: (line: string) => void }): Promise<InboundCrashReport> {
  const random = mulberry(setting.seed);
  const remote = await startRemote();
  const app = await startProcess({ PREGONERO_ALLOW_PRIVATE: remote.authority });
  try {
    await fetch(`${app.origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    const profile = await findProfile(app.data);
    const actor = `${app.origin}/ap/actors/${profile}`;
    const people = Array.from({ length: 8 }, () => remote.person());
    const sent: string[] = [];
    let left = setting.messages;
    let last: string | undefined;

    const write = async (person: RemotePerson): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const note = noteBy(person, actor, instantOf(Date.now()), { content: `<p>galdera ${left}</p>`, ...(last !== undefined && random() < 0.3 ? { inReplyTo: last } : {}) });
        const body = JSON.stringify({ id: `${note.id}/activity`, type: "Create", actor: person.id, object: note });
        const times = random() < 0.2 ? 2 : 1;
        for (let taken = 0; taken < times;) {
          const answer = await send(draftSigned(`${app.origin}/ap/inbox`, body, { keyId: person.keyId, key: person.key, at: instantOf(Date.now()) })).catch(() => undefined);
          if (answer?.status === 202) taken += 1;
          else await sleep(50 + random() * 150);
        }
        sent.push(note.id);
        last = note.id;
        await sleep(random() * 30);
      }
    };
    const writing = Promise.all(people.map(write));
    const writers = { ended: false };
    const noted = writing.finally(() => {
      writers.ended = true;
    });
    let kills = 0;
    while (kills < setting.kills && !writers.ended) {
      await sleep(150 + random() * 700);
      kills += 1;
      await app.restart(kills % 2 === 0 ? { PREGONERO_TEST_FAULTS: `*=kill@0.02;${Math.floor(random() * 1e9)}` } : {}).catch(() => undefined);
      setting.onProgress?.(`${kills} of ${setting.kills} kills, ${sent.length} of ${setting.messages} messages taken`);
    }
    await app.restart();
    await noted;
    return { seed: setting.seed, kills, sent: sent.length, ...(await compare(app.data, sent)) };
  } finally {
    await app.remove();
    await remote.close();
  }
}

async function compare(data: string, sent: readonly string[]): Promise<Pick<InboundCrashReport, "lost" | "twice" | "wrong">> {
  const { db, pool } = await exampleDatabase(data);
  try {
    const { rows } = await sql<{ remote_id: string; n: number }>`select remote_id, count(*) as n from inbox.message where remote_id = any(${[...sent]}::text[]) group by remote_id`.execute(db);
    const found = new Map(rows.map((row) => [row.remote_id, row.n]));
    const { rows: odd } = await sql<{ what: string }>`
      select 'counted ' || conversation.id as what from inbox.conversation
      where messages <> (select count(*) from inbox.message where conversation_id = conversation.id) + (select count(*) from inbox.reply where conversation_id = conversation.id)
      union all
      select 'unpromised ' || conversation.id from inbox.conversation
      where state = 'waiting' and not exists (select 1 from inbox.answer_time where conversation_id = conversation.id and kept_at is null and released_at is null)
      union all
      select 'untold ' || message.remote_id from inbox.message
      where not exists (select 1 from platform.event where subject_type = 'conversation' and subject_id = message.conversation_id and kind = 'conversation.received')
    `.execute(db);
    return { lost: sent.filter((id) => !found.has(id)), twice: [...found].filter(([, count]) => count > 1).map(([id]) => id), wrong: odd.map((row) => row.what) };
  } finally {
    await pool.end();
  }
}

async function findProfile(data: string): Promise<string> {
  const { db, pool } = await exampleDatabase(data);
  try {
    const { rows } = await sql<{ id: string }>`select id from register.profile where network = 'activitypub' and handle = 'robledal'`.execute(db);
    if (!rows[0]) throw new Error("the example city has no such profile");
    return rows[0].id;
  } finally {
    await pool.end();
  }
}

async function exampleDatabase(data: string) {
  const server = await startEmbedded(join(data, "postgres"));
  return openDatabase({ address: await server.database("pregonero_example"), size: 1 });
}
