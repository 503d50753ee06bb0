import { describe, expect, test } from "vitest";
import { isUnder, sameAddress } from "./verification.ts";

describe("PRO-13 what shows that a profile is the council's", () => {
  test.each([
    ["https://x.example/robledal", "https://www.x.example/robledal/", true],
    ["http://X.example/robledal", "https://x.example/robledal", true],
    ["https://x.example/Robledal", "https://x.example/robledal", false],
    ["https://x.example/robledal", "https://x.example/robledal_0ficial", false],
    ["https://x.example/robledal", "https://y.example/robledal", false],
    ["robledal", "robledal", false],
  ])("%s and %s lead to the same account: %s", (one, another, same) => expect(sameAddress(one, another)).toBe(same));
  test.each([
    ["social.ciudad.example", "www.ciudad.example", true],
    ["ciudad.example", "ciudad.example:8443", true],
    ["notciudad.example", "ciudad.example", false],
    ["ciudad.example.evil.example", "ciudad.example", false],
    ["anything.localhost", "localhost:80", false],
  ])("%s is under %s: %s", (host, domain, under) => expect(isUnder(host, domain)).toBe(under));
});
