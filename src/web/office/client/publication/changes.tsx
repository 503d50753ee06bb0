import { DiffText } from "#web/ui/diff-text.tsx";
import { textChanges } from "../../text-changes.ts";
import type { PublicationView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";

/** What is different since it was sent back, and from the version that is out. */
export function Changes({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  return (
    <>
      {view.returned && view.state !== "returned" && <Between id="changes-returned" title={t("review.changesReturned", { when: format.moment(view.returned.at, clock.now()) })} before={view.returned} after={view.content} />}
      {view.previous && <Between id="changes" title={t("review.changes", { number: view.previous.number })} before={view.previous} after={view.content} />}
    </>
  );
}

type Version = Parameters<typeof textChanges>[0];

function Between({ id, title, before, after }: { readonly id: string; readonly title: string; readonly before: Version; readonly after: Version }) {
  const { t, format, text } = useOffice();
  const profiles = useRead("GET /profiles", {});
  const changes = textChanges(before, after);
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
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
