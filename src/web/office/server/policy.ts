import { type Id, parseId } from "#kernel/id.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { enterAct, enterMeeting, enterPeriod, listPeople, setParameter, setResponsibility, setWorkingGroup, takePeriodBack } from "#modules/authority/index.ts";
import { defaultOf, getCouncil, getParameter, getParameterVersion, listActs, listMeetings, listParameterChanges, listPeriods, listResponsibilities, listUnits, listWorkingGroups, parameterKeys } from "#modules/policy/index.ts";
import type { Services } from "#web/http/services.ts";
import type { PolicyView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function policyHandlers(services: Services): Handlers<
  "GET /policy" | "POST /policy/acts" | "POST /policy/parameters" | "POST /policy/periods" | "POST /policy/periods/:id/remove" | "POST /policy/meetings"
  | "PUT /policy/responsibilities/:type" | "PUT /policy/working-group"
> {
  const { db, clock } = services;
  const dayStart = async (day: string, later = 0): Promise<Instant> => {
    const { zone } = await getCouncil(db);
    return instantOf(Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(zone).epochMilliseconds);
  };
  const actOf = (id: string | null): Id<"act"> | undefined => parseId<"act">(id ?? "");
  return {
    "GET /policy": async () => {
      const now = clock.now();
      const [acts, changes, periods, meetings, council] = [await listActs(db), await listParameterChanges(db), await listPeriods(db), await listMeetings(db), await getCouncil(db)];
      const parameters = [];
      for (const key of parameterKeys) {
        const { value, citation, from } = await getParameterVersion(db, key, now);
        parameters.push({
          key, value, citation, from, standard: defaultOf(key).value,
          changes: changes.filter((change) => change.key === key).map(({ value: set, article, act, from: since }) => ({ value: set, article, act, from: since })),
        });
      }
      const yearAgo = Temporal.Instant.from(now).toZonedDateTimeISO(council.zone).toPlainDate().subtract({ years: 1 }).toString();
      const view: PolicyView = {
        acts, parameters, periods, meetings, responsibilities: await listResponsibilities(db), group: await groupView(services, now),
        community: { wanted: await getParameter(db, "roles.communityMeetings", now), held: meetings.filter(({ kind, heldOn }) => kind === "community" && heldOn > yearAgo).length },
      };
      return ok(view);
    },
    "POST /policy/acts": async ({ actor }, { inForceFrom, url, sha256, ...act }) => {
      const from = await dayStart(inForceFrom);
      return services.command(async (tx) => {
        const entered = await enterAct(tx, actor, { ...act, inForceFrom: from, url: url.trim() || undefined, sha256: sha256.trim().toLowerCase() || undefined }, clock.now());
        return entered.ok ? ok({ actId: entered.value }) : entered;
      });
    },
    "POST /policy/parameters": async ({ actor }, { key, value, actId, article, from }) => {
      const since = from === null ? undefined : await dayStart(from);
      return services.command(async (tx) => {
        const at = clock.now();
        const set = await setParameter(tx, actor, { key, value, actId: actOf(actId), article, from: since ?? at }, at);
        return set.ok ? ok(null) : set;
      });
    },
    "POST /policy/periods": async ({ actor }, { name, from, to, actId }) => {
      const [begins, ends] = [await dayStart(from), await dayStart(to, 1)];
      return services.command(async (tx) => {
        const entered = await enterPeriod(tx, actor, { name, from: begins, to: ends, actId: actOf(actId) }, clock.now());
        return entered.ok ? ok(null) : entered;
      });
    },
    "POST /policy/periods/:id/remove": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const period = parseId<"period">(id);
        if (!period) return refuse({ kind: "unknown-period" });
        const taken = await takePeriodBack(tx, actor, period, clock.now());
        return taken.ok ? ok(null) : taken;
      }),
    "PUT /policy/responsibilities/:type": ({ actor }, { type, tasks, actId, article }) =>
      services.command(async (tx) => {
        const set = await setResponsibility(tx, actor, { contentType: type, tasks, actId: actOf(actId), article }, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "PUT /policy/working-group": ({ actor }, { leadUnits, members, actId }) =>
      services.command(async (tx) => {
        const set = await setWorkingGroup(tx, actor, {
          leadUnits: leadUnits.flatMap((id) => parseId<"unit">(id) ?? []), members: members.flatMap((id) => parseId<"person">(id) ?? []), actId: actOf(actId),
        }, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "POST /policy/meetings": ({ actor }, { minutesUrl, ...meeting }) =>
      services.command(async (tx) => {
        const entered = await enterMeeting(tx, actor, { ...meeting, minutesUrl: minutesUrl.trim() || null }, clock.now());
        return entered.ok ? ok(null) : entered;
      }),
  };
}

async function groupView({ db }: Services, now: Instant): Promise<PolicyView["group"]> {
  const [groups, units, people] = [await listWorkingGroups(db), await listUnits(db, now), await listPeople(db)];
  const current = groups[0];
  return {
    leads: await getParameter(db, "roles.groupLeads", now),
    changes: groups.length,
    current: current ? {
      leadUnits: current.leadUnits.flatMap((id) => units.find((unit) => unit.id === id) ?? []).map(({ id, name }) => ({ id, name })),
      members: people.filter(({ id }) => current.members.includes(id)).map(({ id, name, unit }) => ({ id, name, unit: unit ?? null })),
      act: current.act, since: current.since,
    } : null,
  };
}
