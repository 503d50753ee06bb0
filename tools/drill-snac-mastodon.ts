/**
 * Drill of the Mastodon adapter against a server that is not ours: snac2, as Debian packages it, through its Mastodon API.
 * We introduce ourselves, sign in through its login page, publish with a picture, look for it, correct it, withdraw it,
 * hear a citizen of the same server and answer, and let go of the account.
 *
 *   node tools/drill-snac-mastodon.ts FOLDER
 *
 * FOLDER as in `drill-snac.ts`. Exit: 0 all seen, 1 something else was seen, 77 could not be set up.
 */
import { createHash, randomBytes } from "node:crypto";
import sharp from "sharp";
import type { Incoming, Intent } from "#networks/contract/index.ts";
import { type AccountAccess, mastodonNetwork } from "#networks/mastodon/index.ts";
import { systemClock } from "#platform/clock.ts";
import { createEgress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { send, until } from "#tests/fediverse.ts";
import { checksOf, freePort, openSnac } from "./snac.ts";

const COUNCIL = "udala";
const CITIZEN = "ane";

const folder = process.argv[2];
if (folder === undefined || folder === "--help") {
  console.log("node tools/drill-snac-mastodon.ts FOLDER   (see the head of the file)");
  process.exit(folder === undefined ? 2 : 0);
}

const snac = await openSnac(folder);
const clock = systemClock();
const port = await freePort();
const host = `127.0.0.1:${port}`;
const { passwords, httpd, log } = await snac.start(port, [COUNCIL, CITIZEN]);
const { check, failures } = checksOf((line) => console.log(line));
const egress = createEgress({ allowPrivate: [host], userAgent: "Pregonero drill", clock });
const profileId = newId<"profile">(clock.now());
const picture = new Uint8Array(await sharp({ create: { width: 320, height: 200, channels: 3, background: "#00693c" } }).jpeg().toBuffer());
const claimed = new Set<string>();
let access: AccountAccess | undefined;
const network = mastodonNetwork({
  egress, wireClock: clock, wireOffsetMs: 0,
  access: () => Promise.resolve(access), claimed: () => Promise.resolve(claimed), picture: () => Promise.resolve(picture),
});
const signal = () => AbortSignal.timeout(network.callMs);
const free = () => Promise.resolve(true);
const intent = (change: Partial<Intent>): Intent => {
  const at = clock.now();
  const text = change.text ?? "";
  return {
    deliveryId: newId<"delivery">(at), kind: "create", publicationId: newId<"publication">(at), editionId: newId<"edition">(at), profileId, account: `${COUNCIL}@${host}`,
    languages: ["eu"], texts: { eu: text }, media: [], permalink: "https://ciudad.example/a/1", at, text, ...change,
  };
};
/** What snac answers to anybody with the council's token, without our adapter in between. */
async function raw(path: string): Promise<{ readonly status: number; readonly body: string }> {
  return send({ url: `http://${host}${path}`, method: "GET", headers: { authorization: `Bearer ${access?.token ?? ""}` } });
}

try {
  await until("snac answers", async () => (await send({ url: `http://${host}/`, method: "GET", headers: {} }).catch(() => undefined)) !== undefined);
  console.log(`${await snac.version()} at http://${host}`);
  const { connecting, listening } = network;
  if (!connecting || !listening) throw new Error("the adapter neither connects nor listens");

  console.log("\nconnecting");
  const redirectUri = "http://localhost:8080/office/connections/callback";
  const app = await connecting.introduce({ handle: `${COUNCIL}@${host}`, redirectUri, name: "Pregonero", website: "https://ciudad.example" }, signal());
  check("snac gives us an app of our own, at the origin that WebFinger names", app.ok && app.value.origin === `http://${host}`, app);
  if (!app.ok) throw new Error("no app");
  const [state, verifier] = [randomBytes(32).toString("base64url"), randomBytes(32).toString("base64url")];
  const back = await signIn(connecting.authorizeUrl(app.value, { redirectUri, state, challenge: createHash("sha256").update(verifier).digest("base64url") }));
  check("its login page sends the person back to us, with our state", back.href.startsWith(redirectUri) && back.searchParams.get("state") === state, back.href);
  const token = await connecting.redeem(app.value, { redirectUri, code: back.searchParams.get("code") ?? "", verifier }, signal());
  check("the code is good for a token", token.ok, token);
  if (!token.ok) throw new Error("no token");
  const again = await connecting.redeem(app.value, { redirectUri, code: back.searchParams.get("code") ?? "", verifier: "wrong".repeat(10) }, signal());
  console.log(`  differs: the same code with another verifier gives ${again.ok ? "a token too: it knows neither PKCE nor single use" : `none (${again.refusal.code})`}`);
  const seen = await connecting.look(app.value.origin, token.value, signal());
  check("whose it is", seen.ok && seen.value.name === COUNCIL, seen);
  if (!seen.ok) throw new Error("no account");
  console.log(`  it says it is ${seen.value.server.program}; ${seen.value.server.limits.maxCharacters.value} characters (${seen.value.server.limits.maxCharacters.source}); details ${JSON.stringify(seen.value.server.details)}`);
  access = { origin: app.value.origin, token: token.value, account: seen.value.account, details: seen.value.server.details };
  const first = await listening.read(profileId, undefined, signal());
  check("listening begins now, with nothing", first.kind === "read" && first.incoming.length === 0, first);

  console.log("\na post with a picture");
  const text = "Ur-etena Kale Nagusian, gaur 10:00etatik aurrera #ura\n\nArgibideak: https://ciudad.example/eu/oharrak/ur-etena-kale-nagusian?a=1&b=2";
  const post = intent({ text, media: [{ digest: "d", mediaType: "image/jpeg", width: 320, height: 200, url: "https://ciudad.example/media/d.jpg", alt: "Itxitako kalearen planoa" }] });
  const out = await network.perform(post, signal(), free);
  check("published", out.kind === "confirmed", out);
  const remoteId = out.kind === "confirmed" ? out.remoteId : "";
  const stored = JSON.parse((await raw(`/api/v1/statuses/${remoteId}`)).body) as { readonly content?: string; readonly language?: string; readonly media_attachments?: readonly { readonly description?: string }[] };
  check("its picture with the description", stored.media_attachments?.[0]?.description === "Itxitako kalearen planoa", stored);
  console.log(`  its API says language ${JSON.stringify(stored.language)} of a post in eu`);
  const found = await network.find(post, signal());
  check("found by looking, as if the answer had been lost", found.kind === "found" && found.remoteId === remoteId, { found, content: stored.content });
  check("what was never sent is absent", (await network.find(intent({ text: "Inoiz bidali ez dena" }), signal())).kind === "absent");
  const repeated = await network.perform(post, signal(), free);
  check("repeated with the same key, a person is asked instead of guessing", repeated.kind === "confirmed" && (repeated.remoteId === remoteId || (await network.find(post, signal())).kind === "cannot-tell"), repeated);
  if (repeated.kind === "confirmed" && repeated.remoteId !== remoteId) {
    console.log("  differs: it ignores Idempotency-Key, a repeated request is a second post");
    await network.perform(intent({ kind: "delete", remoteId: repeated.remoteId }), signal(), free);
  } else console.log("  it honours Idempotency-Key");

  console.log("\nits correction");
  const correction = intent({ kind: "update", remoteId, text: "Ur-etena Kale Nagusian eta plazan", media: post.media });
  const corrected = await network.perform(correction, signal(), free);
  check("corrected in place", corrected.kind === "confirmed" && corrected.remoteId === remoteId, corrected);
  const after = JSON.parse((await raw(`/api/v1/statuses/${remoteId}`)).body) as { readonly content?: string; readonly edited_at?: string | null; readonly media_attachments?: readonly { readonly description?: string }[] };
  check("its words", after.content?.includes("eta plazan") ?? false, after);
  check("its picture and description", after.media_attachments?.length === 1 && after.media_attachments[0]?.description === "Itxitako kalearen planoa", after.media_attachments);
  console.log(`  edited_at ${JSON.stringify(after.edited_at)}`);
  const lookedAt = await network.find(correction, signal());
  check("looked for in the post itself", lookedAt.kind === "found", lookedAt);

  console.log("\nits withdrawal");
  const withdrawal = intent({ kind: "delete", remoteId });
  const withdrawn = await network.perform(withdrawal, signal(), free);
  check("withdrawn", withdrawn.kind === "confirmed", withdrawn);
  check("gone", (await raw(`/api/v1/statuses/${remoteId}`)).status === 404);
  const lookedFor = await network.find(withdrawal, signal());
  check("and a look says so", lookedFor.kind === "found", lookedFor);
  const anew = await network.perform(withdrawal, signal(), free);
  console.log(`  withdrawn again: ${anew.kind}${"code" in anew ? ` ${anew.code}` : ""}`);

  console.log("\na citizen says something");
  const asked = await network.perform(intent({ text: "Galderarik?" }), signal(), free);
  const askedId = asked.kind === "confirmed" ? asked.remoteId : "";
  let cursor = first.kind === "read" ? first.cursor : "0";
  const heard: Incoming[] = [];
  const listen = async (): Promise<boolean> => {
    const reading = await listening.read(profileId, cursor, signal());
    if (reading.kind !== "read") throw new Error(JSON.stringify(reading));
    heard.push(...reading.incoming);
    ({ cursor } = reading);
    return heard.length > 0;
  };
  // As a reply through its own program: snac knows no mentions of servers with a port.
  const said = await asCitizen("POST", "/api/v1/statuses", { status: "Noiz arte? <b>Eskerrik asko</b>", in_reply_to_id: askedId, visibility: "public" });
  check("said", said.status === 200, said);
  await until("the message comes", listen, 30_000).catch(() => undefined);
  const [message] = heard;
  check("heard through its notifications, as plain text, with its author", message?.kind === "message" && message.text.includes("Noiz arte?") && message.author.handle === `@${CITIZEN}@${host}` && message.visibility === "public", heard);
  await listen();
  check("once", heard.length === 1, heard.length);

  console.log("\nand is answered");
  if (message?.kind === "message") {
    const answer = await network.perform(intent({ text: "14:00ak arte.", visibility: message.visibility, inReplyTo: { remoteId: message.remoteId, author: message.author } }), signal(), free);
    check("answered", answer.kind === "confirmed", answer);
    const reply = answer.kind === "confirmed" ? (JSON.parse((await raw(`/api/v1/statuses/${answer.remoteId}`)).body) as { readonly in_reply_to_id?: string; readonly mentions?: readonly { readonly acct?: string }[] }) : {};
    check("under the message, with its author named", reply.in_reply_to_id === message.remoteId && reply.mentions?.some((one) => one.acct?.startsWith(CITIZEN)) === true, reply);
    await until("the citizen is told", async () => (await citizenNotifications()).includes("14:00ak arte"), 30_000).catch(() => undefined);
    check("the citizen's own notifications show it", (await citizenNotifications()).includes("14:00ak arte"));
    const still = await listening.recheck(profileId, [{ remoteId: message.remoteId, authorId: message.author.id, changedAt: message.sentAt }], signal());
    check("what stands is told neither as changed nor as gone", still.kind === "read" && still.incoming.length === 0, still);
    const gone = await listening.recheck(profileId, [{ remoteId: `${message.remoteId}0`, authorId: message.author.id, changedAt: message.sentAt }], signal());
    console.log(`  a message that is not there: ${gone.kind === "read" ? gone.incoming.map((one) => one.kind).join() : `${gone.kind} ${gone.code}`}`);
  }

  await network.perform(intent({ kind: "delete", remoteId: askedId }), signal(), free);
  console.log(`  differs: a withdrawn post that another of its users has in a timeline is still there by its number: ${(await raw(`/api/v1/statuses/${askedId}`)).status}`);

  console.log("\nletting go");
  const revoked = await connecting.revoke(app.value, token.value, signal());
  check("the token is taken back", revoked.ok, revoked);
  const dead = await connecting.look(app.value.origin, token.value, signal());
  check("and worth nothing: a person would be asked", !dead.ok && dead.refusal.needsPerson, dead);
  const refused = await network.perform(intent({ text: "Ez du atera behar" }), signal(), free);
  check("nothing goes out with it", refused.kind === "refused" && refused.code === "token-revoked", refused);
  if (failures() > 0) console.log(`\nthe end of snac's log:\n${log.slice(-40).join("\n")}`);
} finally {
  httpd.kill("SIGTERM");
  await new Promise((done) => httpd.once("exit", done));
  await egress.close();
}
console.log(failures() === 0 ? "\nall seen" : `\n${failures()} not seen`);
process.exit(failures() === 0 ? 0 : 1);

/** Fills in snac's login page as a person would. @returns where it sends the browser */
async function signIn(authorizeUrl: string): Promise<URL> {
  const page = await send({ url: authorizeUrl, method: "GET", headers: {} });
  const fields = new URLSearchParams();
  for (const [input] of page.body.matchAll(/<input[^>]*>/g)) {
    const attribute = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(input)?.[1]?.replaceAll("&amp;", "&");
    const name = attribute("name");
    if (name !== undefined) fields.set(name, attribute("value") ?? "");
  }
  fields.set("login", COUNCIL);
  fields.set("passwd", passwords[COUNCIL] ?? "");
  const action = /action="([^"]*)"/.exec(page.body)?.[1] ?? "/oauth/x-snac-login";
  const body = fields.toString();
  const answer = await send({ url: new URL(action, authorizeUrl).href, method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) }, body });
  const { location } = answer.headers;
  if (location === undefined) throw new Error(`snac's login page led nowhere: ${answer.status} ${answer.body.slice(0, 300)}`);
  return new URL(location, authorizeUrl);
}

/** What the citizen's own program would show. */
async function citizenNotifications(): Promise<string> {
  return (await asCitizen("GET", "/api/v1/notifications")).body;
}

async function asCitizen(method: "GET" | "POST", path: string, fields?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: string }> {
  const form = new URLSearchParams({ login: CITIZEN, passwd: passwords[CITIZEN] ?? "" }).toString();
  const given = await send({ url: `http://${host}/oauth/x-snac-get-token`, headers: { "content-type": "application/x-www-form-urlencoded", "content-length": String(form.length) }, body: form });
  const citizenToken = /[0-9a-f]{32}/.exec(given.body)?.[0] ?? "";
  const body = fields && new URLSearchParams(fields).toString();
  return send({
    url: `http://${host}${path}`, method, ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${citizenToken}`, ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) }) },
  });
}
