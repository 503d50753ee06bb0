import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { newId } from "#platform/ids.ts";
import { useDatabase } from "#tests/database.ts";
import { eraseValues } from "../erase.ts";
import { exportLog } from "../export.ts";
import { readCheckpoint, readEntryBundle, readTile } from "../queries.ts";
import { levelsOf, parsePublishedPath, publishedPath, tilesAt } from "../rules/tiles.ts";
import { at, recordSamples, testLog } from "../testdata/log.ts";
import { verifyPublished } from "./verify-published.ts";
import { verifyInside, verifyStore } from "./verify-store.ts";
import { verifiersOf } from "./verifiers.ts";

const database = useDatabase();
const log = testLog();
const SIZE = 5_000;
/** Uneven on purpose: before, on and after the ends of tiles. */
const BATCHES = [1, 2, 253, 1, 255, 700, 3, 1_000, 1_345, 37, 1_400, 3];
let ids: readonly Id<"evidence">[] = [];
let earlier = "";

/** A sequence of numbers from a seed, so that a failure can be repeated. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

beforeAll(async () => {
  ids = await recordSamples(database.db, SIZE);
  // A byte of a time must never be flipped into another spelling of the same time, so erasures are on record too.
  for (const place of [3, 600, 4_998]) {
    const recordId = ids[place] ?? newId<"evidence">(at);
    await eraseValues(database.eraser, { recordId, names: ["text"], reason: "GDPR 17.1.b", by: newId<"person">(at), at });
  }
  for (const batch of BATCHES) {
    log.clock.advance(1_500);
    await log.seal(database.db, batch);
    if (batch === 700) earlier = (await readCheckpoint(database.db))?.note ?? "";
  }
  await log.seal(database.db);
  await recordSamples(database.db, 7);
});

const check = (known?: readonly string[]) => verifyStore(database.db, { vkeys: log.vkeys, ...(known ? { known } : {}) });

describe("the store", () => {
  test("EVI-R2 an untouched log has no fault, all of it is counted, and what only a witness sees is said", async () => {
    const seen: number[] = [];
    const report = await verifyStore(database.db, { vkeys: log.vkeys, onProgress: (done) => seen.push(done) });
    expect(report).toEqual({
      ok: true,
      size: SIZE + 3,
      counted: { entries: SIZE + 3, tiles: 19, checkpoints: BATCHES.length + 1, values: 2 * 1_670, erased: 3, waiting: 7 },
      faults: [],
      onlyAWitnessSees: ["history-rewritten-by-key-holder", "rolled-back-to-older-state", "different-logs-shown-to-different-people"],
    });
    expect(seen).toEqual([4_096, SIZE + 3]);
    expect(await check([earlier])).toMatchObject({ ok: true, onlyAWitnessSees: ["different-logs-shown-to-different-people"] });
  });

  test("EVI-R2 each of 144 random changes of one byte is found and named, and nothing else is", async () => {
    const seed = Number(process.env["SEED"] ?? 20_260_921);
    const pick = chance(seed);
    for (let round = 0; round < 144; round += 1) {
      const change = await anyChange(round, pick);
      const where = `seed ${seed} round ${round}: ${change.table}.${change.column} of ${JSON.stringify(change.key)}`;
      const restore = await flip(change, pick);
      const { faults } = await check();
      await restore();
      expect(faults, where).toEqual([change.fault]);
    }
    expect((await check()).faults).toEqual([]);
  }, 120_000);

  test("EVI-R2 rows taken away, added or put elsewhere are found and named", async () => {
    const record = ids[9] ?? "";
    /** What a check finds inside a transaction that changes the store and is then undone. */
    const undo = async (...statements: ReturnType<typeof sql>[]) => {
      let faults: unknown;
      const undone = new Error("undone");
      await database.owner.transaction().execute(async (tx) => {
        // Without foreign keys, as one who means harm would.
        await sql`set local session_replication_role = replica`.execute(tx);
        for (const statement of statements) await statement.execute(tx);
        ({ faults } = await verifyInside(tx, verifiersOf(log.vkeys), {}));
        throw undone;
      }).catch((error: unknown) => {
        if (error !== undone) throw error;
      });
      return faults;
    };
    const last = SIZE + 3;
    expect(await undo(sql`delete from evidence.entry where index = 4321`)).toEqual([{ kind: "entry", index: 4_321, what: "missing" }]);
    expect(await undo(sql`delete from evidence.entry where index = ${last - 1}`)).toContainEqual({ kind: "entry", index: last - 1, what: "missing" });
    expect(await undo(sql`delete from evidence.record where id = ${record}`)).toContainEqual({ kind: "entry", index: 9, what: "record-missing" });
    expect(await undo(sql`delete from evidence.checkpoint where size = ${last}`)).toContainEqual({ kind: "entry", index: SIZE, what: "unsigned" });
    expect(await undo(sql`delete from evidence.tile where level = 0 and index = 7`)).toEqual([{ kind: "tile", path: "tile/0/007", from: 1_792, to: 2_048, what: "missing" }]);
    expect(await undo(sql`update evidence.tile set index = 40 where level = 0 and index = 7`)).toEqual([
      { kind: "tile", path: "tile/0/007", from: 1_792, to: 2_048, what: "missing" },
      { kind: "tile", path: "tile/0/040", from: 10_240, to: 10_496, what: "unexpected" },
    ]);
    expect(await undo(sql`delete from evidence.value where record_id = ${record} and name = 'text'`)).toEqual([
      { kind: "value", record, index: 9, name: "text", what: "missing" },
    ]);
    expect(await undo(sql`insert into evidence.value select record_id, 'more', salt, value from evidence.value where record_id = ${record} and name = 'text'`)).toEqual([
      { kind: "value", record, index: 9, name: "more", what: "uncommitted" },
    ]);
    expect(await undo(sql`insert into evidence.value select ${ids[3]}, name, salt, value from evidence.value where record_id = ${record} and name = 'text'`)).toEqual([
      { kind: "value", record: ids[3], index: 3, name: "text", what: "changed" },
      { kind: "value", record: ids[3], index: 3, name: "text", what: "not-erased" },
    ]);
    const erasure = (await sql<{ id: string }>`select id from evidence.erasure where record_id = ${ids[3]}`.execute(database.owner)).rows[0]?.id;
    expect(await undo(sql`delete from evidence.erasure where id = ${erasure}`)).toEqual([{ kind: "value", record: ids[3], index: 3, name: "text", what: "missing" }]);
    expect(await undo(sql`update evidence.erasure set id = ${record} where id = ${erasure}`)).toEqual([{ kind: "erasure", id: record, what: "not-in-evidence" }]);
    const waiting = (await sql<{ id: string }>`select record_id as id from evidence.pending order by position limit 1`.execute(database.owner)).rows[0]?.id;
    expect(await undo(sql`delete from evidence.pending where record_id = ${waiting}`)).toEqual([{ kind: "record", id: waiting, what: "not-queued" }]);
    expect(await undo(sql`update evidence.record set kind = 'other' where id = ${waiting}`)).toEqual([{ kind: "record", id: waiting, what: "columns" }]);
    // Two entries exchanged, hashes and all, in the part that no tile holds yet: only the signed root can tell.
    expect(
      await undo(
        sql`create temporary table exchanged on commit drop as select 9997 - index as index, record_id, leaf_hash from evidence.entry where index in (4998, 4999)`,
        sql`delete from evidence.entry where index in (4998, 4999)`,
        sql`insert into evidence.entry select * from exchanged`,
      ),
    ).toEqual([{ kind: "checkpoint", size: SIZE, what: "root", since: SIZE - 3 }]);
    expect((await check()).faults).toEqual([]);
  });

  test("EVI-R2 several changes at once are told apart", async () => {
    const leaf = await flip({ table: "evidence.record", column: "leaf", key: { id: ids[100] ?? "" }, kind: "text", fault: undefined }, chance(1));
    const hash = await flip({ table: "evidence.entry", column: "leaf_hash", key: { index: 101 }, kind: "bytes", fault: undefined }, chance(2));
    const tile = await flip({ table: "evidence.tile", column: "bytes", key: { level: 0, index: 2 }, kind: "bytes", fault: undefined }, chance(3));
    const { faults } = await check();
    await Promise.all([leaf(), hash(), tile()]);
    expect(faults).toEqual([
      { kind: "entry", index: 100, what: "leaf" },
      { kind: "entry", index: 101, what: "hash" },
      { kind: "tile", path: "tile/0/002", from: 512, to: 768, what: "bytes" },
    ]);
  });

  test("EVI-R2 a check that finds very much ends, and says the first", async () => {
    await sql`update evidence.record set leaf = leaf || ' '`.execute(database.owner);
    const report = await check();
    await sql`update evidence.record set leaf = rtrim(leaf)`.execute(database.owner);
    expect(report.ok).toBe(false);
    expect(report.faults.length).toBe(100);
    expect(report.faults[0]).toEqual({ kind: "entry", index: 0, what: "leaf" });
  });

  test("EVI-4 without a right key nothing is verified", async () => {
    expect(() => verifyStore(database.db, { vkeys: [] })).toThrow(/no verifier key/);
    expect(() => verifyStore(database.db, { vkeys: ["robledal.example+00000000+AAAA"] })).toThrow(/not a verifier key/);
    const other = testLog();
    expect((await verifyStore(database.db, { vkeys: other.vkeys })).faults[0]).toEqual({ kind: "checkpoint", size: 1, what: "unknown-key" });
  });
});

