import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Intent } from "#networks/contract/index.ts";
import { systemClock } from "#platform/clock.ts";
import { createEgress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { startFakeMastodon } from "./fake.ts";
import { mastodonNetwork } from "./index.ts";

/** A server that takes `mediaMs` over each upload, and a post with a video for it. */
async function bench(mediaMs: number) {
  const clock = systemClock();
  const fake = await startFakeMastodon({ clock, honoursKeys: true, visibleAfterMs: 0, lateMs: 0, mediaMs });
  const egress = createEgress({ allowPrivate: [fake.authority], userAgent: "Pregonero tests", clock });
  const { account, token } = fake.account("movilidad");
  const network = mastodonNetwork({
    egress, wireClock: clock, wireOffsetMs: 0,
    access: () => Promise.resolve({ origin: fake.origin, token, account: account.id, details: { program: "mastodon" } }),
    claimed: () => Promise.resolve(new Set<string>()),
    picture: () => Promise.resolve(new Uint8Array([1, 2, 3])),
    times: { settleMs: 200, callMs: 500, mediaPollMs: 40, retryMs: 50 },
  });
  const at = clock.now();
  const intent: Intent = {
    deliveryId: newId<"delivery">(at), kind: "create", publicationId: newId<"publication">(at), editionId: newId<"edition">(at), profileId: newId<"profile">(at),
    account: "movilidad@masto.example", languages: ["es"], text: "Vídeo de las fiestas", texts: { es: "Vídeo de las fiestas" }, permalink: "https://ciudad.example/a/1", at,
    media: [{ digest: "d", mediaType: "video/mp4", width: 640, height: 360, url: "https://ciudad.example/media/d.mp4", alt: "Baile en la plaza" }],
  };
  const close = async () => {
    await fake.close();
    await egress.close();
  };
  return { network, fake, intent, close };
}

test("the point that must stay in sight goes up with its picture, and with no other", async () => {
  const { network, fake, intent, close } = await bench(0);
  const [media] = intent.media;
  if (!media) throw new Error("no picture");
  const picture = { ...media, mediaType: "image/jpeg", alt: "Plaza" };
  const pictures = { ...intent, media: [{ ...picture, focus: { x: -0.25, y: 0.5 } }, { ...picture, focus: { x: 0, y: -1 } }, picture] };
  expect(await network.perform(pictures, AbortSignal.timeout(500), () => Promise.resolve(true))).toMatchObject({ kind: "confirmed" });
  expect(fake.statuses.map((status) => status.media.map(({ focus }) => focus))).toEqual([[{ x: -0.25, y: 0.5 }, { x: 0, y: -1 }, undefined]]);
  await close();
});

test("EDI-R4 a video that its server works on for longer than one call is sent once, asked after again, and posted when it is ready", async () => {
  const { network, fake, intent, close } = await bench(900);
  const perform = () => network.perform(intent, AbortSignal.timeout(500), () => Promise.resolve(true));
  expect(await perform()).toMatchObject({ kind: "retry", code: "media-not-ready" });
  await sleep(600);
  expect(await perform()).toMatchObject({ kind: "confirmed" });
  expect(fake.uploads()).toBe(1);
  expect(fake.statuses.map(({ media }) => media.map(({ description }) => description))).toEqual([["Baile en la plaza"]]);
  await close();
});
