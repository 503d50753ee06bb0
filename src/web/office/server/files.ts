import type { Context } from "hono";
import { z } from "zod";
import { DAY, plusMs } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type Action, can, factsOf, listAppointments, listPeople } from "#modules/authority/index.ts";
import { listContracts } from "#modules/contracts/index.ts";
import { readDay } from "#modules/flow/index.ts";
import { listFoundDecisions } from "#modules/lifecycle/index.ts";
import { getCouncil, getParameterVersion, listHolidays, listResponsibilities, listUnits, parameterKeys } from "#modules/policy/index.ts";
import { actionState, countOfActions, findPublication, listActions, listSlips, listUndated } from "#modules/publishing/index.ts";
import { listAudienceFacts, listProfiles } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import { csvLine } from "#platform/csv.ts";
import type { Services } from "#web/http/services.ts";
import { signedIn } from "#web/http/session.ts";

type Rows = readonly (readonly Json[])[];

/** Registers as files for a spreadsheet: which permission each asks, and its rows with the heading first. */
const files: Readonly<Record<string, { readonly permission: Action; readonly rows: (services: Services, query: Readonly<Record<string, string>>) => Promise<Rows> }>> = {
  day: {
    permission: "office.read",
    rows: async ({ db, clock }, { day }) => {
      const { languages, zone } = await getCouncil(db);
      const shown = day !== undefined && z.iso.date().safeParse(day).success ? day : wallTimeAt(clock.now(), zone).local.slice(0, 10);
      return [
        ["day", "unit", "produced", "with_page", "decided", "publish", "published", "later", "not_applicable", "undecided"],
        ...(await readDay(db, shown, clock.now())).map((each) => [
          shown, languages.map((language) => each.unit?.[language]).find((name) => name) ?? "", each.produced, each.withPage, each.produced - each.untriaged.length, each.publish, each.published, each.later, each.notApplicable, each.untriaged.length,
        ]),
      ];
    },
  },
  units: {
    permission: "office.read",
    rows: async ({ db, clock }) => {
      const [units, { languages }] = [await listUnits(db, clock.now()), await getCouncil(db)];
      const nameOf = (id: string | undefined) => languages.map((language) => units.find((unit) => unit.id === id)?.name[language]).find((name) => name) ?? "";
      return [
        ["id", "kind", ...languages.map((language) => `name_${language}`), "parent", "dir3", "coordinates", "valid_from"],
        ...units.map((unit) => [unit.id, unit.kind, ...languages.map((language) => unit.name[language] ?? ""), nameOf(unit.parentId), unit.dir3 ?? "", unit.coordinates, unit.from]),
      ];
    },
  },
  people: {
    permission: "people.manage",
    rows: async ({ db, clock }) => {
      const [people, appointments] = [await listPeople(db), await listAppointments(db, clock.now())];
      return [
        ["id", "name", "email", "post", "unit", "suited", "roles"],
        ...people.map((person) => [
          person.id, person.name, person.email, person.postType, Object.values(person.unit ?? {})[0] ?? "", person.suited,
          [...new Set(appointments.filter(({ personId }) => personId === person.id).map(({ role }) => role))].join("; "),
        ]),
      ];
    },
  },
  parameters: {
    permission: "office.read",
    rows: async ({ db, clock }) => {
      const rows: (readonly Json[])[] = [["key", "value", "citation", "from"]];
      for (const key of parameterKeys) {
        const { value, citation, from } = await getParameterVersion(db, key, clock.now());
        rows.push([key, value, citation, from ?? ""]);
      }
      return rows;
    },
  },
  holidays: {
    permission: "office.read",
    rows: async ({ db }) => {
      const [holidays, { languages }] = [await listHolidays(db), await getCouncil(db)];
      return [["day", ...languages.map((language) => `name_${language}`)], ...holidays.map(({ day, name }) => [day, ...languages.map((language) => name[language] ?? "")])];
    },
  },
  calendar: {
    permission: "office.read",
    rows: async ({ db, clock }) => {
      const { zone, languages } = await getCouncil(db);
      const [now, profiles, units] = [clock.now(), await listProfiles(db), await listUnits(db, clock.now())];
      const dayAt = (days: number) => wallTimeAt(plusMs(now, days * DAY), zone).local.slice(0, 10);
      const slips = [...(await listSlips(db, { from: dayAt(-92), to: dayAt(366), zone })), ...(await listUndated(db))];
      const rows: (readonly Json[])[] = [["id", "title", "profiles", "unit", "due", "state", ...languages.map((language) => `text_${language}`)]];
      for (const slip of slips) {
        // A file goes on to others: of what is under embargo it has the hour and nothing more (EDI-7).
        const secret = slip.embargoUntil !== null && slip.embargoUntil > now;
        const texts = secret ? {} : ((await findPublication(db, slip.id))?.content.texts ?? {});
        rows.push([
          slip.id, secret ? "" : slip.title, slip.profileIds.flatMap((id) => profiles.find((profile) => profile.id === id)?.handle ?? []).join(", "),
          Object.values(units.find(({ id }) => id === slip.unitId)?.name ?? {})[0] ?? "", slip.due === null ? "" : wallTimeAt(slip.due, zone).local, slip.state, ...languages.map((language) => texts[language] ?? ""),
        ]);
      }
      return rows;
    },
  },
  actions: {
    permission: "office.read",
    rows: async ({ db, clock }) => {
      const [actions, units, { languages, zone }, counts] = [await listActions(db), await listUnits(db, clock.now()), await getCouncil(db), await countOfActions(db)];
      const today = wallTimeAt(clock.now(), zone).local.slice(0, 10);
      return [
        ["id", ...languages.map((language) => `title_${language}`), "unit", "objective", "from", "to", "state", "result", "publications", "published"],
        ...actions.map((action) => {
          const own = counts.get(action.id) ?? {};
          return [
            action.id, ...languages.map((language) => action.title[language] ?? ""), Object.values(units.find(({ id }) => id === action.unitId)?.name ?? {})[0] ?? "", action.objective, action.from, action.to, actionState(action, today),
            action.result ?? "", Object.values(own).reduce((sum, n) => sum + n, 0), (own.published ?? 0) + (own.corrected ?? 0),
          ];
        }),
      ];
    },
  },
  responsibilities: {
    permission: "office.read",
    rows: async ({ db }) => [
      ["content_type", "write", "revise", "approve", "publish", "article", "since"],
      ...(await listResponsibilities(db)).map(({ contentType, tasks, ground }) => [contentType, tasks.write, tasks.revise, tasks.approve, tasks.publish, ground?.article ?? "", ground?.since ?? ""]),
    ],
  },
  sources: {
    permission: "office.read",
    rows: async ({ db, clock }) => {
      const [sources, { languages }] = [await listSources(db, clock.now()), await getCouncil(db)];
      return [
        ["id", ...languages.map((language) => `name_${language}`), "kind", "address", "state", "state_since", "unit", "creation_act", "hosts", "proven_at", "statement_address", "statement_on", "statement_is_old", "not_reached", "last_read_at", "items"],
        ...sources.map((source) => [
          source.id, ...languages.map((language) => source.name[language] ?? ""), source.kind, source.url, source.state, source.stateSince, Object.values(source.unit ?? {})[0] ?? "", source.creationAct, source.hosts.join("; "),
          source.provenAt ?? "", source.statementUrl ?? "", source.statementOn ?? "", source.statementIsOld, source.isOverdue, source.channels.flatMap(({ lastReadAt }) => lastReadAt ?? []).toSorted().at(-1) ?? "", source.items,
        ]),
      ];
    },
  },
  audience: {
    permission: "office.read",
    rows: async ({ db }) => [["network", "age_band", "share", "base", "source", "year"], ...(await listAudienceFacts(db)).map((fact) => [fact.network, fact.ageBand, fact.share, fact.base, fact.source, fact.year])],
  },
  "found-profiles": {
    permission: "office.read",
    rows: async ({ db }) => {
      const [profiles, decisions] = [(await listProfiles(db)).filter(({ state, foundAs }) => state === "found" || foundAs !== undefined), await listFoundDecisions(db)];
      const seen = [...new Set([...profiles.map(({ id }) => id), ...decisions.map(({ profileId }) => profileId)])];
      const known = await listProfiles(db, { ids: seen });
      return [
        ["profile", "network", "address", "found_as", "state", "decision", "reason", "decided_at", "decided_by", "unit", "ratified_at", "report_address", "reported_on"],
        ...known.map((profile) => {
          const decided = decisions.find(({ profileId }) => profileId === profile.id);
          return [
            profile.id, profile.network, profile.url, profile.foundAs ?? "", profile.state, decided?.decision ?? "", decided?.reason ?? "", decided?.at ?? "", decided?.byName ?? "", Object.values(decided?.unit ?? {})[0] ?? "", decided?.ratifiedAt ?? "",
            decided?.reportUrl ?? "", decided?.reportedOn ?? "",
          ];
        }),
      ];
    },
  },
  contracts: {
    permission: "contract.read",
    rows: async ({ db, clock }) => [
      ["id", "file", "company", "object", "starts_on", "ends_on", "state", "clauses", "dpa_signed_on", "profiles", "people"],
      ...(await listContracts(db, clock.now())).map((contract) => [
        contract.id, contract.fileNo, contract.company, contract.object, contract.startsOn, contract.endsOn, contract.state, contract.clauses, contract.dpaSignedOn ?? "", contract.profileIds.length, contract.people.length,
      ]),
    ],
  },
};

export const fileNames: readonly string[] = Object.keys(files);

/** `GET /office/<name>.csv`, for whoever may read that register. */
export async function sendFile(context: Context, services: Services, name: string): Promise<Response> {
  const who = await signedIn(context, services);
  const file = files[name];
  if (!file || !who || !can(await factsOf(services.db, who.actor, services.clock.now()), file.permission, {}).ok) return context.text("forbidden", 403);
  return context.body((await file.rows(services, context.req.query())).map((row) => csvLine(row)).join(""), 200, {
    "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="${name}.csv"`, "cache-control": "no-store",
  });
}
