import { useSyncExternalStore } from "react";

const query = "(max-width: 48rem)";

/** Whether the window is too narrow for a grid of days. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => matchMedia(query).matches);

function listen(onChange: () => void): () => void {
  const list = matchMedia(query);
  list.addEventListener("change", onChange);
  return () => list.removeEventListener("change", onChange);
}
