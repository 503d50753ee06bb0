import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, msBetween } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { linksIn } from "#kernel/links.ts";
import type { WallTimeReading } from "#kernel/wall-time.ts";
import { blanksIn } from "./blanks.ts";
import { altFor, type Edition, type EditionPart } from "./editions.ts";
import type { Content } from "./content.ts";
import { type Manner, type Remark, remarksOn } from "./manner.ts";
import { findPersonalData } from "./personal-data.ts";

/** What a check found. `data` fills the message `check.<rule>`; `field`, `language`, `profileId` and `index` tell where. */
export interface Finding {
  readonly rule:
    | "EDI-R1" | "EDI-R1-share" | "EDI-R1-same" | "EDI-R8" | "EDI-4-link" | "EDI-R2" | "EDI-R3" | "EDI-R5" | "EDI-R5-credit" | "EDI-R9" | "EDI-R10" | "EDI-R11-past" | "EDI-R11-time" | "EDI-7" | "EDI-7-time" | "EDI-R11-profile" | "EDI-R12" | "EDI-R7-spacing" | "EDI-R7-day" | "EDI-R13" | "EDI-9" | "EDI-10" | "COV-R2" | "COV-R2-live" | Remark["rule"]
    | "EDI-R4" | "NET-video" | "NET-video-alone" | "NET-length" | "EDI-3" | "NET-media" | "NET-alt" | "NET-connection" | "NET-by-hand" | "PUB-unit" | "PUB-profile" | "PUB-media-gone" | "PUB-frame";
  readonly level: "block" | "warn";
  readonly field: "title" | "texts" | "media" | "citations" | "profiles" | "due" | "unit";
  readonly language: string | null;
  readonly profileId: Id<"profile"> | null;
  readonly index: number | null;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface CheckedProfile {
  readonly id: Id<"profile">;
  readonly name: string;
  readonly languages: readonly string[];
  /** Whether it may say something new, and whether it may answer and say that it closes (EDI-R11). */
  readonly mayPost: boolean;
  readonly mayAnswer: boolean;
  /** False on a network that we know and do not speak: what is said there is said by hand. */
  readonly reached: boolean;
  readonly takesVideo: boolean;
  /** `missing` and `needs-person`: nothing can go out through it until a coordinator connects it. */
  readonly connection: "none" | "missing" | "connected" | "needs-person";
  readonly limits: { readonly maxCharacters: number; readonly maxMedia: number; readonly maxAlt: number };
  readonly network: string;
  /** Posts that the council wants of it in a day, at most; null where it has not said (EDI-R7). */
  readonly dailyMost: number | null;
}

export type CountedPost = EditionPart & { readonly characters: number };

/** Another publication of the same profile, near in time. */
export interface Neighbour {
  readonly profileId: Id<"profile">;
  readonly title: string;
  readonly at: Instant;
}

export interface CheckInput {
  readonly content: Content;
  /** `posts`: what goes out of each, one after the other, counted as its network counts. */
  readonly editions: readonly (Edition & { readonly posts: readonly CountedPost[] })[];
  readonly profiles: readonly CheckedProfile[];
  readonly officialLanguages: readonly string[];
  /** The cited items that are registered, in the order of `content.citations`; `null` where there is none any more. */
  readonly citations: readonly ({ readonly status: "live" | "gone" | "not_in_force"; readonly title: string; readonly urls: Localized } | null)[];
  /** Pages of the municipal web that the texts link to and that are not what they were, by the address as it is written. */
  readonly deadLinks: ReadonlyMap<string, { readonly status: "gone" | "not_in_force"; readonly title: string }>;
  /** What another profile said and this repeats; `null` when it repeats nothing. */
  readonly shared: { readonly isOut: boolean; readonly profileIds: readonly Id<"profile">[] } | null;
  /** What these profiles have said in the last `sharesDays` days: of their own, and of others (EDI-R8). */
  readonly shareCounts: ReadonlyMap<Id<"profile">, { readonly own: number; readonly shares: number }>;
  readonly sharesDays: number;
  /**
   * By asset: its file name, what its rights lack on the day on which it is shown, the author who must be named, and of a video the
   * languages of its captions; `isUncut`: a frame of it was not cut out. One that is not there was erased.
   */
  readonly assets: ReadonlyMap<Id<"asset">, {
    readonly fileName: string; readonly lacks: string | undefined; readonly mustName: string | undefined; readonly isUncut?: boolean | undefined; readonly captions?: readonly string[] | undefined;
  }>;
  readonly due: WallTimeReading | null;
  /** On which it is to go out, or today: `YYYY-MM-DD` in the council's zone. */
  readonly day: string;
  /** The communication action to which it belongs, with its first day and its last. */
  readonly action: { readonly title: string; readonly from: string; readonly to: string } | null;
  /** When its embargo ends. */
  readonly embargo: Instant | "unreadable" | null;
  readonly now: Instant;
  readonly altMinimum: number;
  /** Phones, mails and accounts that are the council's own and may be told. */
  readonly officialContacts: readonly string[];
  readonly manner: Manner;
  /** What else these profiles say on the day on which this is to go out. */
  readonly neighbours: readonly Neighbour[];
  readonly spacingMinutes: number;
  /** Profiles that nobody attends at the chosen time, although they attend then (COV-R2). */
  readonly unattended: ReadonlySet<Id<"profile">>;
}

const nowhere = { language: null, profileId: null, index: null, data: {} } as const;

/** Everything that stands in the way of a publication, or deserves a second look. Pure: the server decides with the same list that the screen shows. */
export function checkPublication(input: CheckInput): readonly Finding[] {
  return [
    ...checkFrame(input),
    ...checkCitations(input),
    ...checkShare(input),
    ...checkLinks(input),
    ...checkLanguages(input),
    ...checkPictures(input),
    ...checkVideos(input),
    ...checkNetworks(input),
    ...checkPersonalData(input),
    ...checkDue(input),
    ...checkAction(input),
    ...checkCadence(input),
    ...checkAttention(input),
    ...checkSameness(input),
    ...checkManner(input),
    ...checkBlanks(input.content),
  ];
}

/** What stands in the way of an answer to a citizen: no source, no other language, no pictures are asked of it. */
export function checkReply(input: Pick<CheckInput, "content" | "editions" | "profiles" | "officialContacts">): readonly Finding[] {
  return [...checkStanding(input), ...checkNetworks(input), ...checkPersonalData(input), ...checkBlanks(input.content)];
}

function* checkFrame(input: CheckInput): Generator<Finding> {
  if (input.content.unitId === null) yield { ...nowhere, rule: "PUB-unit", level: "block", field: "unit" };
  if (input.content.profiles.length === 0) yield { ...nowhere, rule: "PUB-profile", level: "block", field: "profiles" };
  yield* checkStanding(input);
}

function* checkStanding({ content, profiles }: Pick<CheckInput, "content" | "profiles">): Generator<Finding> {
  for (const id of content.profiles) {
    const profile = profiles.find((candidate) => candidate.id === id);
    const speaks = content.exception === "reply" || content.exception === "closing" ? profile?.mayAnswer : profile?.mayPost;
    if (!speaks) yield { ...nowhere, rule: "EDI-R11-profile", level: "block", field: "profiles", profileId: id, data: { profile: profile?.name ?? "?" } };
    if (profile && !profile.reached) yield { ...nowhere, rule: "NET-by-hand", level: "block", field: "profiles", profileId: id, data: { profile: profile.name } };
    if (profile?.connection === "missing" || profile?.connection === "needs-person") yield { ...nowhere, rule: "NET-connection", level: "block", field: "profiles", profileId: id, data: { profile: profile.name } };
  }
}

function* checkCitations({ content, citations, shared, editions }: CheckInput): Generator<Finding> {
  if (content.exception === null && shared === null && citations.every((citation) => citation === null)) {
    yield { ...nowhere, rule: "EDI-R1", level: "block", field: "citations" };
  }
  for (const [index, citation] of citations.entries()) {
    if (citation && citation.status !== "live") {
      yield { ...nowhere, rule: "EDI-R9", level: "block", field: "citations", index, data: { title: citation.title, status: citation.status } };
    }
  }
  yield* checkLinkLanguages(citations, editions);
}

/** Where a text leads must be worth going to (EDI-4). */
function* checkLinks({ editions, deadLinks }: CheckInput): Generator<Finding> {
  const told = new Set<string>();
  for (const edition of editions) {
    for (const [language, text] of Object.entries(edition.texts)) {
      for (const url of linksIn(text)) {
        const dead = deadLinks.get(url);
        if (!dead || told.has(`${language} ${url}`)) continue;
        told.add(`${language} ${url}`);
        yield { ...nowhere, rule: "EDI-4-link", level: "warn", field: "texts", language, data: { url, title: dead.title, status: dead.status } };
      }
    }
  }
}

/** What another profile said is a source too, where it can be read (EDI-R1, S10); but nobody lives of repeating others (EDI-R8). */
function* checkShare({ shared, citations, profiles, shareCounts, sharesDays }: CheckInput): Generator<Finding> {
  if (shared === null) return;
  if (!shared.isOut) yield { ...nowhere, rule: "EDI-R1-share", level: "block", field: "citations" };
  const isAllThereIs = citations.every((citation) => citation === null);
  for (const { id, name } of profiles) {
    if (shared.profileIds.includes(id)) yield { ...nowhere, rule: "EDI-R1-same", level: isAllThereIs ? "block" : "warn", field: "profiles", profileId: id, data: { profile: name } };
    const { own, shares } = shareCounts.get(id) ?? { own: 0, shares: 0 };
    if (shares + 1 > own) yield { ...nowhere, rule: "EDI-R8", level: "warn", field: "profiles", profileId: id, data: { profile: name, shares: shares + 1, own, days: sharesDays } };
  }
}

// A text in one language that links to the page in another, although the page exists in its own.
function* checkLinkLanguages(citations: CheckInput["citations"], editions: CheckInput["editions"]): Generator<Finding> {
  const told = new Set<string>();
  for (const citation of citations) {
    if (!citation) continue;
    for (const edition of editions) {
      for (const [language, text] of Object.entries(edition.texts)) {
        const own = citation.urls[language];
        for (const [other, url] of Object.entries(citation.urls)) {
          if (other === language || own === undefined || own === url || !linksTo(text, url) || told.has(`${language} ${url}`)) continue;
          told.add(`${language} ${url}`);
          yield { ...nowhere, rule: "EDI-R10", level: "warn", field: "texts", language, data: { url, other, own } };
        }
      }
    }
  }
}

const linksTo = (text: string, url: string) => text.split(/\s+/).some((word) => word.replace(/[).,;:!?»”]+$/, "") === url);

