import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE } from "#kernel/instant.ts";
import { deliverOnce, eraseWithdrawn, findOldestDue, type LimitsOf, listClaimed, planSeries, startDelivery } from "#modules/publishing/index.ts";
import { forgetOldAccess, forgetPresence, listAttended, listOpenRights } from "#modules/access/index.ts";
import { recordEndedContracts } from "#modules/contracts/index.ts";
import { ed25519Signer, startSequencer, verifierKey } from "#modules/evidence/index.ts";
import { forgetOldConversations, startIntake, startPromiseUpkeep, takeHeard } from "#modules/inbox/index.ts";
import { diskStore } from "#modules/media/index.ts";
import { forgetOldMail, type NoticeWork, startNotices } from "#modules/notices/index.ts";
import { watchActivity, watchClosings } from "#modules/lifecycle/index.ts";
import { followPublications, lookAtDue, tellLate } from "#modules/drift/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import {
  checkConnections, type ConnectionSetting, findAccess, findProfile, type OpenAccount, recordFailedCall, recordGoodCall, revokeTokens, forgetVisitors } from "#modules/register/index.ts";
import {
  activityPubNetwork, addressesOf, countFollowers, createActor, defaultLimits, eraseCorrespondent, pruneCorrespondents, pruneFederation, reachOf, routes as federationRoutes, startFederation,
} from "#networks/activitypub/index.ts";
import { accountUrl, handLimits, type Network } from "#networks/contract/index.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { mastodonNetwork } from "#networks/mastodon/index.ts";
import { systemClock } from "#platform/clock.ts";
import { type Config, folders, isLoopback } from "#platform/config.ts";
import { tellGaps } from "#modules/staffing/index.ts";
import { type DatabaseAddress, inTransaction, inTransactionUnlessRefused, openDatabase, type Tx } from "#platform/database.ts";
import { findLastRestoration } from "#platform/backups.ts";
import { createEgress } from "#platform/egress/index.ts";
import { startTail } from "#platform/event-tail.ts";
import type { Installation } from "#platform/installation.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import { createMailer } from "#platform/mail/index.ts";
import { forgetAnswers } from "#platform/remembered-answers.ts";
import { lastMigration, rolesOf } from "#platform/migrate.ts";
import type { Services } from "#web/http/services.ts";
import { officeAudiences } from "#web/office/server/live/audience.ts";
import { officeTelling } from "#web/office/server/notice-things.ts";
import { openHub } from "#web/office/server/live/hub.ts";
import { startBackground } from "./background.ts";
import { databaseName } from "./database-name.ts";
import { freeBytes, readBackups } from "./state.ts";
import { listeningTimes, startListening } from "./listening.ts";
import { version } from "./version.ts";
import { website } from "./website.ts";

/** One council at work: its services, its workers and its web. */
export interface Runtime {
  readonly services: Services;
  readonly app: Hono;
  /** Ends the answers that have no end by themselves, so that the server can close. */
  endStreams(): Promise<void>;
  stop(): Promise<void>;
}

export interface RuntimeSetting {
  readonly config: Config;
  readonly address: DatabaseAddress;
  readonly installation: Installation;
  readonly keyring: Keyring;
  readonly log: Log;
}

const SEAL_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 100;
const PROMISES_EVERY_MS = 500;
/** How often it is asked whether an account's token still works and what its server allows. */
const CHECK_EVERY_MS = 15 * MINUTE;
/** Longer than any step of a mail may be silent. */
const MAIL_LEASE_MS = 5 * MINUTE;

