import type { Changed } from "../../views.ts";
import { openLive } from "../call.ts";
import { changeIn } from "./touched.ts";

/** What a window hears of the live stream, its own or the one that another window of this browser holds. */
export type Heard =
  | { readonly kind: "changed"; readonly change: Changed }
  | { readonly kind: "reload" }
  /** Being told; after a cut without having missed anything. */
  | { readonly kind: "live" }
  /** Not being told: screens ask for themselves. */
  | { readonly kind: "cut" };

const NAME = "pregonero.live";
const AGAIN_MS = 15_000;

/**
 * One stream for all windows of a browser: over HTTP/1.1 a browser has six connections to a server, and one a window
 * would leave none for anything else. The window that holds the lock holds the stream and passes on what it hears; when
 * it goes, the next one takes over from the place that was heard last.
 */
export function listenLive(hear: (heard: Heard) => void): () => void {
  const ending = new AbortController();
  const channel = new BroadcastChannel(NAME);
  interface Word { readonly heard?: Heard; readonly place?: string | undefined; readonly question?: true }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel never leaves its origin
  const post = (word: Word): void => channel.postMessage(word);
  let place: string | undefined;
  let state: "live" | "cut" = "cut";
  let mine = false;

  const note = (heard: Heard): void => {
    if (heard.kind === "live" || heard.kind === "cut") state = heard.kind;
    hear(heard);
  };
  channel.addEventListener("message", ({ data }: MessageEvent<Word>) => {
    if (data.question && mine) post({ heard: { kind: state }, place });
    if (data.place !== undefined) place = data.place;
    if (data.heard) note(data.heard);
  });
  const tellAll = (heard: Heard): void => {
    post({ heard, place });
    note(heard);
  };

  const hold = (): Promise<void> => new Promise((resolve) => {
    mine = true;
    let stream: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = (): void => {
      const fresh = place === undefined;
      const opened = openLive(place);
      stream = opened;
      opened.addEventListener("open", () => {
        tellAll({ kind: "live" });
        // What was read before the first stream began may have changed in between.
        if (fresh) tellAll({ kind: "reload" });
      });
      opened.addEventListener("changed", ({ data, lastEventId }: MessageEvent<string>) => {
        if (lastEventId !== "") place = lastEventId;
        const change = changeIn(data);
        if (change) tellAll({ kind: "changed", change });
      });
      opened.addEventListener("reload", ({ lastEventId }: MessageEvent<string>) => {
        if (lastEventId !== "") place = lastEventId;
        tellAll({ kind: "reload" });
      });
      opened.addEventListener("error", () => {
        tellAll({ kind: "cut" });
        // A browser comes back by itself after a cut, but not after a refusal: then we do, not all at the same time.
        if (opened.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS * (1 + (performance.now() % 1_000) / 1_000));
      });
    };
    ending.signal.addEventListener("abort", () => {
      mine = false;
      clearTimeout(timer);
      stream?.close();
      resolve();
    });
    open();
  });

  // Until the window that holds the stream says otherwise, one is not told.
  post({ question: true });
  if ("locks" in navigator) void navigator.locks.request(NAME, { signal: ending.signal }, hold).catch(() => undefined);
  else void hold();
  return () => {
    ending.abort();
    channel.close();
  };
}
