/** Kinds of personal data that are recognised by their form (EDI-R12). */
export type PersonalDataKind = "dni" | "nie" | "iban" | "phone" | "email" | "plate";

export interface PersonalDataFound {
  readonly kind: PersonalDataKind;
  /** As it stands in the text. */
  readonly text: string;
  readonly at: number;
}

const CONTROL_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

/**
 * Personal data in a text. What has a control figure (DNI, NIE, IBAN) is only reported when it fits, so that file
 * numbers and reference codes are left alone.
 */
export function findPersonalData(text: string): readonly PersonalDataFound[] {
  const found: PersonalDataFound[] = [];
  const add = (kind: PersonalDataKind, pattern: RegExp, holds: (match: string) => boolean = () => true) => {
    for (const match of text.matchAll(pattern)) {
      if (holds(match[0])) found.push({ kind, text: match[0], at: match.index });
    }
  };
  add("dni", /(?<![\p{L}\d])\d{8}[-\s]?[A-Za-z](?![\p{L}\d])/gu, (match) => hasControlLetter(match));
  add("nie", /(?<![\p{L}\d])[XYZxyz][-\s]?\d{7}[-\s]?[A-Za-z](?![\p{L}\d])/gu, (match) => hasControlLetter(match.replace(/^./, (first) => String("XYZ".indexOf(first.toUpperCase())))));
  // What follows a hyphen is the inside of an identifier.
  for (const { 0: head, index } of text.matchAll(/(?<![\p{L}\d-])[A-Za-z]{2}\d{2}/gu)) {
    const iban = ibanAt(text, index, IBAN_LENGTHS.get(head.slice(0, 2).toUpperCase()) ?? 0);
    if (iban !== undefined) found.push({ kind: "iban", text: iban, at: index });
  }
  add("phone", /(?<![\p{L}\d.,/:=-])(?:(?:\+|00)34[\s.-]?)?[6789]\d{2}(?:[\s.-]?\d{3}){2}(?![\p{L}\d])|(?<![\p{L}\d.,/:=-])(?:(?:\+|00)34[\s.-]?)?[6789]\d{2}(?:[\s.-]?\d{2}){3}(?![\p{L}\d])/gu);
  // Bounded as RFC 5321 bounds them, so that no text takes long; what begins with another @ is an account, not a mail.
  add("email", /(?<![\p{L}\d._%+@-])[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,8}/gu);
  add("plate", /(?<![\p{L}\d])\d{4}[-\s]?[BCDFGHJKLMNPRSTVWXYZ]{3}(?![\p{L}\d])/gu);
  return found.toSorted((a, b) => a.at - b.at);
}

function hasControlLetter(match: string): boolean {
  const digits = match.replaceAll(/\D/g, "");
  return CONTROL_LETTERS.charAt(Number(digits) % 23) === match.slice(-1).toUpperCase();
}

/** Characters of an IBAN by country: the IBAN Registry of ISO 13616, release 99. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(Object.entries({
  AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22, CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18,
  DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22, GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23,
  IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30, KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27,
  MT: 31, MU: 30, NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24, SC: 31, SD: 18, SE: 24, SI: 19,
  SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
}));

/** The IBAN of so many characters that begins at a place, in groups or in one piece; the words after it are no part of it. */
function ibanAt(text: string, at: number, length: number): string | undefined {
  if (length === 0) return undefined;
  const written = new RegExp(`[A-Za-z\\d](?:[\\s-]?[A-Za-z\\d]){${length - 1}}(?![\\p{L}\\d])`, "uy");
  written.lastIndex = at;
  const iban = written.exec(text)?.[0];
  return iban !== undefined && hasCheckDigits(iban) ? iban : undefined;
}

// ISO 13616: country and check digits go to the end, letters become numbers, the whole is 1 modulo 97.
function hasCheckDigits(iban: string): boolean {
  const plain = iban.replaceAll(/[\s-]/g, "").toUpperCase();
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55);
    for (const digit of value) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
