import { interfaceLanguages } from "#web/i18n/translate.ts";
import { useOffice } from "../office.tsx";
import { usePreferences } from "./preferences.ts";

/** Each language says its own name, in itself. */
const names = { es: "Castellano", eu: "Euskara", en: "English" } as const;

export function LanguageSwitch({ name }: { readonly name: string }) {
  const { t } = useOffice();
  const { preferences, choose } = usePreferences();
  return (
    <fieldset>
      <legend>{t("shell.language")}</legend>
      <div className="chips">
        {interfaceLanguages.map((language) => (
          <label key={language} lang={language}>
            <input type="radio" name={name} checked={preferences.language === language} onChange={() => choose({ language })} />
            {names[language]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
