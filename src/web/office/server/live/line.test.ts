import { expect, test } from "vitest";
import { formLine } from "./line.ts";

test("T16 so many at a time, so many in line, the rest is sent away; each place is handed on, also by who fails", async () => {
  const line = formLine({ atOnce: 2, waiting: 2 });
  const begun: number[] = [];
  const ends = Array.from({ length: 6 }, () => Promise.withResolvers<number>());
  const results = ends.map((end, index) => line(() => {
    begun.push(index);
    return end.promise;
  }).catch(() => "failed"));
  expect(begun).toEqual([0, 1]);
  expect(await Promise.all(results.slice(4))).toEqual(["too-long", "too-long"]);
  ends[1]?.reject(new Error("no database"));
  expect(await results[1]).toBe("failed");
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.resolve(0);
  ends[2]?.resolve(2);
  expect(await Promise.all([results[0], results[2]])).toEqual([0, 2]);
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[3]?.resolve(3);
  expect(await results[3]).toBe(3);
  expect(await line(() => Promise.resolve("free again"))).toBe("free again");
});
