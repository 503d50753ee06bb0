export interface DiffPart {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** What changed from one text to another, by words: short enough texts for the plain quadratic way. */
export function diffWords(before: string, after: string): readonly DiffPart[] {
  const [old, young] = [wordsOf(before), wordsOf(after)];
  let head = 0;
  while (head < old.length && head < young.length && old[head] === young[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < young.length - head && old.at(-1 - tail) === young.at(-1 - tail)) tail += 1;
  return merge([
    ...old.slice(0, head).map((text) => ({ kind: "same" as const, text })),
    ...middle(old.slice(head, old.length - tail), young.slice(head, young.length - tail)),
    ...old.slice(old.length - tail).map((text) => ({ kind: "same" as const, text })),
  ]);
}

// Words and the white space between them, so that the parts joined are the text again.
const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];

// Beyond this the table would cost more than it tells: the whole middle is then shown as replaced.
const LARGEST_TABLE = 4_000_000;

function middle(old: readonly string[], young: readonly string[]): DiffPart[] {
  if (old.length * young.length > LARGEST_TABLE) {
    return [{ kind: "removed", text: old.join("") }, { kind: "added", text: young.join("") }];
  }
  const width = young.length + 1;
  // Length of the longest common run of words from (i, j) to the ends.
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = old[i] === young[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: DiffPart[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      parts.push({ kind: "same", text: old[i] ?? "" });
      i += 1;
      j += 1;
    } else if (j >= young.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ kind: "removed", text: old[i] ?? "" });
      i += 1;
    } else {
      parts.push({ kind: "added", text: young[j] ?? "" });
      j += 1;
    }
  }
  return parts;
}

function merge(parts: readonly DiffPart[]): DiffPart[] {
  const merged: DiffPart[] = [];
  for (const part of parts) {
    if (part.text === "") continue;
    const last = merged.at(-1);
    if (last?.kind === part.kind) merged[merged.length - 1] = { kind: part.kind, text: last.text + part.text };
    else merged.push(part);
  }
  return merged;
}
