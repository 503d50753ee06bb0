/** Lets so many work at a time; the others wait in a line that has an end. */
export type Line = <Value>(work: () => Promise<Value>) => Promise<Value | "too-long">;

export function formLine({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }): Line {
  let busy = 0;
  const line: (() => void)[] = [];
  return async (work) => {
    if (busy < atOnce) busy += 1;
    else {
      if (line.length >= waiting) return "too-long";
      // Whoever finishes hands on the place.
      await new Promise<void>((resolve) => line.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else busy -= 1;
    }
  };
}
