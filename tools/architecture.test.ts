import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listImportRules, readImports } from "./check-imports.ts";
import { plant, repository } from "./planted.ts";

const planted: string[] = [];
const plantAll = (files: Readonly<Record<string, string>>): string => {
  const root = plant(files);
  planted.push(root);
  return root;
};
afterAll(() => planted.forEach((root) => rmSync(root, { recursive: true, force: true })));

const modules = ["policy", "evidence", "authority", "access", "register", "contracts", "staffing", "sources", "media", "publishing", "flow", "inbox", "drift", "lifecycle", "notices"] as const;

interface Edge {
  readonly from: string;
  /** A file, a package or a module of Node. */
  readonly to: string;
}

interface Planted extends Edge {
  readonly rule: string;
  /** Rules that cannot but fire with it. */
  readonly besides?: readonly string[];
  /** The rule lets types through. */
  readonly typesPass?: boolean;
}

/** One forbidden edge for each rule of `.dependency-cruiser.mjs`; for some, one for each way round it. */
const forbidden: readonly Planted[] = [
  { rule: "kernel-imports-nothing", from: "src/kernel/a.ts", to: "src/platform/b.ts" },
  { rule: "kernel-imports-nothing", from: "src/kernel/a.ts", to: "node:fs" },
  { rule: "kernel-imports-nothing", from: "src/kernel/a.ts", to: "zod" },
  { rule: "platform-knows-no-product", from: "src/platform/a.ts", to: "src/modules/policy/index.ts" },
  { rule: "platform-knows-no-product", from: "src/platform/egress/a.ts", to: "src/networks/contract/index.ts" },
  { rule: "platform-knows-no-product", from: "src/platform/a.ts", to: "src/web/api/routes.ts" },
  { rule: "platform-knows-no-product", from: "src/platform/a.ts", to: "src/app/runtime.ts" },
  { rule: "rules-are-pure", from: "src/modules/policy/rules/a.ts", to: "src/platform/b.ts" },
  { rule: "rules-are-pure", from: "src/modules/policy/rules/a.ts", to: "src/modules/policy/store.ts" },
  { rule: "rules-are-pure", from: "src/modules/policy/rules/a.ts", to: "node:crypto" },
  { rule: "rules-are-pure", from: "src/modules/policy/rules/a.ts", to: "zod" },
  {
    rule: "rules-of-own-module", from: "src/modules/evidence/rules/a.ts", to: "src/modules/policy/rules/b.ts",
    besides: ["evidence-uses-others-through-their-index"],
  },
  ...modules.flatMap((name, position): Planted[] => {
    const [before, after] = [modules[position - 1], modules[position + 1]];
    return [
      ...(after ? [{ rule: `${name}-uses-only-earlier-modules`, from: `src/modules/${name}/a.ts`, to: `src/modules/${after}/index.ts` }] : []),
      before
        ? { rule: `${name}-uses-others-through-their-index`, from: `src/modules/${name}/a.ts`, to: `src/modules/${before}/store.ts` }
        : {
            rule: `${name}-uses-others-through-their-index`, from: `src/modules/${name}/a.ts`, to: "src/modules/evidence/store.ts",
            besides: [`${name}-uses-only-earlier-modules`],
          },
    ];
  }),
  { rule: "modules-know-no-adapter", from: "src/modules/publishing/a.ts", to: "src/networks/feeds/index.ts" },
  { rule: "modules-know-no-adapter", from: "src/modules/publishing/a.ts", to: "src/web/http/session.ts" },
  { rule: "modules-know-no-adapter", from: "src/modules/publishing/a.ts", to: "src/app/runtime.ts" },
  { rule: "contract-imports-kernel-only", from: "src/networks/contract/a.ts", to: "src/platform/b.ts" },
  { rule: "networks-stand-alone", from: "src/networks/feeds/a.ts", to: "src/networks/activitypub/index.ts" },
  { rule: "networks-stand-alone", from: "src/networks/feeds/a.ts", to: "src/modules/policy/index.ts" },
  { rule: "networks-stand-alone", from: "src/networks/feeds/a.ts", to: "src/web/http/session.ts" },
  { rule: "web-uses-modules-through-their-index", from: "src/web/portal/a.ts", to: "src/modules/policy/queries.ts" },
  { rule: "only-the-browser-takes-rules", from: "src/web/portal/a.ts", to: "src/modules/policy/rules/b.ts" },
  { rule: "web-knows-no-adapter-and-no-app", from: "src/web/api/a.ts", to: "src/networks/feeds/index.ts" },
  { rule: "web-knows-no-adapter-and-no-app", from: "src/web/api/a.ts", to: "src/app/runtime.ts" },
  { rule: "web-writes-no-sql", from: "src/web/api/a.ts", to: "kysely" },
  { rule: "web-writes-no-sql", from: "src/web/api/a.ts", to: "pg" },
  { rule: "browser-takes-types-only", from: "src/web/office/client/a.tsx", to: "src/platform/b.ts", typesPass: true },
  { rule: "browser-takes-types-only", from: "src/web/office/client/a.tsx", to: "src/modules/policy/index.ts", typesPass: true },
  { rule: "browser-takes-types-only", from: "src/web/ui/a.tsx", to: "src/web/portal/frame.ts", typesPass: true },
  { rule: "app-uses-modules-through-their-index", from: "src/app/a.ts", to: "src/modules/policy/store.ts" },
  { rule: "fakes-are-for-tests", from: "src/networks/feeds/a.ts", to: "src/networks/testkit/faults.ts" },
  { rule: "fakes-are-for-tests", from: "src/networks/feeds/a.ts", to: "src/networks/feeds/fake.ts" },
  { rule: "fakes-are-for-tests", from: "src/app/a.ts", to: "src/networks/feeds/fake.ts" },
  { rule: "one-way-out", from: "src/modules/sources/a.ts", to: "undici", typesPass: true },
  { rule: "one-way-out", from: "src/modules/notices/a.ts", to: "nodemailer", typesPass: true },
  { rule: "one-way-out", from: "src/networks/activitypub/a.ts", to: "node:https", typesPass: true },
  { rule: "one-way-out", from: "src/platform/a.ts", to: "node:net", typesPass: true },
  { rule: "one-way-out", from: "src/app/a.ts", to: "node:http2", typesPass: true },
  { rule: "one-way-out", from: "src/modules/sources/a.ts", to: "node:dns/promises", typesPass: true },
  { rule: "no-unresolvable", from: "src/app/a.ts", to: "./missing.ts" },
  { rule: "no-unresolvable", from: "src/app/a.ts", to: "no-such-package" },
];

