import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { getCouncil, getParameter, listResponsibilities, parameterCitation } from "#modules/policy/index.ts";
import { listCiting } from "#modules/publishing/index.ts";
import {
  changeSource, coverageOfDay, endSection, findLastHarvest, findSource, giveSection, joinItems, keepItemsApart, listAlike, listJoined, listProposals, listSources, moveSource, nextStates, partItems, PROOF_META, PROOF_NAME, PROOF_PATH, proposePage, proposeSource, proveDomain, readSourceHistory,
  readSourceSoon, triageItem,
} from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { ProposalPage, SourceView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function sourceHandlers(services: Services): Handlers<
  "GET /sources" | "GET /sources/:id" | "PUT /sources/:id" | "POST /sources" | "POST /sources/:id/prove" | "POST /sources/:id/move" | "POST /sources/:id/sections" | "POST /source-sections/:id/end" | "POST /sources/:id/read" | "GET /proposals" | "POST /items/:id/triage" | "POST /items/:id/join" | "POST /items/:id/apart" | "POST /items/:id/part" | "POST /items"
> {
  const { db, clock, egress } = services;
  const pairing = (id: string, otherId: string, work: (tx: Tx, pair: { readonly one: Id<"item">; readonly other: Id<"item"> }) => Promise<Result<unknown, { readonly kind: string }>>) => services.command(async (tx) => {
    const [one, other] = [parseId<"item">(id), parseId<"item">(otherId)];
    const done = one && other ? await work(tx, { one, other }) : refuse({ kind: "unknown-item" });
    return done.ok ? ok(null) : done;
  });
  const doing = async (id: string, work: (tx: Tx, sourceId: Id<"source">) => Promise<Result<unknown, { readonly kind: string }>>) => {
    const sourceId = parseId<"source">(id);
    if (!sourceId) return refuse({ kind: "unknown-source" });
    const done = await services.command((tx) => work(tx, sourceId));
    return done.ok ? ok(null) : done;
  };
  return {
    "GET /sources": async () => {
      const sources = await listSources(db, clock.now());
      return ok(sources.map(viewOf));
    },
    "GET /sources/:id": async ({ actor }, { id }) => {
      const sourceId = parseId<"source">(id);
      const now = clock.now();
      const source = sourceId && (await findSource(db, sourceId, now));
      if (!source) return refuse({ kind: "unknown-source" });
      const [{ steps, proofs, sections, token }, facts, months] = await Promise.all([readSourceHistory(db, source.id), factsOf(db, actor, now), getParameter(db, "sources.statementMonths", now)]);
      const { protocol } = new URL(source.url);
      const manage = can(facts, "source.register", {}).ok;
      const prove = can(facts, "source.propose", { unitId: source.unitId ?? undefined }).ok;
      return ok({
        ...viewOf(source),
        hosts: source.hosts.map((host) => {
          const proof = proofs.find((each) => each.host === host);
          return { host, provenAt: proof?.at ?? null, by: proof?.by ?? null, method: proof?.method ?? null };
        }),
        // What proves the domain is for whoever is to put it there.
        token: manage || prove ? token : "", proofAddresses: source.hosts.map((host) => `${protocol}//${host}${PROOF_PATH}`), proofMeta: PROOF_META, proofNames: [...new Set(source.hosts.map((host) => `${PROOF_NAME}.${new URL(`${protocol}//${host}`).hostname}`))], responsibilities: await listResponsibilities(db),
        sections: sections.map(({ id: sectionId, prefix, unit }) => ({ id: sectionId, prefix, unit })), steps, next: nextStates(source.state),
        statementMonths: months, statementCitation: await parameterCitation(db, "sources.statementMonths", now), may: { manage, prove },
      });
    },
    "PUT /sources/:id": ({ actor }, { id, name, kind, unitId, creationAct, statement }) => doing(id, (tx, sourceId) =>
      changeSource(tx, actor, { sourceId, name, kind, unitId: parseId<"unit">(unitId ?? "") ?? null, creationAct, statement }, clock.now())),
    "POST /sources/:id/prove": async ({ actor }, { id }) => {
      const sourceId = parseId<"source">(id);
      if (!sourceId) return refuse({ kind: "unknown-source" });
      const proven = await proveDomain(db, egress, clock, actor, sourceId);
      return proven.ok ? ok(null) : proven;
    },
    "POST /sources/:id/move": async ({ actor }, { id, state, reason }) => {
      const sourceId = parseId<"source">(id);
      if (!sourceId) return refuse({ kind: "unknown-source" });
      const moved = await services.command((tx) => moveSource(tx, actor, { sourceId, state, reason }, clock.now()));
      if (!moved.ok) return moved;
      for (const channelId of moved.value.channels) services.readChannel(channelId);
      return ok(null);
    },
    "POST /sources/:id/sections": ({ actor }, { id, prefix, unitId }) => doing(id, async (tx, sourceId) => {
      const unit = parseId<"unit">(unitId);
      return unit ? giveSection(tx, actor, { sourceId, prefix, unitId: unit }, clock.now()) : refuse({ kind: "unknown-unit" });
    }),
    "POST /source-sections/:id/end": ({ actor }, { id }) => services.command(async (tx) => {
      const sectionId = parseId<"source-section">(id);
      const ended = sectionId ? await endSection(tx, actor, sectionId, clock.now()) : refuse({ kind: "unknown-section" as const });
      return ended.ok ? ok(null) : ended;
    }),
    "POST /sources": async ({ actor }, { url, name, unitId, kind, creationAct, reason, readAs }) => {
      const registered = await proposeSource(db, egress, clock, actor, { url, name, unitId: parseId<"unit">(unitId ?? ""), kind, creationAct, reason, readAs });
      if (!registered.ok) return registered;
      return ok({ sourceId: registered.value.sourceId, found: registered.value.found.map((channel) => ({ kind: channel.kind, url: channel.url })) });
    },
    "POST /sources/:id/read": async ({ actor }, { id }) => {
      const sourceId = parseId<"source">(id);
      if (!sourceId) return refuse({ kind: "unknown-source" });
      const soon = await services.command((tx) => readSourceSoon(tx, actor, sourceId, clock.now()));
      if (!soon.ok) return soon;
      for (const channelId of soon.value.channels) services.readChannel(channelId);
      return ok({ channels: soon.value.channels.length });
    },
    "GET /proposals": async ({ actor }, { state, unitId, cursor }) => {
      const now = clock.now();
      const { zone, languages } = await getCouncil(db);
      const unit = parseId<"unit">(unitId ?? "");
      const day = wallTimeAt(now, zone).local.slice(0, 10);
      const [page, coverage, lastReadAt, facts] = await Promise.all([
        listProposals(db, { state, unitId: unit, cursor }, now), coverageOfDay(db, { day, zone, unitId: unit }, now), findLastHarvest(db), factsOf(db, actor, now),
      ]);
      const ids = page.items.map((item) => item.itemId);
      const [citing, alike, joined] = await Promise.all([listCiting(db, ids), listAlike(db, ids, now), listJoined(db, ids)]);
      const rank = (language: string) => (languages.includes(language) ? languages.indexOf(language) : languages.length);
      const view: ProposalPage = {
        items: page.items.map((item) => ({
          ...item,
          variants: item.variants.toSorted((a, b) => rank(a.language) - rank(b.language)),
          publicationIds: citing.get(item.itemId) ?? [],
          alike: alike.get(item.itemId) ?? [],
          joined: joined.get(item.itemId) ?? [],
          mayDecide: can(facts, "item.triage", { unitId: item.unitId ?? undefined }).ok,
        })),
        next: page.next,
        counts: page.counts,
        coverage: { produced: coverage.produced, triaged: coverage.triaged },
        lastReadAt: lastReadAt ?? null,
      };
      return ok(view);
    },
    "POST /items/:id/triage": ({ actor }, { id, decision, reason, note, until }) =>
      services.command(async (tx) => {
        const itemId = parseId<"item">(id);
        if (!itemId) return refuse({ kind: "unknown-item" });
        const decided = await triageItem(tx, actor, { itemId, decision, reason, note, until }, clock.now());
        return decided.ok ? ok(null) : decided;
      }),
    "POST /items/:id/join": ({ actor }, { id, otherId }) => pairing(id, otherId, (tx, pair) => joinItems(tx, actor, pair, clock.now())),
    "POST /items/:id/apart": ({ actor }, { id, otherId }) => pairing(id, otherId, (tx, pair) => keepItemsApart(tx, actor, pair, clock.now())),
    "POST /items/:id/part": ({ actor }, { id }) => services.command(async (tx) => {
      const itemId = parseId<"item">(id);
      const parted = itemId ? await partItems(tx, actor, itemId, clock.now()) : refuse({ kind: "unknown-item" as const });
      return parted.ok ? ok(null) : parted;
    }),
    "POST /items": async ({ actor }, { url }) => {
      const proposed = await proposePage(db, egress, clock, actor, url);
      return proposed.ok ? ok({ itemId: proposed.value.itemId }) : proposed;
    },
  };
}

const viewOf = (source: Awaited<ReturnType<typeof listSources>>[number]): SourceView => ({
  id: source.id, name: source.name, url: source.url, unitId: source.unitId, unit: source.unit, languages: source.languages, registeredAt: source.registeredAt, kind: source.kind, state: source.state,
  stateSince: source.stateSince, creationAct: source.creationAct, statementUrl: source.statementUrl, statementOn: source.statementOn, statementIsOld: source.statementIsOld, provenAt: source.provenAt,
  isOverdue: source.isOverdue, itemsLastDay: source.itemsLastDay, items: source.items,
  channels: source.channels.map(({ id, kind, url, lastReadAt, nextReadAt, error, errorSince, lastCounts }) => ({ id, kind, url, lastReadAt, nextReadAt, error: error ? { ...error } : null, errorSince, lastCounts })),
});
