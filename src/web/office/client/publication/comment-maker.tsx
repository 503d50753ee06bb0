import { useRef, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { type Stretch, stretchOf } from "./anchored.ts";

/** A comment that goes with the return once that is sent. */
export interface NewComment extends Stretch {
  readonly profileId: string | null;
  readonly language: string;
  readonly words: string;
}

/** The texts as they are typed, to be read and pointed at: select words, or leave the cursor in a paragraph. */
export function CommentMaker({ view, comments, setComments, wanting }: {
  readonly view: PublicationView;
  readonly comments: readonly NewComment[];
  readonly setComments: (comments: readonly NewComment[]) => void;
  /** Somebody tried to send a comment that says nothing. */
  readonly wanting: boolean;
}) {
  const { t, format, text } = useOffice();
  const profiles = useRead("GET /profiles", {});
  const nameOf = (id: string | null) => {
    const profile = profiles.data?.find((each) => each.id === id);
    return profile ? text(profile.displayName) : t("composer.common");
  };
  const texts = [
    ...Object.entries(view.content.texts).map(([language, words]) => ({ profileId: null, language, words })),
    ...Object.entries(view.content.forks).flatMap(([profileId, own]) => Object.entries(own).map(([language, words]) => ({ profileId, language, words }))),
  ].filter(({ words }) => words.trim() !== "");
  return (
    <fieldset className="stack tight">
      <legend>{t("comments.inText")}</legend>
      <p className="hint">{t("comments.inTextHint")}</p>
      {texts.map((each) => (
        <Pointing
          key={`${each.profileId} ${each.language}`} label={`${nameOf(each.profileId)} · ${format.languageName(each.language)}`} language={each.language} words={each.words}
          onStretch={(stretch) => setComments([...comments, { profileId: each.profileId, language: each.language, ...stretch, words: "" }])}
        />
      ))}
      {comments.map((comment, index) => (
        <div key={`${comment.profileId} ${comment.language} ${comment.start} ${comment.end} ${index}`} className="card stack tight">
          <p className="quote" lang={comment.language}>{comment.quoted}</p>
          <Field label={t("comments.words", { number: index + 1 })} error={wanting && !comment.words.trim() ? t("comments.wordsMissing") : undefined}>
            {(ties) => (
              <textarea
                {...ties} className="short" maxLength={2000} autoFocus value={comment.words}
                onChange={(event) => setComments(comments.map((other, at) => (at === index ? { ...comment, words: event.target.value } : other)))}
              />
            )}
          </Field>
          <p><Button look="quiet" onClick={() => setComments(comments.filter((_, at) => at !== index))}>{t("comments.remove")}</Button></p>
        </div>
      ))}
    </fieldset>
  );
}

function Pointing({ label, language, words, onStretch }: { readonly label: string; readonly language: string; readonly words: string; readonly onStretch: (stretch: Stretch) => void }) {
  const { t } = useOffice();
  const field = useRef<HTMLTextAreaElement>(null);
  const [nothing, setNothing] = useState(false);
  const point = () => {
    const stretch = field.current ? stretchOf(words, field.current.selectionStart, field.current.selectionEnd) : undefined;
    setNothing(!stretch);
    if (stretch) onStretch(stretch);
  };
  return (
    <div className="stack tight">
      <Field label={label} error={nothing ? t("comments.selectSomething") : undefined}>
        {/* Not `readOnly`: Chromium then lets no key move the cursor. What is typed is put back, and phones show no keyboard. */}
        {(ties) => <textarea {...ties} ref={field} className="short" aria-readonly="true" inputMode="none" lang={language} value={words} onChange={() => undefined} />}
      </Field>
      <p><Button onClick={point}>{t("comments.add")}<span className="sr">: {label}</span></Button></p>
    </div>
  );
}
