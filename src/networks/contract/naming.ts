import { catalogue, type CatalogueId } from "./catalogue.ts";

/** What is wrong with a name on a network (PRO-5); `most` and `least` are the network's own figures. */
export type NamingFinding =
  | { readonly kind: "handle-too-short"; readonly least: number; readonly have: number }
  | { readonly kind: "handle-too-long"; readonly most: number; readonly have: number }
  | { readonly kind: "handle-characters"; readonly handle: string }
  | { readonly kind: "name-too-long"; readonly language: string; readonly most: number; readonly have: number }
  | { readonly kind: "bio-too-long"; readonly language: string; readonly most: number; readonly have: number };

/** Handle, name and text about itself, held to the limits of the network. */
export function checkNaming(
  network: CatalogueId, naming: { readonly handle: string; readonly displayName: Readonly<Record<string, string>>; readonly bio: Readonly<Record<string, string>> },
): readonly NamingFinding[] {
  const { handle: rule, displayNameMost, bioMost } = catalogue[network];
  const length = Array.from(naming.handle).length;
  const findings: NamingFinding[] = [];
  if (length < rule.least) findings.push({ kind: "handle-too-short", least: rule.least, have: length });
  if (length > rule.most) findings.push({ kind: "handle-too-long", most: rule.most, have: length });
  if (naming.handle !== "" && !new RegExp(`^(?:${rule.pattern})$`, "u").test(naming.handle)) findings.push({ kind: "handle-characters", handle: naming.handle });
  for (const [language, name] of Object.entries(naming.displayName)) {
    const have = Array.from(name).length;
    if (displayNameMost !== null && have > displayNameMost) findings.push({ kind: "name-too-long", language, most: displayNameMost, have });
  }
  for (const [language, bio] of Object.entries(naming.bio)) {
    const have = Array.from(bio).length;
    if (bioMost !== null && have > bioMost) findings.push({ kind: "bio-too-long", language, most: bioMost, have });
  }
  return findings;
}
