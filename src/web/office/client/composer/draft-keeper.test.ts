import { describe, expect, test } from "vitest";
import type { DraftContent } from "../../draft-content.ts";
import type { DraftSaved, Trouble } from "../../views.ts";
import { type Backup, keepDraft, type KeeperPorts, type Stored } from "./draft-keeper.ts";

const content = (title: string): DraftContent => ({ title, unitId: null, profiles: [], texts: {}, forks: {}, media: [], citations: [], exception: null, due: null });
const stored = (title: string, revision: number): Stored => ({
  revision, content: content(title), savedAt: `2026-09-21T08:00:0${revision}.000Z`, savedBy: "Jon", editions: [], findings: [], dueReading: null, sending: { kind: "review" }, state: "draft",
});

/** A server that keeps one draft with its revision, and a clock that goes when told. */
function world(opened = stored("a", 1), left?: Backup) {
  let server = opened;
  let backup = left;
  let waiting: { readonly run: () => void; readonly ms: number; called: boolean }[] = [];
  let trouble: Trouble | undefined;
  let gate: Promise<void> = Promise.resolve();
  const saves: string[] = [];
  const ports: KeeperPorts = {
    save: async (revision, sent) => {
      saves.push(`${revision} ${sent.title}`);
      await gate;
      if (trouble) throw new Error(JSON.stringify(trouble));
      if (revision !== server.revision) throw new Error(JSON.stringify({ kind: "revision-conflict" }));
      server = { ...stored(sent.title, revision + 1) };
      const { editions, findings, dueReading, sending, savedAt, state } = server;
      return { revision: server.revision, savedAt, editions, findings, dueReading, sending, state } satisfies DraftSaved;
    },
    fetchLatest: async () => server,
    troubleOf: (error) => JSON.parse(error instanceof Error ? error.message : "{}"),
    backup: { read: () => backup, write: (next) => { backup = next; }, clear: () => { backup = undefined; } },
    later: (run, ms) => {
      const entry = { run, ms, called: false };
      waiting.push(entry);
      return () => { waiting = waiting.filter((each) => each !== entry); };
    },
  };
  const settle = async () => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };
  return {
    keeper: keepDraft(opened, ports),
    saves,
    settle,
    backup: () => backup,
    server: () => server,
    delays: () => waiting.map((entry) => entry.ms),
    pass: async () => {
      const due = waiting;
      waiting = [];
      for (const { run } of due) run();
      await settle();
    },
    fail: (next: Trouble | undefined) => { trouble = next; },
    hold: () => {
      let release = () => {};
      gate = new Promise((resolve) => { release = resolve; });
      return () => { gate = Promise.resolve(); release(); };
    },
    somebodyElseSaves: (title: string) => { server = stored(title, server.revision + 1); },
  };
}

const type = (title: string) => (now: DraftContent): DraftContent => ({ ...now, title });

describe("a draft is saved as it is typed", () => {
  test("after a pause, once, on the revision last seen; until then it is in this browser", async () => {
    const { keeper, saves, pass, backup } = world();
    keeper.start();
    keeper.change(type("b"));
    keeper.change(type("bc"));
    expect(keeper.state().status.kind).toBe("typing");
    expect(backup()).toEqual({ revision: 1, content: content("bc") });
    await pass();
    expect(saves).toEqual(["1 bc"]);
    expect(keeper.state()).toMatchObject({ status: { kind: "saved" }, revision: 2 });
    expect(backup()).toBeUndefined();
  });

  test("what is typed and taken back is saved as it was, without another save", async () => {
    const { keeper, saves, pass, backup } = world();
    keeper.start();
    keeper.change(type("b"));
    keeper.change(type("a"));
    await pass();
    expect(saves).toEqual([]);
    expect(keeper.state().status.kind).toBe("saved");
    expect(backup()).toBeUndefined();
  });

  test("what is typed during a save goes with the next one, on the new revision", async () => {
    const { keeper, saves, pass, hold, settle, server } = world();
    keeper.start();
    keeper.change(type("b"));
    const release = hold();
    await pass();
    keeper.change(type("bc"));
    release();
    await settle();
    expect(keeper.state().status.kind).toBe("typing");
    await pass();
    expect(saves).toEqual(["1 b", "2 bc"]);
    expect(server().content.title).toBe("bc");
  });

  test("flush before sending waits for a save under way and for what came after it", async () => {
    const { keeper, hold, server, saves } = world();
    keeper.start();
    keeper.change(type("b"));
    const release = hold();
    const first = keeper.flush();
    keeper.change(type("bc"));
    const second = keeper.flush();
    release();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(server().content.title).toBe("bc");
    expect(saves).toEqual(["1 b", "2 bc"]);
  });

  test("nothing is sent when nothing changed", async () => {
    const { keeper, saves } = world();
    keeper.change(type("a"));
    expect(await keeper.flush()).toBe(true);
    expect(saves).toEqual([]);
  });
});

