import { describe, expect, test } from "vitest";
import { isRead, mayBeginAgain, mayMove, nextStates, sourceStates } from "./standing.ts";

const ready = { state: "proposed", hasOwner: true, hosts: ["www.x.example"], provenHosts: ["www.x.example"] } as const;

describe("Annex E: a web source", () => {
  test("goes proposed, active, (migrating), retired, and nowhere else", () => {
    for (const from of sourceStates) {
      for (const to of sourceStates) expect(mayMove({ ...ready, state: from }, to, "Porque sí").ok, `${from} -> ${to}`).toBe(nextStates(from).includes(to));
    }
    expect(sourceStates.filter(mayBeginAgain)).toEqual(["retired"]);
    expect(sourceStates.map(nextStates)).toEqual([["active", "retired"], ["migrating", "retired"], ["retired"], []]);
  });

  test("WEB-R1 is active only with an owner and every host proven", () => {
    expect(mayMove(ready, "active", "Portal nuevo").ok).toBe(true);
    expect(mayMove({ ...ready, hasOwner: false }, "active", "Portal nuevo")).toMatchObject({ refusal: { kind: "source-owner-missing" } });
    expect(mayMove({ ...ready, hosts: ["x.example", "www.x.example"] }, "active", "Portal nuevo")).toMatchObject({ refusal: { kind: "domain-unproven", hosts: ["x.example"] } });
    expect(mayMove({ ...ready, hasOwner: false, provenHosts: [] }, "retired", "No es nuestra").ok).toBe(true);
  });

  test("every step has its reason", () => {
    expect(mayMove(ready, "active", "  ")).toMatchObject({ refusal: { kind: "reason-missing" } });
  });

  test("is read while it is active or migrating", () => {
    expect(sourceStates.filter(isRead)).toEqual(["active", "migrating"]);
  });
});
