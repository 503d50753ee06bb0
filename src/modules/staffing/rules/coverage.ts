import { type Day, daysFrom, type Span, stretchesOf, united, type WeekHours, without } from "./days.ts";

/** A person's hours from a day on, until the next pattern. */
export interface ShiftPattern {
  /** `YYYY-MM-DD`. */
  readonly from: string;
  readonly hours: WeekHours;
}

/** When somebody is at work. */
export interface Presence {
  /** None: at work in the hours of attention of every working day. */
  readonly shifts: readonly ShiftPattern[];
  readonly absences: readonly Span[];
  /** Languages in which the person can attend. */
  readonly languages: ReadonlySet<string>;
}

/** Somebody who may attend a profile: when the appointment or substitution, the training and the contract all hold. */
export interface TeamMember {
  readonly personId: string;
  readonly spans: readonly Span[];
  /** Hours on this profile beyond the person's own: the rota's duties. They count unless the person is absent. */
  readonly duties?: readonly Span[];
}

export interface CoveredProfile {
  readonly id: string;
  readonly attention: WeekHours;
  /** Languages that must be attended. */
  readonly languages: readonly string[];
  readonly team: readonly TeamMember[];
}

export interface CoverageInput {
  readonly zone: string;
  readonly holidays: ReadonlySet<string>;
  /** First day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly days: number;
  readonly profiles: readonly CoveredProfile[];
  readonly people: ReadonlyMap<string, Presence>;
  /** What was before is nobody's to mend: attention begins here, in milliseconds since 1970. */
  readonly since?: number | undefined;
}

/** A stretch of attention in which the same people are there. */
export interface CoverageSlot extends Span {
  readonly available: readonly string[];
  /** Languages in which none of them can attend; none to tell when nobody is there. */
  readonly missing: readonly string[];
}

export interface CoverageDay {
  readonly date: string;
  readonly working: boolean;
  readonly slots: readonly CoverageSlot[];
  /** People in its emptiest slot; undefined on a day without attention. */
  readonly least: number | undefined;
}

export interface ProfileCoverage {
  readonly profileId: string;
  readonly days: readonly CoverageDay[];
}

/** Who attends each profile, slot by slot (COV-5). Available is who has the right, is at work and is not absent (COV-R6). */
export function forecastCoverage(input: CoverageInput): readonly ProfileCoverage[] {
  const days = daysFrom(input.from, input.days, input.zone, input.holidays);
  const atWork = new Map<string, ReturnType<typeof presenceOf>>();
  const presence = (personId: string) => {
    const known = atWork.get(personId);
    if (known) return known;
    const found = presenceOf(input.people.get(personId), days);
    atWork.set(personId, found);
    return found;
  };
  return input.profiles.map((profile) => {
    const team = profile.team.map((member) => ({ member, presence: presence(member.personId), cursor: { at: 0 } }));
    return {
      profileId: profile.id,
      days: days.map((day, index) => {
        const slots = stretchesOf(profile.attention, day).flatMap((stretch) => {
          const span = { from: Math.max(day.at(stretch.from), input.since ?? 0), to: day.at(stretch.to) };
          return slotsOf(span, team.map((one) => ({ personId: one.member.personId, spans: one.presence.during(span, day, index, one.member) })), profile.languages, input.people);
        });
        return { date: day.date, working: day.working, slots, least: slots.length === 0 ? undefined : Math.min(...slots.map((slot) => slot.available.length)) };
      }),
    };
  });
}

/** Where a person is at work, kept day by day so that each profile looks only at its own day. */
function presenceOf(person: Presence | undefined, days: readonly Day[]) {
  const absences = united(person?.absences ?? []);
  const patterns = [...(person?.shifts ?? [])].sort((a, b) => (a.from < b.from ? -1 : 1));
  const shifts = days.map((day) => {
    const pattern = patterns.findLast((one) => one.from <= day.date);
    if (!pattern) return undefined;
    return stretchesOf(pattern.hours, day).map((stretch) => ({ from: day.at(stretch.from), to: day.at(stretch.to) }));
  });
  return {
    during(span: Span, day: Day, index: number, member: TeamMember): readonly Span[] {
      const own = shifts[index] ?? (day.working ? [span] : []);
      const duties = (member.duties ?? []).filter((duty) => duty.from < span.to && duty.to > span.from);
      const there = duties.length === 0 ? own : united([...own, ...duties]);
      const within = there.flatMap((one) => member.spans.flatMap((right) => {
        const from = Math.max(one.from, right.from, span.from);
        const to = Math.min(one.to, right.to, span.to);
        return from < to ? [{ from, to }] : [];
      }));
      return within.length === 0 ? within : without(united(within), absences);
    },
  };
}

