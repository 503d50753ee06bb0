import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { inLanguage } from "#kernel/language.ts";
import { type Json, canonicalJson } from "#kernel/json.ts";
import { linksIn } from "#kernel/links.ts";
import { readWallTime, wallTimeAt, type WallTimeReading } from "#kernel/wall-time.ts";
import { maySpeak } from "#modules/authority/index.ts";
import { type Asset, type Crop, creditOf, type KeptCaptions, lackOf, listAssets, listCaptions, listCrops, listRights, mustCredit, type PictureRights, sameFrame } from "#modules/media/index.ts";
import { type Council, getCouncil, getParameter, isElectionCalled } from "#modules/policy/index.ts";
import { listProfiles, type Profile } from "#modules/register/index.ts";
import { listUnattendedAt } from "#modules/staffing/index.ts";
import { type CitedItem, findItemByUrl, listCitedItems } from "#modules/sources/index.ts";
import { countCharacters } from "#networks/contract/count.ts";
import { hasThreads, isSpoken, isVideo, type NetworkLimits, takesVideo } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import { type Content, frameFor, type ShownPicture } from "./rules/content.ts";
import { sha256 } from "./sha256.ts";
import { type CheckedProfile, type CheckInput, checkPublication, type CountedPost, type Finding } from "./rules/checks.ts";
import { embargoEnd } from "./rules/embargo.ts";
import { composeEditions, type Edition, postsOf } from "./rules/editions.ts";
import { type Manner, readPlaceNames, readReplacements } from "./rules/manner.ts";
import { listActions } from "./communication-actions.ts";
import { listNeighbours } from "./neighbours.ts";
import { countShares, findSharedPost, type SharedPost } from "./shares.ts";

/** What a profile's network takes: its server's own figures where they are known, else the network's. */
export type LimitsOf = (profile: Pick<Profile, "network" | "limits">) => NetworkLimits;

/** What a profile will say, in as many posts as it needs there (EDI-3). */
export type DraftEdition = Edition & { readonly posts: readonly CountedPost[]; readonly maxCharacters: number };

/** Everything that follows from a working content at an instant: its posts, what is wrong with it, and its identity. */
export interface DraftFacts {
  readonly council: Council;
  readonly profiles: readonly Profile[];
  readonly editions: readonly DraftEdition[];
  readonly citations: readonly (CitedItem | undefined)[];
  /** What it repeats of another profile. */
  readonly shared: SharedPost | undefined;
  readonly assets: readonly Asset[];
  /** What was cut out of them, by digest. */
  readonly crops: ReadonlyMap<string, readonly Crop[]>;
  /** Of videos, by digest (EDI-R4). */
  readonly captions: ReadonlyMap<string, readonly KeptCaptions[]>;
  /** What is known of their rights, by digest. */
  readonly rights: ReadonlyMap<string, PictureRights>;
  readonly due: WallTimeReading | undefined;
  /** When its embargo ends (EDI-7). */
  readonly embargo: Instant | undefined;
  /** On which it is to go out, `YYYY-MM-DD` in the council's zone. */
  readonly day: string;
  readonly findings: readonly Finding[];
  /** SHA-256 over all that an approval covers: words, pictures and their descriptions, sources, profiles, time (EDI-R6). */
  readonly hash: string;
}

