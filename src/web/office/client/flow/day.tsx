import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Empty, Field, Tag } from "#web/ui/elements.tsx";
import type { DayView, DebtView } from "../../flow-views.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { Act } from "../profiles/act.tsx";
import { PublishTabs } from "../screens/publish-tabs.tsx";
import { useToast } from "../toasts.tsx";

/** How a day went, department by department, and what is owed to the web. */
export function MunicipalDay() {
  const { t, format, clock } = useOffice();
  const { day } = useSearch({ from: "/day" });
  const navigate = useNavigate();
  const view = useRead("GET /day", day ? { day } : {}, { everyMs: 60_000 });
  const debts = useRead("GET /debts", {}, { everyMs: 60_000 });
  const shown = day ?? format.isoDay(clock.now());
  return (
    <Page title={t("flow.dayTitle")} actions={<a className="btn" href={`/office/day.csv?day=${shown}`} download>{t("list.download")}</a>}>
      <PublishTabs current="day" />
      <div className="row filters">
        <Field label={t("when.day")}>{(ties) => (
          <input {...ties} type="date" value={shown} max={format.isoDay(clock.now())} onChange={(event) => void navigate({ to: "/day", search: event.target.value ? { day: event.target.value } : {}, replace: true })} />
        )}</Field>
      </div>
      <div className="stack loose">
        <Loaded read={view}>{(loaded) => <Departments view={loaded} />}</Loaded>
        <Loaded read={debts}>{(all) => <Debts debts={all} />}</Loaded>
      </div>
    </Page>
  );
}

function Departments({ view }: { readonly view: DayView }) {
  const { t, format, text } = useOffice();
  if (view.departments.length === 0) return <Empty icon="globe" title={t("flow.nothing")}><p>{t("flow.nothingHint")}</p></Empty>;
  const sum = (of: (department: DayView["departments"][number]) => number) => view.departments.reduce((total, department) => total + of(department), 0);
  const [produced, waiting] = [sum((each) => each.produced), sum((each) => each.untriaged.length)];
  const share = (part: number, whole: number) => `${part}/${whole} · ${format.percent(part / whole)}`;
  return (
    <section className="card stack" aria-labelledby="departments">
      <h2 id="departments">{t("flow.byDepartment", { day: format.longDay(`${view.day}T12:00:00Z`) })}</h2>
      <p>
        <strong className="n">{t("flow.covered", { share: share(produced - waiting, produced) })}</strong>{" "}
        <span className="dim">{t("flow.published", { published: sum((each) => each.published), publish: sum((each) => each.publish) })} · {t("flow.withPage", { share: format.percent(sum((each) => each.withPage) / produced) })}</span>
      </p>
      <table className="cards">
        <caption className="sr">{t("flow.dayTitle")}</caption>
        <thead><tr><th scope="col">{t("composer.unit")}</th><th scope="col">{t("flow.decided")}</th><th scope="col">{t("flow.toPublish")}</th><th scope="col">{t("proposals.state.later")}</th><th scope="col">{t("proposals.state.not_applicable")}</th><th scope="col">{t("flow.undecided")}</th></tr></thead>
        <tbody>
          {view.departments.map((department) => (
            <tr key={department.unitId ?? ""}>
              <th scope="row">{department.unit ? text(department.unit) : t("flow.nobodys")}</th>
              <td className="n" data-label={t("flow.decided")}>{share(department.produced - department.untriaged.length, department.produced)}</td>
              <td className="n" data-label={t("flow.toPublish")}>{t("flow.outOf", { published: department.published, publish: department.publish })}</td>
              <td className="n" data-label={t("proposals.state.later")}>{department.later}</td>
              <td className="n" data-label={t("proposals.state.not_applicable")}>{department.notApplicable}</td>
              <td data-label={t("flow.undecided")}>
                {department.untriaged.length === 0 ? <Tag tone="ok">{t("flow.allDecided")}</Tag> : (
                  <details>
                    <summary>{t("flow.waiting", { count: department.untriaged.length })}</summary>
                    <ul className="list">
                      {department.untriaged.map((entry) => (
                        <li key={entry.itemId ?? entry.suggestionId}>
                          {entry.itemId === null ? <Link to="/ideas">{text(entry.title)}</Link> : <Link to="/proposals" search={department.unitId === null ? {} : { unitId: department.unitId }}>{text(entry.title)}</Link>}
                          {" "}<span className="dim n">{format.time(entry.at)}</span>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Debts({ debts }: { readonly debts: readonly DebtView[] }) {
  const { t } = useOffice();
  return (
    <section className="card stack" aria-labelledby="debts">
      <h2 id="debts">{t("flow.debts")}</h2>
      <p className="dim">{t("flow.debtsHint")}</p>
      {debts.length === 0 ? <p><Tag tone="ok">{t("flow.noDebts")}</Tag></p> : <ul className="list">{debts.map((debt) => <li key={debt.id} className="stack tight"><Debt debt={debt} /></li>)}</ul>}
    </section>
  );
}

function Debt({ debt }: { readonly debt: DebtView }) {
  const { t, format, text, clock } = useOffice();
  const now = useTicking(clock);
  const toast = useToast();
  const settle = useWrite("POST /debts/:id/settle");
  return (
    <>
      <p className="row wide">
        <span className="grow">
          {debt.origin === "publication" ? <Link to="/publications/$id" params={{ id: debt.id }}>{debt.title || t("publications.untitled")}</Link> : <Link to="/ideas">{debt.title}</Link>}
          {debt.unit && <span className="dim"> {text(debt.unit)}</span>}
        </span>
        <Tag tone={debt.overdue ? "bad" : "wait"}>{t(debt.overdue ? "flow.overdue" : "flow.dueBy", { when: format.moment(debt.dueAt, now) })}</Tag>
      </p>
      {debt.maySettle && (
        <Act
          label={t("flow.settle")} busy={settle.isPending} error={settle.error} missing={t("composer.addressMissing")}
          fields={[{ name: "url", label: t("composer.pasteAddress") }]}
          onSend={({ url }) => settle.mutate({ id: debt.id, origin: debt.origin, url: url ?? "" }, { onSuccess: () => toast({ message: t("flow.settled") }) })}
        />
      )}
    </>
  );
}
