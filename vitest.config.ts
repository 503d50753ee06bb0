import { defineConfig } from "vitest/config";

const setupFiles = ["tests/setup.ts"];

/** Journeys that hold the product to a time: they have the machine for themselves. */
const timed = ["governance", "live", "office-weight", "stop"].map((name) => `e2e/${name}.spec.ts`);
const journeys = { setupFiles, globalSetup: ["e2e/example-folder.ts"], retry: 1, testTimeout: 300_000, hookTimeout: 120_000, expect: { poll: { timeout: 10_000, interval: 100 } } };

/** Pure tests need nothing; `db` needs PostgreSQL; `e2e` and `e2e-timed` need Chromium and the built views. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "src/**/*.test.tsx", "tools/**/*.test.ts"],
          exclude: ["**/*.db.test.ts"],
          setupFiles,
          // Some look at every day of forty years; on a busy machine that takes its time.
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "db",
          include: ["src/**/*.db.test.ts", "tests/**/*.db.test.ts"],
          setupFiles,
          globalSetup: ["tests/database-server.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: "crash", include: ["tests/crash/**/*.crash.ts"], setupFiles, testTimeout: 1_200_000, hookTimeout: 120_000, fileParallelism: false } },
      // Two at once: each waits for a network or a page half of the time.
      { test: { ...journeys, name: "e2e", include: ["e2e/**/*.spec.ts"], exclude: timed, maxWorkers: 2, sequence: { groupOrder: 1 } } },
      { test: { ...journeys, name: "e2e-timed", include: timed, fileParallelism: false, sequence: { groupOrder: 2 } } },
    ],
  },
});
