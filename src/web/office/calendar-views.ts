import type { CatalogueId } from "#networks/contract/index.ts";
import type { CitedNumber } from "./staffing-views.ts";
import type { HolidayView, PublicationState } from "./views.ts";

// What the calendar shows. Days are `YYYY-MM-DD`, times `YYYY-MM-DDTHH:MM`, in the council's zone.

type Texts = Readonly<Record<string, string>>;

export interface SlipView {
  readonly id: string;
  readonly title: string;
  readonly state: PublicationState;
  readonly revision: number;
  /** What the council's clock shows when it goes out or went out; null in the tray. */
  readonly local: string | null;
  /** What a person chose; null: as soon as it is approved. */
  readonly chosen: { readonly local: string; readonly which?: "earlier" | "later" | undefined } | null;
  readonly profileIds: readonly string[];
  readonly languages: readonly string[];
  readonly paused: boolean;
  /** What the communication action is called to which it belongs. */
  readonly action: Texts | null;
  /** Under embargo until then; null when it is under none any more. */
  readonly embargo: string | null;
  readonly mayMove: boolean;
  /** Whether who moves it could approve it for its new time: the command asks again. */
  readonly mayApprove: boolean;
}

export interface CalendarView {
  readonly from: string;
  readonly to: string;
  readonly slips: readonly SlipView[];
  readonly undated: readonly SlipView[];
  /** There are more than can be shown. */
  readonly truncated: boolean;
  /** Profiles that publish through us, and those of the slips. */
  readonly profiles: readonly { readonly id: string; readonly name: Texts; readonly network: CatalogueId }[];
  readonly holidays: readonly HolidayView[];
  /** Holidays on which no profile says anything. */
  readonly quietHolidays: readonly string[];
  /** Profiles that say nothing for days on end, the longest first. */
  readonly silences: readonly { readonly profileId: string; readonly from: string; readonly to: string; readonly days: number }[];
  readonly silenceDays: CitedNumber;
  /** Slots of the one profile that is looked at in which nothing is yet. */
  readonly freeSlots: readonly string[];
}

export interface SlotsView {
  /** Monday first: seven lists of `HH:MM`. */
  readonly week: readonly (readonly string[])[];
  readonly onHolidays: boolean;
  readonly next: { readonly local: string; readonly at: string } | null;
  readonly mayChange: boolean;
}

export interface SeriesView {
  readonly id: string;
  readonly title: string;
  /** ISO weekdays, every so many weeks; or a day of the month. */
  readonly weekdays: readonly number[];
  readonly weeks: number;
  readonly dayOfMonth: number | null;
  readonly time: string;
  readonly until: string | null;
  readonly startedBy: string;
  /** Days on which the clock does not show the hour: their drafts wait for a date. */
  readonly asks: readonly { readonly day: string; readonly publicationId: string }[];
  readonly mayEnd: boolean;
}

export interface MovedView {
  readonly revision: number;
  readonly state: PublicationState;
}
