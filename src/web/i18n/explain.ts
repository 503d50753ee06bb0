import type { Format } from "./format.ts";
import type { Translate } from "./translate.ts";

/**
 * A refusal or a finding as a sentence: the message `<group>.<kind>` filled with its data. Words of the product in the
 * data (roles, reasons, fields) are said in the reader's language when `value.<member>.<word>` exists; lists are joined.
 * A kind without a message of its own still says something, and names itself for whoever is asked for help.
 */
export function explain(
  { t, format }: { readonly t: Translate; readonly format: Format },
  group: "refusal" | "check",
  kind: string,
  data: Readonly<Record<string, unknown>>,
): string {
  const key = `${group}.${kind}`;
  if (!t.has(key)) return t("refusal.other", { kind });
  return t(key, Object.fromEntries(Object.entries(data).map(([member, value]) => [member, sayable(member, value)])));

  function sayable(member: string, value: unknown): string | number {
    if (typeof value === "number") {
      const named = `value.${member}.${value}`;
      return member === "count" ? value : t.has(named) ? t(named) : format.number(value);
    }
    if (Array.isArray(value) && value.length === 0) return "—";
    if (Array.isArray(value)) return format.list(value.map((item) => String(sayable(member, item))), member === "missing" ? "and" : "or");
    // A name that the council wrote in its languages: the reader's, else the first there is.
    if (typeof value === "object" && value !== null) return sayable("", Object.entries(value).find(([language]) => language === t.language)?.[1] ?? Object.values(value)[0]);
    if (typeof value !== "string") return typeof value === "boolean" ? String(value) : "";
    const word = `value.${member}.${value}`;
    if (t.has(word)) return t(word);
    if (languageMembers.has(member)) return format.languageName(value);
    if (DAY.test(value)) return format.longDay(`${value}T12:00:00.000Z`);
    return INSTANT.test(value) ? `${format.longDay(value)}, ${format.time(value)}` : value;
  }
}

const languageMembers: ReadonlySet<string> = new Set(["language", "other", "expected", "found"]);
/** A day without an hour, shown as the same day in every zone of Europe. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
