import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { likeness, readAddress, type ReadAddress } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import { listProfiles, type Profile } from "./profiles.ts";

/** Whether what somebody saw is the council's (POR-1). */
export type OfficialAnswer =
  | { readonly kind: "official"; readonly profiles: readonly Profile[] }
  /** It was, until it closed; the handle is kept so that nobody else takes it. */
  | { readonly kind: "formerly"; readonly profile: Profile; readonly closedAt: Instant }
  /** One of the council's own web sites. */
  | { readonly kind: "web"; readonly host: string }
  | { readonly kind: "not-official"; readonly nearest: Profile | undefined; readonly knownAs: Profile["foundAs"] }
  | { readonly kind: "unreadable" };

/** A likeness from which a name is worth telling as the nearest one. */
const NEAR = 0.6;

/**
 * Looks an address or a handle up as people paste it. Only the same account counts, letter by letter as its network counts
 * letters; what merely looks like it is told as the nearest official one.
 * @param webHosts hosts of the registered web sources
 */
export async function findOfficial(db: Queryable, pasted: string, webHosts: readonly string[]): Promise<OfficialAnswer> {
  const [profiles, { handleDomain }] = await Promise.all([listProfiles(db), getCouncil(db)]);
  const read = readAddress(pasted);
  if (read.kind === "unreadable") return { kind: "unreadable" };
  const same = profiles.filter((profile) => isSame(profile, read, handleDomain));
  const ours = same.filter((profile) => OFFICIAL.has(profile.state));
  if (ours.length > 0) return { kind: "official", profiles: ours };
  const closed = same.find((profile) => profile.state === "closed");
  if (closed) return { kind: "formerly", profile: closed, closedAt: closed.standingSince };
  if (read.kind === "web" && webHosts.some((host) => host.replace(/^www\./, "") === read.host)) return { kind: "web", host: read.host };
  const found = same.find((profile) => profile.state === "found");
  return { kind: "not-official", nearest: nearestTo(profiles, read), knownAs: found?.foundAs };
}

const OFFICIAL: ReadonlySet<Profile["state"]> = new Set(["active", "dormant", "suspended", "closing"]);

function isSame(profile: Profile, read: ReadAddress, handleDomain: string): boolean {
  switch (read.kind) {
    case "account":
      if (profile.network === "activitypub") return read.network === "mastodon" && read.handle === `${profile.handle}@${handleDomain}`;
      return profile.network === read.network && (profile.handle === read.handle || profile.remoteId?.toLowerCase() === read.handle);
    case "handle":
      return profile.handle === read.handle;
    case "web":
      if (profile.network === "activitypub") return read.account === `${profile.handle}@${handleDomain}` || samePage(profile.url, read.page) || samePage(profile.account, read.page);
      if (profile.network === "mastodon") return read.account === profile.handle || samePage(profile.url, read.page);
      // A host alone may be a Bluesky handle: `robledal.example`.
      if (profile.network === "bluesky") return profile.handle === read.page;
      if (profile.network === "blog") return read.page === profile.handle || read.page.startsWith(`${profile.handle}/`);
      return samePage(profile.url, read.page);
    case "unreadable":
      return false;
  }
}

function samePage(url: string, page: string): boolean {
  const own = readAddress(url);
  return own.kind === "web" && (own.page === page || own.page.replace(/^([^/]+)\/(?:es|eu|en)\//, "$1/") === page.replace(/^([^/]+)\/(?:es|eu|en)\//, "$1/"));
}

/** The official profile that it is most like; on the same network, when there are equals. */
function nearestTo(profiles: readonly Profile[], read: Exclude<ReadAddress, { kind: "unreadable" }>): Profile | undefined {
  const name = read.kind === "web" ? (read.account ?? read.page.split("/").at(-1) ?? read.host) : read.handle;
  const bare = name.split("@")[0] ?? name;
  let best: { readonly profile: Profile; readonly score: number } | undefined;
  for (const profile of profiles) {
    if (!OFFICIAL.has(profile.state)) continue;
    const own = profile.handle.split("@")[0] ?? profile.handle;
    const names = [own, ...Object.values(profile.displayName)];
    const score = Math.max(...names.map((each) => likeness(bare, each))) + (read.kind === "account" && read.network === profile.network ? 0.05 : 0) + (profile.state === "active" ? 0.03 : 0);
    if (score >= NEAR && (!best || score > best.score)) best = { profile, score };
  }
  return best?.profile;
}

/** What the council publishes of its profiles for programs: those that are or were official. */
export async function listOfficial(db: Queryable): Promise<readonly Profile[]> {
  return (await listProfiles(db)).filter((profile) => OFFICIAL.has(profile.state) || profile.state === "closed");
}

/** Events of a profile's life, oldest first: every standing it had. */
export async function listStandings(db: Queryable, profileId: Id<"profile">): Promise<readonly { readonly state: Profile["state"]; readonly at: Instant; readonly reason: string; readonly by: string | null }[]> {
  const { rows } = await sql<{ state: Profile["state"]; at: Instant; reason: string; by: string | null }>`
    select state, at, reason, person.name as by from authority.standing left join authority.person on person.id = changed_by
    where profile_id = ${profileId} order by position
  `.execute(db);
  return rows;
}