function* checkLanguages({ content, profiles, officialLanguages }: CheckInput): Generator<Finding> {
  const required = officialLanguages.filter((language) => profiles.length === 0 || profiles.some((profile) => profile.languages.includes(language)));
  for (const language of required) {
    const missing = (content.texts[language] ?? "").trim() === "" &&
      !(content.profiles.length > 0 && content.profiles.every((id) => (content.forks[id]?.[language] ?? "").trim() !== ""));
    if (missing) yield { ...nowhere, rule: "EDI-R2", level: content.exception === "emergency" ? "warn" : "block", field: "texts", language, data: { language } };
  }
}

function* checkPictures({ content, assets, editions, officialLanguages, altMinimum }: CheckInput): Generator<Finding> {
  for (const [index, picture] of content.media.entries()) {
    const asset = assets.get(picture.assetId);
    if (!asset) {
      yield { ...nowhere, rule: "PUB-media-gone", level: "block", field: "media", index, data: { number: index + 1 } };
      continue;
    }
    const { lacks, mustName } = asset;
    if (asset.isUncut) yield { ...nowhere, rule: "PUB-frame", level: "block", field: "media", index, data: { number: index + 1 } };
    if (lacks) yield { ...nowhere, rule: "EDI-R5", level: "block", field: "media", index, data: { number: index + 1, lacks } };
    if (mustName !== undefined && editions.some(({ text }) => !text.toLowerCase().includes(mustName.toLowerCase()))) {
      yield { ...nowhere, rule: "EDI-R5-credit", level: "warn", field: "texts", index, data: { number: index + 1, author: mustName } };
    }
    for (const language of officialLanguages) {
      if (asset.captions && !asset.captions.includes(language)) {
        yield { ...nowhere, rule: "EDI-R4", level: content.exception === "emergency" ? "warn" : "block", field: "media", language, index, data: { number: index + 1, language } };
      }
      const alt = (picture.alt[language] ?? "").trim();
      if (Array.from(alt).length < altMinimum || isFileName(alt, asset.fileName)) {
        yield { ...nowhere, rule: "EDI-R3", level: "block", field: "media", language, index, data: { number: index + 1, language, minimum: altMinimum } };
      }
    }
  }
}

