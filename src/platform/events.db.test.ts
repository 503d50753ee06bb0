import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { type Database, inTransaction, type Tx } from "./database.ts";
import { startTail } from "./event-tail.ts";
import { consumeEvents, listEventsAfter, newestPosition, recordEvent } from "./events.ts";
import { newId } from "./ids.ts";
import { silentLog } from "./log.ts";

const database = useDatabase();
const at = instant("2026-09-21T08:00:00Z");
const probe = (kind: string) => ({ kind, subject: { type: "probe", id: newId<"probe">(at) }, at });

/** A transaction that stands still between its write and its end. */
async function heldTransaction(db: Database, write: (tx: Tx) => Promise<void>) {
  const written = Promise.withResolvers<void>();
  const release = Promise.withResolvers<"commit" | "rollback">();
  const done = inTransaction(db, async (tx) => {
    await write(tx);
    written.resolve();
    if ((await release.promise) === "rollback") throw new Error("undone");
  }).catch((error: unknown) => {
    written.reject(error);
    if (!(error instanceof Error && error.message === "undone")) throw error;
  });
  await written.promise;
  return async (how: "commit" | "rollback") => {
    release.resolve(how);
    await done;
  };
}

const kindsAfter = async (position: number, patienceMs = 50) => (await listEventsAfter(database.db, position, { patienceMs })).map((event) => event.kind);
const record = (kind: string) => inTransaction(database.db, (tx) => recordEvent(tx, probe(kind)));

describe("events in their order", () => {
  test("P5 an event that was written first and commits last is not skipped: reading stops before it and goes on with it", async () => {
    const start = await newestPosition(database.db);
    await record("first");
    const endSlow = await heldTransaction(database.db, (tx) => recordEvent(tx, probe("slow")));
    await record("fast");
    // The plain read that this replaces would have moved its cursor beyond the slow one.
    expect(await newestPosition(database.db)).toBe(start + 3);
    expect(await kindsAfter(start)).toEqual(["first"]);
    expect(await kindsAfter(start + 1)).toEqual([]);
    await endSlow("commit");
    expect(await kindsAfter(start)).toEqual(["first", "slow", "fast"]);
  });

  test("a position that was rolled back holds nobody up, however many others are writing", async () => {
    const start = await newestPosition(database.db);
    const undo = await heldTransaction(database.db, (tx) => recordEvent(tx, probe("undone")));
    await record("after");
    await undo("rollback");
    // Younger writers, that came after the gap was made, do not matter once they have ended; one that goes on leaves a gap of its own.
    const endYounger = await heldTransaction(database.db, (tx) => recordEvent(tx, probe("younger")));
    const waiting = listEventsAfter(database.db, start, { patienceMs: 5_000 });
    await sleep(50);
    await endYounger("commit");
    expect((await waiting).map((event) => event.kind)).toEqual(["after"]);
    expect(await kindsAfter(start)).toEqual(["after", "younger"]);
  });

  test("a transaction that writes other tables holds nobody up", async () => {
    const start = await newestPosition(database.db);
    const undo = await heldTransaction(database.db, (tx) => recordEvent(tx, probe("undone")));
    const endOther = await heldTransaction(database.db, async (tx) => {
      await sql`insert into platform.consumer (name, position) values ('held', 0)`.execute(tx);
    });
    await record("after");
    await undo("rollback");
    expect(await kindsAfter(start, 0)).toEqual(["after"]);
    await endOther("rollback");
  });

  test("P5 forty writers at once, some undone, and a reader beside them: each event once and in order", async () => {
    const start = await newestPosition(database.db);
    const heard: { readonly position: number; readonly kind: string }[] = [];
    let writing = true;
    const reader = (async () => {
      for (;;) {
        const last = !writing;
        const events = await listEventsAfter(database.db, heard.at(-1)?.position ?? start, { limit: 7 });
        heard.push(...events);
        if (last && events.length === 0) return;
      }
    })();
    await Promise.all(Array.from({ length: 40 }, async (_, index) => {
      await inTransaction(database.db, async (tx) => {
        await recordEvent(tx, probe(`${index} a`));
        await sleep((index * 7) % 23);
        await recordEvent(tx, probe(`${index} b`));
        await sleep((index * 5) % 17);
        if (index % 4 === 0) throw new Error("undone");
      }).catch(() => undefined);
    }));
    writing = false;
    await reader;
    const expected = Array.from({ length: 40 }, (_, index) => index).filter((index) => index % 4 !== 0).flatMap((index) => [`${index} a`, `${index} b`]);
    expect(heard.map(({ kind }) => kind).toSorted()).toEqual(expected.toSorted());
    expect(heard.map(({ position }) => position)).toEqual(heard.map(({ position }) => position).toSorted((a, b) => a - b));
  });
});

