import type { Changed } from "../../views.ts";
import type { Happening } from "./audience.ts";

/** What goes over a stream, as the HTML standard writes server-sent events. */

const encode = (text: string): Buffer => Buffer.from(text, "utf8");

/** First words: how soon to come back after a cut, and from where. */
export const greeting = (position: number, retryMs: number): Buffer => encode(`retry: ${retryMs}\nid: ${position}\n\n`);

/** That something changed; the id is the place from which a later stream goes on. */
export function changed({ kind, subject_type, subject_id }: Omit<Happening, "data">, position?: number): Buffer {
  const data: Changed = { kind, subject: { type: subject_type, id: subject_id } };
  return encode(`${position === undefined ? "" : `id: ${position}\n`}event: changed\ndata: ${JSON.stringify(data)}\n\n`);
}

/** That more has happened than can be told one by one: whatever is on the screen is to be read again. */
export const reload = (position: number): Buffer => encode(`id: ${position}\nevent: reload\ndata: {}\n\n`);

/** A sign of life, with the place from which to go on even if nothing was told for long. */
export const heartbeat = (position: number): Buffer => encode(`: \nid: ${position}\n\n`);
