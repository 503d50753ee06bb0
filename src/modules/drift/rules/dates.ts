import { type Field, type Finder, finding } from "./field.ts";

const pad = (text: string): string => text.padStart(2, "0");

const ES = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];
const EU = ["urtarril", "otsail", "martxo", "apiril", "maiatz", "ekain", "uztail", "abuztu", "irail", "urri", "azaro", "abendu"];
const EN = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const monthIn = (names: readonly string[], name: string): string => pad(String(names.indexOf(name.toLowerCase().replace("setiembre", "septiembre")) + 1));

const WEEKDAYS: readonly (readonly string[])[] = [
  ["lunes", "astelehen", "monday"], ["martes", "astearte", "tuesday"], ["miércoles", "asteazken", "wednesday"], ["jueves", "ostegun", "thursday"],
  ["viernes", "ostiral", "friday"], ["sábado", "larunbat", "saturday"], ["domingo", "igande", "sunday"],
];

/** Day and month, with the year when it is said: `09-25`, `2026-09-25`. What is written without its month is `d25`. */
const dateOf = (year: string | undefined, month: string, day: string): string => `${year ? `${year.length === 2 ? `20${year}` : year}-` : ""}${month}-${pad(day)}`;

// Days of a month are written together: «17 y 18 de octubre», «irailaren 17tik 19ra».
const DAY = String.raw`(?<![\d:,])\d{1,2}(?!\d|[:.,/]\d)`;
const ES_MONTH = `${ES.join("|")}|setiembre`;
const ES_DAYS = String.raw`(${DAY}o?(?:(?: ?,| y| e| al?| ?-|,? y del?)(?: el)? ?${DAY}o?)*) (?:de )?(${ES_MONTH})(?!\p{L})(?: ?,? (?:de |del )?(\d{4})(?!\d))?`;
const EU_CASE = "[a-z]{0,6}";
const EU_DAYS = String.raw`(?:(\d{4})(?:e?ko) )?(?<!\p{L})(${EU.join("|")})(?:aren|ren|ak|a)? (${DAY}${EU_CASE}(?:(?:, ?| eta | ?- ?|(?<=tik) )${DAY}${EU_CASE})*)`;
const EN_DAY = String.raw`${DAY}(?:st|nd|rd|th)?`;

const ES_HINT = new RegExp(ES_MONTH, "i");
const EU_HINT = new RegExp(EU.join("|"), "i");
const EN_HINT = new RegExp(EN.join("|"), "i");

function together(pattern: RegExp, hint: RegExp, read: (match: RegExpExecArray) => { readonly days: string; readonly at: number; readonly dateOf: (day: string) => string; readonly rawOf: (day: string) => string }): Finder {
  return (text, has) => {
    const found: Field[] = [];
    if (!has(hint)) return found;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const { days, at, dateOf: date, rawOf } = read(match);
      const each = [...days.matchAll(/\d{1,2}/g)];
      for (const [index, day] of each.entries()) {
        const isFirst = index === 0;
        const isLast = index === each.length - 1;
        const start = isFirst ? match.index : at + day.index;
        found.push({ kind: "date", value: date(day[0]), raw: each.length === 1 ? match[0].trim() : rawOf(day[0]), start, end: isLast ? match.index + match[0].length : at + day.index + day[0].length });
      }
    }
    return found;
  };
}

const groups = (match: RegExpExecArray): readonly string[] => match.map((group: string | undefined) => group ?? "");