function slotsOf(
  span: Span, team: readonly { readonly personId: string; readonly spans: readonly Span[] }[], languages: readonly string[], people: ReadonlyMap<string, Presence>,
): readonly CoverageSlot[] {
  if (span.to <= span.from) return [];
  const edges = new Set([span.from, span.to]);
  for (const { spans } of team) {
    for (const one of spans) edges.add(one.from).add(one.to);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const slots: CoverageSlot[] = [];
  for (const [index, from] of sorted.slice(0, -1).entries()) {
    const to = sorted[index + 1] ?? from;
    const available = [...new Set(team.filter(({ spans }) => spans.some((one) => one.from <= from && one.to >= to)).map(({ personId }) => personId))];
    const last = slots.at(-1);
    if (last && last.available.length === available.length && last.available.every((person) => available.includes(person))) slots[slots.length - 1] = { ...last, to };
    else slots.push({ from, to, available, missing: available.length === 0 ? [] : languages.filter((language) => !available.some((person) => people.get(person)?.languages.has(language))) });
  }
  return slots;
}

/** What is wrong with the coverage of a profile, in the order of the days. */
export interface CoverageTroubles {
  /** COV-R2: slots with nobody. */
  readonly gaps: readonly (Span & { readonly date: string })[];
  readonly gapDays: readonly string[];
  /** Days whose emptiest slot has exactly one. */
  readonly singleDays: readonly string[];
  /** COV-R3: runs of working days with exactly one that are longer than allowed. */
  readonly longSingles: readonly { readonly from: string; readonly to: string; readonly days: number }[];
  /** COV-R4: slots in which somebody is there, but nobody for a language. */
  readonly languageGaps: readonly (Span & { readonly date: string; readonly languages: readonly string[] })[];
}

/** @param longestSingle working days in a row that one person may be alone (COV-R3) */
export function troublesOf({ days }: ProfileCoverage, longestSingle: number): CoverageTroubles {
  const longSingles: { readonly from: string; readonly to: string; readonly days: number }[] = [];
  let run: string[] = [];
  const close = () => {
    const [from, to] = [run[0], run.at(-1)];
    if (from !== undefined && to !== undefined && run.length > longestSingle) longSingles.push({ from, to, days: run.length });
    run = [];
  };
  for (const day of days) {
    if (!day.working || day.least === undefined) continue;
    if (day.least === 1) run.push(day.date);
    else close();
  }
  close();
  const slots = days.flatMap((day) => day.slots.map((slot) => ({ ...slot, date: day.date })));
  return {
    gaps: slots.filter((slot) => slot.available.length === 0).map(({ from, to, date }) => ({ from, to, date })),
    gapDays: days.filter((day) => day.least === 0).map((day) => day.date),
    singleDays: days.filter((day) => day.least === 1).map((day) => day.date),
    longSingles,
    languageGaps: slots.filter((slot) => slot.missing.length > 0).map(({ from, to, date, missing }) => ({ from, to, date, languages: missing })),
  };
}

/** Days that follow one another without attention in between, as stretches: what a person is told instead of each day. */
export function stretchesOfDays(dates: readonly string[], { days }: ProfileCoverage): readonly { readonly from: string; readonly to: string; readonly days: number }[] {
  const wanted = new Set(dates);
  const stretches: { from: string; to: string; days: number }[] = [];
  let open = false;
  for (const day of days) {
    if (wanted.has(day.date)) {
      const last = stretches.at(-1);
      if (open && last) {
        last.to = day.date;
        last.days += 1;
      } else stretches.push({ from: day.date, to: day.date, days: 1 });
      open = true;
    } else if (day.least !== undefined) open = false;
  }
  return stretches;
}

/** The days before a gap on which somebody is told of it (COV-7), `YYYY-MM-DD`, the earliest first. */
export function alertDays(gap: string, before: readonly number[]): readonly { readonly date: string; readonly before: number }[] {
  const day = Temporal.PlainDate.from(gap);
  return before.toSorted((a, b) => b - a).map((days) => ({ date: day.subtract({ days }).toString(), before: days }));
}

/** COV-R1: what a profile with so few active managers may do still. */
export type TeamStanding =
  | { readonly kind: "enough" }
  /** Publishing goes on until then; afterwards only a coordinator publishes. */
  | { readonly kind: "at-risk"; readonly have: number; readonly need: number; readonly until: string; readonly coordinatorOnly: boolean };

/**
 * @param since the day on which the team became too small
 * @param graceDays how long publishing goes on
 */
export function teamStanding({ have, need, since, graceDays, today }: { readonly have: number; readonly need: number; readonly since: string; readonly graceDays: number; readonly today: string }): TeamStanding {
  if (have >= need) return { kind: "enough" };
  const until = Temporal.PlainDate.from(since).add({ days: graceDays }).toString();
  return { kind: "at-risk", have, need, until, coordinatorOnly: today > until };
}
