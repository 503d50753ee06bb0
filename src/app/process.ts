import { serve, type ServerType } from "@hono/node-server";
import type { IncomingMessage } from "node:http";
import { randomInt } from "node:crypto";
import { Hono } from "hono";
import { refuse } from "#kernel/result.ts";
import { systemClock } from "#platform/clock.ts";
import { type Config, folders, isLoopback } from "#platform/config.ts";
import { openDatabase } from "#platform/database.ts";
import { findInstallation, type Installation } from "#platform/installation.ts";
import { type Keyring, openKeyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { type FirstRun, firstRun } from "#web/entry/first-run.ts";
import { securityHeaders } from "#web/http/security.ts";
import { assets } from "./assets.ts";
import { refuseUnfinishedRestore } from "./backup/unfinished.ts";
import { databaseName } from "./database-name.ts";
import { type Databases, holdDatabase, openDatabases } from "./databases.ts";
import { exampleSite, EXAMPLE_SITE } from "./example/site.ts";
import { seedExample } from "./example/seed.ts";
import { armTestFaults } from "./faults.ts";
import { foundFirstCouncil } from "./found.ts";
import { migrationFolders } from "./migrations.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import type { App } from "./website.ts";

export interface Process {
  /** Where it answers. */
  readonly origin: string;
  readonly port: number;
  /** What a person must type to found a council; undefined when there is one. */
  readonly startUpKey: string | undefined;
  stop(): Promise<void>;
}

/** Starts everything: database, migrations, council or first-run page, web server. */
export async function startProcess(config: Config, log: Log, tell: (line: string) => void): Promise<Process> {
  const databases = await openDatabases(config);
  let held = databases.kind === "embedded" ? await holdDatabase(databases.council) : { release: () => Promise.resolve() };
  if (!held) throw new Error(`Another Pregonero is already working on ${config.data}. Stop it first, or choose another folder with PREGONERO_DATA.`);
  databases.keepAlive(() => {
    log("database.restarted");
    // The lock went with the server that died.
    void (async () => {
      try {
        held = (await holdDatabase(databases.council)) ?? held;
      } catch (error) {
        log("database.not-held", { error });
      }
    })();
  });
  let site: Site | undefined;
  const close = async () => {
    await site?.close();
    await held?.release().catch(() => undefined);
    await databases.stop();
  };
  let server: ServerType;
  let startUpKey: string | undefined;
  try {
    for (const address of await databases.existing()) await refuseUnfinishedRestore(address);
    // Only now: keys that are made here would stand in the way of those that an unfinished restore has yet to bring.
    const keyring = await openKeyring(folders(config).keys, { masterKey: config.masterKey });
    const opened = new Site(config, databases, keyring, log);
    site = opened;
    await opened.open(tell);
    startUpKey = opened.startUpKey;
    server = await listen(config, (request, bindings) => opened.app.fetch(request, bindings));
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.address();
  return {
    origin: config.origin,
    port: typeof address === "object" && address ? address.port : config.port,
    startUpKey,
    stop: async () => {
      await site.endStreams();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ("closeIdleConnections" in server) server.closeIdleConnections();
        setTimeout(() => {
          if ("closeAllConnections" in server) server.closeAllConnections();
        }, 3_000).unref();
      });
      await close();
    },
  };
}

/** What the process serves: the first-run page of an empty installation, or a council. */
class Site {
  app: App = new Hono();
  startUpKey: string | undefined;
  #runtime: Runtime | undefined;
  readonly #config: Config;
  readonly #databases: Databases;
  readonly #keyring: Keyring;
  readonly #log: Log;

  constructor(config: Config, databases: Databases, keyring: Keyring, log: Log) {
    this.#config = config;
    this.#databases = databases;
    this.#keyring = keyring;
    this.#log = log;
  }

  async open(tell: (line: string) => void): Promise<void> {
    const council = await this.#prepare(this.#databases.council, tell);
    if (council) return this.#serve(this.#databases.council, council);
    if (await this.#databases.hasExample()) {
      const address = await this.#databases.example();
      const example = await this.#prepare(address, tell);
      if (example) return this.#serve(address, example);
    }
    this.#serveFirstRun();
  }

