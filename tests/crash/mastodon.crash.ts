import { expect, test } from "vitest";
import { crashMastodon } from "./mastodon.ts";

const seed = Number(process.env["PREGONERO_SEED"] ?? Date.now() % 1_000_000);

test("P1 40 kills while two servers of Mastodon's API that lie take the posts: nothing lost, nothing twice", async () => {
  const report = await crashMastodon({ seed, kills: 40, posts: 120 });
  console.log(`seed ${seed}: ${report.kills} kills, ${report.approved} approved, ${report.out} out, ${report.withPerson} with a person`);
  expect({ lost: report.lost, twice: report.twice, wrong: report.wrong }, `seed ${seed}`).toEqual({ lost: [], twice: [], wrong: [] });
  expect(report.kills).toBeGreaterThanOrEqual(40);
});
