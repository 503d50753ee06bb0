interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** Hours as they stand in the form; the key tells the rows of a day apart while they are changed. */
export type Day = readonly (Stretch & { readonly key: string })[];

/** Monday to Sunday, and holidays as the eighth. */
export type Typed = readonly Day[];
export const HOLIDAYS = 8;

export function asTyped(week: readonly (readonly Stretch[])[], holiday: readonly Stretch[]): Typed {
  const days = Array.from({ length: 7 }, (_, index) => week[index] ?? []);
  return [...days, holiday].map((stretches) => stretches.map((stretch, at) => ({ from: stretch.from, to: stretch.to, key: String(at) })));
}

/** As the server wants it: `8:30` is what people type, `08:30` what is kept; the stretches of a day in their order. */
export function typedAttention(hours: Typed): { readonly week: readonly (readonly Stretch[])[]; readonly holiday: readonly Stretch[] } {
  const days = hours.map((day) => day.map(({ from, to }) => ({ from: clock(from), to: clock(to) })).toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0)));
  return { week: days.slice(0, 7), holiday: days[7] ?? [] };
}

const clock = (text: string): string => {
  const read = /^(\d{1,2})(?:[:.h](\d{2}))?$/.exec(text);
  return read ? `${(read[1] ?? "").padStart(2, "0")}:${read[2] ?? "00"}` : text;
};

const changed = (hours: Typed, day: number, change: (stretches: Day) => Day): Typed => hours.map((stretches, index) => (index === day ? change(stretches) : stretches));

/** A first stretch is the usual one; another begins after the last. */
export const added = (hours: Typed, day: number): Typed =>
  changed(hours, day, (stretches) => [...stretches, { ...(stretches.length === 0 ? { from: "08:30", to: "14:30" } : { from: "", to: "" }), key: nextKey(stretches) }]);

export const removed = (hours: Typed, day: number, at: number): Typed => changed(hours, day, (stretches) => stretches.filter((_, index) => index !== at));

export const replaced = (hours: Typed, day: number, at: number, change: Partial<Stretch>): Typed =>
  changed(hours, day, (stretches) => stretches.map((stretch, index) => (index === at ? { ...stretch, ...change } : stretch)));

/** Tuesday to Friday like Monday. */
export const likeMonday = (hours: Typed): Typed => hours.map((stretches, index) => (index >= 1 && index <= 4 ? hours[0] ?? [] : stretches));

const nextKey = (stretches: Day): string => String(1 + Math.max(-1, ...stretches.map(({ key }) => Number(key))));
