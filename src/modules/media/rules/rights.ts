/** By what right the council shows a picture. The Creative Commons names are the SPDX ones. */
type Licence = "own" | "permission" | "CC0-1.0" | "CC-BY-4.0" | "CC-BY-SA-4.0" | "public-domain";

/** Whether somebody could be recognised in it; `minors` when one of those is under age. */
type PeopleShown = "none" | "not-identifiable" | "identifiable" | "minors";

export type ConsentGiver = "adult" | "guardian";

export interface Rights {
  readonly licence: Licence;
  readonly author: string;
  /** Where the permission is written: a file number, a contract, an address. */
  readonly ground: string;
  readonly people: PeopleShown;
}

export interface Consent {
  readonly givenBy: ConsentGiver;
  /** The last day on which it holds, `YYYY-MM-DD`; null: until it is withdrawn. */
  readonly until: string | null;
  readonly ended: boolean;
}

/** What a picture lacks to be shown (EDI-R5). */
export type RightsLack = "rights" | "author" | "ground" | "consent" | "guardian-consent";

const ATTRIBUTED: ReadonlySet<Licence> = new Set(["CC-BY-4.0", "CC-BY-SA-4.0"]);

/** Whoever shows it has to name its author. */
export const mustCredit = (rights: Pick<Rights, "licence">): boolean => ATTRIBUTED.has(rights.licence);

/** The first thing that is missing for the picture to be shown on a day, `YYYY-MM-DD`; undefined when nothing is. */
export function lackOf(rights: Rights | undefined, consents: readonly Consent[], day: string): RightsLack | undefined {
  if (!rights) return "rights";
  if (mustCredit(rights) && rights.author.trim() === "") return "author";
  if (rights.licence === "permission" && rights.ground.trim() === "") return "ground";
  const holds = (giver: ConsentGiver) => consents.some((consent) => consent.givenBy === giver && !consent.ended && (consent.until === null || consent.until >= day));
  // Where a child can be recognised the guardians' word is asked, whoever else is in the picture.
  if (rights.people === "minors" && !holds("guardian")) return "guardian-consent";
  if (rights.people === "identifiable" && !holds("adult")) return "consent";
  return undefined;
}

/** How the author is named beside the picture; undefined where nobody is. */
export function creditOf(rights: Rights | undefined): string | undefined {
  if (!rights || rights.author.trim() === "") return undefined;
  return rights.licence.startsWith("CC") ? `${rights.author.trim()} / ${rights.licence.replaceAll("-", " ")}` : rights.author.trim();
}
