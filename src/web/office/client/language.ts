import { interfaceLanguages, type InterfaceLanguage, isInterfaceLanguage, type Messages, type Translate, translator } from "#web/i18n/translate.ts";

const loaders: Readonly<Record<InterfaceLanguage, () => Promise<{ readonly default: Messages }>>> = {
  es: () => import("#web/i18n/es.json", { with: { type: "json" } }),
  eu: () => import("#web/i18n/eu.json", { with: { type: "json" } }),
  en: () => import("#web/i18n/en.json", { with: { type: "json" } }),
};

/** Fetches the messages of one language: the others never reach the browser. */
export async function loadTranslator(language: InterfaceLanguage): Promise<Translate> {
  const { default: messages } = await loaders[language]();
  return translator(language, messages);
}

const REMEMBERED = "pregonero.language";

export const rememberLanguage = (language: InterfaceLanguage): void => localStorage.setItem(REMEMBERED, language);

/** The best guess before the session is known: the last one used here, or the browser's. */
export function guessLanguage(): InterfaceLanguage {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered !== null && isInterfaceLanguage(remembered)) return remembered;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2));
  return spoken.find(isInterfaceLanguage) ?? interfaceLanguages[0];
}