/** `publicationId`: whose content it is, so that it is no neighbour of itself; undefined for one that is not kept yet. */
export async function readDraftFacts(db: Queryable, limitsOf: LimitsOf, content: Content, now: Instant, publicationId?: Id<"publication">): Promise<DraftFacts> {
  const council = await getCouncil(db);
  const profiles = await listProfiles(db, { ids: content.profiles });
  const items = await listCitedItems(db, content.citations.map((citation) => citation.itemId));
  const citations = content.citations.map(({ itemId }) => items.find((item) => item.itemId === itemId));
  const shared = content.shares ? await findSharedPost(db, content.shares) : undefined;
  const assets = await listAssets(db, content.media.map((picture) => picture.assetId));
  const due = content.due ? chosenReading(content.due, council.zone) : undefined;
  const end = embargoEnd(content, council.zone);
  const day = wallTimeAt(due?.kind === "once" ? due.at : now, council.zone).local.slice(0, 10);
  const rights = await listRights(db, assets.map(({ digest }) => digest));
  const captions = await listCaptions(db, assets.map(({ digest }) => digest));
  const crops = await listCrops(db, assets.map(({ digest }) => digest));
  const editions = composeEditions(content, profiles).map((edition) => {
    const { network, limits: own } = profiles.find((profile) => profile.id === edition.profileId) ?? { network: "feed" as const, limits: undefined };
    const limits = limitsOf({ network, limits: own });
    const maxCharacters = limits.maxCharacters.value;
    const count = (text: string) => countCharacters(text, limits.counting, limits.charactersPerLink?.value);
    const posts = postsOf(edition, { threads: hasThreads(network), fits: (text) => count(text) <= maxCharacters });
    return { ...edition, posts: posts.map((post) => ({ ...post, characters: count(post.text) })), maxCharacters };
  });
  const goesOut = due?.kind === "once" ? due.at : now;
  const sharesDays = await getParameter(db, "publishing.sharesDays", now);
  const [action] = content.actionId ? await listActions(db, content.actionId) : [];
  const contacts = await getParameter(db, "publishing.officialContacts", now);
  const dailyMost = readFigures(await getParameter(db, "publishing.dailyMost", now));
  const findings = checkPublication({
    content,
    editions,
    officialLanguages: council.languages,
    profiles: profiles.map((profile) => checkedProfile(profile, limitsOf(profile), council.languages, dailyMost.get(profile.network) ?? null)),
    citations: citations.map((item) => item
      ? {
          status: item.status,
          title: titleOf(item, council.languages),
          urls: Object.fromEntries(item.variants.map((variant) => [variant.language, variant.url])),
        }
      : null),
    deadLinks: await findDeadLinks(db, content, editions, council.languages),
    shared: content.shares ? { isOut: shared?.isOut ?? false, profileIds: shared?.profiles.map(({ id }) => id) ?? [] } : null,
    shareCounts: content.shares ? await countShares(db, content.profiles, goesOut, sharesDays, publicationId) : new Map(),
    sharesDays,
    assets: new Map(assets.map((asset) => {
      const known = rights.get(asset.digest);
      const pictures = content.media.filter(({ assetId }) => assetId === asset.id);
      return [asset.id, {
        isUncut: pictures.some((picture) => content.profiles.some((id) => sentOf(picture, asset, crops, id) === undefined)),
        fileName: asset.fileName, lacks: lackOf(known?.rights, known?.consents ?? [], day), mustName: known?.rights && mustCredit(known.rights) ? known.rights.author : undefined,
        ...(isVideo(asset) ? { captions: (captions.get(asset.digest) ?? []).map(({ language }) => language) } : {}),
      }];
    })),
    due: due ?? null,
    day,
    action: action ? { title: inLanguage(action.title, council.languages) ?? "", from: action.from, to: action.to } : null,
    embargo: end ?? null,
    now,
    altMinimum: await getParameter(db, "publishing.altMinimum", now),
    officialContacts: contacts.split(",").map((contact) => contact.trim()).filter((contact) => contact !== ""),
    manner: await readManner(db, now),
    neighbours: await listNeighbours(db, content.profiles, goesOut, council.zone, publicationId),
    spacingMinutes: await getParameter(db, "publishing.spacingMinutes", now),
    unattended: await listUnattendedAt(db, content.profiles, due?.kind === "once" ? due.at : undefined, now),
  });
  return {
    council, profiles, editions, citations, shared, assets, crops, captions, rights, due, day, embargo: end === "unreadable" ? undefined : end, findings, hash: hashOf(content, editions, { assets, crops, captions, rights }),
  };
}

const MOST_LINKS = 20;

/** Of the links in these posts, those to pages of the municipal web that are gone or not in force any more. Of cited ones EDI-R9 speaks. */
async function findDeadLinks(db: Queryable, { citations }: Content, editions: readonly Edition[], languages: readonly string[]): Promise<CheckInput["deadLinks"]> {
  const links = [...new Set(editions.flatMap(({ texts }) => Object.values(texts).flatMap(linksIn)))].slice(0, MOST_LINKS);
  const dead = new Map<string, { readonly status: "gone" | "not_in_force"; readonly title: string }>();
  for (const link of links) {
    const itemId = await findItemByUrl(db, link);
    if (citations.some((citation) => citation.itemId === itemId)) continue;
    const [item] = itemId ? await listCitedItems(db, [itemId]) : [];
    if (item && item.status !== "live") dead.set(link, { status: item.status, title: titleOf(item, languages) });
  }
  return dead;
}

const titleOf = ({ variants }: CitedItem, languages: readonly string[]): string => inLanguage(Object.fromEntries(variants.map(({ language, title }) => [language, title])), languages) ?? "";

/** A profile as far as the checks look at it. */
export const checkedProfile = (profile: Profile, { maxCharacters, maxMedia, maxAlt }: NetworkLimits, languages: readonly string[], dailyMost: number | null = null): CheckedProfile => ({
  id: profile.id,
  name: inLanguage(profile.displayName, languages) ?? profile.handle,
  languages: profile.languages,
  mayPost: maySpeak(profile.state, "post"),
  mayAnswer: maySpeak(profile.state, "reply"),
  reached: isSpoken(profile.network),
  takesVideo: takesVideo(profile.network),
  connection: profile.connection,
  limits: { maxCharacters: maxCharacters.value, maxMedia: maxMedia.value, maxAlt: maxAlt.value },
  network: profile.network,
  dailyMost,
});

