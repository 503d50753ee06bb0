import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Frame } from "./rules/frame.ts";

export interface Picture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly mediaType: string;
}

export type PictureRefusal =
  | { readonly kind: "not-a-picture" }
  | { readonly kind: "picture-too-large"; readonly because: "pixels" | "memory" | "time" };

const MOST_MEMORY = 1_200 * 1024 * 1024;
const LONGEST_MS = 30_000;

/** Decodes, turns upright, cuts out a frame where one is given, scales down and writes anew, in a child process with bounded memory and time. */
export async function reencodePicture(input: Uint8Array, frame?: Frame): Promise<Result<Picture, PictureRefusal>> {
  const cut = frame ? [frame.left, frame.top, frame.width, frame.height].map(String) : [];
  const child = spawn(process.execPath, [join(import.meta.dirname, "reencode-child.ts"), ...cut], {
    stdio: ["pipe", "pipe", "ignore", "pipe"],
    env: {},
  });
  const [stdin, stdout, , facts] = child.stdio;
  if (!(stdin instanceof Writable) || !(stdout instanceof Readable) || !(facts instanceof Readable)) throw new Error("the child has no pipes");
  let killed: "memory" | "time" | undefined;
  const kill = (because: "memory" | "time") => {
    killed ??= because;
    child.kill("SIGKILL");
  };
  const clock = setTimeout(() => kill("time"), LONGEST_MS);
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
    if (killed) return refuse({ kind: "picture-too-large", because: killed });
    return readFacts(told, bytes);
  } finally {
    clearTimeout(clock);
    clearInterval(watch);
  }
}

function readFacts(facts: string, bytes: Uint8Array): Result<Picture, PictureRefusal> {
  if (facts === "") return refuse({ kind: "not-a-picture" });
  const told = JSON.parse(facts) as { refused?: string; width: number; height: number; mediaType: string };
  if (told.refused === "too-many-pixels") return refuse({ kind: "picture-too-large", because: "pixels" });
  if (told.refused || bytes.length === 0) return refuse({ kind: "not-a-picture" });
  return ok({ bytes, width: told.width, height: told.height, mediaType: told.mediaType });
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "");
  return Number(status.split(" ")[1] ?? 0) * 4096;
}
