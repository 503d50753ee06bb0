/**
 * The road there and back with a server that is not ours: the whole product in its own process, and snac2 as Debian
 * packages it, whose users follow a profile of the example city, get its post, reply in public and in private, change
 * and take back what they said. Here it becomes conversations, and they are answered as a manager answers.
 *
 *   node tools/drill-snac-road.ts FOLDER
 *
 * FOLDER as in `drill-snac.ts`. Exit: 0 all seen, 1 something else was seen, 77 could not be set up.
 */
import "#platform/temporal.ts";
import { send, until } from "#tests/fediverse.ts";
import type { ConversationView, InboxPage, PublicationView } from "#web/office/views.ts";
import { type OfficeClient, signInAs } from "../e2e/office-client.ts";
import { startProcess } from "../e2e/process.ts";
import { checksOf, freePort, openSnac } from "./snac.ts";

const [PUBLIC_CITIZEN, PRIVATE_CITIZEN] = ["ane", "mikel"];
const HANDLE = "robledal";

const folder = process.argv[2];
if (folder === undefined || folder === "--help") {
  console.log("node tools/drill-snac-road.ts FOLDER   (see the head of the file)");
  process.exit(folder === undefined ? 2 : 0);
}

interface Status {
  readonly id: string;
  readonly uri: string;
  readonly content: string;
  readonly visibility: string;
  readonly in_reply_to_id: string | null;
}

const snac = await openSnac(folder);
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const { passwords, httpd, log } = await snac.start(port, [PUBLIC_CITIZEN, PRIVATE_CITIZEN]);
const city = await startProcess({ PREGONERO_ALLOW_PRIVATE: `127.0.0.1:${port}` });
const { check, failures } = checksOf((line) => console.log(line));
const wait = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  const from = performance.now();
  try {
    await until(what, isSo, 45_000);
    check(`${what} (${Math.round(performance.now() - from)} ms)`, true);
  } catch {
    check(what, false);
  }
};

