import type { Id } from "#kernel/id.ts";
import type { Localized } from "#kernel/language.ts";

/** Kinds of publication that may go out without citing the web (S10): live and emergency leave a debt to it; `closing` says that a profile closes. */
export type Exception = "live" | "emergency" | "reply" | "greeting" | "closing";

/** A part of a picture, in its pixels. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A picture as people put it into a publication. Where nothing is said of its frame it is shown whole. */
export interface ShownPicture {
  readonly assetId: Id<"asset">;
  readonly alt: Localized;
  /** What must stay in sight where a network shows less of it. */
  readonly focus?: { readonly x: number; readonly y: number } | undefined;
  /** The part that is shown. */
  readonly frame?: Frame | undefined;
  /** By profile: a part of its own; null: there it is shown whole. */
  readonly frames?: Readonly<Record<string, Frame | null>> | undefined;
}

/** The part of a picture that a profile shows; undefined where it is the whole. */
export function frameFor({ frame, frames }: Pick<ShownPicture, "frame" | "frames">, profileId: string): Frame | undefined {
  const own = frames?.[profileId];
  return own === undefined ? frame : (own ?? undefined);
}

/** What people write: one common text a language, own texts of single profiles, pictures, sources, when. */
export interface Content {
  readonly title: string;
  readonly unitId: Id<"unit"> | null;
  readonly profiles: readonly Id<"profile">[];
  readonly texts: Localized;
  /** By profile: the languages in which it has a text of its own. */
  readonly forks: Readonly<Record<string, Localized>>;
  readonly media: readonly ShownPicture[];
  readonly citations: readonly { readonly itemId: Id<"item"> }[];
  /** What another profile of the council said, which this repeats (EDI-R1, EDI-R8). */
  readonly shares?: Id<"publication"> | null | undefined;
  readonly exception: Exception | null;
  /** Wall time in the council's zone; `null`: as soon as it is approved. */
  readonly due: { readonly local: string; readonly which?: "earlier" | "later" | undefined } | null;
  /** Nothing of it may be known before (EDI-7): wall time in the council's zone. */
  readonly embargo?: { readonly local: string } | null | undefined;
  /** The communication action to which it belongs (EDI-10): at most one. */
  readonly actionId?: Id<"communication-action"> | null | undefined;
}

export const emptyContent: Content = {
  title: "", unitId: null, profiles: [], texts: {}, forks: {}, media: [], citations: [], exception: null, due: null,
};
