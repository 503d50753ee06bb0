import type { Id } from "#kernel/id.ts";

/** Days in a row on which a profile says nothing; both ends are in it. */
export interface Silence {
  readonly profileId: Id<"profile">;
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/**
 * The stretches of `days` (`YYYY-MM-DD`, one after the other) in which a profile has nothing out and nothing planned, at
 * least so many days long; the longest first.
 * @param spoken by profile, the days on which it says something
 */
export function findSilences(days: readonly string[], spoken: ReadonlyMap<Id<"profile">, ReadonlySet<string>>, least: number): readonly Silence[] {
  const found: Silence[] = [];
  for (const [profileId, speaks] of spoken) {
    let silent: string[] = [];
    for (const day of [...days, undefined]) {
      if (day !== undefined && !speaks.has(day)) {
        silent.push(day);
        continue;
      }
      const [from, to] = [silent[0], silent.at(-1)];
      if (from !== undefined && to !== undefined && silent.length >= least) found.push({ profileId, from, to, days: silent.length });
      silent = [];
    }
  }
  return found.toSorted((a, b) => b.days - a.days || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
