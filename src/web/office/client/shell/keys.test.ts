import { describe, expect, test } from "vitest";
import { bindingOf, nameOf } from "./keys.ts";
import { matches } from "./match.ts";
import { isCurrent, places } from "./places.ts";

const nothing = () => {};
const plain = (key: string) => ({ key, ctrl: false, alt: false });

describe("A11-1 keys", () => {
  const bindings = { c: nothing, "g p": nothing, "g h": nothing, p: nothing, "ctrl+k": nothing, "alt+1": nothing, "?": nothing };

  test("one key, two keys and combinations", () => {
    expect(bindingOf(plain("C"), undefined, bindings)).toBe("c");
    expect(bindingOf(plain("g"), undefined, bindings)).toBeUndefined();
    expect(bindingOf({ key: "k", ctrl: true, alt: false }, undefined, bindings)).toBe("ctrl+k");
    expect(bindingOf({ key: "1", ctrl: false, alt: true }, undefined, bindings)).toBe("alt+1");
    expect(bindingOf(plain("?"), undefined, bindings)).toBe("?");
  });

  test("after G the pair wins over the single key", () => {
    expect(bindingOf(plain("p"), "g", bindings)).toBe("g p");
    expect(bindingOf(plain("p"), undefined, bindings)).toBe("p");
  });

  test("names of keys keep those that have one", () => {
    expect([nameOf(plain("Enter")), nameOf({ key: "Enter", ctrl: true, alt: false })]).toEqual(["Enter", "ctrl+Enter"]);
  });

  test("no two places share the key after G", () => {
    const keys = places.map((place) => place.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("places", () => {
  const current = (pathname: string) => places.filter((place) => isCurrent(place, pathname)).map((place) => place.to);

  test("each address belongs to one place", () => {
    expect(current("/")).toEqual(["/"]);
    expect(current("/publications/1/write")).toEqual(["/proposals"]);
    expect(current("/profiles/new")).toEqual(["/profiles"]);
    expect(current("/settings/account")).toEqual(["/settings/people"]);
    expect(current("/nowhere")).toEqual([]);
  });
});

describe("finding", () => {
  test("every typed word, without regard to accents, case or order", () => {
    expect(matches("publicacion nueva", "Nueva publicación")).toBe(true);
    expect(matches("", "Hoy")).toBe(true);
    expect(matches("nueva fuente", "Nueva publicación")).toBe(false);
  });
});
