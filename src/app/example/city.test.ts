import { describe, expect, test } from "vitest";
import { COORDINATION, examplePeople, exampleUnits } from "./population.ts";
import { exampleProfiles } from "./profiles.ts";

const tally = <Item>(items: readonly Item[], key: (item: Item) => string) =>
  Object.fromEntries(Object.entries(Object.groupBy(items, key)).map(([name, group]) => [name, group?.length ?? 0]));

describe("the example city", () => {
  const units = exampleUnits();
  const people = examplePeople(1);

  test("has 15 departments, 48 services, 71 units and 5 entities, one of which coordinates", () => {
    expect(tally(units, (unit) => unit.kind)).toEqual({ department: 15, service: 48, unit: 71, entity: 5 });
    expect(units.filter((unit) => unit.coordinates).map((unit) => unit.key)).toEqual([COORDINATION]);
    expect(new Set(units.map((unit) => unit.key)).size).toBe(units.length);
  });

  test("has 140 people by role, and three who watch over it", () => {
    expect(tally(people, (person) => person.role)).toEqual({ coordinator: 6, promoter: 38, manager: 67, director: 20, technician: 9, auditor: 1, data_protection: 1, sysadmin: 1 });
    expect(tally(people.filter((person) => person.role === "manager"), (person) => person.post)).toEqual({ technical: 58, mayor_adviser: 4, external: 5 });
    expect(new Set(people.map((person) => person.name)).size).toBe(143);
    expect(people.every((person) => units.some((unit) => unit.key === person.unit))).toBe(true);
  });

  test("every department and entity has somebody who promotes for it and somebody who directs it", () => {
    for (const role of ["promoter", "director"]) {
      const covered = new Set(people.filter((person) => person.role === role).map((person) => person.unit.split("/")[0]));
      expect([role, units.filter((unit) => unit.parent === undefined && !covered.has(unit.key)).map((unit) => unit.key)]).toEqual([role, []]);
    }
  });

  test("the same seed gives the same bytes, another seed another city", () => {
    expect(JSON.stringify(examplePeople(7))).toBe(JSON.stringify(examplePeople(7)));
    expect(JSON.stringify(examplePeople(7))).not.toBe(JSON.stringify(examplePeople(8)));
  });

  test("has 62 profiles by standing and network", () => {
    expect(tally(exampleProfiles, (profile) => profile.state)).toEqual({ active: 44, dormant: 6, closing: 2, closed: 5, suspended: 1, found: 4 });
    expect(tally(exampleProfiles, (profile) => profile.network)).toEqual({
      activitypub: 4, mastodon: 1, feed: 1, blog: 2, x: 14, facebook: 15, instagram: 12, youtube: 4, telegram: 3, whatsapp: 2, bluesky: 3, linkedin: 1,
    });
    expect(exampleProfiles.every((profile) => units.some((unit) => unit.key === profile.of))).toBe(true);
    expect(new Set(exampleProfiles.map(({ network, handle }) => `${network}/${handle}`)).size).toBe(62);
  });
});
