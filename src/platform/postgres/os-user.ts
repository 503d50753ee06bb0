import { readFile } from "node:fs/promises";

/** The system user that PostgreSQL runs as: PostgreSQL refuses root, so root lends it another one. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined when we are not root: then the server runs as we do. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const found = lines.find((fields) => fields[0] === name);
    if (found) return { name, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error("Running as root, but there is neither a `postgres` nor a `nobody` user to run PostgreSQL as. Start as another user, or set DATABASE_URL.");
}

/**
 * The command that runs `program` as that user. Plain uid switching would lose the way into folders that only root may
 * enter (a clone under /root), so `setpriv` (util-linux, on every Debian) also lends the right to read and search.
 */
export function asServerUser(user: ServerUser | undefined, program: string, args: readonly string[]): { file: string; args: string[] } {
  if (!user) return { file: program, args: [...args] };
  return {
    file: "setpriv",
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      "--clear-groups",
      "--inh-caps=-all,+dac_read_search",
      "--ambient-caps=-all,+dac_read_search",
      "--",
      program,
      ...args,
    ],
  };
}
