import type { PublicationView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useOffice } from "../office.tsx";
import { happeningsOf } from "./steps.ts";

/** What happened to it and who did it, newest first. */
export function Activity({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const happenings = happeningsOf(view);
  const sayIt = (kind: string) => {
    const key = `activity.${kind}`;
    return t.has(key) ? t(key) : kind;
  };
  return (
    <section className="card stack tight" aria-labelledby="activity">
      <h2 id="activity">{t("publication.activity")}</h2>
      {happenings.length === 0 && <p className="dim">{t("publication.noActivity")}</p>}
      <ol className="list activity">
        {happenings.map(({ kind, by, at, comment, deliveries }, index) => (
          <li key={`${at} ${kind} ${index}`}>
            <p>
              {sayIt(kind)}
              {deliveries[0] && `: ${t(`deliveryKind.${deliveries[0].kind}`)}`}
              {by && <span className="dim"> · {by}</span>}
            </p>
            <p className="dim">
              <time dateTime={at}>{format.moment(at, now)}</time>
              {deliveries.length > 0 && ` · ${format.list([...new Set(deliveries.map((delivery) => delivery.profile))])}`}
              {comment && ` · «${comment}»`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
