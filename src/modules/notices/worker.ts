import { setTimeout as sleep } from "node:timers/promises";
import { factsOf, findPerson } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { newestPosition } from "#platform/events.ts";
import { fault } from "#platform/faults.ts";
import type { Log } from "#platform/log.ts";
import type { Mailer } from "#platform/mail/index.ts";
import { tryAgainAt } from "./rules/again.ts";
import { doubtHanded, markHanded, settleMail, takeMail, type TakenMail } from "./store.ts";
import { type Telling, tellPeople } from "./sweep.ts";

export interface PostOffice {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailer: Mailer;
  readonly telling: Telling;
  /** Host of the council's address: the right half of Message-IDs. */
  readonly host: string;
  /** Longer than a mail may take. */
  readonly leaseMs: number;
}

/** Sends what is due, one after the other. Several processes may: each mail is taken by one. @returns how many were taken */
export async function sendDueMail(office: PostOffice, signal?: AbortSignal): Promise<number> {
  const doubtful = await doubtHanded(office.db, office.clock.now());
  if (doubtful > 0) office.log("mail.unknown", { count: doubtful });
  for (let taken = 0; ; taken += 1) {
    if (signal?.aborted) return taken;
    const mail = await takeMail(office.db, office.clock.now(), office.leaseMs);
    if (!mail) return taken;
    await sendMail(office, mail);
  }
}

async function sendMail({ db, clock, log, mailer, telling, host, leaseMs }: PostOffice, mail: TakenMail): Promise<void> {
  const at = clock.now();
  const person = await findPerson(db, mail.personId);
  const inService = (await factsOf(db, { personId: mail.personId }, at)).inService;
  // Of what was done meanwhile nobody is told any more.
  const still = person && mail.kind === "now" ? new Set((await telling.listWaiting(person, at)).map(({ key }) => key)) : undefined;
  const lines = still ? mail.lines.filter(({ key }) => still.has(key)) : mail.lines;
  if (!person || !inService || (mail.kind !== "trial" && lines.length === 0)) return settleMail(db, mail, { state: "dropped" }, at);
  const letter = await telling.write(person, { kind: mail.kind, lines }, mail.createdAt);
  const outcome = await mailer.send(
    // The same id on every try: a server or a reader's program that has it already can tell.
    { messageId: `<${mail.id}@${host}>`, to: person.email, at: mail.createdAt, ...letter },
    () => markHanded(db, mail, clock.now(), leaseMs),
  );
  await fault("notices.answered");
  const end = clock.now();
  if (outcome.kind === "sent") return settleMail(db, mail, { state: "sent" }, end);
  log("mail.not-sent", { mail: mail.id, outcome: outcome.kind, code: outcome.code, attempt: mail.attempts + 1 });
  if (outcome.kind === "unknown") return settleMail(db, mail, { state: "unknown", code: outcome.code }, end);
  const nextAt = outcome.kind === "retry" ? tryAgainAt(mail.createdAt, mail.attempts + 1, end) : undefined;
  return settleMail(db, mail, nextAt ? { state: "planned", code: outcome.code, nextAt } : { state: "failed", code: outcome.code }, end);
}

export interface NoticeWork {
  stop(): Promise<void>;
}

/** Time alone makes things due as well: a look at everybody this often, and otherwise when something has happened. */
const LOOK_ALL_THE_SAME_MS = 600_000;

const MOST_PAUSE_MS = 300_000;

/** Tells people, and sends. */
export function startNotices(office: PostOffice, times: { readonly sendEveryMs: number; readonly tellEveryMs: number } = { sendEveryMs: 1_000, tellEveryMs: 60_000 }): NoticeWork {
  const { db, clock, log } = office;
  const stopping = new AbortController();
  let seen = -1;
  let looked = -Infinity;
  const tell = async () => {
    const position = await newestPosition(db);
    if (position === seen && performance.now() - looked < LOOK_ALL_THE_SAME_MS) return;
    await tellPeople(office, clock.now(), stopping.signal);
    [seen, looked] = [position, performance.now()];
  };
  const turns = async (work: () => Promise<unknown>, failed: string, pauseMs: (tookMs: number) => number) => {
    while (!stopping.signal.aborted) {
      const began = performance.now();
      await work().catch((error: unknown) => log(failed, { error }));
      await sleep(pauseMs(performance.now() - began), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = Promise.all([
    turns(() => sendDueMail(office, stopping.signal), "mail.sending-failed", () => times.sendEveryMs),
    // In a council of many people a look takes its time: it must not take the machine's.
    turns(tell, "mail.telling-failed", (tookMs) => Math.max(times.tellEveryMs, Math.min(MOST_PAUSE_MS, 4 * tookMs))),
  ]);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
