import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { inLanguage, type Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type Actor, authorise, can, factsOf, maySpeak, type NotPermitted } from "#modules/authority/index.ts";
import { lackOf, listAssets, listRights, type RightsLack } from "#modules/media/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { listProfiles, type Profile } from "#modules/register/index.ts";
import { getItemForDraft, type ItemForDraft } from "#modules/sources/index.ts";
import { isSpoken } from "#networks/contract/index.ts";
import { lockForTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { createDraft, ownUnit } from "./draft-commands.ts";
import { listProfileGroups, type ProfileGroup } from "./profile-groups.ts";
import { blanksIn, fillBlanks } from "./rules/blanks.ts";
import type { Content } from "./rules/content.ts";
import { findNextSlot } from "./slots.ts";

/**
 * What of a publication is worth saying again. Never when it goes out, what it cites or until when it is secret: those belong
 * to one publication. Pictures are only named: whether they may still be shown is asked each time.
 */
export interface TemplateContent extends Pick<Content, "title" | "profiles" | "texts" | "forks" | "media" | "exception"> {
  /** Groups whose members are chosen as they are when the template is used. */
  readonly groups: readonly Id<"profile-group">[];
  /** A draft from it is planned for the next free slot of its profiles. */
  readonly atNextSlot: boolean;
}

export interface Template {
  readonly id: Id<"template">;
  /** Of its last change: who changes it says which one they saw. */
  readonly revision: number;
  readonly name: string;
  /** Null: of the whole council. */
  readonly unitId: Id<"unit"> | null;
  readonly content: TemplateContent;
  readonly retired: boolean;
  readonly setBy: string;
  readonly at: Instant;
}

type NewTemplate = Pick<Template, "name" | "unitId" | "content">;

export type TemplateRefusal =
  | NotPermitted
  | { readonly kind: "unknown-template" | "unknown-unit" | "unknown-profile" | "template-name-missing" | "template-empty" }
  /** The unit, or the council, has another of that name. */
  | { readonly kind: "template-name-taken"; readonly name: string }
  | { readonly kind: "template-changed"; readonly by: string };

/** Keeps a template under a name, for a unit or, by a coordinator, for the whole council. */
export async function addTemplate(tx: Tx, actor: Actor, template: NewTemplate, at: Instant): Promise<Result<Id<"template">, TemplateRefusal>> {
  const id = newId<"template">(at);
  const written = await writeTemplate(tx, actor, id, template, at);
  return written.ok ? ok(id) : written;
}

/** Changes a template as it was seen; what was written with it stays as it is. */
export async function changeTemplate(tx: Tx, actor: Actor, change: NewTemplate & Pick<Template, "id" | "revision">, at: Instant): Promise<Result<undefined, TemplateRefusal>> {
  const before = await admitToTemplate(tx, actor, change, at);
  return before.ok ? writeTemplate(tx, actor, change.id, change, at) : before;
}

/**
 * Takes a template out of use, or brings it back.
 * @returns the revision by which that may be undone
 */
export async function retireTemplate(
  tx: Tx, actor: Actor, { retired, ...seen }: Pick<Template, "id" | "revision" | "retired">, at: Instant,
): Promise<Result<{ readonly revision: number }, TemplateRefusal>> {
  const before = await admitToTemplate(tx, actor, seen, at);
  if (!before.ok) return before;
  if (!retired && (await isTaken(tx, { ...before.value, id: seen.id }))) return refuse({ kind: "template-name-taken", name: before.value.name });
  return ok({ revision: await insertRow(tx, actor, seen.id, { ...before.value, retired }, at) });
}

/** All templates by name, those in use first. */
export async function listTemplates(db: Queryable): Promise<readonly Template[]> {
  const { rows } = await sql<Template>`
    select template_id as id, position::int as revision, last.name, last.unit_id as "unitId", content, retired, person.name as "setBy", at
    from (select distinct on (template_id) * from publishing.template order by template_id, position desc) last
    join authority.person on person.id = set_by order by retired, lower(last.name), template_id
  `.execute(db);
  return rows;
}

/** Names are looked for and kept one after the other, so that two people who save at once do not take the same. */
const lockTemplates = (tx: Tx) => lockForTransaction(tx, "publishing.templates");

async function isTaken(tx: Tx, { id, name, unitId }: Pick<Template, "id" | "name" | "unitId">): Promise<boolean> {
  return (await listTemplates(tx)).some((other) => !other.retired && other.id !== id && other.unitId === unitId && other.name.toLowerCase() === name.toLowerCase());
}

async function admitToTemplate(tx: Tx, actor: Actor, seen: Pick<Template, "id" | "revision">, at: Instant): Promise<Result<Template, TemplateRefusal>> {
  await lockTemplates(tx);
  const found = (await listTemplates(tx)).find(({ id }) => id === seen.id);
  if (!found) return refuse({ kind: "unknown-template" });
  const permitted = await mayKeep(tx, actor, found, at);
  if (!permitted.ok) return permitted;
  return found.revision === seen.revision ? ok(found) : refuse({ kind: "template-changed", by: found.setBy });
}

const mayKeep = (tx: Tx, actor: Actor, { unitId, content }: NewTemplate, at: Instant) =>
  authorise(tx, actor, unitId === null ? "template.keep-for-council" : "template.keep", { unitId: unitId ?? undefined, profileIds: content.profiles }, at);

async function writeTemplate(tx: Tx, actor: Actor, id: Id<"template">, template: NewTemplate, at: Instant): Promise<Result<undefined, TemplateRefusal>> {
  const permitted = await mayKeep(tx, actor, template, at);
  if (!permitted.ok) return permitted;
  const { unitId, content } = template;
  const name = template.name.trim();
  if (name === "") return refuse({ kind: "template-name-missing" });
  const said = [...Object.values(content.texts), ...Object.values(content.forks).flatMap((own) => Object.values(own))];
  if (said.every((text) => text.trim() === "")) return refuse({ kind: "template-empty" });
  if (unitId !== null && !(await listUnits(tx, at)).some((unit) => unit.id === unitId)) return refuse({ kind: "unknown-unit" });
  if ((await listProfiles(tx, { ids: content.profiles })).length < content.profiles.length) return refuse({ kind: "unknown-profile" });
  await lockTemplates(tx);
  if (await isTaken(tx, { id, name, unitId })) return refuse({ kind: "template-name-taken", name });
  await insertRow(tx, actor, id, { name, unitId, content, retired: false }, at);
  return ok();
}

async function insertRow(tx: Tx, actor: Actor, id: Id<"template">, row: NewTemplate & Pick<Template, "retired">, at: Instant): Promise<number> {
  const { rows } = await sql<{ revision: number }>`
    insert into publishing.template (template_id, name, unit_id, content, retired, set_by, at)
    values (${id}, ${row.name}, ${row.unitId}, ${JSON.stringify(row.content)}, ${row.retired}, ${actor.personId}, ${at}) returning position::int as revision
  `.execute(tx);
  const [written] = rows;
  if (!written) throw new Error("a row was not written");
  await recordEvent(tx, { kind: row.retired ? "template.retired" : "template.kept", subject: { type: "template", id }, actor: actor.personId, at, data: { name: row.name } });
  return written.revision;
}

/** Something that a template names and that a draft from it does not have, and why. */
export type LeftOut =
  | { readonly kind: "profile"; readonly name: Localized; readonly because: Profile["state"] | "by-hand" | "not-yours" }
  | { readonly kind: "group" }
  | { readonly kind: "picture"; readonly name: string; readonly because: RightsLack | "gone" };

/** What is known for the places of a template, by their name, in a language. Words are the web's: it is handed in. */
export type WordsOf = (item: ItemForDraft, language: string, zone: string, now: Instant) => Readonly<Record<string, string>>;

export interface TemplateDraft {
  readonly content: Content;
  readonly leftOut: readonly LeftOut[];
}

/** What a draft from a template would say now, about a page of the web or about none; nothing is written. */
export async function readTemplate(
  db: Queryable, wordsOf: WordsOf, actor: Actor, asked: { readonly id: Id<"template">; readonly itemId: Id<"item"> | null }, at: Instant,
): Promise<Result<TemplateDraft, { readonly kind: "unknown-template" | "template-retired" | "unknown-item" }>> {
  const template = (await listTemplates(db)).find(({ id }) => id === asked.id);
  if (!template) return refuse({ kind: "unknown-template" });
  if (template.retired) return refuse({ kind: "template-retired" });
  const item = asked.itemId === null ? undefined : await getItemForDraft(db, asked.itemId);
  if (asked.itemId !== null && !item) return refuse({ kind: "unknown-item" });
  const council = await getCouncil(db);
  const { content: kept } = template;
  const profiles = await speakingProfiles(db, actor, kept, at);
  const media = await showableMedia(db, kept, wallTimeAt(at, council.zone).local.slice(0, 10));
  const known = new Map<string, Readonly<Record<string, string>>>();
  const fill = (text: string, language: string) => {
    const words = known.get(language) ?? (item ? wordsOf(item, language, council.zone, at) : {});
    known.set(language, words);
    return fillBlanks(text, (name) => (Object.hasOwn(words, name) ? words[name] : undefined));
  };
  const fillAll = (texts: Localized): Localized => Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, fill(text, language)]));
  const slot = kept.atNextSlot && profiles.chosen.length > 0 ? await findNextSlot(db, profiles.chosen, at) : undefined;
  const itemTitle = item ? inLanguage(Object.fromEntries(item.variants.map((variant) => [variant.language, variant.title])), council.languages) : undefined;
  const title = blanksIn(kept.title).length === 0 && itemTitle ? itemTitle : fill(kept.title, council.languages[0] ?? "");
  return ok({
    content: {
      title, unitId: item?.unitId ?? template.unitId, profiles: profiles.chosen, texts: fillAll(kept.texts),
      forks: Object.fromEntries(Object.entries(kept.forks).filter(([profile]) => profiles.chosen.some((id) => id === profile)).map(([profile, own]) => [profile, fillAll(own)])),
      media: media.shown.map((picture) => ({ ...picture, alt: fillAll(picture.alt) })), citations: asked.itemId === null ? [] : [{ itemId: asked.itemId }],
      exception: kept.exception, due: slot ? { local: slot.local } : null,
    },
    leftOut: [...profiles.leftOut, ...media.leftOut],
  });
}

