/** A BCP 47 tag in its usual spelling: `es`, `eu`, `pt-BR`. Content is keyed by it; no language is a column. */
export type LanguageTag = string & { readonly __language: true };

/** One text in several languages. */
export type Localized<Text = string> = Readonly<Record<string, Text>>;

/** The canonical spelling of a tag; undefined when the text is none. */
export function parseLanguageTag(text: string): LanguageTag | undefined {
  const match = /^([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?$/i.exec(text.trim().replaceAll("_", "-"));
  if (!match) return undefined;
  const [, language = "", script, region] = match;
  const parts = [language.toLowerCase()];
  if (script) parts.push(script.charAt(0).toUpperCase() + script.slice(1).toLowerCase());
  if (region) parts.push(region.toUpperCase());
  return parts.join("-") as LanguageTag;
}

/** The text in the first wanted language that has one, else in any; undefined only when there is none at all. */
export function inLanguage<Text>(texts: Localized<Text>, wanted: readonly string[]): Text | undefined {
  for (const tag of wanted) if (texts[tag] !== undefined) return texts[tag];
  return Object.values(texts)[0];
}
