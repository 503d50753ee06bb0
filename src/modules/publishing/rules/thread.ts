/**
 * A text in parts (EDI-3): a line that says nothing but `---` separates them. It stands in the text itself, so that a part is
 * written, corrected, commented on and kept in two versions like every other word.
 */
export const SEPARATOR = "---";

const SEPARATING_LINE = /^[ \t]*-{3}[ \t]*$/mu;
const BETWEEN_PARTS = "\n\n";

/** The parts as they are written, without blank ones; a text without separators is one. */
export const partsOf = (text: string): readonly string[] => text.split(SEPARATING_LINE).map((part) => part.trim()).filter((part) => part !== "");

/** The whole as one who reads it in one piece sees it. */
export const wholeOf = (text: string): string => partsOf(text).join(BETWEEN_PARTS);

/** A text whose parts are these. */
export const joinParts = (parts: readonly string[]): string => parts.join(`\n${SEPARATOR}\n`);

/**
 * Proposes parts that fit, cut where one would pause: between paragraphs, at the end of a sentence, between words. Words,
 * and with them links, hashtags and names, stay whole; one that does not fit by itself is a part of its own.
 * What was in parts already is shared out anew.
 */
export function proposeParts(text: string, fits: (part: string) => boolean): readonly string[] {
  const parts: string[] = [];
  let rest = wholeOf(text);
  while (rest !== "" && !fits(rest)) {
    const end = bestEnd(rest, fits);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? parts : [...parts, rest];
}

interface Pause {
  /** Where the word before it ends. */
  readonly end: number;
  readonly kind: "paragraph" | "sentence" | "word";
}

/** A pause of a better kind is worth a part that is up to so much shorter. */
const LEAST: Readonly<Record<Pause["kind"], number>> = { paragraph: 0.5, sentence: 0.4, word: 0 };

function bestEnd(text: string, fits: (part: string) => boolean): number {
  const fitting = fittingPauses(text, fits);
  const last = fitting.at(-1);
  if (!last) return pausesIn(text)[0]?.end ?? text.length;
  const best = (kind: Pause["kind"]) => fitting.findLast((pause) => pause.kind === kind && pause.end >= last.end * LEAST[kind]);
  return (best("paragraph") ?? best("sentence") ?? last).end;
}

/** Those before which everything fits: the longer a beginning, the more it counts. */
function fittingPauses(text: string, fits: (part: string) => boolean): readonly Pause[] {
  const pauses = pausesIn(text);
  let [low, high] = [0, pauses.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = pauses[middle]?.end ?? text.length;
    if (fits(text.slice(0, end))) low = middle + 1;
    else high = middle;
  }
  return pauses.slice(0, low);
}

const SENTENCE_END = /[.!?…][)\]»”’"']*$/u;
// After a full stop that ends no sentence: «5. esaldia» (a Basque ordinal), «Sra. de la».
const GOES_ON = /^\p{Ll}/u;

const pausesIn = (text: string): readonly Pause[] =>
  [...text.matchAll(/\s+/gu)].map(({ 0: blank, index: end }) => {
    const endsSentence = SENTENCE_END.test(text.slice(Math.max(0, end - 8), end)) && !GOES_ON.test(text.slice(end + blank.length, end + blank.length + 2));
    return { end, kind: /\n\s*\n/u.test(blank) ? "paragraph" : endsSentence || blank.includes("\n") ? "sentence" : "word" };
  });
