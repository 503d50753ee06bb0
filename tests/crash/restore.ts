import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { Secret, TOTP } from "otpauth";
import sharp from "sharp";
import { instantOf } from "#kernel/instant.ts";
import { recordAllEvidence, verifyPublished } from "#modules/evidence/index.ts";
import { type Database, type DatabaseAddress, inTransaction, openDatabase } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { type OfficeClient, officeClient, signInAs } from "../../e2e/office-client.ts";
import { type RunningProcess, startProcess } from "../../e2e/process.ts";
import { followAs, startInbox } from "./process.ts";

export interface RestoreDrillReport {
  readonly rows: number;
  readonly backupMegabytes: number;
  /** In seconds. */
  readonly took: { readonly backup: number; readonly restore: number; readonly start: number };
  /** Publications out before the backup began, while it ran and until the kill. */
  readonly published: { readonly before: number; readonly during: number; readonly after: number };
  /** Out before the backup began, and not there afterwards. */
  readonly lost: readonly string[];
  /** Titles that a follower has seen as two posts. */
  readonly twice: readonly string[];
  readonly interruptedRefused: boolean;
  readonly rowsEqual: boolean;
  readonly evidenceKept: boolean;
  readonly verified: boolean;
  readonly pictureServed: boolean;
  readonly oldSessionEnded: boolean;
  readonly signedIn: boolean;
  /** The coordinator's day and /health say that the council came back. */
  readonly told: boolean;
  readonly scheduledOut: number;
}

/** What a restore adds: a record of evidence and its place in the queue, an event, a row of its own. */
const SAID_OF_ITSELF = 4;
const root = join(import.meta.dirname, "..", "..");
const PASSWORD = "una frase que nadie adivina";
const MAIL = "simulacro@robledal.example";

/**
 * The whole accident: a backup while people publish, everything killed and erased, a restore that is itself killed halfway
 * and begun anew, and the council at work again.
 * @param setting.rows events that stand in the database beforehand, with a twentieth as many records of evidence
 */
