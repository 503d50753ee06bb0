import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What a route answers: a body with its headers, or whatever misbehaviour the function commits. */
export type SiteRoute =
  | { readonly body: string | Uint8Array; readonly type?: string; readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly lastModified?: string }
  | ((request: IncomingMessage, response: ServerResponse) => void);

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** A web site on 127.0.0.1 for tests: settable routes, conditional requests, misbehaviours, and a list of who came. */
export interface TestSite {
  /** `http://127.0.0.1:port`, without a final slash. */
  readonly origin: string;
  /** `127.0.0.1:port`, as the allow-list wants it. */
  readonly authority: string;
  set(path: string, route: SiteRoute): void;
  remove(path: string): void;
  readonly seen: readonly SeenRequest[];
  forget(): void;
  /** Connections ever accepted. */
  connections(): number;
  close(): Promise<void>;
}

export async function startSite(routes: Readonly<Record<string, SiteRoute>> = {}): Promise<TestSite> {
  const table = new Map(Object.entries(routes));
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    seen.push({ method: request.method ?? "GET", path, headers: request.headers });
    const route = table.get(path);
    if (!route) response.writeHead(404, { "content-type": "text/plain" }).end("not here");
    else if (typeof route === "function") route(request, response);
    else answer(route, request, response);
  });
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    // A client that cuts us off is what several tests are about.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    set: (path, route) => void table.set(path, route),
    remove: (path) => void table.delete(path),
    seen,
    forget: () => void seen.splice(0),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answer(route: Exclude<SiteRoute, (...args: never[]) => void>, request: IncomingMessage, response: ServerResponse): void {
  const etag = `"${createHash("sha256").update(route.body).digest("hex").slice(0, 16)}"`;
  const known = request.headers["if-none-match"] === etag ||
    (request.headers["if-none-match"] === undefined && route.lastModified !== undefined && request.headers["if-modified-since"] === route.lastModified);
  const validators = { etag, ...(route.lastModified ? { "last-modified": route.lastModified } : {}) };
  if (known) {
    response.writeHead(304, validators).end();
    return;
  }
  response.writeHead(route.status ?? 200, { "content-type": route.type ?? "text/html; charset=utf-8", ...validators, ...route.headers });
  response.end(request.method === "HEAD" ? undefined : route.body);
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the test site has no port"));
      else resolve(address.port);
    });
  });
}

/** Misbehaviours of servers, by name. */
export const misbehaviour = {
  redirect: (to: string, status = 302): SiteRoute => (_request, response) => void response.writeHead(status, { location: Buffer.from(to).toString("latin1") }).end(),
  /** Sends `chunk` again and again until the client goes. `announced` is a length to promise first. */
  endless: (type: string, chunk: Uint8Array | string, { head = "", announced }: { readonly head?: string; readonly announced?: number } = {}): SiteRoute => (_request, response) => {
    response.writeHead(200, { "content-type": type, ...(announced ? { "content-length": String(announced) } : {}) });
    response.write(head);
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", pour);
    pour();
  },
  /** One byte every `everyMs`, without end. */
  trickle: (everyMs: number): SiteRoute => (_request, response) => {
    response.writeHead(200, { "content-type": "text/plain" });
    const timer = setInterval(() => response.write("."), everyMs);
    response.on("close", () => clearInterval(timer));
  },
  /** Takes the request and never answers. */
  silent: (): SiteRoute => () => undefined,
  /** Promises more than it sends, then hangs up. */
  cutOff: (body: string): SiteRoute => (_request, response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-length": String(body.length + 100) });
    response.write(body, () => response.socket?.destroy());
  },
  encoded: (coding: string, bytes: Uint8Array, type = "text/plain"): SiteRoute => (_request, response) =>
    void response.writeHead(200, { "content-type": type, "content-encoding": coding }).end(bytes),
  raw: (text: string): SiteRoute => (_request, response) => void response.socket?.end(text),
} as const;
