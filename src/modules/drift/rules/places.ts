import { type Finder, finding } from "./field.ts";

const ES = [
  "calle", "plaza", "avenida", "paseo", "parque", "centro cívico", "centro cultural", "centro de mayores", "teatro", "biblioteca", "polideportivo", "piscina", "museo", "iglesia", "auditorio", "palacio", "sala",
  "salón", "oficina", "estación", "campo", "frontón", "aula", "edificio", "casa", "mercado", "puente", "barrio", "hospital", "colegio", "ikastola", "pabellón", "cine", "ludoteca", "albergue", "jardines", "jardín", "conservatorio",
];
const EU = [
  "plaza", "kale", "etorbide", "pasealeku", "parke", "liburutegi", "gizarte-etxe", "kultura-etxe", "antzoki", "kiroldegi", "igerileku", "museo", "eliza", "auditorio", "jauregi", "areto", "gela", "bulego", "geltoki", "pilotaleku",
  "frontoi", "zubi", "auzo", "ospitale", "udaletxe", "ikastetxe", "ikastola", "merkatu", "zinema", "ludoteka", "aterpe", "lorategi", "kontserbatorio",
];
const EN = ["Square", "Street", "Avenue", "Park", "Theatre", "Library", "Centre", "Museum", "Hall", "Bridge", "Market", "Stadium", "Station", "School"];

const folded = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, " ").trim();
const NAME = String.raw`\p{Lu}[\p{L}'-]*`;
/** «centro cívico», «Centro cívico», «Centro Cívico»; little words stay small. */
const eitherCase = (words: string): string => words.split(" ").map((word) => (word === "de" ? word : `[${word.slice(0, 1)}${word.slice(0, 1).toUpperCase()}]${word.slice(1)}`)).join(" ");
/** Declension is not part of a name: «Iturri plazan», «Iturri plazatik». */
const uncased = (name: string): string => name.replace(/(?:etan|etatik|etara|etako|ean|tik|an|ra|ko|a)$/u, "");

const LABEL = /(?:lugar|dónde|sede|ubicación|lekua|non|tokia|place|venue|where|location):/iu;
const ES_HINT = new RegExp(`${ES.join("|")}|c/`, "iu");
const EU_HINT = new RegExp(EU.join("|"));
const EN_HINT = new RegExp(EN.join("|"));

/** Places by what they are and their name: «plaza de la Fuente», «Iturri plazan», «Fountain Square»; and what a label says. */
export const placeFinders: readonly Finder[] = [
  finding("place", /(?<=(?:^|\n)(?:lugar|dónde|sede|ubicación|lekua|non|tokia|place|venue|where|location): ?)[^\n\ue001.,;]{3,80}/giu, ([text]) => folded(text), LABEL),
  finding("place", new RegExp(String.raw`(?<!\p{L})(?:(?:${ES.map(eitherCase).join("|")})(?: \p{Ll}+)??|[Cc]/)(?: (?:de|del|la|las|los|el))* ${NAME}(?:(?: (?:de|del|la|las|los|y))* ${NAME})*(?:,? (?:n[.o]* ?)?\d{1,4}(?!\d|[:.,/]\d| de \p{L}))?`, "gu"), ([text]) => folded(text), ES_HINT),
  finding("place", new RegExp(String.raw`(?<!\p{L})[Kk]ale (${NAME})`, "gu"), ([, name = ""]) => `${uncased(folded(name))} kale`, /kale/i),
  finding("place", new RegExp(String.raw`(?<!\p{L})(${NAME}(?: ${NAME})*) (${EU.join("|")})(?!s(?!\p{L}))\p{Ll}{0,7}(?!\p{L})`, "gu"), ([, name = "", what = ""]) => `${folded(name)} ${what}`, EU_HINT),
  finding("place", new RegExp(String.raw`(?<!\p{L})${NAME}(?: ${NAME})* (?:${EN.join("|")})(?!\p{L})`, "gu"), ([text]) => folded(text), EN_HINT),
];
