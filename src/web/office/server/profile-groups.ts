import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { addProfileGroup, changeProfileGroup, listProfileGroups, removeProfileGroup } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import { idOf } from "../draft-content.ts";
import type { ProfileGroupView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function profileGroupHandlers(services: Services): Handlers<
  "GET /profile-groups" | "POST /profile-groups" | "PUT /profile-groups/:id" | "POST /profile-groups/:id/remove"
> {
  const { db, clock } = services;
  return {
    "GET /profile-groups": async ({ actor }) => {
      const now = clock.now();
      const [groups, units, facts] = await Promise.all([listProfileGroups(db), listUnits(db, now), factsOf(db, actor, now)]);
      return ok(groups.map(({ id, revision, name, unitId, profileIds }): ProfileGroupView => ({
        id, revision, name, unitId, unit: units.find((unit) => unit.id === unitId)?.name ?? null, profiles: profileIds,
        mayChange: can(facts, unitId === null ? "profile-group.keep-for-council" : "profile-group.keep", { unitId: unitId ?? undefined, profileIds }).ok,
      })));
    },
    "POST /profile-groups": ({ actor }, group) =>
      services.command(async (tx) => {
        const added = await addProfileGroup(tx, actor, asGroup(group), clock.now());
        return added.ok ? ok({ groupId: added.value }) : added;
      }),
    "PUT /profile-groups/:id": ({ actor }, { id, revision, ...group }) =>
      services.command(async (tx) => {
        const groupId = parseId<"profile-group">(id);
        if (!groupId) return refuse({ kind: "unknown-group" });
        const changed = await changeProfileGroup(tx, actor, { ...asGroup(group), id: groupId, revision }, clock.now());
        return changed.ok ? ok(null) : changed;
      }),
    "POST /profile-groups/:id/remove": ({ actor }, { id, revision }) =>
      services.command(async (tx) => {
        const groupId = parseId<"profile-group">(id);
        return groupId ? removeProfileGroup(tx, actor, { id: groupId, revision }, clock.now()) : refuse({ kind: "unknown-group" });
      }),
  };
}

const asGroup = ({ name, unitId, profiles }: { readonly name: string; readonly unitId: string | null; readonly profiles: readonly string[] }) => ({
  name, unitId: unitId === null ? null : idOf<"unit">(unitId), profileIds: profiles.map((profile) => idOf<"profile">(profile)),
});
