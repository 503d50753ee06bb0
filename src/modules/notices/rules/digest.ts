/** What decides whether somebody's digest of the day is due. */
export interface DigestFacts {
  /** `YYYY-MM-DD` and `HH:MM` on the council's wall. */
  readonly today: string;
  readonly time: string;
  readonly hour: number;
  readonly isWorkingDay: boolean;
  readonly quiet: boolean;
  /** Day of the last one. */
  readonly last: string | undefined;
}

/** Once on each working day, from its hour on and outside quiet hours. */
export const isDigestDue = ({ today, time, hour, isWorkingDay, quiet, last }: DigestFacts): boolean =>
  isWorkingDay && !quiet && time >= `${String(hour).padStart(2, "0")}:00` && (last === undefined || last < today);

const MOST_DAYS = 14;

/** The days that a digest tells of (FLO-R1): from the last one's through yesterday. @param last day of the last digest, else the working day before */
export function daysToTell(today: string, last: string): readonly string[] {
  const days: string[] = [];
  for (let day = before(today); day >= last && days.length < MOST_DAYS; day = before(day)) days.unshift(day);
  return days;
}

const before = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
