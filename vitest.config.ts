import { defineConfig } from "vitest/config";

const setupFiles = ["tests/setup.ts"];

/** Three projects: pure tests need nothing; `db` needs PostgreSQL; `e2e` needs Chromium and the built views. */
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
      { test: { name: "e2e", include: ["e2e/**/*.spec.ts"], setupFiles, globalSetup: ["e2e/example-folder.ts"], retry: 1, testTimeout: 300_000, hookTimeout: 120_000, fileParallelism: false, expect: { poll: { timeout: 10_000, interval: 100 } } } },
    ],
  },
});
