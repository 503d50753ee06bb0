import { sql } from "kysely";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import type { Actor } from "#modules/authority/index.ts";
import { sendDueMail, tellPeople } from "#modules/notices/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { harvestChannel, listProposals, registerSource, triageItem } from "#modules/sources/index.ts";
import type { MailServer } from "#platform/config.ts";
import { inTransaction, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { silentLog } from "#platform/log.ts";
import { createMailer, type Mail } from "#platform/mail/index.ts";
import { stopPublishing } from "#modules/publishing/index.ts";
import { officeTelling } from "#web/office/server/notice-things.ts";
import { enterAbsence } from "#modules/staffing/index.ts";
import { instant, testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { insertApproved } from "#tests/deliveries.ts";
import { useDatabase } from "#tests/database.ts";
import { type DebianSmtp, debianSmtp } from "#tests/debian-smtp.ts";
import { startSite, type TestSite } from "#tests/site.ts";

// Everything is the product's own, and the mail server is Debian's: what is read back is what it took.
const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const origin = "https://redes.robledal.example";
let council: TestCouncil;
let director: Actor;
let site: TestSite;
let egress: Egress;
let smtp: DebianSmtp;
let items: readonly Id<"item">[];

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const serverAt = (port: number, more: Partial<MailServer> = {}): MailServer => ({ host: "127.0.0.1", port, security: "none", user: undefined, password: undefined, from: "avisos@robledal.example", ...more });
const telling = () => officeTelling({ db: database.db, clock, example: false }, origin);
const turn = async () => {
  await tellPeople({ db: database.db, telling: telling(), log: silentLog }, clock.now());
  await sendDueMail({ db: database.db, clock, log: silentLog, mailer: createMailer(serverAt(smtp.port)), telling: telling(), host: "redes.robledal.example", leaseMs: 300_000 });
};

/** Headers and the plain text of a mail, as a reader's program would show them. */
const opened = (mail: string) => {
  const [head = "", ...rest] = mail.replaceAll("\r\n", "\n").split("\n\n");
  const header = (name: string) => new RegExp(`^${name}: (.*(?:\n[ \t].*)*)$`, "m").exec(head)?.[1]?.replaceAll(/\?=\s+=\?/g, "?==?").replaceAll(/\n[ \t]/g, " ") ?? "";
  const bytes = (text: string) => Buffer.from(text.replaceAll(/=\n/g, "").replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8");
  return {
    to: header("To"), id: header("Message-ID"), language: header("Content-Language"),
    subject: header("Subject").replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/g, (_, text: string) => bytes(text.replaceAll("_", " "))),
    body: bytes(rest.join("\n\n")),
  };
};
const mailsTo = async (address: string) => (await smtp.read()).map(opened).filter(({ to }) => to === address);

beforeAll(async () => {
  smtp = await debianSmtp();
  council = await foundTestCouncil(database.db, clock.now());
  director = await enterStaff(database.db, { name: "Elena Dirige", postType: "director", role: "director", unitId: council.units.mobility }, clock.now());
  await sql`update authority.person set language = 'eu' where id = ${director.personId}`.execute(database.owner);
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
  const entries = Array.from({ length: 7 }, (_, n) => `<item><title>Noticia ${n} &lt;b&gt;ojo&lt;/b&gt;</title><link>${site.origin}/n/${n}?idioma=es</link></item>`);
  site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>Movilidad</title>${entries.join("")}</channel></rss>`, type: "application/rss+xml" });
  const source = { url: `${site.origin}/rss.xml`, name: { es: "Movilidad", eu: "Mugikortasuna" }, unitId: council.units.mobility };
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, source, { pauseMs: 0 }));
  for (const { id } of registered.found) await harvestChannel(database.db, egress, clock, id, { pauseMs: 0 });
  items = (await listProposals(database.db, { state: "waiting" }, clock.now())).items.map(({ itemId }) => itemId);
});
afterAll(() => Promise.all([smtp.stop(), egress.close(), site.close()]));

describe("FLO-R1 by mail", () => {
  test("FLO-R1 acceptance: of 7 items 6 are decided; the promoter's digest lists the seventh, in text and without markup", async () => {
    expect(items).toHaveLength(7);
    for (const [n, itemId] of items.slice(0, 6).entries()) {
      expectOk(await run((tx) => triageItem(tx, council.promoter, n < 4 ? { itemId, decision: "publish", reason: null } : { itemId, decision: "not_applicable", reason: "already_covered" }, clock.now())));
    }
    clock.set("2026-09-22T06:00:00Z");
    await turn();
    await turn();
    const mails = await mailsTo("carmen.movilidad@robledal.example");
    expect(mails).toHaveLength(1);
    const [digest] = mails;
    expect(digest).toMatchObject({ subject: "Resumen del 22 de septiembre (2)", language: "es", id: expect.stringMatching(/^<[0-9a-f-]{36}@redes\.robledal\.example>$/) });
    expect(digest?.body.match(/- Proponer: Noticia \d/g)).toHaveLength(1);
    expect(digest?.body).toContain(`${origin}/app/proposals`);
    expect(digest?.body).not.toContain("<b>");
    // Nobody else's department is in it.
    expect(await mailsTo("dani.deporte@robledal.example")).toEqual([]);
  });

  test("FLO-R1 the director is warned on the 4th day, at once, once, in her language", async () => {
    clock.set("2026-09-24T07:59:00Z");
    await turn();
    expect((await mailsTo("elena.dirige@robledal.example")).filter(({ subject }) => subject.startsWith("Erabaki gabe"))).toEqual([]);
    clock.set("2026-09-24T08:01:00Z");
    await turn();
    clock.set("2026-09-24T09:00:00Z");
    await turn();
    expect((await mailsTo("elena.dirige@robledal.example")).filter(({ subject }) => subject.startsWith("Erabaki gabe"))).toMatchObject([{ subject: "Erabaki gabe: Webeko berri 1 erabakitzeko", language: "eu" }]);
  });

  test("5.3 what goes out within the hour with nobody to attend it is told, once, to who manages it, its department and the coordination", async () => {
    clock.set("2026-09-24T09:10:00Z");
    const profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `${origin}/p/${id}` }), council.coordinator, {
      network: "feed", handle: "obras", displayName: { es: "Obras", eu: "Obrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de obras",
    }, clock.now())));
    const miren = await enterStaff(database.db, { name: "Miren Obras", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    const post = (text: string, dueAt: string) => insertApproved(database.owner, { profileId, personId: council.coordinator.personId, network: "feed", dueAt: instant(dueAt), text }, clock.now());
    await post("Corte en la calle Mayor", "2026-09-24T10:05:00Z");
    // Later, and when the profile is not attended, nobody has to be there.
    await post("Fin de las obras", "2026-09-24T13:00:00Z");
    await post("Mañana hay mercado", "2026-09-24T20:00:00Z");
    const told = async () => (await smtp.read()).map(opened).filter(({ subject }) => subject.startsWith("Sin atención"));
    await turn();
    expect(await told()).toEqual([]);
    expectOk(await run((tx) => enterAbsence(tx, miren, { personId: miren.personId, kind: "unplanned", when: { from: "2026-09-24", to: "2026-09-24" }, note: "" }, clock.now())));
    await turn();
    await turn();
    expect((await told()).map(({ to, subject }) => `${to} ${subject}`).toSorted()).toEqual([
      "amaia.coordina@robledal.example Sin atención: Corte en la calle Mayor (y 1 más)", "ben.at.coordina@robledal.example Sin atención: Corte en la calle Mayor (y 1 más)",
      "carmen.movilidad@robledal.example Sin atención: Corte en la calle Mayor (y 1 más)", "miren.obras@robledal.example Sin atención: Corte en la calle Mayor",
    ]);
    clock.set("2026-09-24T19:30:00Z");
    await turn();
    expect(await told()).toHaveLength(4);
  });

  test("5.3 a panic stop at night reaches those who coordinate and manage", async () => {
    const profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `${origin}/p/${id}` }), council.coordinator, {
      network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
    }, clock.now())));
    await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
    clock.set("2026-09-24T23:30:00Z");
    expectOk(await run((tx) => stopPublishing(tx, council.coordinator, { profileIds: null, reason: "Cuenta robada" }, clock.now())));
    await turn();
    const told = (await smtp.read()).map(opened).filter(({ subject }) => subject.startsWith("Parada"));
    expect(told.map(({ to }) => to).toSorted()).toEqual(["amaia.coordina@robledal.example", "ben.at.coordina@robledal.example", "jon.gestiona@robledal.example", "miren.obras@robledal.example"]);
    // Why is read in the office, not in mail.
    for (const { body } of told) expect(body).not.toContain("robada");
  });
});

describe("5.3 over TLS, to Debian's server", () => {
  const mail: Mail = { messageId: "<1@robledal.example>", to: "ane@robledal.example", subject: "Prueba", text: "Prueba", html: "<p>Prueba</p>", language: "es", at: "2026-09-21T08:00:00.000Z" };

  test.each(["starttls", "tls"] as const)("5.3 %s: sent when the certificate is trusted, and nothing leaves when it is not", async (security) => {
    const server = await debianSmtp(security);
    const trusted = getCACertificates("default");
    const handed: string[] = [];
    const send = () => createMailer(serverAt(server.port, { security })).send(mail, () => {
      handed.push(security);
      return Promise.resolve(true);
    });
    try {
      expect(await send()).toMatchObject({ kind: "retry" });
      expect(handed).toEqual([]);
      setDefaultCACertificates([...trusted, server.certificate]);
      expect(await send()).toEqual({ kind: "sent" });
      expect((await server.read()).map(opened)).toMatchObject([{ subject: "Prueba", id: "<1@robledal.example>" }]);
    } finally {
      setDefaultCACertificates(trusted);
      await server.stop();
    }
  });
});

test("5.3 the database holds no mail with more than what locates", async () => {
  const { rows } = await inTransaction(database.db, (tx) => sql<{ keys: string }>`select distinct jsonb_object_keys(line) as keys from notices.mail, jsonb_array_elements(lines) as line`.execute(tx));
  expect(rows.map(({ keys }) => keys).toSorted()).toEqual(["key", "label", "path", "title"]);
});
