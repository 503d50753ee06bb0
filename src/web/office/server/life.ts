import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import {
  activateProfile, agreeClosing, askClosing, cancelClosing, certifyProfile, claimFound, closeProfile, endVerification, findClosingFindings, findOpeningFindings, findRequestOf, handProfileOver, handProfilesOver, keepProfile, listClosings, listDormancies, listFoundDecisions,
  listSuspensions, listTransfers, noteNotice, noteOpening, ratifyClaim, ratifySuspension, readOpening, receiveProfile, resumeProfile, settleClosing, settleFound, suspendProfile, tellLastPost, listVerifications, verifyProfile,
} from "#modules/lifecycle/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { decideImpostorCase, findOfficial, findProfile, importProfiles, listImpostorCases, listProfiles, listStandings, reportImpostor } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { LifeView } from "../views.ts";
import type { Handlers, Visit } from "./handlers.ts";

type Endpoints =
  | "GET /profiles/:id/life" | "POST /profiles/:id/opening" | "POST /profiles/:id/activate" | "POST /profiles/:id/certify" | "POST /profiles/:id/verifications" | "POST /verifications/:id/end" | "POST /profiles/:id/keep" | "POST /profiles/:id/last-post"
  | "POST /profiles/:id/suspend" | "POST /profiles/:id/ratify-suspension" | "POST /profiles/:id/resume" | "POST /profiles/:id/closing" | "POST /profiles/:id/closing/agree"
  | "POST /profiles/:id/closing/cancel" | "POST /profiles/:id/closing/notice" | "POST /profiles/:id/closing/settle" | "POST /profiles/:id/close" | "POST /profiles/transfer" | "POST /profiles/:id/transfer" | "POST /profiles/:id/receive"
  | "POST /profiles/:id/claim" | "POST /profiles/:id/ratify-claim" | "POST /profiles/:id/settle-found" | "POST /profiles/import" | "GET /impostors" | "POST /impostors" | "POST /impostors/:id/decide";

