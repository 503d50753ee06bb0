import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR } from "#kernel/instant.ts";
import { setStanding } from "#modules/authority/index.ts";
import { accountUrl } from "#networks/contract/index.ts";
import { inTransaction, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  decideImpostorCase, enterAudienceFact, enterProfile, findOfficial, importProfiles, listAudienceFacts, listImpostorCases, listOfficial, listProfiles, type NewProfile, type OpenAccount, removeAudienceFact, reportImpostor,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
const profiles: Record<string, Id<"profile">> = {};

const open: OpenAccount = (_tx, { network, handle, profileId }) =>
  Promise.resolve(network === "activitypub" ? { account: `https://robledal.example/actors/${profileId}`, url: `https://robledal.example/es/p/${profileId}` } : { account: handle, url: accountUrl(network, handle) });
const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const enter = (profile: Partial<NewProfile> & Pick<NewProfile, "network" | "handle">) => run((tx) => enterProfile(tx, open, council.coordinator, {
  displayName: { es: profile.handle, eu: profile.handle }, summary: {}, unitId: undefined, languages: ["es", "eu"], layout: "bilingual", reason: "Inventario de 2026", ...profile,
}, clock.now()));
const ask = (pasted: string) => findOfficial(database.db, pasted, ["www.robledal.example", "egoitza.robledal.example"]);

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  const all: readonly (Partial<NewProfile> & Pick<NewProfile, "network" | "handle">)[] = [
    { network: "activitypub", handle: "robledal" }, { network: "x", handle: "robledal" }, { network: "facebook", handle: "piscinas.ibaialde", remoteId: "100064123" },
    { network: "youtube", handle: "robledaltv" }, { network: "bluesky", handle: "robledal.example" }, { network: "mastodon", handle: "kirola@masto.example" }, { network: "instagram", handle: "robledal.kirola" },
  ];
  for (const profile of all) profiles[`${profile.network}:${profile.handle}`] = expectOk(await enter(profile));
});

describe("POR-1 is it official?", () => {
  test.each([
    ["https://x.com/Robledal?lang=eu", "x:robledal"], ["mobile.twitter.com/robledal/status/1", "x:robledal"], ["https://www.facebook.com/profile.php?id=100064123", "facebook:piscinas.ibaialde"],
    ["m.facebook.com/Piscinas.Ibaialde/", "facebook:piscinas.ibaialde"], ["@robledal@robledal.example", "activitypub:robledal"], ["https://youtube.com/@RobledalTV", "youtube:robledaltv"],
    ["@kirola@masto.example", "mastodon:kirola@masto.example"], ["https://masto.example/@kirola/114", "mastodon:kirola@masto.example"], ["https://bsky.app/profile/robledal.example", "bluesky:robledal.example"],
  ])("POR-1 %s is", async (pasted, key) => {
    expect(await ask(pasted)).toMatchObject({ kind: "official", profiles: [{ id: profiles[key] }] });
  });

  test("POR-1 a handle alone is looked for on every network", async () => {
    const answer = await ask("@Robledal");
    expect(answer.kind === "official" ? answer.profiles.map((profile) => profile.network).toSorted() : answer).toEqual(["activitypub", "x"]);
  });

  test("POR-1 robledal_0ficial is not, and the nearest official one is told", async () => {
    expect(await ask("https://x.example/robledal_0ficial")).toMatchObject({ kind: "not-official", nearest: { id: profiles["x:robledal"] } });
  });

  test.each(["https://x.com/r0bledal", "https://x.com/robIedal", "https://instagram.com/robledal", "@robledal@masto.example"])("POR-1 %s looks like it and is not", async (pasted) => {
    expect(await ask(pasted)).toMatchObject({ kind: "not-official", nearest: { handle: "robledal" } });
  });

  test("POR-1 the council's own web is told for what it is; what is no address is said so; what is like nothing has no nearest", async () => {
    expect(await ask("https://www.robledal.example/eu/albisteak")).toEqual({ kind: "web", host: "robledal.example" });
    expect(await ask("hola qué tal")).toEqual({ kind: "unreadable" });
    expect(await ask("https://x.com/gatitos_zzz")).toMatchObject({ kind: "not-official", nearest: undefined });
  });

  test("POR-1 a closed one was official, and nobody can take its handle", async () => {
    const id = expectOk(await enter({ network: "x", handle: "viejo_robledal" }));
    await inTransaction(database.db, (tx) => setStanding(tx, { profileId: id, state: "closed", reason: "Cierre" }, clock.now()));
    expect(await ask("x.com/viejo_robledal")).toMatchObject({ kind: "formerly", profile: { id }, closedAt: clock.now() });
    expect(await enter({ network: "x", handle: "Viejo_Robledal" })).toMatchObject({ refusal: { kind: "handle-taken" } });
  });

  test("POR-1 what is being opened or was only found is not told as ours", async () => {
    expectOk(await enter({ network: "x", handle: "aun_cerrado", state: "opening" }));
    expect(await ask("x.com/aun_cerrado")).toMatchObject({ kind: "not-official" });
    expect((await listOfficial(database.db)).some((profile) => profile.handle === "aun_cerrado")).toBe(false);
  });
});

