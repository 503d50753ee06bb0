import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** The root of this repository. */
export const repository = resolve(import.meta.dirname, "..");

/**
 * A tiny project in a temporary folder for a check to find fault with: the given files, and this project's way of
 * importing and its packages.
 * @returns its absolute path
 */
export function plant(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "pregonero-planted-")));
  const { imports } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { imports: object };
  write(root, "package.json", JSON.stringify({ name: "planted", type: "module", imports }));
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  if (!Object.keys(files).some((path) => path.startsWith("node_modules/"))) symlinkSync(realpathSync(join(repository, "node_modules")), join(root, "node_modules"));
  return root;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
