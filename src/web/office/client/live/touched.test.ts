import { describe, expect, test } from "vitest";
import type { Changed } from "../../views.ts";
import { officeContract } from "../../contract.ts";
import { gatherChanges } from "./gatherer.ts";
import { changeIn, isTold, isTouched } from "./touched.ts";

const change = (type: string, id = "1", kind = `${type}.changed`): Changed => ({ kind, subject: { type, id } });

describe("what a change touches", () => {
  test.each([
    ["a publication", change("publication"), ["GET /publications/:id", { id: "1" }], true],
    ["another publication", change("publication", "2"), ["GET /publications/:id", { id: "1" }], false],
    ["Hoy", change("publication"), ["GET /today", {}], true],
    ["a page of a list, whatever was asked of it", change("publication"), ["GET /publications", { state: "draft" }], true],
    ["not what it does not show on", change("publication"), ["GET /people", {}], false],
    ["the messages, which are no reading", change("unheard-of"), ["messages", "es"], false],
    ["anything, when the type is not known here", change("unheard-of"), ["GET /units", {}], true],
    ["presence only at the same thing", change("publication", "1", "presence.changed"), ["GET /presence", { type: "publication", id: "1" }], true],
    ["not presence at another", change("publication", "2", "presence.changed"), ["GET /presence", { type: "publication", id: "1" }], false],
    ["not the thing itself when only who is there has changed", change("publication", "1", "presence.changed"), ["GET /publications/:id", { id: "1" }], false],
    ["a stop, on the banner of every screen", change("stop", "1", "publishing.stopped"), ["GET /stop", {}], true],
    ["rights of people", change("person"), ["GET /session", {}], true],
  ] as const)("%s", (_what, said, key, expected) => {
    expect(isTouched(key, [said])).toBe(expected);
  });

  test("each reading whose screen waits to be told is told of by something", () => {
    const types = ["publication", "item", "source", "drift", "profile", "conversation", "holiday", "stop", "person", "contract", "unit", "act", "review", "profile-request", "impostor-case", "audience-fact", "suggestion", "expectation", "picture", "profile-group", "template", "communication-action"];
    const silent = Object.keys(officeContract).filter((name) => name.startsWith("GET ") && isTold(name) && !types.some((type) => isTouched([name, { id: "1" }], [change(type)])));
    // Presence has its own kind.
    expect(silent).toEqual(["GET /presence"]);
  });

  test("what is no change is passed over", () => {
    for (const text of ["", "{", "null", "[]", "{}", '{"kind":1}', '{"kind":"a","subject":null}', '{"kind":"a","subject":{"type":"b"}}', '{"kind":"a","subject":{"type":"b","id":2}}']) expect(changeIn(text), text).toBeUndefined();
    expect(changeIn(JSON.stringify({ ...change("item"), more: 1 }))).toEqual(change("item"));
  });
});

describe("T16 a flood of changes is one reading", () => {
  test("changes of a quarter of a second go together; one that may be anything swallows the others", () => {
    const planned: { run: () => void; ms: number }[] = [];
    const handed: (readonly Changed[] | undefined)[] = [];
    const gatherer = gatherChanges((changes) => handed.push(changes), (run, ms) => {
      planned.push({ run, ms });
      return () => planned.splice(0);
    });
    for (let index = 0; index < 100; index += 1) gatherer.add(change("item", String(index)));
    expect(planned.map(({ ms }) => ms)).toEqual([250]);
    planned.shift()?.run();
    expect(handed.map((changes) => changes?.length)).toEqual([100]);
    gatherer.add(change("item"));
    gatherer.addAll();
    gatherer.add(change("item"));
    planned.shift()?.run();
    expect(handed.slice(1)).toEqual([undefined]);
    gatherer.add(change("item", "after"));
    planned.shift()?.run();
    expect(handed.at(-1)).toEqual([change("item", "after")]);
    gatherer.add(change("item"));
    gatherer.stop();
    expect(planned).toEqual([]);
  });
});
