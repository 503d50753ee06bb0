/**
 * What networks do to a request that writes. Each has been seen on a real one.
 *
 * Before anything is taken: `too-many` and `too-many-seconds` (429, telling a date or seconds), `unavailable` (503 with
 * a date for coming back), `cut-before`, `html-error` (a proxy's page). With effect all the same: `cut-after`,
 * `failed-after` (500), `unavailable-after` (503), `no-with-effect` (400), `late` (the answer comes when nobody waits any
 * more). `revoked`: the token is worth nothing from now on.
 */
export const faults = [
  "too-many", "too-many-seconds", "unavailable", "cut-before", "html-error",
  "cut-after", "failed-after", "unavailable-after", "no-with-effect", "late", "revoked",
] as const;
export type Fault = (typeof faults)[number];

/** How often each comes, as shares of 1; what is left over is an honest answer. */
export type Lies = Readonly<Partial<Record<Fault, number>>>;

/** @param dice between 0 and 1 */
export function chooseFault(lies: Lies, dice: number): Fault | undefined {
  let edge = 0;
  for (const fault of faults) {
    edge += lies[fault] ?? 0;
    if (dice < edge) return fault;
  }
  return undefined;
}
