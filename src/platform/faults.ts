/**
 * Named points at which a test can make the process die, throw or stall. Nothing happens unless `armFaults` was called,
 * which the process does only with the test switch on and never on a council's own database.
 */
export type FaultAction = "kill" | "throw" | { readonly stallMs: number };

let plan: ((point: string) => FaultAction | undefined) | undefined;

export function armFaults(choose: (point: string) => FaultAction | undefined): void {
  plan = choose;
}

export async function fault(point: string): Promise<void> {
  const action = plan?.(point);
  if (action === undefined) return;
  if (action === "kill") process.kill(process.pid, "SIGKILL");
  if (action === "throw") throw new Error(`fault at ${point}`);
  if (typeof action === "object") await new Promise((resolve) => setTimeout(resolve, action.stallMs));
}
