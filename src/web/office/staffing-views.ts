import type { CatalogueId } from "#networks/contract/index.ts";
import type { DedicationEstimate, DedicationNorms, InteractionType, ProfileKind } from "#modules/staffing/index.ts";

// What the screens of coverage and dedication show. Days are `YYYY-MM-DD` in the council's zone.

type Texts = Readonly<Record<string, string>>;
export interface DayStretchView { readonly from: string; readonly to: string; readonly days: number }
/** A number of the council's with where it is said; `default` is the product's own. */
export interface CitedNumber { readonly value: number; readonly citation: string }

export interface CoveredProfileView {
  readonly id: string;
  readonly name: Texts;
  readonly network: CatalogueId;
  /** Managers appointed now. */
  readonly managers: number;
  readonly team: readonly { readonly id: string; readonly name: string }[];
  /** COV-R1; null when there are enough. */
  readonly atRisk: { readonly have: number; readonly need: number; readonly until: string; readonly coordinatorOnly: boolean } | null;
  /** By day, in the order of `days`: people in the emptiest slot; null without attention. */
  readonly counts: readonly (number | null)[];
  readonly gaps: readonly DayStretchView[];
  readonly singles: readonly DayStretchView[];
  /** COV-R3. */
  readonly longSingles: readonly DayStretchView[];
  /** COV-R4. */
  readonly languageGaps: readonly { readonly date: string; readonly languages: readonly string[] }[];
  /** Whether this person names substitutes here. */
  readonly decides: boolean;
}

export interface CoverageView {
  readonly from: string;
  readonly days: readonly { readonly date: string; readonly weekday: number; readonly working: boolean }[];
  readonly minimumManagers: CitedNumber;
  readonly longestSingle: CitedNumber;
  readonly graceDays: CitedNumber;
  readonly profiles: readonly CoveredProfileView[];
}

export interface AbsenceView {
  readonly id: string;
  readonly personId: string;
  readonly person: string;
  /** Instants. */
  readonly from: string;
  readonly to: string;
  readonly state: "requested" | "approved" | "refused" | "cancelled";
  readonly own: boolean;
  readonly decides: boolean;
  /** Null for who sees only that somebody is absent. */
  readonly kind: "planned_leave" | "training" | "unplanned" | null;
  readonly note: string | null;
  readonly overrideReason: string | null;
}

export interface StaffView {
  readonly absences: readonly AbsenceView[];
  readonly substitutions: readonly { readonly id: string; readonly profile: Texts; readonly network: CatalogueId | null; readonly absent: string; readonly substitute: string; readonly from: string; readonly to: string; readonly decides: boolean }[];
  readonly duties: readonly { readonly id: string; readonly profileId: string; readonly personId: string; readonly profile: Texts; readonly network: CatalogueId | null; readonly person: string; readonly kind: "duty" | "on_call"; readonly from: string; readonly to: string; readonly decides: boolean }[];
  readonly people: readonly {
    readonly id: string; readonly name: string; readonly languages: readonly string[]; readonly decides: boolean;
    /** Null: the hours of attention of every working day. */
    readonly shift: { readonly from: string; readonly week: readonly (readonly { readonly from: string; readonly to: string }[])[]; readonly holiday: readonly { readonly from: string; readonly to: string }[] } | null;
  }[];
  readonly handovers: readonly { readonly id: string; readonly profileId: string; readonly profile: Texts; readonly person: string; readonly own: boolean; readonly text: string; readonly at: string; readonly read: boolean }[];
  /** Profiles whose rota this person writes, with who may take a turn there. */
  readonly rotaProfiles: readonly { readonly id: string; readonly name: Texts; readonly network: CatalogueId; readonly team: readonly { readonly id: string; readonly name: string }[] }[];
  /** Profiles on which this person may leave a note. */
  readonly ownProfiles: readonly { readonly id: string; readonly name: Texts }[];
  /** COV-10. */
  readonly singleThreads: readonly { readonly profile: Texts; readonly network: CatalogueId | null; readonly person: string; readonly what: "team" | "language" | "connection"; readonly language: string | null }[];
}

export interface CandidateView {
  readonly personId: string; readonly person: string; readonly sameUnit: boolean; readonly languages: readonly string[]; readonly profiles: number;
}

export interface PlanView {
  readonly kind: ProfileKind;
  readonly networks: number;
  readonly languages: number;
  readonly postsPerWeek: number;
  readonly inboundPerWeek: { readonly all: number; readonly queries: number; readonly complaints: number; readonly direct: number };
  readonly liveEventsPerWeek: number;
  readonly campaigns: number;
  readonly interactionTypes: readonly InteractionType[];
}

export interface DedicationView {
  /** By kind: what is reckoned with, and what is supposed until a profile's own figures are known. */
  readonly kinds: readonly { readonly kind: ProfileKind; readonly norms: DedicationNorms; readonly mix: { readonly queries: number; readonly complaints: number; readonly direct: number }; readonly promiseMinutes: number }[];
  readonly citation: string;
  readonly promiseTarget: CitedNumber;
  readonly profiles: readonly {
    readonly id: string;
    readonly name: Texts;
    readonly network: CatalogueId;
    readonly plan: PlanView | null;
    readonly estimate: DedicationEstimate | null;
    readonly commitments: readonly { readonly personId: string; readonly person: string; readonly hours: number }[];
    readonly committed: number;
    readonly team: readonly { readonly id: string; readonly name: string }[];
    /** Hours of attention a week, and the minutes of the promise: what the queue is reckoned with. */
    readonly attentionHours: number;
    readonly promiseMinutes: number;
    readonly measured: {
      readonly weekly: number;
      readonly answer: { readonly count: number; readonly median: number | null };
      readonly publishing: { readonly count: number; readonly median: number | null };
      readonly over: { readonly weeks: number; readonly measured: number; readonly committed: number } | null;
    } | null;
    readonly chooses: boolean;
    readonly commits: boolean;
    readonly notes: boolean;
  }[];
  readonly loads: readonly { readonly personId: string; readonly person: string; readonly committed: number; readonly available: number; readonly over: boolean }[];
  readonly calibrateFrom: CitedNumber;
}

/** A rota that somebody may accept, whole or without some turns. */
export interface RotaView {
  readonly id: string;
  /** Whether no better one exists, or only none was found in time. */
  readonly best: boolean;
  readonly turns: readonly { readonly index: number; readonly profile: Texts; readonly person: string; readonly from: string; readonly to: string; readonly team: boolean }[];
  readonly uncovered: readonly { readonly profile: Texts; readonly from: string; readonly to: string; readonly lacking: number; readonly language: string | null; readonly helps: "more-people" | "more-hours-or-weekends" }[];
  readonly loads: readonly { readonly person: string; readonly hours: number; readonly weekends: number }[];
}