describe("consumers", () => {
  const countedBy = async (name: string) =>
    (await sql<{ position: number }>`select position from platform.consumer where name = ${name}`.execute(database.db)).rows[0]?.position;

  test("what a consumer writes happens once: its cursor moves with it or not at all", async () => {
    while ((await consumeEvents(database.db, "catching-up", () => Promise.resolve())) > 0);
    const start = await countedBy("catching-up");
    await record("one");
    await record("two");
    const note = (tx: Tx, name: string) => sql`insert into platform.consumer (name, position) values (${name}, 1)`.execute(tx).then(() => undefined);
    const failing = consumeEvents(database.db, "catching-up", async (tx, { kind }) => {
      await note(tx, `effect ${kind}`);
      if (kind === "two") throw new Error("in the middle");
    });
    await expect(failing).rejects.toThrow("in the middle");
    expect(await countedBy("effect one")).toBeUndefined();
    expect(await countedBy("catching-up")).toBe(start);
    expect(await consumeEvents(database.db, "catching-up", (tx, { kind }) => note(tx, `effect ${kind}`))).toBe(2);
    expect([await countedBy("effect one"), await countedBy("effect two")]).toEqual([1, 1]);
    expect(await consumeEvents(database.db, "catching-up", () => Promise.reject(new Error("nothing is left")))).toBe(0);
  });

  test("of two processes one works, and none does the other's work again", async () => {
    await record("shared");
    const seen: string[] = [];
    const work = (who: string) => consumeEvents(database.db, "two", async (_tx, { position }) => {
      await sleep(2);
      seen.push(`${who} ${position}`);
    });
    await Promise.all([work("a"), work("b")]);
    while ((await work("a")) > 0);
    const positions = seen.map((line) => line.split(" ")[1]);
    expect(positions.length).toBeGreaterThan(0);
    expect(new Set(positions).size).toBe(positions.length);
  });

  test("P5 two interleaved transactions: the consumer has both, in their order", async () => {
    while ((await consumeEvents(database.db, "interleaved", () => Promise.resolve())) > 0);
    const had: string[] = [];
    const take = () => consumeEvents(database.db, "interleaved", (_tx, { kind }) => Promise.resolve(void had.push(kind)), { patienceMs: 20 });
    const endSlow = await heldTransaction(database.db, (tx) => recordEvent(tx, probe("slow")));
    await record("fast");
    await take();
    expect(had).toEqual([]);
    await endSlow("commit");
    await take();
    expect(had).toEqual(["slow", "fast"]);
  });
});

describe("the tail of a process", () => {
  const heardBy = (heard: readonly string[], kind: string) => expect.poll(() => heard, { timeout: 3_000 }).toContain(kind);

  test("tells every follower what happens, and knows what was told since a place", async () => {
    const tail = await startTail({ db: database.db, log: silentLog, everyMs: 20 });
    try {
      const [one, other]: [string[], string[]] = [[], []];
      tail.follow((events) => one.push(...events.map(({ kind }) => kind)));
      const leave = tail.follow((events) => other.push(...events.map(({ kind }) => kind)));
      const place = tail.position();
      await record("told");
      await heardBy(one, "told");
      expect(other).toEqual(["told"]);
      leave();
      await record("told again");
      await heardBy(one, "told again");
      expect(other).toEqual(["told"]);
      expect(tail.after(place)?.map(({ kind }) => kind)).toEqual(["told", "told again"]);
      expect(tail.after(tail.position())).toEqual([]);
      expect(tail.after(tail.position() + 1)).toBeUndefined();
    } finally {
      await tail.stop();
    }
  });

  test("one that starts anew still knows what was told before, as far back as it keeps", async () => {
    const start = await newestPosition(database.db);
    for (let index = 0; index < 5; index += 1) await record(`kept ${index}`);
    const tail = await startTail({ db: database.db, log: silentLog, everyMs: 20, kept: 3 });
    try {
      expect(tail.after(start + 3)?.map(({ kind }) => kind)).toEqual(["kept 3", "kept 4"]);
      expect(tail.after(start)).toBeUndefined();
      for (let index = 5; index < 15; index += 1) await record(`kept ${index}`);
      await expect.poll(() => tail.position(), { timeout: 3_000 }).toBe(start + 15);
      expect(tail.after(start + 12)?.map(({ kind }) => kind)).toEqual(["kept 12", "kept 13", "kept 14"]);
      expect(tail.after(start + 2)).toBeUndefined();
    } finally {
      await tail.stop();
    }
  });
});

