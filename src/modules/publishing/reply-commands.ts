import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { canonicalJson } from "#kernel/json.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor, Role } from "#modules/authority/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Profile } from "#modules/register/index.ts";
import { countCharacters } from "#networks/contract/count.ts";
import type { Intent, Visibility } from "#networks/contract/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { permalinkOf, type PublishingSetting } from "./decision-commands.ts";
import { planDelivery } from "./delivery/plan.ts";
import { checkedProfile } from "./draft-facts.ts";
import { checkReply, type Finding } from "./rules/checks.ts";
import { emptyContent } from "./rules/content.ts";
import { sha256 } from "./sha256.ts";
import { findStopOf } from "./stop-commands.ts";
import type { PublishingTables } from "./store.ts";

export interface NewReply {
  readonly profile: Profile;
  /** In the order in which they are told. */
  readonly languages: readonly string[];
  readonly texts: Localized;
  readonly visibility: Visibility;
  readonly inReplyTo: NonNullable<Intent["inReplyTo"]>;
}

const BETWEEN_LANGUAGES = "\n\n";
const textOf = (reply: Pick<NewReply, "languages" | "texts">) => reply.languages.map((language) => (reply.texts[language] ?? "").trim()).join(BETWEEN_LANGUAGES);

/** How long an answer is on its network, with the name of whom it addresses, and what stands in its way. */
export async function checkReplyText(
  db: Queryable, setting: Pick<PublishingSetting, "limitsOf">, reply: Pick<NewReply, "profile" | "languages" | "texts"> & { readonly handle: string }, at: Instant,
): Promise<{ readonly characters: number; readonly maxCharacters: number; readonly findings: readonly Finding[] }> {
  const { profile, languages, texts } = reply;
  const council = await getCouncil(db);
  const limits = setting.limitsOf(profile);
  const text = textOf(reply);
  const characters = countCharacters(`${reply.handle} ${text}`, limits.counting);
  const maxCharacters = limits.maxCharacters.value;
  const findings = checkReply({
    content: { ...emptyContent, profiles: [profile.id], texts, exception: "reply" },
    editions: [{ profileId: profile.id, languages, texts, text, parts: [], posts: [{ languages, texts, text, characters }], forked: false }],
    profiles: [checkedProfile(profile, limits, council.languages)],
    officialContacts: (await getParameter(db, "publishing.officialContacts", at)).split(",").map((contact) => contact.trim()).filter((contact) => contact !== ""),
  });
  return { characters, maxCharacters, findings };
}

export type ReplyRefusal =
  | { readonly kind: "checks-failed"; readonly findings: readonly Finding[] }
  | { readonly kind: "publishing-stopped"; readonly by: string; readonly since: Instant; readonly reason: string };

/**
 * Sends an answer from the profile that was written to (INB-R4): a version of its own with one edition and one delivery,
 * once and in evidence like a post. Whether the actor may answer is asked by the conversation's command.
 */
export async function publishReply(
  tx: Tx, setting: PublishingSetting, actor: Actor, role: Role, reply: NewReply, at: Instant,
): Promise<Result<Id<"publication">, ReplyRefusal>> {
  const { profile, languages, texts, inReplyTo, visibility } = reply;
  // What is written stays a draft of its conversation; an answer that has been sent already is held with the rest.
  const stop = await findStopOf(tx, [profile.id]);
  if (stop) return refuse({ kind: "publishing-stopped", by: stop.by, since: stop.at, reason: stop.reason });
  const { findings } = await checkReplyText(tx, setting, { ...reply, handle: inReplyTo.author.handle }, at);
  const blocking = findings.filter((finding) => finding.level === "block");
  if (blocking.length > 0) return refuse({ kind: "checks-failed", findings: blocking });

  const id = newId<"publication">(at);
  const text = textOf(reply);
  const content = { ...emptyContent, unitId: profile.unitId ?? null, profiles: [profile.id], texts, exception: "reply" } as const;
  const hash = sha256(canonicalJson({ languages: [...languages], text, profile: profile.id }));
  const tables = tx.withTables<PublishingTables>();
  await tables.insertInto("publishing.publication").values({
    id, kind: "reply", state: "scheduled", revision: 1, content: JSON.stringify(content), unit_id: profile.unitId ?? null, title: "", due_at: at,
    correction_reason: null, created_by: actor.personId, created_at: at, submitted_by: actor.personId, submitted_at: at, saved_by: actor.personId, saved_at: at, changed_at: at,
  }).execute();
  const versionId = newId<"version">(at);
  await tables.insertInto("publishing.version").values({
    id: versionId, publication_id: id, number: 1, hash, content: JSON.stringify(content), citations: "[]", correction_reason: null,
    approved_by: actor.personId, approved_as: role, approved_at: at, due_at: at, due_wall: "null",
  }).execute();
  const editionId = newId<"edition">(at);
  await tables.insertInto("publishing.edition").values({
    id: editionId, version_id: versionId, profile_id: profile.id, languages: [...languages], text, texts: JSON.stringify(texts), media: "[]", hash,
  }).execute();
  const isPublic = visibility === "public" || visibility === "unlisted";
  await planDelivery(tx, {
    publicationId: id,
    // What was said in private has no public address; the profile's stands for it.
    permalink: isPublic ? permalinkOf(setting.origin, id) : profile.url,
    dueAt: at,
    noLaterThanMinutes: await getParameter(tx, "publishing.noLaterThanMinutes", at),
    at,
  }, { kind: "create", editionId, profile, intent: { languages, text, texts, media: [], visibility, inReplyTo } });
  return ok(id);
}

/** Takes out whom answers were sent to, when that person is erased; what has not gone out cannot go any more. */
export async function forgetAddressees(tx: Tx, publicationIds: readonly Id<"publication">[], at: Instant): Promise<void> {
  await sql`
    update publishing.delivery set
      intent = jsonb_set(intent, '{inReplyTo}', '{"remoteId": "erased", "author": {"id": "erased", "handle": "", "name": "", "url": ""}}'),
      cancelled_at = case when state in ('planned', 'missed') then ${at} else cancelled_at end, changed_at = ${at}
    where publication_id = any(${[...publicationIds]}::uuid[]) and intent ? 'inReplyTo'
  `.execute(tx);
}
