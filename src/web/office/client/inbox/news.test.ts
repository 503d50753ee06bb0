import { describe, expect, test } from "vitest";
import type { ConversationEntry } from "../../views.ts";
import { newsSince } from "./news.ts";

type Message = Extract<ConversationEntry, { kind: "message" }>;
const message = (id: string, change: Partial<Message> = {}): Message => ({
  kind: "message", id, at: "2026-09-21T08:00:00.000Z", author: { name: "Ane", handle: "@ane@herria.example", url: "" }, body: `dice ${id}`, media: [], language: "es",
  visibility: "public", url: "", editedAt: null, deletedAt: null, erasedAt: null, ...change,
});
const reply = (id: string, state: "planned" | "confirmed" = "planned"): ConversationEntry => ({
  kind: "reply", id, at: "2026-09-21T08:05:00.000Z", by: "Leire", reply: "answer", text: "Sí.", languages: ["es"], visibility: "public", promisedAt: null, deliveryId: `d-${id}`,
  state, needsPerson: false, held: false, code: null, url: null, outAt: null,
});
const note = (id: string): ConversationEntry => ({ kind: "note", id, at: "2026-09-21T08:06:00.000Z", by: "Jon", text: "ojo" });

describe("INB-3 what must be seen before it is answered", () => {
  test("INB-3 a new message and a colleague's answer, each with who and what", () => {
    expect(newsSince([message("m1")], [message("m1"), message("m2", { author: { name: "", handle: "@b@herria.example", url: "" } }), reply("r1")])).toEqual([
      { kind: "message", id: "m2", who: "@b@herria.example", text: "dice m2" }, { kind: "reply", id: "r1", who: "Leire", text: "Sí." },
    ]);
  });

  test("INB-6 what its author changed or took back, once each", () => {
    const edited = message("m1", { body: "otra cosa", editedAt: "2026-09-21T08:02:00.000Z" });
    expect(newsSince([message("m1")], [edited])).toEqual([{ kind: "edited", id: "m1", who: "Ane", text: "otra cosa" }]);
    expect(newsSince([edited], [{ ...edited, body: null, deletedAt: "2026-09-21T08:03:00.000Z" }])).toEqual([{ kind: "deleted", id: "m1", who: "Ane", text: "" }]);
    expect(newsSince([edited], [edited])).toEqual([]);
  });

  test("INB-3 a note, and how far an answer has come, are no news to whoever writes", () => {
    expect(newsSince([message("m1"), reply("r1")], [message("m1"), reply("r1", "confirmed"), note("n1")])).toEqual([]);
  });
});
