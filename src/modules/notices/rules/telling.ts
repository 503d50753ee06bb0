/** What mail can be about; each person chooses for each. */
export const noticeGroups = ["answers", "publishing", "flow", "warnings", "profiles", "team", "operation"] as const;
export type NoticeGroup = (typeof noticeGroups)[number];

export const noticeModes = ["now", "daily", "none"] as const;
export type NoticeMode = (typeof noticeModes)[number];
export type NoticeModes = Readonly<Record<NoticeGroup, NoticeMode>>;

/** What must not wait is told at once to whoever has not chosen otherwise; the rest once a day. */
export const usualModes: NoticeModes = { answers: "now", publishing: "now", flow: "daily", warnings: "now", profiles: "daily", team: "daily", operation: "now" };

/**
 * `urgent` crosses quiet hours and the daily digest; `usual` goes as its reader chose; `daily` is never worth a mail of its
 * own; `seen` is only shown where people work.
 */
export type Weight = "urgent" | "usual" | "daily" | "seen";

/** Something that waits for somebody. `key` is the same as long as it is the same thing. */
export interface Thing {
  readonly key: string;
  readonly group: NoticeGroup;
  readonly weight: Weight;
}

/**
 * What is to be told now, of all that waits for somebody (5.3): each thing once, in quiet hours only what is urgent. What
 * is held back is asked about again later, and by then it may be done.
 */
export function thingsToTellNow<Some extends Thing>(things: readonly Some[], modes: NoticeModes, told: ReadonlySet<string>, quiet: boolean): readonly Some[] {
  return things.filter(({ key, group, weight }) => {
    if (told.has(key) || modes[group] === "none") return false;
    if (weight === "urgent") return true;
    return weight === "usual" && modes[group] === "now" && !quiet;
  });
}

/** What belongs in the digest: all that still waits of what is not told at once, told before or not. */
export const thingsForDigest = <Some extends Thing>(things: readonly Some[], modes: NoticeModes): readonly Some[] =>
  things.filter(({ group, weight }) => weight !== "seen" && (modes[group] === "daily" || (modes[group] === "now" && weight === "daily")));
