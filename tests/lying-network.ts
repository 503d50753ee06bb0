import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How often the network misbehaves, as shares of 1; what is left over is an honest answer. */
export interface Lies {
  /** 429 before taking it. */
  readonly tooMany: number;
  /** 503 with Retry-After before taking it. */
  readonly unavailable: number;
  /** The connection is cut before it is taken. */
  readonly cutBefore: number;
  /** It is taken and the connection is cut. */
  readonly cutAfter: number;
  /** It is taken and the answer is 500. */
  readonly failedAfter: number;
  /** It is taken and the answer is 400. */
  readonly badRequestWithEffect: number;
  /** It is taken and the answer comes after the caller has given up. */
  readonly late: number;
}

export interface Post {
  readonly id: string;
  readonly account: string;
  readonly text: string;
  readonly at: number;
}

export interface LyingNetwork {
  readonly url: string;
  /** Everything that is out, in order. */
  readonly posts: readonly Post[];
  close(): Promise<void>;
}

/**
 * A network in another's hands, with the faults that such networks have: it may take a post and say that it did not.
 * A list of posts shows what was taken only after `visibleAfterMs`.
 */
export async function startLyingNetwork(setting: { readonly lies: Lies; readonly random: () => number; readonly visibleAfterMs: number; readonly lateMs: number }): Promise<LyingNetwork> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://network");
    if (request.method === "GET") {
      const shown = posts.filter((post) => post.account === url.searchParams.get("account") && Date.now() - post.at >= setting.visibleAfterMs);
      response.setHeader("content-type", "application/json").end(JSON.stringify(shown));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { account, text } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { account: string; text: string };
    const take = () => {
      const post = { id: String(posts.length + 1), account, text, at: Date.now() };
      posts.push(post);
      return post;
    };
    switch (lie(setting.lies, setting.random())) {
      case "tooMany":
        response.writeHead(429, { "retry-after": "0.05" }).end();
        return;
      case "unavailable":
        response.writeHead(503, { "retry-after": "0.05" }).end();
        return;
      case "cutBefore":
        request.socket.destroy();
        return;
      case "cutAfter":
        take();
        request.socket.destroy();
        return;
      case "failedAfter":
        take();
        response.writeHead(500).end("<html>error</html>");
        return;
      case "badRequestWithEffect":
        take();
        response.writeHead(400, { "content-type": "application/json" }).end('{"error":"unknown field"}');
        return;
      case "late":
        take();
        await sleep(setting.lateMs);
        response.end("{}");
        return;
      default:
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(take()));
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    posts,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

function lie(lies: Lies, dice: number): keyof Lies | "honest" {
  let edge = 0;
  for (const [name, share] of Object.entries(lies) as [keyof Lies, number][]) {
    edge += share;
    if (dice < edge) return name;
  }
  return "honest";
}
