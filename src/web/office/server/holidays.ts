import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { listHolidays } from "#modules/policy/index.ts";
import { enterHoliday, enterHolidays, importHolidays, readHolidayProposals, removeHoliday } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { Handlers } from "./handlers.ts";
import { lookAt } from "./look-at.ts";

export function holidayHandlers(services: Services): Handlers<
  "GET /holidays" | "GET /holidays/proposals" | "POST /holidays" | "POST /holidays/several" | "POST /holidays/import" | "POST /holidays/:id/remove"
> {
  const { db, clock } = services;
  return {
    "GET /holidays": async () => ok(await listHolidays(db)),
    "GET /holidays/proposals": async (_visit, { year, region }) => ok(await readHolidayProposals(db, Number(year), region)),
    "POST /holidays": ({ actor }, holiday) =>
      services.command(async (tx) => {
        const entered = await enterHoliday(tx, actor, holiday, clock.now());
        return entered.ok ? ok({ holidayId: entered.value }) : entered;
      }),
    "POST /holidays/several": ({ actor }, { days }) =>
      services.command(async (tx) => {
        const entered = await enterHolidays(tx, actor, days, clock.now());
        return entered.ok ? ok({ entered: entered.value }) : entered;
      }),
    "POST /holidays/import": ({ actor }, { csv, commit }) => lookAt(services, commit, (tx) => importHolidays(tx, actor, csv, clock.now())),
    "POST /holidays/:id/remove": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const holidayId = parseId<"holiday">(id);
        if (!holidayId) return refuse({ kind: "unknown-holiday" });
        const removed = await removeHoliday(tx, actor, holidayId, clock.now());
        return removed.ok ? ok(null) : removed;
      }),
  };
}
