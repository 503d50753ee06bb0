import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { inTransaction, inTransactionUnlessRefused } from "./database.ts";
import { listEventsOf, recordEvent } from "./events.ts";
import { newId } from "./ids.ts";

const database = useDatabase();
const at = instant("2026-09-21T08:00:00.123Z");

describe("the database", () => {
  test("gives instants back as they went in, to the millisecond", async () => {
    const subject = { type: "probe", id: newId<"probe">(at) };
    await inTransaction(database.db, (tx) => recordEvent(tx, { kind: "probe.made", subject, at, data: { n: 1 } }));
    expect(await listEventsOf(database.db, subject)).toMatchObject([{ kind: "probe.made", at, data: { n: 1 } }]);
  });

  test("keeps nothing of a command that refuses after writing", async () => {
    const subject = { type: "probe", id: newId<"probe">(at) };
    const answer = await inTransactionUnlessRefused(database.db, async (tx) => {
      await recordEvent(tx, { kind: "probe.made", subject, at });
      return { ok: false as const, refusal: { kind: "too-late" } };
    });
    expect(answer).toEqual({ ok: false, refusal: { kind: "too-late" } });
    expect(await listEventsOf(database.db, subject)).toEqual([]);
  });

  test("does not let the application change what happened", async () => {
    await expect(sql`update platform.event set kind = 'other'`.execute(database.db)).rejects.toThrow(/permission denied/);
    await expect(sql`delete from platform.event`.execute(database.db)).rejects.toThrow(/permission denied/);
  });
});
