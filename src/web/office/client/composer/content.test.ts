import { describe, expect, test } from "vitest";
import type { DraftContent } from "../../draft-content.ts";
import type { ProfileView } from "../../views.ts";
import { asThread, backToCommon, handMeters, isForked, languagesOf, isTooLong, languageState, liveEditions, sameContent, textAt, withFraming, withProfile, withText } from "./content.ts";

const [MAIN, TRAFFIC, FEED] = ["01890000-0000-7000-8000-000000000011", "01890000-0000-7000-8000-000000000012", "01890000-0000-7000-8000-000000000013"];
const empty: DraftContent = { title: "", unitId: null, profiles: [], texts: {}, forks: {}, media: [], citations: [], exception: null, due: null };
const draft: DraftContent = { ...empty, profiles: [MAIN, TRAFFIC], texts: { es: "Corte de tráfico", eu: "Trafiko-mozketa" } };

const profile = (id: string, layout: ProfileView["layout"], counting: "graphemes" | "mastodon" = "mastodon", languages = ["es", "eu"]): ProfileView => ({
  id, network: "activitypub", handle: "h", address: "@h@c.example", displayName: { es: id }, summary: {}, unitId: null, unit: null, languages, layout,
  state: "active", enteredAt: "2026-01-01T00:00:00.000Z", reason: "", url: "", followers: 0, spoken: true, openedOn: null, profileKind: "institutional", ring: 2, act: "", promoter: null, credentialsMail: null, certifiedAt: null, certificationDue: false, foundAs: null, standingSince: "2026-09-01T08:00:00.000Z", gapDays: 0, lastPublishedAt: null, managers: [],
  connection: null, limits: { charactersPerLink: null, counting, maxCharacters: 500, maxMedia: 4, maxAlt: 1_500, threads: counting === "mastodon" },
  promise: { week: [[], [], [], [], [], [], []], holiday: [], firstResponseMinutes: 120, own: false },
});

describe("EDI-2 one common text a language, with a fork per profile", () => {
  test("EDI-2 typing in a profile's tab gives it a text of its own and leaves the common one", () => {
    const forked = withText(draft, TRAFFIC, "es", "Mayor cerrada");
    expect(textAt(forked, TRAFFIC, "es")).toBe("Mayor cerrada");
    expect([textAt(forked, "common", "es"), textAt(forked, MAIN, "es"), textAt(forked, TRAFFIC, "eu")]).toEqual(["Corte de tráfico", "Corte de tráfico", "Trafiko-mozketa"]);
    expect([isForked(forked, TRAFFIC, "es"), isForked(forked, TRAFFIC, "eu"), isForked(forked, MAIN, "es")]).toEqual([true, false, false]);
  });

  test("EDI-2 an emptied fork stays its own: it does not fall back to the common text while typing", () => {
    expect(textAt(withText(draft, MAIN, "es", ""), MAIN, "es")).toBe("");
  });

  test("EDI-2 back to the common text language by language; the last one leaves no trace", () => {
    const both = withText(withText(draft, MAIN, "es", "a"), MAIN, "eu", "b");
    expect(backToCommon(both, MAIN, "es").forks).toEqual({ [MAIN]: { eu: "b" } });
    expect(sameContent(backToCommon(backToCommon(both, MAIN, "es"), MAIN, "eu"), draft)).toBe(true);
  });

  test("EDI-2 what changes in the common text reaches the profiles that follow it, and no other", () => {
    const forked = withText(withText(draft, MAIN, "es", "propio"), "common", "es", "nuevo común");
    expect([textAt(forked, MAIN, "es"), textAt(forked, TRAFFIC, "es")]).toEqual(["propio", "nuevo común"]);
  });

  test("EDI-2 a profile that is left out loses the frame that was its own; what says nothing leaves no trace", () => {
    const frame = { left: 0, top: 0, width: 300, height: 300 };
    const picture = { assetId: FEED, alt: {} };
    const framed = { ...draft, media: [withFraming(picture, { focus: { x: 1, y: 2 }, frame, frames: { [TRAFFIC]: null } })] };
    expect(withProfile(framed, TRAFFIC, false, [MAIN, TRAFFIC]).media).toEqual([{ ...picture, focus: { x: 1, y: 2 }, frame }]);
    expect(withProfile(framed, MAIN, false, [MAIN, TRAFFIC]).media).toEqual(framed.media);
    expect(withFraming({ ...picture, frame }, { frames: {} })).toEqual(picture);
  });

  test("EDI-2 a profile that is left out loses its own texts; chosen ones keep the order of the register", () => {
    const order = [MAIN, TRAFFIC, FEED];
    const forked = withText(draft, MAIN, "es", "propio");
    expect(withProfile(forked, MAIN, false, order)).toMatchObject({ profiles: [TRAFFIC], forks: {} });
    expect(withProfile(withProfile(draft, FEED, true, order), MAIN, true, order).profiles).toEqual([MAIN, TRAFFIC, FEED]);
    expect(withProfile(forked, FEED, true, order).forks).toEqual({ [MAIN]: { es: "propio" } });
  });
});

