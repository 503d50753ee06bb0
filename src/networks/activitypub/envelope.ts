import { z } from "zod";
import { readNote, type RemoteNote } from "./message.ts";
import { webAddress } from "./web-address.ts";

/** What we do something about. Everything else that is well signed is let go. */
export type InboundActivity =
  | { readonly kind: "follow"; readonly id: string; readonly actor: string; readonly object: string }
  | { readonly kind: "undo-follow"; readonly id: string; readonly actor: string; readonly follow: string | undefined; readonly object: string | undefined }
  | { readonly kind: "block"; readonly id: string; readonly actor: string; readonly object: string }
  /** The actor's own end. */
  | { readonly kind: "actor-gone"; readonly id: string; readonly actor: string }
  /** The actor's document changed, or leads elsewhere. */
  | { readonly kind: "actor-changed"; readonly id: string; readonly actor: string }
  /** Words of the actor, new or changed. */
  | { readonly kind: "note-created" | "note-changed"; readonly id: string; readonly actor: string; readonly note: RemoteNote }
  | { readonly kind: "note-deleted"; readonly id: string; readonly actor: string; readonly object: string }
  | { readonly kind: "other"; readonly id: string; readonly actor: string; readonly type: string };

export type EnvelopeRefusal = "no-envelope" | "foreign-id" | "foreign-actor";

const address = webAddress(2_048);
const idOf = z.union([address, z.object({ id: address }).transform(({ id }) => id)]);
const envelope = z.object({ id: address, type: z.string().min(1).max(100), actor: idOf, object: z.unknown().optional() });
const embedded = z.object({ id: address.optional(), type: z.string().max(100), actor: idOf.optional(), object: idOf.optional() });

/**
 * Reads an activity that `signer` signed. Plain JSON: signatures inside it are not looked at, contexts not run. Actor
 * and id must be the signer's; an embedded object is believed only where it is the signer's own word.
 */
export function readActivity(json: { readonly [key: string]: unknown }, signer: string): InboundActivity | EnvelopeRefusal {
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return "no-envelope";
  const { id, type, actor } = parsed.data;
  if (actor !== signer) return "foreign-actor";
  if (new URL(id).origin !== new URL(signer).origin) return "foreign-id";
  const object = idOf.safeParse(parsed.data.object);
  const other = { kind: "other", id, actor, type } as const;
  const asNote = (kind: "note-created" | "note-changed", inner: unknown): InboundActivity | EnvelopeRefusal | undefined => {
    const note = readNote(inner, signer);
    return note === "foreign" ? "foreign-actor" : note && { kind, id, actor, note };
  };
  switch (type) {
    case "Follow":
      return object.success ? { kind: "follow", id, actor, object: object.data } : "no-envelope";
    case "Block":
      return object.success ? { kind: "block", id, actor, object: object.data } : "no-envelope";
    case "Undo": {
      const inner = embedded.safeParse(parsed.data.object);
      if (inner.success) {
        if (inner.data.actor !== undefined && inner.data.actor !== signer) return "foreign-actor";
        if (inner.data.id !== undefined && new URL(inner.data.id).origin !== new URL(signer).origin) return "foreign-id";
        return inner.data.type === "Follow" ? { kind: "undo-follow", id, actor, follow: inner.data.id, object: inner.data.object } : other;
      }
      return object.success ? { kind: "undo-follow", id, actor, follow: object.data, object: undefined } : "no-envelope";
    }
    case "Delete":
      if (!object.success) return other;
      if (object.data === actor) return { kind: "actor-gone", id, actor };
      return new URL(object.data).origin === new URL(signer).origin ? { kind: "note-deleted", id, actor, object: object.data } : other;
    case "Update":
      if (object.success && object.data === actor) return { kind: "actor-changed", id, actor };
      return asNote("note-changed", parsed.data.object) ?? other;
    case "Create":
      return asNote("note-created", parsed.data.object) ?? other;
    case "Move":
      return object.success && object.data === actor ? { kind: "actor-changed", id, actor } : other;
    default:
      return other;
  }
}
