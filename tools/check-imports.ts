import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { cruise } from "dependency-cruiser";
import readRules from "dependency-cruiser/config-utl/extract-depcruise-options";

/**
 * Who imports whom under `src`, held against `.dependency-cruiser.mjs`: `node tools/check-imports.ts [FOLDER]`.
 * Without a parser that reads TypeScript, dependency-cruiser finds no modules and is content; here that is a failure.
 */
const rules = resolve(import.meta.dirname, "../.dependency-cruiser.mjs");

export interface ImportViolation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface ImportReport {
  readonly modules: number;
  readonly imports: number;
  readonly violations: readonly ImportViolation[];
  /** Source files that were passed over. */
  readonly unread: readonly string[];
}

/** @param root absolute; holds `package.json` and `src` */
export async function readImports(root: string): Promise<ImportReport> {
  const { output } = await cruise(["src"], { ...(await readRules(rules)), baseDir: root });
  if (typeof output === "string") throw new Error("dependency-cruiser answered with text");
  const read = new Set(output.modules.map((module) => module.source));
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `src/${path}`);
  return {
    modules: files.length === 0 ? 0 : output.summary.totalCruised,
    imports: output.summary.totalDependenciesCruised ?? 0,
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    unread: files.filter((file) => !read.has(file)),
  };
}

/** The names of all rules. */
export async function listImportRules(): Promise<readonly string[]> {
  const { ruleSet } = await readRules(rules);
  return (ruleSet?.forbidden ?? []).map(({ name = "" }) => name);
}

async function main(root: string): Promise<boolean> {
  const { modules, imports, violations, unread } = await readImports(root);
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} → ${to}`);
  for (const file of unread) console.error(`not read: ${file}`);
  if (modules === 0 || imports === 0) console.error("No imports were read: the check has checked nothing.");
  console.log(`${modules} modules, ${imports} imports, ${violations.length} against the rules`);
  return modules > 0 && imports > 0 && violations.length === 0 && unread.length === 0;
}

if (import.meta.main && !(await main(resolve(process.argv[2] ?? join(import.meta.dirname, ".."))))) process.exitCode = 1;
