import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { addTemplate, changeTemplate, listTemplates, readTemplate, retireTemplate, startFromTemplate, type TemplateContent } from "#modules/publishing/index.ts";
import { triageItem } from "#modules/sources/index.ts";
import type { Services } from "#web/http/services.ts";
import type { InputOf } from "../contract.ts";
import { contentIn, contentOf, idOf } from "../draft-content.ts";
import { itemWords } from "../item-words.ts";
import type { TemplateContentView, TemplateView } from "../template-views.ts";
import type { Handlers } from "./handlers.ts";

export function templateHandlers(services: Services): Handlers<
  "GET /templates" | "POST /templates" | "PUT /templates/:id" | "POST /templates/:id/retire" | "GET /templates/:id/draft" | "POST /templates/:id/publication"
> {
  const { db, clock } = services;
  return {
    "GET /templates": async ({ actor }) => {
      const now = clock.now();
      const [templates, units, facts] = await Promise.all([listTemplates(db), listUnits(db, now), factsOf(db, actor, now)]);
      return ok(templates.map(({ unitId, content, ...template }): TemplateView => ({
        ...template, unitId, unit: units.find((unit) => unit.id === unitId)?.name ?? null, content: JSON.parse(JSON.stringify(content)) as TemplateContentView,
        mayChange: can(facts, unitId === null ? "template.keep-for-council" : "template.keep", { unitId: unitId ?? undefined, profileIds: content.profiles }).ok,
      })));
    },
    "POST /templates": ({ actor }, template) =>
      services.command(async (tx) => {
        const added = await addTemplate(tx, actor, asTemplate(template), clock.now());
        return added.ok ? ok({ templateId: added.value }) : added;
      }),
    "PUT /templates/:id": ({ actor }, { id, revision, ...template }) =>
      services.command(async (tx) => {
        const templateId = parseId<"template">(id);
        if (!templateId) return refuse({ kind: "unknown-template" });
        const changed = await changeTemplate(tx, actor, { ...asTemplate(template), id: templateId, revision }, clock.now());
        return changed.ok ? ok(null) : changed;
      }),
    "POST /templates/:id/retire": ({ actor }, { id, ...seen }) =>
      services.command(async (tx) => {
        const templateId = parseId<"template">(id);
        return templateId ? retireTemplate(tx, actor, { id: templateId, ...seen }, clock.now()) : refuse({ kind: "unknown-template" });
      }),
    "GET /templates/:id/draft": async ({ actor }, { id, itemId }) => {
      const templateId = parseId<"template">(id);
      if (!templateId) return refuse({ kind: "unknown-template" });
      const read = await readTemplate(db, itemWords, actor, { id: templateId, itemId: itemId === undefined ? null : idOf<"item">(itemId) }, clock.now());
      return read.ok ? ok({ content: contentIn(read.value.content), leftOut: read.value.leftOut }) : read;
    },
    "POST /templates/:id/publication": ({ actor }, { id, itemId: item }) =>
      services.command(async (tx) => {
        const [templateId, itemId, at] = [parseId<"template">(id), item === null ? null : idOf<"item">(item), clock.now()];
        if (!templateId) return refuse({ kind: "unknown-template" });
        if (itemId !== null) {
          const decided = await triageItem(tx, actor, { itemId, decision: "publish", reason: null, note: "", until: null }, at);
          // Who may not decide on this item may still write about it; the decision then stays open.
          if (!decided.ok && decided.refusal.kind !== "not-permitted") return decided;
        }
        return startFromTemplate(tx, itemWords, actor, { id: templateId, itemId }, at);
      }),
  };
}

function asTemplate({ name, unitId, content: { groups, atNextSlot, ...content } }: InputOf<"POST /templates">): { readonly name: string; readonly unitId: ReturnType<typeof contentOf>["unitId"]; readonly content: TemplateContent } {
  const { title, profiles, texts, forks, media, exception } = contentOf({ ...content, unitId, citations: [], due: null });
  return {
    name, unitId: unitId === null ? null : idOf<"unit">(unitId),
    content: { title, profiles, texts, forks, media, exception, atNextSlot, groups: groups.map((group) => idOf<"profile-group">(group)) },
  };
}
