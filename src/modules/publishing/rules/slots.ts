import { type Instant, MINUTE, msBetween } from "#kernel/instant.ts";
import { readWallTime } from "#kernel/wall-time.ts";

/** When a profile usually says something, week after week, on the wall clock. */
export interface Slots {
  /** By ISO weekday, Monday first: seven lists of `HH:MM`. */
  readonly week: readonly (readonly string[])[];
  /** Whether they count on a holiday. */
  readonly onHolidays: boolean;
}

export interface SlotTime {
  /** `YYYY-MM-DDTHH:MM` */
  readonly local: string;
  readonly at: Instant;
}

/** Where a day of a plan stands among others: what slots and recurring posts are reckoned with. */
export interface SlotCalendar {
  readonly zone: string;
  /** `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

/**
 * The slots of a span of days, in order. On the day on which the clock skips an hour its slot does not exist; where the clock
 * shows an hour twice it is the first, once.
 */
export function slotsBetween(slots: Slots, from: string, to: string, { zone, holidays }: SlotCalendar): readonly SlotTime[] {
  const found: SlotTime[] = [];
  for (let day = Temporal.PlainDate.from(from); Temporal.PlainDate.compare(day, to) <= 0; day = day.add({ days: 1 })) {
    if (!slots.onHolidays && holidays.has(day.toString())) continue;
    for (const time of (slots.week[day.dayOfWeek - 1] ?? []).toSorted()) {
      const local = `${day.toString()}T${time}`;
      const reading = readWallTime({ local, zone });
      if (reading.kind === "once") found.push({ local, at: reading.at });
      else if (reading.kind === "twice") found.push({ local, at: reading.earlier });
    }
  }
  return found;
}

/** Those that are still to come and have nothing within the council's spacing of them (EDI-R7). */
export function freeSlots(slots: readonly SlotTime[], after: Instant, taken: readonly Instant[], spacingMinutes: number): readonly SlotTime[] {
  const spacing = spacingMinutes * MINUTE;
  return slots.filter(({ at }) => at > after && taken.every((other) => Math.abs(msBetween(other, at)) >= Math.max(spacing, 1)));
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const MOST_A_DAY = 24;

/** What is wrong with slots as typed. */
export function checkSlots({ week }: Slots): { readonly kind: "bad-slots"; readonly day: number } | undefined {
  const wrong = Array.from({ length: 7 }, (_, index) => week[index] ?? []).findIndex((times) => times.length > MOST_A_DAY || times.some((time) => !TIME.test(time)) || new Set(times).size < times.length);
  return wrong === -1 ? undefined : { kind: "bad-slots", day: wrong + 1 };
}
