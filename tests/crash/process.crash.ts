import { expect, test } from "vitest";
import { crashWholeProcess } from "./process.ts";

const seed = Number(process.env["PREGONERO_SEED"] ?? Date.now() % 1_000_000);

test("P1 40 kills of the whole process from approval to a follower's server: nothing lost, nothing twice, evidence whole", async () => {
  const report = await crashWholeProcess({ seed, kills: 40, publications: 30 });
  console.log(`seed ${seed}: ${report.kills} kills, ${report.approved} approved`);
  expect({ lost: report.lost, twice: report.twice, altered: report.altered, verified: report.verified }, `seed ${seed}`).toEqual({ lost: [], twice: [], altered: [], verified: true });
});
