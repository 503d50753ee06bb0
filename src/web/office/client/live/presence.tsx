import { useEffect, useRef, useState } from "react";
import type { presenceSubjects } from "../../vocabulary.ts";
import { call } from "../call.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";

export interface PresenceAt {
  readonly type: (typeof presenceSubjects)[number];
  readonly id: string;
}

const BEAT_MS = 10_000;
/** Who pauses for longer is thinking, and others need not wait. */
const STILL_WRITING_MS = 15_000;

/** Who else is here, said quietly; and the others are told of us. `activity` changes with each thing typed. */
export function Presence({ subject, activity }: { readonly subject: PresenceAt; readonly activity?: unknown }) {
  const { t, format } = useOffice();
  useSeat(subject, useWriting(activity));
  const present = useRead("GET /presence", { type: subject.type, id: subject.id }, { everyMs: BEAT_MS });
  const writing = (present.data ?? []).filter(({ doing }) => doing === "writing");
  const looking = (present.data ?? []).filter(({ doing }) => doing === "looking");
  return (
    <p className="presence" role="status">
      {writing.length > 0 && <span className="wait">{t("presence.writing", { count: writing.length, who: format.list(writing.map(({ name }) => name)) })}</span>}
      {writing.length > 0 && looking.length > 0 && " · "}
      {looking.length > 0 && <span className="dim">{t("presence.looking", { count: looking.length, who: format.list(looking.map(({ name }) => name)) })}</span>}
    </p>
  );
}

/** Whether something was typed a short while ago; what was there at first counts for nothing. */
function useWriting(activity: unknown): boolean {
  const [writing, setWriting] = useState(false);
  const last = useRef(activity);
  useEffect(() => {
    if (Object.is(last.current, activity)) return undefined;
    last.current = activity;
    setWriting(true);
    const timer = setTimeout(() => setWriting(false), STILL_WRITING_MS);
    return () => clearTimeout(timer);
  }, [activity]);
  return writing;
}

/** Says that this window is here, again and again, and that it leaves. Nothing depends on it, so a failure is silent. */
function useSeat({ type, id }: PresenceAt, writing: boolean): void {
  const [seat] = useState(() => crypto.randomUUID());
  const doing = writing ? "writing" : "looking";
  useEffect(() => {
    const say = () => void call("PUT /presence", { seat, type, id, doing }).catch(() => undefined);
    say();
    const beat = setInterval(say, BEAT_MS);
    return () => clearInterval(beat);
  }, [seat, type, id, doing]);
  useEffect(() => {
    const leave = () => void call("PUT /presence", { seat, type, id, doing: "gone" }, { keepalive: true }).catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [seat, type, id]);
}
