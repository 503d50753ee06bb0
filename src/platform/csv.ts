import type { Json } from "#kernel/json.ts";

/** What a spreadsheet takes for the beginning of a formula, also in the full-width forms; and our own guard. */
const DANGEROUS = /^[=+\-@\t\r'\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * One line of CSV (RFC 4180). A text that a spreadsheet would take for a formula gets a `'` before it, and so does one
 * that begins with `'`: who reads it back takes one leading `'` away. Lists and objects are written as JSON.
 */
export const csvLine = (values: readonly Json[]): string => `${values.map(csvField).join(",")}\r\n`;

function csvField(value: Json): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const guarded = DANGEROUS.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}
