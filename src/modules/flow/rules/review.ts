import { DAY, type Instant, plusMs } from "#kernel/instant.ts";

/** Kinds of information by how it ages (M8). */
export const agingKinds = ["procedure", "project", "facility", "activity", "event", "news", "notice"] as const;
export type AgingKind = (typeof agingKinds)[number];

/** Days between two reviews, by kind; what an event or an activity says is over when it ends. */
export type ReviewCycles = Readonly<Record<Exclude<AgingKind, "activity" | "event">, number>>;

/** `procedure: 180, project: 90` as the parameter has it; a kind that is not there keeps its default. */
export function readCycles(text: string): ReviewCycles {
  const said = new Map(text.split(",").flatMap((entry) => {
    const [, kind, days] = /^\s*([a-z]+)\s*:\s*(\d+)\s*$/.exec(entry) ?? [];
    return kind === undefined ? [] : [[kind, Number(days)] as const];
  }));
  const of = (kind: keyof ReviewCycles, otherwise: number) => said.get(kind) || otherwise;
  return { procedure: of("procedure", 180), project: of("project", 90), facility: of("facility", 180), news: of("news", 365), notice: of("notice", 7) };
}

/** What a page most likely holds, until somebody says: by the kind of web it is on, and whether it ends. */
export function likelyKind(sourceKind: string, ends: boolean): AgingKind {
  switch (sourceKind) {
    case "sede": return "procedure";
    case "agenda": return "event";
    case "press":
    case "blog": return "news";
    case "open_data": return "facility";
    default: return ends ? "activity" : "news";
  }
}

/**
 * When a page has to be looked at again (FLO-R2): a cycle after it was last reviewed or changed; an event or an activity at
 * its end. One of those without an end is looked at like a notice: sooner rather than never.
 */
export function reviewDue(kind: AgingKind, lastLookedAt: Instant, endsAt: Instant | null, cycles: ReviewCycles): Instant {
  if (kind === "activity" || kind === "event") return endsAt === null || endsAt < lastLookedAt ? plusMs(lastLookedAt, cycles.notice * DAY) : endsAt;
  return plusMs(lastLookedAt, cycles[kind] * DAY);
}
