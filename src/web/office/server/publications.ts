import { type Id, parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { inLanguage, type Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, can, factsOf, findPerson, type Person } from "#modules/authority/index.ts";
import { findDriftOf } from "#modules/drift/index.ts";
import { listPageTexts, mediaPath } from "#modules/media/index.ts";
import { getCouncil, parameterCitation } from "#modules/policy/index.ts";
import {
  answerComment, approvePublication, findUnapproved, sendPublication, whatSendingDoes, cancelPublication, type DraftFacts, type Finding, findPublication, findReturned, findWithdrawal, hasExpired, listAuthors, listComments, listDecisions, listDeliveries,
  listActions, listOwnerless, listPublications, listSharers, listVersions, mayApprove, permalinkOf, readDraftFacts, reopenPublication, returnPublication, saveDraft, sentOf, settleDelivery, startCorrection,
  startFromItem, startPublication, startShare, withdrawPublication,
} from "#modules/publishing/index.ts";
import { triageItem } from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import type { Services } from "#web/http/services.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import { contentIn, contentOf, idOf } from "../draft-content.ts";
import type { DraftSaved, PublicationView, SendingView } from "../views.ts";
import { mayStillChange } from "./drift-tasks.ts";
import type { Handlers } from "./handlers.ts";
import { viewOf } from "./pictures.ts";

export function publicationHandlers(services: Services): Handlers<
  | "GET /publications" | "POST /publications" | "GET /publications/:id" | "PUT /publications/:id/draft" | "POST /publications/:id/submit"
  | "POST /publications/:id/reopen" | "POST /publications/:id/approve" | "POST /publications/:id/return" | "PUT /publications/:id/comments/:comment" | "POST /publications/:id/cancel"
  | "POST /publications/:id/correct" | "POST /publications/:id/withdraw" | "POST /publications/:id/share" | "POST /deliveries/:id/settle" | "POST /items/:id/publication"
> {
  const { db, clock, limitsOf, origin } = services;
  const setting = { limitsOf, origin };
  const change = async (id: string, work: (tx: Tx, id: Id<"publication">) => Promise<Result<unknown, { readonly kind: string }>>) => {
    const publicationId = parseId<"publication">(id);
    if (!publicationId) return refuse({ kind: "unknown-publication" });
    const result = await services.command((tx) => work(tx, publicationId));
    if (result.ok) services.wake();
    return result.ok ? ok(null) : result;
  };
  return {
    "GET /publications": async ({ person }, page) => {
      const list = await listPublications(db, { ...page, actionId: page.actionId === undefined ? undefined : idOf<"communication-action">(page.actionId) });
      const [name, actions] = [await nameFor(services, person), new Map((await listActions(db)).map(({ id, title }) => [id, title]))];
      return ok({
        ...list,
        publications: list.publications.map((row) => ({ ...row, action: row.actionId ? name(actions.get(row.actionId) ?? {}) : null, profiles: row.profiles.map((profile) => ({ name: name(profile.name), network: profile.network })) })),
      });
    },
    "POST /publications": ({ actor }, { title }) =>
      services.command(async (tx) => {
        const started = await startPublication(tx, actor, title, clock.now());
        return started.ok ? ok({ publicationId: started.value }) : started;
      }),
    "POST /items/:id/publication": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const itemId = parseId<"item">(id);
        if (!itemId) return refuse({ kind: "unknown-item" });
        const at = clock.now();
        const decided = await triageItem(tx, actor, { itemId, decision: "publish", reason: null, note: "", until: null }, at);
        // Who may not decide on this item may still write about it; the decision then stays open.
        if (!decided.ok && decided.refusal.kind !== "not-permitted") return decided;
        const started = await startFromItem(tx, sayEvent, actor, itemId, at);
        return started.ok ? ok({ publicationId: started.value }) : started;
      }),
    "GET /publications/:id": async ({ actor, person }, { id }) => {
      const publicationId = parseId<"publication">(id);
      const view = publicationId && (await readView(services, actor, person, publicationId));
      return view ? ok(view) : refuse({ kind: "unknown-publication" });
    },
    "PUT /publications/:id/draft": ({ actor, person }, { id, revision, content }) =>
      services.command(async (tx) => {
        const publicationId = parseId<"publication">(id);
        if (!publicationId) return refuse({ kind: "unknown-publication" });
        const at = clock.now();
        const saved = await saveDraft(tx, limitsOf, actor, { id: publicationId, revision, content: contentOf(content) }, at);
        if (!saved.ok) return saved;
        const found = await findPublication(tx, publicationId);
        const view: DraftSaved = {
          revision: saved.value.revision, savedAt: at, state: saved.value.state, ...factsView(saved.value.facts, await nameFor(services, person)),
          sending: found ? await sendingOf(tx, actor, found, saved.value.facts, at) : { kind: "review" },
        };
        return ok(view);
      }),
    "POST /publications/:id/submit": async ({ actor }, { id, revision }) => {
      const publicationId = parseId<"publication">(id);
      if (!publicationId) return refuse({ kind: "unknown-publication" });
      const sent = await services.command((tx) => sendPublication(tx, setting, actor, { id: publicationId, revision }, clock.now()));
      if (sent.ok) services.wake();
      return sent.ok ? ok({ outcome: sent.value }) : sent;
    },
    "POST /publications/:id/reopen": ({ actor }, { id }) => change(id, (tx, publicationId) => reopenPublication(tx, actor, publicationId, clock.now())),
    "POST /publications/:id/approve": ({ actor }, { id, hash }) =>
      change(id, (tx, publicationId) => approvePublication(tx, setting, actor, { id: publicationId, hash }, clock.now())),
    "POST /publications/:id/return": ({ actor }, { id, hash, comment, comments }) =>
      change(id, (tx, publicationId) => returnPublication(tx, setting, actor, {
        id: publicationId, hash, comment, comments: comments.map((each) => ({ ...each, profileId: each.profileId === null ? null : (parseId<"profile">(each.profileId) ?? null) })),
      }, clock.now())),
    "PUT /publications/:id/comments/:comment": ({ actor }, { id, comment, resolved, answer }) =>
      change(id, (tx) => {
        const commentId = parseId<"comment">(comment);
        return commentId ? answerComment(tx, actor, { id: commentId, resolved, answer }, clock.now()) : Promise.resolve(refuse({ kind: "unknown-comment" }));
      }),
    "POST /publications/:id/cancel": ({ actor }, { id, reason }) =>
      change(id, (tx, publicationId) => cancelPublication(tx, actor, { id: publicationId, reason }, clock.now())),
    "POST /publications/:id/correct": ({ actor }, { id, reason }) =>
      change(id, (tx, publicationId) => startCorrection(tx, actor, { id: publicationId, reason }, clock.now())),
    "POST /publications/:id/share": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const publicationId = parseId<"publication">(id);
        if (!publicationId) return refuse({ kind: "unknown-publication" });
        const started = await startShare(tx, origin, actor, publicationId, clock.now());
        return started.ok ? ok({ publicationId: started.value }) : started;
      }),
    "POST /publications/:id/withdraw": async ({ actor }, { id, reason, note }) => {
      const withdrawn = await change(id, (tx, publicationId) => withdrawPublication(tx, setting, actor, { id: publicationId, reason, note }, clock.now()));
      if (withdrawn.ok) await services.eraseWithdrawn();
      return withdrawn;
    },
    "POST /deliveries/:id/settle": async ({ actor }, { id, decision, url }) => {
      const deliveryId = parseId<"delivery">(id);
      if (!deliveryId) return refuse({ kind: "unknown-delivery" });
      const settled = await services.command((tx) => settleDelivery(tx, actor, { id: deliveryId, decision, url }, clock.now()));
      if (settled.ok) services.wake();
      return settled.ok ? ok(null) : settled;
    },
  };
}

