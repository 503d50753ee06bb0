import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * Whether everything that we build on may be handed on together with a work under the EUPL-1.2:
 * `node tools/check-licences.ts [FOLDER]`. Reads the licence that each package of `package-lock.json` declares itself;
 * for packages of other platforms, which are not installed here, what the lock says of them.
 */
const allowed: ReadonlySet<string> = new Set([
  // Permissive: ask for their notice, which stays in the package.
  "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "PostgreSQL", "Python-2.0", "Unlicense", "Zlib",
  // For each of its files; in the EUPL's own list of compatible licences (appendix).
  "MPL-2.0",
  // Of a typeface, which is handed on as it is.
  "OFL-1.1",
]);

interface Exception {
  readonly packages: RegExp;
  readonly licence: string;
  readonly because: string;
}

const exceptions: readonly Exception[] = [
  {
    packages: /^@img\/sharp-(libvips-[\w-]+|win32-\w+|wasm32)$/,
    licence: "LGPL-3.0-or-later",
    because: "libvips, unchanged, a library of its own that whoever runs Pregonero may replace; in the EUPL's list of compatible licences",
  },
];

export interface LicenceReport {
  /** How many packages declare each licence. */
  readonly counts: ReadonlyMap<string, number>;
  readonly installed: number;
  readonly elsewhere: number;
  readonly offenders: readonly { readonly name: string; readonly licence: string }[];
  readonly excepted: readonly { readonly name: string; readonly licence: string; readonly because: string }[];
}

interface LockedPackage {
  readonly license?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
}

/** @param root holds `package-lock.json` and `node_modules` */
export function readLicences(root: string): LicenceReport {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Readonly<Record<string, LockedPackage>> };
  const counts = new Map<string, number>();
  const offenders: { name: string; licence: string }[] = [];
  const excepted: { name: string; licence: string; because: string }[] = [];
  let installed = 0;
  let elsewhere = 0;
  for (const [path, locked] of Object.entries(packages)) {
    if (!path.startsWith("node_modules/") || locked.link) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const manifest = join(root, path, "package.json");
    const isHere = existsSync(manifest);
    if (!isHere && !locked.optional) {
      offenders.push({ name, licence: "not installed" });
      continue;
    }
    if (isHere) installed += 1;
    else elsewhere += 1;
    const licence = isHere ? declaredIn(manifest) : (locked.license ?? "none");
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
    const exception = exceptions.find(({ packages: named }) => named.test(name));
    if (isSatisfied(licence, (id) => allowed.has(id))) continue;
    if (exception && isSatisfied(licence, (id) => allowed.has(id) || id === exception.licence)) excepted.push({ name, licence, because: exception.because });
    else offenders.push({ name, licence });
  }
  return { counts, installed, elsewhere, offenders, excepted };
}

/** The field `license` in its present form and in the two that npm once had. */
function declaredIn(manifest: string): string {
  const { license, licenses } = JSON.parse(readFileSync(manifest, "utf8")) as { license?: unknown; licenses?: unknown };
  const typeOf = (value: unknown): string => {
    if (typeof value === "string") return value;
    return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" ? value.type : "none";
  };
  // Several under the old field were a choice.
  return Array.isArray(licenses) && license === undefined ? licenses.map(typeOf).join(" OR ") || "none" : typeOf(license);
}

/**
 * Whether an SPDX expression can be met with licences that pass: one side of OR, both of AND. An exception (`WITH …`)
 * only ever allows more. What is no expression is not met.
 */
export function isSatisfied(expression: string, passes: (id: string) => boolean): boolean {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let met = both();
    while (words[at] === "OR") {
      at += 1;
      met = both() || met;
    }
    return met;
  };
  const both = (): boolean => {
    let met = one();
    while (words[at] === "AND") {
      at += 1;
      met = one() && met;
    }
    return met;
  };
  const one = (): boolean => {
    const word = words[at];
    at += 1;
    if (word === "(") {
      const met = either();
      if (words[at] !== ")") return false;
      at += 1;
      return met;
    }
    if (words[at] === "WITH") at += 2;
    return word !== undefined && passes(word);
  };
  const met = either();
  return met && at === words.length;
}

function main(root: string): boolean {
  const { counts, installed, elsewhere, offenders, excepted } = readLicences(root);
  for (const [licence, count] of [...counts].toSorted(([, a], [, b]) => b - a)) console.log(`${String(count).padStart(5)}  ${licence}`);
  console.log(`${installed} packages installed here, ${elsewhere} only on other platforms`);
  for (const [because, those] of Map.groupBy(excepted, (one) => one.because)) {
    console.log(`by exception, for it is ${because}:\n${those.map(({ name, licence }) => `       ${name} (${licence})`).join("\n")}`);
  }
  for (const { name, licence } of offenders) console.error(`not to be handed on under the EUPL-1.2: ${name} (${licence})`);
  if (installed === 0) console.error("No package was read: the check has checked nothing.");
  return installed > 0 && offenders.length === 0;
}

if (import.meta.main && !main(resolve(process.argv[2] ?? join(import.meta.dirname, "..")))) process.exitCode = 1;