describe("EDI-2 live meters", () => {
  test("EDI-2 each profile's posts are counted as its network counts, languages together or apart", () => {
    const link = "https://www.ciudad.example/es/una/direccion/muy/larga/que/cuenta/veintitres";
    const content = { ...draft, profiles: [MAIN, TRAFFIC, FEED], texts: { es: link, eu: "bai" } };
    const editions = liveEditions(content, [profile(MAIN, "separate"), profile(TRAFFIC, "bilingual"), profile(FEED, "separate", "graphemes", ["es"])]);
    expect(editions.map(({ profile: { id }, languages, posts }) => [id, languages.join("+"), ...posts.map(({ characters }) => characters)])).toEqual([
      [MAIN, "es", 23], [MAIN, "eu", 3], [TRAFFIC, "es+eu", 23 + 2 + 3], [FEED, "es", link.length],
    ]);
  });

  test("EDI-3 what does not fit becomes a thread where it is written, in parts that fit with every language; elsewhere it stays whole", () => {
    const sentences = (word: string) => Array.from({ length: 12 }, (_, index) => `${word} ${index + 1} con unas cuantas palabras más para que sea larga.`).join(" ");
    const long = { ...draft, profiles: [MAIN, FEED], texts: { es: sentences("Frase"), eu: sentences("Esaldia") } };
    const all = [profile(MAIN, "bilingual"), profile(FEED, "bilingual", "graphemes")];
    const [before] = liveEditions(long, all);
    if (!before) throw new Error("no edition");
    expect([isTooLong(before), before.posts.length]).toEqual([true, 1]);
    const divided = asThread(long, before);
    expect(divided.forks).toEqual({});
    const [thread, feed] = liveEditions(divided, all);
    expect(thread?.posts.length).toBeGreaterThan(2);
    expect(thread && isTooLong(thread)).toBe(false);
    expect(thread?.posts.map(({ languages }) => languages.join("+"))).toContain("es+eu");
    expect(feed?.posts.map(({ text }) => text)).toEqual([feed?.text]);
    expect(feed?.text).not.toContain("---");
    // A text that fits whole stays one post however it is divided.
    expect(liveEditions({ ...long, texts: { es: "Uno\n---\nDos" } }, all)[0]?.posts.map(({ text }) => text)).toEqual(["Uno\n\nDos"]);
  });

  test("EDI-2 a profile that is no longer in the register makes no post", () => {
    expect(liveEditions(draft, [profile(MAIN, "bilingual")]).map((edition) => edition.profile.id)).toEqual([MAIN]);
  });
});

test("EDI-2 the common text is counted on each network that is written to by hand, once however many profiles there are", () => {
  const byHand = (network: ProfileView["network"]): ProfileView => ({ ...profile(FEED, "separate"), network, spoken: false });
  // Of blogs nobody knows what they take.
  const profiles = [profile(MAIN, "bilingual"), byHand("x"), byHand("x"), byHand("telegram"), byHand("blog"), { ...byHand("bluesky"), state: "closed" as const }];
  expect(handMeters({ ...draft, texts: { es: "Más en https://ciudad.example/una/pagina/larga 🎉", eu: " " } }, profiles)).toEqual([
    { network: "x", language: "es", characters: 7 + 23 + 1 + 2, most: 280 },
    { network: "telegram", language: "es", characters: 49, most: 4_096 },
  ]);
});

describe("EDI-R2 languages", () => {
  test("EDI-R2 an official language is written or missing; another one is nobody's duty", () => {
    expect([languageState(draft, "es", ["es", "eu"]), languageState({ ...draft, texts: { es: "a", eu: "  " } }, "eu", ["es", "eu"]), languageState(draft, "en", ["es", "eu"])])
      .toEqual(["written", "missing", "optional"]);
  });

  test("EDI-R2 own texts of every profile are as good as a common one", () => {
    const forked = withText(withText({ ...draft, texts: {} }, MAIN, "eu", "bai"), TRAFFIC, "eu", "bai");
    expect(languageState(forked, "eu", ["es", "eu"])).toBe("written");
    expect(languageState(backToCommon(forked, MAIN, "eu"), "eu", ["es", "eu"])).toBe("missing");
  });

  test("the council's languages come first, then those that only profiles speak", () => {
    expect(languagesOf([profile(MAIN, "separate", "mastodon", ["en", "eu"])], ["es", "eu"])).toEqual(["es", "eu", "en"]);
  });
});

test("the order in which a record was filled is no difference", () => {
  expect(sameContent({ ...empty, texts: { es: "a", eu: "b" } }, { ...empty, texts: { eu: "b", es: "a" } })).toBe(true);
  expect(sameContent({ ...empty, profiles: [MAIN, FEED] }, { ...empty, profiles: [FEED, MAIN] })).toBe(false);
});