/** Dates as Spanish, Basque and English write them; what says when something ends is a deadline instead. */
export const dateFinders: readonly Finder[] = [
  finding("date", /(?<![\d/.-])(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?![\d/])/gu, (match) => { const [, y = "", m = "", d = ""] = match; return dateOf(y, pad(m), d); }),
  finding("date", /(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/])/gu, (match) => { const [, d = "", m = "", y = ""] = match; return dateOf(y, pad(m), d); }),
  together(new RegExp(ES_DAYS, "giu"), ES_HINT, (match) => {
    const [, days = "", month = "", year = ""] = groups(match);
    return { days, at: match.index, dateOf: (day) => dateOf(year, monthIn(ES, month), day), rawOf: (day) => `${day} de ${month}` };
  }),
  together(new RegExp(EU_DAYS, "giu"), EU_HINT, (match) => {
    const [, year = "", month = "", days = ""] = groups(match);
    return { days, at: match.index + match[0].lastIndexOf(days), dateOf: (day) => dateOf(year, monthIn(EU, month), day), rawOf: (day) => `${month}ak ${day}` };
  }),
  finding("date", new RegExp(String.raw`(${EN_DAY}) (?:of )?(${EN.join("|")})(?!\p{L})(?:,? (\d{4})(?!\d))?`, "giu"), (match) => {
    const [, day = "", month = "", year = ""] = groups(match);
    return dateOf(year, monthIn(EN, month), day.replaceAll(/\D/g, ""));
  }, EN_HINT),
  finding("date", new RegExp(String.raw`(?<!\p{L})(${EN.join("|")}) (${EN_DAY})(?:,? (\d{4})(?!\d))?`, "giu"), (match) => {
    const [, month = "", day = "", year = ""] = groups(match);
    return dateOf(year, monthIn(EN, month), day.replaceAll(/\D/g, ""));
  }, EN_HINT),
  finding("date", /(?<![\d/.,-])(\d{1,2})\/(\d{1,2})(?![\d/%])/gu, (match) => { const [, d = "", m = ""] = match; return dateOf(undefined, pad(m), d); }),
  finding("date", new RegExp(String.raw`(?<!\p{L})hila(?:ren|k) (${DAY})${EU_CASE}`, "giu"), ([, day = ""]) => `d${pad(day)}`, /hila(?:ren|k)/i),
];

const WEEKDAY_NAMES = WEEKDAYS.flat().join("|");
const WEEKDAY_HINT = new RegExp(WEEKDAY_NAMES, "iu");
const weekdayOf = (name: string): string => `w${WEEKDAYS.findIndex((names) => names.some((known) => name.toLowerCase().startsWith(known))) + 1}`;

/** Days that are less than a date: of the week, of a month that is not named, a month or a year alone. They come after the times. */
export const looseDateFinders: readonly Finder[] = [
  finding("date", new RegExp(String.raw`(?<=(?:${WEEKDAYS.map(([es]) => es).join("|")}),? (?:d[ií]a )?)(${DAY})(?! de \p{L}|\p{L}| ?[€%])`, "giu"), ([, day = ""]) => `d${pad(day)}`, WEEKDAY_HINT),
  finding("date", new RegExp(String.raw`(?<=(?:^|[^\p{L}])d[ií]as? )(${DAY})(?!\p{L})`, "giu"), ([, day = ""]) => `d${pad(day)}`),
  finding("date", new RegExp(String.raw`(?<!\p{L})(${WEEKDAY_NAMES})\p{L}{0,6}`, "giu"), ([, name = ""]) => weekdayOf(name), WEEKDAY_HINT),
  finding("date", new RegExp(String.raw`(?<!\p{L})(${ES_MONTH})(?!\p{L})(?: de (\d{4})(?!\d))?`, "giu"), (match) => { const [, month = "", year = ""] = groups(match); return `m${year}${monthIn(ES, month)}`; }, ES_HINT),
  // «urri» alone also means scarce: a month stands in a case.
  finding("date", new RegExp(String.raw`(?<!\p{L})(${EU.join("|")})(?:aren|ren|an|ean|ko|eko|tik|etik|ra|era|a)(?!\p{L})`, "giu"), ([, month = ""]) => `m${monthIn(EU, month)}`, EU_HINT),
  finding("date", new RegExp(String.raw`(?<!\p{L})(${EN.join("|")})(?!\p{L})`, "gu"), ([, month = ""]) => `m${monthIn(EN, month)}`, EN_HINT),
  finding("date", /(?<![\d.,:/-])((?:19|20)\d{2})(?:\/(\d{2,4}))?(?:e?ko|e?an)?(?![\d\p{L}]|[.,:/-]\d)/gu, (match) => { const [, year = "", next = ""] = groups(match); return `y${year}${next && `-${next.slice(-2)}`}`; }),
];

const UNTIL = /(?:hasta|antes|l[ií]mite|plazo|finaliza|termina|vence|azken eguna|epea|until|before|deadline|closes|by)(?: (?:el|la|los|las|del|de|en|es|será|the|on|día|próximo|next))*:? ?$/iu;
const ARTE = /^(?:ra|era)? ?(?:arte|baino lehen)(?!\p{L})/iu;

/** Whether what stands around a date says that something ends there. */
export const isDeadline = (before: string, after: string, raw: string): boolean => UNTIL.test(before) || ARTE.test(after) || / arte$/iu.test(raw);

/** A date that means the same in every language: with its day and its month. */
export const isWholeDate = (value: string): boolean => /^(?:\d{4}-)?\d{2}-\d{2}$/.test(value);
