import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { useDatabase } from "#tests/database.ts";
import {
  BrokenLogError, checkProof, ed25519Signer, eraseValues, findInclusion, listRecordsOf, parseVerifierKey, proofText, readCheckpoint,
  readEntryBundle, readTile, recordEvidence, sealPending, startSequencer, verifierKey, verifyStore,
} from "./index.ts";
import { bytesOf, hashOfLeaf } from "./notes/sha256.ts";
import { decodeBundle, hashesOf } from "./rules/tiles.ts";
import { at, newPem, origin, recordSamples, sampleRecord, testLog } from "./testdata/log.ts";

const database = useDatabase();
const log = testLog();
const fail = (error: unknown) => {
  throw error;
};
const person = newId<"person">(at);

const count = async (db: Database, table: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? -1;
};
const verifier = () => parseVerifierKey(log.vkey) ?? fail(new Error("no verifier"));

describe("recording", () => {
  test("EVI-R5 what is recorded is found under its subject, first recorded and then sealed", async () => {
    const subject = { type: "publication", id: newId<"publication">(at) };
    const id = await inTransaction(database.db, (tx) =>
      recordEvidence(tx, { kind: "publication.confirmed", subject, at, facts: { approver: "coordinator" }, values: { text: "Kaixo \u0000 “mundua”" } }),
    );
    const [recorded] = await listRecordsOf(database.db, subject);
    expect(recorded).toMatchObject({ id, kind: "publication.confirmed", at, state: "recorded", facts: { approver: "coordinator" } });
    expect(recorded?.values).toEqual({ text: { state: "kept", value: "Kaixo \u0000 “mundua”" } });
    expect(recorded?.leaf).not.toContain("Kaixo");
    expect(await findInclusion(database.db, id)).toBeUndefined();
    await log.seal(database.db);
    const [sealed] = await listRecordsOf(database.db, subject);
    expect(sealed).toMatchObject({ state: "sealed", leaf: recorded?.leaf });
    const proof = await findInclusion(database.db, id);
    expect(proof?.index).toBe(sealed?.index);
  });

  test("EVI-2 what a command undoes leaves nothing to be sealed", async () => {
    const before = await count(database.db, "evidence.pending");
    await expect(
      inTransaction(database.db, async (tx) => {
        await recordEvidence(tx, sampleRecord(3));
        throw new Error("undone");
      }),
    ).rejects.toThrow("undone");
    expect(await count(database.db, "evidence.pending")).toBe(before);
  });

  test("EVI-2 facts that no bundle could hold are a bug, said at once", async () => {
    const record = { ...sampleRecord(1), facts: { long: "x".repeat(65_536) } };
    await expect(inTransaction(database.db, (tx) => recordEvidence(tx, record))).rejects.toThrow(/put long texts in its values/);
  });
});

