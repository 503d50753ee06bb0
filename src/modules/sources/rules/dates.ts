import { type Instant, instantOf, parseInstant } from "#kernel/instant.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Hours from UTC of the names that RFC 822 knows; all others are given as numbers or count as UTC. */
const ZONES: Readonly<Record<string, number>> = { ut: 0, utc: 0, gmt: 0, z: 0, est: -5, edt: -4, cst: -6, cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, wet: 0, west: 1, cet: 1, cest: 2 };

const RFC822 = /^(?:[a-z]{2,9}\.?,?\s+)?(\d{1,2})[ -]([a-z]{3})[a-z]*\.?[ -](\d{4}|\d{2}),?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([+-]\d{2}:?\d{2}|[a-z]{1,4})?$/i;
const W3C = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/;

/** Reads a date as feeds, sitemaps and pages write it; undefined when it is none. Without a zone it counts as UTC. */
export function readDate(text: string): Instant | undefined {
  if (text === "") return undefined;
  const plain = parseInstant(plainForm(text) ?? text);
  if (plain && isWithin(plain)) return plain;
  const trimmed = text.trim().replaceAll(/\s+/g, " ").slice(0, 60);
  if (WITHOUT_ZONE.test(trimmed)) return within(Date.parse(`${trimmed.replace(" ", "T")}Z`));
  const day = W3C.exec(trimmed);
  if (day) return within(Date.parse(`${day[1]}-${day[2] ?? "01"}-${day[3] ?? "01"}T00:00:00Z`));
  // `2026-09-21T08:00:00+0200` and `...+02` occur beside what RFC 3339 wants.
  const parsed = parseInstant(trimmed.replace(/([+-]\d{2})$/, "$1:00"));
  if (parsed) return within(Date.parse(parsed));
  const match = RFC822.exec(trimmed);
  if (!match) return undefined;
  const [, date = "", monthName = "", yearText = "", hour = "", minute = "", second = "0", zone = "GMT"] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month < 0 || Number(date) < 1 || Number(date) > 31 || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  // RFC 822 has years of two digits; RFC 2822 says how to read them.
  const year = Number(yearText) + (yearText.length > 2 ? 0 : Number(yearText) < 50 ? 2_000 : 1_900);
  return within(Date.UTC(year, month, Number(date), Number(hour), Number(minute), Number(second)) - offsetMs(zone));
}

const SPACE = 32, COMMA = 44;

/** `Mon, 21 Sep 2026 10:00:00 +0200` in the form of RFC 3339, as nearly all feeds of RSS write it; undefined when it is written otherwise. */
function plainForm(text: string): string | undefined {
  if (text.charCodeAt(3) !== COMMA || text.charCodeAt(4) !== SPACE || text.charCodeAt(7) !== SPACE || text.charCodeAt(11) !== SPACE || text.charCodeAt(16) !== SPACE || text.charCodeAt(25) !== SPACE) return undefined;
  const month = MONTHS.indexOf(text.slice(8, 11).toLowerCase()) + 1;
  const zone = text.slice(26);
  const offset = zone === "GMT" || zone === "+0000" ? "Z" : zone.length === 5 && zone !== "-0000" ? `${zone.slice(0, 3)}:${zone.slice(3)}` : undefined;
  return month === 0 || offset === undefined ? undefined : `${text.slice(12, 16)}-${month < 10 ? "0" : ""}${month}-${text.slice(5, 7)}T${text.slice(17, 25)}${offset}`;
}

function offsetMs(zone: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (!match) return (ZONES[zone.toLowerCase()] ?? 0) * 3_600_000;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

// A date outside these years is a slip: no page of a council is from the year 202.
const EARLIEST = Date.UTC(1970, 0, 2);
const LATEST = Date.UTC(2200, 0, 1);

const EARLIEST_AT = instantOf(EARLIEST);

// By its year, as nearly all are; what is of the first is looked at as a whole.
function isWithin(instant: Instant): boolean {
  const year = Number(instant.slice(0, 4));
  return year > 1970 ? year < 2200 : instant >= EARLIEST_AT;
}

const within = (epochMs: number): Instant | undefined => (epochMs >= EARLIEST && epochMs < LATEST ? instantOf(epochMs) : undefined);
