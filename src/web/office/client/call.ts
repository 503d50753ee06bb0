import type { InputOf, OfficeEndpoint, OutputOf } from "../contract.ts";
import type { MediaView, PagesTaken, PdfView, Trouble } from "../views.ts";
import { noticeSession } from "./signed-out.ts";

/** The server said no, with a reason that a person can read and often put right. */
export class Refused extends Error {
  readonly refusal: Trouble;
  readonly status: number;
  constructor(status: number, refusal: Trouble) {
    super(`${status} ${refusal.kind}`);
    this.name = "Refused";
    this.status = status;
    this.refusal = refusal;
  }
}

/** No answer at all: no network, or the server is away. Nothing is known of what came of the call. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

/** What a screen has to say of any error: a bug of ours is a trouble like the others, only without a remedy. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof Refused) return error.refusal;
  if (error instanceof Unreachable) return { kind: "unreachable" };
  return { kind: "fault", reference: error instanceof Error ? error.name : "?" };
}

export const isSignedOut = (error: unknown): boolean => error instanceof Refused && error.refusal.kind === "signed-out";

/** Calls one endpoint of the contract. @throws Refused, Unreachable */
export async function call<Name extends OfficeEndpoint>(
  name: Name,
  input: InputOf<Name>,
  options: { readonly signal?: AbortSignal; readonly keepalive?: boolean } = {},
): Promise<OutputOf<Name>> {
  const { method, url, body } = requestOf(name, input);
  return answerOf<OutputOf<Name>>(
    await reach(url, {
      ...options,
      method,
      headers: { ...ours, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

/** Sends a picture or a video. @throws Refused, Unreachable */
export const uploadImage = (file: File): Promise<MediaView> => sendFile("/office/media", file);

/** Asks what pages a PDF has. @throws Refused, Unreachable */
export const lookAtPdf = (file: File, signal: AbortSignal): Promise<PdfView> => sendFile("/office/pdf", file, {}, signal);

/** Makes pictures of pages. @throws Refused, Unreachable */
export const takePages = (file: File, pages: readonly number[]): Promise<PagesTaken> => sendFile("/office/pdf/pages", file, { pages: pages.join(",") });

async function sendFile<Output>(url: string, file: File, fields: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Output> {
  const body = new FormData();
  body.set("file", file);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return answerOf<Output>(await reach(url, { method: "POST", headers: ours, body, ...(signal ? { signal } : {}) }));
}

/** That the server is there at all. @throws Unreachable */
export const expectAnswer = (): Promise<unknown> => reach("/health", { cache: "no-store" });

/** Opens the stream of what changes, from a place on when one was heard before. */
export const openLive = (after: string | undefined): EventSource => new EventSource(`/office/live${after === undefined ? "" : `?after=${encodeURIComponent(after)}`}`);

/** A header that no form of another site can send: what tells our calls from forged ones. */
const ours = { "x-pregonero": "1", accept: "application/json" };

/** `GET /publications/:id` and its input, as a request: members named in the path go there, the rest to query or body. */
export function requestOf(name: string, input: object): { readonly method: string; readonly url: string; readonly body: string | undefined } {
  const [method = "GET", pattern = "/"] = name.split(" ");
  const rest = new Map<string, unknown>(Object.entries(input));
  const path = pattern.replaceAll(/:(\w+)/g, (_, member: string) => {
    const value = rest.get(member);
    rest.delete(member);
    return encodeURIComponent(String(value));
  });
  if (method !== "GET") return { method, url: `/office${path}`, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams();
  for (const [key, value] of rest) {
    if (typeof value === "string" || typeof value === "number") query.set(key, String(value));
  }
  return { method, url: `/office${path}${query.size > 0 ? `?${query}` : ""}`, body: undefined };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: "same-origin", ...init });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Unreachable(cause);
  }
}

async function answerOf<Output>(response: Response): Promise<Output> {
  const answer: unknown = await response.json().catch(() => undefined);
  noticeSession(response.status === 401);
  // The contract is one: the server is held to the same types, so its answers are trusted.
  if (response.ok) return answer as Output;
  throw new Refused(response.status, refusalIn(answer) ?? { kind: response.status === 401 ? "signed-out" : "fault", reference: String(response.status) });
}

function refusalIn(answer: unknown): Trouble | undefined {
  if (typeof answer !== "object" || answer === null || !("refusal" in answer)) return undefined;
  const { refusal } = answer;
  if (typeof refusal !== "object" || refusal === null || !("kind" in refusal) || typeof refusal.kind !== "string") return undefined;
  return { ...refusal, kind: refusal.kind };
}
