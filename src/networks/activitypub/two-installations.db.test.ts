import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { systemClock } from "#platform/clock.ts";
import { useDatabase } from "#tests/database.ts";
import { type Installation, startInstallation, startRemote, type RemoteServer, send, until } from "#tests/fediverse.ts";
import { reachOf } from "./fan-out.ts";
import { countFollowers } from "./followers.ts";
import type { Federation } from "./index.ts";
import { signersOf } from "./actors.ts";
import { digestOf, signedPost } from "./signature.ts";

const [first, second] = [useDatabase(), useDatabase()];
const clock = systemClock();
let council: Installation;
let other: Installation;
let running: Federation[] = [];
let profileId: Id<"profile">;
let reader: Id<"profile">;

// Each must be told where the other may be reached before it starts, so their ports are found first.
beforeAll(async () => {
  const probes = [await startRemote(), await startRemote()];
  await Promise.all(probes.map((probe) => probe.close()));
  council = await startInstallation({ db: first.db, clock, allow: probes.map(({ authority }) => authority), port: portOf(probes[0]) });
  other = await startInstallation({ db: second.db, clock, allow: probes.map(({ authority }) => authority), port: portOf(probes[1]) });
  running = [await council.start(), await other.start()];
  profileId = await council.actor("movilidad");
  reader = await other.actor("lectora");
});
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()));
  for (const server of [council, other]) await server.close();
});

const portOf = (server: RemoteServer | undefined): number => Number(new URL(server?.origin ?? "").port);

/** The other installation has no way to follow yet: its actor signs and sends, as a server that can would. */
async function say(type: string, object: unknown): Promise<number> {
  const signer = await signersOf(second.db, other.keyring, other.addresses).of(reader);
  const actor = other.addresses.actor(reader);
  const body = Buffer.from(JSON.stringify({ "@context": "https://www.w3.org/ns/activitystreams", id: `${actor}/said/${crypto.randomUUID()}`, type, actor, object }));
  const target = new URL(council.addresses.inbox(profileId));
  const headers = await signedPost(target, digestOf(body), signer, clock.now());
  return (await send({ url: target.href, headers: { ...headers, "content-type": "application/activity+json" }, body })).status;
}

test("DEL-8 DEL-4 DEL-5 two installations: follow, post with picture, correction, withdrawal, each signature verified by the other", async () => {
  expect(await say("Follow", council.addresses.actor(profileId))).toBe(202);
  expect(await countFollowers(first.db, profileId)).toBe(1);

  // Our Accept, verified there by the same door that we use: it answered 202, so the delivery is done.
  const accepted = async () => sql<{ state: string }>`select state from activitypub.fan_out f join activitypub.activity a on a.id = f.activity_id where a.type = 'Accept'`.execute(first.db);
  await until("the Accept is delivered", async () => (await accepted()).rows[0]?.state === "delivered");

  const media = { digest: "d", mediaType: "image/webp", width: 640, height: 480, url: `${council.origin}/media/d`, alt: "Plano de la calle" };
  const intent = council.intent(profileId, { media: [media], text: "Corte #agua https://ciudad.example/a", texts: { es: "Corte #agua https://ciudad.example/a" } });
  const { remoteId } = await council.accept(intent);
  await until("the post is delivered", async () => (await reachOf(first.db, intent.deliveryId)).delivered === 1);
  const correction = council.intent(profileId, { kind: "update", remoteId, media: [media], text: "Corregido", texts: { es: "Corregido" } });
  await council.accept(correction);
  await until("the correction is delivered", async () => (await reachOf(first.db, correction.deliveryId)).delivered === 1);
  const withdrawal = council.intent(profileId, { kind: "delete", remoteId });
  await council.accept(withdrawal);
  await until("the withdrawal is delivered", async () => (await reachOf(first.db, withdrawal.deliveryId)).delivered === 1);

  expect(other.events.filter(({ event }) => event.startsWith("federation.inbox"))).toEqual([]);
  expect(await say("Undo", { type: "Follow", actor: other.addresses.actor(reader), object: council.addresses.actor(profileId) })).toBe(202);
  expect(await countFollowers(first.db, profileId)).toBe(0);
  expect(council.events.filter(({ event }) => event.includes("refused") || event.includes("broke"))).toEqual([]);
});
