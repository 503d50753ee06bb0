import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Action, actions, type ActorFacts, can } from "./can.ts";

const sports = "unit-sports" as Id<"unit">;
const mobility = "unit-mobility" as Id<"unit">;
const pools = "profile-pools" as Id<"profile">;
const buses = "profile-buses" as Id<"profile">;

const nobody: ActorFacts = { inService: true, coordinator: false, promotes: new Set(), manages: new Set() };
const who = {
  coordinator: { ...nobody, coordinator: true },
  "promoter of the unit": { ...nobody, promotes: new Set([sports]) },
  "promoter of another unit": { ...nobody, promotes: new Set([mobility]) },
  "manager of the profile": { ...nobody, manages: new Set([pools]) },
  "manager of another profile": { ...nobody, manages: new Set([buses]) },
  "somebody who left": { ...nobody, inService: false, coordinator: true },
} satisfies Record<string, ActorFacts>;
const object = { unitId: sports, profileIds: [pools] };

// One column an actor, in the order of `who`; `+` may, `-` may not (table 5.1 as far as this version goes).
const matrix: Record<Action, string> = {
  "account.own": "+++++-",
  "office.read": "+++++-",
  "source.register": "+-----",
  "source.read-now": "+++---",
  "item.triage": "++----",
  "item.propose": "++-++-",
  "media.add": "+++++-",
  "publication.draft": "++-+--",
  "publication.approve": "++----",
  "publication.decide": "+++++-",
  "publication.approve-as-second-manager": "---+--",
  "publication.withdraw": "++----",
  "publication.settle": "+--+--",
  "publication.reconfirm": "+--+--",
  "publishing.stop-all": "+-----",
  "publishing.stop": "+--+--",
  "publishing.resume": "+-----",
  "profile.enter": "+-----",
  "profile.set-promise": "+-----",
  "calendar.edit": "+-----",
  "conversation.read": "+--+--",
  "conversation.read-private": "---+--",
  "conversation.open-private": "+-----",
  "conversation.erase": "+-----",
  "conversation.answer": "+--+--",
  "connection.manage": "+-----",
  "people.read": "+++++-",
  "people.manage": "+-----",
  "token.manage": "+-----",
  "coverage.read": "+++++-",
  "absence.enter": "+++++-",
  "absence.decide": "++----",
  "shift.set": "++----",
  "substitution.name": "++----",
  "rota.propose": "++----",
  "handover.write": "---+--",
  "dedication.choose": "-+----",
  "dedication.commit": "++----",
  "dedication.note": "---+--",
};

describe("permissions", () => {
  test.each(actions)("%s is allowed to exactly those of the table", (action) => {
    const actual = Object.values(who).map((facts) => (can(facts, action, object).ok ? "+" : "-")).join("");
    expect(actual).toBe(matrix[action]);
  });

  test("a refusal tells why and who may", () => {
    expect(can(who["promoter of another unit"], "publication.approve", object)).toEqual({
      ok: false,
      refusal: { kind: "not-permitted", action: "publication.approve", because: "other-unit", who: ["coordinator", "promoter"] },
    });
  });

  test("a token may do nothing beyond its scopes, whoever owns it", () => {
    const token = { ...who.coordinator, scopes: ["office.read"] };
    expect(can(token, "office.read", {}).ok).toBe(true);
    expect(can(token, "people.manage", {})).toMatchObject({ ok: false, refusal: { because: "token-scope" } });
  });

  test("a manager must manage every profile of the publication, not one of them", () => {
    expect(can(who["manager of the profile"], "publication.draft", { profileIds: [pools, buses] })).toMatchObject({ ok: false, refusal: { because: "other-profile" } });
  });
});
