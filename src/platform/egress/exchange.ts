import { Readable } from "node:stream";
import type { Agent, Dispatcher } from "undici";

/** The head of an answer, with the body still to be read. */
export interface Exchange {
  readonly status: number;
  /** Lower-case names; several of one name are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Raw bytes; destroying it closes the connection. */
  readonly body: Readable;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
}

/**
 * One request and the head of its answer. `onStart` is called when a connection stands and the first byte is about to
 * be written: before it, the other side has seen nothing of the request.
 */
export function exchange(agent: Agent, request: ExchangeRequest, signal: AbortSignal, onStart: () => void): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let body: Readable | undefined;
    let over = false;

    const reason = (): Error => (signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason }));
    const fail = (error: Error) => {
      over = true;
      signal.removeEventListener("abort", onAbort);
      if (body) body.destroy(error);
      else reject(error);
    };
    const onAbort = () => {
      controller?.abort(reason());
      fail(reason());
    };
    if (signal.aborted) return reject(reason());
    signal.addEventListener("abort", onAbort, { once: true });

    agent.dispatch(
      { origin: request.url.origin, path: request.url.pathname + request.url.search, method: request.method, headers: request.headers, body: request.body ?? null, headersTimeout: 0, bodyTimeout: 0 },
      {
        onRequestStart: (started) => {
          controller = started;
          // Given up while it waited for a connection: it must not go out after all.
          if (signal.aborted) return started.abort(reason());
          onStart();
        },
        onResponseStart: (started, status, headers) => {
          if (status < 200) return;
          body = new Readable({
            read: () => started.resume(),
            destroy: (error, done) => {
              signal.removeEventListener("abort", onAbort);
              if (!over) started.abort(error ?? new Error("the rest is not wanted"));
              over = true;
              done(error);
            },
          });
          resolve({ status, headers: flat(headers), body });
        },
        onResponseData: (started, chunk) => {
          if (body && !body.push(chunk)) started.pause();
        },
        onResponseEnd: () => {
          over = true;
          signal.removeEventListener("abort", onAbort);
          body?.push(null);
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : (value ?? "")] as const);
  return Object.fromEntries(entries);
}