/** Names in the reader's own language, else in the council's first that has one. */
export async function nameFor(services: Pick<Services, "db">, { language }: Pick<Person, "language">): Promise<(texts: Readonly<Record<string, string>>) => string> {
  const { languages } = await getCouncil(services.db);
  return (texts) => inLanguage(texts, [language, ...languages]) ?? "";
}

async function sendingOf(tx: Tx, actor: Actor, found: NonNullable<Awaited<ReturnType<typeof findPublication>>>, facts: DraftFacts, at: Instant): Promise<SendingView> {
  const sending = await whatSendingDoes(tx, actor, found, facts, at);
  return sending.kind === "review" ? sending : { ...sending, citation: await parameterCitation(tx, "publishing.sampledApproval", at) };
}

const factsView = (facts: DraftFacts, name: (texts: Localized) => string) => ({
  editions: facts.editions.map(({ profileId, languages, text, posts, maxCharacters, forked }) => ({ profileId, languages, text, posts, maxCharacters, forked })),
  findings: facts.findings.map((finding) => ({ ...finding, data: { ...finding.data, ...profileNamesIn(finding, facts, name) } })),
  dueReading: readingOf(facts),
});

/** The checks name profiles in the council's first language; who reads has another, perhaps. */
function profileNamesIn({ data }: Finding, { profiles, council }: DraftFacts, name: (texts: Localized) => string): Finding["data"] {
  const told = new Map(profiles.map(({ displayName }) => [inLanguage(displayName, council.languages), name(displayName)]));
  return Object.fromEntries(["profile", "one", "another"].flatMap((key) => {
    const said = data[key];
    const own = typeof said === "string" ? told.get(said) : undefined;
    return own === undefined || own === "" ? [] : [[key, own]];
  }));
}

