import { spawn, spawnSync } from "node:child_process";
import { chown, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serverUser } from "#platform/postgres/os-user.ts";

/**
 * Runs a command with TEST_DATABASE_URL set to a PostgreSQL of Debian's, started for it in a temporary folder on a free
 * port of this machine: `node tools/debian-postgres.ts COMMAND [ARGUMENT…]`. Nothing in it has to outlive a power cut.
 */
const versions = (await readdir("/usr/lib/postgresql")).toSorted((a, b) => Number(b) - Number(a));
const bin = join("/usr/lib/postgresql", versions[0] ?? "", "bin");
const user = await serverUser();
const folder = await mkdtemp(join(tmpdir(), "pregonero-debian-pg-"));
if (user) await chown(folder, user.uid, user.gid);
const as = user ? { uid: user.uid, gid: user.gid } : {};
const port = 40_000 + Math.floor(Math.random() * 20_000);
const password = "test";

await writeFile(join(folder, "password"), `${password}\n`, { mode: 0o644 });

const run = (file: string, args: readonly string[]) => {
  const { status, stderr } = spawnSync(join(bin, file), [...args], { ...as, cwd: "/" });
  if (status !== 0) throw new Error(`${file} failed: ${stderr.toString()}`);
};
run("initdb", ["-D", join(folder, "data"), "-U", "owner", "--auth=scram-sha-256", `--pwfile=${join(folder, "password")}`, "-E", "UTF8", "--locale=C.UTF-8"]);
run("pg_ctl", ["-D", join(folder, "data"), "-w", "-l", join(folder, "log"), "-o", `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${folder} -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off`, "start"]);
console.log(`PostgreSQL ${versions[0]} of Debian on port ${port}`);
const [command = "true", ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, TEST_DATABASE_URL: `postgres://owner:${password}@127.0.0.1:${port}/postgres` } });
const status = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
run("pg_ctl", ["-D", join(folder, "data"), "-m", "immediate", "stop"]);
await rm(folder, { recursive: true, force: true });
process.exit(status);
