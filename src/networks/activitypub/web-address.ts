import { z } from "zod";

/**
 * An address that everybody reads alike: nothing that parsers skip or turn round (white space, control characters,
 * backslashes), nobody's name before the host, and short enough for an index, counted in bytes.
 */
export const webAddress = (mostBytes: number) => z.string().max(mostBytes).refine((text) => {
  if (!/^https?:\/\/[^\s\\\p{Cc}]+$/u.test(text) || Buffer.byteLength(text) > mostBytes || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === "" && password === "";
});
