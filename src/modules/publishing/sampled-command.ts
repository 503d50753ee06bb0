import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, type Result } from "#kernel/result.ts";
import { type Actor, authorise, factsOf, findPerson, type Role } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter, isElectionCalled } from "#modules/policy/index.ts";
import { findTeamStandings } from "#modules/staffing/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId, newSecretToken } from "#platform/ids.ts";
import { freezeVersion, type PublishingSetting } from "./decision-commands.ts";
import { type LockedPublication, lockPublication, submitPublication, type SubmitRefusal } from "./draft-commands.ts";
import { type DraftFacts, readDraftFacts } from "./draft-facts.ts";
import { isDrawn, keptBack, type KeptBackBy, readOneIn } from "./rules/sampling.ts";
import { sha256 } from "./sha256.ts";

/** What sending a draft will do: wait for approval, as everywhere; or, where the council samples, go out unless it is drawn. */
export type Sending =
  | { readonly kind: "review" }
  | { readonly kind: "sampled"; readonly oneIn: number; readonly keptBack: readonly KeptBackBy[] };

/** `review`: it waits for approval; `drawn`: so too, because the draw fell on it; `sent`: it goes out, and is looked at afterwards. */
export type Sent = "review" | "drawn" | "sent";

/** What sending it would do as things stand; the screen tells it before, the command decides it again. */
export async function whatSendingDoes(tx: Tx, actor: Actor, found: Pick<LockedPublication, "id" | "unit_id" | "content" | "published_version">, facts: Pick<DraftFacts, "profiles" | "findings" | "due">, at: Instant): Promise<Sending> {
  if (!(await getParameter(tx, "publishing.sampledApproval", at))) return { kind: "review" };
  const { rows: authors } = await sql<{ person_id: Id<"person"> }>`
    select person_id from publishing.author where publication_id = ${found.id} and base_version = ${found.published_version}
  `.execute(tx);
  const people = [...new Set([actor.personId, ...authors.map(({ person_id }) => person_id)])];
  const [known, standings] = [await Promise.all(people.map(async (personId) => ({ rights: await factsOf(tx, { personId }, at), person: await findPerson(tx, personId) }))), await findTeamStandings(tx, found.content.profiles, at)];
  const permitted = await authorise(tx, actor, "publication.send-unapproved", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  return {
    kind: "sampled",
    oneIn: readOneIn(await getParameter(tx, "publishing.sampleOneIn", at)),
    keptBack: keptBack({
      isPermitted: permitted.ok,
      isCorrection: found.published_version > 0,
      hasException: found.content.exception !== null,
      // Sent before it is called and due while it is counts too.
      isElectionCalled: (await isElectionCalled(tx, at)) || (facts.due?.kind === "once" && (await isElectionCalled(tx, facts.due.at))),
      isByContractor: known.some(({ rights }) => rights.external !== undefined),
      isByAdviser: known.some(({ person }) => person?.postType === "mayor_adviser"),
      profileStates: facts.profiles.map(({ state }) => state),
      isTeamAtRisk: [...standings.values()].some(({ standing }) => standing.kind === "at-risk"),
      findings: facts.findings.length,
    }),
  };
}

/**
 * Sends a draft on its way (ADR 0036). Where the council lets routine publications go without prior approval, chance decides
 * which of them somebody looks at first: from a number that is made at this moment, so that nobody can know or choose it
 * beforehand, and that stands in evidence, so that anybody can draw again. What goes out is looked at afterwards.
 */
export async function sendPublication(
  tx: Tx, setting: PublishingSetting, actor: Actor, send: { readonly id: Id<"publication">; readonly revision: number }, at: Instant,
): Promise<Result<Sent, SubmitRefusal>> {
  const submitted = await submitPublication(tx, setting.limitsOf, actor, send, at);
  if (!submitted.ok) return submitted;
  const found = await lockPublication(tx, send.id);
  if (!found) return ok("review");
  const facts = await readDraftFacts(tx, setting.limitsOf, found.content, at, found.id);
  const sending = await whatSendingDoes(tx, actor, found, facts, at);
  if (sending.kind === "review" || sending.keptBack.length > 0) return ok("review");
  // Drawn once, drawn for good: who takes it back and sends it again does not draw again.
  const before = await sql`select 1 from publishing.draw where publication_id = ${found.id} and drawn limit 1`.execute(tx);
  if (before.rows.length > 0) return ok("drawn");

  const nonce = newSecretToken();
  const drawn = isDrawn(sha256(`${nonce} ${found.id} ${facts.hash}`), sending.oneIn);
  const version = drawn ? undefined : await freezeVersion(tx, setting, found, facts, { personId: actor.personId, role: await roleOf(tx, actor, found, at), withoutApproval: true }, at);
  await sql`
    insert into publishing.draw (id, publication_id, version_number, hash, nonce, one_in, drawn, sent_by, at)
    values (${newId<"draw">(at)}, ${found.id}, ${version?.number ?? null}, ${facts.hash}, ${nonce}, ${sending.oneIn}, ${drawn}, ${actor.personId}, ${at})
  `.execute(tx);
  const kind = drawn ? "publication.drawn" : "publication.sent-unapproved";
  await recordEvidence(tx, {
    kind, subject: { type: "publication", id: found.id }, at,
    facts: {
      hash: facts.hash, draw: { nonce, oneIn: sending.oneIn, of: "sha256(nonce, publication, hash), first 48 bits" },
      ...(version ? { version: version.number, due: version.dueAt, profiles: facts.profiles.map(({ network, account }) => ({ network, account })) } : {}),
    },
    ...(version ? { values: { texts: { ...found.content.texts }, forks: JSON.parse(JSON.stringify(found.content.forks)) as Record<string, Record<string, string>> } } : {}),
  });
  await recordEvent(tx, { kind, subject: { type: "publication", id: found.id }, actor: actor.personId, at, data: { hash: facts.hash, oneIn: sending.oneIn, ...(version ? { version: version.number, profileIds: facts.profiles.map(({ id }) => id) } : {}) } });
  return ok(drawn ? "drawn" : "sent");
}

async function roleOf(tx: Tx, actor: Actor, { unit_id }: LockedPublication, at: Instant): Promise<Role> {
  const { coordinator, promotes } = await factsOf(tx, actor, at);
  if (coordinator) return "coordinator";
  return unit_id !== null && promotes.has(unit_id) ? "promoter" : "manager";
}
