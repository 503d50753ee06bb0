import { expect, test } from "vitest";
import { crashInbound } from "./inbound.ts";

test("P6 what other servers were told was taken is in the inbox, once, whenever the process dies", { timeout: 600_000 }, async () => {
  const report = await crashInbound({ seed: 7, kills: 15, messages: 400 });
  expect({ lost: report.lost, twice: report.twice, wrong: report.wrong }).toEqual({ lost: [], twice: [], wrong: [] });
  expect(report.sent).toBe(400);
});
