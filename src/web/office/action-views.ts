import type { PublicationRow, PublicationState } from "./views.ts";
import type { actionStates } from "./vocabulary.ts";

// What the screens of communication actions show (EDI-10). Days are `YYYY-MM-DD` in the council's zone.

type Texts = Readonly<Record<string, string>>;

export interface ActionView {
  readonly id: string;
  readonly revision: number;
  readonly title: Texts;
  readonly unitId: string;
  readonly unit: Texts | null;
  readonly objective: string;
  readonly from: string;
  readonly to: string;
  readonly state: (typeof actionStates)[number];
  readonly result: string | null;
  readonly setBy: string;
  readonly at: string;
  /** Its publications by state, without those that were called off. */
  readonly counts: Readonly<Partial<Record<PublicationState, number>>>;
  readonly mayChange: boolean;
}

export interface ActionDetailView extends ActionView {
  /** By their time; `day` is that of the council's clock, null without one. */
  readonly publications: readonly (PublicationRow & { readonly day: string | null })[];
}
