// Runs on the Node of the machine (20 or newer): brings node_modules up to date, then works with the pinned Node 24.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);
const [task = "start", ...rest] = process.argv.slice(2);

const bin = (name) => join("node_modules", ".bin", name);

function sh(file, args, options = {}) {
  const { status, signal, error } = spawnSync(file, args, { stdio: "inherit", ...options });
  if (error) throw error;
  if (signal) process.kill(process.pid, signal);
  if (status !== 0) process.exit(status ?? 1);
}

const node = (script, ...args) => sh(bin("node"), [script, ...args]);

/** Runs what does not end by itself: signals go on to it, and its end is ours. */
function runUntilTold(script, ...args) {
  const child = spawn(bin("node"), [script, ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
  child.once("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

function step(title, work) {
  const from = Date.now();
  console.log(`\n— ${title}`);
  work();
  console.log(`  ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

/** Runs `work` again only when one of `inputs` (files or folders) has changed since the last time. */
function whenChanged(name, inputs, output, work) {
  const hash = createHash("sha256");
  const read = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) for (const entry of readdirSync(path).sort()) read(join(path, entry));
    else hash.update(path).update(readFileSync(path));
  };
  for (const input of inputs) read(input);
  const digest = hash.digest("hex");
  const stamp = join(output, `.${name}.stamp`);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  work();
  mkdirSync(output, { recursive: true });
  writeFileSync(stamp, digest);
}

const install = () =>
  whenChanged("install", ["package-lock.json"], "node_modules", () =>
    step("Installing what is needed (only the first time or after an update)", () => {
      // The pinned Node is a package itself; npm runs on the machine's own and says so for each that wants a newer one.
      sh("npm", ["ci", "--loglevel=error"], { env: { ...process.env, npm_config_engine_strict: "false" } });
    }),
  );

const views = () =>
  whenChanged("views", ["src", "vite.config.ts", "package-lock.json"], "dist", () =>
    step("Building the screens", () => node(bin("../vite/bin/vite.js"), "build", "--logLevel", "warn")),
  );

const vitest = (...args) => node(bin("../vitest/vitest.mjs"), "run", ...args);

const tasks = {
  start: () => {
    install();
    views();
    runUntilTold("src/app/main.ts", "serve", ...rest);
  },
  pregonero: () => {
    install();
    node("src/app/main.ts", ...rest);
  },
  views: () => {
    install();
    views();
  },
  check: () => {
    install();
    step("Types", () => sh(bin("tsc"), ["-p", "tsconfig.json"]));
    step("Types of what must be pure", () => sh(bin("tsc"), ["-p", "tsconfig.pure.json"]));
    step("Lint", () => sh(bin("oxlint"), ["--type-aware", "--deny-warnings"]));
    step("Direction of imports", () => node("tools/check-imports.ts"));
    step("Licences", () => node("tools/check-licences.ts"));
    step("Unused code", () => node(bin("../knip/bin/knip.js"), "--no-progress"));
    step("Rules and pure code", () => vitest("--project", "unit"));
  },
  vitest: () => {
    install();
    vitest(...rest);
  },
  e2e: () => {
    install();
    node("tools/prepare-machine.ts");
    views();
    vitest("--project", "e2e*", ...rest);
  },
  script: () => {
    install();
    node(...rest);
  },
  bench: () => {
    install();
    const [name, ...more] = rest;
    const known = readdirSync("bench").map((file) => file.replace(".ts", ""));
    if (!known.includes(name)) {
      console.error(`npm run bench -- NAME; one of ${known.join(", ")}`);
      process.exit(2);
    }
    node(`bench/${name}.ts`, ...more);
  },
  test: () => {
    install();
    step("What the tests need of this machine", () => node("tools/prepare-machine.ts"));
    tasks.check();
    views();
    step("Database tests on the embedded PostgreSQL", () => vitest("--project", "db"));
    step("Database tests on Debian's PostgreSQL", () => node("tools/debian-postgres.ts", bin("node"), bin("../vitest/vitest.mjs"), "run", "--project", "db"));
    step("Journeys in a browser", () => vitest("--project", "e2e*"));
    step("Crash tests", () => vitest("--project", "crash"));
  },
};

if (!tasks[task]) {
  console.error(`unknown task: ${task}; one of ${Object.keys(tasks).join(", ")}`);
  process.exit(2);
}
tasks[task]();
