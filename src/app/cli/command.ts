import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Config } from "#platform/config.ts";

/** Exit codes of the command line, as `--help` tells them. */
export const exitCodes = { done: 0, failed: 1, misuse: 2 } as const;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name. */
  readonly usage: string;
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  readonly help: string;
  /** @returns the exit code */
  run(call: Call): Promise<number>;
}

export interface Call {
  readonly config: Config;
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** What the command is for goes to standard output. */
  readonly print: (line: string) => void;
  /** Progress and trouble go to standard error. */
  readonly tell: (line: string) => void;
}

export class Misuse extends Error {}

export function parseCall(command: Command, words: readonly string[]): Pick<Call, "words" | "options"> & { readonly help: boolean } {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: { ...command.options, help: { type: "boolean", short: "h" } }, allowPositionals: true });
    const options: Record<string, string | boolean | undefined> = {};
    for (const [name, value] of Object.entries(values)) if (typeof value === "string" || typeof value === "boolean") options[name] = value;
    return { words: positionals, options, help: values["help"] === true };
  } catch (error) {
    throw new Misuse(error instanceof Error ? error.message : String(error));
  }
}

/** A line that is written over while something long goes on; nothing where no person looks. */
export function progress(call: Call, label: string): { at(done: number, of?: number): void; end(): void } {
  const visible = process.stderr.isTTY;
  let last = 0;
  return {
    at: (done, of) => {
      const now = performance.now();
      if (!visible || now - last < 100) return;
      last = now;
      process.stderr.write(`\r${label}: ${done}${of === undefined ? "" : ` / ${of}`}   `);
    },
    end: () => {
      if (visible) process.stderr.write("\r\u001b[K");
    },
  };
}

const TELL_EVERY_MS = 5_000;

/** What something long does now: a line written over where a person looks, else a line now and then, for a log. */
export function stages(call: Call): { at(what: string): void; end(): void } {
  const visible = process.stderr.isTTY;
  let last = performance.now();
  return {
    at: (what) => {
      if (visible) {
        process.stderr.write(`\r\u001b[K${what.slice(0, process.stderr.columns - 1)}`);
        return;
      }
      if (performance.now() - last < TELL_EVERY_MS) return;
      last = performance.now();
      call.tell(what);
    },
    end: () => {
      if (visible) process.stderr.write("\r\u001b[K");
    },
  };
}
