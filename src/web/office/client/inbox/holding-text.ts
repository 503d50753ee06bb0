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

const closed = {
  es: (opens: string, due: string) => `Gracias por escribir. Ahora estamos fuera de horario. Volvemos: ${opens}. Le responderemos aquí. Fecha y hora límite: ${due}.`,
  eu: (opens: string, due: string) => `Eskerrik asko idazteagatik. Une honetan ordutegitik kanpo gaude. Noiz itzuliko garen: ${opens}. Hemen bertan erantzungo dizugu. Azken eguna eta ordua: ${due}.`,
  en: (opens: string, due: string) => `Thanks for writing. We are out of hours now. Back: ${opens}. We will reply here. Latest date and time: ${due}.`,
} as const;

/** The notice out of hours (COV-9), as a holding reply: when somebody is there again, and the time that it commits to. */
export function outOfHoursText(language: string, opens: string, due: string, zone: string): string | undefined {
  if (!isInterfaceLanguage(language)) return undefined;
  const format = formatter(language, zone);
  const moment = (instant: string) => `${format.fullDay(instant)}, ${format.time(instant)}`;
  return closed[language](moment(opens), moment(due));
}