describe("nothing typed is lost", () => {
  test("without a network it stays here, says so and is tried again", async () => {
    const { keeper, pass, fail, backup, delays, server } = world();
    keeper.start();
    fail({ kind: "unreachable" });
    keeper.change(type("b"));
    await pass();
    expect(keeper.state().status).toEqual({ kind: "unsaved", trouble: { kind: "unreachable" }, again: true });
    expect(backup()?.content.title).toBe("b");
    expect(delays()).toEqual([5_000]);
    expect(await keeper.flush()).toBe(false);
    fail(undefined);
    await pass();
    expect(keeper.state().status.kind).toBe("saved");
    expect(server().content.title).toBe("b");
  });

  test("a refusal is told and not repeated by itself", async () => {
    const { keeper, pass, fail, delays, backup } = world();
    keeper.start();
    fail({ kind: "wrong-state", state: "in_review" });
    keeper.change(type("b"));
    await pass();
    expect(keeper.state().status).toMatchObject({ kind: "unsaved", again: false });
    expect(delays()).toEqual([]);
    expect(backup()?.content.title).toBe("b");
  });

  test("what an earlier visit could not save is taken up again", async () => {
    const { keeper, pass, server } = world(stored("a", 3), { revision: 3, content: content("a, typed on the train") });
    expect(keeper.state()).toMatchObject({ recovered: true, content: { title: "a, typed on the train" } });
    keeper.start();
    await pass();
    expect(server().content.title).toBe("a, typed on the train");
  });

  test("and when somebody saved in between, both are shown and nothing is overwritten", async () => {
    const { keeper, pass, saves } = world(stored("theirs", 4), { revision: 3, content: content("mine") });
    keeper.start();
    await pass();
    expect(keeper.state()).toMatchObject({ content: { title: "mine" }, status: { kind: "conflict", theirs: { content: { title: "theirs" } } } });
    expect(saves).toEqual([]);
  });

  test("EDI-R6 what was left behind does not undo an approval by itself", async () => {
    const { keeper, pass, saves } = world({ ...stored("approved", 3), state: "scheduled" }, { revision: 3, content: content("left behind") });
    keeper.start();
    await pass();
    expect(keeper.state()).toMatchObject({ publication: "scheduled", status: { kind: "conflict", theirs: { content: { title: "approved" } } } });
    expect(saves).toEqual([]);
  });

  test("a closed screen no longer saves by itself, and keeps what is not saved", async () => {
    const { keeper, fail, pass, backup, delays } = world();
    const stop = keeper.start();
    fail({ kind: "unreachable" });
    keeper.change(type("b"));
    await pass();
    stop();
    expect(delays()).toEqual([]);
    expect(backup()?.content.title).toBe("b");
  });
});

describe("another person saved meanwhile", () => {
  async function conflicting() {
    const it = world();
    it.keeper.start();
    it.keeper.change(type("mine"));
    it.somebodyElseSaves("theirs");
    await it.pass();
    return it;
  }

  test("their text is fetched; typing goes on, but nothing is sent until a person chooses", async () => {
    const { keeper, saves, pass, server } = await conflicting();
    expect(keeper.state().status).toMatchObject({ kind: "conflict", theirs: { revision: 2, savedBy: "Jon" } });
    keeper.change(type("mine, more"));
    await pass();
    expect(await keeper.flush()).toBe(false);
    expect(saves).toEqual(["1 mine"]);
    expect(server().content.title).toBe("theirs");
  });

  test("mine: goes on theirs as the next revision", async () => {
    const { keeper, pass, saves, server } = await conflicting();
    keeper.resolve("mine");
    await pass();
    expect(saves.at(-1)).toBe("2 mine");
    expect(server().content.title).toBe("mine");
    expect(keeper.state().status.kind).toBe("saved");
  });

  test("theirs: is taken over and mine is gone from here", async () => {
    const { keeper, backup, delays } = await conflicting();
    keeper.resolve("theirs");
    expect(keeper.state()).toMatchObject({ content: { title: "theirs" }, revision: 2, status: { kind: "saved" } });
    expect(backup()).toBeUndefined();
    expect(delays()).toEqual([]);
  });

  test("the same text saved from another window is no conflict", async () => {
    const it = world();
    it.keeper.start();
    it.keeper.change(type("same"));
    it.somebodyElseSaves("same");
    await it.pass();
    expect(it.keeper.state()).toMatchObject({ revision: 2, status: { kind: "saved" } });
  });
});

test("EDI-R5 what is stored is asked about again when something it depends on has changed elsewhere", async () => {
  const { keeper, saves, server } = world();
  await keeper.check();
  expect(saves).toEqual(["1 a"]);
  keeper.change((now) => ({ ...now, title: "b" }));
  await keeper.check();
  expect(saves).toEqual(["1 a", "2 b", "3 b"]);
  expect(keeper.state()).toMatchObject({ revision: server().revision, status: { kind: "saved" } });
});
