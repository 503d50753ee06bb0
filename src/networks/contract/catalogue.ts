/**
 * The networks on which a council may have a profile: wider than those that we publish to. One source for naming checks
 * (PRO-5), for reading the addresses that citizens paste (POR-1) and for importing an inventory (PRO-15).
 */
export interface CatalogueNetwork {
  readonly id: string;
  /** As its owner writes it. */
  readonly name: string;
  readonly channelKind: "network" | "blog" | "messaging";
  /** Hosts of its addresses, without `www.`; `{handle}.host` where the handle is a part of the host. Also those of its mobile pages and short links. */
  readonly hosts: readonly string[];
  /** How an address says the handle, tried in this order; what follows is ignored. `*` is one part of the path, `?name=` a member of the query. */
  readonly paths: readonly string[];
  /** First parts of a path that are the network's own and no handle. */
  readonly reserved: readonly string[];
  /** What a handle may be, in lower case. */
  readonly handle: { readonly pattern: string; readonly least: number; readonly most: number };
  /** Longest name and longest text about oneself; null where the network does not say. */
  readonly displayNameMost: number | null;
  readonly bioMost: number | null;
  /** Where people see it. */
  readonly url: string;
  /** Where the limits were read; an address of the maker, or in words. */
  readonly source: string;
  readonly checkedOn: string;
}

const CHECKED = "2026-11-28";

export const catalogueIds = [
  "activitypub", "mastodon", "feed", "x", "facebook", "instagram", "youtube", "telegram", "whatsapp", "bluesky", "linkedin", "tiktok", "threads", "blog",
] as const;
export type CatalogueId = (typeof catalogueIds)[number];
export const isCatalogueId = (text: string): text is CatalogueId => catalogueIds.some((id) => id === text);

