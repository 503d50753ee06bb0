import { expect, test } from "vitest";
import { checkParameter } from "./parameter-value.ts";

test.each([
  ["a number where one is", 180, 120, undefined],
  ["a text where a number is", 180, "120", "type"],
  ["less than nothing", 180, -1, "number"],
  ["half a day where days are whole", 180, 1.5, "number"],
  ["half an hour where hours are not whole", 2.5, 1.5, undefined],
  ["yes or no", true, false, undefined],
  ["hours", "08:30-19:30", "09:00-14:00, 16:00-19:00", undefined],
  ["hours that cannot be", "08:30-19:30", "19:00-09:00", "hours"],
  ["days", "60, 30, 12", "90,45,10", undefined],
  ["days that are none", "60, 30, 12", "soon", "days"],
  ["contacts are no days", "112, 010", "112, 010, 945 16 16 16", undefined],
  ["three minutes for three", "6/10/8", "5/9/7", undefined],
  ["two minutes for three", "6/10/8", "5/9", "pattern"],
  ["nothing", "112, 010", "  ", "empty"],
  ["nothing where nothing is the default", "", "", undefined],
])("%s", (_what, standard, value, because) => {
  expect(checkParameter(standard, value)?.because).toBe(because);
});
