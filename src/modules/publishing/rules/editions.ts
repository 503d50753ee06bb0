import type { Id } from "#kernel/id.ts";
import type { Localized } from "#kernel/language.ts";
import type { Content } from "./content.ts";
import { partsOf, wholeOf } from "./thread.ts";

/** What of a profile decides how a content becomes its posts. */
export interface EditionProfile {
  readonly id: Id<"profile">;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
}

/** What is read at once: a whole post, or one part of a thread. */
export interface EditionPart {
  readonly languages: readonly string[];
  readonly texts: Localized;
  readonly text: string;
}

/** One post of one profile: in one language, or in several when the profile puts them together. */
export interface Edition extends EditionPart {
  readonly profileId: Id<"profile">;
  /** As its author divided it (EDI-3), each with what all languages say there; one when it is not divided. */
  readonly parts: readonly EditionPart[];
  /** Some of its text is the profile's own. */
  readonly forked: boolean;
}

const BETWEEN_LANGUAGES = "\n\n";

/** The posts that a content makes, profile by profile, in the order chosen; languages without text make none. */
export function composeEditions(content: Content, profiles: readonly EditionProfile[]): readonly Edition[] {
  return content.profiles.flatMap((profileId) => {
    const profile = profiles.find((candidate) => candidate.id === profileId);
    if (!profile) return [];
    const own = content.forks[profileId] ?? {};
    const written = (language: string) => own[language] ?? content.texts[language] ?? "";
    const textIn = (language: string) => wholeOf(written(language));
    const spoken = profile.languages.filter((language) => textIn(language) !== "");
    const groups = profile.layout === "bilingual" ? (spoken.length > 0 ? [spoken] : []) : spoken.map((language) => [language]);
    return groups.map((languages) => ({
      profileId,
      ...partIn(languages, textIn),
      parts: partsIn(languages, written),
      forked: languages.some((language) => own[language] !== undefined),
    }));
  });
}

const partIn = (languages: readonly string[], textIn: (language: string) => string): EditionPart => ({
  languages,
  texts: Object.fromEntries(languages.map((language) => [language, textIn(language)])),
  text: languages.map(textIn).join(BETWEEN_LANGUAGES),
});

/** The first part of every language together, then the second: a language that has fewer ends before. */
function partsIn(languages: readonly string[], written: (language: string) => string): readonly EditionPart[] {
  const parts = new Map(languages.map((language) => [language, partsOf(written(language))]));
  const most = Math.max(...[...parts.values()].map(({ length }) => length));
  return Array.from({ length: most }, (_, index) =>
    partIn(languages.filter((language) => parts.get(language)?.[index] !== undefined), (language) => parts.get(language)?.[index] ?? ""));
}

/**
 * The posts that an edition becomes: one while it fits whole, or where the network has no threads; else its parts, each an
 * answer to the one before.
 */
export const postsOf = (edition: Pick<Edition, "languages" | "texts" | "text" | "parts">, network: { readonly threads: boolean; readonly fits: (text: string) => boolean }): readonly EditionPart[] =>
  network.threads && edition.parts.length > 1 && !network.fits(edition.text) ? edition.parts : [{ languages: edition.languages, texts: edition.texts, text: edition.text }];

/** Description of a picture in the languages of an edition, one after the other. */
export function altFor(alt: Localized, languages: readonly string[]): string {
  return languages.map((language) => (alt[language] ?? "").trim()).filter((text) => text !== "").join(" / ");
}
