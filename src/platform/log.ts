/** What happened in the process, one JSON object a line on standard error. Control characters are escaped by JSON. */
export type Log = (event: string, data?: Readonly<Record<string, unknown>>) => void;

const LONGEST = 2_000;

export const jsonLog = (write: (line: string) => void, nowMs: () => string): Log => (event, data = {}) =>
  write(JSON.stringify({ at: nowMs(), event, ...data }, (_key, value: unknown) => shown(value)));

function shown(value: unknown): unknown {
  if (value instanceof Error) return { error: value.message, cause: value.cause, stack: value.stack?.split("\n").slice(1, 4).join(" ") };
  if (typeof value === "string" && value.length > LONGEST) return `${value.slice(0, LONGEST)}…`;
  return value;
}

export const silentLog: Log = () => undefined;
