import { formatter } from "#web/i18n/format.ts";
import { isInterfaceLanguage } from "#web/i18n/translate.ts";

// Said to citizens, in the language in which they are answered and not in that of whoever answers.
const texts = {
  es: (due: string) => `Gracias por escribir. Lo estamos consultando. Le responderemos aquí. Fecha y hora límite: ${due}.`,
  eu: (due: string) => `Eskerrik asko idazteagatik. Galdera aztertzen ari gara. Hemen bertan erantzungo dizugu. Azken eguna eta ordua: ${due}.`,
  en: (due: string) => `Thanks for writing. We are checking. We will reply here. Latest date and time: ${due}.`,
} as const;

/** The holding reply of the protocol (PROT-4), with the time it commits to; undefined in a language that it is not written in. */
export function holdingText(language: string, due: string, zone: string): string | undefined {
  if (!isInterfaceLanguage(language)) return undefined;
  const format = formatter(language, zone);
  return texts[language](`${format.fullDay(due)}, ${format.time(due)}`);
}
