import { setTimeout as sleep } from "node:timers/promises";
import { plusMs } from "#kernel/instant.ts";
import type { Id } from "#kernel/id.ts";
import { describeNetwork, type NetworkBench } from "#networks/testkit/describe-network.ts";
import { systemClock } from "#platform/clock.ts";
import { createEgress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { type FakeSetting, startFakeMastodon } from "./fake.ts";
import { mastodonNetwork } from "./index.ts";

const clock = systemClock();
const VISIBLE_AFTER_MS = 30;

async function open(more: Partial<FakeSetting>): Promise<NetworkBench> {
  const fake = await startFakeMastodon({ clock, honoursKeys: true, visibleAfterMs: VISIBLE_AFTER_MS, lateMs: 1_400, mediaMs: 40, ...more });
  const egress = createEgress({ allowPrivate: [fake.authority], userAgent: "Pregonero tests", clock });
  const { account, token } = fake.account("movilidad");
  const citizen = { id: "77", name: "ane", server: "beste.example" };
  const claimed = new Set<string>();
  const profileId = newId<"profile">(clock.now());
  let connected = true;
  const at = clock.now();
  const base = (): ReturnType<NetworkBench["intent"]> => ({
    deliveryId, kind: "create", publicationId: newId<"publication">(at), editionId: newId<"edition">(at), profileId,
    account: "movilidad@masto.example", languages: ["es"], text: "Corte de agua en la calle Mayor", texts: { es: "Corte de agua en la calle Mayor" }, media: [],
    permalink: "https://ciudad.example/a/1", at,
  });
  const deliveryId: Id<"delivery"> = newId<"delivery">(at);
  const details: Readonly<Record<string, string>> = { program: more.version === undefined ? "mastodon" : "other" };
  return {
    network: mastodonNetwork({
      egress, wireClock: clock, wireOffsetMs: 0,
      access: () => Promise.resolve(connected ? { origin: fake.origin, token, account: account.id, details } : undefined),
      claimed: (_profile, ids) => Promise.resolve(new Set(ids.filter((id) => claimed.has(id)))),
      picture: (digest) => Promise.resolve(digest === "gone" ? undefined : new Uint8Array([1, 2, 3])),
      times: { settleMs: 200, callMs: 1_200, mediaPollMs: 15, listenEveryMs: 1_000 },
    }),
    intent: (change = {}) => ({ ...base(), ...change }),
    picture: (alt) => ({ digest: "d", mediaType: "image/jpeg", width: 640, height: 480, url: "https://ciudad.example/media/d.jpg", alt }),
    posts: () => fake.statuses.filter((status) => status.account === account)
      .map((status) => ({ remoteId: status.id, text: status.text, language: status.language ?? undefined, alts: status.media.map((one) => one.description), visibility: status.visibility, inReplyTo: status.inReplyTo ?? undefined })),
    writes: () => fake.writes.length,
    lie: (fault) => fake.lie(fault),
    lieAboutPicture: (fault) => fake.lie(fault, "media"),
    claim: (remoteId) => void claimed.add(remoteId),
    postByHand: (text, minutesAgo = 0) => fake.post(account, text, { at: plusMs(clock.now(), -minutesAgo * 60_000) }).id,
    disconnect: () => {
      connected = false;
    },
    vanish: () => fake.close(),
    say: (text, said = {}) => fake.mention(citizen, `@movilidad@${fake.authority} ${text}`, account, said).id,
    sayAnew: (remoteId, text) => fake.edit(remoteId, text),
    takeBack: (remoteId) => fake.takeAway(remoteId),
    settle: () => sleep(VISIBLE_AFTER_MS + 10),
    close: async () => {
      await fake.close();
      await egress.close();
    },
  };
}

const traits = { edit: true, remove: true, alt: true, listens: true };
describeNetwork("Mastodon", { ...traits, keyed: true }, () => open({}));
describeNetwork("a server of Mastodon's API that does not honour keys", { ...traits, keyed: false }, () => open({ honoursKeys: false }));
