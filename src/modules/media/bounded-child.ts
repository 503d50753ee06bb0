import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { buffer, text } from "node:stream/consumers";

const MOST_MEMORY = 1_200 * 1024 * 1024;

export interface ChildBounds {
  readonly longestMs: number;
  /** Longest that it may say nothing. */
  readonly silentMs?: number;
}

/** What a child left: bytes on its standard output, facts on its descriptor 3, and what ended it when that was us. */
export interface ChildAnswer {
  readonly bytes: Uint8Array;
  readonly facts: string;
  readonly killed: "memory" | "time" | undefined;
}

/**
 * Gives a file to a program of this folder in a process of its own, without environment and with bounded memory and time. Whatever a
 * hostile file does to a decoder, it does it there. Memory is watched and not limited: libraries reserve more than they use.
 */
export async function askChild(program: string, args: readonly string[], input: Uint8Array, { longestMs, silentMs = longestMs }: ChildBounds): Promise<ChildAnswer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], { stdio: ["pipe", "pipe", "ignore", "pipe"], env: {} });
  const [stdin, stdout, , facts] = child.stdio;
  if (!(stdin instanceof Writable) || !(stdout instanceof Readable) || !(facts instanceof Readable)) throw new Error("the child has no pipes");
  let killed: ChildAnswer["killed"];
  const kill = (because: "memory" | "time") => {
    killed ??= because;
    child.kill("SIGKILL");
  };
  const clock = setTimeout(() => kill("time"), longestMs);
  const silence = setTimeout(() => kill("time"), silentMs);
  facts.on("data", () => silence.refresh());
  const watch = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => (bytes > MOST_MEMORY ? kill("memory") : undefined));
  }, 40);
  try {
    // A child that dies early closes its input; the answer then comes from how it ended, not from the broken pipe.
    stdin.on("error", () => undefined);
    stdin.end(input);
    const ended = new Promise<void>((resolve, reject) => {
      child.once("close", () => resolve());
      child.once("error", reject);
    });
    const [bytes, told] = await Promise.all([buffer(stdout), text(facts), ended]);
    return { bytes, facts: told, killed };
  } finally {
    for (const timer of [clock, silence]) clearTimeout(timer);
    clearInterval(watch);
  }
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "");
  return Number(status.split(" ")[1] ?? 0) * 4096;
}
