import { ok, refuse, type Result } from "#kernel/result.ts";

export type HandleRefusal =
  | { readonly kind: "handle-shape"; readonly handle: string; readonly most: number }
  | { readonly kind: "handle-reserved"; readonly handle: string };

const MOST = 30;
/** Names that would be taken for the installation itself. */
const RESERVED = new Set(["admin", "administrator", "root", "postmaster", "abuse", "webmaster", "security", "www", "api", "app"]);

/**
 * Whether a handle may be used (PRO-5): lower-case letters, digits and underscore, at most 30, as every server of the
 * fediverse accepts them.
 */
export function checkHandle(handle: string): Result<undefined, HandleRefusal> {
  if (!/^[a-z0-9_]+$/.test(handle) || handle.length > MOST || !/[a-z]/.test(handle)) return refuse({ kind: "handle-shape", handle, most: MOST });
  if (RESERVED.has(handle)) return refuse({ kind: "handle-reserved", handle });
  return ok();
}
