import { describe, expect, test } from "vitest";
import { lanesOf } from "./lanes.ts";

const limits = { concurrency: 4, perHost: 2, slowAfterMs: 20, slow: 100 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("lanes (P7, G5)", () => {
  test("no host has more under way than its share, and each has its turn", async () => {
    const running = new Map<string, number>();
    let most = 0;
    const begun: string[] = [];
    const lanes = lanesOf<{ host: string }>({ ...limits, slowAfterMs: 10_000 }, async ({ host }) => {
      begun.push(host);
      running.set(host, (running.get(host) ?? 0) + 1);
      most = Math.max(most, running.get(host) ?? 0);
      await pause(2);
      running.set(host, (running.get(host) ?? 0) - 1);
    }, () => undefined);
    for (let index = 0; index < 20; index += 1) lanes.add({ host: "big" });
    for (let index = 0; index < 5; index += 1) lanes.add({ host: "small" });
    while (!lanes.isAtRest) await pause(2);
    expect(most).toBe(2);
    expect(begun).toHaveLength(25);
    expect(begun.slice(0, 10).filter((host) => host === "small").length).toBeGreaterThanOrEqual(3);
  });

  test("hosts that hang give their place back to the others", async () => {
    const done: string[] = [];
    const hang = Promise.withResolvers<undefined>();
    const lanes = lanesOf<{ host: string }>(limits, async ({ host }) => {
      if (host.startsWith("slow")) await hang.promise;
      done.push(host);
    }, () => undefined);
    for (let index = 0; index < 12; index += 1) lanes.add({ host: `slow${index}` });
    for (let index = 0; index < 12; index += 1) lanes.add({ host: `well${index}` });
    await pause(150);
    expect(done.filter((host) => host.startsWith("well"))).toHaveLength(12);
    expect(lanes.held).toBe(0);
    expect(lanes.isAtRest).toBe(false);
    hang.resolve(undefined);
    while (!lanes.isAtRest) await pause(2);
    expect(done).toHaveLength(24);
  });

  test("how many may hang is bounded too", async () => {
    let begun = 0;
    const hang = Promise.withResolvers<undefined>();
    const lanes = lanesOf<{ host: string }>({ ...limits, slow: 3 }, async () => {
      begun += 1;
      await hang.promise;
    }, () => undefined);
    for (let index = 0; index < 50; index += 1) lanes.add({ host: `h${index}` });
    await pause(200);
    expect(begun).toBeLessThanOrEqual(3 + limits.concurrency);
    hang.resolve(undefined);
    while (!lanes.isAtRest) await pause(2);
    expect(begun).toBe(50);
  });
});
