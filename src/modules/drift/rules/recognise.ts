import { amountFinders } from "./amounts.ts";
import { addressFinders, phoneFinders } from "./contacts.ts";
import { dateFinders, isDeadline, looseDateFinders } from "./dates.ts";
import { type Field, findAll } from "./field.ts";
import { placeFinders } from "./places.ts";
import { statusFinders } from "./status-words.ts";
import { timeFinders } from "./times.ts";

// Who claims first has it: an address may hold anything, a price looks like a time, a telephone number like a date.
const finders = [...addressFinders, ...amountFinders, ...phoneFinders, ...dateFinders, ...timeFinders, ...looseDateFinders, ...statusFinders, ...placeFinders];

const AROUND = 40;

/** What of a folded text matters to whoever reads a post about it, in the order of the text. `has` is for tests. */
export function recognise(text: string, has?: (hint: RegExp) => boolean): readonly Field[] {
  return findAll(text, finders, has).map((field) => {
    if (field.kind !== "date") return field;
    const line = text.lastIndexOf("\n", field.start - 1) + 1;
    const before = text.slice(Math.max(line, field.start - AROUND), field.start);
    const after = text.slice(field.end, field.end + AROUND).split("\n")[0] ?? "";
    return isDeadline(before, after, field.raw) ? { ...field, kind: "deadline" as const } : field;
  });
}
