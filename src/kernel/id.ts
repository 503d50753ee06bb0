/**
 * Identifiers are UUID version 7 (RFC 9562): made by us, ordered by time of making, without meaning.
 * The brand keeps a profile's id from being passed where a publication's is wanted.
 */
export type Id<Kind extends string> = string & { readonly __id: Kind };

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Reads an id from outside; undefined when it is not a lower-case UUID. */
export function parseId<Kind extends string>(text: string): Id<Kind> | undefined {
  return SHAPE.test(text) ? (text as Id<Kind>) : undefined;
}

/**
 * A UUID v7 from its two ingredients.
 * @param epochMs milliseconds since 1970, an integer below 2^48
 * @param random 10 random bytes
 */
export function makeId<Kind extends string>(epochMs: number, random: Uint8Array): Id<Kind> {
  const bytes = new Uint8Array(16);
  for (let index = 0; index < 6; index += 1) bytes[index] = Math.floor(epochMs / 2 ** (8 * (5 - index))) & 0xff;
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const text = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return text as Id<Kind>;
}
