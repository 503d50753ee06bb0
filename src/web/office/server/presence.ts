import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { endPresence, keepPresence, listPresent } from "#modules/access/index.ts";
import type { Services } from "#web/http/services.ts";
import type { Handlers } from "./handlers.ts";

/** Who is at something now. The live stream tells that it changed; who it is, is asked here. */
export function presenceHandlers({ db, clock }: Services): Handlers<"GET /presence" | "PUT /presence"> {
  return {
    "GET /presence": async ({ actor }, { type, id }) => {
      const subjectId = parseId(id);
      return subjectId ? ok(await listPresent(db, { type, id: subjectId }, actor.personId, clock.now())) : ok([]);
    },
    "PUT /presence": async ({ actor }, { seat, type, id, doing }) => {
      const [seatId, subjectId] = [parseId<"seat">(seat), parseId(id)];
      if (!seatId || !subjectId) return refuse({ kind: "not-found" });
      const at = { id: seatId, personId: actor.personId, subject: { type, id: subjectId } };
      await (doing === "gone" ? endPresence(db, at, clock.now()) : keepPresence(db, at, doing, clock.now()));
      return ok(null);
    },
  };
}
