import { z } from "zod";

// What we read of the API's entities, and no more: servers of other makers leave out or add the rest.
// Source: docs.joinmastodon.org/entities/ (Status, Account, Notification, MediaAttachment, Instance), read 2026-11-24.

const text = z.string().nullish().transform((value) => value ?? undefined);

const account = z.object({
  id: z.string().min(1).max(200),
  username: z.string().max(300),
  acct: z.string().max(600),
  display_name: text,
  url: text,
  /** The actor's id; since Mastodon 4.2. */
  uri: text,
});

const attachment = z.object({
  id: z.string().max(200),
  type: z.string().max(50),
  url: text,
  description: text,
});

const status = z.object({
  id: z.string().min(1).max(200),
  uri: text,
  url: text,
  created_at: z.string(),
  edited_at: text,
  content: z.string(),
  spoiler_text: text,
  visibility: z.string(),
  language: text,
  in_reply_to_id: text,
  account,
  media_attachments: z.array(attachment),
  reblog: z.unknown().optional(),
});
export type Status = z.output<typeof status>;

// Its status is read apart: one that cannot be read must not hide the others, nor stop the cursor.
const notification = z.object({ id: z.string().min(1).max(200), type: z.string(), created_at: z.string(), status: z.unknown().optional() });
export type Notification = z.output<typeof notification>;

// Of its second version; the first tells the same figures in the same place, and streaming in another.
const instance = z.object({
  version: z.string().max(200),
  source_url: text,
  urls: z.object({ streaming_api: text }).partial().optional(),
  configuration: z.object({
    urls: z.object({ streaming: text }).partial().optional(),
    statuses: z.object({ max_characters: z.int().positive(), max_media_attachments: z.int().nonnegative(), characters_reserved_per_url: z.int().nonnegative() }).partial().optional(),
    media_attachments: z.object({ description_limit: z.int().positive() }).partial().optional(),
  }).optional(),
});
export type Instance = z.output<typeof instance>;

const app = z.object({ client_id: z.string().min(1).max(2_000), client_secret: z.string().min(1).max(2_000) });
const token = z.object({ access_token: z.string().min(1).max(4_000) });
const trouble = z.object({ error: z.string() });

const reader = <Output>(schema: z.ZodType<Output>) => (body: unknown): Output | undefined => {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : undefined;
};

export const readStatus = reader(status);
export const readStatuses = reader(z.array(status));
export const readNotifications = reader(z.array(notification));
export const readAccount = reader(account);
export const readAttachment = reader(attachment);
export const readInstance = reader(instance);
export const readApp = reader(app);
export const readToken = reader(token);
/** The server's own words for what went wrong. */
export const readError = (body: unknown): string | undefined => reader(trouble)(body)?.error.slice(0, 300);
