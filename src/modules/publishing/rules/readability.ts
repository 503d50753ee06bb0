/** A text without what is not prose: links, tags, accounts. */
export const proseOf = (text: string): string => text.replaceAll(/https?:\/\/\S+/gu, " ").replaceAll(/(?<!\S)[#@][\p{L}\p{N}_.@-]+/gu, " ");

/** Words of a text; figures do not count. */
export const wordsOf = (text: string): readonly string[] => text.match(/\p{L}+(?:['’-]\p{L}+)*/gu) ?? [];

/** Sentences: what ends with a full stop, a question or exclamation mark or a line; an abbreviation or a figure ends none. */
export function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?…])(?=\s+["«“¿¡]*\p{Lu})|\n+/u).map((sentence) => sentence.trim()).filter((sentence) => wordsOf(sentence).length > 0);
}

export interface Readability {
  /** 0 (hard) to 100 (easy), INFLESZ scale: below 40 very hard, 55 to 65 normal, above 80 very easy. */
  readonly score: number;
  readonly words: number;
  readonly longestSentence: string;
}

/**
 * How easy a Spanish text is to read: Szigriszt-Pazos's perspicuity (206.835 − 62.3 · syllables/words − words/sentences),
 * read on the INFLESZ scale. Source: Barrio-Cantalejo et al., «Validación de la Escala INFLESZ», Anales Sis San Navarra 31 (2008).
 */
export function readabilityOf(text: string): Readability | undefined {
  const prose = proseOf(text);
  const words = wordsOf(prose);
  const sentences = sentencesOf(prose);
  if (words.length === 0 || sentences.length === 0) return undefined;
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  const score = 206.835 - (62.3 * syllables) / words.length - words.length / sentences.length;
  return { score: Math.round(score * 10) / 10, words: words.length, longestSentence: longestOf(sentences) };
}

export const longestOf = (sentences: readonly string[]): string => sentences.reduce((longest, sentence) => (wordsOf(sentence).length > wordsOf(longest).length ? sentence : longest), "");

const STRONG = /[aeoáéóàèò]/u;
const WEAK_STRESSED = /[íú]/u;
const WEAK = /[iuüï]/u;

/** Syllables of a Spanish word: its vowel sounds, where two strong vowels, or a strong one and a stressed weak one, are apart. */
export function syllablesIn(word: string): number {
  const letters = word.toLowerCase().replaceAll(/qu(?=[eiéí])/gu, "q").replaceAll(/gu(?=[eiéí])/gu, "g").replaceAll(/y(?=[aeiouáéíóú])/gu, "j").replaceAll("y", "i");
  let count = 0;
  let before = "";
  for (const letter of letters) {
    const vowel = STRONG.test(letter) || WEAK.test(letter) || WEAK_STRESSED.test(letter);
    if (vowel && (before === "" || isHiatus(before, letter))) count += 1;
    before = vowel ? letter : "";
  }
  return Math.max(1, count);
}

function isHiatus(one: string, other: string): boolean {
  const strong = (letter: string) => STRONG.test(letter);
  if (strong(one) && strong(other)) return true;
  return (strong(one) && WEAK_STRESSED.test(other)) || (WEAK_STRESSED.test(one) && strong(other));
}
