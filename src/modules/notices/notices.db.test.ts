import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE, SECOND } from "#kernel/instant.ts";
import { endAppointments } from "#modules/authority/index.ts";
import { inTransaction } from "#platform/database.ts";
import { armFaults } from "#platform/faults.ts";
import { silentLog } from "#platform/log.ts";
import { createMailer, type Mailer } from "#platform/mail/index.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { type ScriptedSmtp, scriptedSmtp } from "#tests/smtp.ts";
import { dropUnsentMail, findMailTrouble, listMailTo, readNoticePreferences, sendTrial, setNoticePreferences } from "./index.ts";
import { usualModes } from "./rules/telling.ts";
import { forgetOldMail, type Telling, tellPeople, type WaitingThing } from "./sweep.ts";
import { type PostOffice, sendDueMail } from "./worker.ts";

const database = useDatabase();
const clock = testClock("2026-09-01T06:00:00Z");
let council: TestCouncil;
let smtp: ScriptedSmtp;
let mailer: Mailer;
let waiting: readonly WaitingThing[] = [];
let undecidedOf: readonly string[] = [];

const thing = (key: string, more: Partial<WaitingThing> = {}): WaitingThing => ({ key, group: "publishing", weight: "usual", label: "Aprobar", title: key, path: `/publications/${key}`, ...more });

// What waits is the test's; who is told, when and once is the module's, on the real database and over a real connection.
const telling: Telling = {
  listWaiting: (person) => Promise.resolve(person.id === council.promoter.personId ? waiting : []),
  listUndecided: (person, days) => {
    if (person.id !== council.promoter.personId) return Promise.resolve([]);
    undecidedOf = days;
    return Promise.resolve([{ key: "undecided 7", label: "Proponer", title: "The seventh", path: "/proposals" }]);
  },
  write: (_person, { kind, lines }) => Promise.resolve({ subject: `${kind}: ${lines.map(({ title }) => title).join(", ")}`, text: "texto", html: "<p>texto</p>", language: "es" }),
};

const office = (more: Partial<PostOffice> = {}): PostOffice => ({ db: database.db, clock, log: silentLog, mailer, telling, host: "robledal.example", leaseMs: 5 * MINUTE, ...more });
const tell = () => tellPeople({ db: database.db, telling, log: silentLog }, clock.now());
const mails = async () => (await listMailTo(database.db, council.promoter.personId)).map(({ kind, state, code, count }) => ({ kind, state, code, count }));
const subjects = () => smtp.received.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]?.trim());
const ids = () => smtp.received.map((mail) => /^Message-ID: (.*)$/m.exec(mail)?.[1]?.trim());

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  smtp = await scriptedSmtp();
  mailer = createMailer({ host: "127.0.0.1", port: smtp.port, security: "none", user: undefined, password: undefined, from: "avisos@robledal.example" }, { connectMs: 1_000, silenceMs: 1_000 });
});
afterAll(() => smtp.close());
beforeEach(async () => {
  clock.set("2026-09-21T10:00:00Z");
  waiting = [];
  undecidedOf = [];
  smtp.answer({});
  smtp.received.splice(0);
  armFaults(() => undefined);
  await sql`delete from notices.mail`.execute(database.owner);
  await sql`delete from notices.told`.execute(database.owner);
  await sql`delete from notices.preference`.execute(database.owner);
  // The digest of the day is out of the way where it is not what is tested.
  await sql`insert into notices.mail (id, person_id, kind, day, lines, state, next_at, created_at, ended_at)
    select gen_random_uuid(), id, 'digest', '2026-09-21', '[]', 'dropped', ${clock.now()}, ${clock.now()}, ${clock.now()} from authority.person`.execute(database.owner);
});