describe("sealing", () => {
  test("EVI-2 gives indexes in the order of recording, without gaps, and serves tiles and bundles of every width", async () => {
    const start = (await readCheckpoint(database.db))?.size ?? 0;
    const ids = await recordSamples(database.db, 700);
    expect([await log.seal(database.db, 300), await log.seal(database.db, 1), await log.seal(database.db, 1_000), await log.seal(database.db)]).toEqual([300, 1, 399, 0]);
    const size = start + 700;
    expect(await readCheckpoint(database.db)).toMatchObject({ size, at: "2026-09-21T08:00:00.000Z" });
    const last = await findInclusion(database.db, ids[699] ?? fail(new Error("no id")));
    expect(last).toMatchObject({ index: size - 1, size });

    const bundle = decodeBundle((await readEntryBundle(database.db, 1)) ?? new Uint8Array(0)) ?? [];
    const tile = hashesOf((await readTile(database.db, 0, 1)) ?? new Uint8Array(0));
    expect(bundle.length).toBe(256);
    expect(bundle.map((entry) => hashOfLeaf(Buffer.from(entry).toString("utf8")))).toEqual(tile.map((hash) => new Uint8Array(hash)).map((hash) => Buffer.from(hash)));
    const tail = size % 256;
    for (const width of [1, tail]) {
      expect((await readTile(database.db, 0, Math.floor(size / 256), width))?.length).toBe(width * 32);
      expect(decodeBundle((await readEntryBundle(database.db, Math.floor(size / 256), width)) ?? new Uint8Array(1))?.length).toBe(width);
    }
    expect((await readTile(database.db, 1, 0, 2))?.length).toBe(64);
    expect(await readTile(database.db, 0, 0, 255)).toEqual((await readTile(database.db, 0, 0))?.slice(0, 255 * 32));
    for (const beyond of [
      readTile(database.db, 0, Math.floor(size / 256), tail + 1), readTile(database.db, 0, Math.floor(size / 256)), readTile(database.db, 1, 0),
      readTile(database.db, 1, 0, 3), readTile(database.db, 2, 0, 1), readTile(database.db, 0, 2 ** 52), readTile(database.db, 63, 0),
      readEntryBundle(database.db, Math.floor(size / 256), tail + 1), readEntryBundle(database.db, 2 ** 52),
    ]) expect(await beyond).toBeUndefined();
  });

  test("EVI-4 the proof of any record is one file that needs neither log nor database", async () => {
    const ids = await recordSamples(database.db, 30);
    await log.seal(database.db);
    for (const id of ids.filter((_, place) => place % 7 === 0)) {
      const proof = (await findInclusion(database.db, id)) ?? fail(new Error("no proof"));
      const file = proofText(proof);
      expect(checkProof(file, proof.leaf, [verifier()])).toBeUndefined();
      expect(checkProof(file, proof.leaf.replace("activitypub", "activitypuc"), [verifier()])).toBe("not-included");
      expect(checkProof(file.replace(/index \d+/, "index 0"), proof.leaf, [verifier()])).toBe("not-included");
      expect(checkProof(file.replace("\n\n", "\n"), proof.leaf, [verifier()])).not.toBeUndefined();
      expect(checkProof(file, proof.leaf, [])).toBe("unknown-key");
      expect(checkProof("nothing", proof.leaf, [verifier()])).toBe("unreadable-proof");
    }
  });

  test("EVI-2 a record that becomes visible late is sealed late, and none is passed over", async () => {
    const held = Promise.withResolvers<undefined>();
    const written = Promise.withResolvers<Id<"evidence">>();
    const slow = inTransaction(database.db, async (tx) => {
      written.resolve(await recordEvidence(tx, sampleRecord(1)));
      await held.promise;
    });
    const early = await written.promise;
    await inTransaction(database.db, (tx) => recordEvidence(tx, sampleRecord(2)));
    expect(await log.seal(database.db)).toBe(1);
    held.resolve(undefined);
    await slow;
    expect(await log.seal(database.db)).toBe(1);
    expect((await findInclusion(database.db, early))?.index).toBe(((await readCheckpoint(database.db))?.size ?? 0) - 1);
  });

  test("EVI-2 three sequencers and six writers at once make one tree with every record once", async () => {
    const errors: unknown[] = [];
    const sequencers = [1, 2, 3].map((number) =>
      startSequencer({ db: database.db, clock: log.clock, signer: log.signer, origin, batch: 10 + number, onError: (error) => errors.push(error) }, number),
    );
    const before = await count(database.db, "evidence.record");
    await Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let round = 0; round < 40; round += 1) {
          await inTransaction(database.db, async (tx) => {
            for (let each = 0; each <= round % 3; each += 1) await recordEvidence(tx, sampleRecord(writer * 1_000 + round));
            if (round % 5 === writer % 5) await sleep(3);
          });
        }
      }),
    );
    while ((await count(database.db, "evidence.pending")) > 0) await sleep(5);
    await Promise.all(sequencers.map((sequencer) => sequencer.stop()));
    expect(errors).toEqual([]);
    const report = await verifyStore(database.db, { vkeys: log.vkeys });
    expect(report.faults).toEqual([]);
    expect(report.size).toBe(await count(database.db, "evidence.record"));
    expect(report.size - before).toBe(6 * (14 + 2 * 13 + 3 * 13));
  });

  test("EVI-2 a sequencer whose database fails says so and goes on", async () => {
    const errors: unknown[] = [];
    let failures = 2;
    const signer = {
      ...log.signer,
      sign: (bytes: Uint8Array) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error("no signature today");
        }
        return log.signer.sign(bytes);
      },
    };
    await recordSamples(database.db, 5);
    const before = [await count(database.db, "evidence.entry"), await count(database.db, "evidence.checkpoint"), await count(database.db, "evidence.tile")];
    await expect(sealPending(database.db, { clock: log.clock, signer, origin })).rejects.toThrow("no signature today");
    expect([await count(database.db, "evidence.entry"), await count(database.db, "evidence.checkpoint"), await count(database.db, "evidence.tile")]).toEqual(before);
    expect(await count(database.db, "evidence.pending")).toBe(5);
    const sequencer = startSequencer({ db: database.db, clock: log.clock, signer, origin, onError: (error) => errors.push(error) }, 1);
    while ((await count(database.db, "evidence.pending")) > 0) await sleep(5);
    await sequencer.stop();
    expect(errors.map(String)).toEqual(["Error: no signature today"]);
    expect((await verifyStore(database.db, { vkeys: log.vkeys })).ok).toBe(true);
  });

  test("EVI-2 a connection killed between entries and checkpoint leaves nothing behind", async () => {
    await recordSamples(database.db, 300);
    const before = await readCheckpoint(database.db);
    // The clock is read after the entries are written and before the checkpoint is: there the connection dies.
    const kill = `import pg from "pg";
      const client = new pg.Client(JSON.parse(process.argv[1]));
      await client.connect();
      const { rowCount } = await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'");
      await client.end();
      process.exit(rowCount === 1 ? 0 : 1);`;
    const clock = {
      now: () => {
        execFileSync(process.execPath, ["--input-type=module", "-e", kill, JSON.stringify(database.address)]);
        return log.clock.now();
      },
    };
    await expect(sealPending(database.db, { clock, signer: log.signer, origin })).rejects.toThrow();
    expect(await readCheckpoint(database.db)).toEqual(before);
    expect(await count(database.db, "evidence.entry")).toBe(before?.size);
    expect(await log.seal(database.db)).toBe(300);
    expect((await verifyStore(database.db, { vkeys: log.vkeys })).faults).toEqual([]);
  });

  test("EVI-2 nothing is signed on top of a log that is not the one last signed", async () => {
    await recordSamples(database.db, 2);
    const head = await readCheckpoint(database.db);
    const size = head?.size ?? 0;
    for (const [table, column, key, change] of [
      ["evidence.entry", "leaf_hash", sql`index = ${size - 1}`, sql`set_byte(leaf_hash, 3, get_byte(leaf_hash, 3) # 1)`],
      ["evidence.tile", "root", sql`level = 0 and index = 0`, sql`set_byte(root, 3, get_byte(root, 3) # 1)`],
      ["evidence.checkpoint", "root", sql`size = ${size}`, sql`set_byte(root, 3, get_byte(root, 3) # 1)`],
      ["evidence.checkpoint", "note", sql`size = ${size}`, sql`replace(note, ${`\n${size}\n`}, ${`\n${size + 1}\n`})`],
      ["evidence.checkpoint", "note", sql`size = ${size}`, sql`translate(note, 'ABCDEFGH', 'BCDEFGHA')`],
    ] as const) {
      const kept = await sql<{ kept: unknown }>`select ${sql.ref(column)} as kept from ${sql.table(table)} where ${key}`.execute(database.owner);
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${change} where ${key}`.execute(database.owner);
      await expect(log.seal(database.db), `${table} ${column}`).rejects.toThrow(BrokenLogError);
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${kept.rows[0]?.kept} where ${key}`.execute(database.owner);
    }
    await expect(sealPending(database.db, { clock: log.clock, signer: log.signer, origin: "other.example/evidence" })).rejects.toThrow(BrokenLogError);
    expect(await log.seal(database.db)).toBe(2);
  });

  test("EVI-2 goes on under a new key, and both are needed to verify", async () => {
    const signer = ed25519Signer(origin, newPem());
    await recordSamples(database.db, 2);
    expect(await sealPending(database.db, { clock: log.clock, signer, origin })).toBe(2);
    const both = [log.vkey, verifierKey(signer)];
    expect((await verifyStore(database.db, { vkeys: both })).faults).toEqual([]);
    expect((await verifyStore(database.db, { vkeys: both.slice(1) })).faults[0]).toMatchObject({ kind: "checkpoint", what: "unknown-key" });
    await recordSamples(database.db, 2);
    expect(await log.seal(database.db)).toBe(2);
    log.vkeys.push(...both.slice(1));
  });
});

