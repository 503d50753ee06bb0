import { Button, Note } from "#web/ui/elements.tsx";
import { DiffText } from "#web/ui/diff-text.tsx";
import type { DraftContent } from "../../draft-content.ts";
import { useOffice } from "../office.tsx";
import type { Stored } from "./draft-keeper.ts";

/** Another person saved while one was typing: both texts, and a person chooses. */
export function Conflict({ mine, theirs, onChoose }: {
  readonly mine: DraftContent;
  readonly theirs: Stored;
  readonly onChoose: (choice: "mine" | "theirs") => void;
}) {
  const { t, format, clock } = useOffice();
  const languages = [...new Set([...Object.keys(mine.texts), ...Object.keys(theirs.content.texts)])];
  const changed = languages.filter((language) => (mine.texts[language] ?? "") !== (theirs.content.texts[language] ?? ""));
  return (
    <div id="conflict" tabIndex={-1}>
      <Note tone="bad" title={t("conflict.title", { who: theirs.savedBy, when: format.moment(theirs.savedAt, clock.now()) })} live="alert">
        <div className="stack">
          <p>{t("conflict.explain")}</p>
          {changed.length === 0 && <p>{t("conflict.elsewhere")}</p>}
          {changed.map((language) => (
            <section key={language} className="stack tight">
              <h2>{format.languageName(language)}</h2>
              <div className="halves">
                <div><p className="dim">{t("conflict.theirs")}</p><p className="post quote" lang={language}>{theirs.content.texts[language] ?? ""}</p></div>
                <div><p className="dim">{t("conflict.mine")}</p><div className="quote" lang={language}><DiffText before={theirs.content.texts[language] ?? ""} after={mine.texts[language] ?? ""} words={{ added: t("diff.added"), removed: t("diff.removed") }} /></div></div>
              </div>
            </section>
          ))}
          <div className="row">
            <Button onClick={() => onChoose("mine")}>{t("conflict.keepMine")}</Button>
            <Button onClick={() => onChoose("theirs")}>{t("conflict.keepTheirs")}</Button>
          </div>
        </div>
      </Note>
    </div>
  );
}
