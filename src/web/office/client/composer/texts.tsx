import { useId } from "react";
import { Meter } from "#web/ui/elements.tsx";
import { Tabs } from "#web/ui/tabs.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { ProfileView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { useToast } from "../toasts.tsx";
import { asThread, backToCommon, type HandMeter, isForked, isTooLong, languageState, type LiveEdition, type Target, textAt, withText } from "./content.ts";
import { textFieldId } from "./spots.ts";

type Change = (update: (content: DraftContent) => DraftContent) => void;

/** One text a language for every network; typing in the tab of one gives it its own. */
export function Texts({ content, change, profiles, byHand, editions, languages, language, setLanguage, target, setTarget }: {
  readonly content: DraftContent;
  readonly change: Change;
  readonly profiles: readonly ProfileView[];
  readonly byHand: readonly HandMeter[];
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
      <Meters editions={editions} change={change} />
      <ByHand meters={byHand} />
    </section>
  );
}

function Meters({ editions, change }: { readonly editions: readonly LiveEdition[]; readonly change: Change }) {
  const { t, text } = useOffice();
  const toast = useToast();
  if (editions.length === 0) return null;
  const tooLongOn = (profile: ProfileView) => editions.filter((edition) => edition.profile.id === profile.id && isTooLong(edition));
  // All languages of a profile at once: who has written in two wants two threads.
  const divide = (profile: ProfileView) =>
    change((now) => {
      toast({ message: t("parts.divided", { profile: text(profile.displayName) }), action: { label: t("holidays.undo"), run: () => change((later) => ({ ...later, texts: now.texts, forks: now.forks })) } });
      return tooLongOn(profile).reduce(asThread, now);
    });
  return (
    <div>
      <h3>{t("composer.fits")}</h3>
      <ul className="meters">
        {editions.map((edition) => {
          const name = <>{text(edition.profile.displayName)} <span className="dim">{edition.languages.join(" + ")}</span></>;
          const mayDivide = edition.profile.limits.threads && tooLongOn(edition.profile)[0] === edition;
          return edition.posts.map(({ characters }, index) => (
            <li key={`${edition.key} ${index}`}>
              <span>{edition.posts.length > 1 ? <>{index === 0 && <>{name}<br /></>}<span className="dim">{t("parts.partNumber", { part: index + 1 })}</span></> : name}</span>
              <Meter value={characters} max={edition.most} />
              <Used used={characters} most={edition.most} />
              {mayDivide && index === 0 && <button type="button" className="link" onClick={() => divide(edition.profile)}>{t("parts.divide")}<span className="sr">: {text(edition.profile.displayName)}</span></button>}
            </li>
          ));
        })}
      </ul>
      {editions.some((edition) => edition.posts.length > 1 || (isTooLong(edition) && edition.profile.limits.threads)) && <p className="hint">{t("parts.hint")}</p>}
    </div>
  );
}

/** Whoever copies the text to another network learns beforehand whether it fits there. */
function ByHand({ meters }: { readonly meters: readonly HandMeter[] }) {
  const { t } = useOffice();
  if (meters.length === 0) return null;
  const tooLong = meters.filter(({ characters, most }) => characters > most).length;
  return (
    <details>
      <summary>{t("composer.byHand")}{tooLong > 0 && <span className="bad"> · {t("composer.byHandTooLong", { count: tooLong })}</span>}</summary>
      <ul className="meters">
        {meters.map(({ network, language, characters, most }) => (
          <li key={`${network} ${language}`}>
            <span>{t(`network.${network}`)} <span className="dim">{language}</span></span>
            <Meter value={characters} max={most} />
            <Used used={characters} most={most} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Used({ used, most }: { readonly used: number; readonly most: number }) {
  const { t, format } = useOffice();
  return (
    <span className={used > most ? "n bad" : "n"}>
      <span aria-hidden="true">{used} / {most}</span>
      <span className="sr">{t("composer.used", { used: format.number(used), most: format.number(most) })}</span>
    </span>
  );
}
