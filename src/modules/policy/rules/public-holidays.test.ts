import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holidayRegions, likelyRegion, proposeHolidays } from "./public-holidays.ts";

const days = (year: number, region: Parameters<typeof proposeHolidays>[1]) => proposeHolidays(year, region).map(({ day }) => day.slice(5)).join(" ");

describe("ORG-7 holidays that are proposed", () => {
  // As the Basque Government published them; 2027 and 2028 are what its rule gives, still to be decreed.
  test.each([
    [2017, "01-06 04-13 04-14 04-17 05-01 07-25 08-15 10-12 11-01 12-06 12-08 12-25"],
    [2018, "01-01 01-06 03-29 03-30 04-02 05-01 08-15 10-12 11-01 12-06 12-08 12-25"],
    [2019, "01-01 03-19 04-18 04-19 04-22 05-01 07-25 08-15 10-12 11-01 12-06 12-25"],
    [2021, "01-01 01-06 03-19 04-01 04-02 04-05 05-01 10-12 11-01 12-06 12-08 12-25"],
    [2022, "01-01 01-06 04-14 04-15 04-18 07-25 08-15 09-06 10-12 11-01 12-06 12-08"],
    [2023, "01-06 04-06 04-07 04-10 05-01 07-25 08-15 10-12 11-01 12-06 12-08 12-25"],
    [2024, "01-01 01-06 03-28 03-29 04-01 05-01 07-25 08-15 10-12 11-01 12-06 12-25"],
    [2025, "01-01 01-06 04-17 04-18 04-21 05-01 07-25 08-15 11-01 12-06 12-08 12-25"],
    [2026, "01-01 01-06 03-19 04-02 04-03 04-06 05-01 07-25 08-15 10-12 12-08 12-25"],
    [2027, "01-01 01-06 03-19 03-25 03-26 03-29 05-01 10-12 11-01 12-06 12-08 12-25"],
    [2028, "01-01 01-06 04-13 04-14 04-17 05-01 08-15 10-12 11-01 12-06 12-08 12-25"],
  ])("ORG-7 the Basque Country's of %i", (year, expected) => {
    expect(days(year, "es-pv").split(" ").toSorted()).toEqual(expected.split(" ").toSorted());
  });

  test("ORG-7 a territory adds its own day; a local feast comes again on its date, and not what the rules know already", () => {
    expect(proposeHolidays(2026, "es-pv-vi").find(({ day }) => day === "2026-04-28")).toMatchObject({ ground: "territory", name: { eu: "San Prudentzio" } });
    expect(days(2026, "es-pv-bi")).toContain("07-31");
    const lastYear = [
      { day: "2026-08-05", name: { es: "Virgen Blanca", eu: "Andre Maria Zuria" } }, { day: "2026-04-03", name: { es: "Viernes Santo" } }, { day: "2026-07-25", name: { es: "Santiago" } },
      { day: "2025-09-09", name: { es: "De otro año" } },
    ];
    expect(proposeHolidays(2027, "es-pv-vi", lastYear).filter(({ ground }) => ground === "last-year")).toEqual([{ day: "2027-08-05", name: { es: "Virgen Blanca", eu: "Andre Maria Zuria" }, ground: "last-year" }]);
  });

  test("ORG-7 the region is the one that explains what has been entered", () => {
    expect(likelyRegion(["2026-10-12", "2026-12-25"])).toBe("es");
    expect(likelyRegion(["2026-10-12", "2026-04-06"])).toBe("es-pv");
    expect(likelyRegion(["2026-04-28", "2026-04-06", "2026-08-05"])).toBe("es-pv-vi");
    expect(likelyRegion([])).toBe("es");
  });

  test("ORG-7 in any year: no Sunday, no day twice, at most twelve before the territory's, Easter on a Sunday from 22 March to 25 April", () => {
    fc.assert(fc.property(fc.integer({ min: 1990, max: 2200 }), fc.constantFrom(...holidayRegions), (year, region) => {
      const proposed = proposeHolidays(year, region);
      expect(new Set(proposed.map(({ day }) => day)).size).toBe(proposed.length);
      for (const { day, name } of proposed) {
        expect(Temporal.PlainDate.from(day).dayOfWeek).toBeLessThan(7);
        expect(Object.keys(name).toSorted()).toEqual(["en", "es", "eu"]);
      }
      expect(proposed.filter(({ ground }) => ground !== "territory").length).toBeLessThanOrEqual(12);
      const friday = proposed.find(({ name }) => name["en"] === "Good Friday");
      expect(friday && friday.day.slice(5) >= "03-20" && friday.day.slice(5) <= "04-23" && Temporal.PlainDate.from(friday.day).dayOfWeek === 5).toBe(true);
    }));
  });
});
