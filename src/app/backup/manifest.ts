import { z } from "zod";
import { type Instant, parseInstant } from "#kernel/instant.ts";

/**
 * A backup is a tar, compressed with gzip and, with a passphrase, sealed: in this order
 *   manifest.json                       what it is and of what; enough to refuse it before anything is written
 *   keys.json                           only in a sealed one
 *   tables/<schema>.<table>/<n>.copy    rows as COPY writes them (text format, UTF-8), in pieces
 *   media/<sha256>                      pictures by their digest
 *   contents.json                       rows, bytes and SHA-256 of every table; a file without it was cut
 */
export const FORMAT = 1;

const instant = z.string().transform((text, context): Instant => parseInstant(text) ?? (context.addIssue("no instant"), z.NEVER));
const name = z.string().min(1).max(63);
const count = z.number().int().min(0);

const manifestShape = z.object({
  format: z.literal(FORMAT),
  product: z.literal("pregonero"),
  version: z.string(),
  id: z.uuid(),
  /** By the clock of the machine. */
  at: instant,
  /** By the council's clock, which differs only in the example city. */
  councilAt: instant,
  installation: z.object({ kind: z.enum(["council", "example"]), origin: z.url(), clockOffsetMs: z.number().int() }),
  /** Numbers of the migrations that the database has had. */
  migrations: z.array(z.number().int()),
  tables: z.array(z.object({ schema: name, name, columns: z.array(name) })),
  sequences: z.array(z.object({ schema: name, name, value: z.number().int() })),
  keys: z.object({
    included: z.boolean(),
    /** Tells the right keys from others without giving them away; absent when there were none to be read. */
    fingerprint: z.string().optional(),
  }),
  evidence: z.object({ size: count, root: z.string() }),
});

const contentsShape = z.object({
  tables: z.array(z.object({ schema: name, name, rows: count, bytes: count, sha256: z.string().length(64) })),
  media: z.object({
    files: count,
    bytes: count,
    /** Named by the database and not in the store. */
    missing: z.array(z.string()),
  }),
});

const keysShape = z.object({ masterKey: z.string(), evidenceKey: z.string() });

export type Manifest = z.infer<typeof manifestShape>;
export type Contents = z.infer<typeof contentsShape>;
export type TableRef = Manifest["tables"][number];
export type TableContents = Contents["tables"][number];
export type BackedUpKeys = z.infer<typeof keysShape>;

export const titleOf = (table: { readonly schema: string; readonly name: string }): string => `${table.schema}.${table.name}`;

/** @throws Error that says why it is no manifest for this program */
export function parseManifest(text: string): Manifest {
  const json = jsonOf(text);
  const format = z.object({ format: z.number(), product: z.literal("pregonero") }).safeParse(json);
  if (!format.success) throw new Error("that is not a backup of Pregonero");
  if (format.data.format !== FORMAT) throw new Error(`the backup has format ${format.data.format} and this program reads ${FORMAT}: use the Pregonero that made it, or a newer one`);
  return parsed(manifestShape, json, "manifest.json");
}

export const parseContents = (text: string): Contents => parsed(contentsShape, jsonOf(text), "contents.json");
export const parseKeys = (text: string): BackedUpKeys => parsed(keysShape, jsonOf(text), "keys.json");

function parsed<Value>(shape: z.ZodType<Value>, json: unknown, member: string): Value {
  const result = shape.safeParse(json);
  if (!result.success) throw new Error(`${member} of the backup is damaged: ${result.error.issues[0]?.path.join(".") ?? ""} ${result.error.issues[0]?.message ?? ""}`);
  return result.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
