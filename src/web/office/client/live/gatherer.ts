import type { Changed } from "../../views.ts";

export interface Gatherer {
  add(change: Changed): void;
  /** All may have changed. */
  addAll(): void;
  stop(): void;
}

/** How long changes are gathered before the screen reads again: a flood of them is one reading. */
const PAUSE_MS = 250;

/** Hands on changes together; `undefined` stands for all. */
export function gatherChanges(handOn: (changes: readonly Changed[] | undefined) => void, later: (run: () => void, ms: number) => () => void): Gatherer {
  let changes: Changed[] = [];
  let all = false;
  let callOff: (() => void) | undefined;
  const plan = (): void => {
    callOff ??= later(() => {
      callOff = undefined;
      const gathered = all ? undefined : changes;
      changes = [];
      all = false;
      handOn(gathered);
    }, PAUSE_MS);
  };
  return {
    add: (change) => {
      if (!all) changes.push(change);
      plan();
    },
    addAll: () => {
      all = true;
      plan();
    },
    stop: () => callOff?.(),
  };
}
