import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { can, factsOf, listAppointments, listPeople } from "#modules/authority/index.ts";
import { listContracts } from "#modules/contracts/index.ts";
import { measureContract } from "#modules/inbox/index.ts";
import { defaultOf, getParameterVersion, listActs, listHolidays, listParameterChanges, listResponsibilities, listUnits, parameterKeys } from "#modules/policy/index.ts";
import type { Services } from "#web/http/services.ts";
import { answers, localized, permits, security, withEtag } from "./operation.ts";

const unit = z.object({ id: z.uuid(), kind: z.string(), name: localized, parentId: z.uuid().nullable(), dir3: z.string().nullable(), coordinates: z.boolean(), validFrom: z.string() }).openapi("Unit");
const person = z.object({
  id: z.uuid(), name: z.string(), email: z.string().nullable(), postType: z.string(), unitId: z.uuid().nullable(),
  appointments: z.array(z.object({ role: z.string(), unitId: z.uuid().nullable(), profileId: z.uuid().nullable(), from: z.string(), act: z.string() })),
}).openapi("Person");
const act = z.object({
  id: z.uuid(), kind: z.string(), title: localized, issuer: z.string(), place: z.string(), signedOn: z.string(), inForceFrom: z.string(), binding: z.boolean(), url: z.string().nullable(), sha256: z.string().nullable(),
  articles: z.array(z.object({ number: z.string(), title: localized, summary: localized })),
}).openapi("Act");
const value = z.union([z.string(), z.number(), z.boolean()]);
const parameter = z.object({
  key: z.string(), value, standard: value, citation: z.string(), actId: z.uuid().nullable(), from: z.string().nullable(),
  changes: z.array(z.object({ value, article: z.string(), actId: z.uuid().nullable(), from: z.string() })),
}).openapi("Parameter");
const holiday = z.object({ id: z.uuid(), day: z.string(), name: localized }).openapi("Holiday");
const responsibility = z.object({
  contentType: z.string(), tasks: z.object({ write: z.string(), revise: z.string(), approve: z.string(), publish: z.string() }), article: z.string().nullable(), since: z.string().nullable(),
}).openapi("Responsibility");
const contract = z.object({
  id: z.uuid(), fileNo: z.string(), company: z.string(), object: z.string(), startsOn: z.string(), endsOn: z.string(), rightsEndAt: z.string(), state: z.string(), clauses: z.string(), dpaSignedOn: z.string().nullable(),
  profileIds: z.array(z.uuid()), people: z.number(),
  /** Minutes of attention in which citizens are answered: agreed, and measured since it is in force. */
  answerMinutes: z.number().nullable(),
  answers: z.object({ answered: z.number(), inTime: z.number().nullable(), overdue: z.number().nullable(), medianMinutes: z.number().nullable() }).nullable(),
}).openapi("Contract");

/** The council's organisation, policy, people and contracts, to be read by programs. */
export function governanceOperations(services: Services, app: OpenAPIHono): void {
  const { db, clock } = services;
  app.openapi(createRoute({ method: "get", path: "/v1/units", summary: "Units in force", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ units: z.array(unit) }), "All units, parents before children") }), async (context) => {
    const units = (await listUnits(db, clock.now())).map((found) => ({
      id: found.id, kind: found.kind, name: { ...found.name }, parentId: found.parentId ?? null, dir3: found.dir3 ?? null, coordinates: found.coordinates, validFrom: found.from,
    }));
    return withEtag(context, { units }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/people", summary: "People and their appointments in force", description: "Mail addresses only for a token that may also manage people (`people.manage`).", "x-permission": "people.read", middleware: permits(services, "people.read"), security, responses: answers(z.object({ people: z.array(person) }), "All people") }), async (context) => {
    const now = clock.now();
    const [people, appointments, facts] = await Promise.all([listPeople(db), listAppointments(db, now), factsOf(db, context.get("actor"), now)]);
    const withMail = can(facts, "people.manage", {}).ok;
    return withEtag(context, {
      people: people.map((found) => ({
        id: found.id, name: found.name, email: withMail ? found.email : null, postType: found.postType, unitId: found.unitId ?? null,
        appointments: appointments.filter(({ personId }) => personId === found.id).map((held) => ({ role: held.role, unitId: held.unitId ?? null, profileId: held.profileId ?? null, from: held.from, act: held.act })),
      })),
    }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/acts", summary: "Acts that the council has decided by", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ acts: z.array(act) }), "All acts, the one signed last first") }), async (context) => {
    const acts = (await listActs(db)).map((found) => ({
      id: found.id, kind: found.kind, title: { ...found.title }, issuer: found.issuer, place: found.place, signedOn: found.signedOn, inForceFrom: found.inForceFrom, binding: found.binding, url: found.url,
      sha256: found.sha256, articles: [...found.articles],
    }));
    return withEtag(context, { acts }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/parameters", summary: "Parameters of policy: what holds now, and every change", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ parameters: z.array(parameter) }), "All parameters") }), async (context) => {
    const changes = await listParameterChanges(db);
    const parameters = [];
    for (const key of parameterKeys) {
      const version = await getParameterVersion(db, key, clock.now());
      parameters.push({
        key, value: version.value, standard: defaultOf(key).value, citation: version.citation, actId: version.actId, from: version.from,
        changes: changes.filter((change) => change.key === key).map(({ value: set, article, actId, from }) => ({ value: set, article, actId, from })),
      });
    }
    return withEtag(context, { parameters }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/holidays", summary: "Days that the council keeps as holidays", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ holidays: z.array(holiday) }), "All holidays, by day") }), async (context) => {
    const holidays = (await listHolidays(db)).map(({ id, day, name }) => ({ id, day, name: { ...name } }));
    return withEtag(context, { holidays }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/responsibilities", summary: "Who writes, revises, approves and publishes each kind of content", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ responsibilities: z.array(responsibility) }), "All kinds of content") }), async (context) => {
    const responsibilities = (await listResponsibilities(db)).map(({ contentType, tasks, ground }) => ({ contentType, tasks: { ...tasks }, article: ground?.article ?? null, since: ground?.since ?? null }));
    return withEtag(context, { responsibilities }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/contracts", summary: "Contracts under which companies act for profiles", "x-permission": "contract.read", middleware: permits(services, "contract.read"), security, responses: answers(z.object({ contracts: z.array(contract) }), "All contracts, those that end last first") }), async (context) => {
    const now = clock.now();
    const all = await listContracts(db, now);
    const levels = new Map<string, Awaited<ReturnType<typeof measureContract>>>();
    for (const each of all) levels.set(each.id, await measureContract(db, each, now));
    const contracts = all.map((found) => ({
      id: found.id, fileNo: found.fileNo, company: found.company, object: found.object, startsOn: found.startsOn, endsOn: found.endsOn, rightsEndAt: found.to, state: found.state, clauses: found.clauses,
      dpaSignedOn: found.dpaSignedOn, profileIds: [...found.profileIds], people: found.people.length, answerMinutes: found.answerMinutes, answers: levels.get(found.id) ?? null,
    }));
    return withEtag(context, { contracts }) as never;
  });
}