describe("the inventory", () => {
  test("PRO-R9 the same account is not registered twice, under another handle either", async () => {
    expect(await enter({ network: "facebook", handle: "piscinas.nuevas", remoteId: "100064123" })).toMatchObject({ refusal: { kind: "account-registered" } });
  });

  test("PRO-R9 two people entering the same account at once: one does", async () => {
    const both = await Promise.all([enter({ network: "threads", handle: "robledal", remoteId: "7" }), enter({ network: "threads", handle: "robledal2", remoteId: "7" })]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
  });

  test("PRO-R11 credentials are not owned by a mailbox of a person, PRO-R6 nor by one elsewhere", async () => {
    expect(await enter({ network: "x", handle: "correo1", credentialsMail: "amaia.coordina@robledal.example" })).toMatchObject({ refusal: { kind: "mail-of-a-person" } });
    expect(await enter({ network: "x", handle: "correo2", credentialsMail: "robledal@gmail.example" })).toMatchObject({ refusal: { kind: "mail-elsewhere" } });
    expectOk(await enter({ network: "x", handle: "correo3", credentialsMail: "redes.movilidad@robledal.example" }));
  });

  test("PRO-5 a handle is held to its network's limits; PRO-1 kind, ring, act and day are kept", async () => {
    expect(await enter({ network: "x", handle: "ayuntamiento_de_robledal" })).toMatchObject({ refusal: { kind: "handle-too-long", most: 15 } });
    const id = expectOk(await enter({ network: "telegram", handle: "https://t.me/robledal", kind: "emergency", ring: 1, act: "Decreto 4/2019", openedOn: "2019-05-02" }));
    expect((await listProfiles(database.db, { ids: [id] }))[0]).toMatchObject({ handle: "robledal", kind: "emergency", ring: 1, act: "Decreto 4/2019", openedOn: "2019-05-02", channelKind: "messaging" });
  });
});

describe("POR-9 reporting an impostor", () => {
  const report = (address: string, visitor = "203.0.113.7") =>
    run((tx) => reportImpostor(tx, { address, note: "Pide datos bancarios", nearestId: profiles["x:robledal"], by: { visitor, salt: "s" } }, clock.now()));

  test("POR-9 anybody's report is a case that a coordinator sees; the same account again is the same case", async () => {
    const id = expectOk(await report("https://x.example/robledal_0ficial"));
    expect(expectOk(await report("x.com/Robledal_0ficial", "203.0.113.8"))).toBe(id);
    expect(await listImpostorCases(database.db, { open: true })).toMatchObject([{ id, network: "x", handle: "robledal_0ficial", origin: "public" }]);
  });

  test("POR-9 a visitor is stopped after so many in an hour, and then forgotten; others are not stopped", async () => {
    for (let n = 0; n < 4; n += 1) expectOk(await report(`https://x.com/falso_${n}`));
    expect(await report("https://x.com/falso_9")).toMatchObject({ refusal: { kind: "too-many-reports" } });
    expectOk(await report("https://x.com/falso_9", "203.0.113.9"));
    clock.advance(HOUR + 1);
    expectOk(await report("https://x.com/falso_10"));
  });

  test("PRO-12 a coordinator decides once; what is found to be an impostor is in the register as found and the lookup says so", async () => {
    const found = (await listImpostorCases(database.db, { open: true })).find((each) => each.handle === "robledal_0ficial");
    if (!found) throw new Error("no case");
    const word = { id: found.id, decision: "impersonator", reason: "Suplanta al Ayuntamiento; denunciado a X" } as const;
    expect(await run((tx) => decideImpostorCase(tx, open, council.promoter, word, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    const both = await Promise.all([council.coordinator, council.secondCoordinator].map((actor) => run((tx) => decideImpostorCase(tx, open, actor, word, clock.now()))));
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => !each.ok)).toMatchObject({ refusal: { kind: "case-decided" } });
    expect(await ask("x.com/robledal_0ficial")).toMatchObject({ kind: "not-official", knownAs: "impersonator", nearest: { handle: "robledal" } });
  });
});

describe("PRO-15 an inventory from a list", () => {
  const document = [
    "network;handle;name_es;name_eu;unit;kind;opened_on;last_post;credentials_mail;found_as",
    "x;@deporte_robl;Deporte;Kirola;Deporte;facility;2015-03-01;2026-09-01;redes.kirola@robledal.example;",
    "x;deporte_robl;Deporte;Kirola;Deporte;facility;;;;",
    "myspace;antiguo;Antiguo;Zaharra;;;;;;",
    "instagram;cultura;Cultura;Kultura;Cultura que no existe;;;;;",
    "telegram;https://t.me/robledal_avisos;Avisos;Oharrak;;emergency;;;;",
    "facebook;robledal.fans;;;;;;;;unofficial",
    "tiktok;sinnombre;Sin nombre;;;;;;;",
  ].join("\r\n");

  test("PRO-15 each row is entered or says why not, and the wrong ones keep nobody else out", async () => {
    const rows = expectOk(await run((tx) => importProfiles(tx, open, council.coordinator, document, clock.now())));
    expect(rows.map(({ line, outcome, refusal }) => [line, outcome, refusal?.kind ?? null])).toEqual([
      [2, "entered", null], [3, "refused", "handle-taken"], [4, "refused", "import-network"], [5, "refused", "import-unit"], [6, "entered", null], [7, "entered", null], [8, "refused", "name-missing"],
    ]);
    const profile = (await listProfiles(database.db, { network: "x", handle: "deporte_robl" }))[0];
    expect(profile).toMatchObject({ unitId: council.units.sports, kind: "facility", openedOn: "2015-03-01", toldPostAt: "2026-09-01T12:00:00.000Z", state: "active" });
    expect(await ask("facebook.com/robledal.fans")).toMatchObject({ kind: "not-official", knownAs: "unofficial" });
  });

  test("PRO-15 only a coordinator brings one, and a document without its columns is refused whole", async () => {
    expect(await run((tx) => importProfiles(tx, open, council.promoter, document, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => importProfiles(tx, open, council.coordinator, "red,usuario\nx,y", clock.now()))).toMatchObject({ refusal: { kind: "list-columns", columns: ["network", "handle"] } });
  });
});

describe("S4 what studies say of the use of networks", () => {
  const fact = { network: "tiktok" as const, ageBand: "16-24", share: 57.5, base: "Habitantes con internet", source: "Eustat, ESI", year: 2025 };
  const enterFact = (change: Partial<typeof fact> = {}, actor = council.coordinator) => run((tx) => enterAudienceFact(tx, actor, { ...fact, ...change }, clock.now()));

  test("a coordinator enters one with its study, and takes it out", async () => {
    expect(await enterFact({}, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await enterFact({ share: 100.1 })).toMatchObject({ refusal: { kind: "bad-share" } });
    expect(await enterFact({ share: Number.NaN })).toMatchObject({ refusal: { kind: "bad-share" } });
    expect(await enterFact({ year: 2999 })).toMatchObject({ refusal: { kind: "bad-year" } });
    expect(await enterFact({ source: " " })).toMatchObject({ refusal: { kind: "source-missing" } });
    const id = expectOk(await enterFact());
    expect(await listAudienceFacts(database.db)).toEqual([{ id, ...fact }]);
    expect(await run((tx) => removeAudienceFact(tx, council.promoter, id, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => removeAudienceFact(tx, council.coordinator, id, clock.now())));
    expect(await listAudienceFacts(database.db)).toEqual([]);
    expect(await run((tx) => removeAudienceFact(tx, council.coordinator, id, clock.now()))).toMatchObject({ refusal: { kind: "unknown-fact" } });
  });
});
