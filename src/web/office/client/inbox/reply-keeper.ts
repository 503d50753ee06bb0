import type { ReplyCheck, Trouble } from "../../views.ts";

export type ReplyTexts = Readonly<Record<string, string>>;

type ReplyStatus =
  | { readonly kind: "saved"; readonly at: string | null }
  | { readonly kind: "typing" }
  | { readonly kind: "saving" }
  /** `again`: it is tried again by itself. Otherwise a person must do something first, such as taking the conversation over. */
  | { readonly kind: "unsaved"; readonly trouble: Trouble; readonly again: boolean };

export interface ReplyState {
  readonly texts: ReplyTexts;
  readonly status: ReplyStatus;
  /** What the server said of the last texts that it saw. */
  readonly check: ReplyCheck;
}

interface ReplyPorts {
  save(texts: ReplyTexts): Promise<ReplyCheck>;
  now(): string;
  troubleOf(error: unknown): Trouble;
  /** The copy in this browser, for as long as the server has not got it. */
  readonly backup: { read(): ReplyTexts | undefined; write(texts: ReplyTexts): void; clear(): void };
  /** Runs later; the answer calls it off. */
  later(run: () => void, ms: number): () => void;
}

export interface ReplyKeeper {
  readonly state: () => ReplyState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly type: (language: string, text: string) => void;
  /** Saves what is not saved yet; true when all of it is. */
  readonly flush: () => Promise<boolean>;
  /** These texts have been sent: they are no draft any more. What was typed meanwhile stays. */
  readonly sent: (texts: ReplyTexts) => void;
  /** Begins to save by itself; the answer ends that. What is not saved then stays in this browser. */
  readonly start: () => () => void;
}

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;
const WORTH_ASKING_AGAIN: ReadonlySet<string> = new Set(["unreachable", "fault", "signed-out"]);

/**
 * Keeps what is being answered. It differs from a publication's draft in that it is one person's alone, so that no two
 * versions can meet; what may stand in the way is that a colleague has the conversation.
 */
export function keepReply(opened: { readonly texts: ReplyTexts; readonly savedAt: string | null; readonly check: ReplyCheck }, ports: ReplyPorts): ReplyKeeper {
  const listeners = new Set<() => void>();
  const left = ports.backup.read();
  let saved: ReplyTexts = opened.texts;
  let state: ReplyState = left && !sameTexts(left, opened.texts)
    ? { texts: left, status: { kind: "typing" }, check: opened.check }
    : { texts: opened.texts, status: { kind: "saved", at: opened.savedAt }, check: opened.check };
  let running: Promise<boolean> | undefined;
  let callOff: (() => void) | undefined;
  let started = false;

  const set = (change: Partial<ReplyState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const schedule = (ms: number): void => {
    callOff?.();
    if (started) callOff = ports.later(() => void saveIfNeeded(), ms);
  };
  const isSaved = (): boolean => sameTexts(state.texts, saved);

  function saveIfNeeded(): Promise<boolean> {
    callOff?.();
    // One at a time: the last that arrives must be the last that was typed.
    running ??= (isSaved() ? Promise.resolve(true) : saveOnce()).finally(() => {
      running = undefined;
    });
    return running;
  }

  async function saveOnce(): Promise<boolean> {
    const { texts } = state;
    set({ status: { kind: "saving" } });
    try {
      const check = await ports.save(texts);
      saved = texts;
      const done = isSaved();
      set({ check, status: done ? { kind: "saved", at: ports.now() } : { kind: "typing" } });
      if (done) ports.backup.clear();
      else schedule(PAUSE_MS);
      return true;
    } catch (error) {
      const trouble = ports.troubleOf(error);
      const again = WORTH_ASKING_AGAIN.has(trouble.kind);
      set({ status: { kind: "unsaved", trouble, again } });
      if (again) schedule(AGAIN_MS);
      return false;
    }
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type: (language, text) => {
      const texts = { ...state.texts, [language]: text };
      ports.backup.write(texts);
      const saving = state.status.kind === "saving";
      set({ texts, ...(saving ? {} : { status: { kind: "typing" } }) });
      if (!saving) schedule(PAUSE_MS);
    },
    flush: async () => {
      // What is typed during a save goes with the next one, until all is there or one fails.
      while (running !== undefined || !isSaved()) if (!(await saveIfNeeded())) return false;
      return true;
    },
    sent: (texts) => {
      callOff?.();
      saved = {};
      if (sameTexts(state.texts, texts)) {
        ports.backup.clear();
        set({ texts: {}, status: { kind: "saved", at: null } });
      } else {
        set({ status: { kind: "typing" } });
        schedule(PAUSE_MS);
      }
    },
    start: () => {
      started = true;
      if (!isSaved()) schedule(0);
      return () => {
        started = false;
        callOff?.();
      };
    },
  };
}

/** A language without a text and one with an empty text are the same. */
export const sameTexts = (one: ReplyTexts, other: ReplyTexts): boolean =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((language) => (one[language] ?? "") === (other[language] ?? ""));

export const isWritten = (texts: ReplyTexts): boolean => Object.values(texts).some((text) => text.trim() !== "");
