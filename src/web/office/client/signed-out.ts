import { useSyncExternalStore } from "react";

let over = false;
const listeners = new Set<() => void>();

/** Called when any answer says that the session is over; what was typed stays on the screen. */
export function noticeSignedOut(): void {
  over = true;
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
