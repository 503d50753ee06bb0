import type { RemoteNetwork } from "#networks/contract/index.ts";
import { type MastodonSetting, usualTimes } from "./access.ts";
import { connecting } from "./connect.ts";
import { find } from "./find.ts";
import { abilities, defaultLimits } from "./limits.ts";
import type { Uploads } from "./media.ts";
import { perform } from "./publish.ts";
import { listening } from "./read.ts";

export type { AccountAccess, CallNote, MastodonSetting } from "./access.ts";

/** Accounts on servers that speak Mastodon's API: Mastodon and those that took it over. */
export function mastodonNetwork(setting: MastodonSetting): RemoteNetwork {
  const times = { ...usualTimes, ...setting.times };
  const uploads: Uploads = new Map();
  return {
    kind: "remote",
    id: "mastodon",
    limits: defaultLimits,
    abilities,
    settleMs: times.settleMs,
    callMs: times.callMs,
    perform: (intent, signal, goAhead) => perform(setting, times, uploads, intent, signal, goAhead),
    find: (intent, signal) => find(setting, times, intent, signal),
    listening: listening(setting, times),
    connecting: connecting(setting),
  };
}
