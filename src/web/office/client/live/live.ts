import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { gatherChanges } from "./gatherer.ts";
import { listenLive } from "./channel.ts";
import { isTouched } from "./touched.ts";

/** `waiting`: not yet known, or cut so short a while ago that nobody needs to know. */
export type LiveState = "waiting" | "live" | "cut";

let state: LiveState = "waiting";
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** A cut shorter than this is not worth a word: a server that restarts is back by then. */
const PATIENCE_MS = 10_000;

/** Keeps what is on the screens true for as long as somebody is signed in. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => startLive(client), [client]);
}

function startLive(client: QueryClient): () => void {
  let worry: ReturnType<typeof setTimeout> | undefined;
  const later = (run: () => void, ms: number) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const gatherer = gatherChanges((changes) => {
    void client.invalidateQueries({ predicate: ({ queryKey }) => (changes ? isTouched(queryKey, changes) : typeof queryKey[0] === "string" && queryKey[0].startsWith("GET ")) });
  }, later);
  const worryLater = (): void => {
    worry ??= setTimeout(() => become("cut"), PATIENCE_MS);
  };
  worryLater();
  const stop = listenLive((heard) => {
    switch (heard.kind) {
      case "changed": return gatherer.add(heard.change);
      case "reload": return gatherer.addAll();
      case "live":
        clearTimeout(worry);
        worry = undefined;
        return become("live");
      case "cut":
        if (state === "live") become("waiting");
        // Why we are not told any more may be that the session is over.
        if (worry === undefined) void client.invalidateQueries({ queryKey: ["GET /session"] });
        return worryLater();
    }
  });
  return () => {
    stop();
    gatherer.stop();
    clearTimeout(worry);
    become("waiting");
  };
}