describe("erasing", () => {
  test("EVI-R3 erasing values and their salts keeps the log valid, and is itself in evidence", async () => {
    const subject = { type: "message", id: newId<"message">(at) };
    const id = await inTransaction(database.db, (tx) =>
      recordEvidence(tx, { kind: "message.hidden", subject, at, facts: { rule: "insult" }, values: { text: "¡…!", author: "@vecina@otra.example", link: "https://otra.example/1" } }),
    );
    await log.seal(database.db);
    const erasure = { recordId: id, reason: "GDPR 17.1.b", by: person, at };
    expect(await eraseValues(database.eraser, { ...erasure, names: ["text", "author", "nothing"] })).toEqual({ ok: true, value: ["author", "text"] });
    expect(await eraseValues(database.eraser, { ...erasure, names: ["text"] })).toEqual({ ok: false, refusal: { kind: "nothing-to-erase" } });
    expect((await verifyStore(database.db, { vkeys: log.vkeys })).faults).toEqual([]);
    await log.seal(database.db);
    const [record] = await listRecordsOf(database.db, subject);
    expect(record?.values).toEqual({
      author: { state: "erased", at, reason: "GDPR 17.1.b" },
      text: { state: "erased", at, reason: "GDPR 17.1.b" },
      link: { state: "kept", value: "https://otra.example/1" },
    });
    const [proof] = await listRecordsOf(database.db, { type: "evidence", id });
    expect(proof).toMatchObject({ kind: "evidence.values-erased", facts: { names: ["author", "text"], reason: "GDPR 17.1.b" }, state: "sealed" });
    const stored = await sql<{ n: number }>`select count(*) as n from evidence.value where value like '%vecina%'`.execute(database.owner);
    expect(stored.rows[0]?.n).toBe(0);
    expect((await verifyStore(database.db, { vkeys: log.vkeys })).faults).toEqual([]);
  });

  test("EVI-R2 the application may only add; the eraser may only erase values", async () => {
    const denied = /permission denied/;
    const tables = ["record", "entry", "tile", "checkpoint", "value", "erasure"];
    for (const table of tables) {
      const named = sql.table(`evidence.${table}`);
      await expect(sql`delete from ${named}`.execute(database.db), table).rejects.toThrow(denied);
      await expect(sql`truncate ${named}`.execute(database.db), table).rejects.toThrow(denied);
      await expect(sql`update ${named} set ${sql.ref({ entry: "record_id", tile: "root", checkpoint: "note", value: "value", record: "leaf", erasure: "reason" }[table] ?? "")} = null`.execute(database.db), table).rejects.toThrow(denied);
      if (table !== "value") await expect(sql`delete from ${named}`.execute(database.eraser), table).rejects.toThrow(denied);
    }
    await expect(sql`update evidence.value set value = 'x'`.execute(database.eraser)).rejects.toThrow(denied);
    await expect(sql`insert into evidence.entry (index, record_id, leaf_hash) values (0, gen_random_uuid(), ${bytesOf("x".repeat(32))})`.execute(database.eraser)).rejects.toThrow(denied);
    await expect(sql`insert into evidence.erasure select * from evidence.erasure`.execute(database.db)).rejects.toThrow(denied);
  });
});
