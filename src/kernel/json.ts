export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript
 * writes them. What is hashed or signed goes through here, so that equal values have equal bytes everywhere.
 * @throws TypeError for a number that JSON cannot hold, or a lone surrogate
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("canonical JSON has no NaN or Infinity");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("canonical JSON has no lone surrogates");
    return JSON.stringify(value);
  }
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => {
      const member = value[key];
      return member === undefined ? undefined : `${JSON.stringify(key)}:${canonicalJson(member)}`;
    });
  return `{${members.filter((member) => member !== undefined).join(",")}}`;
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
