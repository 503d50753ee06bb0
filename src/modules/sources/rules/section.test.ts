import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { ownerOf, pathOf, readPrefix } from "./section.ts";

const unit = (name: string) => name as Id<"unit">;
const sections = [{ prefix: "/deporte", unitId: unit("sports") }, { prefix: "/deporte/piscinas", unitId: unit("pools") }];

describe("WEB-5 owners of sections", () => {
  test.each([
    [["/deporte"], "sports"], [["/deporte/cursos"], "sports"], [["/deporte/piscinas"], "pools"], [["/deporte/piscinas/verano"], "pools"],
    [["/deportes"], "whole"], [["/"], "whole"], [["/cultura", "/deporte/x"], "sports"], [[], "whole"],
  ])("what is at %s belongs to %s", (paths, owner) => {
    expect(ownerOf(paths, sections, unit("whole"))).toBe(owner);
  });

  test("without an owner of its own it belongs to nobody yet", () => {
    expect(ownerOf(["/x"], sections, null)).toBeNull();
  });

  test.each([
    ["deporte", "/deporte"], ["/deporte/", "/deporte"], ["  /eu/kirola//", "/eu/kirola"], ["/", undefined], ["", undefined], ["/a b", undefined], ["/a?b=1", undefined], ["/a#b", undefined], ["/a//b", undefined], [`/${"a".repeat(400)}`, undefined],
  ])("a section written as %s is %s", (text, prefix) => {
    expect(readPrefix(text)).toBe(prefix);
  });

  test.each([["www.x.example/deporte/a?b=/c", "/deporte/a"], ["www.x.example", "/"], ["www.x.example:8080/", "/"]])("the path of %s is %s", (address, path) => {
    expect(pathOf(address)).toBe(path);
  });
});
