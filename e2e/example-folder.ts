import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the workers keep the example city as it is when it has just been loaded. */
    exampleFolder: string;
  }
}

/** One folder a run, deleted at its end. */
export default async function makeExampleFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "pregonero-example-"));
  project.provide("exampleFolder", folder);
  return () => rm(folder, { recursive: true, force: true });
}
