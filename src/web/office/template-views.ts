import type { DraftContent } from "./draft-content.ts";

// What the screens of templates show (EDI-9).

type Texts = Readonly<Record<string, string>>;

export interface TemplateContentView extends Pick<DraftContent, "title" | "profiles" | "texts" | "forks" | "media" | "exception"> {
  readonly groups: string[];
  readonly atNextSlot: boolean;
}

export interface TemplateView {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly unitId: string | null;
  readonly unit: Texts | null;
  readonly content: TemplateContentView;
  readonly retired: boolean;
  readonly setBy: string;
  readonly at: string;
  readonly mayChange: boolean;
}

/** Something that a template names and its draft does not have; `name` of a picture is its file's. */
export type LeftOutView =
  | { readonly kind: "profile"; readonly name: Texts; readonly because: "opening" | "active" | "dormant" | "suspended" | "closing" | "closed" | "found" | "by-hand" | "not-yours" }
  | { readonly kind: "group" }
  | { readonly kind: "picture"; readonly name: string; readonly because: "rights" | "author" | "ground" | "consent" | "guardian-consent" | "gone" };