/** A council's database opened with everything that works on it, nothing of it running yet. */
export function openRuntime({ config, address, installation, keyring, log }: RuntimeSetting) {
  const { db, pool } = openDatabase({ address, role: rolesOf(databaseName(address)).app, size: 20 });
  const { db: eraser, pool: eraserPool } = openDatabase({ address, role: rolesOf(databaseName(address)).eraser, size: 1, name: "pregonero-eraser" });
  const media = diskStore(folders(config).media);
  const clock = systemClock(installation.clockOffsetMs);
  const wireClock = systemClock();
  const { origin } = installation;
  const example = installation.kind === "example";
  const egress = createEgress({
    // The example city's own web is served by this very process.
    allowPrivate: [...config.allowPrivate, ...(example ? [hostAndPort(origin)] : [])],
    userAgent: `Pregonero/${version} (+${origin})`,
    clock: wireClock,
  });
  /** What depends on who the council is; asked once it is founded. */
  const council = async () => {
    const { languages, handleDomain } = await getCouncil(db);
    const language = languages[0] ?? "es";
    const addresses = addressesOf(origin, handleDomain);
    const networks: readonly Network<Tx>[] = [
      activityPubNetwork({ addresses, tagUrl: (tag) => `${origin}/${language}/publications?tag=${encodeURIComponent(tag)}` }),
      feedNetwork<Tx>(),
      mastodonNetwork({
        egress,
        wireClock,
        wireOffsetMs: -installation.clockOffsetMs,
        access: (profileId) => findAccess(db, keyring, profileId),
        claimed: (profileId, remoteIds) => listClaimed(db, profileId, remoteIds),
        picture: (digest) => media.find(digest),
        noted: (profileId, note) => {
          const noting = note.ok ? recordGoodCall(db, profileId, clock.now()) : recordFailedCall(db, profileId, note, clock.now());
          noting.catch((error: unknown) => log("connection.not-noted", { profileId, error }));
        },
      }),
    ];
    const limitsOf: LimitsOf = (profile) => {
      // Where we do not publish, nothing is planned: the figures are only shown, and where there are none those of the plainest network.
      const network = networks.find((candidate) => candidate.id === profile.network);
      return profile.limits ?? network?.limits ?? handLimits[profile.network] ?? feedNetwork<Tx>().limits;
    };
    const profilePage = (id: Id<"profile">) => `${origin}/${language}/p/${id}`;
    const openAccount: OpenAccount = async (tx, { profileId, network, handle }, at) => {
      if (network === "feed") return { account: profilePage(profileId), url: profilePage(profileId) };
      if (network !== "activitypub") return { account: handle, url: accountUrl(network, handle) };
      const actor = await createActor(tx, { keyring, addresses }, { profileId, handle }, at);
      // The register has looked at shape and uniqueness; the network's own rules are no stricter.
      if (!actor.ok) throw new Error(`the network refuses ${handle}: ${actor.refusal.kind}`);
      return { account: actor.value, url: profilePage(profileId) };
    };
    const connections: ConnectionSetting = {
      db, clock, keyring,
      connectingOf: (id) => networks.flatMap((network) => (network.kind === "remote" && network.id === id && network.connecting ? [network.connecting] : []))[0],
      mayReach: (server) => !example || config.allowPrivate.includes(server),
      redirectUri: `${origin}/office/connections/callback`,
      us: { name: "Pregonero", website: origin },
    };
    return { addresses, networks, limitsOf, openAccount, connections };
  };
  return {
    db, media, clock, wireClock, egress, council,
    eraseWithdrawn: () => eraseWithdrawn({ db, eraser, media, clock }),
    /** One look for what is due at `at`: for making a past. */
    deliverDue: async (at: Instant) => {
      const { networks } = await council();
      await deliverOnce({ db, clock: { now: () => at }, networks, log, everyMs: 0, concurrency: 1, leaseMs: 60_000 });
    },
    close: async () => {
      await egress.close();
      await Promise.all([pool.end(), eraserPool.end()]);
    },
  };
}

