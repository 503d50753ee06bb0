import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR } from "#kernel/instant.ts";
import { harvestChannel, listProposals, registerSource } from "#modules/sources/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite } from "#tests/site.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import { findPublication, startFromItem } from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const agenda = (status: string) => site.set("/agenda.ics", {
  type: "text/calendar; charset=utf-8",
  body: ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:Concierto de la banda", "DTSTART;TZID=Europe/Madrid:20260926T190000", "DTEND;TZID=Europe/Madrid:20260926T203000", "LOCATION:Centro Cívico El Prado", status, "END:VEVENT", "END:VCALENDAR", ""].join("\r\n"),
});

test("EDI-1 a draft begun from an event says when and where it takes place, after its title; of one that is called off it does not", async () => {
  agenda("STATUS:CONFIRMED");
  const { found } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/agenda.ics`, name: "Agenda", unitId: council.units.mobility, kind: "agenda" }, { pauseMs: 0 }));
  const channelId = found[0]?.id ?? ("" as never);
  await harvestChannel(database.db, egress, clock, channelId, { pauseMs: 0 });
  const [item] = (await listProposals(database.db, { state: "waiting" }, clock.now())).items;
  const begin = async () => {
    const id = expectOk(await run((tx) => startFromItem(tx, sayEvent, council.coordinator, item?.itemId ?? ("" as never), clock.now())));
    return (await findPublication(database.db, id))?.content.texts["es"]?.split("\n\n");
  };
  expect(await begin()).toEqual(["Concierto de la banda", "Sábado, 26 de septiembre, 19:00–20:30. Centro Cívico El Prado", `${site.origin}/agenda.ics`]);
  clock.advance(HOUR);
  agenda("STATUS:CANCELLED");
  await harvestChannel(database.db, egress, clock, channelId, { pauseMs: 0 });
  expect(await begin()).toEqual(["Concierto de la banda", `${site.origin}/agenda.ics`]);
});
