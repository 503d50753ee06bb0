import { describe, expect, test } from "vitest";
import { pageShows, relMeIn, textShows } from "./proof.ts";

const meta = '<meta name="pregonero-proof" content="abc">';

describe("WEB-2 proof of a domain", () => {
  test.each([["abc", true], ["x\r\n abc \r\n", true], ["abcd", false], ["xabc", false], ["", false]])("a file %j shows it: %s", (text, shown) => {
    expect(textShows(text, "abc")).toBe(shown);
  });

  test.each([
    [`<html><head>${meta}</head><body></body></html>`, true], [`<head><META NAME=Pregonero-Proof content=abc>`, true], [`<html><body>${meta}</body></html>`, false],
    [`<html><head><meta name="other" content="abc"></head>`, false], [`<!-- ${meta} -->`, false], ["abc", false],
  ])("a page %j shows it: %s", (html, shown) => {
    expect(pageShows(html, "abc")).toBe(shown);
  });

  test("no token is shown by nothing", () => {
    expect(textShows("", "")).toBe(false);
    expect(pageShows('<meta name="pregonero-proof" content="">', "")).toBe(false);
  });
});

test("PRO-13 rel=me is read among other words and elements, and nowhere else", () => {
  const html = `<link rel="me" href="https://one.example/a"><a rel="nofollow ME noopener" href="/b">b</a><a rel="menu" href="/c">c</a><a href="/d">d</a><!-- <a rel=me href="/e"> --><script>'<a rel="me" href="/f">'</script>`;
  expect(relMeIn(html)).toEqual(["https://one.example/a", "/b"]);
});
