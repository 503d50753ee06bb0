import type { ContractState } from "./term.ts";

/** What a company leaves in order (CON-5). That its people may do nothing any more is no item: the clock sees to it (CON-R3). */
const exitItems = ["material", "rights", "handover"] as const;
export type ExitItem = (typeof exitItems)[number];

export interface ExitConfirmation {
  readonly item: ExitItem;
  /** Where it is written: a file, a record. */
  readonly note: string;
  readonly by: string;
  readonly at: string;
}

/** What is still open: from the time on at which the end comes near. Nothing of a contract that has never been in force. */
export function openExitItems(contract: { readonly inForceSince: string | null; readonly state: ContractState }, confirmed: readonly Pick<ExitConfirmation, "item">[]): readonly ExitItem[] {
  if (contract.inForceSince === null || (contract.state !== "expiring" && contract.state !== "ended")) return [];
  return exitItems.filter((item) => !confirmed.some((each) => each.item === item));
}
