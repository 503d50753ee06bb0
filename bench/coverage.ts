import "#platform/temporal.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { migrationFolders } from "#app/migrations.ts";
import { parseInstant } from "#kernel/instant.ts";
import { forecastProfiles } from "#modules/staffing/index.ts";
import { openDatabase, type Database } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";

/**
 * The forecast of 90 days for a capital (400 profiles, 1,200 people, an absence of two weeks each, half of them with hours
 * of their own), and how it grows. Beside it, on the same rows, one plain SQL query that asks of every quarter of an hour who
 * is there; both must find the same days with nobody.
 */
const DAYS = 90;
const sizes = process.argv[2] ? [Number(process.argv[2])] : [100, 200, 400];
const started = parseInstant("2026-09-21T08:00:00Z");
if (!started) throw new Error("no beginning");
const at = started;
const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
const server = await startEmbedded(folder);

async function fill(owner: Database, profiles: number): Promise<void> {
  const people = profiles * 3;
  await foundTestCouncil(owner, at);
  await sql`update policy.council set zone = 'Europe/Madrid'`.execute(owner);
  await sql`insert into policy.parameter (key, value, article, valid_from, set_by, set_at) values ('roles.accreditationRequired', 'false', 'bench', '2020-01-01Z', gen_random_uuid(), '2020-01-01Z')`.execute(owner);
  await sql`insert into policy.holiday (id, day, name, entered_at) select gen_random_uuid(), day, '{"es":"Fiesta","eu":"Jaia"}', ${at} from unnest(array['2026-10-12','2026-11-02','2026-12-07','2026-12-08']::date[]) day`.execute(owner);
  await sql`
    insert into authority.person (id, name, email, post_type, language, entered_at)
    select gen_random_uuid(), 'Persona ' || n, 'p' || n || '@bench.example', 'technical', 'es', ${at} from generate_series(1, ${people}) n
  `.execute(owner);
  await sql`
    insert into register.profile (id, network, handle, account, url, display_name, summary, languages, layout, reason, entered_at)
    select gen_random_uuid(), 'feed', 'perfil' || n, 'perfil' || n, 'https://bench.example/' || n, jsonb_build_object('es', 'Perfil ' || n), '{}', array['es', 'eu'], 'bilingual', 'bench', '2026-01-01Z'
    from generate_series(1, ${profiles}) n
  `.execute(owner);
  await sql`insert into authority.standing (profile_id, state, at, reason) select id, 'active', '2026-01-01Z', 'bench' from register.profile`.execute(owner);
  // Three for each profile: person n manages profile n mod profiles.
  await sql`
    insert into authority.appointment (id, person_id, role, profile_id, valid_from, act, justification)
    select gen_random_uuid(), person.id, 'manager', profile.id, '2026-01-01Z', 'bench', ''
    from (select id, row_number() over (order by email) as n from authority.person where email like '%@bench.example') person
    join (select id, row_number() over (order by handle) as n from register.profile) profile on profile.n = 1 + person.n % ${profiles}
  `.execute(owner);
  const by = sql`(select id from authority.person order by id limit 1)`;
  await sql`
    insert into staffing.absence (id, person_id, kind, from_at, to_at, entered_by, entered_at)
    select gen_random_uuid(), id, 'planned_leave', start, start + interval '14 days', ${by}, ${at}
    from (select id, ('2026-09-20T22:00:00Z'::timestamptz + interval '7 days' * (row_number() over (order by email) % 11)) as start from authority.person where email like '%@bench.example') absent
  `.execute(owner);
  await sql`insert into staffing.absence_decision (absence_id, decision, at, decided_by) select id, 'approved', ${at}, ${by} from staffing.absence`.execute(owner);
  const week = JSON.stringify(Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: "08:00", to: "15:00" }] : [])));
  await sql`
    insert into staffing.shift (person_id, valid_from, week, holiday, set_by, set_at)
    select id, '2026-01-01', ${week}, '[]', ${by}, ${at} from (select id, row_number() over (order by email) as n from authority.person where email like '%@bench.example') person where n % 2 = 0
  `.execute(owner);
  await sql`analyze`.execute(owner);
}

/** Who is there in each quarter of an hour, asked of the rows as they are; hours of attention and shifts are those of `fill`. */
async function plain(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with slot as (
      select (series.day + time '08:30' + interval '15 minutes' * quarter) at time zone 'Europe/Madrid' as at
      from generate_series('2026-09-21'::timestamp, '2026-09-21'::timestamp + make_interval(days => ${DAYS - 1}), interval '1 day') as series (day), generate_series(0, 43) as quarter
      where extract(isodow from series.day) < 6 and not exists (select 1 from policy.holiday where holiday.day = series.day::date)
    )
    select count(*) as n from register.profile cross join slot
    where slot.at >= ${at} and not exists (
      select 1 from authority.appointment
      where appointment.profile_id = profile.id and valid_from <= slot.at
        and not exists (select 1 from staffing.absence where absence.person_id = appointment.person_id and from_at <= slot.at and to_at > slot.at)
        and (not exists (select 1 from staffing.shift where shift.person_id = appointment.person_id) or (slot.at at time zone 'Europe/Madrid')::time < '15:00')
    )
  `.execute(db);
  return rows[0]?.n ?? 0;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const results: unknown[] = [];
try {
  for (const size of sizes) {
    const name = `bench_coverage_${size}`;
    const address = await server.database(name);
    await migrate(address, await readMigrations(await migrationFolders()));
    const { db: owner, pool } = openDatabase({ address, size: 2 });
    const { db, pool: appPool } = openDatabase({ address, role: rolesOf(name).app, size: 4 });
    await fill(owner, size);
    await forecastProfiles(db, at, { days: 7 });
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const times: number[] = [];
    let quarters = 0;
    let kept = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      const from = performance.now();
      const forecast = await forecastProfiles(db, at, { days: DAYS });
      times.push(performance.now() - from);
      kept = process.memoryUsage().heapUsed - before;
      quarters = forecast.profiles.reduce((sum, { troubles }) => sum + troubles.gaps.reduce((gaps, gap) => gaps + (gap.to - gap.from) / 900_000, 0), 0);
    }
    const from = performance.now();
    const naive = await plain(owner);
    const naiveMs = performance.now() - from;
    results.push({ profiles: size, people: size * 3, ourMs: round(times.toSorted((a, b) => a - b)[1] ?? 0), heapMB: round(kept / 1e6), plainSqlMs: round(naiveMs), openQuarters: quarters, plainOpenQuarters: naive, same: quarters === naive });
    await Promise.all([pool.end(), appPool.end()]);
  }
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
console.table(results);
