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
  add("iban", /(?<![\p{L}\d])[A-Za-z]{2}\d{2}(?:[\s-]?[A-Za-z\d]{4}){3,7}(?:[\s-]?[A-Za-z\d]{1,3})?(?![\p{L}\d])/gu, isIban);
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

// ISO 13616: country and check digits go to the end, letters become numbers, the whole is 1 modulo 97.
function isIban(match: string): boolean {
  const plain = match.replaceAll(/[\s-]/g, "").toUpperCase();
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = /\d/.test(character) ? character : String(character.charCodeAt(0) - 55);
    for (const digit of value) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
