import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { readRota, rotaModel, type RotaOutcome, type RotaProblem } from "../rules/rota.ts";

const answer = z.object({ status: z.string(), values: z.record(z.string(), z.number()) });

/** Whether the best rota was found, or only the best within the time. */
export type SolvedRota = RotaOutcome & { readonly best: boolean };

/**
 * Solves a rota with HiGHS in a process of its own, within so many seconds; undefined when not even a first answer came.
 * The model always has one, for what cannot be covered may stay open.
 */
export async function solveRota(problem: RotaProblem, seconds: number): Promise<SolvedRota | undefined> {
  if (problem.slots.length === 0) return { turns: [], uncovered: [], loads: [], best: true };
  const child = spawn(process.execPath, [join(import.meta.dirname, "solve-child.ts")], { stdio: ["pipe", "pipe", "ignore"], env: {} });
  // Starting takes time too; the solver itself stops at its own limit.
  const clock = setTimeout(() => child.kill("SIGKILL"), (seconds + 10) * 1_000);
  try {
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify({ model: rotaModel(problem), seconds }));
    const ended = new Promise<void>((resolve, reject) => {
      child.once("close", () => resolve());
      child.once("error", reject);
    });
    const [told] = await Promise.all([text(child.stdout), ended]);
    if (told === "") return undefined;
    const { status, values } = answer.parse(JSON.parse(told));
    if (Object.keys(values).length === 0) return undefined;
    return { ...readRota(problem, values), best: status === "Optimal" };
  } finally {
    clearTimeout(clock);
  }
}
