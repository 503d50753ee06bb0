import { type Id, parseId } from "#kernel/id.ts";
import { instantOf } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { listPeople } from "#modules/authority/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { acceptProposal, keepProposal, prepareRota, refuseProposal, type RotaQuestion, solveRota } from "#modules/staffing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { RotaView } from "../staffing-views.ts";
import type { Handlers } from "./handlers.ts";

const LONGEST_SECONDS = 15;

export function rotaHandlers(services: Services): Handlers<"POST /rota" | "POST /rota/:id/accept" | "POST /rota/:id/refuse"> {
  const { db, clock } = services;
  return {
    "POST /rota": async ({ actor }, { from, days, profileIds, ...wishes }) => {
      const question: RotaQuestion = { from, days, wishes, profileIds: profileIds.flatMap((id) => parseId<"profile">(id) ?? []) };
      const stated = await services.command((tx) => prepareRota(tx, actor, question, clock.now()));
      if (!stated.ok) return stated;
      // Outside of any transaction: nobody waits for the solver but who asked.
      const solved = await solveRota(stated.value.problem, LONGEST_SECONDS);
      if (!solved) return refuse({ kind: "rota-took-too-long", seconds: LONGEST_SECONDS });
      const kept = await services.command((tx) => keepProposal(tx, actor, question, stated.value, solved, clock.now()));
      if (!kept.ok) return kept;
      const [people, profiles] = await Promise.all([listPeople(db), listProfiles(db, { ids: question.profileIds })]);
      const nameOf = (personId: string) => people.find((person) => person.id === personId)?.name ?? "";
      const slotOf = (index: number) => {
        const slot = stated.value.problem.slots[index];
        if (!slot) throw new Error(`a rota names a slot that it was not given: ${index}`);
        return { profile: profiles.find(({ id }) => id === slot.profileId)?.displayName ?? {}, from: instantOf(slot.from), to: instantOf(slot.to) };
      };
      const view: RotaView = {
        id: kept.value, best: solved.best,
        turns: solved.turns.map((turn, index) => ({ index, ...slotOf(turn.slot), person: nameOf(turn.personId), team: turn.team })),
        uncovered: solved.uncovered.map(({ slot, ...open }) => ({ ...open, ...slotOf(slot) })),
        loads: solved.loads.map(({ personId, ...load }) => ({ ...load, person: nameOf(personId) })),
      };
      return ok(view);
    },
    "POST /rota/:id/accept": ({ actor }, { id, without }) =>
      services.command(async (tx) => {
        const proposal = proposalOf(id);
        if (!proposal) return refuse({ kind: "unknown-proposal" });
        const accepted = await acceptProposal(tx, actor, { id: proposal, without }, clock.now());
        return accepted.ok ? ok(null) : accepted;
      }),
    "POST /rota/:id/refuse": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const proposal = proposalOf(id);
        if (!proposal) return refuse({ kind: "unknown-proposal" });
        const refused = await refuseProposal(tx, actor, proposal, clock.now());
        return refused.ok ? ok(null) : refused;
      }),
  };
}

const proposalOf = (id: string): Id<"proposal"> | undefined => parseId<"proposal">(id);
