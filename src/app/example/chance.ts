/** Chance that is the same each time: one seed, one city (mulberry32, public domain). */
export interface Chance {
  /** From 0 (included) to `below` (not). */
  whole(below: number): number;
  /** @throws Error for an empty list */
  one<Item>(items: readonly Item[]): Item;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (below: number) => Math.floor(next() * below);
  return {
    whole,
    one: (items) => {
      const item = items[whole(items.length)];
      if (item === undefined) throw new Error("nothing to choose from");
      return item;
    },
  };
}
