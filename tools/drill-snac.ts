/**
 * Interoperation drill with a server that is not ours: snac2, as Debian packages it. Its user follows an actor of ours,
 * gets a post with a picture, its correction and its withdrawal, and stops following; a forged post is tried too.
 *
 *   node tools/drill-snac.ts FOLDER
 *
 * FOLDER keeps a Debian of its own (about 240 MB) for the next time. Needs root, debootstrap and a Debian mirror the
 * first time (`DEBIAN_MIRROR`, else deb.debian.org). Exit: 0 all seen, 1 something else was seen, 77 could not be set up.
 */
import { generateKeyPairSync } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Instant } from "#kernel/instant.ts";
import { migrationFolders } from "#app/migrations.ts";
import { countFollowers, reachOf } from "#networks/activitypub/index.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { migrate, readMigrations } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { draftSigned, send, startInstallation, until } from "#tests/fediverse.ts";
import { checksOf, freePort, openSnac } from "./snac.ts";

const USER = "ane";

const folder = process.argv[2];
if (folder === undefined || folder === "--help") {
  console.log("node tools/drill-snac.ts FOLDER   (see the head of the file)");
  process.exit(folder === undefined ? 2 : 0);
}

interface Status {
  readonly uri: string;
  readonly content: string;
  readonly language: string | null;
  readonly edited_at: string | null;
  readonly media_attachments: readonly { readonly type: string; readonly description: string | null; readonly url: string }[];
  readonly account: { readonly acct: string; readonly display_name: string };
}

const snac = await openSnac(folder);
const clock = systemClock();
const [port, ourPort] = [await freePort(), await freePort()];
const data = join(tmpdir(), `pregonero-drill-${process.pid}`);
const server = await startEmbedded(data);
const address = await server.database("drill");
await migrate(address, await readMigrations(await migrationFolders()));
const { db, pool } = openDatabase({ address, name: "drill" });
const ours = await startInstallation({ db, clock, port: ourPort, allow: [`127.0.0.1:${port}`] });
const { passwords, httpd, log } = await snac.start(port, [USER]);
const federation = await ours.start();
const { check, failures } = checksOf((line) => console.log(line));
const wait = async (what: string, isSo: () => Promise<boolean> | boolean): Promise<void> => {
  const from = performance.now();
  try {
    await until(what, isSo, 30_000);
    check(`${what} (${Math.round(performance.now() - from)} ms)`, true);
  } catch {
    check(what, false);
  }
};

