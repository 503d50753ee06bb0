import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./planted.ts";

/** Habits of docs/architecture.md that neither types nor imports show: a search of the product's source holds them. */
interface Habit {
  readonly habit: string;
  readonly against: RegExp;
  readonly only: RegExp;
  /** The only files that may, with the reason beside them. */
  readonly except: readonly string[];
  readonly planted: readonly string[];
  readonly fine: readonly string[];
}

const code = /\.tsx?$/;
const habits: readonly Habit[] = [
  {
    habit: "time comes from a Clock",
    against: /\bDate\.now\(|\bnew Date\(\)/,
    only: code,
    // The clock itself; the example city measures how far its date is from today's.
    except: ["platform/clock.ts", "app/example/seed.ts"],
    planted: ["const at = Date.now();", "const at = new Date().toISOString();"],
    fine: ["clock.now()", "new Date(epochMs)", "performance.now()"],
  },
  {
    habit: "SQL has no time of its own",
    against: /(?<![.\w])(now\(\)(?!:)|(current|local)_?time(stamp)?\b|current_date\b|(clock|statement|transaction)_timestamp\()/,
    only: /\.(tsx?|sql)$/,
    // When a migration was applied is the database's own affair.
    except: ["platform/migrate.ts"],
    planted: ["set at = now()", "default current_timestamp", "at < clock_timestamp()", "where day = current_date", "localtime"],
    fine: ["clock.now()", "now(): Instant", "currentTime: at", "${at}::timestamptz"],
  },
  {
    habit: "chance comes from the system's cryptographic source",
    against: /\bMath\.random\(/,
    only: code,
    except: [],
    planted: ["Math.random() * 6"],
    fine: ["randomInt(6)", "randomBytes(16)"],
  },
  {
    habit: "the environment is read through the configuration",
    against: /\bprocess\.env\b/,
    only: code,
    // The command line hands it to the configuration; PostgreSQL's own programs are given the path.
    except: ["app/main.ts", "platform/postgres/embedded.ts"],
    planted: ['process.env["PORT"]'],
    fine: ["config.port"],
  },
  {
    habit: "nothing but the outbound client speaks to other machines",
    against: /(?<![.\w#])(fetch|WebSocket|EventSource|XMLHttpRequest)\((?!\w+\??:)/,
    only: code,
    // The browser asks its own server; the web server's own handler has that name.
    except: ["web/office/client/call.ts", "app/process.ts"],
    planted: ['await fetch("https://example.org")', "new WebSocket(url)", "return fetch(request)"],
    fine: ["egress.fetch({ url })", "fetch(request: EgressRequest): Promise<EgressAnswer>", "query.refetch()"],
  },
];

const root = join(repository, "src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => !/\.test\.tsx?$/.test(path));

describe.each(habits)("$habit", ({ against, only, except, planted, fine }) => {
  test("everywhere but where it is said", () => {
    const searched = files.filter((path) => only.test(path));
    expect(searched.length).toBeGreaterThan(200);
    expect(searched.filter((path) => against.test(readFileSync(join(root, path), "utf8"))).filter((path) => !except.includes(path))).toEqual([]);
  });

  test("the search finds what it looks for, and nothing else", () => {
    expect(planted.filter((text) => !against.test(text))).toEqual([]);
    expect(fine.filter((text) => against.test(text))).toEqual([]);
  });

  test("no exception is left over", () => {
    expect(except.filter((path) => !against.test(readFileSync(join(root, path), "utf8")))).toEqual([]);
  });
});