/** The life of profiles, for the back office: each endpoint is one command. */
export function lifeHandlers(services: Services): Handlers<Endpoints> {
  const { db, clock } = services;
  /** A command on one profile, of which nothing but that it was done is told. */
  const doing = async (id: string, work: (tx: Tx, profileId: Id<"profile">) => Promise<Result<unknown, { readonly kind: string }>>) => {
    const profileId = parseId<"profile">(id);
    if (!profileId) return refuse({ kind: "unknown-profile" });
    const done = await services.command((tx) => work(tx, profileId));
    return done.ok ? ok(null) : done;
  };
  return {
    "GET /profiles/:id/life": (visit, { id }) => readLife(services, visit, id),
    "POST /profiles/:id/opening": ({ actor }, { id, item, value }) => doing(id, (tx, profileId) => noteOpening(tx, actor, { profileId, item, value }, clock.now())),
    "POST /profiles/:id/activate": ({ actor }, { id }) => doing(id, (tx, profileId) => activateProfile(tx, actor, profileId, clock.now())),
    "POST /profiles/:id/certify": ({ actor }, { id, note }) => doing(id, (tx, profileId) => certifyProfile(tx, actor, { profileId, note }, clock.now())),
    "POST /profiles/:id/verifications": async ({ actor }, { id, kind, evidence }) => {
      const profileId = parseId<"profile">(id);
      if (!profileId) return refuse({ kind: "unknown-profile" });
      const verified = await verifyProfile(db, services.egress, clock, actor, { profileId, kind, evidence });
      return verified.ok ? ok(null) : verified;
    },
    "POST /verifications/:id/end": ({ actor }, { id }) => services.command(async (tx) => {
      const verificationId = parseId<"verification">(id);
      const ended = verificationId ? await endVerification(tx, actor, verificationId, clock.now()) : refuse({ kind: "unknown-verification" as const });
      return ended.ok ? ok(null) : ended;
    }),
    "POST /profiles/:id/keep": ({ actor }, { id, reason }) => doing(id, (tx, profileId) => keepProfile(tx, actor, { profileId, reason }, clock.now())),
    "POST /profiles/:id/last-post": async ({ actor }, { id, day }) => {
      const { zone } = await getCouncil(db);
      const now = clock.now();
      // Of today one knows that it was, not when: now at the latest.
      const noon = readWallTime({ local: `${day}T12:00`, zone });
      if (noon.kind !== "once") return refuse({ kind: "bad-day" });
      const today = Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainDate().toString();
      return doing(id, (tx, profileId) => tellLastPost(tx, actor, { profileId, postedAt: day === today && noon.at > now ? now : noon.at }, now));
    },
    "POST /profiles/:id/suspend": ({ actor }, { id, reason }) => doing(id, (tx, profileId) => suspendProfile(tx, actor, { profileId, reason }, clock.now())),
    "POST /profiles/:id/ratify-suspension": ({ actor }, { id }) => doing(id, (tx, profileId) => ratifySuspension(tx, actor, profileId, clock.now())),
    "POST /profiles/:id/resume": ({ actor }, { id, reason }) => doing(id, (tx, profileId) => resumeProfile(tx, actor, { profileId, reason }, clock.now())),
    "POST /profiles/:id/closing": ({ actor }, { id, reason, legalOrder }) => doing(id, (tx, profileId) => askClosing(tx, actor, { profileId, reason, legalOrder }, clock.now())),
    "POST /profiles/:id/closing/agree": async ({ actor }, { id }) => {
      const profileId = parseId<"profile">(id);
      return profileId ? services.command((tx) => agreeClosing(tx, actor, profileId, clock.now())) : refuse({ kind: "unknown-profile" });
    },
    "POST /profiles/:id/closing/cancel": ({ actor }, { id, reason }) => doing(id, (tx, profileId) => cancelClosing(tx, actor, { profileId, reason }, clock.now())),
    "POST /profiles/:id/closing/notice": ({ actor }, { id, number, url }) => doing(id, (tx, profileId) => noteNotice(tx, actor, { profileId, number, url }, clock.now())),
    "POST /profiles/:id/closing/settle": ({ actor }, { id, archive, handleKeptBy }) => doing(id, (tx, profileId) => settleClosing(tx, actor, { profileId, archive, handleKeptBy }, clock.now())),
    "POST /profiles/:id/close": ({ actor }, { id }) => doing(id, (tx, profileId) => closeProfile(tx, actor, profileId, clock.now())),
    "POST /profiles/:id/transfer": ({ actor }, { id, kind, act, note, toUnitId, toPromoterId }) => doing(id, async (tx, profileId) => {
      const toUnit = parseId<"unit">(toUnitId);
      const toPromoter = parseId<"person">(toPromoterId);
      if (!toUnit) return refuse({ kind: "unknown-unit" });
      return toPromoter ? handProfileOver(tx, actor, { profileId, kind, act, note, toUnit, toPromoter }, clock.now()) : refuse({ kind: "unknown-person" });
    }),
    "POST /profiles/transfer": ({ actor }, { profileIds, kind, act, note, toUnitId, toPromoterId }) => services.command(async (tx) => {
      const toPromoter = parseId<"person">(toPromoterId);
      if (!toPromoter) return refuse({ kind: "unknown-person" });
      const handed = await handProfilesOver(tx, actor, {
        profileIds: profileIds.flatMap((each) => parseId<"profile">(each) ?? []), kind, act, note, toUnit: parseId<"unit">(toUnitId ?? ""), toPromoter,
      }, clock.now());
      return handed.ok ? ok({ handed: handed.value.length }) : handed;
    }),
    "POST /profiles/:id/receive": ({ actor }, { id }) => doing(id, (tx, profileId) => receiveProfile(tx, actor, profileId, clock.now())),
    "POST /profiles/:id/claim": ({ actor }, { id, unitId, name, reason }) => doing(id, async (tx, profileId) => {
      const unit = parseId<"unit">(unitId);
      return unit ? claimFound(tx, actor, { profileId, unitId: unit, displayName: name, reason }, clock.now()) : refuse({ kind: "unknown-unit" });
    }),
    "POST /profiles/:id/ratify-claim": ({ actor }, { id }) => doing(id, (tx, profileId) => ratifyClaim(tx, actor, profileId, clock.now())),
    "POST /profiles/:id/settle-found": ({ actor }, { id, decision, reason, reportUrl, reportedOn }) => doing(id, (tx, profileId) =>
      settleFound(tx, actor, decision === "reported" ? { profileId, decision, reason, reportUrl: reportUrl.trim(), reportedOn } : { profileId, decision, reason }, clock.now())),
    "POST /profiles/import": async ({ actor }, { csv, commit }) => {
      // What was only to be looked at is undone like a refusal.
      const looked = await services.command(async (tx) => {
        const imported = await importProfiles(tx, services.openAccount, actor, csv, clock.now());
        return imported.ok && !commit ? { ok: false as const, rows: imported.value } : imported;
      });
      if (looked.ok) return ok({ committed: true, rows: looked.value });
      return "rows" in looked ? ok({ committed: false, rows: looked.rows }) : looked;
    },

    "GET /impostors": async () => {
      const [cases, profiles] = await Promise.all([listImpostorCases(db), listProfiles(db)]);
      return ok(cases.map(({ nearestId, handle: _handle, ...rest }) => {
        const nearest = profiles.find((profile) => profile.id === nearestId);
        return { ...rest, nearest: nearest ? { id: nearest.id, name: nearest.displayName } : null };
      }));
    },
    "POST /impostors": ({ actor }, { address, note }) =>
      services.command(async (tx) => {
        const answer = await findOfficial(tx, address, []);
        if (answer.kind === "official") return refuse({ kind: "is-official" });
        const reported = await reportImpostor(tx, { address, note, nearestId: answer.kind === "not-official" ? answer.nearest?.id : undefined, by: actor }, clock.now());
        return reported.ok ? ok(null) : reported;
      }),
    "POST /impostors/:id/decide": ({ actor }, { id, decision, reason }) =>
      services.command(async (tx) => {
        const caseId = parseId<"impostor-case">(id);
        if (!caseId) return refuse({ kind: "unknown-case" });
        const decided = await decideImpostorCase(tx, services.openAccount, actor, { id: caseId, decision, reason }, clock.now());
        return decided.ok ? ok(null) : decided;
      }),
  };
}

