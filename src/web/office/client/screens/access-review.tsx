import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Empty, Note, Tag } from "#web/ui/elements.tsx";
import type { AccessReviewView } from "../../views.ts";
import { citationText } from "../citation.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

type Open = NonNullable<AccessReviewView["open"]>;

/** Everybody's rights, kept or revoked one by one by somebody else. */
export function AccessReview() {
  const { t, format, may } = useOffice();
  const review = useRead("GET /access-review", {});
  const begin = useWrite("POST /access-review");
  return (
    <Page title={t("accessReview.title")}>
      <SettingsTabs current="review" />
      <div className="stack settings-body">
        <Loaded read={review}>
          {(view) => (
            <>
              <p className="measure">{t("accessReview.lead", { count: view.months })} <span className="dim">{t("fitness.ground", { citation: citationText(t, view.citation) })}</span></p>
              <p>
                <Tag tone={view.overdue ? "bad" : "ok"}>{t(view.overdue ? "accessReview.overdue" : "accessReview.inTime")}</Tag>{" "}
                {t("accessReview.due", { day: format.longDay(view.dueAt) })}{view.lastFinishedAt && ` · ${t("accessReview.last", { day: format.longDay(view.lastFinishedAt) })}`}
              </p>
              {view.open ? <Rights open={view.open} /> : (
                <Empty icon="badge" title={t("accessReview.none")}>
                  <p>{t("accessReview.noneHint")}</p>
                  {begin.error && <Failure error={begin.error} />}
                  {may("access.review") && <Button look="go" busy={begin.isPending} onClick={() => begin.mutate({})}>{t("accessReview.begin")}</Button>}
                </Empty>
              )}
            </>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

function Rights({ open }: { readonly open: Open }) {
  const { t, format, may } = useOffice();
  const decide = useWrite("POST /access-review/:id/decide");
  const finish = useWrite("POST /access-review/:id/finish");
  const [revoking, setRevoking] = useState<string>();
  const left = open.rights.filter(({ decision }) => decision === null).length;
  return (
    <section className="card stack" aria-labelledby="rights">
      <h2 id="rights">{t("accessReview.rights")}</h2>
      <p role="status">{t("accessReview.left", { count: left, all: open.rights.length })}</p>
      {decide.error && <Failure error={decide.error} />}
      <ul className="list">
        {open.rights.map((right) => (
          <li key={right.id} className="row wide between">
            <div className="grow">
              <Link to="/settings/people/$id" params={{ id: right.personId }}>{right.person}</Link> · <strong>{t(`role.${right.role}`)}</strong>{right.scope && ` · ${right.scope}`}
              <p className="dim">{t("people.since", { day: format.longDay(right.from) })} · {right.act}</p>
            </div>
            {right.decision === "kept" ? <Tag tone="ok">{t("accessReview.kept")}</Tag> : right.mine ? <span className="dim">{t("accessReview.mine")}</span> : may("access.review") && (
              <div className="row">
                <Button small busy={decide.isPending && decide.variables.appointmentId === right.id} onClick={() => decide.mutate({ id: open.id, appointmentId: right.id, keep: true, reason: "" })}>{t("accessReview.keep")}<span className="sr">: {right.person}, {t(`role.${right.role}`)}</span></Button>
                <Button small look="bad" onClick={() => setRevoking(right.id)}>{t("people.revoke")}<span className="sr">: {right.person}, {t(`role.${right.role}`)}</span></Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {left === 0 && <Note tone="ok" title={t("accessReview.all")} />}
      {finish.error && <Failure error={finish.error} />}
      {may("access.review") && <div><Button look="go" busy={finish.isPending} onClick={() => finish.mutate({ id: open.id })}>{t("accessReview.finish")}</Button></div>}
      <ReasonDialog
        title={t("people.revokeTitle")} hint={t("people.revokeHint")} act={t("people.revoke")} open={revoking !== undefined} onClose={() => setRevoking(undefined)} busy={decide.isPending} error={decide.error}
        onReason={(reason) => revoking !== undefined && decide.mutate({ id: open.id, appointmentId: revoking, keep: false, reason }, { onSuccess: () => setRevoking(undefined) })}
      />
    </section>
  );
}
