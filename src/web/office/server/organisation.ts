import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { endUnit, enterUnit, importPeople, importUnits, listAppointments, listPeople, mergeUnits, reorganiseUnit } from "#modules/authority/index.ts";
import { listActs, listUnitChanges, listUnits } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { OrganisationView } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { lookAt } from "./look-at.ts";
import { listUnitUses } from "./unit-uses.ts";

export function organisationHandlers(services: Services): Handlers<
  | "POST /organisation/import" | "POST /people/import" | "GET /organisation" | "POST /organisation" | "PUT /organisation/:id" | "POST /organisation/:id/merge" | "POST /organisation/:id/close"
> {
  const { db, clock } = services;
  return {
    "GET /organisation": async () => {
      const now = clock.now();
      const [units, people, appointments, profiles, changes, acts] = [
        await listUnits(db, now), await listPeople(db), await listAppointments(db, now), await listProfiles(db), await listUnitChanges(db), await listActs(db),
      ];
      const view: OrganisationView = {
        units: units.map((unit) => {
          const director = appointments.find(({ role, unitId }) => role === "director" && unitId === unit.id);
          return {
            id: unit.id, kind: unit.kind, name: unit.name, parentId: unit.parentId ?? null, dir3: unit.dir3 ?? null, coordinates: unit.coordinates, from: unit.from,
            people: people.filter(({ unitId }) => unitId === unit.id).length,
            profiles: profiles.filter(({ unitId, state }) => unitId === unit.id && state !== "closed").length,
            director: people.find(({ id }) => id === director?.personId)?.name ?? null,
          };
        }),
        changes: changes.filter(({ change }) => change !== "entered"),
        acts: acts.map(({ id, title, signedOn }) => ({ id, title, signedOn })),
      };
      return ok(view);
    },
    "POST /organisation/import": ({ actor }, { csv, commit }) => lookAt(services, commit, (tx) => importUnits(tx, actor, csv, clock.now())),
    "POST /people/import": ({ actor }, { csv, commit }) => lookAt(services, commit, (tx) => importPeople(tx, actor, csv, clock.now())),
    "POST /organisation": ({ actor }, { parentId, ...unit }) =>
      services.command(async (tx) => {
        const entered = await enterUnit(tx, actor, { ...unit, parentId: parseId<"unit">(parentId ?? "") }, clock.now());
        return entered.ok ? ok({ unitId: entered.value }) : entered;
      }),
    "PUT /organisation/:id": ({ actor }, { id, parentId, actId, ...unit }) =>
      services.command(async (tx) => {
        const unitId = parseId<"unit">(id);
        if (!unitId) return refuse({ kind: "unknown-unit" });
        const changed = await reorganiseUnit(tx, actor, { ...unit, id: unitId, parentId: parseId<"unit">(parentId ?? "") ?? null, actId: parseId<"act">(actId ?? "") }, clock.now());
        return changed.ok ? ok(null) : changed;
      }),
    "POST /organisation/:id/merge": ({ actor }, { id, into, actId, reason }) =>
      services.command(async (tx) => {
        const [unitId, target] = [parseId<"unit">(id), parseId<"unit">(into)];
        if (!unitId || !target) return refuse({ kind: "unknown-unit" });
        const merged = await mergeUnits(tx, actor, { id: unitId, into: target, actId: parseId<"act">(actId ?? ""), reason }, clock.now());
        return merged.ok ? ok(null) : merged;
      }),
    "POST /organisation/:id/close": ({ actor }, { id, actId, reason }) =>
      services.command(async (tx) => {
        const unitId = parseId<"unit">(id);
        if (!unitId) return refuse({ kind: "unknown-unit" });
        const at = clock.now();
        const closed = await endUnit(tx, actor, { id: unitId, actId: parseId<"act">(actId ?? ""), reason }, (inside, unit) => listUnitUses(inside, unit, at), at);
        return closed.ok ? ok(null) : closed;
      }),
  };
}