describe("what is served", () => {
  const served = async (path: string) => {
    const asked = parsePublishedPath(path);
    if (asked?.kind === "checkpoint") return Buffer.from((await readCheckpoint(database.db))?.note ?? "");
    if (asked?.kind === "tile") return readTile(database.db, asked.level, asked.index, asked.width);
    return asked && readEntryBundle(database.db, asked.index, asked.width);
  };

  test("EVI-4 is enough to verify all of it", async () => {
    expect(await verifyPublished(served, { vkeys: log.vkeys, known: [earlier] })).toEqual({
      ok: true, size: SIZE + 3, faults: [], onlyAWitnessSees: ["different-logs-shown-to-different-people"],
      counted: { entries: SIZE + 3, tiles: 21, checkpoints: 1, values: 0, erased: 0, waiting: 0 },
    });
  });

  test("EVI-R2 each of 120 random changes of one byte of what is served is named", async () => {
    const pick = chance(7);
    const paths = ["checkpoint", ...allPaths()];
    for (let round = 0; round < 120; round += 1) {
      const path = round % 10 === 0 ? "checkpoint" : paths[1 + pick(paths.length - 1)] ?? "";
      const place = pick(1_000_000);
      const bit = 1 << pick(8);
      const { faults } = await verifyPublished(async (asked) => {
        const bytes = await served(asked);
        if (asked !== path || !bytes) return bytes;
        const changed = new Uint8Array(bytes);
        changed[place % changed.length] = (changed[place % changed.length] ?? 0) ^ bit;
        return changed;
      }, { vkeys: log.vkeys });
      const [fault] = faults;
      const where = `round ${round}: ${path} byte ${place} bit ${bit} -> ${JSON.stringify(faults)}`;
      const [, , index = "0"] = path.split("/");
      const asked = parsePublishedPath(path);
      expect(faults.length, where).toBe(1);
      if (path === "checkpoint") expect(fault, where).toMatchObject({ kind: "checkpoint" });
      if (asked?.kind === "tile") expect(fault, where).toMatchObject({ kind: "tile", path });
      if (asked?.kind === "entries" && fault?.kind === "entry") expect([index, Math.floor(fault.index / 256)], where).toEqual([index, asked.index]);
      else if (asked?.kind === "entries") expect(fault, where).toMatchObject({ kind: "bundle", path });
    }
  }, 120_000);

  test("EVI-4 what is missing is named, and a log that is not there too", async () => {
    const without = (path: string) => verifyPublished(async (asked) => (asked === path ? undefined : served(asked)), { vkeys: log.vkeys });
    expect((await without("tile/0/003")).faults).toEqual([{ kind: "tile", path: "tile/0/003", from: 768, to: 1_024, what: "missing" }]);
    expect((await without("tile/1/000.p/19")).faults).toEqual([{ kind: "tile", path: "tile/1/000.p/19", from: 0, to: 19 * 256, what: "missing" }]);
    expect((await without("tile/entries/019.p/139")).faults).toEqual([{ kind: "bundle", path: "tile/entries/019.p/139", from: 4_864, to: 5_003, what: "missing" }]);
    expect((await without("checkpoint")).faults).toEqual([{ kind: "checkpoint", size: 0, what: "missing" }]);
  });
});

