import { describe, expect, test } from "vitest";
import type { DeliveryView } from "../../views.ts";
import { happeningsOf, standingsOf } from "./steps.ts";

const delivery = (id: string, kind: DeliveryView["kind"], due: string, profileId = "city", languages: readonly string[] = ["es"]): DeliveryView => ({
  id, kind, profileId, profile: profileId, network: "feed", languages, state: "confirmed", held: false, part: null, parts: null, waitsForPart: false, due, changedAt: due, url: null, code: null, reach: null,
});
const [eight, nine, ten] = ["2026-09-21T06:00:00.000Z", "2026-09-21T07:00:00.000Z", "2026-09-21T08:00:00.000Z"];

describe("DEL-4 where a publication stands", () => {
  test("DEL-4 one line a profile and language, told by what came last", () => {
    const standings = standingsOf([
      delivery("a", "create", eight), delivery("b", "create", eight, "city", ["eu"]), delivery("c", "update", nine), delivery("d", "delete", ten),
    ]);
    expect(standings.map(({ last, before }) => [last.id, before.map((each) => each.id)])).toEqual([["d", ["c", "a"]], ["b", []]]);
  });

  test("DEL-4 a correction at the moment of publication still comes after it", () => {
    expect(standingsOf([delivery("b", "delete", eight), delivery("a", "create", eight)])[0]?.last.id).toBe("b");
  });
});

describe("what happened", () => {
  const entry = (kind: string, at: string, data: Record<string, unknown> = {}, by: string | null = null) => ({ kind, at, by, data });

  test("is told newest first; one confirmation for several profiles is one line", () => {
    const told = happeningsOf({
      deliveries: [delivery("a", "create", eight), delivery("b", "create", eight, "sports"), delivery("c", "update", eight)],
      activity: [
        entry("publication.approved", eight, {}, "Amaia"),
        entry("delivery.confirmed", nine, { deliveryId: "a" }), entry("delivery.confirmed", nine, { deliveryId: "b" }), entry("delivery.confirmed", nine, { deliveryId: "c" }),
      ],
    });
    expect(told.map(({ kind, deliveries }) => [kind, deliveries.map((each) => each.id)])).toEqual([
      ["delivery.confirmed", ["a", "b"]], ["delivery.confirmed", ["c"]], ["publication.approved", []],
    ]);
  });

  test("with the words that a person wrote, but not the code of a withdrawal", () => {
    const words = (kind: string, data: Record<string, unknown>) => happeningsOf({ deliveries: [], activity: [entry(kind, eight, data)] })[0]?.comment;
    expect(words("publication.returned", { comment: "Falta la hora" })).toBe("Falta la hora");
    expect(words("publication.correction-started", { reason: "Faltaba el horario" })).toBe("Faltaba el horario");
    expect(words("publication.withdrawn", { reason: "error_fact" })).toBeNull();
  });
});
