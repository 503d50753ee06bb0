import { describe, expect, test } from "vitest";
import type { ReplyCheck } from "../../views.ts";
import { isWritten, keepReply, type ReplyTexts, sameTexts } from "./reply-keeper.ts";
import { textsIn } from "./use-reply.ts";

const check = (characters: number): ReplyCheck => ({ characters, maxCharacters: 500, findings: [] });

/** A server that answers when told, a browser that keeps a copy, and a clock turned by hand. */
function bench(kept?: ReplyTexts) {
  const calls: { readonly texts: ReplyTexts; readonly answer: (outcome: ReplyCheck | { readonly kind: string }) => Promise<void> }[] = [];
  let backup = kept;
  let timers: { readonly run: () => void; readonly ms: number }[] = [];
  const keeper = keepReply({ texts: {}, savedAt: null, check: check(0) }, {
    save: (texts) => new Promise((resolve, reject) => {
      calls.push({
        texts,
        answer: async (outcome) => {
          if ("kind" in outcome) reject(Object.assign(new Error(outcome.kind), outcome));
          else resolve(outcome);
          await settle();
        },
      });
    }),
    now: () => "2026-09-21T08:10:00.000Z",
    troubleOf: (error) => ({ kind: error instanceof Error ? error.message : "fault" }),
    backup: { read: () => backup, write: (texts) => { backup = texts; }, clear: () => { backup = undefined; } },
    later: (run, ms) => {
      const timer = { run, ms };
      timers = [...timers, timer];
      return () => { timers = timers.filter((each) => each !== timer); };
    },
  });
  const tick = async () => {
    const due = timers;
    timers = [];
    for (const { run } of due) run();
    await settle();
  };
  return { keeper, calls, tick, waits: () => timers.map(({ ms }) => ms), backup: () => backup };
}
const settle = () => new Promise((resolve) => { setTimeout(resolve); });

describe("INB-3 nothing that is typed is lost", () => {
  test("INB-3 what is typed is saved after a pause, once, and is in the browser until it is", async () => {
    const { keeper, calls, tick, backup } = bench();
    keeper.start();
    keeper.type("es", "Ho");
    keeper.type("es", "Hola");
    expect(backup()).toEqual({ es: "Hola" });
    await tick();
    expect(calls.map(({ texts }) => texts)).toEqual([{ es: "Hola" }]);
    await calls[0]?.answer(check(9));
    expect(keeper.state()).toMatchObject({ status: { kind: "saved", at: "2026-09-21T08:10:00.000Z" }, check: { characters: 9 } });
    expect(backup()).toBeUndefined();
  });

  test("INB-3 what is typed during a save goes with the next one, and flush waits for both", async () => {
    const { keeper, calls, tick, backup } = bench();
    keeper.start();
    keeper.type("eu", "Kai");
    await tick();
    keeper.type("eu", "Kaixo");
    const all = keeper.flush();
    await calls[0]?.answer(check(3));
    expect([calls.length, keeper.state().status.kind, backup()]).toEqual([2, "saving", { eu: "Kaixo" }]);
    await calls[1]?.answer(check(5));
    expect([await all, calls.map(({ texts }) => texts["eu"]), keeper.state().status.kind]).toEqual([true, ["Kai", "Kaixo"], "saved"]);
  });

  test("INB-3 without a network it is tried again by itself; what was left behind comes back with the next visit", async () => {
    const { keeper, calls, tick, waits, backup } = bench({ es: "de ayer" });
    expect(keeper.state()).toMatchObject({ texts: { es: "de ayer" }, status: { kind: "typing" } });
    keeper.start();
    await tick();
    await calls[0]?.answer({ kind: "unreachable" });
    expect(keeper.state().status).toEqual({ kind: "unsaved", trouble: { kind: "unreachable" }, again: true });
    expect([waits(), backup()]).toEqual([[5_000], { es: "de ayer" }]);
    await tick();
    await calls[1]?.answer(check(7));
    expect(keeper.state().status.kind).toBe("saved");
  });

  test("INB-R3 who meets a colleague's claim keeps the text and is not asked for again until a person acts", async () => {
    const { keeper, calls, tick, waits, backup } = bench();
    keeper.start();
    keeper.type("es", "Buenos días");
    await tick();
    await calls[0]?.answer({ kind: "claimed" });
    expect(keeper.state()).toMatchObject({ texts: { es: "Buenos días" }, status: { kind: "unsaved", again: false } });
    expect([waits(), backup()]).toEqual([[], { es: "Buenos días" }]);
    const taken = keeper.flush();
    await calls[1]?.answer(check(11));
    expect(await taken).toBe(true);
  });

  test("INB-3 what has been sent is no draft any more; what was typed meanwhile stays and is saved", async () => {
    const { keeper, calls, tick, backup } = bench();
    keeper.start();
    keeper.type("es", "Sí.");
    await tick();
    await calls[0]?.answer(check(3));
    keeper.sent({ es: "Sí." });
    expect([keeper.state().texts, backup()]).toEqual([{}, undefined]);
    keeper.type("es", "Y además");
    keeper.sent({ es: "Sí." });
    expect(keeper.state().texts).toEqual({ es: "Y además" });
    await tick();
    expect(calls.at(-1)?.texts).toEqual({ es: "Y además" });
  });
});

test("a language without a text and an empty one are the same", () => {
  expect([sameTexts({ es: "" }, {}), sameTexts({ es: "a" }, { eu: "a" }), isWritten({ es: " \n" }), isWritten({ eu: "bai" })]).toEqual([true, false, false, true]);
});

test.each([["{\"es\":\"Hola\"}", { es: "Hola" }], ["{}", {}], [null, undefined], ["[]", undefined], ["{\"es\":3}", undefined], ["no", undefined], ["null", undefined]])("%s in the browser is read as %j", (text, read) => {
  expect(textsIn(text)).toEqual(read);
});
