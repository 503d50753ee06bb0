import "#platform/temporal.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "kysely";
import { openDatabases } from "#app/databases.ts";
import { migrationFolders } from "#app/migrations.ts";
import { signInAs } from "../e2e/office-client.ts";
import { startProcess } from "../e2e/process.ts";
import type { Id } from "#kernel/id.ts";
import { startIntake } from "#modules/inbox/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import type { Incoming } from "#networks/contract/index.ts";
import { systemClock } from "#platform/clock.ts";
import { readConfig } from "#platform/config.ts";
import { type Database, openDatabase, type Tx } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { expectOk, foundTestCouncil } from "#tests/council.ts";

/**
 * G1: mentions a second from the network's hand to the inbox — stored, once, threaded, with the clock running, an event for
 * the live screens and found by search — beside a bare insert of the same rows in batches of a thousand, with the same
 * indexes; in turns, in one run. G2: the first page of the inbox and its counts, and a later page, over HTTP.
 *
 *   node bench/inbox.ts [--messages 40000] [--rounds 3] [--pages 100000,1000000] [--only ingest|pages]
 */
const { values } = parseArgs({ options: { messages: { type: "string", default: "40000" }, rounds: { type: "string", default: "3" }, pages: { type: "string", default: "100000,1000000" }, only: { type: "string" } } });
const clock = systemClock();
const topics = ["¿A qué hora abre la piscina de Ibaialde el domingo?", "Noiz irekiko duzue Zubi Zaharra berriz?", "Hay una farola apagada en la calle Zumardi 14", "Kaleko argiak itzalita daude gaur ere", "Thanks for the new bus line on Sundays"];

if (values.only !== "pages") await ingest(Number(values.messages), Number(values.rounds));
if (values.only !== "ingest") await pages(values.pages.split(",").map(Number));

async function ingest(count: number, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
  const server = await startEmbedded(folder);
  try {
    const address = await server.database("bench_inbox");
    await migrate(address, await readMigrations(await migrationFolders()));
    const { db: owner, pool } = openDatabase({ address, size: 4 });
    const { db, pool: appPool } = openDatabase({ address, role: rolesOf("bench_inbox").app, size: 10 });
    const council = await foundTestCouncil(owner, clock.now());
    const profileId = expectOk(await db.transaction().execute((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: "https://ciudad.example/" }), council.coordinator, {
      network: "feed", handle: "atencion", displayName: { es: "Atención", eu: "Arreta" }, summary: {}, unitId: undefined, languages: ["es", "eu"], layout: "separate", reason: "bench",
    }, clock.now())));
    await bareTables(owner);
    const rows: Record<string, string | number>[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const messages = Array.from({ length: count }, (_value, index) => mentionOf(profileId, round, index));
      const alone = await rate(count, () => together(messages, 200, 1, startIntake({ db, clock })));
      const polled = await rate(count, () => together(messages.map((one) => ({ ...one, remoteId: `${one.remoteId}/polled` })), 4, 40, startIntake({ db, clock })));
      const bare = await rate(count, () => bareInsert(owner, messages));
      rows.push({ round, "one a request, 200 at once": alone, "40 a request, 4 at once": polled, "bare batch insert": bare, ratio: round2(Math.max(alone, polled) / bare) });
    }
    console.table(rows);
    const { rows: stored } = await sql<{ messages: number; conversations: number; running: number; events: number }>`
      select (select count(*) from inbox.message) as messages, (select count(*) from inbox.conversation) as conversations,
        (select count(*) from inbox.answer_time where due_at is not null) as running, (select count(*) from platform.event where kind = 'conversation.received') as events
    `.execute(owner);
    console.log(`asked ${count * rounds * 2}, stored`, stored[0]);
    await Promise.all([pool.end(), appPool.end()]);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

type Mention = Extract<Incoming, { kind: "message" }>;

