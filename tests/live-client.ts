import { request } from "node:http";

export interface LiveEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** A live stream as a browser hears it, read from the wire. */
export interface LiveClient {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What was heard so far. */
  readonly events: readonly LiveEvent[];
  /** Everything that came over the wire. */
  text(): string;
  /** The last place that was heard: what a browser would say as `Last-Event-ID`. */
  place(): string | undefined;
  readonly isClosed: () => boolean;
  /** When the stream ended, by `performance.now()`. */
  readonly ended: Promise<number>;
  close(): void;
}

export interface LiveRequest {
  readonly cookie: string;
  readonly lastEventId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly localAddress?: string;
  /** Takes nothing from the wire, as a client that hangs. */
  readonly deaf?: boolean;
}

export function openLiveClient(url: string, { cookie, lastEventId, headers = {}, localAddress, deaf = false }: LiveRequest): Promise<LiveClient> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: false,
      ...(localAddress ? { localAddress } : {}),
      headers: { accept: "text/event-stream", "sec-fetch-site": "same-origin", cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }), ...headers },
    }, (answer) => {
      const events: LiveEvent[] = [];
      let [text, rest, place]: [string, string, string | undefined] = ["", "", undefined];
      let closed = false;
      const ended = new Promise<number>((end) => {
        answer.once("close", () => {
          closed = true;
          end(performance.now());
        });
      });
      answer.on("error", () => undefined);
      answer.setEncoding("utf8");
      if (!deaf) answer.on("data", (chunk: string) => {
        text += chunk;
        const blocks = (rest + chunk).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) {
          const field = (name: string) => block.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          place = field("id") ?? place;
          const data = field("data");
          if (data !== undefined) events.push({ id: field("id"), event: field("event") ?? "message", data });
        }
      });
      resolve({
        status: answer.statusCode ?? 0, headers: answer.headers, events, ended,
        text: () => text, place: () => place, isClosed: () => closed, close: () => answer.destroy(),
      });
    });
    asked.once("error", reject);
    asked.end();
  });
}
