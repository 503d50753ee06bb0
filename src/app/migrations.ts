import { readdir } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Every `migrations/` folder of the platform, the modules and the networks. */
export async function migrationFolders(): Promise<readonly string[]> {
  const folders: string[] = [];
  for (const parent of ["", "modules", "networks"]) {
    for (const entry of await readdir(join(root, parent), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const inside = await readdir(join(root, parent, entry.name));
      if (inside.includes("migrations")) folders.push(join(root, parent, entry.name, "migrations"));
    }
  }
  return folders;
}