function mentionOf(profileId: Id<"profile">, round: number, index: number): Mention {
  const who = index % 9_000;
  const remoteId = `https://beste.example/notes/${round}/${index}`;
  return {
    kind: "message", profileId, network: "feed", remoteId, url: remoteId,
    // One in four goes on with what the same person said before.
    inReplyTo: index % 4 === 3 ? `https://beste.example/notes/${round}/${index - 3}` : undefined,
    author: { id: `https://beste.example/users/${index % 4 === 3 ? (index - 3) % 9_000 : who}`, handle: `@p${who}@beste.example`, name: `Persona ${who}`, url: `https://beste.example/@p${who}` },
    text: `@atencion@ciudad.example ${topics[index % topics.length]} (${index})`, language: undefined, visibility: "public", sentAt: clock.now(), media: [],
  };
}

async function together(messages: readonly Mention[], feeders: number, size: number, intake: (incoming: readonly Incoming[]) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: feeders }, async () => {
    while (next < messages.length) {
      const from = next;
      next += size;
      await intake(messages.slice(from, from + size));
    }
  }));
}

/** The rows that a message leaves, without anything that decides about them. */
async function bareTables(owner: Database): Promise<void> {
  await sql`create table bare_message (like inbox.message including all)`.execute(owner);
  await sql`create table bare_conversation (like inbox.conversation including all)`.execute(owner);
  await sql`create table bare_answer_time (like inbox.answer_time including all)`.execute(owner);
}

async function bareInsert(owner: Database, messages: readonly Mention[]): Promise<void> {
  const at = clock.now();
  for (let from = 0; from < messages.length; from += 1_000) {
    const batch = messages.slice(from, from + 1_000);
    await owner.transaction().execute(async (tx) => {
      await sql`
        insert into bare_conversation (id, profile_id, network, author_id, private, language, language_by, state, due_at, revision, received_at, last_at, last_in_at, preview, messages)
        select gen_random_uuid(), profile_id, 'feed', gen_random_uuid(), false, 'es', 'detected', 'waiting', ${at}, 1, ${at}, ${at}, ${at}, left(body, 160), 1
        from unnest(${batch.map((one) => one.profileId)}::uuid[], ${batch.map((one) => one.text)}::text[]) as came (profile_id, body)
      `.execute(tx);
      await sql`
        insert into bare_message (id, conversation_id, profile_id, network, remote_id, url, in_reply_to, author_id, body, media, visibility, sent_at, received_at)
        select gen_random_uuid(), gen_random_uuid(), profile_id, 'feed', remote_id, remote_id, in_reply_to, gen_random_uuid(), body, '[]', 'public', ${at}, ${at}
        from unnest(${batch.map((one) => one.profileId)}::uuid[], ${batch.map((one) => one.remoteId)}::text[], ${batch.map((one) => one.inReplyTo ?? null)}::text[], ${batch.map((one) => one.text)}::text[])
          as came (profile_id, remote_id, in_reply_to, body)
      `.execute(tx);
      await sql`
        insert into bare_answer_time (id, conversation_id, profile_id, kind, from_at, minutes, due_at)
        select gen_random_uuid(), gen_random_uuid(), profile_id, 'first', ${at}, 120, ${at} from unnest(${batch.map((one) => one.profileId)}::uuid[]) as came (profile_id)
      `.execute(tx);
    });
  }
}

async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(count / ((performance.now() - started) / 1_000));
}

