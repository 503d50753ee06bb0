import { armFaults, type FaultAction } from "#platform/faults.ts";
import type { Installation } from "#platform/installation.ts";

/**
 * Arms fault points from the test switch: `point=kill@0.2,other=throw,third=stall:5000@0.5;seed` — an action and how
 * often, by point; `*` is every point. Only on the example city's database: a council's own is never put at risk.
 */
export function armTestFaults(text: string | undefined, installation: Installation): void {
  if (text === undefined) return;
  if (installation.kind !== "example") throw new Error("PREGONERO_TEST_FAULTS is set, but this is a council's own database. Unset it.");
  armFaults(parseFaults(text));
}

/** Reads the test switch; the seed decides which calls of a point are hit. */
export function parseFaults(text: string): (point: string) => FaultAction | undefined {
  const [rules = "", seed = "1"] = text.split(";");
  const plan = new Map(rules.split(",").filter((rule) => rule.trim() !== "").map((rule) => {
    const [point = "", how = ""] = rule.split("=");
    const [action = "", chance = "1"] = how.split("@");
    return [point.trim(), { action: parseAction(action), chance: Number(chance) }] as const;
  }));
  const random = mulberry(Number(seed));
  return (point) => {
    const rule = plan.get(point) ?? plan.get("*");
    return rule && random() < rule.chance ? rule.action : undefined;
  };
}

function parseAction(text: string): FaultAction {
  if (text === "kill" || text === "throw") return text;
  const stall = /^stall:(\d+)$/.exec(text);
  if (stall) return { stallMs: Number(stall[1]) };
  throw new Error(`unknown fault action: ${text}`);
}

/** A small seeded generator (mulberry32): the same seed makes the same faults. */
export function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
