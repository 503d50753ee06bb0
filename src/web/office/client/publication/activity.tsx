import type { PublicationView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useOffice } from "../office.tsx";

/** What happened to it and who did it, newest first. */
export function Activity({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const sayIt = (kind: string) => {
    const key = `activity.${kind}`;
    return t.has(key) ? t(key) : kind;
  };
  return (
    <section className="card stack tight" aria-labelledby="activity">
      <h2 id="activity">{t("publication.activity")}</h2>
      <ol className="list activity">
        {view.activity.toSorted((one, other) => (one.at === other.at ? 0 : one.at < other.at ? 1 : -1)).map((entry) => (
          <li key={`${entry.at} ${entry.kind}`}>
            <p>{sayIt(entry.kind)}{entry.by && <span className="dim"> · {entry.by}</span>}</p>
            <p className="dim"><time dateTime={entry.at}>{format.moment(entry.at, now)}</time>{typeof entry.data["comment"] === "string" && entry.data["comment"] && ` · «${entry.data["comment"]}»`}</p>
          </li>
        ))}
      </ol>
      {view.activity.length === 0 && <p className="dim">{t("publication.noActivity")}</p>}
    </section>
  );
}