describe("an exported folder and the auditor's script", () => {
  let folder = "";
  const script = join(import.meta.dirname, "../../../../tools/audit-log.mjs");
  const audit = (...args: string[]) =>
    promisify(execFile)(process.execPath, [script, folder, ...args]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, said: error.stdout + error.stderr }),
    );
  const write = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pregonero-log-"));
    expect(await exportLog(database.db, { vkey: log.vkey }, write)).toBe(SIZE + 3);
    await writeFile(join(folder, "earlier"), earlier);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("EVI-4 both verifiers find the folder right, without our code and with it", async () => {
    const read = (path: string) => readFile(join(folder, path)).catch(() => undefined);
    expect(await verifyPublished(read, { vkeys: [(await readFile(join(folder, "vkey"), "utf8")).trim()], known: [earlier] })).toMatchObject({ ok: true });
    const { code, said } = await audit("--vkey", log.vkey, "--known", join(folder, "earlier"));
    expect(said).toContain(`entries  ${SIZE + 3}`);
    expect(said).toContain("signed   2026-09-21T08:00:");
    expect(said).toContain("Every entry, every tile and the signature are right.");
    expect(code).toBe(0);
    expect((await audit()).said).toMatch(/compare it with the one .* elsewhere[^]*Not checked: whether the key's holder rewrote history/);
    expect(await readFile(join(folder, "README.txt"), "utf8")).toContain("audit-log.mjs");
  });

  test("EVI-R2 the script ends with 1 and names what was changed", async () => {
    const cases: readonly [string, number, RegExp][] = [
      ["tile/entries/002", 5_000, /FAULT {4}entry 5\d\d: changed/],
      ["tile/entries/019.p/139", 40, /FAULT {4}entry 4864: changed/],
      ["tile/entries/004", 0, /FAULT {4}entries tile\/entries\/004: unreadable/],
      ["tile/0/002", 700, /FAULT {4}tile tile\/0\/002: not the hashes of its entries/],
      ["tile/1/000.p/19", 100, /FAULT {4}tile tile\/1\/000\.p\/19: wrong hash for the entries 768 to 1023/],
      ["checkpoint", 30, /FAULT {4}checkpoint: the signature is false/],
      ["checkpoint", 140, /FAULT {4}checkpoint: /],
      ["checkpoint", 230, /FAULT {4}checkpoint: the time of signing is not signed/],
    ];
    for (const [path, place, expected] of cases) {
      const right = await readFile(join(folder, path));
      const wrong = Buffer.from(right);
      wrong[place] = (wrong[place] ?? 0) ^ 1;
      await writeFile(join(folder, path), wrong);
      const { code, said } = await audit("--vkey", log.vkey);
      await writeFile(join(folder, path), right);
      expect(said, path).toMatch(expected);
      expect(said.match(/FAULT/g), said).toHaveLength(1);
      expect(code, path).toBe(1);
    }
    await rm(join(folder, "tile/0/003"));
    expect(await audit()).toMatchObject({ code: 1, said: expect.stringContaining("tile tile/0/003: missing") as string });
    expect(await audit("--vkey", testLog().vkey)).toMatchObject({ code: 1, said: expect.stringContaining("checkpoint: not signed by") as string });
    expect((await audit("--vkey", "nonsense")).code).toBe(2);
    expect((await audit("--what")).code).toBe(2);
  });
});