try {
  await until("snac answers", async () => (await send({ url: `${base}/`, method: "GET", headers: {} }).catch(() => undefined)) !== undefined, 30_000);
  await fetch(`${city.origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
  console.log(`${await snac.version()} at ${base}, the city at ${city.origin}`);
  const authority = new URL(city.origin).host;
  const [ane, mikel] = [await citizen(PUBLIC_CITIZEN), await citizen(PRIVATE_CITIZEN)];
  const manager = await signInAs(city.origin, "Leire Otxoa");

  console.log("\nthey follow the council's profile");
  for (const user of [PUBLIC_CITIZEN, PRIVATE_CITIZEN]) await snac.command("follow", user, `@${HANDLE}@${authority}`);

  console.log("\na post goes out");
  const title = "Corte de agua en la calle Mayor";
  await publish(title);
  const postOf = async (who: Citizen) => (await who.home()).find((status) => status.content.includes(title));
  await wait("in the home timeline of both", async () => (await postOf(ane)) !== undefined && (await postOf(mikel)) !== undefined);
  const post = await postOf(ane);
  if (!post) throw new Error("no post to reply to");

  console.log("\none replies in public");
  const question = "¿Hasta qué hora dura el corte? <b>Gracias</b> & un saludo";
  const said = await ane.say(question, post.id, "public");
  const of = async (who: string): Promise<ConversationView | undefined> => {
    for (const tab of ["waiting", "answered", "closed"]) {
      const { conversations } = await manager.call<InboxPage>("GET", `/conversations?tab=${tab}`);
      const found = conversations.find(({ author }) => author?.handle === `@${who}@127.0.0.1:${port}`);
      if (found) return manager.call<ConversationView>("GET", `/conversations/${found.id}`);
    }
    return undefined;
  };
  const wordsOf = (view: ConversationView | undefined) => view?.entries.flatMap((entry) => (entry.kind === "message" ? [entry] : [])) ?? [];
  await wait("Create signed by snac, a conversation in our inbox", async () => (await of(PUBLIC_CITIZEN)) !== undefined);
  const heard = await of(PUBLIC_CITIZEN);
  check("her words, as text", wordsOf(heard)[0]?.body?.includes("¿Hasta qué hora dura el corte?") ?? false, wordsOf(heard));
  check("her handle and name", heard?.author.handle === `@${PUBLIC_CITIZEN}@127.0.0.1:${port}` && heard.author.name === PUBLIC_CITIZEN, heard?.author);
  check("in Spanish, as it reads", heard?.language === "es", { language: heard?.language, by: heard?.languageBy });
  check("said in public, about that post", wordsOf(heard)[0]?.visibility === "public" && !heard?.private && heard?.about?.title === title, { entry: wordsOf(heard)[0], about: heard?.about });

  console.log("\nshe changes it");
  const edited = await ane.change(said.id, "¿Hasta qué hora dura el corte en el número 14?");
  console.log(`  snac answers ${edited.status}`);
  if (edited.status === 200) {
    await wait("Update signed by snac, shown as changed", async () => wordsOf(await of(PUBLIC_CITIZEN)).some(({ body, editedAt }) => (body?.includes("en el número 14") ?? false) && editedAt !== null));
    check("and still one message", wordsOf(await of(PUBLIC_CITIZEN)).length === 1);
  }

  console.log("\nand is answered");
  const answer = "Hasta las 14:00. Sentimos las molestias.";
  await respond(manager, await of(PUBLIC_CITIZEN), answer);
  const told = async (who: Citizen) => (await who.notifications()).find(({ content }) => content.includes("Hasta las 14:00"));
  await wait("Create signed by us, in her notifications", async () => (await told(ane)) !== undefined);
  const got = await told(ane);
  // snac's number of a status holds when it last changed; its address stays.
  check("below her words", (await ane.status(got?.in_reply_to_id ?? ""))?.uri === said.uri, { in_reply_to_id: got?.in_reply_to_id, said });
  const stored = await snac.object(got?.uri ?? "");
  check("with her named in it, as snac keeps it", JSON.stringify(stored?.["tag"]).includes(`"href":"${base}/${PUBLIC_CITIZEN}"`), stored?.["tag"]);
  const below = await ane.below(said.id);
  check("in the thread that snac shows", below.some(({ content }) => content.includes("Hasta las 14:00")), below.map(({ content }) => content));
  check("said in public there too", got?.visibility === "public", got?.visibility);
  check("and not in the timeline of who only follows", !(await mikel.home()).some(({ content }) => content.includes("Hasta las 14:00")));
  await wait("its way is told to the manager", async () => (await of(PUBLIC_CITIZEN))?.entries.some((entry) => entry.kind === "reply" && entry.state === "confirmed") ?? false);

  console.log("\nshe thanks, below the answer");
  if (got) {
    await ane.say("Muchas gracias", got.id, "public");
    await wait("in the same conversation", async () => wordsOf(await of(PUBLIC_CITIZEN)).some(({ body }) => body?.includes("Muchas gracias") ?? false));
  }

  console.log("\nshe takes back what she asked");
  check("snac takes it back", (await ane.remove(said.id)).status === 200);
  await wait("Delete signed by snac, gone here", async () => wordsOf(await of(PUBLIC_CITIZEN)).some(({ body, deletedAt }) => body === null && deletedAt !== null));
  check("none of its words left", !JSON.stringify(await of(PUBLIC_CITIZEN)).includes("en el número 14"));

  console.log("\nanother one writes in private");
  const secret = "En privado: vivo en el portal 14 y necesito agua por motivos médicos";
  const mine = await postOf(mikel);
  const hidden = await mikel.say(secret, mine?.id ?? "", "direct");
  await wait("a conversation of its own, private", async () => (await of(PRIVATE_CITIZEN))?.private ?? false);
  const closed = await of(PRIVATE_CITIZEN);
  check("heard as private", ["direct", "followers"].includes(wordsOf(closed)[0]?.visibility ?? ""), wordsOf(closed)[0]);
  const coordinator = await signInAs(city.origin, "Amaia Zubeldia");
  const { status } = await coordinator.ask("GET", `/conversations/${closed?.id}`);
  check("a coordinator must first say why they read it", status === 403, status);
  await respond(manager, closed, "Le llamamos ahora mismo al portal.");
  const privately = async (who: Citizen) => [...(await who.notifications()), ...(await who.home())].find(({ content }) => content.includes("Le llamamos ahora mismo"));
  await wait("the answer in his notifications", async () => (await privately(mikel)) !== undefined);
  const closedAnswer = await privately(mikel);
  check("below his words and not in public", (await mikel.status(closedAnswer?.in_reply_to_id ?? ""))?.uri === hidden.uri && closedAnswer !== undefined && closedAnswer.visibility !== "public" && closedAnswer.visibility !== "unlisted", closedAnswer);
  check("seen by nobody else of his server", (await privately(ane)) === undefined);
  const asked = await fetch(closedAnswer?.uri ?? city.origin, { headers: { accept: "application/activity+json" } });
  check("and served to nobody who asks us for it", asked.status === 404, asked.status);
  const pages = await Promise.all(["/es", "/es/publications"].map(async (path) => (await fetch(`${city.origin}${path}`)).text()));
  check("nor anything of it on the portal", !pages.join().includes("Le llamamos"));

  const refused = city.output().split("\n").filter((line) => /federation\.(inbox\.refused|not-delivered)/.test(line));
  check("nothing was refused, either way", refused.length === 0, refused);
  if (failures() > 0) console.log(`\nthe end of snac's log:\n${log.slice(-60).join("\n")}\n\nand of ours:\n${city.output().split("\n").slice(-30).join("\n")}`);
} finally {
  httpd.kill("SIGTERM");
  await new Promise((done) => httpd.once("exit", done));
  await city.remove();
}
console.log(failures() === 0 ? "\nall seen" : `\n${failures()} not seen`);
process.exit(failures() === 0 ? 0 : 1);

interface Citizen {
  home(): Promise<readonly Status[]>;
  notifications(): Promise<readonly Status[]>;
  status(id: string): Promise<Status | undefined>;
  below(id: string): Promise<readonly Status[]>;
  say(words: string, inReplyTo: string, visibility: "public" | "direct"): Promise<Status>;
  change(id: string, words: string): Promise<{ readonly status: number }>;
  remove(id: string): Promise<{ readonly status: number }>;
}

/** A user of snac at their own program, which speaks Mastodon's API. */
async function citizen(user: string): Promise<Citizen> {
  const form = new URLSearchParams({ login: user, passwd: passwords[user] ?? "" }).toString();
  const given = await send({ url: `${base}/oauth/x-snac-get-token`, headers: { "content-type": "application/x-www-form-urlencoded", "content-length": String(form.length) }, body: form });
  const token = /[0-9a-f]{32}/.exec(given.body)?.[0];
  if (token === undefined) throw new Error(`snac gave no token: ${given.status} ${given.body.slice(0, 300)}`);
  const ask = async (method: string, path: string, fields?: Readonly<Record<string, string>>) => {
    const body = fields && new URLSearchParams(fields).toString();
    return send({
      url: `${base}${path}`, method, ...(body === undefined ? {} : { body }),
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": String(Buffer.byteLength(body)) }) },
    });
  };
  const read = async <Answer>(path: string): Promise<Answer> => {
    const { status, body } = await ask("GET", path);
    if (status !== 200) throw new Error(`${path}: ${status} ${body.slice(0, 200)}`);
    return JSON.parse(body) as Answer;
  };
  return {
    home: () => read<readonly Status[]>("/api/v1/timelines/home"),
    notifications: async () => (await read<readonly { readonly status?: Status }[]>("/api/v1/notifications")).flatMap(({ status }) => status ?? []),
    status: async (id) => {
      const { status, body } = await ask("GET", `/api/v1/statuses/${id}`);
      return status === 200 ? (JSON.parse(body) as Status) : undefined;
    },
    below: async (id) => (await read<{ readonly descendants: readonly Status[] }>(`/api/v1/statuses/${id}/context`)).descendants,
    say: async (words, inReplyTo, visibility) => {
      const { status, body } = await ask("POST", "/api/v1/statuses", { status: words, in_reply_to_id: inReplyTo, visibility });
      if (status !== 200) throw new Error(`snac did not take it: ${status} ${body.slice(0, 300)}`);
      return JSON.parse(body) as Status;
    },
    change: (id, words) => ask("PUT", `/api/v1/statuses/${id}`, { status: words }),
    remove: (id) => ask("DELETE", `/api/v1/statuses/${id}`),
  };
}

/** Writes, sends and approves a post, as a promoter and a coordinator do. */
async function publish(title: string): Promise<void> {
  const writer = await signInAs(city.origin, "Carmen Ruiz de Loizaga");
  const { publicationId } = await writer.call<{ publicationId: string }>("POST", "/publications", { title });
  const { revision, content } = await writer.call<PublicationView>("GET", `/publications/${publicationId}`);
  const profiles = await writer.call<{ id: string; network: string; address: string }[]>("GET", "/profiles");
  const units = await writer.call<{ id: string; name: Record<string, string> }[]>("GET", "/units");
  const saved = await writer.call<{ revision: number }>("PUT", `/publications/${publicationId}/draft`, {
    revision,
    content: {
      ...content, title, exception: "greeting", texts: { es: `${title}.`, eu: "Ur-etena Kale Nagusian." },
      unitId: units.find(({ name }) => name["es"] === "Movilidad y Espacio Público")?.id,
      profiles: profiles.filter(({ network, address }) => network === "activitypub" && address.includes(HANDLE)).map(({ id }) => id),
    },
  });
  await writer.call("POST", `/publications/${publicationId}/submit`, { revision: saved.revision });
  const coordinator = await signInAs(city.origin, "Amaia Zubeldia");
  const { version } = await coordinator.call<PublicationView>("GET", `/publications/${publicationId}`);
  await coordinator.call("POST", `/publications/${publicationId}/approve`, { hash: version?.hash });
}

async function respond(who: OfficeClient, view: ConversationView | undefined, words: string): Promise<void> {
  if (!view) throw new Error("nothing to answer");
  await who.call("POST", `/conversations/${view.id}/claim`, { takeOver: false });
  const { revision, answerLanguages } = await who.call<ConversationView>("GET", `/conversations/${view.id}`);
  await who.call("POST", `/conversations/${view.id}/answer`, {
    revision, kind: "answer", texts: Object.fromEntries(answerLanguages.map((language) => [language, words])), promisedLocal: null, thenClose: false,
  });
}
