import { useSyncExternalStore } from "react";

let over = false;
const listeners = new Set<() => void>();

/** What the last answer of the server said; what was typed stays on the screen either way. */
export function noticeSession(isOver: boolean): void {
  if (over === isOver) return;
  over = isOver;
  for (const listener of listeners) listener();
}

export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => over,
  );
}