async function readLife({ db, clock }: Services, { actor }: Visit, id: string): Promise<Result<LifeView, { readonly kind: string }>> {
  const profileId = parseId<"profile">(id);
  const profile = profileId && (await findProfile(db, profileId));
  if (!profile) return refuse({ kind: "unknown-profile" });
  const at = clock.now();
  const [standings, dormancies, closings, suspensions, transfers, facts, requestId] = await Promise.all([
    listStandings(db, profile.id), listDormancies(db, { profileId: profile.id, open: true }), listClosings(db, { profileId: profile.id }), listSuspensions(db, { profileId: profile.id }),
    listTransfers(db, { profileId: profile.id, open: true }), factsOf(db, actor, at), findRequestOf(db, profile.id),
  ]);
  const closing = closings.find(({ cancelledAt }) => cancelledAt === null);
  const openClosing = closing && closing.closedAt === null ? closing : undefined;
  const [dormancy] = dormancies;
  const [suspension] = suspensions;
  const [transfer] = transfers;
  const [found] = await listFoundDecisions(db, { profileId: profile.id });
  const own = { unitId: profile.unitId, profileIds: [profile.id] };
  const may = (action: Parameters<typeof can>[1]) => can(facts, action, own).ok;
  const speaks = profile.state === "active" || profile.state === "dormant";
  const secondWord = (first: Id<"person"> | undefined) => first !== undefined && first !== actor.personId;
  return ok({
    standings,
    requestId: requestId ?? null,
    opening: profile.state === "opening" ? { values: await readOpening(db, profile.id), findings: await findOpeningFindings(db, profile.id, at) } : null,
    dormancy: dormancy ? { at: dormancy.at, lastPostAt: dormancy.lastPostAt, days: dormancy.days, limitDays: dormancy.limitDays, citation: dormancy.citation } : null,
    closing: closing ? {
      askedAt: closing.askedAt, askedBy: closing.askedByName, reason: closing.reason, legalOrder: closing.legalOrder, agreedAt: closing.agreedAt, agreedBy: closing.agreedByName, closesOn: closing.closesOn,
      archive: closing.archive, handleKeptBy: closing.handleKeptBy, closedAt: closing.closedAt, notices: closing.notices, findings: openClosing ? await findClosingFindings(db, openClosing, profile, at) : [],
    } : null,
    suspension: suspension ? { at: suspension.suspendedAt, by: suspension.suspendedByName, reason: suspension.reason, ratifiedAt: suspension.ratifiedAt } : null,
    transfer: transfer ? { kind: transfer.kind, act: transfer.act, note: transfer.note, to: transfer.toPromoterName, handedAt: transfer.handedAt, inventory: transfer.inventory } : null,
    found: found ? { decision: found.decision, reason: found.reason, at: found.at, by: found.byName, unit: found.unit, ratifiedAt: found.ratifiedAt, reportUrl: found.reportUrl, reportedOn: found.reportedOn } : null,
    verifications: await listVerifications(db, profile.id),
    certifyEveryDays: await getParameter(db, "register.certifyEveryDays", at),
    may: {
      prepare: profile.state === "opening" && may("profile.prepare"),
      certify: (speaks || profile.state === "suspended") && may("profile.certify"),
      verify: profile.state !== "found" && profile.state !== "closed" && may("profile.certify"),
      keep: profile.state === "dormant" && may("profile.decide-dormant"),
      tellPost: profile.state !== "closed" && profile.state !== "found" && may("profile.note-post"),
      suspend: speaks && may("profile.suspend"),
      ratify: suspension?.ratifiedAt === null && secondWord(suspension.suspendedBy) && (may("profile.suspend") || may("request.agree")),
      resume: profile.state === "suspended" && may("profile.suspend"),
      askClosing: (speaks || profile.state === "suspended") && !openClosing && may("profile.decide-dormant"),
      agreeClosing: openClosing?.agreedAt === null && secondWord(openClosing.askedBy) && (may("profile.close") || may("request.agree")),
      close: openClosing !== undefined && may("profile.close"),
      transfer: (speaks || profile.state === "suspended") && !transfer && may("profile.transfer"),
      receive: transfer?.toPromoter === actor.personId,
      settleFound: profile.state === "found" && !found && may("impostor.decide"),
      ratifyClaim: found?.decision === "claimed" && found.ratifiedAt === null && secondWord(found.by) && (may("request.approve") || can(facts, "request.agree", { unitId: found.unitId ?? undefined }).ok),
    },
  });
}
