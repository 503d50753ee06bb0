import type { Id } from "#kernel/id.ts";
import type { Localized } from "#kernel/language.ts";
import type { Content } from "./content.ts";

/** What of a profile decides how a content becomes its posts. */
export interface EditionProfile {
  readonly id: Id<"profile">;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
}

/** One post of one profile: in one language, or in several when the profile puts them together. */
export interface Edition {
  readonly profileId: Id<"profile">;
  readonly languages: readonly string[];
  readonly texts: Localized;
  readonly text: string;
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
    const textIn = (language: string) => (own[language] ?? content.texts[language] ?? "").trim();
    const spoken = profile.languages.filter((language) => textIn(language) !== "");
    const groups = profile.layout === "bilingual" ? (spoken.length > 0 ? [spoken] : []) : spoken.map((language) => [language]);
    return groups.map((languages) => ({
      profileId,
      languages,
      texts: Object.fromEntries(languages.map((language) => [language, textIn(language)])),
      text: languages.map(textIn).join(BETWEEN_LANGUAGES),
      forked: languages.some((language) => own[language] !== undefined),
    }));
  });
}

/** Description of a picture in the languages of an edition, one after the other. */
export function altFor(alt: Localized, languages: readonly string[]): string {
  return languages.map((language) => (alt[language] ?? "").trim()).filter((text) => text !== "").join(" / ");
}
