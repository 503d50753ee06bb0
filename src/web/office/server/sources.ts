import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { listCiting } from "#modules/publishing/index.ts";
import { coverageOfDay, findLastHarvest, listProposals, listSources, proposePage, readSourceSoon, registerSource, triageItem } from "#modules/sources/index.ts";
import type { Services } from "#web/http/services.ts";
import type { ProposalPage } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function sourceHandlers(services: Services): Handlers<
  "GET /sources" | "POST /sources" | "POST /sources/:id/read" | "GET /proposals" | "POST /items/:id/triage" | "POST /items"
> {
  const { db, clock, egress } = services;
  return {
    "GET /sources": async () => {
      const sources = await listSources(db, clock.now());
      return ok(sources.map((source) => ({
        id: source.id, name: source.name, url: source.url, unitId: source.unitId, unit: source.unit, languages: source.languages,
        registeredAt: source.registeredAt, itemsLastDay: source.itemsLastDay, items: source.items,
        channels: source.channels.map(({ id, kind, url, lastReadAt, nextReadAt, error, errorSince, lastCounts }) => ({
          id, kind, url, lastReadAt, nextReadAt, error: error ? { ...error } : null, errorSince, lastCounts,
        })),
      })));
    },
    "POST /sources": async ({ actor }, { url, name, unitId }) => {
      const registered = await registerSource(db, egress, clock, actor, { url, name, unitId: parseId<"unit">(unitId ?? "") });
      if (!registered.ok) return registered;
      for (const channel of registered.value.found) services.readChannel(channel.id);
      return ok({ sourceId: registered.value.sourceId, found: registered.value.found.map(({ kind, url: address }) => ({ kind, url: address })) });
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
      const citing = await listCiting(db, page.items.map((item) => item.itemId));
      const rank = (language: string) => (languages.includes(language) ? languages.indexOf(language) : languages.length);
      const view: ProposalPage = {
        items: page.items.map((item) => ({
          ...item,
          variants: item.variants.toSorted((a, b) => rank(a.language) - rank(b.language)),
          publicationIds: citing.get(item.itemId) ?? [],
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
    "POST /items": async ({ actor }, { url }) => {
      const proposed = await proposePage(db, egress, clock, actor, url);
      return proposed.ok ? ok({ itemId: proposed.value.itemId }) : proposed;
    },
  };
}
