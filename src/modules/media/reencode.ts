import { ok, refuse, type Result } from "#kernel/result.ts";
import { askChild } from "./bounded-child.ts";
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

const LONGEST_MS = 30_000;

/** Decodes, turns upright, cuts out a frame where one is given, scales down and writes anew, in a child process with bounded memory and time. */
export async function reencodePicture(input: Uint8Array, frame?: Frame): Promise<Result<Picture, PictureRefusal>> {
  const cut = frame ? [frame.left, frame.top, frame.width, frame.height].map(String) : [];
  const { bytes, facts, killed } = await askChild("reencode-child.ts", cut, input, { longestMs: LONGEST_MS });
  return killed ? refuse({ kind: "picture-too-large", because: killed }) : readFacts(facts, bytes);
}

function readFacts(facts: string, bytes: Uint8Array): Result<Picture, PictureRefusal> {
  if (facts === "") return refuse({ kind: "not-a-picture" });
  const told = JSON.parse(facts) as { refused?: string; width: number; height: number; mediaType: string };
  if (told.refused === "too-many-pixels") return refuse({ kind: "picture-too-large", because: "pixels" });
  if (told.refused || bytes.length === 0) return refuse({ kind: "not-a-picture" });
  return ok({ bytes, width: told.width, height: told.height, mediaType: told.mediaType });
}