try {
  const base = `http://127.0.0.1:${port}`;
  const api = async (path: string, init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {}) =>
    send({ url: `${base}${path}`, method: init.method ?? "GET", headers: init.headers ?? {}, ...(init.body === undefined ? {} : { body: init.body }) });
  await until("snac answers", async () => (await api("/").catch(() => undefined)) !== undefined);
  console.log(`${await snac.version()} at ${base}, ours at ${ours.origin}`);

  const profileId = await ours.actor("movilidad");
  const profile = ours.profiles.get(profileId);
  if (!profile) throw new Error("no profile");
  ours.profiles.set(profileId, { ...profile, displayName: { es: "Movilidad", eu: "Mugikortasuna" }, languages: ["es", "eu"] });
  const actor = ours.addresses.actor(profileId);

  console.log("\nsnac finds the actor by its handle");
  const found = await snac.command("webfinger", `@movilidad@${ours.authority}`);
  check("WebFinger, then the actor's document", found.includes(actor), found);

  console.log("\nits user follows");
  await snac.command("follow", USER, `@movilidad@${ours.authority}`);
  await wait("Follow signed by snac, verified by us", async () => (await countFollowers(db, profileId)) === 1);
  const token = await tokenOf(api, passwords[USER] ?? "");
  const home = async (): Promise<readonly Status[]> => {
    const answer = await api("/api/v1/timelines/home", { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) throw new Error(`home timeline: ${answer.status} ${answer.body.slice(0, 200)}`);
    return JSON.parse(answer.body) as readonly Status[];
  };
  const find = async (uri: string): Promise<Status | undefined> => (await home()).find((status) => status.uri === uri);
  await wait("Accept signed by us, verified by snac", () => isAccepted(actor));

  console.log("\na post with a picture");
  const media = { digest: "d", mediaType: "image/png", width: 640, height: 480, url: `${ours.origin}/media/plano.png`, alt: "Plano de la calle cortada" };
  const text = "Corte de agua en la calle Mayor #agua\n\nMás en https://ciudad.example/agua?a=1&b=2";
  const intent = ours.intent(profileId, { media: [media], text, texts: { es: text } });
  const { remoteId } = await ours.accept(intent);
  federation.wake();
  await wait("Create signed by us, in the home timeline of snac's user", async () => (await find(remoteId)) !== undefined);
  const first = await find(remoteId);
  check("its text", first?.content.includes("Corte de agua en la calle Mayor") ?? false, first?.content);
  check("its link whole", first?.content.includes("https://ciudad.example/agua?a=1&amp;b=2") ?? false, first?.content);
  check("its picture with the description", first?.media_attachments[0]?.description === media.alt && first.media_attachments[0].type === "image", first?.media_attachments);
  check("who says it", first?.account.display_name === "Movilidad", first?.account);
  const kept = await snac.object(remoteId);
  check(`its language, as snac keeps it (its API says ${JSON.stringify(first?.language)})`, Object.keys(kept?.["contentMap"] ?? {}).join() === "es", kept);

  console.log("\nits correction");
  const corrected = "Corte de agua en la calle Mayor y en la plaza";
  await ours.accept(ours.intent(profileId, { kind: "update", remoteId, media: [media], text: corrected, texts: { es: corrected } }));
  federation.wake();
  await wait("Update signed by us, shown by snac", async () => (await find(remoteId))?.content.includes("y en la plaza") ?? false);

  console.log("\na forgery in our name, with another key");
  const forged = `${ours.origin}/ap/objects/forged`;
  const note = { id: forged, type: "Note", attributedTo: actor, content: "<p>Falso</p>", to: ["https://www.w3.org/ns/activitystreams#Public"], cc: [ours.addresses.followers(profileId)], published: clock.now() satisfies Instant };
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const forgery = draftSigned(`${base}/${USER}/inbox`, JSON.stringify({ "@context": "https://www.w3.org/ns/activitystreams", id: `${forged}/create`, type: "Create", actor, object: note, to: note.to, cc: note.cc }), { keyId: ours.addresses.key(profileId), key: privateKey, at: clock.now() });
  const before = log.length;
  console.log(`  snac answers ${(await send(forgery)).status}`);
  await wait("snac looked at its signature and let it go", () => log.slice(before).some((line) => /signature|error processing|reject|fail/i.test(line)));
  check("nothing of it is shown", (await find(forged)) === undefined);

  console.log("\nits withdrawal");
  const withdrawal = ours.intent(profileId, { kind: "delete", remoteId });
  await ours.accept(withdrawal);
  federation.wake();
  await wait("Delete signed by us, gone from snac's timeline", async () => (await find(remoteId)) === undefined);
  await wait("and taken", async () => (await reachOf(db, withdrawal.deliveryId)).delivered === 1);

  console.log("\nits user stops following");
  await snac.command("unfollow", USER, actor);
  await wait("Undo signed by snac, verified by us", async () => (await countFollowers(db, profileId)) === 0);

  const refused = ours.events.filter(({ event }) => event.startsWith("federation.inbox.refused"));
  check("nothing of snac's was refused", refused.length === 0, refused);
  const undelivered = ours.events.filter(({ event }) => event === "federation.not-delivered");
  check("nothing of ours was refused", undelivered.length === 0, undelivered);
  if (failures() > 0) console.log(`\nwhat we logged:\n${ours.events.map((one) => JSON.stringify(one)).join("\n")}\n\nthe end of snac's log:\n${log.slice(-60).join("\n")}`);
} finally {
  httpd.kill("SIGTERM");
  await new Promise((done) => httpd.once("exit", done));
  await federation.stop();
  await ours.close();
  await pool.end();
  await server.stop();
  await rm(data, { recursive: true, force: true });
}
console.log(failures() === 0 ? "\nall seen" : `\n${failures()} not seen`);
process.exit(failures() === 0 ? 0 : 1);

/** snac hands out a token for its Mastodon API from a form of its own. */
async function tokenOf(api: (path: string, init?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }) => Promise<{ readonly status: number; readonly body: string }>, passwd: string): Promise<string> {
  const form = new URLSearchParams({ login: USER, passwd }).toString();
  const answer = await api("/oauth/x-snac-get-token", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "content-length": String(form.length) }, body: form });
  const token = /^[0-9a-f]{32}$/.exec(answer.body.trim())?.[0];
  if (token === undefined) throw new Error(`snac gave no token: ${answer.status} ${answer.body.slice(0, 500)}`);
  return token;
}

/** snac keeps the Follow until the Accept takes its place. */
async function isAccepted(actor: string): Promise<boolean> {
  const folderOfFollowing = join(snac.data, "user", USER, "following");
  for (const name of await readdir(folderOfFollowing)) {
    if (!name.endsWith(".json")) continue;
    const kept = JSON.parse(await readFile(join(folderOfFollowing, name), "utf8")) as { readonly type?: string; readonly actor?: string };
    if (kept.type === "Accept" && kept.actor === actor) return true;
  }
  return false;
}
