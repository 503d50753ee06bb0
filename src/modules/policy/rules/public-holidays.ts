import type { Localized } from "#kernel/language.ts";

/** Where a council's public holidays come from: the State's alone, the Basque Country's, or one of its three territories'. */
export type HolidayRegion = "es" | "es-pv" | "es-pv-vi" | "es-pv-bi" | "es-pv-ss";
export const holidayRegions: readonly HolidayRegion[] = ["es", "es-pv", "es-pv-vi", "es-pv-bi", "es-pv-ss"];

export type HolidayGround = "state" | "region" | "territory" | "last-year";

export interface ProposedHoliday {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: Localized;
  readonly ground: HolidayGround;
}

type Feast = Omit<ProposedHoliday, "day">;

const text = (es: string, eu: string, en: string): Localized => ({ es, eu, en });
const of = (ground: HolidayGround, name: Localized): Feast => ({ ground, name });

// Royal Decree 2001/1983, art. 45, as Royal Decree 1346/1989 left it.
const ofTheState: readonly (readonly [day: string | number, feast: Feast])[] = [
  ["01-01", of("state", text("Año Nuevo", "Urteberri", "New Year's Day"))],
  ["01-06", of("state", text("Epifanía del Señor", "Errege eguna", "Epiphany"))],
  [-3, of("state", text("Jueves Santo", "Ostegun Santua", "Maundy Thursday"))],
  [-2, of("state", text("Viernes Santo", "Ostiral Santua", "Good Friday"))],
  ["05-01", of("state", text("Fiesta del Trabajo", "Langileen eguna", "Labour Day"))],
  ["08-15", of("state", text("Asunción de la Virgen", "Andre Mariaren jasokundea", "Assumption"))],
  ["10-12", of("state", text("Fiesta Nacional", "Jai Nazionala", "National Day"))],
  ["11-01", of("state", text("Todos los Santos", "Santu guztien eguna", "All Saints"))],
  ["12-06", of("state", text("Día de la Constitución", "Konstituzioaren eguna", "Constitution Day"))],
  ["12-08", of("state", text("Inmaculada Concepción", "Sortzez Garbiaren eguna", "Immaculate Conception"))],
  ["12-25", of("state", text("Navidad", "Eguberria", "Christmas Day"))],
];
const EASTER_MONDAY = of("region", text("Lunes de Pascua", "Pazko astelehena", "Easter Monday"));
const SAINT_JAMES = of("region", text("Santiago Apóstol", "Santiago eguna", "Saint James"));
const SAINT_JOSEPH = of("region", text("San José", "San Jose eguna", "Saint Joseph"));
// What the yearly decree did otherwise. Decree 4/2022 (first voyage around the world).
const byDecree: Readonly<Record<number, readonly (readonly [day: string, feast: Feast])[]>> = {
  2022: [["09-06", of("region", text("V Centenario de la primera vuelta al mundo", "Munduaren lehen itzuliaren V. mendeurrena", "Fifth centenary of the first voyage around the world"))]],
};
const ofTheTerritory: Readonly<Partial<Record<HolidayRegion, readonly [day: string, feast: Feast]>>> = {
  "es-pv-vi": ["04-28", of("territory", text("San Prudencio", "San Prudentzio", "Saint Prudentius"))],
  "es-pv-bi": ["07-31", of("territory", text("San Ignacio de Loyola", "San Inazio", "Saint Ignatius of Loyola"))],
  "es-pv-ss": ["07-31", of("territory", text("San Ignacio de Loyola", "San Inazio", "Saint Ignatius of Loyola"))],
};

/** Holidays of State and region together (Workers' Statute, art. 37.2: fourteen in a year, two of them local). */
const MOST = 12;

/**
 * What a year's calendar of working days is going to say, to be checked against the one that is published: a rule knows what is
 * usual, a yearly decree decides. Sundays are left out, as the decrees do; a local feast comes again on its date of the year before.
 *
 * The Basque Country fills its twelve days: it leaves Saint James out when no other falls on a Sunday and takes Saint Joseph in
 * when two do (Basque Government, calendars of 2017 to 2026).
 */
export function proposeHolidays(year: number, region: HolidayRegion, lastYear: readonly { readonly day: string; readonly name: Localized }[] = []): readonly ProposedHoliday[] {
  const easter = easterOf(year);
  const place = ([when, feast]: readonly [day: string | number, feast: Feast]): ProposedHoliday =>
    ({ day: typeof when === "number" ? easter.add({ days: when }).toString() : `${year}-${when}`, ...feast });
  const isWeekday = ({ day }: ProposedHoliday) => Temporal.PlainDate.from(day).dayOfWeek !== 7;
  const state = ofTheState.map(place).filter(isWeekday);
  const territory = ofTheTerritory[region];
  const general = region === "es" ? state : [...state, ...basque(year, state.length, place, isWeekday)];
  const found = [...general, ...(territory ? [place(territory)].filter(isWeekday) : [])];
  const usual = new Set(ordinary(year - 1, region));
  const local = lastYear.filter(({ day }) => day.startsWith(`${year - 1}-`) && !usual.has(day) && !day.endsWith("-02-29"))
    .map(({ day, name }): ProposedHoliday => ({ day: `${year}${day.slice(4)}`, name, ground: "last-year" }))
    .filter((each) => !found.some(({ day }) => day === each.day) && isWeekday(each));
  return [...found, ...local].toSorted((one, other) => one.day.localeCompare(other.day));
}

/** The region whose calendar explains most of the days that a council has entered; the State's when none does better. */
export function likelyRegion(days: readonly string[]): HolidayRegion {
  const years = [...new Set(days.map((day) => Number(day.slice(0, 4))))];
  const explained = (region: HolidayRegion) => {
    const usual = new Set(years.flatMap((year) => proposeHolidays(year, region).map(({ day }) => day)));
    return days.filter((day) => usual.has(day)).length;
  };
  return holidayRegions.reduce((best, region) => (explained(region) > explained(best) ? region : best));
}

function basque(year: number, fromState: number, place: (entry: readonly [string | number, Feast]) => ProposedHoliday, isWeekday: (each: ProposedHoliday) => boolean): readonly ProposedHoliday[] {
  const own = [place([1, EASTER_MONDAY]), ...(byDecree[year] ?? []).map(place)];
  for (const candidate of [place(["07-25", SAINT_JAMES]), place(["03-19", SAINT_JOSEPH])]) {
    if (fromState + own.length < MOST && isWeekday(candidate)) own.push(candidate);
  }
  return own;
}

/** Every day that the rules know in a year, those that fell on a Sunday or were left out too: none of them is a local feast. */
function ordinary(year: number, region: HolidayRegion): readonly string[] {
  const easter = easterOf(year);
  const known = [...ofTheState.map(([when]) => when), ...(region === "es" ? [] : [1, "07-25", "03-19", ...(byDecree[year] ?? []).map(([day]) => day)]), ...(ofTheTerritory[region]?.slice(0, 1) ?? [])];
  return known.flatMap((when) => (typeof when === "number" ? [easter.add({ days: when }).toString()] : typeof when === "string" ? [`${year}-${when}`] : []));
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher; Nature 13, 1876). */
function easterOf(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const epact = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const correction = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * correction + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(sum / 31), day: (sum % 31) + 1 });
}
