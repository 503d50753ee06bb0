import { Button } from "#web/ui/elements.tsx";
import { useOffice } from "../office.tsx";
import { altFieldId } from "./spots.ts";

/** What the page of a PDF says that became a picture: offered to begin its description with, where there is none yet (EDI-R3). */
export function PageText({ text, index, languages, alt, onBegin }: {
  readonly text: string;
  readonly index: number;
  readonly languages: readonly string[];
  readonly alt: Readonly<Record<string, string>>;
  readonly onBegin: (language: string) => void;
}) {
  const { t, format } = useOffice();
  const empty = languages.filter((language) => (alt[language] ?? "").trim() === "");
  return (
    <details className="page-text">
      <summary>{t("pages.text")}</summary>
      <div className="stack tight">
        <p className="hint">{t("pages.textHint")}</p>
        <blockquote className="quote">{text}</blockquote>
        {empty.length > 0 && (
          <div className="row">
            {empty.map((language) => (
              <Button
                key={language} small
                onClick={() => {
                  onBegin(language);
                  // There it is to be read and put right.
                  document.getElementById(altFieldId(index, language))?.focus();
                }}
              >
                {t("pages.begin", { language: format.languageName(language) })}
              </Button>
            ))}
          </div>
        )}
      </div>
    </details>
  );
}
