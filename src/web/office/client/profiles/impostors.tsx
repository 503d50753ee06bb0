import { Link } from "@tanstack/react-router";
import { Empty, Tag } from "#web/ui/elements.tsx";
import type { ImpostorView } from "../../views.ts";
import { caseDecisions } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { Act } from "./act.tsx";
import { ProfileTabs } from "./profile-tabs.tsx";

/** Accounts of which somebody says that they are not what they seem, and what was decided on them. */
export function Impostors() {
  const { t } = useOffice();
  const cases = useRead("GET /impostors", {});
  const report = useWrite("POST /impostors");
  return (
    <Page title={t("profileTabs.impostors")} actions={<a className="btn" href="/office/found-profiles.csv" download>{t("list.download")}</a>}>
      <ProfileTabs current="impostors" />
      <div className="stack settings-body">
        <Act label={t("impostors.report")} missing={t("life.missing")} error={report.error} busy={report.isPending} fields={[{ name: "address", label: t("impostors.address") }, { name: "note", label: t("impostors.note"), kind: "text", optional: true }]} onSend={({ address = "", note = "" }) => report.mutate({ address, note })} />
        <Loaded read={cases}>
          {(all) => all.length === 0
            ? <Empty icon="badge" title={t("impostors.none")}><p className="measure">{t("impostors.noneHint")}</p></Empty>
            : <ul className="stack plain">{all.map((each) => <Case key={each.id} of={each} />)}</ul>}
        </Loaded>
      </div>
    </Page>
  );
}

function Case({ of }: { readonly of: ImpostorView }) {
  const { t, text, format, may } = useOffice();
  const decide = useWrite("POST /impostors/:id/decide");
  return (
    <li className="card stack tight">
      <p className="row wide"><Tag tone={of.decision === null ? "wait" : of.decision === "official" || of.decision === "dismissed" ? "dim" : "bad"}>{of.decision === null ? t("impostors.open") : t(`caseDecision.${of.decision}`)}</Tag> <strong className="breakable">{of.address}</strong>{of.network && <span className="dim">{t(`network.${of.network}`)}</span>}</p>
      <p className="dim">{t(`impostors.from.${of.origin}`)} · <time dateTime={of.reportedAt}>{format.longDay(of.reportedAt)}</time>{of.nearest && <> · {t("impostors.nearest")} <Link to="/profiles/$id" params={{ id: of.nearest.id }}>{text(of.nearest.name)}</Link></>}</p>
      {of.note && <p>«{of.note}»</p>}
      {of.decidedAt && <p className="dim">{t("impostors.decided", { name: of.decidedBy ?? "", when: format.longDay(of.decidedAt) })} «{of.reason}»</p>}
      {of.decision === null && may("impostor.decide") && <Act label={t("impostors.decide")} missing={t("life.missing")} error={decide.error} busy={decide.isPending} fields={[
        { name: "decision", label: t("impostors.whatItIs"), kind: "select", options: caseDecisions.map((each) => [each, t(`caseDecision.${each}`)] as const) }, { name: "reason", label: t("impostors.reason"), hint: t("impostors.reasonHint"), kind: "text" },
      ]} onSend={({ decision = "", reason = "" }) => {
        const known = caseDecisions.find((each) => each === decision);
        if (known) decide.mutate({ id: of.id, decision: known, reason });
      }} />}
    </li>
  );
}
