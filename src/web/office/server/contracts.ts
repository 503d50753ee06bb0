import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor } from "#modules/authority/index.ts";
import { agreeAnswerTime, clauses, confirmExit, endContract, enterContract, extendContract, listContracts, namePerson, noteSignatures, removeNamed, startContract } from "#modules/contracts/index.ts";
import { measureContract } from "#modules/inbox/index.ts";
import { getParameter, listActs, listPolicyVersions, parameterCitation } from "#modules/policy/index.ts";
import { takeOverPublication } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { ContractsView } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function contractHandlers(services: Services): Handlers<
  | "GET /contracts" | "POST /contracts" | "POST /contracts/:id/people" | "POST /contracts/:id/people/remove" | "POST /contracts/:id/signatures" | "POST /contracts/:id/start" | "PUT /contracts/:id/answer-time"
  | "POST /contracts/:id/extend" | "POST /contracts/:id/exit" | "POST /contracts/:id/end" | "POST /publications/:id/take-over"
> {
  const { db, clock } = services;
  /** A command on one contract that answers with nothing. */
  const onContract = (id: string, work: (tx: Tx, contractId: Id<"contract">, at: Instant) => Promise<Result<undefined, { readonly kind: string }>>) =>
    services.command(async (tx) => {
      const contractId = parseId<"contract">(id);
      if (!contractId) return refuse({ kind: "unknown-contract" });
      const done = await work(tx, contractId, clock.now());
      return done.ok ? ok(null) : done;
    });
  const person = (actor: Actor, id: string, personId: string, work: typeof namePerson | typeof removeNamed) => onContract(id, async (tx, contractId, at) => {
    const named = parseId<"person">(personId);
    return named ? work(tx, actor, { contractId, personId: named }, at) : refuse({ kind: "unknown-person" });
  });
  return {
    "GET /contracts": async ({ person: reader }) => {
      const now = clock.now();
      const [contracts, profiles, versions, acts, name] = await Promise.all([listContracts(db, now), listProfiles(db), listPolicyVersions(db), listActs(db), nameFor(services, reader)]);
      const current = versions.filter(({ from }) => from <= now).at(-1);
      const act = acts.find(({ id }) => id === current?.actId);
      const levels = new Map<string, ContractsView["contracts"][number]["level"]>();
      for (const contract of contracts) levels.set(contract.id, (await measureContract(db, contract, now)) ?? null);
      const view: ContractsView = {
        contracts: contracts.map(({ officerId: _officer, profileIds, unmanaged, inForceSince: _since, endedAt: _ended, from: _from, ...contract }) => ({
          ...contract, level: levels.get(contract.id) ?? null,
          profiles: profileIds.map((id) => {
            const profile = profiles.find((each) => each.id === id);
            return { id, name: profile ? name(profile.displayName) : "—", network: profile?.network ?? null, managed: !unmanaged.includes(id) };
          }),
        })),
        clauses,
        policy: act ? { title: act.title, signedOn: act.signedOn } : null,
        exceptionalityMinimum: await getParameter(db, "contracts.exceptionalityMinimum", now),
        citation: await parameterCitation(db, "contracts.exceptionalityMinimum", now),
      };
      return ok(view);
    },
    "POST /contracts": ({ actor }, { officerId, profileIds, ...contract }) =>
      services.command(async (tx) => {
        const officer = parseId<"person">(officerId);
        if (!officer) return refuse({ kind: "officer-not-municipal" });
        const entered = await enterContract(tx, actor, { ...contract, answerMinutes: contract.answerMinutes ?? undefined, officerId: officer, profileIds: profileIds.flatMap((id) => parseId<"profile">(id) ?? []) }, clock.now());
        return entered.ok ? ok({ contractId: entered.value }) : entered;
      }),
    "POST /contracts/:id/exit": ({ actor }, { id, item, note }) => onContract(id, (tx, contractId, at) => confirmExit(tx, actor, { id: contractId, item, note }, at)),
    "PUT /contracts/:id/answer-time": ({ actor }, { id, minutes }) => onContract(id, (tx, contractId, at) => agreeAnswerTime(tx, actor, { id: contractId, minutes }, at)),
    "POST /contracts/:id/people": ({ actor }, { id, personId }) => person(actor, id, personId, namePerson),
    "POST /contracts/:id/people/remove": ({ actor }, { id, personId }) => person(actor, id, personId, removeNamed),
    "POST /contracts/:id/signatures": ({ actor }, { id, dpaSignedOn, clauses: accepted }) =>
      onContract(id, (tx, contractId, at) => noteSignatures(tx, actor, { contractId, dpaSignedOn: dpaSignedOn ?? undefined, clauses: accepted }, at)),
    "POST /contracts/:id/start": async ({ actor, person: reader }, { id }) => {
      const started = await onContract(id, (tx, contractId, at) => startContract(tx, actor, contractId, at));
      if (started.ok || !("profileIds" in started.refusal) || !Array.isArray(started.refusal.profileIds)) return started;
      const [name, profiles] = [await nameFor(services, reader), await listProfiles(db, { ids: started.refusal.profileIds })];
      return refuse({ ...started.refusal, profiles: profiles.map((profile) => name(profile.displayName)) });
    },
    "POST /contracts/:id/extend": ({ actor }, { id, endsOn, reason }) => onContract(id, (tx, contractId, at) => extendContract(tx, actor, { id: contractId, endsOn, reason }, at)),
    "POST /contracts/:id/end": ({ actor }, { id, reason }) => onContract(id, (tx, contractId, at) => endContract(tx, actor, { id: contractId, reason }, at)),
    "POST /publications/:id/take-over": async ({ actor }, { id }) => {
      const publicationId = parseId<"publication">(id);
      if (!publicationId) return refuse({ kind: "unknown-publication" });
      const taken = await services.command((tx) => takeOverPublication(tx, actor, publicationId, clock.now()));
      if (taken.ok) services.wake();
      return taken.ok ? ok(null) : taken;
    },
  };
}