// Names under `.example` are nobody's (RFC 2606): the networks of the example city live there.
export const catalogue: Readonly<Record<CatalogueId, CatalogueNetwork>> = {
  activitypub: {
    id: "activitypub", name: "ActivityPub", channelKind: "network", hosts: [], paths: ["/@{handle}", "/users/{handle}"], reserved: [],
    handle: { pattern: "[a-z0-9_]*[a-z][a-z0-9_]*", least: 1, most: 30 }, displayNameMost: 30, bioMost: 500, url: "", source: "the product's own rule: what every server of the fediverse accepts", checkedOn: CHECKED,
  },
  mastodon: {
    id: "mastodon", name: "Mastodon", channelKind: "network", hosts: [], paths: ["/@{handle}", "/users/{handle}", "/web/@{handle}", "/deck/@{handle}"], reserved: [],
    handle: { pattern: "[a-z0-9_]([a-z0-9_.-]{0,62}[a-z0-9_])?@[a-z0-9.-]+(:[0-9]+)?", least: 3, most: 320 }, displayNameMost: 30, bioMost: 500, url: "", source: "https://docs.joinmastodon.org/user/profile/", checkedOn: CHECKED,
  },
  feed: {
    id: "feed", name: "RSS/Atom", channelKind: "blog", hosts: [], paths: [], reserved: [],
    handle: { pattern: "[a-z0-9_]*[a-z][a-z0-9_]*", least: 1, most: 30 }, displayNameMost: null, bioMost: null, url: "", source: "the product's own rule", checkedOn: CHECKED,
  },
  x: {
    id: "x", name: "X", channelKind: "network", hosts: ["x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com", "m.twitter.com", "nitter.net", "x.example"], paths: ["/@{handle}", "/{handle}", "/intent/user?screen_name=", "/intent/follow?screen_name="],
    reserved: ["home", "i", "search", "explore", "hashtag", "intent", "share", "settings", "notifications", "messages", "login", "tos", "privacy"],
    handle: { pattern: "[a-z0-9_]+", least: 4, most: 15 }, displayNameMost: 50, bioMost: 160, url: "https://x.com/{handle}", source: "https://help.x.com/en/managing-your-account/x-username-rules", checkedOn: CHECKED,
  },
  facebook: {
    id: "facebook", name: "Facebook", channelKind: "network", hosts: ["facebook.com", "m.facebook.com", "mbasic.facebook.com", "touch.facebook.com", "web.facebook.com", "es-es.facebook.com", "eu-es.facebook.com", "fb.com", "fb.me", "facebook.example"],
    paths: ["/profile.php?id=", "/people/*/{handle}", "/pages/*/{handle}", "/pg/{handle}", "/p/{handle}", "/{handle}"],
    reserved: ["groups", "events", "watch", "marketplace", "sharer", "sharer.php", "share", "photo", "photo.php", "story.php", "permalink.php", "hashtag", "login", "help", "reel", "dialog"],
    handle: { pattern: "[a-z0-9.]+", least: 5, most: 50 }, displayNameMost: 75, bioMost: 101, url: "https://www.facebook.com/{handle}", source: "https://www.facebook.com/help/105399436216001", checkedOn: CHECKED,
  },
  instagram: {
    id: "instagram", name: "Instagram", channelKind: "network", hosts: ["instagram.com", "m.instagram.com", "instagr.am", "instagram.example"], paths: ["/_u/{handle}", "/stories/{handle}", "/{handle}"],
    reserved: ["p", "reel", "reels", "explore", "accounts", "direct", "tv", "about", "legal"],
    handle: { pattern: "[a-z0-9_]([a-z0-9_.]*[a-z0-9_])?", least: 1, most: 30 }, displayNameMost: 64, bioMost: 150, url: "https://www.instagram.com/{handle}/", source: "https://help.instagram.com/370452623149242", checkedOn: CHECKED,
  },
  youtube: {
    id: "youtube", name: "YouTube", channelKind: "network", hosts: ["youtube.com", "m.youtube.com", "gaming.youtube.com", "youtube.example"], paths: ["/@{handle}", "/channel/{handle}", "/c/{handle}", "/user/{handle}"], reserved: [],
    handle: { pattern: "[\\p{L}\\p{N}]([\\p{L}\\p{N}._·-]*[\\p{L}\\p{N}])?", least: 3, most: 30 }, displayNameMost: 100, bioMost: 1_000, url: "https://www.youtube.com/@{handle}", source: "https://support.google.com/youtube/answer/11585688", checkedOn: CHECKED,
  },
  telegram: {
    id: "telegram", name: "Telegram", channelKind: "messaging", hosts: ["t.me", "telegram.me", "telegram.dog", "{handle}.t.me", "telegram.example"], paths: ["/s/{handle}", "/{handle}"],
    reserved: ["joinchat", "addstickers", "share", "c", "proxy", "socks", "login", "iv", "s"],
    handle: { pattern: "[a-z][a-z0-9_]*", least: 4, most: 32 }, displayNameMost: 128, bioMost: 255, url: "https://t.me/{handle}", source: "https://core.telegram.org/method/channels.checkUsername", checkedOn: CHECKED,
  },
  whatsapp: {
    id: "whatsapp", name: "WhatsApp", channelKind: "messaging", hosts: ["whatsapp.com", "wa.me", "api.whatsapp.com", "whatsapp.example"], paths: ["/channel/{handle}", "/send?phone=", "/{handle}"], reserved: ["channel", "catalog", "download", "business", "message", "qr", "dl"],
    handle: { pattern: "[a-z0-9]+", least: 5, most: 64 }, displayNameMost: 100, bioMost: 2_048, url: "https://whatsapp.com/channel/{handle}", source: "https://faq.whatsapp.com/549900560675125", checkedOn: CHECKED,
  },
  bluesky: {
    id: "bluesky", name: "Bluesky", channelKind: "network", hosts: ["bsky.app", "staging.bsky.app", "bluesky.example"], paths: ["/profile/{handle}"], reserved: [],
    handle: { pattern: "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", least: 3, most: 253 }, displayNameMost: 64, bioMost: 256, url: "https://bsky.app/profile/{handle}", source: "https://atproto.com/specs/handle", checkedOn: CHECKED,
  },
  linkedin: {
    id: "linkedin", name: "LinkedIn", channelKind: "network", hosts: ["linkedin.com", "es.linkedin.com", "linkedin.example"], paths: ["/company/{handle}", "/showcase/{handle}", "/school/{handle}", "/in/{handle}"], reserved: [],
    handle: { pattern: "[\\p{L}\\p{N}-]+", least: 3, most: 100 }, displayNameMost: 100, bioMost: 2_000, url: "https://www.linkedin.com/company/{handle}", source: "https://www.linkedin.com/help/linkedin/answer/a542685", checkedOn: CHECKED,
  },
  tiktok: {
    id: "tiktok", name: "TikTok", channelKind: "network", hosts: ["tiktok.com", "m.tiktok.com", "tiktok.example"], paths: ["/@{handle}"], reserved: [],
    handle: { pattern: "[a-z0-9_.]*[a-z0-9_]", least: 2, most: 24 }, displayNameMost: 30, bioMost: 80, url: "https://www.tiktok.com/@{handle}", source: "https://support.tiktok.com/en/getting-started/setting-up-your-profile/changing-your-username", checkedOn: CHECKED,
  },
  threads: {
    id: "threads", name: "Threads", channelKind: "network", hosts: ["threads.net", "threads.com", "threads.example"], paths: ["/@{handle}"], reserved: [],
    handle: { pattern: "[a-z0-9_]([a-z0-9_.]*[a-z0-9_])?", least: 1, most: 30 }, displayNameMost: 64, bioMost: 150, url: "https://www.threads.com/@{handle}", source: "https://help.instagram.com/370452623149242", checkedOn: CHECKED,
  },
  blog: {
    id: "blog", name: "Blog", channelKind: "blog", hosts: [], paths: [], reserved: [],
    handle: { pattern: "[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(/[^\\s?#]*)?", least: 4, most: 253 }, displayNameMost: null, bioMost: null, url: "https://{handle}", source: "an address of the web (RFC 3986)", checkedOn: CHECKED,
  },
};