/** A video goes alone, and only where it is taken (EDI-R4). */
function* checkVideos({ content, assets, profiles }: CheckInput): Generator<Finding> {
  const index = content.media.findIndex(({ assetId }) => assets.get(assetId)?.captions !== undefined);
  if (index === -1) return;
  if (content.media.length > 1) yield { ...nowhere, rule: "NET-video-alone", level: "block", field: "media", index, data: { number: index + 1 } };
  for (const profile of profiles) {
    if (!profile.takesVideo && content.profiles.includes(profile.id)) yield { ...nowhere, rule: "NET-video", level: "block", field: "profiles", profileId: profile.id, index, data: { profile: profile.name, number: index + 1 } };
  }
}

function isFileName(alt: string, fileName: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\.[a-z0-9]{2,5}$/, "").replaceAll(/[\s_-]+/g, "");
  return plain(alt) === plain(fileName) || /^\S+\.(jpe?g|png|gif|webp|heic|avif|tiff?|mp4|m4v|mov|webm)$/i.test(alt);
}

function* checkNetworks({ content, editions, profiles }: Pick<CheckInput, "content" | "editions" | "profiles">): Generator<Finding> {
  for (const edition of editions) {
    const profile = profiles.find((candidate) => candidate.id === edition.profileId);
    if (!profile) continue;
    const { maxCharacters, maxAlt } = profile.limits;
    for (const [index, { characters }] of edition.posts.entries()) {
      if (characters <= maxCharacters) continue;
      const divided = edition.posts.length > 1;
      yield {
        ...nowhere, rule: divided ? "EDI-3" : "NET-length", level: "block", field: "texts", profileId: profile.id,
        language: edition.languages.length === 1 ? (edition.languages[0] ?? null) : null,
        data: { profile: profile.name, ...(divided ? { part: index + 1 } : {}), characters, most: maxCharacters, over: characters - maxCharacters },
      };
    }
    for (const [index, picture] of content.media.entries()) {
      const length = altFor(picture.alt, edition.languages).length;
      if (length > maxAlt) {
        yield { ...nowhere, rule: "NET-alt", level: "block", field: "media", profileId: profile.id, index, data: { profile: profile.name, number: index + 1, characters: length, most: maxAlt } };
      }
    }
  }
  for (const profile of profiles) {
    if (content.profiles.includes(profile.id) && content.media.length > profile.limits.maxMedia) {
      yield { ...nowhere, rule: "NET-media", level: "block", field: "media", profileId: profile.id, data: { profile: profile.name, count: content.media.length, most: profile.limits.maxMedia } };
    }
  }
}

