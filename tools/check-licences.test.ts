import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isSatisfied, readLicences } from "./check-licences.ts";
import { plant, repository } from "./planted.ts";

const planted: string[] = [];
afterAll(() => planted.forEach((root) => rmSync(root, { recursive: true, force: true })));

interface Package {
  readonly manifest?: object;
  readonly lock?: object;
}

/** A project with these packages: `manifest` is what is installed, `lock` what the lock says. */
function project(packages: Readonly<Record<string, Package>>): string {
  const locked = Object.entries(packages).map(([name, { lock = {} }]) => [`node_modules/${name}`, { version: "1.0.0", ...lock }]);
  const files = Object.entries(packages).flatMap(([name, { manifest }]) => (manifest ? [[`node_modules/${name}/package.json`, JSON.stringify({ name, ...manifest })]] : []));
  const root = plant({
    "package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries([["", { name: "planted" }], ...locked]) }),
    "node_modules/.keep": "",
    ...Object.fromEntries(files),
  });
  planted.push(root);
  return root;
}

const offendersOf = (packages: Readonly<Record<string, Package>>) => readLicences(project(packages)).offenders.map(({ name, licence }) => `${name} ${licence}`);

describe("licences of what we build on", () => {
  test("a permissive package passes, one that is not is named", () => {
    expect(offendersOf({ good: { manifest: { license: "MIT" } }, bad: { manifest: { license: "BUSL-1.1" } } })).toEqual(["bad BUSL-1.1"]);
  });

  test.each([
    [{ license: "UNLICENSED" }, "UNLICENSED"],
    [{ license: "SEE LICENSE IN LICENSE.md" }, "SEE LICENSE IN LICENSE.md"],
    [{ license: "LGPL-3.0-or-later" }, "LGPL-3.0-or-later"],
    [{ license: "MIT AND SSPL-1.0" }, "MIT AND SSPL-1.0"],
    [{}, "none"],
    [{ license: "" }, ""],
    [{ licenses: [] }, "none"],
  ])("%j does not pass", (manifest, licence) => {
    expect(offendersOf({ bad: { manifest } })).toEqual([`bad ${licence}`]);
  });

  test.each([[{ license: "(MIT OR SSPL-1.0)" }], [{ license: { type: "ISC" } }], [{ licenses: [{ type: "GPL-2.0" }, { type: "MIT" }] }]])("%j passes", (manifest) => {
    expect(offendersOf({ good: { manifest } })).toEqual([]);
  });

  test("what the package itself declares counts, not what the lock remembers", () => {
    expect(offendersOf({ changed: { manifest: { license: "SSPL-1.0" }, lock: { license: "MIT" } } })).toEqual(["changed SSPL-1.0"]);
  });

  test("a package inside another is looked at", () => {
    expect(offendersOf({ outer: { manifest: { license: "MIT" } }, "outer/node_modules/@s/inner": { manifest: { license: "CC-BY-NC-4.0" } } })).toEqual(["@s/inner CC-BY-NC-4.0"]);
  });

  test("a package of another platform is judged by the lock; a needed one that is missing is named", () => {
    expect(offendersOf({
      here: { manifest: { license: "MIT" } },
      "other-platform": { lock: { optional: true, license: "MIT" } },
      "other-bad": { lock: { optional: true, license: "SSPL-1.0" } },
      "other-silent": { lock: { optional: true } },
      missing: { lock: { license: "MIT" } },
    })).toEqual(["other-bad SSPL-1.0", "other-silent none", "missing not installed"]);
  });

  test("an exception is for its packages and its licence only", () => {
    const { offenders, excepted } = readLicences(project({
      "@img/sharp-libvips-linux-x64": { manifest: { license: "LGPL-3.0-or-later" } },
      "@img/sharp-win32-x64": { lock: { optional: true, license: "Apache-2.0 AND LGPL-3.0-or-later" } },
      "@img/sharp-libvips-linux-arm64": { manifest: { license: "GPL-3.0-or-later" } },
      "somebody-else": { manifest: { license: "LGPL-3.0-or-later" } },
    }));
    expect(excepted.map(({ name }) => name)).toEqual(["@img/sharp-libvips-linux-x64", "@img/sharp-win32-x64"]);
    expect(offenders.map(({ name }) => name)).toEqual(["@img/sharp-libvips-linux-arm64", "somebody-else"]);
  });

  test.each([
    ["MIT", true], ["MIT OR X", true], ["X OR MIT", true], ["MIT AND X", false], ["X AND MIT OR MIT", true], ["X AND (MIT OR MIT)", false],
    ["(MIT OR X) AND (X OR MIT)", true], ["MIT WITH some-exception", true], ["X WITH some-exception", false], ["MIT MIT", false], ["(MIT", false], ["MIT OR", false], ["MIT (X", false], ["", false],
  ])("the expression «%s» is met: %s", (expression, met) => {
    expect(isSatisfied(expression, (id) => id === "MIT")).toBe(met);
  });
});

describe("the command", () => {
  const run = (root: string) => spawnSync(process.execPath, [join(repository, "tools/check-licences.ts"), root], { encoding: "utf8" });

  test("fails and names the offender", () => {
    const { status, stderr, stdout } = run(project({ good: { manifest: { license: "MIT" } }, bad: { manifest: { license: "BUSL-1.1" } } }));
    expect(status).toBe(1);
    expect(stderr).toBe("not to be handed on under the EUPL-1.2: bad (BUSL-1.1)\n");
    expect(stdout).toContain("1  MIT");
  });

  test("fails where there is nothing to read", () => {
    expect(run(project({}))).toMatchObject({ status: 1, stderr: "No package was read: the check has checked nothing.\n" });
  });

  test("passes on this project, whose packages are really read", () => {
    const { status, stderr } = run(repository);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readLicences(repository).installed).toBeGreaterThan(150);
  });
});
