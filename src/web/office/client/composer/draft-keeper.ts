import type { DraftContent } from "../../draft-content.ts";
import type { DraftSaved, PublicationView, Trouble } from "../../views.ts";
import { sameContent } from "./content.ts";

/** The latest that is known of a draft, theirs or ours. */
export type Stored = Pick<PublicationView, "revision" | "content" | "savedAt" | "savedBy" | "editions" | "findings" | "dueReading" | "sending" | "state">;

type KeeperStatus =
  | { readonly kind: "saved" }
  /** Typed and not sent yet. */
  | { readonly kind: "typing" }
  | { readonly kind: "saving" }
  /** It could not be saved; it is tried again when `again`, and kept in this browser meanwhile. */
  | { readonly kind: "unsaved"; readonly trouble: Trouble; readonly again: boolean }
  /** Somebody else saved meanwhile: a person chooses. */
  | { readonly kind: "conflict"; readonly theirs: Stored };

export interface KeeperState {
  readonly content: DraftContent;
  readonly revision: number;
  readonly savedAt: string;
  readonly savedBy: string | null;
  readonly status: KeeperStatus;
  /** Of the publication, as the last save left it: a change of what was approved puts it back in review. */
  readonly publication: PublicationView["state"];
  /** What the server said of the last saved content. */
  readonly verdict: Pick<DraftSaved, "editions" | "findings" | "dueReading" | "sending">;
  /** This began with what an earlier visit could not save. */
  readonly recovered: boolean;
}

export interface Backup {
  readonly revision: number;
  readonly content: DraftContent;
}

export interface KeeperPorts {
  save(revision: number, content: DraftContent): Promise<DraftSaved>;
  fetchLatest(): Promise<Stored>;
  troubleOf(error: unknown): Trouble;
  readonly backup: { read(): Backup | undefined; write(backup: Backup): void; clear(): void };
  /** Runs later; the answer calls it off. */
  later(run: () => void, ms: number): () => void;
}

export interface DraftKeeper {
  readonly state: () => KeeperState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly change: (update: (content: DraftContent) => DraftContent) => void;
  /** Saves what is not saved yet; true when all of it is. */
  readonly flush: () => Promise<boolean>;
  /** Asks what the server says now of what is stored: something that it depends on has changed elsewhere. */
  readonly check: () => Promise<void>;
  readonly resolve: (choice: "mine" | "theirs") => void;
  /** Begins to save by itself; the answer ends that. What is not saved then stays in this browser. */
  readonly start: () => () => void;
}

const PAUSE_MS = 900;
const AGAIN_MS = 5_000;
const WORTH_ASKING_AGAIN: ReadonlySet<string> = new Set(["unreachable", "fault", "signed-out"]);

/**
 * Keeps a draft: what is typed goes to the server after a pause, one save at a time, each on the revision last seen; until
 * it is there it is also in this browser. Nothing typed is lost by a lost network, an ended session or another's save.
 */
