/** Hours in which mail may come, on the wall clock: `from` included, `to` not. They may go through midnight. */
export interface Hours {
  /** `HH:MM` */
  readonly from: string;
  /** `HH:MM`, or `24:00`. */
  readonly to: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Reads `07:00-21:00`; undefined when it is none. */
export function readHours(text: string): Hours | undefined {
  const [from = "", to = "", more] = text.split("-").map((part) => part.trim());
  return more === undefined && TIME.test(from) && (TIME.test(to) || to === "24:00") && from !== to ? { from, to } : undefined;
}

/** Whether it is quiet at a wall time `HH:MM`. */
export const isQuiet = (time: string, { from, to }: Hours): boolean => (from < to ? time < from || time >= to : time < from && time >= to);