function* checkPersonalData({ content, editions, officialContacts }: Pick<CheckInput, "content" | "editions" | "officialContacts">): Generator<Finding> {
  const plain = (text: string) => text.replaceAll(/[\s.-]/g, "").toLowerCase();
  const official = new Set(officialContacts.map(plain));
  const told = new Set<string>();
  for (const edition of editions) {
    for (const [language, text] of Object.entries(edition.texts)) {
      for (const found of findPersonalData(text)) {
        const key = `${language} ${found.text}`;
        if (official.has(plain(found.text)) || told.has(key)) continue;
        told.add(key);
        yield { ...nowhere, rule: "EDI-R12", level: content.exception === "emergency" ? "warn" : "block", field: "texts", language, data: { kind: found.kind, text: found.text } };
      }
    }
  }
}

function* checkDue({ due, embargo, now }: CheckInput): Generator<Finding> {
  if (embargo === "unreadable") yield { ...nowhere, rule: "EDI-7-time", level: "block", field: "due" };
  // Without a time of its own it goes out when the embargo ends.
  else if (embargo !== null && due?.kind === "once" && due.at < embargo) yield { ...nowhere, rule: "EDI-7", level: "block", field: "due", data: { until: embargo } };
  if (due === null) return;
  if (due.kind !== "once") yield { ...nowhere, rule: "EDI-R11-time", level: "block", field: "due", data: { reading: due.kind } };
  else if (due.at < now) yield { ...nowhere, rule: "EDI-R11-past", level: "block", field: "due" };
}

/** EDI-10: what goes out before or after its action is easily left from another plan. Without a date of its own it may still wait for the first day. */
function* checkAction({ action, due, day }: CheckInput): Generator<Finding> {
  if (action && (day > action.to || (due?.kind === "once" && day < action.from))) {
    yield { ...nowhere, rule: "EDI-10", level: "warn", field: "due", data: { title: action.title, from: action.from, to: action.to } };
  }
}