/** Edges that the architecture wants. */
const allowed: readonly Edge[] = [
  { from: "src/kernel/a.ts", to: "src/kernel/b.ts" },
  { from: "src/platform/a.ts", to: "src/kernel/b.ts" },
  { from: "src/platform/b.ts", to: "pg" },
  { from: "src/platform/egress/a.ts", to: "undici" },
  { from: "src/platform/egress/b.ts", to: "node:dns/promises" },
  { from: "src/platform/mail/a.ts", to: "nodemailer" },
  { from: "src/modules/evidence/rules/a.ts", to: "src/modules/evidence/rules/b.ts" },
  { from: "src/modules/evidence/rules/c.ts", to: "src/kernel/b.ts" },
  { from: "src/modules/evidence/a.ts", to: "src/modules/policy/index.ts" },
  { from: "src/modules/publishing/a.ts", to: "src/modules/evidence/index.ts" },
  { from: "src/modules/publishing/b.ts", to: "src/networks/contract/index.ts" },
  { from: "src/modules/publishing/c.ts", to: "src/platform/b.ts" },
  { from: "src/networks/contract/a.ts", to: "src/kernel/b.ts" },
  { from: "src/networks/feeds/a.ts", to: "src/networks/contract/index.ts" },
  { from: "src/networks/feeds/b.ts", to: "src/networks/feeds/c.ts" },
  { from: "src/networks/activitypub/a.ts", to: "src/platform/egress/a.ts" },
  { from: "src/web/portal/a.ts", to: "src/modules/policy/index.ts" },
  { from: "src/web/office/client/a.tsx", to: "src/modules/evidence/rules/a.ts" },
  { from: "src/web/office/client/b.tsx", to: "src/web/ui/a.tsx" },
  { from: "src/app/a.ts", to: "src/networks/feeds/index.ts" },
  { from: "src/app/b.ts", to: "src/web/portal/a.ts" },
  { from: "src/app/c.ts", to: "src/modules/publishing/index.ts" },
  { from: "src/app/process.ts", to: "node:http" },
  { from: "src/networks/testkit/loopback.ts", to: "node:http" },
  { from: "src/networks/feeds/fake.ts", to: "src/networks/testkit/loopback.ts" },
];

