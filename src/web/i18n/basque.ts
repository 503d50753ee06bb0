import type { Notation, RelativeUnit } from "./notation.ts";

const months = [
  "urtarrila", "otsaila", "martxoa", "apirila", "maiatza", "ekaina", "uztaila", "abuztua", "iraila", "urria", "azaroa", "abendua",
] as const;
const shortMonths = ["urt.", "ots.", "mar.", "api.", "mai.", "eka.", "uzt.", "abu.", "ira.", "urr.", "aza.", "abe."] as const;
const weekdays = ["astelehena", "asteartea", "asteazkena", "osteguna", "ostirala", "larunbata", "igandea"] as const;
const shortWeekdays = ["al.", "ar.", "az.", "og.", "or.", "lr.", "ig."] as const;

const units: Readonly<Record<RelativeUnit, string>> = {
  second: "segundo", minute: "minutu", hour: "ordu", day: "egun", week: "aste", month: "hilabete", year: "urte",
};
const named: Readonly<Partial<Record<`${RelativeUnit}${number}`, string>>> = {
  second0: "orain", minute0: "minutu honetan", hour0: "ordu honetan",
  "day-1": "atzo", day0: "gaur", day1: "bihar",
  "week-1": "aurreko astean", week0: "aste honetan", week1: "hurrengo astean",
  "month-1": "aurreko hilabetean", month0: "hilabete honetan", month1: "hurrengo hilabetean",
  "year-1": "iaz", year0: "aurten", year1: "hurrengo urtean",
};

const languages: Readonly<Record<string, string>> = {
  es: "gaztelania", eu: "euskara", en: "ingelesa", fr: "frantsesa", ca: "katalana", gl: "galiziera", pt: "portugesa",
  ar: "arabiera", ro: "errumaniera", zh: "txinera", de: "alemana", it: "italiera", uk: "ukrainera", ru: "errusiera",
};

/** Basque, by hand: `format.ts` says why. */
export const basque: Notation = {
  fullDay: (at) => `${yearOf(at.year)} ${genitive(at.month)} ${dayOf(at.day)}, ${pick(weekdays, at.weekday)}`,
  longDay: (at) => `${yearOf(at.year)} ${genitive(at.month)} ${dayOf(at.day)}`,
  weekdayAndDay: (at) => `${genitive(at.month)} ${dayOf(at.day)}, ${pick(weekdays, at.weekday)}`,
  shortDay: (at) => `${yearOf(at.year)} ${pick(shortMonths, at.month)} ${dayOf(at.day)}`,
  dayOfMonth: (at) => `${genitive(at.month)} ${dayOf(at.day)}`,
  monthAndYear: (at) => `${yearOf(at.year)} ${pick(months, at.month)}`,
  month: (month) => pick(months, month),
  weekday: (weekday, width) => pick(width === "long" ? weekdays : shortWeekdays, weekday),
  relative: (amount, unit) =>
    named[`${unit}${amount}`] ?? (amount < 0 ? `duela ${grouped(-amount)} ${units[unit]}` : `${grouped(amount)} ${units[unit]} barru`),
  number: (value, digits) => grouped(value, digits),
  percent: (fraction) => `%\u00a0${grouped(Math.round(fraction * 1_000) / 10, undefined)}`,
  list: (items, kind) => {
    const joint = kind === "and" ? "eta" : "edo";
    return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} ${joint} ${items.at(-1)}`;
  },
  languageName: (tag) => languages[tag],
};

const pick = (names: readonly string[], from1: number): string => names[from1 - 1] ?? "";

/** urria → urriaren */
const genitive = (month: number): string => `${pick(months, month)}ren`;

/**
 * The year in the genitive of place, as people write it: 2026ko, 2025eko. The ending follows the last spoken word:
 * -eko after a consonant, which are bat (1), bost (5), hamar (10), hamabost (15) and every ehun (a hundred).
 * Basque counts by twenties, so the last word repeats every twenty years.
 */
function yearOf(year: number): string {
  const endsInEhun = year % 100 === 0 && year % 1_000 !== 0;
  return endsInEhun || [1, 5, 10, 15].includes((year % 100) % 20) ? `${year}eko` : `${year}ko`;
}

/** The day with its article: 23a; but 11 and 31, because hamaika has the article's vowel already. */
const dayOf = (day: number): string => (day === 11 || day === 31 ? String(day) : `${day}a`);

/** 1234567.891 → 1.234.567,891; without `digits`, at most one decimal and only when there is one. */
function grouped(value: number, digits?: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(digits ?? (Number.isInteger(value) ? 0 : 1)).split(".");
  const sign = value < 0 && Number(`${whole}.${fraction ?? 0}`) !== 0 ? "\u2212" : "";
  const withDots = whole.replaceAll(/\B(?=(\d{3})+$)/g, ".");
  return sign + (fraction === undefined ? withDots : `${withDots},${fraction}`);
}
