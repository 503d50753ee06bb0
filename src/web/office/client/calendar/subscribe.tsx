import { Button, Note } from "#web/ui/elements.tsx";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";

/** The calendar in one's own agenda, by a secret address that one can revoke (EDI-6). */
export function Subscribe() {
  const { t, format, clock } = useOffice();
  const read = useRead("GET /account/calendar", {});
  const make = useWrite("POST /account/calendar");
  const revoke = useWrite("POST /account/calendar/revoke");
  const now = clock.now();
  return (
    <section className="card stack tight" aria-labelledby="agenda">
      <h2 id="agenda">{t("agenda.title")}</h2>
      <p>{t("agenda.what")}</p>
      <Loaded read={read}>
        {({ feed }) => (
          <>
            {feed && <p className="dim">{t("agenda.since", { when: format.moment(feed.createdAt, now) })} · {feed.readAt === null ? t("agenda.neverRead") : t("agenda.read", { when: format.moment(feed.readAt, now) })}</p>}
            {make.data && (
              <Note tone="ok" title={t("agenda.made")} live="status">
                <p className="breakable"><code>{make.data.url}</code></p>
                <p>{t("agenda.once")}</p>
              </Note>
            )}
            <div className="row">
              <Button onClick={() => make.mutate({})} busy={make.isPending}>{t(feed ? "agenda.renew" : "agenda.make")}</Button>
              {feed && <Button onClick={() => revoke.mutate({}, { onSuccess: () => make.reset() })} busy={revoke.isPending}>{t("agenda.revoke")}</Button>}
            </div>
          </>
        )}
      </Loaded>
      {make.error && <Failure error={make.error} />}
      {revoke.error && <Failure error={revoke.error} />}
    </section>
  );
}