const isFile = (to: string): boolean => to.startsWith("src/");
const specifier = (to: string): string => (isFile(to) ? to.replace(/^src\//, "#") : to);

/** Ways to import: the value, only the type, at run time. */
type How = "value" | "type" | "dynamic";
const statement: Readonly<Record<How, (to: string) => string>> = {
  value: (to) => `import { b } from "${to}";\nexport const a = b;`,
  type: (to) => `import type { b } from "${to}";\nexport type A = b;`,
  dynamic: (to) => `export const a = () => import("${to}");`,
};

/** Files that have these edges and no others. */
function filesOf(edges: readonly Edge[], how: How): Record<string, string> {
  const targets = edges.filter(({ to }) => isFile(to)).map(({ to }): [string, string] => [to, "export const b = 1;"]);
  return Object.fromEntries([...targets, ...edges.map(({ from, to }): [string, string] => [from, statement[how](specifier(to))])]);
}

/** Each edge from a file of its own, so that all can stand in one tree. */
const apart = forbidden.map((edge, index) => ({ ...edge, from: edge.from.replace(/a(\.tsx?)$/, `a${index}$1`) }));

/** The rules that fire, by the file that imports. */
async function firedIn(files: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, readonly string[]>> {
  const { violations, unread } = await readImports(plantAll(files));
  expect(unread).toEqual([]);
  return new Map([...Map.groupBy(violations, ({ from }) => from)].map(([from, fired]) => [from, fired.map(({ rule }) => rule).sort()]));
}

describe.each(["value", "type", "dynamic"] as const)("direction of imports, %s", (how) => {
  let fired: ReadonlyMap<string, readonly string[]> = new Map();
  beforeAll(async () => {
    fired = await firedIn(filesOf(apart, how));
  });

  test.each(apart)("$rule: $from → $to", ({ from, rule, besides = [], typesPass = false }) => {
    expect(fired.get(from) ?? []).toEqual(how === "type" && typesPass ? [] : [rule, ...besides].sort());
  });

  test("nothing else is blamed", () => {
    expect([...fired.keys()].filter((file) => !apart.some(({ from }) => from === file))).toEqual([]);
  });
});

describe("direction of imports", () => {
  test.each(["value", "type"] as const)("no-cycles fires for a cycle of a %s", async (how) => {
    const { from, to } = { from: "src/app/a.ts", to: "src/app/b.ts" };
    const there = filesOf([{ from, to }], how);
    const back = filesOf([{ from: to, to: from }], how);
    const files = { [from]: `${there[from]}\nexport const b = 1;`, [to]: `${back[to]}\nexport const b = 1;` };
    // One cycle is told once, at one of its ends.
    expect([...(await firedIn(files)).values()]).toEqual([["no-cycles"]]);
  });

  test("what the architecture wants is let through", async () => {
    const { modules: read, imports, violations } = await readImports(plantAll(filesOf(allowed, "value")));
    expect(violations).toEqual([]);
    expect(read).toBeGreaterThan(allowed.length);
    expect(imports).toBe(allowed.length);
  });

  test("every rule has its planted violation", async () => {
    const names = await listImportRules();
    expect(names.length).toBeGreaterThan(20);
    expect([...new Set([...forbidden.map(({ rule }) => rule), "no-cycles"])].sort()).toEqual([...names].sort());
  });

  const check = (root: string) => spawnSync(process.execPath, [join(repository, "tools/check-imports.ts"), root], { encoding: "utf8" });

  test("the check fails where it reads nothing", () => {
    const root = plantAll({ "src/notes.txt": "no source here" });
    const { status, stderr } = check(root);
    expect(status).toBe(1);
    expect(stderr).toContain("No imports were read");
  });

  test("the check names the violation and fails, and passes when it is gone", () => {
    const root = plantAll(filesOf([{ from: "src/kernel/a.ts", to: "src/platform/b.ts" }], "value"));
    const wrong = check(root);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain("kernel-imports-nothing: src/kernel/a.ts → src/platform/b.ts");
    writeFileSync(join(root, "src/kernel/a.ts"), 'import { c } from "./c.ts";\nexport const a = c;');
    writeFileSync(join(root, "src/kernel/c.ts"), "export const c = 1;");
    expect(check(root)).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("purity of kernel/ and rules/", () => {
  const impure: Readonly<Record<string, string>> = {
    fetch: 'export const a = () => fetch("https://example.org");',
    process: 'export const a = () => process.env["HOME"];',
    timers: "export const a = () => setTimeout(() => undefined, 1);",
    console: 'export const a = () => console.log("a");',
    document: "export const a = () => document.title;",
    crypto: "export const a = () => crypto.randomUUID();",
    buffer: 'export const a = () => Buffer.from("a");',
    files: 'import { readFileSync } from "node:fs";\nexport const a = () => readFileSync("a");',
  };

  const check = (files: Readonly<Record<string, string>>) => {
    const root = plantAll({
      ...files,
      "tsconfig.json": JSON.stringify({ extends: join(repository, "tsconfig.pure.json"), include: ["src/kernel", "src/modules/*/rules"], exclude: ["**/*.test.ts"] }),
    });
    const { stdout, status } = spawnSync(join(repository, "node_modules/.bin/tsc"), ["-p", root, "--pretty", "false"], { cwd: root, encoding: "utf8" });
    return { status, named: [...new Set([...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map((match) => match[1] ?? ""))].sort() };
  };

  test("every file that reaches outside fails the second type check, and only those", () => {
    const files = Object.fromEntries(Object.entries(impure).flatMap(([name, text]) => [[`src/kernel/${name}.ts`, text], [`src/modules/policy/rules/${name}.ts`, text]]));
    const { status, named } = check({
      ...files,
      "src/kernel/pure.ts": 'export const later = (at: string): number => Date.parse(at) + [1, 2].length;',
      // Not under the rule: a command may reach outside.
      "src/modules/policy/commands.ts": impure["fetch"] ?? "",
      "src/modules/policy/rules/impure.test.ts": impure["process"] ?? "",
    });
    expect(status).not.toBe(0);
    expect(named).toEqual(Object.keys(files).sort());
  });

  test("pure files pass", () => {
    expect(check({ "src/kernel/pure.ts": "export const twice = (value: number): number => value * 2;" })).toEqual({ status: 0, named: [] });
  });
});

describe("lint", () => {
  const faults: Readonly<Record<string, string>> = {
    "typescript(no-explicit-any)": "export const a = (value: any): string => String(value);",
    "typescript(no-non-null-assertion)": "export const a = (value: string | undefined): string => value!;",
    "typescript(no-floating-promises)": "const later = async (): Promise<void> => { await Promise.resolve(); };\nexport const a = (): void => { later(); };",
    "typescript(no-misused-promises)": "export const a = (values: string[]): void => values.forEach(async (value) => { await Promise.resolve(value); });",
    "typescript(switch-exhaustiveness-check)": 'export const a = (value: "x" | "y"): number => { switch (value) { case "x": return 1; } return 2; };',
    "eslint(no-empty)": 'export const a = (): void => { try { JSON.parse("{}"); } catch {} };',
  };

  test("each fault is found in its file, and a clean file is not blamed", () => {
    const names = Object.keys(faults);
    const root = plantAll({
      ...Object.fromEntries(names.map((rule, index) => [`src/fault${index}.ts`, faults[rule] ?? ""])),
      "src/clean.ts": "export const twice = (value: number): number => value * 2;",
      "tsconfig.json": JSON.stringify({ extends: join(repository, "tsconfig.json"), include: ["src"] }),
    });
    const { stdout, status } = spawnSync(process.execPath, [join(repository, "node_modules/.bin/oxlint"), "--config", join(repository, ".oxlintrc.json"), "--type-aware", "--format", "json", "src"], { cwd: root, encoding: "utf8" });
    expect(status).not.toBe(0);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { readonly code: string; readonly filename: string }[] };
    expect(diagnostics.map(({ code, filename }) => `${filename} ${code}`).sort()).toEqual(names.map((rule, index) => `src/fault${index}.ts ${rule}`).sort());
  });
});
