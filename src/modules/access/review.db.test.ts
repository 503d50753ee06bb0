import { beforeAll, expect, test } from "vitest";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { factsOf } from "#modules/authority/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { beginReview, decideRight, finishReview, readReview } from "./index.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
const run = <Value>(work: (tx: Tx) => Promise<Value>) => inTransaction(database.db, work);
const now = () => clock.now();

beforeAll(async () => {
  council = await foundTestCouncil(database.db, now());
});

test("ROL-8 every right is kept or revoked by somebody else, one by one, within six months; what is revoked ends at once", async () => {
  const founded = now();
  expect(await readReview(database.db, now())).toEqual({ open: undefined, lastFinishedAt: undefined, dueAt: "2027-03-21T09:00:00.000Z" });
  expect(await run((tx) => beginReview(tx, council.promoter, now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  const both = await Promise.all([run((tx) => beginReview(tx, council.coordinator, now())), run((tx) => beginReview(tx, council.secondCoordinator, now()))]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  const review = (await readReview(database.db, now())).open;
  if (!review) throw new Error("no review is open");
  expect(review.rights).toHaveLength(4);
  expect(await run((tx) => finishReview(tx, council.coordinator, review.id, now()))).toMatchObject({ refusal: { kind: "rights-undecided", count: 4 } });

  const decide = (right: (typeof review.rights)[number], keep: boolean, reason = "Ya no lleva el servicio") => {
    const by = right.personId === council.coordinator.personId ? council.secondCoordinator : council.coordinator;
    return run((tx) => decideRight(tx, by, { reviewId: review.id, appointmentId: right.id, keep, reason }, now()));
  };
  const own = review.rights.find(({ personId }) => personId === council.coordinator.personId);
  if (!own) throw new Error("the coordinator has no right");
  expect(await run((tx) => decideRight(tx, council.coordinator, { reviewId: review.id, appointmentId: own.id, keep: true, reason: "" }, now()))).toMatchObject({ refusal: { kind: "own-right" } });
  for (const right of review.rights) {
    const keep = right.personId !== council.otherPromoter.personId;
    expectOk(await decide(right, keep));
    if (keep) expect(await decide(right, keep)).toMatchObject({ refusal: { kind: "right-decided" } });
  }
  expect((await factsOf(database.db, council.otherPromoter, now())).inService).toBe(false);
  clock.advance(DAY);
  expectOk(await run((tx) => finishReview(tx, council.coordinator, review.id, now())));
  const after = await readReview(database.db, now());
  expect(after).toMatchObject({ open: undefined, lastFinishedAt: plusMs(founded, DAY) });
  expect(after.dueAt > ("2027-03-21T00:00:00.000Z" as Instant)).toBe(true);
});
