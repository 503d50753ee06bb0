import type { noticeGroups, noticeModes } from "./vocabulary.ts";

type Group = (typeof noticeGroups)[number];

/** How this person is told by mail, and the last mails to them. */
export interface NoticesView {
  readonly address: string;
  /** The council's address; null: this server has no mail. */
  readonly from: string | null;
  /** Groups that can concern this person at all. */
  readonly groups: readonly Group[];
  readonly modes: Readonly<Record<Group, (typeof noticeModes)[number]>>;
  /** `HH:MM-HH:MM`; null: the council's. */
  readonly hours: string | null;
  readonly councilHours: string;
  readonly digestHour: number;
  readonly last: readonly {
    readonly id: string; readonly kind: "now" | "digest" | "trial"; readonly state: "planned" | "sending" | "handed" | "sent" | "unknown" | "failed" | "dropped"; readonly count: number; readonly code: string | null; readonly at: string;
  }[];
}