describe("5.3 telling", () => {
  test("5.3 a thing is told once, by one mail, whoever looks and however often", async () => {
    waiting = [thing("a"), thing("b")];
    await Promise.all([tell(), tell(), tell()]);
    waiting = [thing("a"), thing("b"), thing("c")];
    await tell();
    await Promise.all([sendDueMail(office()), sendDueMail(office()), sendDueMail(office())]);
    await sendDueMail(office());
    const told = subjects().join(" ");
    for (const key of ["a", "b", "c"]) expect(told.match(new RegExp(`\\b${key}\\b`, "g"))).toHaveLength(1);
    expect((await mails()).every(({ state }) => state === "sent")).toBe(true);
  });

  test("5.3 at night only what is urgent comes; the rest in the morning, and what was done meanwhile never", async () => {
    clock.set("2026-09-21T20:00:00Z");
    waiting = [thing("urgent", { weight: "urgent" }), thing("later"), thing("done")];
    await tell();
    await sendDueMail(office());
    expect(subjects()).toEqual(["now: urgent"]);
    waiting = [thing("urgent", { weight: "urgent" }), thing("later")];
    clock.set("2026-09-22T05:00:00Z");
    await tell();
    await sendDueMail(office());
    expect(subjects()).toEqual(["now: urgent", "now: later"]);
  });

  test("5.3 a mail that waits for its turn does not tell of what was done meanwhile", async () => {
    waiting = [thing("a"), thing("b")];
    await tell();
    waiting = [thing("b")];
    await sendDueMail(office());
    expect(subjects()).toEqual(["now: b"]);
    waiting = [thing("c")];
    await tell();
    waiting = [];
    await sendDueMail(office());
    expect(subjects()).toEqual(["now: b"]);
    const { rows } = await sql<{ state: string }>`select state from notices.mail where lines @> '[{"key": "c"}]'`.execute(database.db);
    expect(rows).toEqual([{ state: "dropped" }]);
  });

  test("5.3 each chooses: daily, nothing, hours of their own", async () => {
    const set = (preferences: Parameters<typeof setNoticePreferences>[2]) => inTransaction(database.db, (tx) => setNoticePreferences(tx, council.promoter, preferences, clock.now()));
    waiting = [thing("a")];
    for (const mode of ["daily", "none"] as const) {
      expectOk(await set({ modes: { ...usualModes, publishing: mode }, hours: null }));
      await tell();
      expect(await mails()).toEqual([]);
    }
    expectOk(await set({ modes: usualModes, hours: "22:00-06:00" }));
    await tell();
    expect(await mails()).toEqual([]);
    clock.set("2026-09-21T21:00:00Z");
    await tell();
    expect(await mails()).toMatchObject([{ kind: "now", count: 1 }]);
    expect(await set({ modes: usualModes, hours: "22:00-22:00" })).toEqual({ ok: false, refusal: { kind: "bad-hours" } });
    expect(await readNoticePreferences(database.db, council.promoter.personId)).toMatchObject({ hours: "22:00-06:00" });
  });

  test("FLO-R1 one digest a working day, of the days since the last, with what nobody decided and what waits", async () => {
    await sql`delete from notices.mail`.execute(database.owner);
    waiting = [thing("debts", { group: "flow", weight: "daily" })];
    clock.set("2026-09-21T05:59:00Z");
    await tell();
    expect(await mails()).toEqual([]);
    clock.set("2026-09-21T06:00:00Z");
    await Promise.all([tell(), tell()]);
    await sendDueMail(office());
    expect(subjects()).toEqual(["digest: The seventh, debts"]);
    expect(undecidedOf).toEqual(["2026-09-18", "2026-09-19", "2026-09-20"]);
    clock.set("2026-09-22T06:00:00Z");
    await tell();
    expect(undecidedOf).toEqual(["2026-09-21"]);
    expect(await mails()).toHaveLength(2);
    // A Saturday.
    clock.set("2026-09-26T10:00:00Z");
    await tell();
    expect(await mails()).toHaveLength(2);
  });

  test("5.3 who has left is told nothing, not even what was written already", async () => {
    const leaver = council.otherPromoter;
    const all: Telling = { ...telling, listWaiting: () => Promise.resolve([thing("a")]) };
    await tellPeople({ db: database.db, telling: all, log: silentLog }, clock.now());
    expectOk(await inTransaction(database.db, (tx) => endAppointments(tx, council.coordinator, { personId: leaver.personId, reason: "Se va a otro ayuntamiento", left: true }, clock.now())));
    clock.advance(SECOND);
    await sendDueMail(office({ telling: all }));
    expect(smtp.received.filter((mail) => /^To: dani/m.test(mail))).toEqual([]);
    expect(smtp.received.length).toBeGreaterThan(0);
  });
});