describe("the key's holder", () => {
  test("EVI-R2 who rewrites everything and signs anew is found only with a checkpoint kept elsewhere", async () => {
    await sql`update evidence.record set leaf = replace(leaf, '"number":42,', '"number":43,')`.execute(database.owner);
    await sql`insert into evidence.pending (record_id) select record_id from evidence.entry order by index`.execute(database.owner);
    await sql`truncate evidence.entry, evidence.tile, evidence.checkpoint`.execute(database.owner);
    const kept = earlier;
    await log.seal(database.db, 100);
    expect((await check([kept])).faults).toEqual([{ kind: "known-checkpoint", size: 1_212, what: "rolled-back" }]);
    await log.seal(database.db, 20_000);
    expect((await check()).ok).toBe(true);
    const report = await check([kept]);
    expect(report.faults).toEqual([{ kind: "known-checkpoint", size: 1_212, what: "rewritten" }]);
    expect((await check(["no note"])).faults).toEqual([{ kind: "known-checkpoint", size: 0, what: "unreadable" }]);
  });
});

interface Change {
  readonly table: string;
  readonly column: string;
  readonly key: Readonly<Record<string, string | number>>;
  readonly kind: "text" | "bytes" | "uuid" | "time" | "names";
  readonly fault: unknown;
}

/** Every tile and bundle of the log. */
function allPaths(): readonly string[] {
  const paths: string[] = [];
  for (let level = 0; level < levelsOf(SIZE + 3); level += 1) {
    const { full, partial } = tilesAt(level, SIZE + 3);
    for (const [index, width] of [...Array.from({ length: full }, (_, each) => [each, 256] as const), ...(partial > 0 ? [[full, partial] as const] : [])]) {
      paths.push(publishedPath(level, index, width));
      if (level === 0) paths.push(publishedPath("entries", index, width));
    }
  }
  return paths;
}

