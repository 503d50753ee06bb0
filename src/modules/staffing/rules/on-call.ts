/** Somebody of a profile's team at one moment. */
export interface TeamNow {
  readonly personId: string;
  /** Has an on-call turn now. */
  readonly onCall: boolean;
  /** At work on the profile now. */
  readonly atWork: boolean;
  readonly absent: boolean;
}

export interface OnCall {
  /** By what: a turn of theirs, being at work, or only being of the team, when nobody is there; `nobody`: all are away. */
  readonly how: "on_call" | "at-work" | "team" | "nobody";
  readonly personIds: readonly string[];
}

/** To whom what cannot wait goes now (COV-3, PROT-R8): at any hour to somebody, and to no one who is away. */
export function whoIsOnCall(team: readonly TeamNow[]): OnCall {
  const there = team.filter(({ absent }) => !absent);
  const steps: readonly (readonly [OnCall["how"], readonly TeamNow[]])[] = [
    ["on_call", there.filter(({ onCall }) => onCall)], ["at-work", there.filter(({ atWork }) => atWork)], ["team", there],
  ];
  const found = steps.find(([, people]) => people.length > 0);
  return found ? { how: found[0], personIds: found[1].map(({ personId }) => personId) } : { how: "nobody", personIds: [] };
}
