import { beforeAll, describe, expect, test } from "vitest";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { listHolidays } from "#modules/policy/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { enterHoliday, enterHolidays, importHolidays, readHolidayProposals } from "./index.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const days = async () => (await listHolidays(database.db)).map(({ day }) => day);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  for (const [day, name] of [["2026-08-05", "Virgen Blanca"], ["2026-04-06", "Lunes de Pascua"], ["2026-04-28", "San Prudencio"], ["2027-01-01", "Año Nuevo"]] as const) {
    expectOk(await run((tx) => enterHoliday(tx, council.coordinator, { day, name: { es: name, eu: name } }, clock.now())));
  }
});

describe("ORG-7 holidays", () => {
  test("ORG-7 a year is proposed with the local feast of the year before and what is entered marked; it is entered in one go, with evidence", async () => {
    const { region, days: proposed } = await readHolidayProposals(database.db, 2027, undefined);
    expect(region).toBe("es-pv-vi");
    expect(proposed.find(({ day }) => day === "2027-08-05")).toMatchObject({ ground: "last-year", name: { es: "Virgen Blanca" }, known: false });
    expect(proposed.find(({ day }) => day === "2027-01-01")).toMatchObject({ known: true });
    const open = proposed.filter(({ known }) => !known).map(({ day, name }) => ({ day, name }));
    expect(expectOk(await run((tx) => enterHolidays(tx, council.coordinator, open, clock.now())))).toBe(13);
    expect((await days()).filter((day) => day.startsWith("2027")).length).toBe(14);
    const first = (await listHolidays(database.db)).find(({ day }) => day === open[0]?.day);
    if (!first) throw new Error("no holiday");
    expect((await listRecordsOf(database.db, { type: "holiday", id: first.id })).map(({ kind }) => kind)).toEqual(["calendar.holidays-entered"]);
  });

  test("ORG-7 one that is known already keeps all of them out; nothing chosen, and nobody without the right", async () => {
    const list = [{ day: "2028-01-06", name: { es: "Epifanía", eu: "Errege eguna" } }, { day: "2027-01-01", name: { es: "Año Nuevo", eu: "Urteberri" } }];
    expect(await run((tx) => enterHolidays(tx, council.coordinator, list, clock.now()))).toMatchObject({ refusal: { kind: "holiday-known" } });
    expect(await days()).not.toContain("2028-01-06");
    expect(await run((tx) => enterHolidays(tx, council.coordinator, [], clock.now()))).toMatchObject({ refusal: { kind: "nothing-chosen" } });
    expect(await run((tx) => enterHolidays(tx, council.promoter, list, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  });

  test("ORG-7 two who enter the same year at once: one of them does", async () => {
    const list = ["2029-01-01", "2029-12-25"].map((day) => ({ day, name: { es: "Fiesta", eu: "Jaia" } }));
    const both = await Promise.all([1, 2].map(() => run((tx) => enterHolidays(tx, council.coordinator, list, clock.now()))));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await days()).filter((day) => day.startsWith("2029"))).toHaveLength(2);
  });

  test("ORG-7 a list as CSV: each row by itself, what is wrong is said", async () => {
    const rows = expectOk(await run((tx) => importHolidays(tx, council.coordinator, "day;name_es;name_eu\n2030-08-05;Virgen Blanca;Andre Maria Zuria\n2030-02-30;Nada;Ezer\n2030-01-01;Solo castellano;\n2026-08-05;Otra vez;Berriro\n", clock.now())));
    expect(rows.map(({ outcome, refusal }) => refusal?.kind ?? outcome)).toEqual(["entered", "bad-day", "name-missing", "holiday-known"]);
  });
});
