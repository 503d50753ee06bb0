import { z } from "zod";
import type { Id } from "#kernel/id.ts";
import type { Content } from "#modules/publishing/index.ts";

const id = z.uuid();
export const language = z.string().min(2).max(12);
export const byLanguage = z.record(language, z.string().max(20_000));

const pixels = z.int().min(0).max(100_000);
export const frame = z.object({ left: pixels, top: pixels, width: pixels, height: pixels });

/** The working content of a publication, as typed. Limits here only keep out nonsense; the checks speak of the rest. */
export const draftContent = z.object({
  title: z.string().max(200),
  unitId: id.nullable(),
  profiles: z.array(id).max(60),
  texts: byLanguage,
  /** Own text of one profile, language by language; a language that is missing follows the common text. */
  forks: z.record(id, byLanguage),
  media: z.array(z.object({
    assetId: id, alt: byLanguage,
    /** In pixels of the picture: what must stay in sight, and the part that is shown; `frames` by profile, null for the whole. */
    focus: z.object({ x: pixels, y: pixels }).optional(),
    frame: frame.optional(),
    frames: z.record(id, frame.nullable()).optional(),
  })).max(20),
  citations: z.array(z.object({ itemId: id })).max(10),
  /** The publication of other profiles that this repeats. */
  shares: id.nullable().optional(),
  exception: z.enum(["live", "emergency", "reply", "greeting", "closing"]).nullable(),
  /** `null`: as soon as it is approved. `which` answers a time that the clock change shows twice. */
  due: z.object({ local: z.string().max(20), which: z.enum(["earlier", "later"]).optional() }).nullable(),
  /** Nothing of it goes out or is shown outside of the office before. */
  embargo: z.object({ local: z.string().max(20) }).nullable().optional(),
  /** The communication action to which it belongs. */
  actionId: id.nullable().optional(),
});
export type DraftContent = z.infer<typeof draftContent>;

/** What of a publication a template keeps (EDI-9). */
export const templateContent = draftContent.pick({ title: true, profiles: true, texts: true, forks: true, media: true, exception: true }).extend({ groups: z.array(id).max(60), atNextSlot: z.boolean() });

/** An id of text that a schema has found to be a UUID. */
export const idOf = <Kind extends string>(text: string): Id<Kind> => text.toLowerCase() as Id<Kind>;

/** As the screens take it. */
export const contentIn = (content: Content): DraftContent => JSON.parse(JSON.stringify(content)) as DraftContent;

/** As publishing takes it. */
export function contentOf({ actionId, ...content }: DraftContent): Content {
  return {
    ...content,
    // None is not written: what was kept before there were actions stays as it is.
    ...(actionId ? { actionId: idOf<"communication-action">(actionId) } : {}),
    unitId: content.unitId === null ? null : idOf<"unit">(content.unitId),
    profiles: content.profiles.map((profile) => idOf<"profile">(profile)),
    media: content.media.map((picture) => ({ ...picture, assetId: idOf<"asset">(picture.assetId) })),
    ...(content.shares ? { shares: idOf<"publication">(content.shares) } : { shares: undefined }),
    citations: content.citations.map((citation) => ({ itemId: idOf<"item">(citation.itemId) })),
  };
}
