import { blanksIn, fillBlanks } from "#modules/publishing/rules/blanks.ts";
import type { DraftContent } from "../../draft-content.ts";

/** A place of a draft that waits to be filled in, with the languages in whose texts it stands (EDI-9). */
export interface OpenBlank {
  readonly name: string;
  /** As it is written where it is met first. */
  readonly written: string;
  /** None where it stands in the title alone. */
  readonly languages: readonly string[];
}

/** Places that can be filled in, in the order in which one meets them. */
export function openBlanks(content: Pick<DraftContent, "title" | "texts" | "forks" | "media">): readonly OpenBlank[] {
  const found = new Map<string, { readonly written: string; readonly languages: Set<string> }>();
  const look = (text: string, language?: string) => {
    for (const { raw, name } of blanksIn(text)) {
      if (name === undefined) continue;
      const blank = found.get(name) ?? { written: raw.slice(2, -2).trim(), languages: new Set<string>() };
      if (language !== undefined) blank.languages.add(language);
      found.set(name, blank);
    }
  };
  look(content.title);
  for (const texts of textsOf(content)) for (const [language, text] of Object.entries(texts)) look(text, language);
  return [...found].map(([name, { written, languages }]) => ({ name, written, languages: [...languages] }));
}

const textsOf = ({ texts, forks, media }: Pick<DraftContent, "texts" | "forks" | "media">) => [texts, ...Object.values(forks), ...media.map(({ alt }) => alt)];

/** The draft with what is known filled in; `language` is null for the title. */
export function withBlanksFilled(content: DraftContent, valueOf: (name: string, language: string | null) => string | undefined): DraftContent {
  const fill = (texts: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, fillBlanks(text, (name) => valueOf(name, language))]));
  return {
    ...content,
    title: fillBlanks(content.title, (name) => valueOf(name, null)),
    texts: fill(content.texts),
    forks: Object.fromEntries(Object.entries(content.forks).map(([profile, own]) => [profile, fill(own)])),
    media: content.media.map((picture) => ({ ...picture, alt: fill(picture.alt) })),
  };
}
