import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { instantOf } from "#kernel/instant.ts";
import { checkPublication, type CheckInput, type Finding } from "./checks.ts";
import { type Content, emptyContent } from "./content.ts";
import { composeEditions, type Edition, postsOf } from "./editions.ts";
import { readReplacements } from "./manner.ts";

const city = "city" as Id<"profile">;
const elsewhere = "elsewhere" as Id<"profile">;
const unit = "mobility" as Id<"unit">;
const item = "item" as Id<"item">;
const asset = "asset" as Id<"asset">;
const now = instantOf(Date.UTC(2026, 8, 21, 8));

const sound: Content = {
  ...emptyContent,
  title: "Corte", unitId: unit, profiles: [city], citations: [{ itemId: item }],
  texts: { es: "Corte en la calle Mayor", eu: "Kale Nagusia itxita" },
  media: [{ assetId: asset, alt: { es: "Plano del desvío por la calle del Molino", eu: "Desbideratzearen planoa" } }],
};
const profile = { id: city, name: "Robledal informa", languages: ["es", "eu"], mayPost: true, mayAnswer: true, reached: true, takesVideo: true, network: "activitypub", dailyMost: 2, connection: "none" as const, limits: { maxCharacters: 500, maxMedia: 4, maxAlt: 1_500 } };

const posts = (edition: Edition) => postsOf(edition, { threads: true, fits: (text) => text.length <= 500 }).map((post) => ({ ...post, characters: post.text.length }));

function check(content: Partial<Content> = {}, more: Partial<CheckInput> = {}): readonly Finding[] {
  const whole = { ...sound, ...content };
  const editions = composeEditions(whole, [{ id: city, languages: ["es", "eu"], layout: "bilingual" }]);
  return checkPublication({
    content: whole,
    editions: editions.map((edition) => ({ ...edition, posts: posts(edition) })),
    profiles: [profile],
    officialLanguages: ["es", "eu"],
    citations: [{ status: "live", title: "Corte de tráfico", urls: { es: "https://w.example/es/corte", eu: "https://w.example/eu/corte" } }],
    deadLinks: new Map(),
    shared: null,
    shareCounts: new Map(),
    sharesDays: 30,
    assets: new Map([[asset, { fileName: "IMG_2041.jpg", lacks: undefined, mustName: undefined }]]),
    due: null,
    day: "2026-09-21",
    action: null,
    embargo: null,
    now,
    altMinimum: 10,
    officialContacts: ["010", "945 16 11 00"],
    manner: { readabilityMinimum: 55, sentenceWords: 20, tagLength: 12, tagsMost: 1, emojiMost: 3, knownAcronyms: new Set(["DNI"]), inclusive: readReplacements("es: los ciudadanos = la ciudadanía"), placeNames: [], electoral: {} },
    neighbours: [],
    spacingMinutes: 30,
    unattended: new Set(),
    ...more,
  });
}
const rules = (findings: readonly Finding[]) => findings.map((finding) => `${finding.level} ${finding.rule}${finding.language ? ` ${finding.language}` : ""}`);

