import { Worker } from "node:worker_threads";
import { refuse, type Result } from "#kernel/result.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import type { CalendarSetting, ReadCalendar } from "./calendar.ts";
import type { ReadFeed } from "./feed.ts";
import type { ReadPage } from "./page.ts";
import type { ReadSitemap } from "./sitemap.ts";

/** What is to be read as what. */
export type Reading =
  | { readonly as: "feed"; readonly bytes: Uint8Array; readonly contentType: string | undefined }
  | { readonly as: "calendar"; readonly bytes: Uint8Array; readonly contentType: string | undefined; readonly setting: CalendarSetting }
  | { readonly as: "sitemap"; readonly bytes: Uint8Array; readonly contentType: string | undefined }
  | { readonly as: "page"; readonly bytes: Uint8Array; readonly contentType: string | undefined; readonly markers: readonly string[] };

export interface ReadingResults {
  readonly feed: ReadFeed;
  readonly calendar: ReadCalendar;
  readonly sitemap: ReadSitemap;
  readonly page: ReadPage;
}

type Answer = Result<ReadingResults[keyof ReadingResults], SourceTrouble>;

interface Waiting {
  readonly reading: Reading;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

const PATIENCE_MS = 20_000;
const MEMORY_MB = 512;

/**
 * Reads what strangers wrote in a thread of its own, one document at a time, with a limit on time and on memory: the
 * worst that a document can do is not to be read. The thread is started when first needed and does not keep the
 * process alive.
 */
class ReadingThread {
  #worker: Worker | undefined;
  #current: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #queue: Waiting[] = [];

  read(reading: Reading): Promise<Answer> {
    return new Promise((settle, fail) => {
      this.#queue.push({ reading, settle, fail });
      this.#next();
    });
  }

  #next(): void {
    if (this.#current) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#current = waiting;
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    this.#timer = setTimeout(() => this.#giveUp(worker, "time"), PATIENCE_MS);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(waiting.reading);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    worker.on("message", (answer: Answer) => this.#done((waiting) => waiting.settle(answer)));
    worker.on("error", (error: Error) => {
      if ("code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") return this.#giveUp(worker, "memory");
      // A mistake of ours: whoever asked hears of it, and the next document gets a fresh thread.
      this.#worker = undefined;
      this.#done((waiting) => waiting.fail(error));
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  #giveUp(worker: Worker, reason: "time" | "memory"): void {
    if (this.#worker === worker) this.#worker = undefined;
    void worker.terminate();
    this.#done((waiting) => waiting.settle(refuse({ kind: "parser-gave-up", reason })));
  }

  #done(tell: (waiting: Waiting) => void): void {
    const waiting = this.#current;
    clearTimeout(this.#timer);
    this.#current = undefined;
    this.#worker?.unref();
    if (waiting) tell(waiting);
    this.#next();
  }
}

const thread = new ReadingThread();

/** Reads a document of the outside as a feed, an agenda, a sitemap or a page. */
export async function readDocument<As extends keyof ReadingResults>(reading: Reading & { readonly as: As }): Promise<Result<ReadingResults[As], SourceTrouble>> {
  const answer = await thread.read(reading);
  // The thread answers each reading with what was asked: see `thread.ts`.
  return answer as Result<ReadingResults[As], SourceTrouble>;
}
