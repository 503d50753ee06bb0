import { useEffect, useState, useSyncExternalStore } from "react";
import type { PublicationView } from "../../views.ts";
import { call, troubleOf } from "../call.ts";
import { draftContentIn } from "./read-backup.ts";
import { type DraftKeeper, keepDraft, type KeeperState } from "./draft-keeper.ts";

/** A draft kept for the person who types, for as long as the screen is open. */
export function useDraft(id: string, opened: PublicationView): { readonly keeper: DraftKeeper; readonly draft: KeeperState } {
  // Made once for the screen: reading the publication again must not throw away what is being typed.
  const [keeper] = useState(() => keepDraft(opened, portsOf(id)));
  const draft = useSyncExternalStore(keeper.subscribe, keeper.state);
  useEffect(() => {
    const leave = () => void keeper.flush();
    const hide = () => document.visibilityState === "hidden" && leave();
    const stop = keeper.start();
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("online", leave);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("online", leave);
      leave();
      stop();
    };
  }, [keeper]);
  return { keeper, draft };
}

function portsOf(id: string): Parameters<typeof keepDraft>[1] {
  const place = `pregonero.draft.${id}`;
  return {
    save: (revision, content) => call("PUT /publications/:id/draft", { id, revision, content }),
    fetchLatest: () => call("GET /publications/:id", { id }),
    troubleOf,
    backup: {
      read: () => draftContentIn(localStorage.getItem(place)),
      write: (backup) => {
        try {
          localStorage.setItem(place, JSON.stringify(backup));
        } catch {
          // A full or forbidden storage only costs the second copy; the server has the first.
        }
      },
      clear: () => localStorage.removeItem(place),
    },
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
}
