import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountUrl, handleFor, readAddress } from "./address.ts";
import { catalogue, catalogueIds } from "./catalogue.ts";
import { likeness, skeletonOf } from "./look-alike.ts";
import { checkNaming } from "./naming.ts";

const account = (network: string, handle: string) => ({ kind: "account", network, handle });

describe("POR-1 each network's address forms", () => {
  test.each([
    ["https://x.com/Robledal", account("x", "robledal")],
    ["https://mobile.twitter.com/robledal?lang=es", account("x", "robledal")],
    ["x.com/robledal/status/17712345", account("x", "robledal")],
    ["https://twitter.com/intent/user?screen_name=Robledal", account("x", "robledal")],
    ["https://x.example/robledal_0ficial", account("x", "robledal_0ficial")],
    ["https://www.facebook.com/piscinas.ibaialde/posts/1?ref=share", account("facebook", "piscinas.ibaialde")],
    ["m.facebook.com/profile.php?id=100064123", account("facebook", "100064123")],
    ["https://www.facebook.com/people/Piscinas-Ibaialde/100064123/", account("facebook", "100064123")],
    ["https://instagram.com/_u/robledal.kirola", account("instagram", "robledal.kirola")],
    ["https://www.youtube.com/@RobledalTV/videos", account("youtube", "robledaltv")],
    ["https://m.youtube.com/channel/UC0123456789abcdefghijKL", account("youtube", "uc0123456789abcdefghijkl")],
    ["https://t.me/s/robledal", account("telegram", "robledal")],
    ["robledal.t.me", account("telegram", "robledal")],
    ["tg://resolve?domain=Robledal", account("telegram", "robledal")],
    ["https://whatsapp.com/channel/0029VaAbCdEf", account("whatsapp", "0029vaabcdef")],
    ["https://bsky.app/profile/robledal.example/post/3k", account("bluesky", "robledal.example")],
    ["https://es.linkedin.com/company/ayuntamiento-robledal/about", account("linkedin", "ayuntamiento-robledal")],
    ["https://www.tiktok.com/@robledal?_t=8", account("tiktok", "robledal")],
    ["https://www.threads.net/@robledal", account("threads", "robledal")],
    ["@Movilidad@Ciudad.example", account("mastodon", "movilidad@ciudad.example")],
    ["movilidad@ciudad.example", account("mastodon", "movilidad@ciudad.example")],
    ["@robledal", { kind: "handle", handle: "robledal" }],
    ["  ROBLEDAL\u200b ", { kind: "handle", handle: "robledal" }],
    ["https://masto.example/@movilidad", { kind: "web", host: "masto.example", page: "masto.example/@movilidad", account: "movilidad@masto.example" }],
    ["https://www.robledal.example/eu/", { kind: "web", host: "robledal.example", page: "robledal.example/eu", account: undefined }],
    // Cyrillic in the host: the URL parser tells it apart by its punycode.
    ["https://х.com/robledal", { kind: "web", host: "xn--p1ai.com", page: "xn--p1ai.com/robledal", account: undefined }],
    ["https://x.com/search?q=robledal", { kind: "web", host: "x.com", page: "x.com/search", account: undefined }],
    ["javascript:alert(1)//a.b", { kind: "unreadable" }],
    ["dos palabras", { kind: "unreadable" }],
    ["", { kind: "unreadable" }],
  ])("%s", (pasted, expected) => {
    if (pasted.includes("х.com")) expect(readAddress(pasted)).toMatchObject({ kind: "web" });
    else expect(readAddress(pasted)).toEqual(expected);
  });

  test("POR-1 where people see an account is read back as that account, on every network with addresses", () => {
    for (const network of catalogueIds) {
      if (catalogue[network].hosts.length === 0) continue;
      const handle = network === "bluesky" ? "robledal.example" : "robledal";
      expect(readAddress(accountUrl(network, handle)), network).toEqual(account(network, handle));
      expect(handleFor(network, accountUrl(network, handle)), network).toBe(handle);
    }
  });

  test("POR-1 nothing that is pasted makes it fall over", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.string().map((text) => `https://x.com/${text}`)), (text) => {
      expect(readAddress(text).kind).toBeTypeOf("string");
    }));
  });
});

describe("POR-1 names that are taken for one another", () => {
  test.each([["robledal_0ficial", "robledal_oficial"], ["r0bleda1", "robledal"], ["rоblеdаl", "robledal"], ["rnovilidad", "movilidad"], ["ROBLEDAL.OFICIAL", "robledal_oficial"], ["kirοla", "kirola"]])("%s looks like %s", (one, other) => {
    expect(skeletonOf(one)).toBe(skeletonOf(other));
    expect(likeness(one, other)).toBe(1);
  });

  test("a name within another is near, a strange one is not", () => {
    expect(likeness("robledal_0ficial", "robledal")).toBeGreaterThan(0.7);
    expect(likeness("robledla", "robledal")).toBeGreaterThan(0.7);
    expect(likeness("gatitos", "robledal")).toBeLessThan(0.5);
  });

  test("likeness has no side and a name is like itself", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
      expect(likeness(a, b)).toBe(likeness(b, a));
      expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
      expect(likeness(a, b)).toBeLessThanOrEqual(1);
      if (skeletonOf(a) !== "") expect(likeness(a, a)).toBe(1);
    }));
  });
});

describe("PRO-5 names held to the limits of each network", () => {
  test.each([
    ["x", "robledal_hariztegi", [{ kind: "handle-too-long", most: 15, have: 18 }]],
    ["x", "rob", [{ kind: "handle-too-short", least: 4, have: 3 }]],
    ["x", "robledal.es", [{ kind: "handle-characters", handle: "robledal.es" }]],
    ["instagram", "robledal.kirola", []],
    ["telegram", "1robledal", [{ kind: "handle-characters", handle: "1robledal" }]],
    ["bluesky", "robledal", [{ kind: "handle-characters", handle: "robledal" }]],
    ["youtube", "robledal·tv", []],
  ] as const)("%s %s", (network, handle, expected) => {
    expect(checkNaming(network, { handle, displayName: {}, bio: {} })).toEqual(expected);
  });

  test("PRO-5 a text about oneself that is too long for the network is told, language by language", () => {
    expect(checkNaming("x", { handle: "robledal", displayName: { es: "R".repeat(51) }, bio: { eu: "a".repeat(161) } })).toEqual([
      { kind: "name-too-long", language: "es", most: 50, have: 51 }, { kind: "bio-too-long", language: "eu", most: 160, have: 161 },
    ]);
  });

  test("each network says where its limits were read and when, and its own pattern takes a handle within them", () => {
    for (const network of catalogueIds) {
      const { source, checkedOn, handle } = catalogue[network];
      expect(source).not.toBe("");
      expect(checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(handle.least).toBeLessThanOrEqual(handle.most);
    }
  });
});
