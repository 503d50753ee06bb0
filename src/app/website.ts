import { Hono } from "hono";
import { compress } from "hono/compress";
import type { Council } from "#modules/policy/index.ts";
import { publicApi } from "#web/api/routes.ts";
import { approval } from "#web/entry/approval.ts";
import { entry } from "#web/entry/sign-in.ts";
import { securityHeaders } from "#web/http/security.ts";
import type { Services } from "#web/http/services.ts";
import { officeServer } from "#web/office/server/serve.ts";
import { portal } from "#web/portal/routes.ts";
import { assets } from "./assets.ts";
import { exampleSite, EXAMPLE_SITE } from "./example/site.ts";

export interface Website {
  readonly services: Services;
  readonly council: () => Promise<Council>;
  /** Our actors' addresses; undefined for every other. */
  readonly federation: (request: Request) => Promise<Response | undefined>;
  readonly health: () => Promise<Health>;
}

/** What /health tells of a council at work, to whoever watches it. */
export interface Health {
  readonly migration: number;
  /** How long what should have gone out has been waiting. */
  readonly oldestDueSeconds: number;
  readonly lastHarvest: string | undefined;
  readonly lastBackup: string | undefined;
  readonly backupOverdue: boolean;
  readonly lastRestore: string | undefined;
  /** On the disk of the data folder. */
  readonly freeBytes: number;
}

export type App = Hono;

const LEAST_FREE_BYTES = 200_000_000;

/** All that a council's process answers, in the order in which it is asked. */
export function website({ services, council, federation, health }: Website): App {
  const app: App = new Hono();
  app.use(securityHeaders(services.origin));
  app.use(async (context, next) => {
    const answer = await federation(context.req.raw);
    return answer ?? next();
  });
  app.use(compress());
  app.get("/health", async (context) => {
    try {
      const state = await health();
      // An old backup is for people to see to: a watcher that restarts us because of it would help nobody.
      const ok = state.oldestDueSeconds < 60 && state.freeBytes > LEAST_FREE_BYTES;
      return context.json({ ok, database: "up", ...state }, ok ? 200 : 503, { "cache-control": "no-store" });
    } catch (error) {
      services.log("health.failed", { error });
      return context.json({ ok: false, database: "down" }, 503, { "cache-control": "no-store" });
    }
  });
  app.route("/", assets(async () => (await council()).brand));
  if (services.example) app.route(EXAMPLE_SITE, exampleSite(services.origin));
  app.route("/office", officeServer(services));
  app.route("/api", publicApi(services));
  app.route("/", entry(services));
  app.route("/", approval(services));
  app.route("/", portal(services));
  app.onError((error, context) => {
    services.log("web.fault", { path: context.req.path, error });
    return context.text("Error interno. Barne-errorea. Internal error.", 500);
  });
  app.notFound((context) => context.text("No existe. Ez dago. Not found.", 404));
  return app;
}

