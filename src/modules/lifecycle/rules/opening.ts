/** What must be in place before a profile speaks (PRO-4); `needs` tells what the answer is. */
export const openingItems = ["mailbox", "recovery", "admins", "mfa", "houseRules", "hours", "avatar", "bio"] as const;
export type OpeningItem = (typeof openingItems)[number];

export type OpeningFinding =
  | { readonly kind: "opening-item-missing"; readonly item: OpeningItem }
  | { readonly kind: "admins-too-few"; readonly have: number; readonly need: number }
  | { readonly kind: "not-connected" };

/** What keeps a profile from being activated (PRO-R6). Whether the mailbox is the council's is asked when it is entered. */
export function checkOpening(
  values: Readonly<Partial<Record<OpeningItem, string>>>, facts: { readonly adminsNeeded: number; readonly connection: "none" | "missing" | "connected" | "needs-person"; readonly own: boolean },
): readonly OpeningFinding[] {
  const findings: OpeningFinding[] = [];
  for (const item of openingItems) {
    // An account of our own has no password of its own to be lost, and its managers are its administrators.
    if (facts.own && (item === "mailbox" || item === "recovery" || item === "admins" || item === "mfa")) continue;
    if (item !== "admins" && !values[item]?.trim()) findings.push({ kind: "opening-item-missing", item });
  }
  if (!facts.own) {
    const admins = new Set((values.admins ?? "").split(",").map((name) => name.trim().toLowerCase()).filter((name) => name !== "")).size;
    if (admins < facts.adminsNeeded) findings.push({ kind: "admins-too-few", have: admins, need: facts.adminsNeeded });
  }
  if (facts.connection === "missing" || facts.connection === "needs-person") findings.push({ kind: "not-connected" });
  return findings;
}
