import type { Egress } from "#platform/egress/index.ts";
import { multipart, type FilePart } from "./multipart.ts";

/** One request to a server's API. */
export interface Call {
  readonly origin: string;
  readonly path: string;
  /** GET when absent. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly query?: readonly (readonly [string, string])[];
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly file?: { readonly fields: Readonly<Record<string, string>>; readonly part: FilePart };
  readonly idempotencyKey?: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Answer =
  /** `body` is undefined when it was no JSON: a page of a proxy, a server that is being updated. */
  | { readonly kind: "answer"; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
  /** No byte of the request left: it surely had no effect. `never`: and never will (an address that may not be asked). */
  | { readonly kind: "not-sent"; readonly code: string; readonly never: boolean }
  /** It was sent, and what became of it is not known. */
  | { readonly kind: "lost"; readonly code: string };

const MOST_BYTES = 4_000_000;

/** Asks once. No redirects: a token goes to the server that gave it and nowhere else. */
export async function ask(egress: Egress, call: Call): Promise<Answer> {
  const { contentType, body } = bodyOf(call);
  const answer = await egress.fetch({
    url: urlOf(call),
    method: call.method ?? "GET",
    headers: {
      accept: "application/json",
      ...(call.token === undefined ? {} : { authorization: `Bearer ${call.token}` }),
      ...(contentType === undefined ? {} : { "content-type": contentType }),
      ...(call.idempotencyKey === undefined ? {} : { "idempotency-key": call.idempotencyKey }),
    },
    ...(body === undefined ? {} : { body }),
    maxBytes: MOST_BYTES,
    timeoutMs: Math.max(1, call.timeoutMs),
    maxRedirects: 0,
    signal: call.signal,
  });
  switch (answer.kind) {
    case "refused":
      return { kind: "not-sent", code: answer.reason, never: true };
    case "failed":
      return answer.sent ? { kind: "lost", code: answer.reason } : { kind: "not-sent", code: answer.reason, never: false };
    case "answer":
      return { kind: "answer", status: answer.status, headers: answer.headers, body: parse(answer.body) };
  }
}

export function urlOf({ origin, path, query = [] }: Pick<Call, "origin" | "path" | "query">): string {
  const search = new URLSearchParams(query.map(([name, value]) => [name, value])).toString();
  return `${origin}${path}${search === "" ? "" : `?${search}`}`;
}

function bodyOf({ json, form, file }: Call): { readonly contentType?: string; readonly body?: Uint8Array | string } {
  if (json !== undefined) return { contentType: "application/json", body: JSON.stringify(json) };
  if (form) return { contentType: "application/x-www-form-urlencoded", body: new URLSearchParams(form).toString() };
  return file ? multipart(file.fields, file.part) : {};
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    // Not JSON: the status alone speaks.
    return undefined;
  }
}
