import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A server on 127.0.0.1 that plays a network. */
export interface Loopback {
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** `127.0.0.1:port`, as allow-lists want it. */
  readonly authority: string;
  close(): Promise<void>;
}

export interface LoopbackRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;
}

/** @param port any free one when absent */
export async function startLoopback(handle: (request: LoopbackRequest) => Promise<void> | void, port = 0): Promise<Loopback> {
  const server = createServer((raw, response) => {
    const answer = async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of raw) chunks.push(chunk as Buffer);
      await handle({ method: raw.method ?? "GET", url: new URL(raw.url ?? "/", origin), headers: raw.headers, body: Buffer.concat(chunks), raw, response });
    };
    // A client that went away, or a mistake in the fake: the asker sees a cut connection either way.
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    authority: `127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
