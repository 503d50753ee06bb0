import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConversationView } from "../../views.ts";
import { call, troubleOf } from "../call.ts";
import { useOffice } from "../office.tsx";
import { keepReply, type ReplyKeeper, type ReplyState, type ReplyTexts } from "./reply-keeper.ts";

/** A reply kept for the person who types, for as long as the conversation is open. */
export function useReply(opened: ConversationView): { readonly keeper: ReplyKeeper; readonly reply: ReplyState } {
  const { clock, session } = useOffice();
  // Made once: reading the conversation again must not throw away what is being typed.
  const [keeper] = useState(() => keepReply({ texts: opened.draft?.texts ?? {}, savedAt: opened.draft?.savedAt ?? null, check: opened.check }, {
    save: (texts) => call("PUT /conversations/:id/draft", { id: opened.id, texts }),
    now: () => clock.now(),
    troubleOf,
    // Of the person: a browser may be shared.
    backup: backupAt(`pregonero.reply.${session.person.id}.${opened.id}`),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  }));
  const reply = useSyncExternalStore(keeper.subscribe, keeper.state);
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
  return { keeper, reply };
}

function backupAt(place: string) {
  return {
    read: () => textsIn(localStorage.getItem(place)),
    write: (texts: ReplyTexts) => {
      try {
        localStorage.setItem(place, JSON.stringify(texts));
      } catch {
        // A full or forbidden storage only costs the second copy; the server has the first.
      }
    },
    clear: () => localStorage.removeItem(place),
  };
}

/** Reads what an earlier visit left in this browser; anything else than texts by language is nothing. */
export function textsIn(text: string | null): ReplyTexts | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
  } catch {
    // Not JSON: of no use, and nobody's but ours.
    return undefined;
  }
}
