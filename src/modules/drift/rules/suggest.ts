import type { Change } from "./compare.ts";
import { fold } from "./field.ts";
import { recognise } from "./recognise.ts";

/** The figures of a field without the ending of its word: `19:00` of «19:00etan». */
const coreOf = (raw: string): string => raw.replace(/^[^\d]*(?=\d)/u, "").replace(/(?<=\d)\p{L}+$/u, "");

/** Where a text says what a page says no longer, and what the page says instead; the words around stay the author's. */
export function suggest(text: string, changes: readonly Change[]): string {
  const said = text.normalize("NFC");
  const wanted = changes.flatMap(({ kind, before, after }) => {
    if (before === null || after === null || kind === "title" || kind === "words") return [];
    const [value] = recognise(fold(before)).filter((field) => field.kind === kind || (kind === "deadline" && field.kind === "date"));
    return value ? [{ kind, value: value.value, before, after }] : [];
  });
  if (wanted.length === 0) return said;
  const replaced = said.split("\n").map((line) => {
    let result = line;
    // From the end, so that what stands before keeps its place.
    for (const field of recognise(line).toReversed()) {
      const change = wanted.find(({ kind, value }) => value === field.value && (kind === field.kind || (kind === "deadline" && field.kind === "date") || (kind === "date" && field.kind === "deadline")));
      if (!change) continue;
      const here = line.slice(field.start, field.end);
      const [old, young] = [coreOf(change.before), coreOf(change.after)];
      const spaces = { before: /^\s*/.exec(here)?.[0] ?? "", after: /\s*$/.exec(here)?.[0] ?? "" };
      const now = (field.kind === "time" || field.kind === "amount" || field.kind === "phone") && old !== "" && here.includes(old) ? here.replace(old, young) : spaces.before + change.after + spaces.after;
      result = result.slice(0, field.start) + now + result.slice(field.end);
    }
    return result;
  });
  return replaced.join("\n");
}
