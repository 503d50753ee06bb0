import { describe, expect, test } from "vitest";
import { addressesOf } from "./addresses.ts";
import { jrdOf, readResource } from "./webfinger.ts";

const addresses = addressesOf("https://social.ciudad.example", "ciudad.example");

describe("WebFinger (DECISIONS 2)", () => {
  test.each([
    ["acct:movilidad@ciudad.example", { kind: "handle", handle: "movilidad" }],
    ["acct:Movilidad@Ciudad.Example", { kind: "handle", handle: "movilidad" }],
    ["movilidad@ciudad.example", { kind: "handle", handle: "movilidad" }],
    ["acct:@movilidad@ciudad.example", { kind: "handle", handle: "movilidad" }],
    ["acct:movilidad@social.ciudad.example", { kind: "handle", handle: "movilidad" }],
    ["acct:ciudad.example@ciudad.example", { kind: "instance" }],
    ["https://social.ciudad.example/ap/actors/1", { kind: "address", address: "https://social.ciudad.example/ap/actors/1" }],
    ["https://social.ciudad.example/ap/instance", { kind: "instance" }],
    ["https://otro.example/ap/actors/1", { kind: "elsewhere" }],
    ["acct:movilidad@otro.example", { kind: "elsewhere" }],
    ["acct:movilidad@ciudad.example.evil.example", { kind: "elsewhere" }],
    ["acct:movilidad@ciudad.example@evil.example", { kind: "unreadable" }],
    ["acct:movilidad", { kind: "unreadable" }],
    ["", { kind: "unreadable" }],
    [null, { kind: "unreadable" }],
    ["acct:a b@ciudad.example", { kind: "unreadable" }],
    ["mailto:movilidad@ciudad.example", { kind: "handle", handle: "mailto:movilidad" }],
    [`acct:${"a".repeat(3_000)}@ciudad.example`, { kind: "unreadable" }],
  ])("reads %s", (resource, sought) => {
    expect(readResource(resource, addresses)).toEqual(sought);
  });

  test("answers under the handle domain, whichever way it was asked", () => {
    expect(jrdOf({ handle: "movilidad", actor: "https://social.ciudad.example/ap/actors/1", page: "https://ciudad.example/es/1" }, addresses)).toMatchObject({
      subject: "acct:movilidad@ciudad.example",
      links: [{ rel: "self", type: "application/activity+json", href: "https://social.ciudad.example/ap/actors/1" }, { rel: "http://webfinger.net/rel/profile-page" }],
    });
  });

  test("an internationalised domain has one spelling", () => {
    expect(readResource("acct:a@españa.example", addressesOf("https://x.example", "españa.example"))).toEqual({ kind: "handle", handle: "a" });
  });
});
