import { afterAll, beforeAll, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { enterProfile, type OpenAccount } from "#modules/register/index.ts";
import { moveSource, proveDomain, readSourceHistory, registerSource } from "#modules/sources/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite } from "#tests/site.ts";
import { endVerification, listVerifications, verifyProfile } from "./index.ts";

const database = useDatabase();
const clock = testClock();
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const open: OpenAccount = (_tx, { handle }) => Promise.resolve({ account: handle, url: `https://x.example/${handle}` });
let council: TestCouncil;
let profileId: Id<"profile">;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  site.set("/", { body: "<html lang=es><title>Web</title><body><main>Web municipal</main></body></html>" });
  profileId = expectOk(await run((tx) => enterProfile(tx, open, council.coordinator, {
    network: "x", handle: "robledal", displayName: { es: "Robledal", eu: "Hariztegi" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "separate", reason: "Inventario",
  }, clock.now())));
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const verify = (kind: "rel_me" | "domain" | "badge", evidence = "", actor = council.promoter) => verifyProfile(database.db, egress, clock, actor, { profileId, kind, evidence });

test("PRO-13 a page of a registered web that links to the profile proves it; another page, another link or another department does not", async () => {
  const page = `${site.origin}/redes`;
  site.set("/redes", { body: '<html><body><a rel="me" href="https://x.example/robledal_0ficial">X</a></body></html>' });
  expect(await verify("rel_me", page)).toMatchObject({ refusal: { kind: "not-a-registered-page" } });
  const { sourceId } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "Web", unitId: council.units.mobility }, { pauseMs: 0 }));
  expect(await verify("rel_me", page)).toMatchObject({ refusal: { kind: "no-link-to-profile", profile: "https://x.example/robledal" } });
  expect(await verify("rel_me", `${site.origin}/nothing`)).toMatchObject({ refusal: { kind: "no-link-to-profile" } });
  expect(await verify("rel_me", "")).toMatchObject({ refusal: { kind: "evidence-missing" } });
  site.set("/redes", { body: '<html><body><a rel="noopener me" href="https://www.x.example/robledal/">X</a></body></html>' });
  expect(await verify("rel_me", page, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
  const id = expectOk(await verify("rel_me", page));
  expect(await listVerifications(database.db, profileId)).toMatchObject([{ id, kind: "rel_me", evidence: page }]);
  expect((await listRecordsOf(database.db, { type: "profile", id: profileId })).map(({ kind }) => kind)).toContain("profile.verified");

  // The domain counts once it is proven, and only for what stands under it.
  expect(await verify("domain")).toMatchObject({ refusal: { kind: "not-under-a-proven-domain", host: "x.example" } });
  const { token } = await readSourceHistory(database.db, sourceId);
  site.set("/.well-known/pregonero-proof.txt", { body: token, type: "text/plain" });
  expectOk(await proveDomain(database.db, egress, clock, council.coordinator, sourceId));
  expect(await verify("domain")).toMatchObject({ refusal: { kind: "not-under-a-proven-domain" } });

  expectOk(await run((tx) => endVerification(tx, council.promoter, id, clock.now())));
  expect(await run((tx) => endVerification(tx, council.promoter, id, clock.now()))).toMatchObject({ refusal: { kind: "unknown-verification" } });
  expect(await listVerifications(database.db, profileId)).toEqual([]);
  expectOk(await verify("badge", "Marca gris en la ficha"));
  expectOk(await run((tx) => moveSource(tx, council.coordinator, { sourceId, state: "retired", reason: "prueba" }, clock.now())));
  expect(await verify("rel_me", page)).toMatchObject({ refusal: { kind: "not-a-registered-page" } });
});
