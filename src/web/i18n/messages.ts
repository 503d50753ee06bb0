import english from "./en.json" with { type: "json" };
import spanish from "./es.json" with { type: "json" };
import basque from "./eu.json" with { type: "json" };
import { type InterfaceLanguage, type Translate, translator } from "./translate.ts";

const translators: Readonly<Record<InterfaceLanguage, Translate>> = {
  es: translator("es", spanish),
  eu: translator("eu", basque),
  en: translator("en", english),
};

/** The messages of a language, on the server: all three are at hand. The browser fetches only the one it shows. */
export const translatorFor = (language: InterfaceLanguage): Translate => translators[language];
