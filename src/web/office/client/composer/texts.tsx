import { useId } from "react";
import { Meter } from "#web/ui/elements.tsx";
import { Tabs } from "#web/ui/tabs.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { ProfileView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { backToCommon, isForked, languageState, type LiveEdition, type Target, textAt, withText } from "./content.ts";
import { textFieldId } from "./spots.ts";

type Change = (update: (content: DraftContent) => DraftContent) => void;

/** One text a language for every network; typing in the tab of one gives it its own. */
export function Texts({ content, change, profiles, editions, languages, language, setLanguage, target, setTarget }: {
  readonly content: DraftContent;
  readonly change: Change;
  readonly profiles: readonly ProfileView[];
  readonly editions: readonly LiveEdition[];
  readonly languages: readonly string[];
  readonly language: string;
  readonly setLanguage: (language: string) => void;
  readonly target: Target;
  readonly setTarget: (target: Target) => void;
}) {
  const { session, t, format, text } = useOffice();
  const id = useId();
  const profile = profiles.find((each) => each.id === target);
  const name = profile ? text(profile.displayName) : "";
  const speaks = !profile || profile.languages.includes(language);
  const forked = isForked(content, target, language);
  return (
    <section className="stack tight" aria-labelledby={`${id}-h`}>
      <h2 id={`${id}-h`}>{t("composer.texts")}</h2>
      <div className="chips" role="group" aria-label={t("composer.language")}>
        {languages.map((each) => {
          const state = languageState(content, each, session.council.languages);
          return (
            <label key={each}>
              <input type="radio" name={`${id}-language`} checked={each === language} onChange={() => setLanguage(each)} />
              <span>{format.languageName(each)} <span className={state === "written" ? "ok" : state === "missing" ? "bad" : "dim"}>{t(`composer.languageState.${state}`)}</span></span>
            </label>
          );
        })}
      </div>
      <Tabs
        label={t("composer.target")}
        tabs={[
          { key: "common", label: t("composer.common") },
          ...profiles.map((each) => ({
            key: each.id,
            label: <>{text(each.displayName)}{languages.some((tag) => isForked(content, each.id, tag)) && <span className="n"> · {t("composer.own")}</span>}</>,
          })),
        ]}
        current={target}
        onChoose={setTarget}
      >
        <label htmlFor={textFieldId}>
          {profile ? t("composer.textFor", { profile: name, language: format.languageName(language) }) : t("composer.textCommon", { language: format.languageName(language) })}
        </label>
        {speaks ? (
          <>
            <textarea
              id={textFieldId}
              lang={language}
              spellCheck
              aria-describedby={`${id}-follows`}
              value={textAt(content, target, language)}
              onChange={(event) => change((now) => withText(now, target, language, event.target.value))}
            />
            <p className="hint" id={`${id}-follows`}>
              {!profile && t("composer.commonHint")}
              {profile && !forked && t("composer.follows")}
              {profile && forked && <>{t("composer.hasOwn")} <button type="button" className="link" onClick={() => change((now) => backToCommon(now, target, language))}>{t("composer.backToCommon")}</button></>}
            </p>
          </>
        ) : <p className="dim" id={textFieldId} tabIndex={-1}>{t("composer.doesNotSpeak", { profile: name, language: format.languageName(language) })}</p>}
      </Tabs>
      <Meters editions={editions} />
    </section>
  );
}

function Meters({ editions }: { readonly editions: readonly LiveEdition[] }) {
  const { t, format, text } = useOffice();
  if (editions.length === 0) return null;
  return (
    <div>
      <h3>{t("composer.fits")}</h3>
      <ul className="meters">
        {editions.map((edition) => (
          <li key={edition.key}>
            <span>{text(edition.profile.displayName)} <span className="dim">{edition.languages.join(" + ")}</span></span>
            <Meter value={edition.characters} max={edition.most} />
            <span className={edition.characters > edition.most ? "n bad" : "n"}>
              <span aria-hidden="true">{edition.characters} / {edition.most}</span>
              <span className="sr">{t("composer.used", { used: format.number(edition.characters), most: format.number(edition.most) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