function readingOf(facts: DraftFacts): PublicationView["dueReading"] {
  const { due } = facts;
  if (!due) return null;
  const nothing = { at: null, earlier: null, later: null };
  switch (due.kind) {
    case "once": return { ...nothing, kind: facts.findings.some((finding) => finding.rule === "EDI-R11-past") ? "past" : "once", at: due.at };
    case "twice": return { ...nothing, kind: "twice", earlier: due.earlier, later: due.later };
    case "never": return { ...nothing, kind: "never", later: due.next };
    case "unreadable": return { ...nothing, kind: "unreadable" };
  }
}

/** A publication with everything that its screens and its plain page show. */
export async function readView(services: Services, actor: Actor, reader: Person, id: Id<"publication">): Promise<PublicationView | undefined> {
  const { db, clock } = services;
  const now = clock.now();
  const found = await findPublication(db, id);
  if (!found) return undefined;
  const name = await nameFor(services, reader);
  const [facts, authors, decisions, deliveries, versions, withdrawal, events] = await Promise.all([
    readDraftFacts(db, services.limitsOf, found.content, now, found.id),
    listAuthors(db, id, found.published_version),
    listDecisions(db, id),
    listDeliveries(db, id),
    listVersions(db, id),
    findWithdrawal(db, id),
    listEventsOf(db, { type: "publication", id }),
  ]);
  const pageTexts = await listPageTexts(db, facts.assets.map(({ digest }) => digest));
  const sending = await services.command(async (tx) => ok(await sendingOf(tx, actor, found, facts, now)));
  const unapproved = await findUnapproved(db, id);
  const [comments, returned, drift] = await Promise.all([listComments(db, id, found.content), findReturned(db, id), mayStillChange(found.state) ? findDriftOf(db, id) : undefined]);
  const actorFacts = await factsOf(db, actor, now);
  const [ownerless] = found.state === "scheduled" || found.state === "publishing" ? await listOwnerless(db, now, id) : [];
  const out = versions.find((version) => version.number === found.published_version);
  const names = new Map<string, string>();
  for (const actorId of new Set(events.flatMap((event) => (event.actor_id ? [event.actor_id] : [])))) {
    const person = await findPerson(db, actorId);
    if (person) names.set(actorId, person.name);
  }
  return {
    id,
    state: found.state,
    revision: found.revision,
    content: contentIn(found.content),
    savedAt: found.savedAt,
    savedBy: found.savedBy,
    authors,
    citations: facts.citations.flatMap((item) => (item ? [{ itemId: item.itemId, status: item.status, variants: item.variants }] : [])),
    shared: facts.shared ? { ...facts.shared, profiles: facts.shared.profiles.map((profile) => name(profile.name)), url: permalinkOf(services.origin, facts.shared.id) } : null,
    sharers: await listSharers(db, id),
    media: facts.assets.map((asset) => viewOf(asset, { ...facts, pageTexts }, facts.day)),
    framed: found.content.media.flatMap((picture) => {
      const asset = facts.assets.find((each) => each.id === picture.assetId);
      return !asset ? [] : found.content.profiles.flatMap((profileId) => {
        const sent = sentOf(picture, asset, facts.crops, profileId);
        return sent && sent.digest !== asset.digest ? [{ assetId: asset.id, profileId, url: mediaPath(sent), width: sent.width, height: sent.height }] : [];
      });
    }),
    ...factsView(facts, name),
    version: found.submittedAt === null ? null : {
      number: (versions[0]?.number ?? 0) + (found.state === "in_review" || found.state === "draft" || found.state === "returned" ? 1 : 0),
      hash: facts.hash,
      submittedAt: found.submittedAt,
      submittedBy: found.submittedBy ?? "",
      correction: found.correction_reason,
    },
    previous: out ? { number: out.number, texts: out.content.texts, forks: out.content.forks } : null,
    decisions,
    comments,
    returned: returned ? { at: returned.at, texts: returned.texts, forks: returned.forks } : null,
    expired: hasExpired({ state: found.state, due: facts.due?.kind === "once" ? facts.due.at : null }, now),
    deliveries: await Promise.all(deliveries.map(async (delivery) => ({
      ...delivery,
      profile: name(delivery.profile),
      reach: delivery.network === "activitypub" && delivery.state === "confirmed" ? await services.reachOf(delivery.id) : null,
    }))),
    activity: events.toReversed().map((event) => ({ kind: event.kind, at: event.at, by: event.actor_id ? (names.get(event.actor_id) ?? null) : null, data: event.data })),
    permalink: found.published_version > 0 ? permalinkOf(services.origin, id) : null,
    withdrawal: withdrawal ?? null,
    ownerless: ownerless ? { mayTake: can(actorFacts, "publication.take-over", { unitId: found.unit_id ?? undefined, profileIds: ownerless.profiles.map((profile) => profile.id) }).ok && ownerless.approvedBy !== actor.personId } : null,
    sending: sending.ok ? sending.value : { kind: "review" },
    unapproved: unapproved ? { oneIn: unapproved.oneIn, at: unapproved.at, by: unapproved.by, review: unapproved.review } : null,
    drift: drift ?? null,
    may: await whatMayBeDone(services, actor, found),
  };
}

