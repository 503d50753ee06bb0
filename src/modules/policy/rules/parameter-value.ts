import { checkAttention, workingDays } from "./service-time.ts";

export type ParameterProblem = { readonly kind: "bad-value"; readonly because: "type" | "number" | "empty" | "hours" | "days" | "pattern" | "same" };

const MOST = 100_000;
const HOURS = /^\d{2}:\d{2}-\d{2}:\d{2}/;
const DAY_LIST = /^\s*[1-9]\d{0,3}\s*(,\s*[1-9]\d{0,3}\s*)*$/;

/** What is wrong with a value that somebody typed for a parameter, whose default shows the shape that it has. */
export function checkParameter(standard: string | number | boolean, value: unknown): ParameterProblem | undefined {
  if (typeof value !== typeof standard) return wrong("type");
  if (typeof value === "number") {
    const whole = Number.isInteger(value) || !Number.isInteger(standard);
    return whole && value >= 0 && value <= MOST ? undefined : wrong("number");
  }
  if (typeof value !== "string" || typeof standard !== "string") return undefined;
  if (value.trim() === "") return standard === "" ? undefined : wrong("empty");
  if (HOURS.test(standard)) return checkAttention(workingDays(value)) ? wrong("hours") : undefined;
  if (/^\d+(, \d+)+$/.test(standard) && /^\d{1,2}(, \d{1,2})+$/.test(standard)) return DAY_LIST.test(value) ? undefined : wrong("days");
  // `6/10/8`: as many numbers as before.
  if (/^\d+(\/\d+)+$/.test(standard)) return /^\d+(\/\d+)+$/.test(value) && value.split("/").length === standard.split("/").length ? undefined : wrong("pattern");
  return undefined;
}

const wrong = (because: ParameterProblem["because"]): ParameterProblem => ({ kind: "bad-value", because });