export async function drillRestore(setting: { readonly rows: number; readonly onProgress?: (line: string) => void }): Promise<RestoreDrillReport> {
  const say = (line: string) => setting.onProgress?.(line);
  const inbox = await startInbox(() => 0.5);
  const app = await startProcess({ PREGONERO_ALLOW_PRIVATE: inbox.authority });
  const file = join(tmpdir(), `pregonero-drill-${process.pid}.sealed`);
  const passphrase = `${file}.passphrase`;
  await writeFile(passphrase, "una frase de paso larga\n", { mode: 0o600 });
  const { origin } = app;
  try {
    await fetch(`${origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    const profile = await followAs(app.data, inbox.url);
    say("filling the database");
    await fill(app.data, setting.rows);
    const phone = await enrol(app);
    const author = await signInAs(origin, "Jon Ibarra");
    const approver = await signInAs(origin, "Beñat Arrieta");
    const units = await author.call<{ id: string }[]>("GET", "/units");
    const picture = await addPicture(origin, author);
    const publish = (title: string, due: string | null = null) => publishOne(author, approver, { title, unitId: units[0]?.id ?? null, profile, picture, due });

    const before: string[] = [];
    for (let index = 0; index < 5; index += 1) before.push(await publish(`aviso 1-${index}`));
    await untilThere(inbox, before);
    const noteBefore = await sealedNote(app, before.length);
    // Due after the kill: planned in the backup, sent by nobody until the restored council is at work.
    await publish("aviso 9-0", await dueIn(origin, author, 2));

    say("backing up while people publish");
    const during: string[] = [];
    const after: string[] = [];
    const writer = { stopped: false, backedUp: false };
    const writing = (async () => {
      for (let index = 0; !writer.stopped; index += 1) {
        const title = `aviso 2-${index}`;
        await publish(title);
        (writer.backedUp ? after : during).push(title);
      }
    })().catch(() => undefined);
    const backup = await timed(() => app.command("backup", "--to", file, "--passphrase-file", passphrase));
    if (backup.value.code !== 0) throw new Error(`backup: ${backup.value.printed}`);
    writer.backedUp = true;
    await sleep(1_500);

    say("killing and erasing everything");
    await Promise.all([app.kill(), killDatabase(app.data)]);
    writer.stopped = true;
    await writing;
    await rm(app.data, { recursive: true, force: true });

    say("a restore that is killed halfway");
    await killHalfway(app, file, passphrase);
    const refused = await app.command("serve");
    say("restoring");
    const restore = await timed(() => app.command("restore", "--from", file, "--passphrase-file", passphrase));
    if (restore.value.code !== 0) throw new Error(`restore: ${restore.value.printed}`);
    const counted = await countRows(app.data);
    const toldOfBackup = /(\d+) rows of \d+ tables/.exec(backup.value.printed)?.[1];
    const toldOfRestore = /Restored: (\d+) rows/.exec(restore.value.printed)?.[1];

    const start = await timed(() => app.restart());
    const verify = await app.command("verify");
    const oldSessionEnded = (await author.ask("GET", "/today")).status === 401;
    const signedIn = await signInWith(app, phone);
    const again = await signInAs(origin, "Jon Ibarra");
    const today = await (await signInAs(origin, "Beñat Arrieta")).call<{ tasks: { kind: string }[] }>("GET", "/today");
    const health = (await (await fetch(`${origin}/health`)).json()) as { lastRestore?: string; backupOverdue?: boolean };
    const lost: string[] = [];
    for (const title of before) if (!(await isPublished(again, title))) lost.push(title);
    say("waiting for what was planned");
    await bringForward(app.data);
    await untilThere(inbox, ["aviso 9-0"]);
    await sleep(2_500);
    const counts = new Map<string, number>();
    for (const title of inbox.objects().values()) counts.set(title, (counts.get(title) ?? 0) + 1);
    const kept = await verifyPublished(async (path) => {
      const answer = await fetch(`${origin}/evidence/${path}`);
      return answer.status === 200 ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    }, { vkeys: [await (await fetch(`${origin}/evidence/vkey`)).text().then((text) => text.trim())], known: [noteBefore] });
    const served = await fetch(`${origin}${picture.url}`);
    return {
      rows: Number(toldOfBackup),
      backupMegabytes: Math.round((await stat(file)).size / 1e4) / 100,
      took: { backup: backup.seconds, restore: restore.seconds, start: start.seconds },
      published: { before: before.length, during: during.length, after: after.length },
      lost,
      twice: [...counts].filter(([, count]) => count > 1).map(([title]) => title),
      interruptedRefused: refused.code === 1 && refused.printed.includes("restore"),
      rowsEqual: toldOfBackup === toldOfRestore && counted === Number(toldOfBackup) + SAID_OF_ITSELF,
      evidenceKept: kept.ok,
      verified: verify.code === 0,
      pictureServed: served.status === 200 && Buffer.from(await served.arrayBuffer()).equals(picture.bytes),
      oldSessionEnded,
      signedIn,
      told: today.tasks.some((task) => task.kind === "restored") && health.lastRestore !== undefined && health.backupOverdue === false,
      scheduledOut: counts.get("aviso 9-0") ?? 0,
    };
  } finally {
    await app.remove();
    await inbox.close();
    for (const path of [file, passphrase]) await rm(path, { force: true });
  }
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ readonly value: Value; readonly seconds: number }> {
  const from = performance.now();
  const value = await work();
  return { value, seconds: Math.round(performance.now() - from) / 1_000 };
}

async function withExample<Value>(data: string, work: (db: Database, address: DatabaseAddress) => Promise<Value>): Promise<Value> {
  const server = await startEmbedded(join(data, "postgres"));
  // Not made where it is missing: that is for the program to do.
  const address = { ...(await server.database("postgres")), database: "pregonero_example" };
  const { db, pool } = openDatabase({ address, size: 1 });
  try {
    return await work(db, address);
  } finally {
    await pool.end();
  }
}

/** A past: events, and evidence that the running sequencer seals. */
const fill = (data: string, rows: number) => withExample(data, async (db) => {
  const at = instantOf(Date.parse("2026-09-01T08:00:00Z"));
  for (let done = 0; done < rows; done += 50_000) {
    await sql`
      insert into platform.event (schema_version, kind, subject_type, subject_id, at, data)
      select 1, 'drill.event', 'drill', gen_random_uuid(), ${at}::timestamptz + make_interval(secs => n), jsonb_build_object('n', n, 'text', repeat(md5(n::text), 6), 'línea', E'tab\t\\n "fin"\n')
      from generate_series(${done + 1}::integer, ${Math.min(done + 50_000, rows)}::integer) as n
    `.execute(db);
  }
  for (let done = 0; done < rows / 20; done += 500) {
    await inTransaction(db, (tx) => recordAllEvidence(tx, Array.from({ length: Math.min(500, Math.ceil(rows / 20) - done) }, (_, index) => ({
      kind: "drill.record", subject: { type: "drill", id: newId<"drill">(at) }, at, facts: { n: done + index }, values: { text: `texto ${done + index}` },
    }))));
  }
});

interface Phone {
  readonly totp: TOTP;
}

const form = (origin: string, path: string, fields: Readonly<Record<string, string>>, cookie = "") =>
  fetch(`${origin}${path}`, { method: "POST", redirect: "manual", body: new URLSearchParams(fields), headers: { "sec-fetch-site": "same-origin", ...(cookie ? { cookie } : {}) } });

const cookieOf = (answer: Response): string => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "").find((cookie) => cookie.startsWith("__Host-pregonero=")) ?? "";

/** Somebody with a password and a second factor, whose secret only the master key opens. */
async function enrol(app: RunningProcess): Promise<Phone> {
  const added = await app.command("user", "add", "--name", "Sira Simulacro", "--mail", MAIL, "--coordinator");
  const token = /invitacion\/(\S+)/.exec(added.printed)?.[1];
  if (!token) throw new Error(`nobody was invited: ${added.printed}`);
  const cookie = cookieOf(await form(app.origin, `/invitacion/${token}`, { password: PASSWORD }));
  const page = await (await fetch(`${app.origin}/entrar/alta`, { headers: { cookie } })).text();
  const secret = /<code[^>]*>([A-Z2-7 ]{16,})<\/code>/.exec(page)?.[1]?.replaceAll(" ", "");
  if (!secret) throw new Error("the page of the second factor shows no secret");
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 });
  const enrolled = await form(app.origin, "/entrar/codigo", { code: totp.generate({ timestamp: await cityTime(app.origin) }) }, cookie);
  if (enrolled.status !== 200) throw new Error(`the second factor was refused: ${enrolled.status}`);
  return { totp };
}

/** The example city's own time, which its evidence and its pages go by. */
let offset: number | undefined;
async function cityTime(origin: string): Promise<number> {
  if (offset === undefined) {
    const me = await signInAs(origin, "Jon Ibarra");
    const { now } = await me.call<{ now: string }>("GET", "/session");
    offset = Date.parse(now) - Date.now();
  }
  return Date.now() + offset;
}

async function signInWith(app: RunningProcess, { totp }: Phone): Promise<boolean> {
  const first = await form(app.origin, "/entrar", { email: MAIL, password: PASSWORD });
  // A code is good once: the next one is waited for by asking for that of the next step, which is taken a step early.
  const second = await form(app.origin, "/entrar/codigo", { code: totp.generate({ timestamp: (await cityTime(app.origin)) + 30_000 }) }, cookieOf(first));
  const cookie = cookieOf(second);
  return cookie !== "" && (await officeClient(app.origin, cookie).ask("GET", "/today")).status === 200;
}

interface Picture {
  readonly assetId: string;
  readonly url: string;
  readonly bytes: Buffer;
}

async function addPicture(origin: string, author: OfficeClient): Promise<Picture> {
  const png = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#00693c" } }).png().toBuffer();
  const body = new FormData();
  body.set("file", new File([new Uint8Array(png)], "plaza.png", { type: "image/png" }));
  const answer = await fetch(`${origin}/office/media`, { method: "POST", body, headers: { cookie: author.cookie, "sec-fetch-site": "same-origin", "x-pregonero": "1" } });
  const { assetId, url } = (await answer.json()) as { assetId: string; url: string };
  await author.call("PUT", `/pictures/${assetId}/rights`, { licence: "own", author: "", ground: "", people: "none" });
  return { assetId, url, bytes: Buffer.from(await (await fetch(`${origin}${url}`)).arrayBuffer()) };
}

interface NewPublication {
  readonly title: string;
  readonly unitId: string | null;
  readonly profile: string;
  readonly picture: Picture;
  readonly due: string | null;
}

/** Written by one, approved by another. @returns its title */
async function publishOne(author: OfficeClient, approver: OfficeClient, { title, unitId, profile, picture, due }: NewPublication): Promise<string> {
  const { publicationId } = await author.call<{ publicationId: string }>("POST", "/publications", { title });
  const content = {
    title, unitId, profiles: [profile], texts: { es: title, eu: `${title} eu` }, forks: {}, citations: [], exception: "live", due: due === null ? null : { local: due },
    media: [{ assetId: picture.assetId, alt: { es: "La plaza de la ciudad, verde", eu: "Hiriko plaza, berdea" } }],
  };
  const saved = await author.call<{ revision: number }>("PUT", `/publications/${publicationId}/draft`, { revision: 1, content });
  await author.call("POST", `/publications/${publicationId}/submit`, { revision: saved.revision });
  const view = await approver.call<{ version: { hash: string } }>("GET", `/publications/${publicationId}`);
  await approver.call("POST", `/publications/${publicationId}/approve`, { hash: view.version.hash });
  return title;
}

/** A wall-clock minute of the city, some minutes from now. */
async function dueIn(origin: string, client: OfficeClient, minutes: number): Promise<string> {
  const { zone } = (await client.call<{ council: { zone: string } }>("GET", "/session")).council;
  const at = Temporal.Instant.fromEpochMilliseconds(Math.round(await cityTime(origin)) + minutes * 60_000);
  return at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" });
}

async function isPublished(client: OfficeClient, title: string): Promise<boolean> {
  for (let cursor = ""; ; ) {
    const page = await client.call<{ publications: { title: string }[]; next: string | null }>("GET", `/publications?state=published${cursor}`);
    if (page.publications.some((publication) => publication.title === title)) return true;
    if (page.next === null) return false;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

async function untilThere(inbox: { objects(): ReadonlyMap<string, string> }, titles: readonly string[]): Promise<void> {
  const until = Date.now() + 60_000;
  while (!titles.every((title) => [...inbox.objects().values()].includes(title))) {
    if (Date.now() > until) throw new Error(`the follower has not seen all of ${titles.join(", ")}`);
    await sleep(100);
  }
}

/** A checkpoint as anybody may have kept it, of at least so many entries. */
async function sealedNote({ origin }: RunningProcess, entries: number): Promise<string> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200)) {
    const answer = await fetch(`${origin}/evidence/checkpoint`);
    const note = answer.status === 200 ? await answer.text() : "";
    if (Number(note.split("\n")[1]) >= entries) return note;
  }
  throw new Error("nothing was sealed");
}

/** SIGKILL for every process of the database server, as when the machine goes. */
async function killDatabase(data: string): Promise<void> {
  const postmaster = Number.parseInt(await readFile(join(data, "postgres/cluster/postmaster.pid"), "utf8"), 10);
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => parentOf(pid) === postmaster);
  for (const pid of [postmaster, ...children]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  while (parentOf(postmaster) !== undefined) await sleep(20);
}

function parentOf(pid: number): number | undefined {
  try {
    const [, , state, parent] = /^(\d+) \(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "latin1")) ?? [];
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}

/** Begins a restore and kills it once it has begun to write. */
async function killHalfway(app: RunningProcess, file: string, passphrase: string): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [join(root, "src/app/main.ts"), "restore", "--from", file, "--passphrase-file", passphrase], {
    cwd: root, env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/root", PORT: new URL(app.origin).port, PREGONERO_DATA: app.data }, stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  for (const until = Date.now() + 60_000; Date.now() < until && child.exitCode === null; await sleep(20)) {
    const begun = await stat(join(app.data, "postgres/cluster/postmaster.pid")).then(
      () => withExample(app.data, async (db) => (await sql`select 1 from pg_namespace where nspname = 'restoring'`.execute(db)).rows.length === 1),
      () => false,
    ).catch(() => false);
    if (!begun) continue;
    await sleep(60);
    child.kill("SIGKILL");
    break;
  }
  await ended;
  if (child.signalCode !== "SIGKILL") throw new Error("the restore ended before it could be killed");
}

const countRows = (data: string): Promise<number> => withExample(data, async (db) => {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema', 'background', 'public') and not (schemaname = 'platform' and tablename = 'migration')
  `.execute(db);
  let sum = 0;
  for (const { name } of tables) sum += (await sql<{ count: number }>`select count(*) as count from ${sql.raw(name)}`.execute(db)).rows[0]?.count ?? 0;
  return sum;
});

/** What is planned for in some minutes may go now. */
const bringForward = (data: string): Promise<void> => withExample(data, async (db) => {
  await sql`update publishing.delivery set next_at = '2026-09-21T00:00:00Z' where state = 'planned'`.execute(db);
});