/** @throws Error with the remedy when the database was made for another origin */
export async function startRuntime(setting: RuntimeSetting): Promise<Runtime> {
  const { config, address, installation, keyring, log } = setting;
  const { origin } = installation;
  if (origin !== config.origin) {
    throw new Error(
      `This council was founded at ${origin}, and the ids of everything it has published are made of it; it cannot run at ${config.origin}. ` +
        `Set PREGONERO_ORIGIN=${origin} (and PORT and HOST to where a proxy reaches it), or use another data folder.`,
    );
  }
  const opened = openRuntime(setting);
  const { db, media, clock, wireClock, egress, eraseWithdrawn: erase } = opened;
  const { addresses, networks, limitsOf, openAccount, connections } = await opened.council();
  const federation = {
    db, clock, wireClock, addresses, egress, keyring, log, version,
    directory: {
      find: async (queryable: Parameters<typeof findProfile>[0], profileId: Id<"profile">) => {
        const profile = await findProfile(queryable, profileId);
        return profile && { profileId, displayName: profile.displayName, summary: profile.summary, languages: profile.languages, url: profile.url, state: profile.state, links: [{ name: "Web", url: origin }] };
      },
    },
  };

  const remote = networks.filter((network) => network.kind === "remote");
  const intake = startIntake({ db, clock });
  const listener = startListening({ db, clock, networks: remote, log, intake, heard: (profileId) => takeHeard(db, profileId, clock.now()), ...listeningTimes });
  const signer = ed25519Signer(new URL(origin).host, keyring.evidenceKey);
  const federating = await startFederation(federation);
  const delivery = startDelivery({
    db, clock, networks, log, everyMs: LOOK_EVERY_MS, concurrency: 16, leaseMs: 60_000, onConfirmed: () => federating.wake(),
  });
  const sequencer = startSequencer({ db, clock, signer, origin: signer.name, onError: (error) => log("evidence.sealing-failed", { error }) }, SEAL_EVERY_MS);
  const watchLives = async () => {
    await watchActivity({ db, clock });
    await watchClosings({ db, clock });
  };
  // After an outage nobody waits for the next hour to learn what has fallen silent or is due to close.
  watchLives().catch((error: unknown) => log("lives.not-watched", { error }));
  const background = await startBackground({
    address, db, egress, clock, log,
    pages: async () => {
      await followPublications(db);
      await lookAtDue({ db, egress, clock, onError: (error) => log("drift.page-not-looked-at", { error }), ...(installation.kind === "example" ? { pauseMs: 0 } : {}) });
      await inTransaction(db, (tx) => tellLate(tx, clock.now()));
    },
    minutely: async () => {
      await db.transaction().execute((tx) => recordEndedContracts(tx, clock.now()));
      await revokeTokens(connections);
      await checkConnections(connections, CHECK_EVERY_MS);
    },
    hourly: async () => {
      await forgetOldAccess(db, clock.now());
      await forgetAnswers(db, clock.now());
      await forgetPresence(db, clock.now());
      await forgetVisitors(db, clock.now());
      await watchLives();
      await planSeries(db, clock.now());
      await erase();
      await forgetOldConversations(db, clock.now());
      await forgetOldMail(db, clock.now());
      await inTransaction(db, (tx) => tellGaps(tx, clock.now()));
      await pruneFederation(db, defaultLimits.keep, clock.now());
      await pruneCorrespondents(db, await getParameter(db, "inbox.keepPublicDays", clock.now()), wireClock.now());
    },
  });

  const promises = startPromiseUpkeep({ db, clock, log, everyMs: PROMISES_EVERY_MS });
  const tail = await startTail({ db, log });
  const live = openHub({
    tail, log, audiences: officeAudiences,
    listOpenRights: (sessions) => listOpenRights(db, sessions, clock.now()),
    listAttended: () => listAttended(db, clock.now()),
  });

  // The example city's people are invented, their addresses may be somebody's: its mail stays on this machine.
  const mail = config.mail && (installation.kind !== "example" || isLoopback(config.mail.host)) ? config.mail : undefined;
  const notices: NoticeWork | undefined = mail && startNotices({
    db, clock, log, mailer: createMailer(mail), telling: officeTelling({ db, clock, example: installation.kind === "example" }, origin), host: new URL(origin).hostname, leaseMs: MAIL_LEASE_MS,
  });

  const services: Services = {
    db,
    command: (work) => inTransactionUnlessRefused(db, work),
    clock,
    log,
    keyring,
    media,
    eraseWithdrawn: erase,
    egress,
    origin,
    example: installation.kind === "example",
    limitsOf,
    openAccount,
    connections,
    revokeTokens: () => background.revokeTokens(),
    lookAtPages: () => background.lookAtPages(),
    countFollowers: (profileId) => countFollowers(db, profileId),
    reachOf: (deliveryId) => reachOf(db, deliveryId),
    forgetOnNetwork: async (tx, { network, remoteId }) => {
      if (network === "activitypub") await eraseCorrespondent(tx, remoteId);
    },
    wake: () => delivery.wake(),
    readChannel: (channelId) => background.readChannel(channelId),
    mailFrom: mail?.from,
    verifierKey: verifierKey(signer),
    live,
  };
  const app = website({
    services,
    council: () => getCouncil(db),
    federation: federationRoutes({ ...federation, intake }),
    health: async () => {
      const oldest = await findOldestDue(db, clock.now());
      const { lastBackup, overdue } = await readBackups(db, clock.now());
      return {
        migration: await lastMigration(db),
        oldestDueSeconds: oldest ? Math.max(0, (Date.parse(clock.now()) - Date.parse(oldest)) / 1_000) : 0,
        lastHarvest: await background.lastHarvest(),
        lastBackup,
        backupOverdue: overdue && !services.example,
        lastRestore: (await findLastRestoration(db))?.restoredAt,
        freeBytes: await freeBytes(config.data),
      };
    },
  });
  log("runtime.started", { kind: installation.kind, origin, evidenceKey: createHash("sha256").update(signer.publicKey).digest("hex").slice(0, 16) });
  return {
    services,
    app,
    endStreams: () => live.stop(),
    stop: async () => {
      await Promise.all([live.stop(), tail.stop()]);
      await Promise.all([delivery.stop(), federating.stop(), sequencer.stop(), promises.stop(), notices?.stop(), background.stop(), listener.stop()]);
      await opened.close();
    },
  };
}

export function hostAndPort(origin: string): string {
  const url = new URL(origin);
  return `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
}
