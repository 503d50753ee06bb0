import { parseId } from "#kernel/id.ts";
import { emptyContent } from "#modules/publishing/rules/content.ts";
import type { Frame, Point } from "#modules/media/rules/frame.ts";
import { composeEditions, postsOf } from "#modules/publishing/rules/editions.ts";
import { joinParts, proposeParts } from "#modules/publishing/rules/thread.ts";
import { countCharacters } from "#networks/contract/count.ts";
import { handLimits } from "#networks/contract/hand-limits.ts";
import type { DraftContent } from "../../draft-content.ts";
import type { PostView, ProfileView } from "../../views.ts";

/** Where one is writing: the common text or the own text of one profile. */
export type Target = "common" | (string & {});

export function textAt(content: DraftContent, target: Target, language: string): string {
  const own = target === "common" ? undefined : content.forks[target]?.[language];
  return own ?? content.texts[language] ?? "";
}

export const isForked = (content: DraftContent, target: Target, language: string): boolean =>
  target !== "common" && content.forks[target]?.[language] !== undefined;

/** Typing in a profile's tab gives it a text of its own; the common one stays. */
export function withText(content: DraftContent, target: Target, language: string, text: string): DraftContent {
  if (target === "common") return { ...content, texts: { ...content.texts, [language]: text } };
  return { ...content, forks: { ...content.forks, [target]: { ...content.forks[target], [language]: text } } };
}

/** The profile follows the common text again in that language. */
export function backToCommon(content: DraftContent, target: Target, language: string): DraftContent {
  const { [language]: _, ...kept } = content.forks[target] ?? {};
  const { [target]: __, ...others } = content.forks;
  return { ...content, forks: Object.keys(kept).length === 0 ? others : { ...others, [target]: kept } };
}

/** Choosing a profile keeps the order of the register; leaving one out forgets its own texts. */
export function withProfile(content: DraftContent, id: string, chosen: boolean, order: readonly string[]): DraftContent {
  const profiles = order.filter((each) => (each === id ? chosen : content.profiles.includes(each)));
  const { [id]: own, ...others } = content.forks;
  const media = chosen ? content.media : content.media.map((picture) => withFraming(picture, { ...picture, frames: without(picture.frames ?? {}, id) }));
  return { ...content, profiles, media, forks: chosen && own ? { ...others, [id]: own } : others };
}

/** How a picture is shown: its part for all, those of single profiles (null: whole there), and what must stay in sight. */
export interface Framing {
  readonly focus?: Point | undefined;
  readonly frame?: Frame | undefined;
  readonly frames?: Readonly<Record<string, Frame | null>> | undefined;
}

type DraftPicture = DraftContent["media"][number];

/** A picture framed so; what says nothing leaves no trace. */
export function withFraming({ assetId, alt }: DraftPicture, { focus, frame, frames = {} }: Framing): DraftPicture {
  return { assetId, alt, ...(focus ? { focus } : {}), ...(frame ? { frame } : {}), ...(Object.keys(frames).length > 0 ? { frames } : {}) };
}

export function without<Member>(members: Readonly<Record<string, Member>>, name: string): Readonly<Record<string, Member>> {
  const { [name]: _, ...kept } = members;
  return kept;
}

/** Languages that these profiles speak besides the council's own, after them. */
export function languagesOf(profiles: readonly ProfileView[], official: readonly string[]): readonly string[] {
  return [...new Set([...official, ...profiles.flatMap((profile) => profile.languages)])];
}

export interface LiveEdition {
  readonly key: string;
  readonly profile: ProfileView;
  readonly languages: readonly string[];
  readonly text: string;
  readonly forked: boolean;
  /** What goes out, one after the other: several are a thread. */
  readonly posts: readonly PostView[];
  readonly most: number;
}

/** What each profile will show, as typed so far, counted as its network counts: the same functions as on the server. */
export function liveEditions(content: DraftContent, profiles: readonly ProfileView[]): readonly LiveEdition[] {
  return content.profiles.flatMap((chosen) => {
    const profile = profiles.find((candidate) => candidate.id === chosen);
    const id = parseId<"profile">(chosen);
    if (!profile || id === undefined) return [];
    const { languages, layout, limits: { threads, maxCharacters: most } } = profile;
    const count = countFor(profile);
    const editions = composeEditions({ ...emptyContent, profiles: [id], texts: content.texts, forks: content.forks }, [{ id, languages, layout }]);
    return editions.map((edition): LiveEdition => ({
      key: `${id} ${edition.languages.join("+")}`,
      profile,
      languages: edition.languages,
      text: edition.text,
      forked: edition.forked,
      posts: postsOf(edition, { threads, fits: (text) => count(text) <= most }).map((post) => ({ ...post, characters: count(post.text) })),
      most,
    }));
  });
}

const countFor = ({ limits }: ProfileView) => (text: string): number => countCharacters(text, limits.counting, limits.charactersPerLink ?? undefined);

/** Something of it does not fit there. */
export const isTooLong = ({ posts, most }: Pick<LiveEdition, "posts" | "most">): boolean => posts.some(({ characters }) => characters > most);

/** Divides what does not fit on a profile into a thread (EDI-3), where it is written: its own text, or the common one. */
export function asThread(content: DraftContent, { profile, languages }: Pick<LiveEdition, "profile" | "languages">): DraftContent {
  const count = countFor(profile);
  // Languages that go out together share each post, with a blank line between them.
  const most = Math.floor((profile.limits.maxCharacters - 2 * (languages.length - 1)) / languages.length);
  return languages.reduce((now, language) => {
    const target = isForked(now, profile.id, language) ? profile.id : "common";
    return withText(now, target, language, joinParts(proposeParts(textAt(now, target, language), (part) => count(part) <= most)));
  }, content);
}

export type LanguageState = "written" | "missing" | "optional";

/** Whether a language has its text; one that is not the council's is nobody's duty. */
export function languageState(content: DraftContent, language: string, official: readonly string[]): LanguageState {
  const common = (content.texts[language] ?? "").trim() !== "";
  const everywhere = content.profiles.length > 0 && content.profiles.every((id) => (content.forks[id]?.[language] ?? "").trim() !== "");
  if (common || everywhere) return "written";
  return official.includes(language) ? "missing" : "optional";
}

export const sameContent = (one: DraftContent, other: DraftContent): boolean => stable(one) === stable(other);

// Members in a fixed order, so that the way in which a record was built does not count as a difference.
function stable(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member);
}

/** How long the common text is on a network that is written to by hand. */
export interface HandMeter {
  readonly network: ProfileView["network"];
  readonly language: string;
  readonly characters: number;
  readonly most: number;
}

/** The common text in each of its languages on each network that is written to by hand, on which the council has a profile and of which we know what it takes. */
export function handMeters(content: DraftContent, profiles: readonly ProfileView[]): readonly HandMeter[] {
  const networks = [...new Set(profiles.filter(({ spoken, state }) => !spoken && state === "active").map(({ network }) => network))];
  const texts = Object.entries(content.texts).filter(([, text]) => text.trim() !== "");
  return networks.flatMap((network) => {
    const limits = handLimits[network];
    return limits ? texts.map(([language, text]) => ({ network, language, characters: countCharacters(text, limits.counting), most: limits.maxCharacters.value })) : [];
  });
}