describe("5.3 sending", () => {
  const one = async () => {
    waiting = [thing("a")];
    await tell();
  };

  test("5.3 two processes at the same moment send it once", async () => {
    for (let round = 0; round < 5; round += 1) {
      await sql`delete from notices.told`.execute(database.owner);
      await one();
      await Promise.all(Array.from({ length: 4 }, () => sendDueMail(office())));
      expect(smtp.received).toHaveLength(round + 1);
    }
  });

  test("5.3 451 and then 250: tried again after a pause, with the same Message-ID, and sent once", async () => {
    await one();
    smtp.answer({ content: "451 later" });
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "planned", code: "451" }]);
    smtp.answer({});
    await sendDueMail(office());
    expect(smtp.received).toHaveLength(1);
    clock.advance(MINUTE);
    await sendDueMail(office());
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "sent", code: null }]);
    expect(new Set(ids()).size).toBe(1);
    expect(smtp.received).toHaveLength(2);
  });

  test("5.3 550: not tried again, and coordinators are told until a mail gets through", async () => {
    await one();
    smtp.answer({ RCPT: "550 no such user" });
    await sendDueMail(office());
    clock.advance(HOUR);
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "failed", code: "550" }]);
    expect(await findMailTrouble(database.db, clock.now())).toMatchObject({ people: 1, code: "550" });
    smtp.answer({});
    expectOk(await inTransaction(database.db, (tx) => sendTrial(tx, council.promoter, clock.now())));
    clock.advance(SECOND);
    await sendDueMail(office());
    expect(await findMailTrouble(database.db, clock.now())).toBeUndefined();
  });

  test("5.3 a server that is away: growing pauses, told after the third try, given up after a day", async () => {
    await one();
    smtp.answer({ greeting: "421 away" });
    for (let tries = 0; tries < 3; tries += 1) {
      await sendDueMail(office());
      clock.advance(10 * MINUTE);
    }
    expect(await findMailTrouble(database.db, clock.now())).toMatchObject({ code: "421" });
    clock.advance(DAY);
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "failed", code: "421" }]);
    expect(smtp.received).toEqual([]);
  });

  test.each(["drop", "silence"] as const)("5.3 a server that goes (%s) after the content: nobody knows, and it is not sent again", async (how) => {
    await one();
    smtp.answer({ content: how });
    await sendDueMail(office());
    smtp.answer({});
    clock.advance(DAY);
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "unknown" }]);
    expect(smtp.received).toHaveLength(1);
  });

  test("5.3 a process that dies between the server's OK and its own note: not sent again", async () => {
    await one();
    armFaults((point) => (point === "notices.answered" ? "throw" : undefined));
    await expect(sendDueMail(office())).rejects.toThrow("fault");
    armFaults(() => undefined);
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "handed" }]);
    clock.advance(6 * MINUTE);
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ state: "unknown", code: "stopped" }]);
    expect(smtp.received).toHaveLength(1);
  });

  test("5.3 a process that dies before the content left: another sends it", async () => {
    await one();
    const dying: Mailer = { send: () => Promise.reject(new Error("killed")) };
    await expect(sendDueMail(office({ mailer: dying }))).rejects.toThrow("killed");
    await sendDueMail(office());
    expect(smtp.received).toEqual([]);
    clock.advance(6 * MINUTE);
    await sendDueMail(office());
    expect(smtp.received).toHaveLength(1);
  });

  test("5.3 a worker that was overtaken hands nothing over and writes nothing", async () => {
    await one();
    const stalling: Mailer = {
      send: async (mail, handOver) => {
        clock.advance(6 * MINUTE);
        await sendDueMail(office());
        return mailer.send(mail, handOver);
      },
    };
    await sendDueMail(office({ mailer: stalling }));
    expect(smtp.received).toHaveLength(1);
    expect(await mails()).toMatchObject([{ state: "sent" }]);
  });

  test("5.3 after a restore nothing that waited is sent: it may have been, after the backup", async () => {
    await one();
    await inTransaction(database.db, (tx) => dropUnsentMail(tx, clock.now()));
    await tell();
    await sendDueMail(office());
    expect(smtp.received).toEqual([]);
  });

  test("5.3 a mail of trial, one a minute; what was sent is kept for its time", async () => {
    const ask = () => inTransaction(database.db, (tx) => sendTrial(tx, council.promoter, clock.now()));
    expectOk(await ask());
    expect(await ask()).toEqual({ ok: false, refusal: { kind: "trial-too-soon" } });
    await sendDueMail(office());
    expect(await mails()).toMatchObject([{ kind: "trial", state: "sent" }]);
    clock.advance(31 * DAY);
    await forgetOldMail(database.db, clock.now());
    expect(await mails()).toEqual([]);
  });
});