/** EDI-R7: profiles are not to talk without a breath, nor all day; an emergency may. */
function* checkCadence({ content, profiles, neighbours, due, now, spacingMinutes }: CheckInput): Generator<Finding> {
  if (content.exception === "emergency" || content.exception === "reply" || (due !== null && due.kind !== "once")) return;
  const at = due?.at ?? now;
  for (const profile of profiles) {
    const others = neighbours.filter((neighbour) => neighbour.profileId === profile.id);
    const near = others.map((other) => ({ other, minutes: Math.round(Math.abs(msBetween(other.at, at)) / MINUTE) })).filter(({ minutes }) => minutes < spacingMinutes)
      .toSorted((a, b) => a.minutes - b.minutes)[0];
    if (near) yield { ...nowhere, rule: "EDI-R7-spacing", level: "warn", field: "due", profileId: profile.id, data: { profile: profile.name, title: near.other.title, minutes: near.minutes, least: spacingMinutes } };
    if (profile.dailyMost !== null && others.length + 1 > profile.dailyMost) {
      yield { ...nowhere, rule: "EDI-R7-day", level: "warn", field: "due", profileId: profile.id, data: { profile: profile.name, posts: others.length + 1, most: profile.dailyMost } };
    }
  }
}

// Whoever reads may answer at once. What is told live has to be attended while it lasts (COV-R2).
function* checkAttention({ content, profiles, unattended }: CheckInput): Generator<Finding> {
  const live = content.exception === "live";
  for (const { id, name } of profiles) {
    if (unattended.has(id)) yield { ...nowhere, rule: live ? "COV-R2-live" : "COV-R2", level: live ? "block" : "warn", field: "due", profileId: id, data: { profile: name } };
  }
}

/** EDI-R13: the same words on two networks; people who follow both read them twice, and neither is spoken to in its way. */
function* checkSameness({ content, editions, profiles }: CheckInput): Generator<Finding> {
  if (content.exception === "emergency") return;
  const said = new Map<string, CheckedProfile>();
  const told = new Set<string>();
  for (const edition of editions) {
    const profile = profiles.find((candidate) => candidate.id === edition.profileId);
    if (!profile || edition.text.trim() === "") continue;
    const before = said.get(edition.text);
    if (before && before.network !== profile.network && !told.has(`${before.id} ${profile.id}`)) {
      told.add(`${before.id} ${profile.id}`);
      yield { ...nowhere, rule: "EDI-R13", level: "warn", field: "texts", profileId: profile.id, data: { one: before.name, another: profile.name } };
    }
    if (!before) said.set(edition.text, profile);
  }
}

/** EDI-9: a place that nobody has filled in never goes out, wherever the words came from. */
function* checkBlanks({ title, texts, forks, profiles, media }: Content): Generator<Finding> {
  function* inText(text: string, where: Pick<Finding, "field" | "language" | "profileId" | "index">): Generator<Finding> {
    const told = new Set<string>();
    for (const { raw, name, line } of blanksIn(text)) {
      if (told.has(name ?? raw)) continue;
      told.add(name ?? raw);
      yield { ...where, rule: "EDI-9", level: "block", data: { place: raw, line } };
    }
  }
  yield* inText(title, { ...nowhere, field: "title" });
  for (const [language, text] of Object.entries(texts)) yield* inText(text, { ...nowhere, field: "texts", language });
  for (const profileId of profiles) {
    for (const [language, text] of Object.entries(forks[profileId] ?? {})) yield* inText(text, { ...nowhere, field: "texts", language, profileId });
  }
  for (const [index, { alt }] of media.entries()) {
    for (const [language, text] of Object.entries(alt)) yield* inText(text, { ...nowhere, field: "media", language, index });
  }
}

function* checkManner({ editions, manner }: Pick<CheckInput, "editions" | "manner">): Generator<Finding> {
  const told = new Set<string>();
  for (const edition of editions) {
    for (const [language, text] of Object.entries(edition.texts)) {
      for (const { rule, data } of remarksOn(text, language, manner)) {
        const key = `${rule} ${language} ${JSON.stringify(data)}`;
        if (told.has(key)) continue;
        told.add(key);
        yield { ...nowhere, rule, level: "warn", field: "texts", language, data };
      }
    }
  }
}
