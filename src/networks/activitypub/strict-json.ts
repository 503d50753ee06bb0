export type StrictJsonRefusal = "not-utf-8" | "not-json" | "nul" | "too-deep" | "too-many-values" | "duplicate-key" | "forbidden-key" | "not-an-object";

export interface StrictJsonLimits {
  readonly maxDepth: number;
  readonly maxValues: number;
}

/** Keys that mean something to JavaScript and nothing to us. */
const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * JSON in which two readers cannot see two different things: UTF-8 without fault, each key once in its object, no NUL,
 * bounded depth and size. What passes is an object whose members are the text's and nobody else's.
 */
export function readStrictJson(bytes: Uint8Array, limits: StrictJsonLimits): { readonly [key: string]: unknown } | StrictJsonRefusal {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "not-utf-8";
  }
  const refusal = inspect(text, limits);
  if (refusal) return refusal;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not-json";
  }
  return isObject(value) ? value : "not-an-object";
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } => typeof value === "object" && value !== null && !Array.isArray(value);

// One pass over the text before it is parsed: nothing is built, so a hostile text costs its length. Grammar is left to
// JSON.parse; here a wrong text may pass, but a right one is never misread.
function inspect(text: string, { maxDepth, maxValues }: StrictJsonLimits): StrictJsonRefusal | undefined {
  const open: (Set<string> | undefined)[] = [];
  let values = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "{" || character === "[") {
      if (open.length === maxDepth) return "too-deep";
      open.push(character === "{" ? new Set() : undefined);
      values += 1;
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === ",") {
      values += 1;
    } else if (character === '"') {
      const end = endOfString(text, index);
      if (end === undefined) return "not-json";
      const raw = text.slice(index, end + 1);
      index = end;
      if (/\\u0000/i.test(raw) || raw.includes("\0")) return "nul";
      const keys = open.at(-1);
      if (keys && isColonAfter(text, end)) {
        const key = unescaped(raw);
        if (key === undefined) return "not-json";
        if (FORBIDDEN.has(key)) return "forbidden-key";
        if (keys.has(key)) return "duplicate-key";
        keys.add(key);
      }
    }
    if (values > maxValues) return "too-many-values";
  }
  return undefined;
}

function isColonAfter(text: string, end: number): boolean {
  for (let index = end + 1; index < text.length; index += 1) {
    const character = text[index];
    if (character === ":") return true;
    if (character !== " " && character !== "\n" && character !== "\r" && character !== "\t") return false;
  }
  return false;
}

function endOfString(text: string, start: number): number | undefined {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === '"') return index;
  }
  return undefined;
}

// `"actor"` and `"\u0061ctor"` are the same key.
function unescaped(raw: string): string | undefined {
  if (!raw.includes("\\")) return raw.slice(1, -1);
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
