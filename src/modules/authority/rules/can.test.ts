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
  "manager without the mailbox": { ...nobody, manages: new Set([pools]), unfit: { missing: ["citizen_mailbox"], need: 5, commitments: "signed", clauses: "signed", department: null } },
  contractor: { ...nobody, manages: new Set([pools]), external: { answers: true, letters: false } },
  director: { ...nobody, directs: new Set([sports]) },
  technician: { ...nobody, technician: true },
  auditor: { ...nobody, auditor: true },
  "data protection": { ...nobody, dataProtection: true },
  "system administrator": { ...nobody, sysadmin: true },
} satisfies Record<string, ActorFacts>;
const object = { unitId: sports, profileIds: [pools] };

// One column an actor, in the order of `who`; `+` may, `-` may not (table 5.1 as far as this version goes).
const matrix: Record<Action, string> = {
  "account.own": "+++++-+++++++",
  "office.read": "+++++-+++++++",
  "source.register": "+------------",
  "source.read-now": "+++----------",
  "item.triage": "++-----------",
  "item.propose": "++-++-++-----",
  "suggestion.make": "+++++-+-+++++",
  "media.add": "+++++-++-----",
  "publication.draft": "++-+--++-----",
  "publication.submit": "++-+---+-----",
  "publication.approve": "++-----------",
  "publication.decide": "+++++-++-----",
  "publication.approve-as-second-manager": "---+---------",
  "publication.send-unapproved": "++-+---------",
  "publication.withdraw": "++-----------",
  "publication.settle": "+--+---------",
  "publication.reconfirm": "+--+---------",
  "drift.decide": "++-+---------",
  "publication.take-over": "+--+---------",
  "profile-group.keep": "++-+--++-----",
  "profile-group.keep-for-council": "+------------",
  "template.keep": "++-+--++-----",
  "template.keep-for-council": "+------------",
  "communication-action.keep": "++-----------",
  "publishing.stop-all": "+------------",
  "publishing.stop": "+--+--++-----",
  "publishing.resume": "+------------",
  "profile.enter": "+------------",
  "profile.set-promise": "+------------", "profile.set-slots": "+--+--++-----",
  "impostor.report": "+++++-+++++++",
  "impostor.decide": "+------------",
  "request.read": "+++++-+-+++++",
  "request.write": "-+-----------",
  "request.sign": "--------+----",
  "request.evaluate": "+------------",
  "request.agree": "-+------+----",
  "request.approve": "+------------",
  "profile.prepare": "+------------",
  "profile.suspend": "+------------",
  "profile.decide-dormant": "++-----------",
  "profile.close": "+------------",
  "profile.certify": "++-----------",
  "profile.transfer": "+------------",
  "profile.note-post": "++-+--++-----",
  "source.propose": "++------+----",
  "calendar.edit": "+------------",
  "policy.manage": "+------------",
  "contract.read": "+++-----+-++-",
  "contract.manage": "+------------",
  "conversation.read": "+--+--++--++-",
  "conversation.read-private": "---+--+------",
  "conversation.open-private": "+---------++-",
  "conversation.erase": "+------------",
  "conversation.answer": "+--+---+-----",
  "conversation.send": "+--+---------",
  "connection.manage": "+-----------+",
  "people.read": "+++++-+-+++++",
  "people.manage": "+------------",
  "competence.record": "++------+----",
  "practice.record": "++-+----+----",
  "access.review": "+------------",
  "access.read-review": "+---------++-",
  "token.manage": "+------------",
  "coverage.read": "+++++-+++-++-",
  "absence.enter": "+++++-+++++++",
  "absence.decide": "++------+----",
  "shift.set": "++------+----",
  "substitution.name": "++------+----",
  "rota.propose": "++------+----",
  "handover.write": "---+--++-----",
  "dedication.choose": "-+------+----",
  "dedication.commit": "++------+----",
  "dedication.note": "---+--++-----",
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
    expect(can({ ...token, scopes: ["publication.draft"] }, "publication.submit", object).ok).toBe(true);
    expect(can({ ...token, scopes: ["publication.submit"] }, "publication.draft", object).ok).toBe(false);
  });

  test("ROL-R5 a refusal for want of training says how much is there, what is missing and who owes it", () => {
    const department = { es: "Departamento de Deporte", eu: "Kirol Saila" };
    const ane = { ...who["manager without the mailbox"], unfit: { missing: ["citizen_mailbox"], need: 5, commitments: "signed", clauses: "signed", department } } as const;
    expect(can(ane, "conversation.answer", object)).toEqual({ ok: false, refusal: { kind: "not-accredited", missing: ["citizen_mailbox"], have: 4, need: 5, count: 1, department } });
    expect(can({ ...ane, unfit: { ...ane.unfit, missing: [], commitments: "missing" } }, "conversation.answer", object)).toMatchObject({ refusal: { kind: "commitments-unsigned" } });
    expect(can({ ...ane, unfit: { ...ane.unfit, missing: [], clauses: "missing" } }, "conversation.answer", object)).toMatchObject({ refusal: { kind: "clauses-not-accepted" } });
    expect(can(ane, "conversation.answer", { profileIds: [buses] })).toMatchObject({ refusal: { because: "other-profile" } });
  });

  test("ROL-R8 an adviser publishes and answers nothing while an election is called", () => {
    const adviser = { ...who["manager of the profile"], silencedAdviser: true };
    for (const action of ["publication.submit", "conversation.answer", "conversation.send"] as const) expect(can(adviser, action, object)).toEqual({ ok: false, refusal: { kind: "adviser-in-election" } });
    expect(can(adviser, "publication.draft", object).ok).toBe(true);
  });

  test("CON-R2 a contractor does nothing on a profile that nobody of the council's own manages, and goes on with the others", () => {
    const contractor: ActorFacts = { ...who.contractor, manages: new Set([buses]), unattended: new Set([pools]) };
    for (const action of ["publication.draft", "publication.submit", "conversation.read", "conversation.answer"] as const) {
      expect(can(contractor, action, { profileIds: [pools] }), action).toEqual({ ok: false, refusal: { kind: "only-contractors-left" } });
      expect(can(contractor, action, { profileIds: [buses] }).ok, action).toBe(true);
      expect(can({ ...contractor, manages: new Set() }, action, {}), action).toMatchObject({ refusal: { kind: "only-contractors-left" } });
    }
  });

  test("CON-3 what is left out of a contract is refused as that", () => {
    expect(can(who.contractor, "conversation.send", object)).toMatchObject({ refusal: { because: "external" } });
    expect(can(who.contractor, "conversation.read-private", object)).toMatchObject({ refusal: { because: "external" } });
    expect(can({ ...who.contractor, external: { answers: true, letters: true } }, "conversation.read-private", object).ok).toBe(true);
    expect(can({ ...who.contractor, external: { answers: false, letters: false } }, "conversation.answer", object)).toMatchObject({ refusal: { because: "external" } });
  });

  test("a manager must manage every profile of the publication, not one of them", () => {
    expect(can(who["manager of the profile"], "publication.draft", { profileIds: [pools, buses] })).toMatchObject({ ok: false, refusal: { because: "other-profile" } });
  });
});
