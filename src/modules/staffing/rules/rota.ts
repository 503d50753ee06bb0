/** A stretch of attention that somebody more is wanted for. */
export interface OpenSlot {
  readonly profileId: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** People wanted beside those who are there. */
  readonly wanted: number;
  /** Languages in which somebody is wanted. */
  readonly languages: readonly string[];
}

export interface RotaCandidate {
  readonly personId: string;
  readonly languages: readonly string[];
  /** Slots that the person could take, by their place in the list, and whether as one of the team. */
  readonly slots: readonly { readonly slot: number; readonly team: boolean }[];
}

/** What a fair rota holds to; each is said in words beside the proposal. */
export interface RotaWishes {
  /** People in each slot. */
  readonly atLeast: number;
  /** Weekends that one person has turns on. */
  readonly mostWeekends: number;
  /** Hours of turns that one person has in a week. */
  readonly mostHours: number;
}

export interface RotaProblem {
  readonly slots: readonly OpenSlot[];
  readonly candidates: readonly RotaCandidate[];
  readonly wishes: RotaWishes;
}

export interface RotaTurn { readonly slot: number; readonly personId: string; readonly team: boolean }

export interface RotaOutcome {
  readonly turns: readonly RotaTurn[];
  readonly uncovered: readonly { readonly slot: number; readonly lacking: number; readonly language: string | null; readonly helps: "more-people" | "more-hours-or-weekends" }[];
  readonly loads: readonly { readonly personId: string; readonly hours: number; readonly weekends: number }[];
}

const HOUR = 3_600_000;
const hoursOf = ({ from, to }: OpenSlot): number => (to - from) / HOUR;

/** Saturday of a weekend, or nothing: the 12th and the 13th are one weekend. */
export function weekendOf(date: string): string | undefined {
  const day = Temporal.PlainDate.from(date);
  return day.dayOfWeek === 6 ? date : day.dayOfWeek === 7 ? day.subtract({ days: 1 }).toString() : undefined;
}

const mondayOf = (date: string): string => {
  const day = Temporal.PlainDate.from(date);
  return day.subtract({ days: day.dayOfWeek - 1 }).toString();
};

/**
 * The rota as a mixed-integer programme in the CPLEX LP format. A variable `x_p_s` for each person and slot that go
 * together; what stays open is paid dearly, so that there always is an answer, and the longest load is paid too: of all
 * rotas that leave least open, the fairest.
 */
export function rotaModel({ slots, candidates, wishes }: RotaProblem): string {
  const taken = candidates.flatMap((candidate, person) => candidate.slots.map(({ slot, team }) => ({ name: `x_${person}_${slot}`, person, slot, team })));
  const of = (key: "person" | "slot", value: number) => taken.filter((each) => each[key] === value);
  const rows: string[] = [];
  const bounds: string[] = [];
  const binary: string[] = taken.map(({ name }) => name);
  const cost: string[] = [];
  for (const [index, slot] of slots.entries()) {
    const names = of("slot", index).map(({ name }) => name);
    if (slot.wanted > 0) {
      rows.push(`${[...names, `u_${index}`].join(" + ")} >= ${slot.wanted}`);
      bounds.push(`0 <= u_${index} <= ${slot.wanted}`);
      cost.push(`${(1_000 * hoursOf(slot)).toFixed(3)} u_${index}`);
    }
    for (const [place, language] of slot.languages.entries()) {
      const able = of("slot", index).filter(({ person }) => candidates[person]?.languages.includes(language)).map(({ name }) => name);
      rows.push(`${[...able, `l_${index}_${place}`].join(" + ")} >= 1`);
      bounds.push(`0 <= l_${index}_${place} <= 1`);
      cost.push(`${(300 * hoursOf(slot)).toFixed(3)} l_${index}_${place}`);
    }
  }
  for (const person of candidates.keys()) {
    const own = of("person", person).flatMap((each) => {
      const slot = slots[each.slot];
      return slot ? [{ ...each, hours: hoursOf(slot), date: slot.date }] : [];
    });
    if (own.length === 0) continue;
    const load = own.map(({ name, hours }) => `${hours.toFixed(4)} ${name}`).join(" + ");
    rows.push(`${load} - longest <= 0`);
    for (const week of new Set(own.map(({ date }) => mondayOf(date)))) {
      const within = own.filter(({ date }) => mondayOf(date) === week);
      rows.push(`${within.map(({ name, hours }) => `${hours.toFixed(4)} ${name}`).join(" + ")} <= ${wishes.mostHours}`);
    }
    const weekends = [...new Set(own.flatMap(({ date }) => weekendOf(date) ?? []))];
    for (const [place, weekend] of weekends.entries()) {
      for (const { name, date } of own) if (weekendOf(date) === weekend) rows.push(`${name} - w_${person}_${place} <= 0`);
      binary.push(`w_${person}_${place}`);
    }
    if (weekends.length > 0) rows.push(`${weekends.map((_weekend, place) => `w_${person}_${place}`).join(" + ")} <= ${wishes.mostWeekends}`);
  }
  cost.push("10 longest");
  // One of the team before somebody from outside.
  for (const { name, team } of taken) cost.push(`${team ? 1 : 3} ${name}`);
  return ["Minimize", ` ${cost.join(" + ")}`, "Subject To", ...rows.map((row, index) => ` c${index}: ${row}`), "Bounds", ...bounds.map((bound) => ` ${bound}`), "Binary", ` ${binary.join(" ")}`, "End"].join("\n");
}

/** What a solution says, in our words: who takes which slot, what stays open, and what would help. */
export function readRota({ slots, candidates }: RotaProblem, values: Readonly<Record<string, number>>): RotaOutcome {
  const turns = candidates.flatMap((candidate, person) =>
    candidate.slots.filter(({ slot }) => (values[`x_${person}_${slot}`] ?? 0) > 0.5).map(({ slot, team }) => ({ slot, personId: candidate.personId, team })));
  const uncovered = slots.flatMap((slot, index) => {
    const taken = turns.filter((turn) => turn.slot === index);
    const lacking = Math.max(0, slot.wanted - taken.length);
    const possible = candidates.filter((candidate) => candidate.slots.some((each) => each.slot === index));
    const open: RotaOutcome["uncovered"][number][] = lacking > 0 ? [{ slot: index, lacking, language: null, helps: possible.length > taken.length ? "more-hours-or-weekends" : "more-people" }] : [];
    for (const language of slot.languages) {
      const speaks = (personId: string) => candidates.find((candidate) => candidate.personId === personId)?.languages.includes(language) ?? false;
      if (taken.some(({ personId }) => speaks(personId))) continue;
      open.push({ slot: index, lacking: 1, language, helps: possible.some((candidate) => candidate.languages.includes(language)) ? "more-hours-or-weekends" : "more-people" });
    }
    return open;
  });
  const loads = candidates.flatMap(({ personId }) => {
    const own = turns.filter((turn) => turn.personId === personId).flatMap(({ slot }) => slots[slot] ?? []);
    if (own.length === 0) return [];
    return [{ personId, hours: own.reduce((sum, slot) => sum + hoursOf(slot), 0), weekends: new Set(own.flatMap(({ date }) => weekendOf(date) ?? [])).size }];
  });
  return { turns, uncovered, loads };
}