/** Whole HTTP requests of a signed-in manager, one after the other, against a process with so many messages. */
async function pages(sizes: readonly number[]): Promise<void> {
  const city = await startProcess();
  try {
    await fetch(`${city.origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    const databases = await openDatabases(readConfig({ PREGONERO_DATA: city.data }));
    const { db: owner, pool } = openDatabase({ address: await databases.example(), size: 1 });
    const rows: Record<string, string | number>[] = [];
    let stored = 0;
    for (const size of sizes) {
      // As long as it takes: what a connection is told for itself is forgotten when the pool opens another.
      await owner.transaction().execute(async (tx) => {
        await sql`set local statement_timeout = 0`.execute(tx);
        await fill(tx, stored, size - stored);
      });
      stored = size;
      await owner.transaction().execute(async (tx) => {
        await sql`set local statement_timeout = 0`.execute(tx);
        await sql`analyze`.execute(tx);
      });
      for (const [who, name] of [["coordinator", "Amaia Zubeldia"], ["manager", "Jon Ibarra"]] as const) {
        const client = await signInAs(city.origin, name);
        const first = await client.call<{ next: string | null }>("GET", "/conversations?tab=waiting");
        for (const [what, path] of [
          ["waiting", "/conversations?tab=waiting"], ["its next page", `/conversations?tab=waiting&cursor=${encodeURIComponent(first.next ?? "")}`], ["closed", "/conversations?tab=closed"],
          ["mine", "/conversations?tab=mine"], ["search", "/conversations?tab=closed&search=piscina"], ["rare words", "/conversations?tab=closed&search=zortziehun"],
        ] as const) {
          rows.push({ messages: size, who, page: what, ...(await latency(300, () => client.call("GET", path))) });
        }
      }
    }
    console.table(rows);
    await pool.end();
  } finally {
    await city.remove();
  }
}

async function latency(times: number, ask: () => Promise<unknown>): Promise<{ readonly "p50 ms": number; readonly "p99 ms": number }> {
  for (let warm = 0; warm < 20; warm += 1) await ask();
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const started = performance.now();
    await ask();
    taken.push(performance.now() - started);
  }
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => round2(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
  return { "p50 ms": at(0.5), "p99 ms": at(0.99) };
}

/** A city's history: four in a hundred wait, one in ten is answered and open, the rest is closed. */
async function fill(owner: Tx, from: number, count: number): Promise<void> {
  await sql`
    insert into inbox.author (id, network, remote_id, handle, name, url, seen_at)
    select gen_random_uuid(), 'activitypub', 'https://beste.example/users/' || n, '@p' || n || '@beste.example', 'Persona ' || n, 'https://beste.example/@p' || n, timestamptz '2026-01-01'
    from generate_series(${from}::integer / 5, (${from + count}::integer) / 5) n on conflict do nothing
  `.execute(owner);
  await sql`
    with profiles as (select array_agg(id) as ids from register.profile), chosen as (
      select gen_random_uuid() as id, n, (select ids[1 + n % array_length(ids, 1)] from profiles) as profile_id, timestamptz '2025-09-21' + n * interval '1 minute' * (500000.0 / ${from + count}) as at,
        case when n % 25 = 0 then 'waiting' when n % 10 = 1 then 'answered' else 'closed' end as state
      from generate_series(${from}::integer, ${from + count - 1}::integer) n
    ), made as (
      insert into inbox.conversation (id, profile_id, network, author_id, private, language, language_by, state, due_at, revision, received_at, last_at, last_in_at, preview, messages, disposition, closed_at)
      select chosen.id, profile_id, 'activitypub', author.id, n % 50 = 7, case when n % 4 = 0 then 'eu' else 'es' end, 'detected', state, case when state = 'waiting' then at + interval '2 hours' end, 1, at, at, at,
        'pregunta ' || n, 1, case when state = 'closed' then 'answered' end, case when state = 'closed' then at end
      from chosen join inbox.author on author.network = 'activitypub' and author.remote_id = 'https://beste.example/users/' || (n / 5)
      returning id, profile_id, author_id, received_at
    )
    insert into inbox.message (id, conversation_id, profile_id, network, remote_id, url, author_id, body, media, visibility, sent_at, received_at)
    select gen_random_uuid(), id, profile_id, 'activitypub', 'https://beste.example/notes/' || id, 'https://beste.example/', author_id,
      case when hashtext(id::text) % 1000 = 0 then 'zortziehun galdera ' when hashtext(id::text) % 7 = 0 then 'la piscina ' else 'el autobús ' end || id, '[]', 'public', received_at, received_at from made
  `.execute(owner);
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