describe("checks", () => {
  test.each([["missing", true], ["needs-person", true], ["connected", false], ["none", false]] as const)("NET-connection a profile whose connection is %s keeps it from going out: %s", (connection, blocked) => {
    const findings = check({}, { profiles: [{ ...profile, connection }] });
    expect(findings).toMatchObject(blocked ? [{ rule: "NET-connection", level: "block", field: "profiles", profileId: city, data: { profile: "Robledal informa" } }] : []);
  });

  test("find nothing in a sound publication", () => {
    expect(check()).toEqual([]);
  });

  test("EDI-4 a link to a page of the web that is gone is told once for each text", () => {
    const deadLinks = new Map([["https://w.example/viejo", { status: "gone" as const, title: "Viejo" }]]);
    const findings = check({ texts: { es: "Más en https://w.example/viejo, https://w.example/viejo y https://w.example/nuevo", eu: "Kale Nagusia itxita" } }, { deadLinks });
    expect(findings).toMatchObject([{ rule: "EDI-4-link", level: "warn", field: "texts", language: "es", data: { url: "https://w.example/viejo", title: "Viejo", status: "gone" } }]);
  });

  test("EDI-R1 what another profile said is a source while it can be read, and not for whoever said it", () => {
    const others = { citations: [], shared: { isOut: true, profileIds: [elsewhere] } };
    const enough = new Map([[city, { own: 5, shares: 0 }]]);
    expect(check({}, { ...others, shareCounts: enough })).toEqual([]);
    expect(check({}, { ...others, shareCounts: enough, shared: { isOut: false, profileIds: [] } })).toMatchObject([{ rule: "EDI-R1-share", level: "block", field: "citations" }]);
    expect(check({}, { ...others, shareCounts: enough, shared: { isOut: true, profileIds: [elsewhere, city] } })).toMatchObject([{ rule: "EDI-R1-same", level: "block", profileId: city }]);
    // With a page of its own it is a reminder.
    expect(check({}, { shareCounts: enough, shared: { isOut: true, profileIds: [city] } })).toMatchObject([{ rule: "EDI-R1-same", level: "warn" }]);
  });

  test.each([[5, 0, false], [1, 0, false], [0, 0, true], [3, 2, false], [3, 3, true]])("EDI-R8 with %i posts of its own and %i shares in 30 days one more share warns: %s", (own, shares, warns) => {
    const findings = check({}, { shared: { isOut: true, profileIds: [] }, shareCounts: new Map([[city, { own, shares }]]) });
    expect(findings).toMatchObject(warns ? [{ rule: "EDI-R8", level: "warn", field: "profiles", profileId: city, data: { profile: "Robledal informa", shares: shares + 1, own, days: 30 } }] : []);
  });

  test("EDI-10 a date outside of the days of its action deserves a look; without a date it may wait for the first of them", () => {
    const action = { title: "Semana de la movilidad", from: "2026-09-22", to: "2026-09-24" };
    const on = (day: string, dated = true) => rules(check({}, { action, day, due: dated ? { kind: "once", at: instantOf(Date.UTC(2026, 9, 1)) } : null }));
    expect(["2026-09-21", "2026-09-22", "2026-09-24", "2026-09-25"].map((day) => on(day))).toEqual([["warn EDI-10"], [], [], ["warn EDI-10"]]);
    expect([on("2026-09-21", false), on("2026-09-25", false)]).toEqual([[], ["warn EDI-10"]]);
    expect(check({}, { action, day: "2026-09-25" })).toMatchObject([{ field: "due", data: { title: "Semana de la movilidad", from: "2026-09-22", to: "2026-09-24" } }]);
  });

  test("EDI-9 a place that nobody has filled in blocks wherever it stands, also in an emergency, and is named with its line", () => {
    expect(check({
      title: "Aviso {{a}}", exception: "emergency", texts: { es: "Corte\nel {{fecha}} y {{Fecha}} en {{lugar}}", eu: "Kale Nagusia itxita" }, forks: { [city]: { eu: "{{noiz}}" }, other: { eu: "{{inor}}" } },
      media: [{ assetId: asset, alt: { es: "Plano del desvío de {{calle}}", eu: "Desbideratzearen planoa" } }],
    }).filter(({ rule }) => rule === "EDI-9")).toMatchObject([
      { level: "block", field: "title", data: { place: "{{a}}", line: 1 } },
      { level: "block", field: "texts", language: "es", profileId: null, data: { place: "{{fecha}}", line: 2 } },
      { level: "block", field: "texts", language: "es", data: { place: "{{lugar}}", line: 2 } },
      { level: "block", field: "texts", language: "eu", profileId: city, data: { place: "{{noiz}}" } },
      { level: "block", field: "media", language: "es", index: 0, data: { place: "{{calle}}" } },
    ]);
  });

  test("COV-R2 nobody there at that time warns; what is told live is refused", () => {
    expect(check({}, { unattended: new Set([city]) })).toMatchObject([{ rule: "COV-R2", level: "warn", field: "due", profileId: city, data: { profile: "Robledal informa" } }]);
    expect(rules(check({ exception: "live" }, { unattended: new Set([city]) }))).toEqual(["block COV-R2-live"]);
    expect(check({ exception: "live" }, { unattended: new Set(["other" as Id<"profile">]) })).toEqual([]);
  });

  test("EDI-R1 a source of the web must be cited, unless an exception is declared", () => {
    expect(rules(check({ citations: [] }, { citations: [] }))).toEqual(["block EDI-R1"]);
    expect(rules(check({}, { citations: [null] }))).toEqual(["block EDI-R1"]);
    for (const exception of ["live", "emergency", "reply", "greeting"] as const) expect(check({ citations: [], exception }, { citations: [] })).toEqual([]);
  });

  test("EDI-R2 every official language must have its text; in an emergency it only warns", () => {
    expect(rules(check({ texts: { es: "Corte", eu: " " } }))).toEqual(["block EDI-R2 eu"]);
    expect(rules(check({ texts: { es: "Corte" }, exception: "emergency" }))).toEqual(["warn EDI-R2 eu"]);
    expect(check({ texts: { es: "Corte" }, forks: { [city]: { eu: "Itxita" } } })).toEqual([]);
  });

  test("EDI-R4 a video needs captions in each official language, goes alone, and only where video is taken", () => {
    const video = (captions: readonly string[]) => new Map([[asset, { fileName: "baile.mp4", lacks: undefined, mustName: undefined, captions }]]);
    expect(rules(check({}, { assets: video(["es", "eu"]) }))).toEqual([]);
    expect(check({}, { assets: video(["es"]) })).toMatchObject([{ rule: "EDI-R4", level: "block", field: "media", language: "eu", index: 0, data: { number: 1, language: "eu" } }]);
    expect(rules(check({ exception: "emergency" }, { assets: video([]) })).filter((rule) => rule.includes("EDI-R4"))).toEqual(["warn EDI-R4 es", "warn EDI-R4 eu"]);
    const [shown] = sound.media;
    expect(rules(check({ media: shown ? [shown, shown] : [] }, { assets: video(["es", "eu"]) }))).toContain("block NET-video-alone");
    expect(check({}, { assets: video(["es", "eu"]), profiles: [{ ...profile, takesVideo: false }] })).toMatchObject([{ rule: "NET-video", level: "block", field: "profiles", profileId: city, data: { profile: "Robledal informa", number: 1 } }]);
    expect(rules(check({}, { profiles: [{ ...profile, takesVideo: false }] }))).toEqual([]);
  });

  test("EDI-3 of a thread each part has to fit, and the one that does not is named", () => {
    const es = `${"a ".repeat(200)}\n---\n${"b ".repeat(300)}`;
    expect(check({ texts: { ...sound.texts, es }, media: [] }).filter(({ rule }) => rule === "EDI-3" || rule === "NET-length")).toMatchObject([{ rule: "EDI-3", level: "block", field: "texts", profileId: city, data: { part: 2, characters: 599, most: 500, over: 99 } }]);
    expect(check({ texts: { ...sound.texts, es: es.replace(/( b)+ *$/, " b") }, media: [] }).filter(({ level }) => level === "block")).toEqual([]);
  });

  test("EDI-R3 each picture is described in each official language, in ten characters at least, and not by its file name", () => {
    expect(rules(check({ media: [{ assetId: asset, alt: { es: "Plano del desvío" } }] }))).toEqual(["block EDI-R3 eu"]);
    expect(rules(check({ media: [{ assetId: asset, alt: { es: "Plano", eu: "Desbideratzearen planoa" } }] }))).toEqual(["block EDI-R3 es"]);
    expect(rules(check({ media: [{ assetId: asset, alt: { es: "IMG 2041.jpg", eu: "captura_de_pantalla.png" } }] }))).toEqual(["block EDI-R3 es", "block EDI-R3 eu"]);
  });

  test("EDI-R5 a picture without licence, or without the word of who is in it, is not shown; whoever must be named is named", () => {
    const shown = (lacks: string | undefined, mustName?: string) => check({}, { assets: new Map([[asset, { fileName: "IMG_2041.jpg", lacks, mustName }]]) });
    for (const lacks of ["rights", "author", "ground", "consent", "guardian-consent"] as const) {
      expect(shown(lacks)).toMatchObject([{ rule: "EDI-R5", level: "block", field: "media", index: 0, data: { number: 1, lacks } }]);
    }
    expect(shown(undefined, "Ane Gil")).toMatchObject([{ rule: "EDI-R5-credit", level: "warn", data: { number: 1, author: "Ane Gil" } }]);
    const named = { es: "Corte. Foto: Ane Gil", eu: "Itxita. Argazkia: ane gil" };
    expect(check({ texts: named }, { assets: new Map([[asset, { fileName: "IMG_2041.jpg", lacks: undefined, mustName: "Ane Gil" }]]) })).toEqual([]);
  });

  test("EDI-R9 a page that is gone or not in force cannot be cited", () => {
    for (const status of ["gone", "not_in_force"] as const) {
      expect(rules(check({}, { citations: [{ status, title: "Corte", urls: {} }] }))).toEqual(["block EDI-R9"]);
    }
  });

  test("EDI-R10 a text that links to the page in another language is warned of", () => {
    expect(rules(check({ texts: { es: "Corte https://w.example/es/corte", eu: "Itxita https://w.example/es/corte." } }))).toEqual(["warn EDI-R10 eu"]);
    expect(check({ texts: { es: "Corte https://w.example/es/corte", eu: "Itxita https://w.example/eu/corte" } })).toEqual([]);
  });

  test("EDI-R11 neither the past nor an inactive profile", () => {
    expect(rules(check({}, { due: { kind: "once", at: instantOf(Date.parse(now) - 1) } }))).toEqual(["block EDI-R11-past"]);
    expect(check({}, { due: { kind: "once", at: now } })).toEqual([]);
    expect(rules(check({}, { profiles: [{ ...profile, mayPost: false }] }))).toEqual(["block EDI-R11-profile"]);
  });

  test("EDI-R11 a time that the clock shows twice or never is asked, not guessed", () => {
    expect(rules(check({}, { due: { kind: "twice", earlier: now, later: now } }))).toEqual(["block EDI-R11-time"]);
    expect(rules(check({}, { due: { kind: "never", next: now } }))).toEqual(["block EDI-R11-time"]);
  });

  test("EDI-R12 personal data blocks, the council's own contacts do not, an emergency warns", () => {
    expect(rules(check({ texts: { es: "Llame al 600 123 456", eu: "Deitu 945161100" } }))).toEqual(["block EDI-R12 es"]);
    expect(rules(check({ texts: { es: "DNI 12345678Z", eu: "Itxita" }, exception: "emergency" }))).toEqual(["warn EDI-R12 es"]);
  });

  test("the network's limits name profile, excess and field", () => {
    const long = check({ texts: { es: "a".repeat(400), eu: "b".repeat(200) } });
    expect(long).toMatchObject([{ rule: "NET-length", level: "block", field: "texts", profileId: city, data: { characters: 602, most: 500, over: 102 } }]);
    const many = check({ media: Array.from({ length: 5 }, () => sound.media[0]).filter((picture) => picture !== undefined) });
    expect(many).toMatchObject([{ rule: "NET-media", data: { count: 5, most: 4 } }]);
    const wordy = check({ media: [{ assetId: asset, alt: { es: "a".repeat(1_000), eu: "b".repeat(1_000) } }] });
    expect(wordy).toMatchObject([{ rule: "NET-alt", index: 0, data: { most: 1_500 } }]);
  });

  test("a department, a profile and pictures that still exist are needed", () => {
    expect(rules(check({ unitId: null }))).toEqual(["block PUB-unit"]);
    expect(rules(check({ profiles: [] }))).toContain("block PUB-profile");
    expect(rules(check({}, { assets: new Map() }))).toEqual(["block PUB-media-gone"]);
  });

  describe("EDI-R7 a profile is not to talk without a breath, nor all day", () => {
    const due = { kind: "once", at: instantOf(Date.UTC(2026, 8, 21, 12)) } as const;
    const at = (hour: number, minute: number, title = "Otra") => ({ profileId: city, title, at: instantOf(Date.UTC(2026, 8, 21, hour, minute)) });
    const found = (neighbours: CheckInput["neighbours"], content: Partial<Content> = {}) => check(content, { due, neighbours }).map(({ rule, level, data }) => [rule, level, data] as const);

    test("the nearest within the spacing is named, before or after", () => {
      expect(found([at(12, 20), at(11, 50, "La más cercana")])).toEqual([
        ["EDI-R7-spacing", "warn", { profile: "Robledal informa", title: "La más cercana", minutes: 10, least: 30 }],
        ["EDI-R7-day", "warn", { profile: "Robledal informa", posts: 3, most: 2 }],
      ]);
      expect(found([at(12, 30)])).toEqual([]);
      expect(found([{ ...at(12, 0), profileId: "other" as Id<"profile"> }])).toEqual([]);
    });
    test("an emergency may", () => {
      expect(found([at(12, 0), at(12, 1)], { exception: "emergency" })).toEqual([]);
    });
  });

  test("EDI-R13 the same words on two networks are remarked upon once, and not those of two profiles of one", () => {
    const [x, other] = ["x" as Id<"profile">, "other" as Id<"profile">];
    const content: Content = { ...sound, profiles: [city, x, other] };
    const profiles = [profile, { ...profile, id: x, name: "En X", network: "mastodon" }, { ...profile, id: other, name: "Otro" }];
    const editions = composeEditions(content, profiles.map(({ id }) => ({ id, languages: ["es", "eu"], layout: "separate" as const }))).map((edition) => ({ ...edition, posts: posts(edition) }));
    const sameness = (own: Content) => check(own, { profiles, editions: own === content ? editions : editions.map((edition) => (edition.profileId === x ? { ...edition, text: `${edition.text}!` } : edition)) })
      .filter(({ rule }) => rule === "EDI-R13").map(({ data }) => data);
    expect(sameness(content)).toEqual([{ one: "Robledal informa", another: "En X" }]);
    expect(sameness({ ...content })).toEqual([]);
  });

  test("EDI-4 how it is said is advice with its place, once a language", () => {
    expect(check({ texts: { es: "Los ciudadanos opinan sobre el PGOU", eu: "Herritarrek iritzia eman dute" } }).map(({ rule, level, field, language, data }) => [rule, level, field, language, data])).toEqual([
      ["EDI-4-acronym", "warn", "texts", "es", { acronym: "PGOU" }],
      ["EDI-4-inclusive", "warn", "texts", "es", { said: "Los ciudadanos", better: "la ciudadanía" }],
    ]);
  });
});
