import { describe, expect, test } from "vitest";
import { readAllowList, readTarget, refusalOfRedirect, type Target } from "./target.ts";

const listed = readAllowList(["intranet.example:443", "10.0.0.5:8080", "[FD00::1]:80"]);

function target(text: string): Target {
  const read = readTarget(text, undefined, listed);
  if (typeof read === "string") throw new Error(`${text}: ${read}`);
  return read;
}

describe("the allow-list", () => {
  test.each(["https://intranet.example/", "https://INTRANET.example:443/x", "http://10.0.0.5:8080/", "http://[fd00::1]/", "http://[fd00:0::1]:80/"])("opens %s", (text) => {
    expect(target(text).listed).toBe(true);
  });
  test.each(["http://intranet.example/", "https://www.intranet.example/", "http://8.8.8.8/"])("has nothing to say of %s", (text) => {
    expect(target(text).listed).toBe(false);
  });
  test.each(["http://10.0.0.5/", "http://[fd00::2]/"])("does not open %s", (text) => {
    expect(readTarget(text, undefined, listed)).toBe("private-address");
  });
});

describe("a redirect", () => {
  test.each([
    ["https://a.example/", "http://a.example/", "redirect-downgrade"],
    ["https://a.example/", "https://intranet.example/", "redirect-to-private"],
    ["https://intranet.example/", "http://10.0.0.5:8080/", "redirect-downgrade"],
    ["http://a.example/", "http://10.0.0.5:8080/", "redirect-to-private"],
    ["http://10.0.0.5:8080/", "https://intranet.example/", undefined],
    ["http://a.example/", "https://b.example/", undefined],
    ["https://intranet.example/", "https://b.example/", undefined],
  ])("from %s to %s: %s", (from, to, refusal) => {
    expect(refusalOfRedirect(target(from), target(to))).toBe(refusal);
  });
});
