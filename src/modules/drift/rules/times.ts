import { type Finder, finding } from "./field.ts";

const ES_HOURS = ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"];
const EU_HOURS = ["bat", "bi", "hiru", "lau", "bost", "sei", "zazpi", "zortzi", "bederatzi", "hamar", "hamaika", "hamabi"];

type Part = "morning" | "noon" | "evening" | "night" | undefined;

const PARTS: readonly (readonly [RegExp, Exclude<Part, undefined>])[] = [
  [/mañana|madrugada|goiz|a\.? ?m/iu, "morning"],
  [/mediod[ií]a|eguerdi/iu, "noon"],
  [/tarde|arratsalde|ilunabar|iluntze|p\.? ?m/iu, "evening"],
  [/noche|gau/iu, "night"],
];
const partOf = (text: string): Part => PARTS.find(([words]) => words.test(text))?.[1];

/** Hour and minute of the day of 24 hours; what is no hour stays as it was written, so that no slip is taken for another. */
function timeOf(hour: string | number, minute: string | undefined, part: Part): string {
  let h = Number(hour);
  if (part === "evening" && h >= 1 && h < 12) h += 12;
  if (part === "noon" && h >= 1 && h < 4) h += 12;
  if (part === "night" && h >= 6 && h < 12) h += 12;
  if (part === "night" && h === 12) h = 24;
  if (part === "morning" && h === 12) h = 0;
  return `${String(h).padStart(2, "0")}:${(minute ?? "00").padStart(2, "0")}`;
}

const PART = String.raw`(?: ?(?:de la (?:mañana|tarde|noche|madrugada)|del? mediod[ií]a|[ap]\.? ?m(?:\.|\b)))`;
const EU_PART = "(?:goizeko|goizaldeko|eguerdiko|arratsaldeko|iluntzeko|ilunabarreko|gaueko)";
const EU_CASE = "(?:etatik|etara|etako|etan|ean|ak|rietan|ietan|etarako|etatik)";

const groups = (match: RegExpExecArray): readonly string[] => match.map((group: string | undefined) => group ?? "");

const CLOCK = /\d:\d/;
const POINT = /\d[.,']\d/;
const PART_OF_DAY = /goiz|eguerdi|arratsalde|ilun|gaueko/i;
const LAS = /las? /i;

/** Times as Spanish, Basque and English write them: `19:00`, `19.00 h`, «las 7 de la tarde», «arratsaldeko zazpietan», `7 pm`. */
export const timeFinders: readonly Finder[] = [
  finding("time", new RegExp(String.raw`(?:(?<!\p{L})(${EU_PART}) )?(?<![\d.,:])(\d{1,2}):(\d{2})(?::\d{2})?(?!\d)(?:${EU_CASE}|e?an|e?tik|e?ra)?(?: ?h(?:oras|rs|\.)?(?!\p{L}))?(${PART})?`, "giu"), (match) => {
    const [, before = "", hour = "", minute = "", after = ""] = groups(match);
    return timeOf(hour, minute, partOf(before + after));
  }, CLOCK),
  finding("time", new RegExp(String.raw`(?<![\d.,:])(\d{1,2})[.,'](\d{2})(?: ?h(?:oras|rs|\.)?(?!\p{L})|${EU_CASE}(?!\p{L})|(?=${PART}))(${PART})?`, "giu"), (match) => {
    const [, hour = "", minute = "", after = ""] = groups(match);
    return timeOf(hour, minute, partOf(after));
  }, POINT),
  finding("time", new RegExp(String.raw`(?<!\p{L})(${EU_PART}) (\d{1,2})(?:\.(\d{2}))?${EU_CASE}?(?!\d)`, "giu"), (match) => {
    const [, part = "", hour = "", minute = ""] = groups(match);
    return timeOf(hour, minute || undefined, partOf(part));
  }, PART_OF_DAY),
  finding("time", new RegExp(String.raw`(?<!\p{L})(${EU_PART}) (${EU_HOURS.join("|")})(ak|etan|etatik|etara|rak|rietan|ietan)?( t'?erdi| eta erdi)?\p{L}{0,6}`, "giu"), (match) => {
    const [, part = "", hour = "", , half = ""] = groups(match);
    return timeOf(EU_HOURS.indexOf(hour.toLowerCase()) + 1, half ? "30" : undefined, partOf(part));
  }, PART_OF_DAY),
  finding("time", new RegExp(String.raw`(?<![\d.,:])(\d{1,2}) ?(?:h(?:oras|rs|\.)?(?!\p{L}))(${PART})?`, "giu"), (match) => {
    const [, hour = "", after = ""] = groups(match);
    return timeOf(hour, undefined, partOf(after));
  }),
  finding("time", new RegExp(String.raw`(?<![\d.,:])(\d{1,2})(?:( y media)|( y cuarto))?(${PART})`, "giu"), (match) => {
    const [, hour = "", half = "", quarter = "", after = ""] = groups(match);
    return timeOf(hour, half ? "30" : quarter ? "15" : undefined, partOf(after));
  }),
  finding("time", new RegExp(String.raw`(?<=(?:^|[^\p{L}])las? )(\d{1,2}|${ES_HOURS.join("|")})(?:( y media)|( y cuarto))?(?: en punto)?(${PART})?(?=[,.;)]|$| y las? | a las? | hasta las? |\n)`, "gimu"), (match) => {
    const [, said = "", half = "", quarter = "", after = ""] = groups(match);
    const word = ES_HOURS.indexOf(said.toLowerCase());
    return timeOf(word < 0 ? said : word + 1, half ? "30" : quarter ? "15" : undefined, partOf(after));
  }, LAS),
];
