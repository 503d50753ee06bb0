import { type FormEvent, useState } from "react";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import type { CoverageView, RotaView } from "../../staffing-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** Asks for a fair rota that closes the gaps of what is shown; a person accepts it, changes it or says no (COV-3). */
export function Rota({ view }: { readonly view: CoverageView }) {
  const { t } = useOffice();
  const propose = useWrite("POST /rota");
  const [atLeast, setAtLeast] = useState("1");
  const [mostWeekends, setWeekends] = useState("1");
  const [mostHours, setHours] = useState("12");
  const [days, setDays] = useState(String(Math.min(62, view.days.length)));
  const open = view.profiles.filter(({ gaps, singles, languageGaps, decides }) => decides && (gaps.length > 0 || languageGaps.length > 0 || (Number(atLeast) > 1 && singles.length > 0)));
  if (!view.profiles.some(({ decides }) => decides)) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [people, weekends, hours, span] = [atLeast, mostWeekends, mostHours, days].map(Number);
    if (open.length === 0 || !people || !span) return;
    propose.mutate({ from: view.from, days: span, profileIds: open.map(({ id }) => id).slice(0, 100), atLeast: people, mostWeekends: weekends ?? 1, mostHours: hours ?? 12 });
  };
  return (
    <details className="card no-print" open={propose.data !== undefined}>
      <summary>{t("rota.title")}</summary>
      <div className="stack">
        <p className="dim">{t("rota.hint")}</p>
        <form className="row wide" onSubmit={submit}>
          <Field label={t("rota.atLeast")}>{(ties) => <input {...ties} className="few" type="number" min={1} max={10} value={atLeast} onChange={(event) => setAtLeast(event.target.value)} />}</Field>
          <Field label={t("rota.mostWeekends")}>{(ties) => <input {...ties} className="few" type="number" min={0} max={9} value={mostWeekends} onChange={(event) => setWeekends(event.target.value)} />}</Field>
          <Field label={t("rota.mostHours")}>{(ties) => <input {...ties} className="few" type="number" min={0} max={60} value={mostHours} onChange={(event) => setHours(event.target.value)} />}</Field>
          <Field label={t("rota.days")}>{(ties) => <input {...ties} className="few" type="number" min={1} max={62} value={days} onChange={(event) => setDays(event.target.value)} />}</Field>
          <Button type="submit" look="go" busy={propose.isPending}>{t("rota.propose")}</Button>
        </form>
        <p role="status">{propose.isPending ? t("rota.solving") : t("rota.about", { count: open.length })}</p>
        {propose.error && <Failure error={propose.error} />}
        {propose.data && <Proposed key={propose.data.id} rota={propose.data} wishes={{ atLeast, mostWeekends, mostHours }} onDone={() => propose.reset()} />}
      </div>
    </details>
  );
}

function Proposed({ rota, wishes, onDone }: { readonly rota: RotaView; readonly wishes: Readonly<Record<"atLeast" | "mostWeekends" | "mostHours", string>>; readonly onDone: () => void }) {
  const { t, text, format } = useOffice();
  const toast = useToast();
  const accept = useWrite("POST /rota/:id/accept");
  const refuse = useWrite("POST /rota/:id/refuse");
  const [without, setWithout] = useState<readonly number[]>([]);
  const done = (message: string) => () => {
    onDone();
    toast({ message });
  };
  return (
    <div className="stack">
      <Note tone={rota.uncovered.length === 0 ? "ok" : "wait"} title={rota.uncovered.length === 0 ? t("rota.allClosed", { count: rota.turns.length }) : t("rota.someOpen", { count: rota.uncovered.length })}>
        <p>{t("rota.holdsTo", { people: wishes.atLeast, weekends: wishes.mostWeekends, hours: wishes.mostHours })} {!rota.best && t("rota.notBest")}</p>
      </Note>
      {rota.uncovered.length > 0 && (
        <ul className="list">
          {grouped(rota.uncovered, text).map(({ key, first: each, count }) => (
            <li key={key}>
              <strong>{text(each.profile)}</strong> <span className="n">{count === 1 ? format.range(each.from, each.to) : `${format.longDay(each.from)} … (×${format.number(count)})`}</span>
              <p className="dim">{each.language ? t("rota.lacksLanguage", { language: format.languageName(each.language) }) : t("rota.lacks", { count: each.lacking })} {t(`rota.helps.${each.helps}`)}</p>
            </li>
          ))}
        </ul>
      )}
      {rota.turns.length > 0 && (
        <>
          <table className="cards">
            <caption>{t("rota.turns")}</caption>
            <thead><tr><th scope="col">{t("rota.take")}</th><th scope="col">{t("dedication.person")}</th><th scope="col">{t("rota.when")}</th><th scope="col">{t("coverage.profile")}</th></tr></thead>
            <tbody>
              {rota.turns.map((turn) => (
                <tr key={turn.index}>
                  <td><input type="checkbox" aria-label={t("rota.takeThis", { person: turn.person, when: format.range(turn.from, turn.to) })} checked={!without.includes(turn.index)} onChange={(event) => setWithout(event.target.checked ? without.filter((one) => one !== turn.index) : [...without, turn.index])} /></td>
                  <th scope="row">{turn.person}{!turn.team && <span className="dim by">{t("rota.fromOutside")}</span>}</th>
                  <td className="n" data-label={t("rota.when")}>{format.range(turn.from, turn.to)}</td>
                  <td data-label={t("coverage.profile")}>{text(turn.profile)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <ul className="stack tight" aria-label={t("rota.loads")}>{rota.loads.map((load) => <li key={load.person}>{t("rota.load", { person: load.person, hours: format.number(load.hours, 1), weekends: load.weekends })}</li>)}</ul>
        </>
      )}
      {accept.error && <Failure error={accept.error} />}
      {refuse.error && <Failure error={refuse.error} />}
      <div className="row">
        {rota.turns.length > without.length && <Button look="go" busy={accept.isPending} onClick={() => accept.mutate({ id: rota.id, without: [...without] }, { onSuccess: done(t("rota.accepted")) })}>{t("rota.accept", { count: rota.turns.length - without.length })}</Button>}
        <Button busy={refuse.isPending} onClick={() => refuse.mutate({ id: rota.id }, { onSuccess: done(t("rota.refused")) })}>{t("rota.refuse")}</Button>
      </div>
    </div>
  );
}

type Open = RotaView["uncovered"][number];

/** What stays open for the same reason in the same profile is told once, with how often. */
function grouped(uncovered: readonly Open[], text: (texts: Open["profile"]) => string): readonly { readonly key: string; readonly first: Open; readonly count: number }[] {
  const groups = new Map<string, { key: string; first: Open; count: number }>();
  for (const open of uncovered) {
    const key = `${text(open.profile)} ${open.language ?? ""} ${open.helps}`;
    const known = groups.get(key);
    if (known) known.count += 1;
    else groups.set(key, { key, first: open, count: 1 });
  }
  return [...groups.values()];
}
