import { epochMsOf, type Instant, plusMs } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";
import { boundedMap, budgetPerHost } from "./bounded.ts";
import type { FederationLimits } from "./limits.ts";
import type { Outbound } from "./outbound.ts";
import { type Signer, signedGet } from "./signature.ts";

export type Fetched =
  | { readonly kind: "document"; readonly bytes: Uint8Array }
  /** It is not there, or is nothing that we may use: asked again in an hour at the earliest. */
  | { readonly kind: "absent"; readonly reason: string }
  /** It may be there later. */
  | { readonly kind: "unreachable"; readonly reason: string };

export interface RemoteDocuments {
  /** A document under its own address. Many askers of one address are one request. */
  fetch(address: string): Promise<Fetched>;
}

interface Dependencies {
  readonly egress: Outbound;
  /** The time that other servers have, for the Date that is signed. */
  readonly clock: Clock;
  readonly signer: () => Promise<Signer>;
  readonly origin: string;
  readonly limits: FederationLimits["documents"];
}

const MEDIA_TYPES = ["application/activity+json", "application/ld+json"];
const ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

/** The only reader of other servers' documents: capped, budgeted, signed, remembered when it fails. */
export function remoteDocuments({ egress, clock, signer, origin, limits }: Dependencies): RemoteDocuments {
  const failures = boundedMap<string, { readonly until: Instant; readonly answer: Fetched }>(limits.remembered);
  const budget = budgetPerHost(limits.perHost, limits.refillMs, limits.remembered);
  const running = new Map<string, Promise<Fetched>>();

  const ask = async (address: string): Promise<Fetched> => {
    let target = new URL(address);
    for (let redirects = 0; redirects <= limits.maxRedirects; redirects += 1) {
      if (!budget.take(target.host, epochMsOf(clock.now()))) return unreachable("budget");
      const headers = await signedGet(target, await signer(), clock.now());
      const answer = await egress.fetch({
        url: target.href,
        headers: { ...headers, accept: ACCEPT },
        accept: MEDIA_TYPES,
        maxBytes: limits.maxBytes,
        timeoutMs: limits.timeoutMs,
        maxRedirects: 0,
      });
      if (answer.kind === "refused") return absent(answer.reason);
      if (answer.kind === "failed") return answer.reason === "too-large" || answer.reason === "compression-ratio" ? absent(answer.reason) : unreachable(answer.reason);
      if (answer.status === 200) return isActivityJson(answer.headers["content-type"]) ? { kind: "document", bytes: answer.body } : absent("content-type");
      if (answer.status < 300 || answer.status >= 400) return answer.status >= 500 || answer.status === 429 ? unreachable(`status-${answer.status}`) : absent(`status-${answer.status}`);
      // Signed anew for each place, and only within the origin: an origin cannot speak for another one.
      const location = answer.headers["location"];
      if (location === undefined || !URL.canParse(location, target.href)) return absent("bad-redirect");
      const next = new URL(location, target.href);
      if (next.origin !== target.origin) return absent("redirect-elsewhere");
      next.hash = "";
      target = next;
    }
    return absent("too-many-redirects");
  };

  return {
    fetch: async (address) => {
      // We are not asked by ourselves; an installation on https does not believe what came without it.
      if (new URL(address).origin === origin) return absent("own-origin");
      if (origin.startsWith("https:") && !address.startsWith("https:")) return absent("not-https");
      const known = failures.get(address);
      if (known && known.until > clock.now()) return known.answer;
      const already = running.get(address);
      if (already) return already;
      if (running.size >= limits.atOnce) return unreachable("busy");
      const asking = ask(address).finally(() => running.delete(address));
      running.set(address, asking);
      const answer = await asking;
      if (answer.kind !== "document") {
        const keepMs = answer.kind === "absent" ? limits.negativeMs : limits.negativeShortMs;
        failures.set(address, { until: plusMs(clock.now(), keepMs), answer });
      }
      return answer;
    },
  };
}

const absent = (reason: string): Fetched => ({ kind: "absent", reason });
const unreachable = (reason: string): Fetched => ({ kind: "unreachable", reason });

// What somebody uploaded to a server must not pass for its word: `ld+json` counts only with the profile.
function isActivityJson(contentType: string | undefined): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";").map((part) => part.trim());
  if (type === "application/activity+json") return true;
  return type === "application/ld+json" && parameters.some((parameter) => /^profile="?[^"]*https:\/\/www\.w3\.org\/ns\/activitystreams[^"]*"?$/.test(parameter));
}
