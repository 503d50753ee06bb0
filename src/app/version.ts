import { readFileSync } from "node:fs";
import { join } from "node:path";

const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "..", "..", "package.json"), "utf8"));

export const version: string = typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";
