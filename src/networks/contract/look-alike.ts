/**
 * Names that are taken for one another have the same skeleton: a zero for an o, a Cyrillic letter for a Latin one, two
 * letters that look like one. After Unicode Technical Standard 39, "Confusable Detection", with the few tables that
 * handles need; separators do not count.
 */
export function skeletonOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const letters = Array.from(plain, (letter) => ALIKE[letter] ?? letter).join("");
  return letters.replaceAll("rn", "m").replaceAll("vv", "w").replaceAll("cl", "d").replaceAll(/[\s._·@-]/g, "");
}

const ALIKE: Readonly<Record<string, string>> = {
  0: "o", 1: "l", 3: "e", 4: "a", 5: "s", 6: "b", 7: "t", 8: "b", 9: "g", i: "l", "|": "l", "!": "l", $: "s",
  // Cyrillic
  а: "a", в: "b", с: "c", ԁ: "d", е: "e", ѕ: "s", і: "l", ј: "j", к: "k", м: "m", н: "h", о: "o", р: "p", т: "t", у: "y", х: "x", ӏ: "l",
  // Greek
  α: "a", β: "b", ε: "e", η: "n", ι: "l", κ: "k", ν: "v", ο: "o", ρ: "p", τ: "t", υ: "u", χ: "x",
  // Latin
  ı: "l", ɑ: "a", ɡ: "g", ł: "l", ø: "o", ß: "ss",
};

/**
 * How much one name may be taken for another, from 0 to 1: same skeleton 1, one within the other by how much of it, else
 * by how few letters would have to change.
 */
export function likeness(one: string, other: string): number {
  const a = skeletonOf(one);
  const b = skeletonOf(other);
  if (a === "" || b === "") return 0;
  if (a === b) return 1;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const within = short.length >= 4 && long.includes(short) ? 0.6 + 0.35 * (short.length / long.length) : 0;
  return Math.max(within, 1 - distance(a, b) / long.length);
}

/** Edits that turn one into the other: a letter put in, taken out, changed, or two changed over (Damerau, restricted). */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min((current[column - 1] ?? 0) + 1, (last[column] ?? 0) + 1, (last[column - 1] ?? 0) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) best = Math.min(best, (before[column - 2] ?? 0) + 1);
      current.push(best);
    }
    before = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
