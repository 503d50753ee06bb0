import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./planted.ts";

/** What the documents name must exist: a document that nobody checks is wrong in a year. */
const read = (path: string): string => readFileSync(join(repository, path), "utf8");

const documents = [
  "CONTRIBUTING.md",
  ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md")).map((path) => `docs/${path}`),
];

/** Paths of this repository in backticks; those with a placeholder or a pattern are no paths. */
const pathsIn = (text: string): readonly string[] =>
  [...text.matchAll(/`((?:src|tests|tools|docs|e2e|bench|bin|\.ci)\/[\w./-]*\w)\/?`/g)].map((match) => match[1] ?? "");

const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");

describe("documents", () => {
  test("every path named exists", () => {
    const named = documents.flatMap((document) => pathsIn(read(document)).map((path) => ({ document, path })));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter(({ path }) => !existsSync(join(repository, path)))).toEqual([]);
  });

  test("every link leads somewhere", () => {
    const links = documents.flatMap((document) => linksIn(read(document)).map((link) => ({ document, link })));
    expect(links.length).toBeGreaterThan(17);
    expect(links.filter(({ document, link }) => !existsSync(join(repository, dirname(document), link)))).toEqual([]);
  });

  test("the search finds paths and links", () => {
    expect(pathsIn("see `src/a/b.ts`, `docs/adr/` and `src/modules/<m>/`, `npm start`")).toEqual(["src/a/b.ts", "docs/adr"]);
    expect(linksIn("[a](b.md#c), [d](https://example.org/x) and [e](../f/g.md)")).toEqual(["b.md", "../f/g.md"]);
  });

  test("every npm command named is one", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
    const commands = documents.flatMap((document) => [...read(document).matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? ""));
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });
});

describe("decisions", () => {
  const decisions = readdirSync(join(repository, "docs/adr")).filter((name) => name !== "README.md").sort();

  test("are numbered without gaps and listed with their titles", () => {
    expect(decisions.map((name) => name.slice(0, 4))).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, "0")));
    const rows = decisions.map((name) => {
      const title = /^# \d{4} (.+)$/m.exec(read(`docs/adr/${name}`))?.[1] ?? "";
      return `| [${name.slice(0, 4)}](${name}) | ${title} |`;
    });
    expect(read("docs/adr/README.md").split("\n").filter((line) => line.startsWith("| ["))).toEqual(rows);
  });

  test.each(decisions)("%s tells context, decision, consequences and how it is checked, on one page", (name) => {
    const text = read(`docs/adr/${name}`);
    expect([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual(["Context", "Decision", "Consequences", "How it is checked"]);
    expect(text.split("\n").length).toBeLessThan(60);
  });
});

describe("glossary", () => {
  const rows = read("docs/glossary.md").split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| es |")).map((line) => line.slice(2, -2).split(" | "));

  test("each row has a word in es, eu and en, and one in code", () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === ""))).toEqual([]);
  });

  test("each word in code is one", () => {
    const source = readdirSync(join(repository, "src"), { recursive: true, encoding: "utf8" }).filter((path) => /\.(tsx?|sql)$/.test(path)).map((path) => read(`src/${path}`)).join("\n");
    const words = new Set(source.match(/\w+/g));
    const named = rows.flatMap((cells) => [...(cells[3] ?? "").matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ""));
    expect(named.length).toBeGreaterThanOrEqual(rows.length);
    expect(named.filter((word) => !words.has(word))).toEqual([]);
  });
});
