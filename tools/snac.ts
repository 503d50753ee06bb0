import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const SUITE = "trixie";
const BASE = "/srv/snac";
const SKIPPED = 77;
const run = promisify(execFile);

/** snac2 in a Debian of its own: a server that is not ours, for drills. */
export interface Snac {
  /** Where snac keeps its data, seen from here. */
  readonly data: string;
  /** A command of snac on its data: `snac("note", USER, TEXT)`. */
  command(verb: string, ...args: readonly string[]): Promise<string>;
  version(): Promise<string>;
  /** What it keeps of an object: the document as it came, under the MD5 of its id. */
  object(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** A fresh server in snac's own http mode: everything it says and asks is http. */
  start(port: number, users: readonly string[]): Promise<{ readonly passwords: Readonly<Record<string, string>>; readonly httpd: ChildProcess; readonly log: string[] }>;
}

/**
 * Opens the drill's Debian under `folder`; sets it up the first time, for which it needs root, debootstrap and a Debian
 * mirror. Exits with 77 where that cannot be.
 */
export async function openSnac(folder: string): Promise<Snac> {
  const root = join(resolve(folder), "root");
  await ensureSnac(root);
  // Not synchronous: while snac runs it asks us, who are in this process.
  const chrooted = async (args: readonly string[], input = ""): Promise<string> => {
    const running = run("chroot", [root, ...args]);
    running.child.stdin?.end(input);
    return (await running).stdout;
  };
  return {
    data: join(root, BASE),
    command: (verb, ...args) => chrooted(["snac", verb, BASE, ...args]),
    object: async (id) => {
      const name = createHash("md5").update(id).digest("hex");
      const path = join(root, BASE, "object", name.slice(0, 2), `${name}.json`);
      return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as Readonly<Record<string, unknown>>) : undefined;
    },
    version: async () => (await chrooted(["dpkg-query", "-W", "snac2"])).trim(),
    start: async (port, users) => {
      await rm(join(root, BASE), { recursive: true, force: true });
      await chrooted(["snac", "init", BASE], `127.0.0.1\n${port}\n127.0.0.1:${port}\n\nnobody@example.org\n`);
      const config = join(root, BASE, "server.json");
      const settings = JSON.parse(await readFile(config, "utf8")) as Record<string, unknown>;
      await writeFile(config, JSON.stringify({ ...settings, protocol: "http", dbglevel: 2, queue_retry_minutes: 1 }));
      const passwords: Record<string, string> = {};
      for (const user of users) {
        const password = /password is (\S+)/.exec(await chrooted(["snac", "adduser", BASE, user]))?.[1];
        if (password === undefined) throw new Error("snac made no user");
        passwords[user] = password;
      }
      await mkdir(join(root, "dev/shm"), { recursive: true });
      // A Debian made this way knows no name, not even this machine's own.
      await writeFile(join(root, "etc/hosts"), "127.0.0.1 localhost\n");
      const httpd = spawn("chroot", [root, "snac", "httpd", BASE], { stdio: ["ignore", "pipe", "pipe"] });
      const log: string[] = [];
      for (const stream of [httpd.stdout, httpd.stderr]) stream.on("data", (chunk: Buffer) => log.push(...chunk.toString().split("\n").filter((line) => line !== "" && !/mastoapi|not yet time|timeline_link_header/.test(line))));
      return { passwords, httpd, log };
    },
  };
}

function skip(why: string): never {
  console.log(`SKIPPED: ${why}`);
  process.exit(SKIPPED);
}

/** A Debian of its own with snac from backports: the release's own snac 2.75 lacks parts of the Mastodon API. */
async function ensureSnac(root: string): Promise<void> {
  if (existsSync(join(root, "usr/bin/snac"))) return;
  if (process.getuid?.() !== 0) skip("needs root for debootstrap and chroot");
  if (spawnSync("debootstrap", ["--version"]).status !== 0) {
    console.log("installing debootstrap");
    if (spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "debootstrap"], { stdio: "ignore" }).status !== 0) skip("debootstrap is not installed and could not be");
  }
  const mirror = process.env["DEBIAN_MIRROR"] ?? "http://deb.debian.org/debian";
  await mkdir(root, { recursive: true });
  console.log(`setting up Debian ${SUITE} under ${root}`);
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ["debootstrap", ["--variant=minbase", SUITE, root, mirror]],
    ["chroot", [root, "sh", "-c", `echo 'deb ${mirror} ${SUITE}-backports main' > /etc/apt/sources.list.d/backports.list`]],
    ["chroot", [root, "apt-get", "update"]],
    ["chroot", [root, "apt-get", "install", "-y", "--no-install-recommends", "-t", `${SUITE}-backports`, "snac2"]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr } = spawnSync(command, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, encoding: "utf8", maxBuffer: 64_000_000 });
    if (status !== 0) skip(`${command} ${args.join(" ")} failed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

export interface Checks {
  readonly check: (what: string, isSo: boolean, seen?: unknown) => void;
  /** How many were not seen. */
  readonly failures: () => number;
}

/** Says what is seen and what is not, as it goes. */
export function checksOf(print: (line: string) => void): Checks {
  let failures = 0;
  return {
    check: (what, isSo, seen) => {
      if (!isSo) failures += 1;
      print(`${isSo ? "  seen " : "  NOT  "} ${what}${!isSo && seen !== undefined ? `: ${JSON.stringify(seen)}` : ""}`);
    },
    failures: () => failures,
  };
}
