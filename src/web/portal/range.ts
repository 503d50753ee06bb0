/** From one position up to another that is not in it. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The piece that a `Range` header asks for (RFC 9110, 14.2). What is no single range of bytes is not heard, and the whole is sent;
 * who names no end gets a piece of at most `piece`.
 */
export function rangeIn(header: string | undefined, length: number, piece: number): ByteRange | "outside" | undefined {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "") {
    const from = Math.max(0, length - Number(last));
    return from < length ? { from, to: length } : "outside";
  }
  const from = Number(first);
  if (from >= length) return "outside";
  if (last === "") return { from, to: Math.min(length, from + piece) };
  return Number(last) < from ? undefined : { from, to: Math.min(length, Number(last) + 1) };
}
