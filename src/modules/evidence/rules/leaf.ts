import { canonicalJson, type Json } from "#kernel/json.ts";

/**
 * What is hashed: one canonical JSON text a record. Facts stand in it in clear and for ever, so they hold no personal
 * data; of each value, which may be personal, it holds only the commitment (GOALS 8.17, EVI-R3).
 */
export interface Leaf {
  readonly id: string;
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly at: string;
  readonly facts: { readonly [name: string]: Json };
  /** Name of a value -> SHA-256 over salt and value, in hexadecimal. */
  readonly values: { readonly [name: string]: string };
}

const VERSION = 1;

export function leafText({ id, kind, subject, at, facts, values }: Leaf): string {
  return canonicalJson({ v: VERSION, id, kind, subject: { type: subject.type, id: subject.id }, at, facts, values });
}

/** Reads a leaf; undefined for a text that `leafText` cannot have written. */
export function parseLeaf(text: string): Leaf | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (!isObject(read) || read["v"] !== VERSION) return undefined;
  const { id, kind, subject, at, facts, values } = read;
  if (!isText(id) || !isText(kind) || !isText(at) || !isObject(subject) || !isObject(facts) || !isObject(values)) return undefined;
  const { type, id: subjectId } = subject;
  if (!isText(type) || !isText(subjectId)) return undefined;
  if (!Object.values(values).every((value) => isText(value) && /^[0-9a-f]{64}$/.test(value))) return undefined;
  const leaf = { id, kind, subject: { type, id: subjectId }, at, facts, values } as Leaf;
  return leafText(leaf) === text ? leaf : undefined;
}

/**
 * The text whose SHA-256, after the salt, commits to a value. The first line keeps it apart from everything else that
 * is ever hashed; a value is hashed in its canonical form.
 */
export const COMMITMENT_DOMAIN = "pregonero/evidence/value/1\n";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