  async endStreams(): Promise<void> {
    await this.#runtime?.endStreams();
  }

  async close(): Promise<void> {
    await this.#runtime?.stop();
  }

  async #prepare(address: Databases["council"], tell: (line: string) => void): Promise<Installation | undefined> {
    await migrate(address, await readMigrations(await migrationFolders()), (done, of, name) => tell(`Preparing the database: ${done + 1} of ${of} (${name})`));
    const { db, pool } = openDatabase({ address, role: rolesOf(databaseName(address)).app, size: 1 });
    try {
      return await findInstallation(db);
    } finally {
      await pool.end();
    }
  }

  async #serve(address: Databases["council"], installation: Installation): Promise<void> {
    armTestFaults(this.#config.testFaults, installation);
    this.#runtime = await startRuntime({ config: this.#config, address, installation, keyring: this.#keyring, log: this.#log });
    this.app = this.#runtime.app;
    this.startUpKey = undefined;
  }

  #serveFirstRun(): void {
    const config = this.#config;
    const clock = systemClock();
    // Read from a console and typed by hand: without letters that look alike.
    const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    this.startUpKey = Array.from({ length: 12 }, () => letters.charAt(randomInt(letters.length))).join("").replace(/(.{4})(.{4})/, "$1-$2-");
    let busy = false;
    const setup: FirstRun = {
      origin: config.origin,
      mayLoadExample: isLoopback(config.host) && isLoopback(new URL(config.origin).hostname),
      now: () => clock.now(),
      loadExample: async () => {
        if (busy || !this.startUpKey) return;
        busy = true;
        try {
          await this.#loadExample();
        } finally {
          busy = false;
        }
      },
      found: async (founding, visitor) => {
        if (founding.token.toUpperCase() !== this.startUpKey) return refuse({ kind: "wrong-start-up-key" });
        const address = this.#databases.council;
        const { db, pool } = openDatabase({ address, role: rolesOf(databaseName(address)).app, size: 2 });
        try {
          const founded = await foundFirstCouncil(db, config.origin, founding, visitor, clock.now());
          const installation = founded.ok ? await findInstallation(db) : undefined;
          if (installation) await this.#serve(address, installation);
          return founded;
        } finally {
          await pool.end();
        }
      },
    };
    const app: App = new Hono();
    app.use(securityHeaders(config.origin));
    app.get("/health", (context) => context.json({ ok: true, founded: false }));
    app.route("/", assets(() => Promise.resolve("#00693c")));
    app.route(EXAMPLE_SITE, exampleSite(config.origin));
    app.route("/", firstRun(setup));
    this.app = app;
  }

  async #loadExample(): Promise<void> {
    await this.#databases.dropExample();
    const address = await this.#databases.example();
    await migrate(address, await readMigrations(await migrationFolders()));
    const installation = await seedExample({ config: this.#config, address, keyring: this.#keyring, log: this.#log });
    await this.#serve(address, installation);
  }
}

interface Bindings {
  readonly incoming: IncomingMessage;
}

function listen(config: Config, fetch: (request: Request, bindings: object) => Response | Promise<Response>): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({
      fetch: (request: Request, bindings) => {
        const address = clientAddress(config, request, bindings as Bindings);
        request.headers.set("x-pregonero-client", address);
        return fetch(request, bindings);
      },
      port: config.port,
      hostname: config.host,
      // Idle connections are kept for longer than proxies and browsers keep them (a minute, mostly): who sends into one that is just being closed fails.
      serverOptions: { headersTimeout: 5_000, requestTimeout: 60_000, keepAliveTimeout: 75_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 },
    }, () => resolve(server));
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(`Port ${config.port} is taken. Choose another with PORT=… (and PREGONERO_ORIGIN if people reach it by another address).`) : error);
    });
  });
}

/** The visitor's address: the connection's, or what the given number of trusted proxies say. */
function clientAddress(config: Config, request: Request, { incoming }: Bindings): string {
  const direct = incoming.socket.remoteAddress ?? "unknown";
  if (config.proxies === 0) return direct;
  const chain = (request.headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
  return chain.at(-config.proxies) ?? direct;
}
