import { DiffText } from "#web/ui/diff-text.tsx";
import type { PublicationView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";

interface Change {
  readonly key: string;
  readonly profileId: string | null;
  readonly language: string;
  readonly before: string;
  readonly after: string;
}

/** What is different from the version that is out. */
export function Changes({ view }: { readonly view: PublicationView }) {
  const { t, format, text } = useOffice();
  const profiles = useRead("GET /profiles", {});
  if (!view.previous) return null;
  const changes = changesOf(view.previous, view.content);
  return (
    <section className="card stack" aria-labelledby="changes">
      <h2 id="changes">{t("review.changes", { number: view.previous.number })}</h2>
      {changes.length === 0 && <p className="dim">{t("review.sameTexts")}</p>}
      {changes.map((change) => {
        const profile = profiles.data?.find((each) => each.id === change.profileId);
        return (
          <div key={change.key} className="stack tight">
            <h3>{profile ? text(profile.displayName) : t("composer.common")} · {format.languageName(change.language)}</h3>
            <div lang={change.language}><DiffText before={change.before} after={change.after} words={{ added: t("diff.added"), removed: t("diff.removed") }} /></div>
          </div>
        );
      })}
    </section>
  );
}

type Texts = Readonly<Record<string, string>>;

function changesOf(
  before: { readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> },
  after: { readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> },
): readonly Change[] {
  const between = (profileId: string | null, old: Texts, young: Texts): Change[] =>
    [...new Set([...Object.keys(old), ...Object.keys(young)])]
      .filter((language) => (old[language] ?? "") !== (young[language] ?? ""))
      .map((language) => ({ key: `${profileId} ${language}`, profileId, language, before: old[language] ?? "", after: young[language] ?? "" }));
  const profiles = [...new Set([...Object.keys(before.forks), ...Object.keys(after.forks)])];
  return [
    ...between(null, before.texts, after.texts),
    ...profiles.flatMap((id) => between(id, before.forks[id] ?? {}, after.forks[id] ?? {})),
  ];
}