export function keepDraft(opened: Stored, ports: KeeperPorts): DraftKeeper {
  const listeners = new Set<() => void>();
  let state = opening(opened, ports.backup.read());
  let saved = opened.content;
  let running: Promise<boolean> | undefined;
  let callOff: (() => void) | undefined;
  let started = false;

  const set = (change: Partial<KeeperState>): void => {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  };
  const schedule = (ms: number): void => {
    callOff?.();
    if (started) callOff = ports.later(() => void saveIfNeeded(), ms);
  };
  const isSaved = (): boolean => sameContent(state.content, saved);

  /** One save at a time; false when it did not come through. */
  async function saveIfNeeded(): Promise<boolean> {
    callOff?.();
    if (state.status.kind === "conflict") return false;
    if (!isSaved()) return saveNow();
    if (state.status.kind === "typing" || state.status.kind === "unsaved") {
      // Typed and taken back: what is stored is what is here.
      ports.backup.clear();
      set({ status: { kind: "saved" } });
    }
    return true;
  }

  function saveNow(): Promise<boolean> {
    running ??= saveOnce().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function flush(): Promise<boolean> {
    // What is typed during a save goes with the next one, until all is there or one fails.
    while (!isSaved()) if (!(await saveIfNeeded())) return false;
    return state.status.kind !== "conflict";
  }

  async function saveOnce(): Promise<boolean> {
    const { content, revision } = state;
    set({ status: { kind: "saving" } });
    try {
      const answer = await ports.save(revision, content);
      saved = content;
      const done = isSaved();
      set({
        revision: answer.revision, savedAt: answer.savedAt, savedBy: null,
        publication: answer.state,
        verdict: { editions: answer.editions, findings: answer.findings, dueReading: answer.dueReading, sending: answer.sending },
        status: { kind: done ? "saved" : "typing" },
      });
      if (done) ports.backup.clear();
      else {
        ports.backup.write({ revision: state.revision, content: state.content });
        schedule(PAUSE_MS);
      }
      return true;
    } catch (error) {
      const trouble = ports.troubleOf(error);
      if (trouble.kind === "revision-conflict") {
        await meetTheirs(trouble);
        return false;
      }
      const again = WORTH_ASKING_AGAIN.has(trouble.kind);
      set({ status: { kind: "unsaved", trouble, again } });
      if (again) schedule(AGAIN_MS);
      return false;
    }
  }

  async function meetTheirs(trouble: Trouble): Promise<void> {
    try {
      const theirs = await ports.fetchLatest();
      // The same content saved from another window is no conflict.
      if (sameContent(theirs.content, state.content)) adopt(theirs);
      else set({ status: { kind: "conflict", theirs } });
    } catch {
      // Without theirs there is nothing to compare yet: said as not saved, and asked again.
      set({ status: { kind: "unsaved", trouble, again: true } });
      schedule(AGAIN_MS);
    }
  }

  function adopt(theirs: Stored): void {
    saved = theirs.content;
    ports.backup.clear();
    set({
      content: theirs.content, revision: theirs.revision, savedAt: theirs.savedAt, savedBy: theirs.savedBy,
      publication: theirs.state,
      verdict: { editions: theirs.editions, findings: theirs.findings, dueReading: theirs.dueReading, sending: theirs.sending }, status: { kind: "saved" }, recovered: false,
    });
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change: (update) => {
      const content = update(state.content);
      if (sameContent(content, state.content)) return;
      ports.backup.write({ revision: state.revision, content });
      const blocked = state.status.kind === "conflict" || state.status.kind === "saving";
      set({ content, ...(blocked ? {} : { status: { kind: "typing" } }) });
      if (!blocked) schedule(PAUSE_MS);
    },
    flush,
    check: async () => {
      // Storing the same words again changes nothing, and the answer tells what is wrong with them now.
      if (await flush()) await saveNow();
    },
    resolve: (choice) => {
      if (state.status.kind !== "conflict") return;
      const { theirs } = state.status;
      if (choice === "theirs") return adopt(theirs);
      saved = theirs.content;
      set({ revision: theirs.revision, status: { kind: "typing" } });
      schedule(0);
    },
    start: () => {
      started = true;
      if (state.status.kind === "typing" || state.status.kind === "unsaved") schedule(0);
      return () => {
        started = false;
        callOff?.();
      };
    },
  };
}

function opening(opened: Stored, backup: Backup | undefined): KeeperState {
  const state: KeeperState = {
    content: opened.content, revision: opened.revision, savedAt: opened.savedAt, savedBy: opened.savedBy,
    publication: opened.state,
    verdict: { editions: opened.editions, findings: opened.findings, dueReading: opened.dueReading, sending: opened.sending },
    status: { kind: "saved" }, recovered: false,
  };
  if (!backup || sameContent(backup.content, opened.content)) return state;
  // What was left behind must not undo an approval by itself: then a person chooses.
  return backup.revision === opened.revision && opened.state !== "scheduled"
    ? { ...state, content: backup.content, status: { kind: "typing" }, recovered: true }
    : { ...state, content: backup.content, status: { kind: "conflict", theirs: opened }, recovered: true };
}
