export interface SourcePart {
  readonly text: string;
  readonly quoted: boolean;
}

/** So many words in a row are no coincidence. */
const RUN = 4;

/** The source with what the texts took from it, word for word, apart: for whoever compares them. */
export function quotedParts(source: string, texts: readonly string[]): readonly SourcePart[] {
  const taken = new Set(texts.flatMap((text) => runsOf(wordsOf(text).map(plain))));
  const words = wordsOf(source);
  const plainWords = words.map(plain);
  const marked = words.map(() => false);
  for (let at = 0; at + RUN <= words.length; at += 1) {
    if (taken.has(plainWords.slice(at, at + RUN).join(" "))) marked.fill(true, at, at + RUN);
  }
  return words.reduce<SourcePart[]>((parts, word, index) => {
    const quoted = marked[index] ?? false;
    const last = parts.at(-1);
    if (last?.quoted === quoted) parts[parts.length - 1] = { quoted, text: last.text + word };
    else parts.push({ quoted, text: word });
    return parts;
  }, []);
}

// A word keeps the white space after it, so that the parts joined are the source again.
const wordsOf = (text: string): string[] => text.match(/\s*\S+\s*/g) ?? [];
const plain = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
const runsOf = (words: readonly string[]): string[] => words.flatMap((_, at) => (at + RUN <= words.length ? [words.slice(at, at + RUN).join(" ")] : []));
