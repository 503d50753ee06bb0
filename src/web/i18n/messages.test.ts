import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { actions } from "#modules/authority/index.ts";
import english from "./en.json" with { type: "json" };
import spanish from "./es.json" with { type: "json" };
import basque from "./eu.json" with { type: "json" };
import { translatorFor } from "./messages.ts";
import type { Messages } from "./translate.ts";

const flat = (messages: Messages, path = ""): Map<string, string> =>
  new Map(Object.entries(messages).flatMap(([key, value]): [string, string][] => (typeof value === "string" ? [[path + key, value]] : [...flat(value, `${path}${key}.`)])));

const languages = { es: flat(spanish), eu: flat(basque), en: flat(english) };
const withoutForm = (key: string): string => key.replace(/_(one|many|other)$/, "");
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();

describe("I18-1 messages in es, eu and en", () => {
  const keys = [...new Set([...languages.es.keys()].map(withoutForm))];

  test.each(["eu", "en"] as const)("%s has the keys of es, no more and no fewer", (language) => {
    expect([...new Set([...languages[language].keys()].map(withoutForm))].sort()).toEqual([...keys].sort());
  });

  test("I18-1 no message is empty and none is left in another language by copying a whole sentence", () => {
    const copied: string[] = [];
    for (const [key, text] of languages.es) {
      for (const language of ["eu", "en"] as const) {
        const other = languages[language].get(key);
        expect(other ?? "plural form that the language lacks", `${language} ${key}`).not.toBe("");
        if (other === text && text.split(" ").length > 3 && !text.startsWith("{{")) copied.push(`${language} ${key}`);
      }
    }
    expect(copied).toEqual([]);
  });

  test("I18-1 each message has the same placeholders in every language", () => {
    for (const [key, text] of languages.es) {
      for (const language of ["eu", "en"] as const) {
        const other = languages[language].get(key);
        if (other !== undefined) expect(placeholders(other), `${language} ${key}`).toEqual(placeholders(text));
      }
    }
  });

  test("I18-1 a plural has each form of its language: one and other, and in Spanish many", () => {
    for (const [language, messages] of Object.entries(languages)) {
      const plurals = new Set([...messages.keys()].filter((key) => withoutForm(key) !== key).map(withoutForm));
      for (const base of plurals) {
        for (const form of language === "es" ? ["one", "many", "other"] : ["one", "other"]) {
          expect(messages.has(`${base}_${form}`), `${language} ${base}_${form}`).toBe(true);
        }
      }
    }
  });

  test("I18-2 no Basque ending is glued to a placeholder, nor a placeholder to a word before it", () => {
    const glued = [...languages.eu].filter(([, text]) => /\}\}[-’']?\p{L}/u.test(text) || /\p{L}[-]?\{\{/u.test(text));
    expect(glued).toEqual([]);
  });
});

/** The source of everything that speaks to people. */
const root = new URL("../", import.meta.url).pathname;
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

describe("I18-1 messages and the code that shows them", () => {
  // Keys that are written whole, and beginnings of keys that data completes: `state.${…}`.
  const quoted = new Set(sources.flatMap(({ text }) => [...text.matchAll(/["'`]([a-zA-Z][\w-]*(?:\.[\w-]+)+)["'`]/g)].map((match) => match[1] ?? "")));
  const begun = [...new Set(sources.flatMap(({ text }) => [...text.matchAll(/`([a-zA-Z][\w-]*(?:\.[\w-]+)*\.)\$\{/g)].map((match) => match[1] ?? "")))];
  // Refusals and findings come as data, said by `explain`: the kinds are those of the modules, tested below.
  const byData = ["refusal.", "check.", "value."];

  test("I18-1 every message is used", () => {
    const unused = [...languages.es.keys()].map(withoutForm).filter((key) => !quoted.has(key) && ![...begun, ...byData].some((start) => key.startsWith(start)));
    expect([...new Set(unused)]).toEqual([]);
  });

  test("I18-1 every message asked for by its whole key exists", () => {
    const t = translatorFor("es");
    const asked = sources.flatMap(({ path, text }) => [...text.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => ({ path, key: match[1] ?? "" })));
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter(({ key }) => !t.has(key))).toEqual([]);
  });

  test("I18-1 a message that has placeholders is given what goes into them", () => {
    const wrong: string[] = [];
    for (const { path, text } of sources) {
      for (const match of text.matchAll(/\bt\("([^"]+)"(, \{ ([^{}]*(?:\([^)]*\)[^{}]*)*) \})?\)/g)) {
        const [, key = "", , given = ""] = match;
        const wanted = new Set([...languages.es].filter(([each]) => withoutForm(each) === key).flatMap(([, message]) => placeholders(message)));
        for (const name of wanted) if (!new RegExp(`(^|[ ,])${name}(:|,|$| )`).test(given)) wrong.push(`${path}: ${key} lacks ${name}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("I18-1 refusals of the modules", () => {
  const modules = new URL("../../modules/", import.meta.url).pathname;
  const files = readdirSync(modules, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));

  test("what happens to a publication, and what is proved of it, has a name", () => {
    const t = translatorFor("es");
    const kinds = files.filter((path) => path.startsWith("publishing/")).flatMap((path) => [...readFileSync(join(modules, path), "utf8").matchAll(/"(publication\.[a-z-]+)"/g)].map((match) => match[1] ?? ""));
    // The same shape names permissions; those are nobody's event.
    const permissions = new Set<string>(actions);
    const events = [...new Set(kinds)].filter((kind) => !permissions.has(kind));
    expect(events.length).toBeGreaterThan(8);
    expect(events.filter((kind) => !t.has(`activity.${kind}`) && !t.has(`evidence.kind.${kind}`))).toEqual([]);
  });

  test("every kind of refusal that a module gives has a sentence", () => {
    const t = translatorFor("es");
    const kinds = files.flatMap((path) => {
      const text = readFileSync(join(modules, path), "utf8");
      return [...text.matchAll(/\brefuse\(\s*\{\s*kind:\s*"([a-z][\w-]*)"/g)].map((match) => match[1] ?? "");
    });
    expect(kinds.length).toBeGreaterThan(10);
    expect([...new Set(kinds)].filter((kind) => !t.has(`refusal.${kind}`))).toEqual([]);
  });
});

describe("translate", () => {
  test("I18-1 fills placeholders and chooses the plural form, also of Spanish millions", () => {
    const es = translatorFor("es");
    expect(es("shell.waiting", { count: 1 })).toBe("1 pendiente");
    expect(es("shell.waiting", { count: 0 })).toBe("0 pendientes");
    expect(es("shell.waiting", { count: 1_000_000 })).toBe("1000000 pendientes");
    expect(translatorFor("eu")("today.toTriage", { count: 3 })).toBe("Webeko 3 berri erabakitzeko");
  });

  test("I18-1 knows what it has", () => {
    const t = translatorFor("en");
    expect(t.has("shell.waiting")).toBe(true);
    expect(t.has("refusal.no-such-thing")).toBe(false);
  });

  test("I18-1 plural forms are those of CLDR", () => {
    for (const language of ["es", "eu", "en"] as const) {
      const cldr = new Intl.PluralRules(language);
      const t = translatorFor(language);
      for (const count of [0, 1, 2, 5, 21, 100, 1_000, 1_000_000, 2_000_000, 1_500_000]) {
        const form = languages[language].get(`shell.waiting_${cldr.select(count)}`);
        expect(t("shell.waiting", { count })).toBe(form?.replace("{{count}}", String(count)));
      }
    }
  });
});