async function whatMayBeDone(services: Services, actor: Actor, found: NonNullable<Awaited<ReturnType<typeof findPublication>>>): Promise<PublicationView["may"]> {
  const at = services.clock.now();
  const answer = await services.command(async (tx) => {
    const object = { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles };
    const asks = async (action: "publication.draft" | "publication.withdraw" | "publication.settle") => (await authorise(tx, actor, action, object, at)).ok;
    const draft = await asks("publication.draft");
    const approval = await mayApprove(tx, actor, found, at);
    const { state } = found;
    return ok({
      edit: draft && ["draft", "returned", "in_review", "scheduled"].includes(state),
      submit: draft && (state === "draft" || state === "returned"),
      approve: approval.ok,
      approveRefusal: approval.ok || state !== "in_review" ? null : { ...approval.refusal },
      reopen: draft && (state === "in_review" || state === "scheduled"),
      cancel: draft && ["draft", "returned", "in_review", "scheduled"].includes(state),
      correct: draft && (state === "published" || state === "corrected"),
      withdraw: found.published_version > 0 && state !== "withdrawn" && (await asks("publication.withdraw")),
      settle: await asks("publication.settle"),
    });
  });
  // Reading what may be done refuses nothing.
  return answer.ok ? answer.value : { edit: false, submit: false, approve: false, approveRefusal: null, reopen: false, cancel: false, correct: false, withdraw: false, settle: false };
}
