import type { FindingView } from "../../views.ts";
import type { Target } from "./content.ts";

/** Where on the screen something is put right. */
export interface Spot {
  readonly fieldId: string;
  readonly language?: string;
  readonly target?: Target;
}

export const textFieldId = "f-text";
export const titleFieldId = "f-title";
export const captionsFieldId = (index: number, language: string): string => `f-captions-${index}-${language}`;
export const altFieldId = (index: number, language: string): string => `f-alt-${index}-${language}`;

/** The field that a finding speaks of, with the tabs that show it. */
export function spotOf({ rule, field, language, profileId, index }: Pick<FindingView, "rule" | "field" | "language" | "profileId" | "index">): Spot {
  switch (field) {
    case "title": return { fieldId: titleFieldId };
    case "texts":
      return { fieldId: textFieldId, target: profileId ?? "common", ...(language === null ? {} : { language }) };
    case "media":
      return { fieldId: index !== null && language !== null ? (rule === "EDI-R4" ? captionsFieldId : altFieldId)(index, language) : "f-pictures" };
    case "citations": return { fieldId: "f-source" };
    case "profiles": return { fieldId: "f-profiles" };
    case "due": return { fieldId: "f-date" };
    case "unit": return { fieldId: "f-unit" };
  }
}
