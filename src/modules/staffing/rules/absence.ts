export const absenceKinds = ["planned_leave", "training", "unplanned"] as const;
export type AbsenceKind = (typeof absenceKinds)[number];

export type WhenRefusal = { readonly kind: "bad-day" } | { readonly kind: "ends-before-it-begins" } | { readonly kind: "too-long"; readonly most: number };

/** When somebody is away, as a person types it: days, the last one in it, or with times the hours between. */
export interface When {
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, in the council's zone. */
  readonly from: string;
  readonly to: string;
}

const MOST_DAYS = 730;
const DAY = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/;

/** The instants that it means, in milliseconds since 1970; the second is the first at which the person is back. */
export function readWhen({ from, to }: When, zone: string): { readonly span: { readonly from: number; readonly to: number } } | { readonly refusal: WhenRefusal } {
  const start = edge(from, zone, false);
  const end = edge(to, zone, true);
  if (start === undefined || end === undefined) return { refusal: { kind: "bad-day" } };
  if (end <= start) return { refusal: { kind: "ends-before-it-begins" } };
  if (end - start > MOST_DAYS * 24 * 3_600_000) return { refusal: { kind: "too-long", most: MOST_DAYS } };
  return { span: { from: start, to: end } };
}

function edge(text: string, zone: string, last: boolean): number | undefined {
  if (!DAY.test(text)) return undefined;
  try {
    if (text.includes("T")) return Temporal.PlainDateTime.from(text, { overflow: "reject" }).toZonedDateTime(zone).epochMilliseconds;
    return Temporal.PlainDate.from(text, { overflow: "reject" }).add({ days: last ? 1 : 0 }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    // Temporal says no to the 30th of February by throwing.
    return undefined;
  }
}

/** COV-R5: what must be approved beforehand; what is not foreseen is written down at once. */
export const mustBeApproved = (kind: AbsenceKind): boolean => kind !== "unplanned";
