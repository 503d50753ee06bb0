/** The end of a call that is made of several requests. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds that are left; never below 0. */
  left(): number;
}

export function deadlineIn(ms: number, signal: AbortSignal): Deadline {
  const end = performance.now() + ms;
  return { signal, left: () => Math.max(0, end - performance.now()) };
}
