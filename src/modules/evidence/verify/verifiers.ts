import { parseVerifierKey, type Verifier } from "../notes/keys.ts";

/** @throws Error for a text that is no verifier key: without a right key nothing can be verified */
export function verifiersOf(vkeys: readonly string[]): readonly Verifier[] {
  if (vkeys.length === 0) throw new Error("no verifier key given");
  return vkeys.map((text) => {
    const verifier = parseVerifierKey(text);
    if (!verifier) throw new Error(`not a verifier key: ${text}`);
    return verifier;
  });
}