async function anyChange(round: number, pick: (below: number) => number): Promise<Change> {
  const index = pick(SIZE);
  const id = (await sql<{ id: string }>`select record_id as id from evidence.entry where index = ${index}`.execute(database.owner)).rows[0]?.id ?? "";
  const entry = { kind: "entry", index };
  switch (round % 12) {
    case 0:
      return { table: "evidence.record", column: "leaf", key: { id }, kind: "text", fault: { ...entry, what: "leaf" } };
    case 1:
      return { table: "evidence.entry", column: "leaf_hash", key: { index }, kind: "bytes", fault: { ...entry, what: "hash" } };
    case 2: {
      const column = ["kind", "subject_type", "subject_id", "at"][pick(4)] ?? "";
      return { table: "evidence.record", column, key: { id }, kind: column === "at" ? "time" : column === "subject_id" ? "uuid" : "text", fault: { ...entry, what: "columns" } };
    }
    case 3:
    case 4:
    case 5: {
      const { rows } = await sql<{ record_id: string; name: string; index: number }>`
        select value.record_id, value.name, entry.index from evidence.value join evidence.entry using (record_id) order by index, name offset ${pick(3_000)} limit 1`.execute(database.owner);
      const value = rows[0] ?? { record_id: "", name: "", index: 0 };
      const column = round % 12 === 3 ? "salt" : "value";
      return {
        table: "evidence.value", column, key: { record_id: value.record_id, name: value.name }, kind: column === "salt" ? "bytes" : "text",
        fault: { kind: "value", record: value.record_id, name: value.name, index: value.index, what: "changed" },
      };
    }
    case 6:
    case 7: {
      const tile = pick(19);
      const column = round % 12 === 6 ? "bytes" : "root";
      return {
        table: "evidence.tile", column, key: { level: 0, index: tile }, kind: "bytes",
        fault: { kind: "tile", path: publishedPath(0, tile), from: tile * 256, to: (tile + 1) * 256, what: column },
      };
    }
    case 8:
    case 9:
    case 10: {
      const { rows } = await sql<{ size: number }>`select size from evidence.checkpoint order by size offset ${pick(BATCHES.length)} limit 1`.execute(database.owner);
      const size = rows[0]?.size ?? 0;
      const [column, kind] = ([["root", "bytes"], ["note", "text"], ["at", "time"]] as const)[(round % 12) - 8] ?? (["note", "text"] as const);
      const what = column === "root" ? "root" : column === "at" ? "time" : (expect.stringMatching(/^(unreadable|unknown-key|forged)$/) as unknown);
      return { table: "evidence.checkpoint", column, key: { size }, kind, fault: { kind: "checkpoint", size, what } };
    }
    default: {
      const { rows } = await sql<{ id: string }>`select id from evidence.erasure order by id offset ${pick(3)} limit 1`.execute(database.owner);
      const found = rows[0]?.id ?? "";
      const [column, kind] = ([["reason", "text"], ["erased_by", "uuid"], ["at", "time"]] as const)[pick(3)] ?? (["reason", "text"] as const);
      return { table: "evidence.erasure", column, key: { id: found }, kind, fault: { kind: "erasure", id: found, what: "changed" } };
    }
  }
}

/** Changes one byte as the owner. @returns what puts it back */
async function flip({ table, column, key, kind }: Change, pick: (below: number) => number): Promise<() => Promise<void>> {
  const where = sql.join(Object.entries(key).map(([name, value]) => sql`${sql.ref(name)}::text = ${String(value)}`), sql` and `);
  const named = sql.ref(column);
  const { rows } = await sql<{ kept: unknown; length: number }>`
    select ${named} as kept, octet_length(${kind === "bytes" ? named : sql`${named}::text`}) as length from ${sql.table(table)} where ${where}`.execute(database.owner);
  const [row] = rows;
  if (!row) throw new Error(`nothing to change in ${table}`);
  const place = pick(row.length);
  const bit = 1 << pick(8);
  const changed =
    kind === "bytes"
      ? sql`set_byte(${named}, ${place}, get_byte(${named}, ${place}) # ${bit})`
      : kind === "time"
        ? sql`${named} + interval '1 second'`
        : kind === "uuid"
          ? sql`overlay(${named}::text placing (case when right(${named}::text, 1) = 'a' then 'b' else 'a' end) from 36)::uuid`
          : sql`${changedText(String(row.kept), pick)}`;
  await sql`update ${sql.table(table)} set ${named} = ${changed} where ${where}`.execute(database.owner);
  return async () => {
    await sql`update ${sql.table(table)} set ${named} = ${row.kept} where ${where}`.execute(database.owner);
  };
}

/** One byte of the UTF-8 text, changed so that it is still a text that PostgreSQL takes. */
function changedText(text: string, pick: (below: number) => number): string {
  for (;;) {
    const bytes = Buffer.from(text);
    const place = pick(bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << pick(8));
    const changed = bytes.toString("utf8");
    if (!changed.includes("\u0000") && !changed.includes("\uFFFD")) return changed;
  }
}