/** `x: 10, facebook: 3` by name. */
function readFigures(list: string): ReadonlyMap<string, number> {
  return new Map(list.split(",").flatMap((entry) => {
    const [, name, figure] = /^\s*([a-z]+)\s*:\s*(\d+)\s*$/.exec(entry) ?? [];
    return name === undefined ? [] : [[name, Number(figure)] as const];
  }));
}

/** How the council writes, as its parameters say at an instant. */
async function readManner(db: Queryable, at: Instant): Promise<Manner> {
  const [terms, electoral] = [await getParameter(db, "publishing.inclusiveTerms", at), await getParameter(db, "publishing.electoralTerms", at)];
  return {
    readabilityMinimum: await getParameter(db, "publishing.readabilityMinimum", at),
    sentenceWords: await getParameter(db, "publishing.sentenceWords", at),
    tagLength: await getParameter(db, "publishing.tagLength", at),
    tagsMost: await getParameter(db, "publishing.tagsMost", at),
    emojiMost: await getParameter(db, "publishing.emojiMost", at),
    knownAcronyms: new Set((await getParameter(db, "publishing.knownAcronyms", at)).split(",").map((acronym) => acronym.trim())),
    inclusive: readReplacements(terms),
    placeNames: readPlaceNames(await getParameter(db, "publishing.placeNames", at)),
    electoral: (await isElectionCalled(db, at)) ? Object.fromEntries(Object.entries(readReplacements(electoral)).map(([language, entries]) => [language, entries.map(({ said }) => said)])) : {},
  };
}

/** A time that came twice is settled by the choice that goes with it. */
function chosenReading(due: NonNullable<Content["due"]>, zone: string): WallTimeReading {
  const reading = readWallTime({ local: due.local, zone });
  if (reading.kind !== "twice" || !due.which) return reading;
  return { kind: "once", at: reading[due.which] };
}

/** What of a picture a profile sends: the whole, or the part that was cut out for it; undefined where nobody has cut that yet. */
export function sentOf(picture: ShownPicture, asset: Asset, crops: DraftFacts["crops"], profileId: Id<"profile">): Pick<Asset, "digest" | "mediaType" | "width" | "height"> | undefined {
  const frame = frameFor(picture, profileId);
  return frame === undefined ? asset : crops.get(asset.digest)?.find((crop) => sameFrame(crop.frame, frame));
}

function hashOf(content: Content, editions: readonly DraftEdition[], { assets, crops, captions, rights }: Pick<DraftFacts, "assets" | "crops" | "captions" | "rights">): string {
  const digests = new Map<Id<"asset">, string>(assets.map((asset) => [asset.id, asset.digest]));
  const creditFor = (digest: string | undefined) => (digest === undefined ? undefined : creditOf(rights.get(digest)?.rights));
  // Of what an approval covers the action is none: it says nothing that goes out, and an approved post may join one, or leave it,
  // without anybody approving the same words again.
  const covered: Json = {
    editions: editions.map((edition) => ({
      profile: edition.profileId, languages: [...edition.languages], text: edition.text, texts: { ...edition.texts },
      // One post needs no word of its parts: what was approved before there were threads keeps its hash.
      ...(edition.posts.length > 1 ? { posts: edition.posts.map(({ text }) => text) } : {}),
    })),
    media: content.media.map((picture) => {
      const digest = digests.get(picture.assetId);
      const credit = creditFor(digest);
      const said = digest === undefined ? undefined : captions.get(digest);
      const asset = assets.find(({ id }) => id === picture.assetId);
      // By the digest of what each profile sends; the whole is named already. What was approved before there were frames keeps its hash.
      const cut = asset ? content.profiles.flatMap((id) => {
        const frame = frameFor(picture, id);
        return frame ? [[id, sentOf(picture, asset, crops, id)?.digest ?? { ...frame }] as const] : [];
      }) : [];
      return {
        ...(cut.length > 0 ? { sent: Object.fromEntries(cut) } : {}),
        ...(picture.focus ? { focus: { x: picture.focus.x, y: picture.focus.y } } : {}),
        digest: digest ?? null, alt: { ...picture.alt }, ...(credit === undefined ? {} : { credit }), ...(said ? { captions: Object.fromEntries(said.map(({ language, hash }) => [language, hash])) } : {}),
      };
    }),
    citations: content.citations.map((citation) => citation.itemId),
    exception: content.exception,
    due: content.due ? { local: content.due.local, which: content.due.which ?? null } : null,
    unit: content.unitId,
    // What has none keeps the hash that it had before there were any.
    ...(content.shares ? { shares: content.shares } : {}),
    ...(content.embargo ? { embargo: content.embargo.local } : {}),
  };
  return sha256(canonicalJson(covered));
}
