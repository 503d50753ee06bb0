import { type FormEvent, useState } from "react";
import { checkAttention } from "#modules/policy/rules/service-time.ts";
import { hoursInWords } from "#web/i18n/hours.ts";
import { Button, Empty, Field, Tag } from "#web/ui/elements.tsx";
import type { StaffView } from "../../staffing-views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { useToast } from "../toasts.tsx";
import { OnNetwork } from "../on-network.tsx";
import { CoverageTabs } from "./coverage-tabs.tsx";
import { Duties } from "./duties.tsx";

type Person = StaffView["people"][number];

/** Who works when and in which languages, notes from one shift to the next, and what hangs on one person. */
export function Team() {
  const { t } = useOffice();
  const staff = useRead("GET /staff", {});
  const [find, setFind] = useState("");
  return (
    <Page title={t("coverage.tab.team")}>
      <CoverageTabs current="/coverage/team" />
      <div className="settings-body split">
        <Loaded read={staff}>{(view) => (
          <>
            <section className="card" aria-labelledby="team-people">
              <h2 id="team-people">{t("coverage.people")}</h2>
              <p className="dim">{t("coverage.policyShift")}</p>
              {view.people.length > 8 && <input className="find-profile" type="search" aria-label={t("coverage.findPerson")} placeholder={t("coverage.findPerson")} value={find} onChange={(event) => setFind(event.target.value)} />}
              {view.people.length === 0 ? <Empty icon="user" title={t("coverage.noPeople")}><p>{t("coverage.noPeopleHint")}</p></Empty> : (
                <ul className="list">{view.people.filter(({ name }) => matches(find, name)).map((person) => <PersonRow key={person.id} person={person} />)}</ul>
              )}
            </section>
            <div className="stack loose">
              <Handovers view={view} />
              <Duties view={view} />
              <SingleThreads view={view} />
            </div>
          </>
        )}</Loaded>
      </div>
    </Page>
  );
}

function PersonRow({ person }: { readonly person: Person }) {
  const office = useOffice();
  const { t, format } = office;
  const [changing, setChanging] = useState(false);
  return (
    <li className="stack tight">
      <div className="row wide">
        <strong className="grow">{person.name}</strong>
        <span className="dim">{person.languages.length === 0 ? t("coverage.noLanguage") : format.list(person.languages.map((tag) => format.languageName(tag)))}</span>
        {person.decides && !changing && <Button small onClick={() => setChanging(true)}>{t("coverage.change")}<span className="sr">: {person.name}</span></Button>}
      </div>
      <p className="dim">{person.shift ? hoursInWords(office, person.shift.week, person.shift.holiday).map(({ days, hours }) => `${days}: ${hours}`).join(" · ") : t("coverage.noShift")}</p>
      {changing && <PersonForm person={person} onDone={() => setChanging(false)} />}
    </li>
  );
}

/** The same hours on the days marked: what most people have. Each day's own hours are kept when they differ. */
function PersonForm({ person, onDone }: { readonly person: Person; readonly onDone: () => void }) {
  const { t, format, session, say, clock } = useOffice();
  const toast = useToast();
  const shift = useWrite("PUT /people/:id/shift");
  const spoken = useWrite("PUT /people/:id/spoken");
  const [languages, setLanguages] = useState<readonly string[]>(person.languages);
  const [from, setFrom] = useState(format.isoDay(clock.now()));
  const [days, setDays] = useState<readonly string[]>(Array.from({ length: 7 }, (_, index) => asText(person.shift?.week[index] ?? (person.shift || index > 4 ? [] : [{ from: "08:00", to: "15:00" }]))));
  const week = days.map(asStretches);
  const wrong = checkAttention({ week, holiday: person.shift?.holiday ?? [] });
  const problem = wrong && wrong.kind !== "never-attended" ? say(wrong) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    spoken.mutate({ id: person.id, languages: [...languages] }, {
      onSuccess: () => shift.mutate({ id: person.id, from, week: week.map((day) => [...day]), holiday: [...(person.shift?.holiday ?? [])] }, {
        onSuccess: () => {
          onDone();
          toast({ message: t("coverage.personSaved") });
        },
      }),
    });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <fieldset className="row wide">
        <legend>{t("coverage.attendsIn")}</legend>
        {session.council.languages.map((tag) => (
          <label key={tag} className="choice"><input type="checkbox" checked={languages.includes(tag)} onChange={(event) => setLanguages(event.target.checked ? [...languages, tag] : languages.filter((one) => one !== tag))} />{format.languageName(tag)}</label>
        ))}
      </fieldset>
      <p className="hint">{t("coverage.hoursHint")}</p>
      {problem && <p className="field-error" role="alert">{problem}</p>}
      <div className="week-hours">
        {days.map((text, index) => (
          <Field key={format.weekday(index + 1)} label={<span className="first-capital">{format.weekday(index + 1)}</span>}>
            {(ties) => <input {...ties} type="text" maxLength={60} value={text} onChange={(event) => setDays(days.map((day, at) => (at === index ? event.target.value : day)))} />}
          </Field>
        ))}
      </div>
      <Field label={t("coverage.hoursFrom")}>{(ties) => <input {...ties} type="date" value={from} required onChange={(event) => setFrom(event.target.value)} />}</Field>
      {spoken.error && <Failure error={spoken.error} />}
      {shift.error && <Failure error={shift.error} />}
      <div className="row">
        <Button type="submit" look="go" busy={spoken.isPending || shift.isPending}>{t("coverage.save")}</Button>
        <Button onClick={onDone}>{t("shell.cancel")}</Button>
      </div>
    </form>
  );
}

