import type { Format } from "#web/i18n/format.ts";
import type { MessageKey, Translate } from "#web/i18n/translate.ts";

/** What a parameter is called; one that has no name yet is at least shown by its key. */
export function nameOfParameter(t: Translate, key: string): string {
  const named = `parameter.${key}`;
  return t.has(named) ? t(named) : key;
}

const units: readonly (readonly [RegExp, MessageKey])[] = [
  [/Minutes$/, "policy.unit.minutes"], [/Days$/, "policy.unit.days"], [/Hours$/, "policy.unit.hours"], [/Months$/, "policy.unit.months"], [/Percent$/, "policy.unit.percent"],
];

/** A value with its unit, which the end of its key says. */
export function valueText(t: Translate, format: Format, key: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return t(value ? "person.yes" : "person.no");
  if (typeof value === "string") return value === "" ? "—" : areasIn(t, value);
  const unit = units.find(([end]) => end.test(key))?.[1];
  const number = format.number(value, Number.isInteger(value) ? 0 : 1);
  return unit ? `${number} ${t(unit)}` : number;
}

function areasIn(t: Translate, text: string): string {
  const parts = text.split(",").map((part) => part.trim());
  return parts.map((part) => {
    const area = `area.${part}`;
    return t.has(area) ? t(area) : part;
  }).join(", ");
}
