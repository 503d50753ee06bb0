import type { DraftContent } from "../../draft-content.ts";
import type { FindingView } from "../../views.ts";

/** What of a finding can be put right with one press: these words for those, in one language. */
export interface Remedy {
  readonly language: string;
  readonly said: string;
  readonly better: string;
}

export function remedyOf({ rule, language, data: { said, better, url, own } }: Pick<FindingView, "rule" | "language" | "data">): Remedy | undefined {
  if (language === null) return undefined;
  const words = rule === "EDI-4-inclusive" || rule === "EDI-12" || rule === "EDI-3-tracking" ? [said, better] : rule === "EDI-R10" ? [url, own] : [];
  const [from, to] = words;
  return typeof from === "string" && typeof to === "string" && to !== "" ? { language, said: from, better: to } : undefined;
}

/** Puts it right in the common text and in those of single profiles, wherever the words stand by themselves. */
export function withRemedy(content: DraftContent, { language, said, better }: Remedy): DraftContent {
  const isAddress = URL.canParse(better);
  const alone = new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(said)}(?![\\p{L}\\p{N}]|[/?&=#]\\S)`, "giu");
  // With a capital where a sentence begins.
  const put = (_: string, at: number, text: string) => (/(?:^|[.!?…¡¿\n]\s*)$/u.test(text.slice(0, at)) && !isAddress ? `${better.slice(0, 1).toUpperCase()}${better.slice(1)}` : better);
  const mend = (texts: Readonly<Record<string, string>>) => (texts[language] === undefined ? texts : { ...texts, [language]: texts[language].replace(alone, put) });
  return { ...content, texts: mend(content.texts), forks: Object.fromEntries(Object.entries(content.forks).map(([profile, own]) => [profile, mend(own)])) };
}