const asText = (stretches: readonly { readonly from: string; readonly to: string }[]): string => stretches.map(({ from, to }) => `${from}-${to}`).join(", ");

/** `8-15, 16:30-19` as people type it. */
function asStretches(text: string): readonly { readonly from: string; readonly to: string }[] {
  const clock = (part: string) => {
    const read = /^(\d{1,2})(?:[:.h](\d{2}))?$/.exec(part.trim());
    return read ? `${(read[1] ?? "").padStart(2, "0")}:${read[2] ?? "00"}` : part.trim();
  };
  return text.split(",").filter((part) => part.trim() !== "").map((part) => {
    const [from = "", to = ""] = part.split(/[-–]/);
    return { from: clock(from), to: clock(to) };
  });
}

function Handovers({ view }: { readonly view: StaffView }) {
  const { t, text, format, clock } = useOffice();
  const toast = useToast();
  const leave = useWrite("POST /handovers");
  const read = useWrite("POST /handovers/:id/read");
  const [profileId, setProfile] = useState(view.ownProfiles[0]?.id ?? "");
  const [note, setNote] = useState("");
  if (view.ownProfiles.length === 0) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (note.trim() === "") return;
    leave.mutate({ profileId, text: note }, {
      onSuccess: () => {
        setNote("");
        toast({ message: t("coverage.noteLeft") });
      },
    });
  };
  return (
    <section className="card stack" aria-labelledby="handovers">
      <h2 id="handovers">{t("coverage.handovers")}</h2>
      {view.handovers.length === 0 ? <p className="dim">{t("coverage.noHandovers")}</p> : (
        <ul className="list">
          {view.handovers.map((each) => (
            <li key={each.id} className="stack tight">
              <div className="row between"><strong>{text(each.profile)}</strong>{!each.read && !each.own && <Tag tone="info">{t("coverage.unread")}</Tag>}</div>
              <p className="post">{each.text}</p>
              <p className="dim">{each.own ? t("coverage.you") : each.person} · <time dateTime={each.at}>{format.moment(each.at, clock.now())}</time></p>
              {!each.read && !each.own && <div><Button small busy={read.isPending} onClick={() => read.mutate({ id: each.id })}>{t("coverage.markRead")}<span className="sr">: {text(each.profile)}</span></Button></div>}
            </li>
          ))}
        </ul>
      )}
      <form className="stack tight" onSubmit={submit}>
        <Field label={t("coverage.profile")}>{(ties) => <select {...ties} value={profileId} onChange={(event) => setProfile(event.target.value)}>{view.ownProfiles.map(({ id, name }) => <option key={id} value={id}>{text(name)}</option>)}</select>}</Field>
        <Field label={t("coverage.leaveNote")} hint={t("coverage.leaveNoteHint")}>{(ties) => <textarea {...ties} className="short" maxLength={4000} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
        {leave.error && <Failure error={leave.error} />}
        <div><Button type="submit" busy={leave.isPending}>{t("coverage.leave")}</Button></div>
      </form>
    </section>
  );
}

function SingleThreads({ view }: { readonly view: StaffView }) {
  const { t, text, format } = useOffice();
  return (
    <section className="card" aria-labelledby="single-threads">
      <h2 id="single-threads">{t("coverage.threads")}</h2>
      <p className="dim">{t("coverage.threadsHint")}</p>
      {view.singleThreads.length === 0 ? <p>{t("coverage.noThreads")}</p> : (
        <ul className="list">
          {view.singleThreads.map(({ profile, network, person, what, language }) => (
            <li key={`${text(profile)} ${network ?? ""} ${person} ${what} ${language ?? ""}`}>
              <strong>{text(profile)}</strong><OnNetwork network={network} />
              <p className="dim">{what === "language" ? t("coverage.thread.language", { person, language: format.languageName(language ?? "") }) : t(`coverage.thread.${what}`, { person })}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
