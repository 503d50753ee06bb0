import { expect, test } from "vitest";
import { drillRestore } from "./restore.ts";

test("SEC-10 T20 a backup under load, everything killed and erased, restored: rows and evidence equal, keys and pictures there, nothing out twice", async () => {
  const report = await drillRestore({ rows: 20_000 });
  console.log(JSON.stringify(report));
  expect(report).toMatchObject({
    lost: [], twice: [], interruptedRefused: true, rowsEqual: true, evidenceKept: true, verified: true, pictureServed: true, oldSessionEnded: true, signedIn: true, told: true, scheduledOut: 1,
  });
  expect(report.rows).toBeGreaterThan(20_000);
});
