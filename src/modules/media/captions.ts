import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { listAssets } from "./assets.ts";
import { type CaptionsRefusal as Unreadable, readCaptions, writeCaptions } from "./rules/captions.ts";

/** Captions of a video in one language, as they stand. */
export interface KeptCaptions {
  readonly language: string;
  /** SHA-256 of their text; its address. */
  readonly hash: string;
  readonly cues: number;
}

export type CaptionsRefusal = NotPermitted | Unreadable | { readonly kind: "unknown-picture" | "not-a-video" };

/** Gives a video captions in a language, in WebVTT or SRT, or takes them away (EDI-R4). What was approved with others keeps those. */
export async function setCaptions(
  tx: Tx, actor: Actor, captions: { readonly assetId: Id<"asset">; readonly language: string; readonly text: string | null }, at: Instant,
): Promise<Result<undefined, CaptionsRefusal>> {
  const permitted = await authorise(tx, actor, "media.add", {}, at);
  if (!permitted.ok) return permitted;
  const [video] = await listAssets(tx, [captions.assetId]);
  if (!video) return refuse({ kind: "unknown-picture" });
  if (video.durationMs === null) return refuse({ kind: "not-a-video" });
  const read = captions.text === null ? undefined : readCaptions(captions.text);
  if (read && !read.ok) return read;
  const text = read ? writeCaptions(read.value) : null;
  const hash = text === null ? null : createHash("sha256").update(text).digest("hex");
  await sql`
    insert into media.captions (digest, language, text, hash, cues, added_by, at)
    values (${video.digest}, ${captions.language}, ${text}, ${hash}, ${read ? read.value.length : 0}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "picture.captions-set", subject: { type: "picture", id: captions.assetId }, actor: actor.personId, at, data: { language: captions.language, hash } });
  return ok();
}

/** Captions by the digest of their video, by language. */
export async function listCaptions(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, readonly KeptCaptions[]>> {
  const { rows } = await sql<KeptCaptions & { digest: string }>`
    select digest, language, hash, cues from (
      select distinct on (digest, language) * from media.captions where digest = any(${[...digests]}::text[]) order by digest, language, position desc
    ) last where hash is not null order by digest, language
  `.execute(db);
  return Map.groupBy(rows, ({ digest }) => digest);
}

/** What is at an address of captions; undefined once their video was erased. */
export async function findCaptions(db: Queryable, hash: string): Promise<string | undefined> {
  const { rows } = await sql<{ text: string }>`select text from media.captions where hash = ${hash} limit 1`.execute(db);
  return rows[0]?.text;
}

export const captionsPath = (hash: string): string => `/media/captions/${hash}.vtt`;
