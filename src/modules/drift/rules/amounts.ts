import { type Finder, finding } from "./field.ts";

// Thousands with points, spaces or commas; decimals with a comma, or a point where it cannot be thousands.
const NUMBER = String.raw`(?<![\d.,])(\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+(?:[.,]\d+)?)`;

/** A number as it is meant: `1.234,50`, `1,234.50` and `1234.5` are one. */
export function numberOf(text: string): string {
  const plain = text.replaceAll(" ", "");
  const comma = plain.lastIndexOf(",");
  const point = plain.lastIndexOf(".");
  const mark = Math.max(comma, point);
  const isThousands = mark >= 0 && (plain[mark] === "." || plain.split(",").length > 2) && plain.length - mark === 4 && (comma < 0 || point < 0);
  const whole = (mark < 0 || isThousands ? plain : plain.slice(0, mark)).replaceAll(/[.,]/g, "").replace(/^0+(?=\d)/, "");
  const rest = mark < 0 || isThousands ? "" : plain.slice(mark + 1).replace(/0+$/, "");
  return rest === "" ? whole : `${whole}.${rest}`;
}

const isMillions = (text: string): boolean => /mill[oó]n|milioi/iu.test(text);

const FREE = /grat[iu]|libre|sin coste|doan|free/i;
const MONEY = /€|eur/i;
const PER_CENT = /%|ciento|cent|ehuneko/i;

/** Prices, percentages, how many places there are, and what costs nothing. */
export const amountFinders: readonly Finder[] = [
  finding("amount", new RegExp(String.raw`${NUMBER} ?((?:mill[oó]n(?:es)?|milioi|million) (?:de )?)?(?:€|eur(?:os?)?(?!\p{L})|euro\p{Ll}*)`, "giu"), ([, number = "", millions]) => `${numberOf(number)}${millions && isMillions(millions) ? "M" : ""} €`, MONEY),
  finding("amount", new RegExp(String.raw`(?:€|(?<!\p{L})EUR) ?${NUMBER}`, "gu"), ([, number = ""]) => `${numberOf(number)} €`, MONEY),
  finding("amount", new RegExp(String.raw`${NUMBER} ?(?:%|por ciento|per cent|percent)`, "giu"), ([, number = ""]) => `${numberOf(number)} %`, PER_CENT),
  finding("amount", new RegExp(String.raw`(?:%|(?<!\p{L})ehuneko) ?${NUMBER}`, "giu"), ([, number = ""]) => `${numberOf(number)} %`, PER_CENT),
  finding("amount", new RegExp(String.raw`${NUMBER} (?:plazas?|lekua?k?|entradas|sarrera|localidades|places|tickets|seats|beca(?:s|k)?)(?!\p{L})`, "gu"), ([, number = ""]) => `${numberOf(number)} n`),
  finding("amount", /(?<!\p{L})(?:gratis|gratuit[oa]s?|(?:entrada|acceso) libre|sin coste|sarrera libre|doan(?:ekoa?k?|ik|koa?k?)?|free(?: of charge)?)(?!\p{L})/giu, () => "0 €", FREE),
];