/** Opens a draft from a template. */
export async function startFromTemplate(
  tx: Tx, wordsOf: WordsOf, actor: Actor, asked: Parameters<typeof readTemplate>[3], at: Instant,
): Promise<Result<{ readonly publicationId: Id<"publication">; readonly leftOut: readonly LeftOut[] }, NotPermitted | { readonly kind: "unknown-template" | "template-retired" | "unknown-item" }>> {
  const read = await readTemplate(tx, wordsOf, actor, asked, at);
  if (!read.ok) return read;
  const { content, leftOut } = read.value;
  // A template of another department is for everybody; what comes of it without a page is of who writes it.
  const mayThere = content.unitId !== null && (asked.itemId !== null || can(await factsOf(tx, actor, at), "publication.draft", { unitId: content.unitId, profileIds: content.profiles }).ok);
  const started = await createDraft(tx, actor, { ...content, unitId: mayThere ? content.unitId : await ownUnit(tx, actor) }, at);
  return started.ok ? ok({ publicationId: started.value, leftOut }) : started;
}

/** Those who may still say it, and may be written for by who asks; a group is who is in it now. */
async function speakingProfiles(db: Queryable, actor: Actor, { profiles, groups, exception }: TemplateContent, at: Instant) {
  const all = await listProfileGroups(db);
  const found = groups.map((id) => all.find((group) => group.id === id));
  const wanted = [...new Set([...profiles, ...found.flatMap((group) => group?.profileIds ?? [])])];
  const [registered, facts] = [await listProfiles(db, { ids: wanted }), await factsOf(db, actor, at)];
  const speech = exception === "reply" ? "reply" : exception === "closing" ? "notice" : "post";
  const leftOut: LeftOut[] = found.flatMap((group: ProfileGroup | undefined) => (group ? [] : [{ kind: "group" as const }]));
  const chosen: Id<"profile">[] = [];
  const ownUnits = facts.coordinator || facts.promotes.size > 0;
  for (const id of wanted) {
    const profile = registered.find((each) => each.id === id);
    if (!profile) continue;
    const leave = (because: Extract<LeftOut, { kind: "profile" }>["because"]) => leftOut.push({ kind: "profile", name: profile.displayName, because });
    if (!maySpeak(profile.state, speech)) leave(profile.state);
    else if (!isSpoken(profile.network)) leave("by-hand");
    else if (!ownUnits && !can(facts, "publication.draft", { profileIds: [id] }).ok) leave("not-yours");
    else chosen.push(id);
  }
  return { chosen, leftOut };
}

/** Pictures that are still there and whose rights are good on a day. */
async function showableMedia(db: Queryable, { media }: TemplateContent, day: string) {
  const assets = await listAssets(db, media.map(({ assetId }) => assetId));
  const rights = await listRights(db, assets.map(({ digest }) => digest));
  const leftOut: LeftOut[] = [];
  const shown = media.filter(({ assetId }, index) => {
    const asset = assets.find((each) => each.id === assetId);
    const known = asset && rights.get(asset.digest);
    const because = asset ? lackOf(known?.rights, known?.consents ?? [], day) : ("gone" as const);
    if (because) leftOut.push({ kind: "picture", name: asset?.fileName ?? String(index + 1), because });
    return !because;
  });
  return { shown, leftOut };
}
