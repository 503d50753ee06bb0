import { z } from "zod";
import { catalogueIds } from "#networks/contract/index.ts";
import type { Action } from "#modules/authority/index.ts";
import type {
  AccessReviewView, AccountView, CommitmentsView, ContractsView, ConversationView, DraftSaved, EvidencePage, HolidayProposalsView, HolidayView, ImportView, ImpostorView, InboxPage, LibraryView, LifeView, ListImportView, MediaView, OrganisationView, PeopleView,
  PersonView, PolicyView, PresentView, ProfileGroupView, ProfileView, ProposalPage, PublicationPage, PublicationView, ReadingStarted, ReplyCheck, RequestRowView, RequestView, SessionView,
  DriftListView, DriftView, LaterReviewsView,
  AudienceFactView, SourceDetailView, SourceRegistered, SourceView, StopView, TodayView, UnitView,
} from "./views.ts";
import type { DayView, DebtView, EvergreenView, ReviewsView, SuggestionView, WebGapsView } from "./flow-views.ts";
import type { CalendarView, MovedView, SeriesView, SlotsView } from "./calendar-views.ts";
import type { CandidateView, CoverageView, DedicationView, RotaView, StaffView } from "./staffing-views.ts";
import type { ActionDetailView, ActionView } from "./action-views.ts";
import type { LeftOutView, TemplateView } from "./template-views.ts";
import type { NoticesView } from "./notice-views.ts";
import { byLanguage, type DraftContent, draftContent, frame, language, templateContent } from "./draft-content.ts";
import { requestContent } from "./request-content.ts";
import {
  absenceKinds, actKinds, agingKinds, caseDecisions, competenceAreas, consentGivers, consentKinds, contentTypes, dispositions, driftTabs, evaluationOutcomes, exitItems, holidayRegions, inboxTabs, interactionTypes, licences, noReplyReasons, noticeGroups, noticeModes, openingItems, peopleShown, postTypes,
  presenceSubjects, profileKinds, proofs, publicationStates, replyKinds, responsibleOnes, roles, sourceKinds, sourceStates, transferKinds, triageReasons, unitKinds, verificationKinds, withdrawalReasons,
} from "./vocabulary.ts";

/**
 * Every endpoint of the back office, as data: what it takes, what it gives and which permission it asks. The server
 * must implement each one and the browser can call no other: both are held to this list by the type checker.
 * They live under `/office`; path parameters are members of the input.
 */
interface Endpoint<Input extends z.ZodType, Output> {
  /** What the actor must be allowed to do at all; the command asks again about the object itself. */
  readonly permission: Action;
  readonly input: Input;
  /** Only a type: never present at run time. */
  readonly output?: Output;
}

function endpoint<Output>() {
  return <const Input extends z.ZodType>(permission: Action, input: Input): Endpoint<Input, Output> => ({ permission, input });
}

const id = z.uuid();
const nothing = z.object({});
const cursor = z.string().max(200).optional();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** A day, or a wall time in the council's zone. */
const wall = z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/);
const amount = z.number().min(0).max(100_000);
/** `unitId` null: of the whole council. */
const profileGroup = z.object({ name: z.string().max(80), unitId: id.nullable(), profiles: z.array(id).max(60) });
const action = z.object({ title: z.record(language, z.string().max(120)), unitId: id, objective: z.string().max(1_000), from: day, to: day });
const template = z.object({ name: z.string().max(80), unitId: id.nullable(), content: templateContent });
const stretches = z.array(z.object({ from: z.string().max(5), to: z.string().max(5) })).max(6);

export const officeContract = {
  "GET /session": endpoint<SessionView>()("account.own", nothing),
  "POST /session/sign-out": endpoint<null>()("account.own", nothing),
  "PUT /session/preferences": endpoint<null>()("account.own", z.object({ language: z.enum(["es", "eu", "en"]), singleKeys: z.boolean() })),
  "GET /account": endpoint<AccountView>()("account.own", nothing),
  "POST /account/sessions/:id/revoke": endpoint<null>()("account.own", z.object({ id })),

  /** The secret address of one's own calendar feed; it is given once. */
  "GET /account/calendar": endpoint<{ readonly feed: { readonly createdAt: string; readonly readAt: string | null } | null }>()("account.own", nothing),
  "POST /account/calendar": endpoint<{ readonly url: string }>()("account.own", nothing),
  "POST /account/calendar/revoke": endpoint<null>()("account.own", nothing),

  /** What one commits to as a manager, and what there is to show for it. */
  "GET /account/notices": endpoint<NoticesView>()("account.own", nothing),
  /** `hours`: `HH:MM-HH:MM` of the person's own; null: the council's. */
  "PUT /account/notices": endpoint<null>()("account.own", z.object({ modes: z.record(z.enum(noticeGroups), z.enum(noticeModes)), hours: z.string().max(20).nullable() })),
  "POST /account/notices/trial": endpoint<null>()("account.own", nothing),
  "GET /account/commitments": endpoint<CommitmentsView>()("account.own", nothing),
  "POST /account/commitments/sign": endpoint<null>()("account.own", z.object({ actId: id })),

  "GET /today": endpoint<TodayView>()("office.read", nothing),
  "GET /units": endpoint<readonly UnitView[]>()("office.read", nothing),

  "GET /sources": endpoint<readonly SourceView[]>()("office.read", nothing),
  /** Looked at once and not read before a coordinator lets it (WEB-R1). */
  "POST /sources": endpoint<SourceRegistered>()("source.propose", z.object({
    url: z.string().max(2_000), name: z.string().max(200), unitId: id.nullable(), kind: z.enum(sourceKinds).default("www"), creationAct: z.string().max(300).default(""), reason: z.string().max(500).default(""), readAs: z.enum(["page", "section"]).optional(),
  })),
  "GET /sources/:id": endpoint<SourceDetailView>()("office.read", z.object({ id })),
  "PUT /sources/:id": endpoint<null>()("source.register", z.object({
    id, name: z.record(z.string(), z.string().max(200)), kind: z.enum(sourceKinds), unitId: id.nullable(), creationAct: z.string().max(300),
    statement: z.object({ url: z.string().max(2_000), on: z.iso.date() }).nullable(),
  })),
  "POST /sources/:id/prove": endpoint<null>()("source.propose", z.object({ id })),
  "POST /sources/:id/move": endpoint<null>()("source.register", z.object({ id, state: z.enum(sourceStates), reason: z.string().max(500) })),
  "POST /sources/:id/sections": endpoint<null>()("source.register", z.object({ id, prefix: z.string().max(400), unitId: id })),
  "POST /source-sections/:id/end": endpoint<null>()("source.register", z.object({ id })),
  "POST /sources/:id/read": endpoint<ReadingStarted>()("source.read-now", z.object({ id })),

  /** M11: where a page and what is out about it differ. */
  "GET /drifts": endpoint<DriftListView>()("office.read", z.object({ tab: z.enum(driftTabs) })),
  "GET /drifts/:id": endpoint<DriftView>()("office.read", z.object({ id })),
  /** What does not matter, or is the page's own mistake; with the reason (DRI-R2). */
  "POST /drifts/:id/decide": endpoint<null>()("drift.decide", z.object({ id, decision: z.enum(["not_material", "page_wrong"]), reason: z.string().max(500) })),
  /** Opens the correction of one of the publications, with what the page says now in its text. */
  "POST /drifts/:id/correct": endpoint<null>()("publication.draft", z.object({ id, publicationId: z.uuid(), reason: z.string().max(500) })),
  /** Looks at every watched page now, or at the one of a drift. */
  "POST /drifts/look": endpoint<null>()("drift.decide", z.object({ driftId: z.uuid().nullable() })),

  "GET /proposals": endpoint<ProposalPage>()("office.read", z.object({ state: z.enum(["waiting", "later", "publish", "not_applicable"]), unitId: id.optional(), cursor })),
  "POST /items/:id/triage": endpoint<null>()("item.triage", z.object({
    id,
    decision: z.enum(["publish", "later", "not_applicable"]),
    reason: z.enum(triageReasons).nullable(),
    note: z.string().max(500),
    /** `YYYY-MM-DD` in the council's zone; only for `later`. */
    until: z.string().max(10).nullable(),
  })),
  /** FLO-7: that it is the same as another, that it is not, or that it is taken apart again. */
  "POST /items/:id/join": endpoint<null>()("item.triage", z.object({ id, otherId: id })),
  "POST /items/:id/apart": endpoint<null>()("item.triage", z.object({ id, otherId: id })),
  "POST /items/:id/part": endpoint<null>()("item.triage", z.object({ id })),
  /** Decides `publish` and opens a draft with the item's texts and address. */
  "POST /items/:id/publication": endpoint<{ readonly publicationId: string }>()("publication.draft", z.object({ id })),
  /** One page of a registered site becomes an item by its address. */
  "POST /items": endpoint<{ readonly itemId: string }>()("item.propose", z.object({ url: z.string().max(2_000) })),

  "GET /publications": endpoint<PublicationPage>()("office.read", z.object({ state: z.enum(publicationStates).optional(), actionId: id.optional(), cursor })),
  "POST /publications": endpoint<{ readonly publicationId: string }>()("publication.draft", z.object({ title: z.string().max(200) })),
  "GET /publications/:id": endpoint<PublicationView>()("office.read", z.object({ id })),
  /** Saves what was typed. `revision` is the one last seen: another person's later save answers `revision-conflict`. */
  "PUT /publications/:id/draft": endpoint<DraftSaved>()("publication.draft", z.object({ id, revision: z.int(), content: draftContent })),
  "POST /publications/:id/submit": endpoint<{ readonly outcome: "review" | "drawn" | "sent" }>()("publication.draft", z.object({ id, revision: z.int() })),
  /** What went out without prior approval and waits for somebody else to look at it. */
  "GET /later-reviews": endpoint<LaterReviewsView>()("publication.decide", nothing),
  "POST /later-reviews/:id": endpoint<null>()("publication.decide", z.object({ id, verdict: z.enum(["fine", "correct"]), note: z.string().max(500) })),
  /** Takes it back from review, or reopens what was approved, to change it. */
  "POST /publications/:id/reopen": endpoint<null>()("publication.draft", z.object({ id })),
  "POST /publications/:id/approve": endpoint<null>()("publication.decide", z.object({ id, hash: z.string().length(64) })),
  "POST /publications/:id/return": endpoint<null>()("publication.decide", z.object({
    id, hash: z.string().length(64), comment: z.string().max(2_000),
    comments: z.array(z.object({
      profileId: z.uuid().nullable(), language: z.string().max(35), start: z.int().min(0), end: z.int().min(1), quoted: z.string().max(20_000), words: z.string().max(2_000),
    })).max(50).default([]),
  })),
  "PUT /publications/:id/comments/:comment": endpoint<null>()("publication.draft", z.object({ id, comment: id, resolved: z.boolean(), answer: z.string().max(2_000) })),
  "POST /publications/:id/cancel": endpoint<null>()("publication.draft", z.object({ id, reason: z.string().max(500) })),
  /** Opens a draft of the next version of what is out; it goes through review like the first. */
  "POST /publications/:id/correct": endpoint<null>()("publication.draft", z.object({ id, reason: z.string().max(500) })),
  /** Begins a draft that repeats it from other profiles. */
  "POST /publications/:id/share": endpoint<{ readonly publicationId: string }>()("publication.draft", z.object({ id })),
  "POST /publications/:id/withdraw": endpoint<null>()("publication.withdraw", z.object({ id, reason: z.enum(withdrawalReasons), note: z.string().max(500) })),
  /** A person's answer where we cannot know or came too late. */
  "POST /deliveries/:id/settle": endpoint<null>()("publication.settle", z.object({
    id,
    decision: z.enum(["it-is-out", "it-is-not-out", "send-now", "give-up"]),
    url: z.string().max(2_000).nullable(),
  })),

  /** EDI-1: profiles that are chosen together when one writes. `revision` is the one last seen. */
  "GET /profile-groups": endpoint<readonly ProfileGroupView[]>()("office.read", nothing),
  "POST /profile-groups": endpoint<{ readonly groupId: string }>()("profile-group.keep", profileGroup),
  "PUT /profile-groups/:id": endpoint<null>()("profile-group.keep", profileGroup.extend({ id, revision: z.int() })),
  "POST /profile-groups/:id/remove": endpoint<{ readonly revision: number }>()("profile-group.keep", z.object({ id, revision: z.int() })),

  /** EDI-9: what is said again in other words; those that are retired as well. `revision` is the one last seen. */
  "GET /templates": endpoint<readonly TemplateView[]>()("office.read", nothing),
  "POST /templates": endpoint<{ readonly templateId: string }>()("template.keep", template),
  "PUT /templates/:id": endpoint<null>()("template.keep", template.extend({ id, revision: z.int() })),
  "POST /templates/:id/retire": endpoint<{ readonly revision: number }>()("template.keep", z.object({ id, revision: z.int(), retired: z.boolean() })),
  /** What a draft from it would say now, about a page of the web or about none, and what it would lack. */
  "GET /templates/:id/draft": endpoint<{ readonly content: DraftContent; readonly leftOut: readonly LeftOutView[] }>()("publication.draft", z.object({ id, itemId: id.optional() })),
  /** Opens a draft from it; of a page, decides `publish` on it. */
  "POST /templates/:id/publication": endpoint<{ readonly publicationId: string; readonly leftOut: readonly LeftOutView[] }>()("publication.draft", z.object({ id, itemId: id.nullable() })),

  /** EDI-10: communication actions, the last first. `revision` is the one last seen. */
  "GET /actions": endpoint<readonly ActionView[]>()("office.read", nothing),
  "GET /actions/:id": endpoint<ActionDetailView>()("office.read", z.object({ id })),
  "POST /actions": endpoint<{ readonly actionId: string }>()("communication-action.keep", action),
  "PUT /actions/:id": endpoint<null>()("communication-action.keep", action.extend({ id, revision: z.int() })),
  /** Tells what came of it, which ends it. */
  "POST /actions/:id/close": endpoint<null>()("communication-action.keep", z.object({ id, revision: z.int(), result: z.string().max(2_000) })),
  "POST /actions/:id/reopen": endpoint<null>()("communication-action.keep", z.object({ id, revision: z.int() })),

  /** The calendar from one day to another, both in it; filters narrow what is shown. */
  "GET /calendar": endpoint<CalendarView>()("office.read", z.object({
    from: day, to: day, profileId: id.optional(), unitId: id.optional(), state: z.enum(publicationStates).optional(), language: language.optional(), network: z.enum(catalogueIds).optional(), actionId: id.optional(),
  })),
  /** Another time on the council's clock; `local` null: as soon as it is approved. `approve`: what was approved is approved for it in the same step. */
  "POST /publications/:id/move": endpoint<MovedView>()("publication.draft", z.object({
    id, revision: z.int(), local: z.string().max(16).nullable(), which: z.enum(["earlier", "later"]).nullable(), approve: z.boolean(),
  })),

  /** Drafts from a list, as CSV; without `commit` only what would come of it. */
  "POST /calendar/import": endpoint<ListImportView>()("publication.draft", z.object({ csv: z.string().max(1_000_000), commit: z.boolean() })),
  /** What is said again and again, as long as it goes on. */
  "GET /series": endpoint<readonly SeriesView[]>()("office.read", nothing),
  "POST /publications/:id/series": endpoint<{ readonly seriesId: string }>()("publication.draft", z.object({
    id, time: z.string().max(5), from: z.string().max(10), until: z.string().max(10).nullable(),
    every: z.union([z.object({ kind: z.literal("week"), weekdays: z.array(z.int()).max(7), weeks: z.int().max(52) }), z.object({ kind: z.literal("month"), day: z.int() })]),
  })),
  "POST /series/:id/end": endpoint<null>()("publication.draft", z.object({ id })),
  "GET /profiles/:id/slots": endpoint<SlotsView>()("office.read", z.object({ id })),
  /** `week` is Monday to Sunday; times are `HH:MM`. */
  "PUT /profiles/:id/slots": endpoint<null>()("profile.set-slots", z.object({ id, week: z.array(z.array(z.string().max(5)).max(30)).length(7), onHolidays: z.boolean() })),
  /** The next slot that is free on all of these profiles, named one after the other with commas. */
  "GET /next-slot": endpoint<Pick<SlotsView, "next">>()("office.read", z.object({ profiles: z.string().max(2_500), publicationId: id.optional() })),

  /** What is stopped now, and what waits since a stop for a person's word. */
  "GET /stop": endpoint<StopView>()("office.read", nothing),
  /** Stops every profile (`null`) or those named. */
  "POST /stops": endpoint<{ readonly stopId: string }>()("publishing.stop", z.object({ profileIds: z.array(id).max(500).nullable(), reason: z.string().max(500) })),
  "POST /stops/:id/resume": endpoint<null>()("publishing.resume", z.object({ id })),
  /** One publication after a stop. `local` and `which` only for `at`: wall time in the council's zone. */
  "POST /publications/:id/reconfirm": endpoint<null>()("publication.reconfirm", z.object({
    id, decision: z.enum(["now", "as-planned", "at", "cancel"]), local: z.string().max(16).nullable(), which: z.enum(["earlier", "later"]).nullable(),
  })),

  /** The municipal day, department by department; today's without `day`. */
  "GET /day": endpoint<DayView>()("office.read", z.object({ day: z.iso.date().optional() })),
  /** What the profiles have said and the web does not say yet. */
  "GET /debts": endpoint<readonly DebtView[]>()("office.read", nothing),
  "POST /debts/:id/settle": endpoint<null>()("item.triage", z.object({ id, origin: z.enum(["publication", "suggestion"]), url: z.string().max(2_000) })),
  "GET /suggestions": endpoint<readonly SuggestionView[]>()("office.read", nothing),
  "POST /suggestions": endpoint<null>()("suggestion.make", z.object({ unitId: id, title: z.string().max(200), text: z.string().max(5_000), url: z.string().max(2_000).nullable() })),
  "POST /suggestions/:id/publish": endpoint<{ readonly publicationId: string }>()("item.triage", z.object({ id })),
  "POST /suggestions/:id/decline": endpoint<null>()("item.triage", z.object({ id, reason: z.enum(triageReasons).nullable(), note: z.string().max(500) })),
  "GET /evergreen": endpoint<readonly EvergreenView[]>()("office.read", nothing),
  /** Pages that somebody has to look at again. */
  "GET /reviews": endpoint<ReviewsView>()("office.read", z.object({ unitId: id.optional() })),
  "POST /items/:id/review": endpoint<null>()("item.triage", z.object({ id, outcome: z.enum(["no_change", "to_change"]), note: z.string().max(500) })),
  "POST /items/:id/kind": endpoint<null>()("item.triage", z.object({ id, kind: z.enum(agingKinds) })),
  "GET /web-gaps": endpoint<WebGapsView>()("office.read", nothing),
  "POST /expectations": endpoint<null>()("item.triage", z.object({ unitId: id, sourceId: id, everyDays: z.int() })),
  "POST /expectations/:id/end": endpoint<null>()("item.triage", z.object({ id })),

  /** The library of pictures, newest first; `words` are looked for in file names, authors and permissions. */
  "GET /pictures": endpoint<LibraryView>()("office.read", z.object({ words: z.string().max(100).default(""), cursor })),
  "PUT /pictures/:id/rights": endpoint<MediaView>()("media.add", z.object({
    id, licence: z.enum(licences), author: z.string().max(200), ground: z.string().max(300), people: z.enum(peopleShown),
  })),
  /** WebVTT or SRT; null takes them away (EDI-R4). */
  /** Cuts a part out of a picture, so that it can be shown; the same part again is nothing. */
  "POST /pictures/:id/crops": endpoint<MediaView>()("media.add", z.object({ id, frame })),
  "PUT /pictures/:id/captions": endpoint<MediaView>()("media.add", z.object({ id, language, text: z.string().max(500_000).nullable() })),
  /** That somebody in it said yes: the number under which the signed paper is kept, and no name. */
  "POST /pictures/:id/consents": endpoint<MediaView>()("media.add", z.object({ id, givenBy: z.enum(consentGivers), reference: z.string().max(100), until: z.iso.date().nullable() })),
  /** Somebody withdrew their word: what was approved with the picture waits again; `out` of them are public already. */
  "POST /consents/:id/end": endpoint<{ readonly reopened: number; readonly out: number }>()("media.add", z.object({ id, reason: z.string().max(500) })),

  /** `gaps`: also on how many of the days ahead nobody attends, which takes its time. */
  "GET /profiles": endpoint<readonly ProfileView[]>()("office.read", z.object({ gaps: z.literal("yes").optional() })),
  "GET /profiles/:id": endpoint<ProfileView>()("office.read", z.object({ id })),
  /** Enters a profile that exists or opens one on our own networks, with the reason; new ones come by way of a request. */
  "POST /profiles": endpoint<{ readonly profileId: string }>()("profile.enter", z.object({
    network: z.enum(catalogueIds),
    handle: z.string().max(320),
    displayName: byLanguage,
    summary: byLanguage,
    unitId: id.nullable(),
    languages: z.array(language).min(1).max(8),
    layout: z.enum(["bilingual", "separate"]),
    reason: z.string().max(500),
  })),
  /** Introduces us to the account's server; the person goes to `authorizeUrl` and comes back connected. */
  "POST /profiles/:id/connection": endpoint<{ readonly authorizeUrl: string }>()("connection.manage", z.object({ id })),
  "POST /profiles/:id/connection/remove": endpoint<null>()("connection.manage", z.object({ id })),

  /** Where a profile is in its life, what it lacks and who may do what about it. */
  "GET /profiles/:id/life": endpoint<LifeView>()("office.read", z.object({ id })),
  "POST /profiles/:id/opening": endpoint<null>()("profile.prepare", z.object({ id, item: z.enum(openingItems), value: z.string().max(500) })),
  "POST /profiles/:id/activate": endpoint<null>()("profile.prepare", z.object({ id })),
  /** Looks whether a page of the council's, its domain or the network shows that the profile is the council's. */
  "POST /profiles/:id/verifications": endpoint<null>()("profile.certify", z.object({ id, kind: z.enum(verificationKinds), evidence: z.string().max(2_000) })),
  "POST /verifications/:id/end": endpoint<null>()("profile.certify", z.object({ id })),
  "POST /profiles/:id/certify": endpoint<null>()("profile.certify", z.object({ id, note: z.string().max(1_000) })),
  "POST /profiles/:id/keep": endpoint<null>()("profile.decide-dormant", z.object({ id, reason: z.string().max(500) })),
  /** Of a profile that is written by hand; `day` is `YYYY-MM-DD` in the council's zone. */
  "POST /profiles/:id/last-post": endpoint<null>()("profile.note-post", z.object({ id, day: z.string().max(10) })),
  "POST /profiles/:id/suspend": endpoint<null>()("profile.suspend", z.object({ id, reason: z.string().max(500) })),
  "POST /profiles/:id/ratify-suspension": endpoint<null>()("request.read", z.object({ id })),
  "POST /profiles/:id/resume": endpoint<null>()("profile.suspend", z.object({ id, reason: z.string().max(500) })),
  "POST /profiles/:id/closing": endpoint<null>()("profile.decide-dormant", z.object({ id, reason: z.string().max(500), legalOrder: z.string().max(300) })),
  "POST /profiles/:id/closing/agree": endpoint<{ readonly closesOn: string }>()("request.read", z.object({ id })),
  "POST /profiles/:id/closing/cancel": endpoint<null>()("profile.close", z.object({ id, reason: z.string().max(500) })),
  "POST /profiles/:id/closing/notice": endpoint<null>()("profile.note-post", z.object({ id, number: z.int().min(1).max(20), url: z.string().max(2_000) })),
  "POST /profiles/:id/closing/settle": endpoint<null>()("profile.close", z.object({ id, archive: z.string().max(500), handleKeptBy: z.string().max(300) })),
  "POST /profiles/:id/close": endpoint<null>()("profile.close", z.object({ id })),
  /** Several by one act; `toUnitId` null: each stays in its unit. */
  "POST /profiles/transfer": endpoint<{ readonly handed: number }>()("profile.transfer", z.object({
    profileIds: z.array(id).max(500), kind: z.enum(transferKinds), act: z.string().max(300), note: z.string().max(2_000), toUnitId: id.nullable(), toPromoterId: id,
  })),
  "POST /profiles/:id/transfer": endpoint<null>()("profile.transfer", z.object({
    id, kind: z.enum(transferKinds), act: z.string().max(300), note: z.string().max(2_000), toUnitId: id, toPromoterId: id,
  })),
  "POST /profiles/:id/receive": endpoint<null>()("request.write", z.object({ id })),
  /** An inventory as CSV; without `commit` only what would come of it. */
  "POST /profiles/import": endpoint<ImportView>()("profile.enter", z.object({ csv: z.string().max(1_000_000), commit: z.boolean() })),

  "GET /requests": endpoint<readonly RequestRowView[]>()("request.read", nothing),
  "GET /requests/:id": endpoint<RequestView>()("request.read", z.object({ id })),
  "POST /requests": endpoint<{ readonly requestId: string }>()("request.write", z.object({ unitId: id })),
  "PUT /requests/:id": endpoint<{ readonly revision: number }>()("request.write", z.object({ id, revision: z.int(), content: requestContent })),
  "POST /requests/:id/sign": endpoint<null>()("request.sign", z.object({ id, revision: z.int() })),
  "POST /requests/:id/submit": endpoint<null>()("request.write", z.object({ id, revision: z.int() })),
  "POST /requests/:id/take-back": endpoint<null>()("request.write", z.object({ id, to: z.enum(["requested", "withdrawn"]), reason: z.string().max(500) })),
  "POST /requests/:id/evaluation": endpoint<null>()("request.evaluate", z.object({
    id, revision: z.int(), scores: z.record(z.string().max(40), z.int().min(0).max(2)), metOn: z.string().max(10), minutes: z.string().max(2_000),
    outcome: z.enum(evaluationOutcomes), reasons: z.string().max(2_000), conditions: z.string().max(2_000), reviewOn: z.string().max(10),
  })),
  /** One of the two words that open: the coordination approves, the Department agrees. */
  "POST /requests/:id/consent": endpoint<{ readonly opened: readonly string[] }>()("request.read", z.object({ id, revision: z.int(), kind: z.enum(consentKinds) })),

  /** A found profile is ours (Annex E); it counts with a second person's word. */
  "POST /profiles/:id/claim": endpoint<null>()("impostor.decide", z.object({ id, unitId: id, name: z.record(z.string(), z.string().max(200)), reason: z.string().max(2_000) })),
  "POST /profiles/:id/ratify-claim": endpoint<null>()("request.read", z.object({ id })),
  "POST /profiles/:id/settle-found": endpoint<null>()("impostor.decide", z.object({
    id, decision: z.enum(["reported", "dismissed"]), reason: z.string().max(2_000), reportUrl: z.string().max(2_000).default(""), reportedOn: z.string().max(10).default(""),
  })),
  /** S4: what studies say of the use of networks. */
  "GET /audience-facts": endpoint<readonly AudienceFactView[]>()("request.read", nothing),
  "POST /audience-facts": endpoint<null>()("request.evaluate", z.object({
    network: z.enum(catalogueIds), ageBand: z.string().max(100), share: z.number(), base: z.string().max(200), source: z.string().max(300), year: z.number(),
  })),
  "POST /audience-facts/:id/remove": endpoint<null>()("request.evaluate", z.object({ id })),
  "GET /impostors": endpoint<readonly ImpostorView[]>()("office.read", nothing),
  "POST /impostors": endpoint<null>()("impostor.report", z.object({ address: z.string().max(500), note: z.string().max(1_000) })),
  "POST /impostors/:id/decide": endpoint<null>()("impostor.decide", z.object({ id, decision: z.enum(caseDecisions), reason: z.string().max(500) })),

  /** Hours and promise of a profile, from now on. `week` is Monday to Sunday; times are `HH:MM`, `24:00` ends a day. */
  "PUT /profiles/:id/promise": endpoint<null>()("profile.set-promise", z.object({
    id, week: z.array(stretches).length(7), holiday: stretches, firstResponseMinutes: z.int().min(1), reason: z.string().max(500),
  })),
  "GET /holidays": endpoint<readonly HolidayView[]>()("office.read", nothing),
  "POST /holidays": endpoint<{ readonly holidayId: string }>()("calendar.edit", z.object({ day: z.string().max(10), name: byLanguage })),
  "POST /holidays/:id/remove": endpoint<null>()("calendar.edit", z.object({ id })),
  /** A year's calendar as it is usual; without `region`, the one that explains most of what has been entered. */
  "GET /holidays/proposals": endpoint<HolidayProposalsView>()("calendar.edit", z.object({ year: z.string().regex(/^(19[5-9]|2[0-1]\d)\d$/), region: z.enum(holidayRegions).optional() })),
  /** Enters several at once, all or none. */
  "POST /holidays/several": endpoint<{ readonly entered: number }>()("calendar.edit", z.object({ days: z.array(z.object({ day: z.string().max(10), name: byLanguage })).max(60) })),
  /** `day;name_<language>` as CSV; without `commit` only what would come of it. */
  "POST /holidays/import": endpoint<ListImportView>()("calendar.edit", z.object({ csv: z.string().max(1_000_000), commit: z.boolean() })),

  "GET /conversations": endpoint<InboxPage>()("conversation.read", z.object({
    tab: z.enum(inboxTabs), profileId: id.optional(), language: z.string().max(3).optional(), search: z.string().max(200).optional(), cursor,
  })),
  "GET /conversations/:id": endpoint<ConversationView>()("conversation.read", z.object({ id })),
  /** Takes it; `takeOver` takes it from a colleague. */
  "POST /conversations/:id/claim": endpoint<null>()("conversation.answer", z.object({ id, takeOver: z.boolean() })),
  "POST /conversations/:id/release": endpoint<null>()("conversation.answer", z.object({ id })),
  /** Keeps what is being written, and the claim with it. */
  "PUT /conversations/:id/draft": endpoint<ReplyCheck>()("conversation.answer", z.object({ id, texts: byLanguage })),
  "POST /conversations/:id/answer": endpoint<null>()("conversation.answer", z.object({
    id, revision: z.int(), kind: z.enum(replyKinds), texts: byLanguage,
    /** `YYYY-MM-DDTHH:MM` in the council's zone; only for `holding`. */
    promisedLocal: z.string().max(16).nullable(),
    thenClose: z.boolean(),
  })),
  "POST /conversations/:id/close": endpoint<null>()("conversation.answer", z.object({
    id, revision: z.int(), disposition: z.enum(dispositions), reason: z.enum(noReplyReasons).nullable(),
  })),
  "POST /conversations/:id/reopen": endpoint<null>()("conversation.answer", z.object({ id })),
  /** Whether it cannot wait (PROT-7). */
  "PUT /conversations/:id/urgent": endpoint<null>()("conversation.answer", z.object({ id, urgent: z.boolean() })),
  "PUT /conversations/:id/language": endpoint<null>()("conversation.answer", z.object({ id, language: z.string().max(3) })),
  "POST /conversations/:id/notes": endpoint<null>()("conversation.answer", z.object({ id, text: z.string().max(4_000) })),
  /** A coordinator opens what was said in private, with a reason that stays written. */
  /** Erases the person who began it, everywhere (PRI-2); the reason stays written, whom it was about does not. */
  "POST /conversations/:id/erase-citizen": endpoint<null>()("conversation.erase", z.object({ id, reason: z.string().max(500) })),
  "POST /conversations/:id/open-private": endpoint<null>()("conversation.open-private", z.object({ id, reason: z.string().max(500) })),

  "GET /people": endpoint<PeopleView>()("people.read", nothing),
  "POST /people": endpoint<{ readonly personId: string; readonly invitationUrl: string }>()("people.manage", z.object({
    name: z.string().max(120), email: z.string().max(200), postType: z.enum(postTypes), unitId: id.nullable(), suited: z.boolean().default(true),
  })),
  "GET /people/:id": endpoint<PersonView>()("people.read", z.object({ id })),
  /** `obtainedOn` and `validUntil` are days in the council's zone; without the second, as long as the council's parameter says. */
  "POST /people/:id/competences": endpoint<null>()("competence.record", z.object({
    id, area: z.enum(competenceAreas), proof: z.enum(proofs), evidence: z.string().max(500), obtainedOn: z.iso.date(), validUntil: z.iso.date().nullable(),
  })),
  /** Hours practised under supervision (ROL-4). */
  "POST /people/:id/practice": endpoint<{ readonly practiceId: string }>()("practice.record", z.object({
    id, area: z.enum(competenceAreas), profileId: z.uuid(), supervisorId: z.uuid(), day, hours: z.number().min(0).max(24), what: z.string().max(500),
  })),
  "POST /practice/:id/withdraw": endpoint<null>()("practice.record", z.object({ id })),
  "POST /competences/:id/withdraw": endpoint<null>()("competence.record", z.object({ id, reason: z.string().max(500) })),
  /** Ends everything that hangs on the post, at once: appointments, sessions, programs' tokens, accounts that the person connected. */
  "POST /people/:id/end-post": endpoint<{ readonly profiles: readonly string[] }>()("people.manage", z.object({
    id, reason: z.string().max(500), next: z.object({ postType: z.enum(postTypes), unitId: id.nullable(), suited: z.boolean() }).nullable(),
  })),
  /** A new invitation for somebody who has not signed in yet or lost the second factor. */
  "POST /people/:id/invitation": endpoint<{ readonly invitationUrl: string }>()("people.manage", z.object({ id })),
  "POST /people/:id/appointments": endpoint<null>()("people.manage", z.object({
    id, role: z.enum(roles), unitId: id.nullable(), profileId: id.nullable(), act: z.string().max(300), justification: z.string().max(1_000),
  })),
  "POST /appointments/:id/revoke": endpoint<null>()("people.manage", z.object({ id, reason: z.string().max(500) })),

  /** 90 days, or as many as are asked for, from a day on. */
  "GET /coverage": endpoint<CoverageView>()("coverage.read", z.object({ from: day.optional(), days: z.coerce.number().int().min(1).max(200).optional() })),
  /** The same as if these people were absent, through the last day; nothing is written. */
  "POST /coverage/what-if": endpoint<CoverageView>()("coverage.read", z.object({
    from: day.optional(), days: z.int().min(1).max(200).optional(), supposed: z.array(z.object({ personId: id, from: day, to: day })).max(50),
  })),
  "GET /staff": endpoint<StaffView>()("coverage.read", nothing),
  "GET /coverage/candidates": endpoint<readonly CandidateView[]>()("coverage.read", z.object({ profileId: id, absentId: id, from: wall, to: wall })),
  /** `personId` null: of oneself. Days, the last one in it, or wall times. */
  "POST /absences": endpoint<{ readonly absenceId: string }>()("absence.enter", z.object({ personId: id.nullable(), kind: z.enum(absenceKinds), from: wall, to: wall, note: z.string().max(500) })),
  /** Planned absences of a calendar, of oneself: what is known already is left alone. */
  "POST /absences/import": endpoint<{ readonly entered: number; readonly known: number; readonly unreadable: number }>()("absence.enter", z.object({ calendar: z.string().max(1_000_000) })),
  "POST /absences/:id/approve": endpoint<null>()("absence.decide", z.object({
    id, substitutes: z.array(z.object({ profileId: id, personId: id })).max(50), overrideReason: z.string().max(500),
  })),
  "POST /absences/:id/refuse": endpoint<null>()("absence.decide", z.object({ id })),
  "POST /absences/:id/cancel": endpoint<null>()("absence.enter", z.object({ id })),
  "POST /substitutions": endpoint<{ readonly substitutionId: string }>()("substitution.name", z.object({ profileId: id, absentId: id, substituteId: id, from: wall, to: wall })),
  "POST /substitutions/:id/end": endpoint<null>()("substitution.name", z.object({ id })),
  "PUT /people/:id/shift": endpoint<null>()("shift.set", z.object({ id, from: day, week: z.array(stretches).length(7), holiday: stretches })),
  "PUT /people/:id/spoken": endpoint<null>()("shift.set", z.object({ id, languages: z.array(language).max(8) })),
  "POST /duties": endpoint<{ readonly dutyId: string }>()("rota.propose", z.object({ profileId: id, personId: id, kind: z.enum(["duty", "on_call"]), from: wall, to: wall })),
  "POST /duties/:id/end": endpoint<null>()("rota.propose", z.object({ id })),
  /** Solves a fair rota that closes the gaps; nothing counts until it is accepted. */
  "POST /rota": endpoint<RotaView>()("rota.propose", z.object({
    from: day, days: z.int().min(1).max(62), profileIds: z.array(id).min(1).max(100), atLeast: z.int().min(1).max(10), mostWeekends: z.int().min(0).max(9), mostHours: z.int().min(0).max(60),
  })),
  /** `without`: turns that are left out, by their place. */
  "POST /rota/:id/accept": endpoint<null>()("rota.propose", z.object({ id, without: z.array(z.int().min(0)).max(5_000) })),
  "POST /rota/:id/refuse": endpoint<null>()("rota.propose", z.object({ id })),
  "POST /handovers": endpoint<null>()("handover.write", z.object({ profileId: id, text: z.string().max(4_000) })),
  "POST /handovers/:id/read": endpoint<null>()("handover.write", z.object({ id })),

  "GET /dedication": endpoint<DedicationView>()("coverage.read", nothing),
  "PUT /profiles/:id/dedication": endpoint<{ readonly hours: number }>()("dedication.choose", z.object({
    id, kind: z.enum(profileKinds), networks: z.int().min(0).max(50), languages: z.int().min(0).max(20), postsPerWeek: amount,
    inboundPerWeek: z.object({ all: amount, queries: amount, complaints: amount, direct: amount }), liveEventsPerWeek: amount, campaigns: amount,
    interactionTypes: z.array(z.enum(interactionTypes)).max(9),
  })),
  "PUT /profiles/:id/commitment": endpoint<null>()("dedication.commit", z.object({ id, personId: id, hours: z.number().min(0).max(168) })),
  "POST /worked": endpoint<null>()("dedication.note", z.object({ profileId: id, activity: z.enum([...interactionTypes, "publishing", "other"]), minutes: z.int().min(1).max(1_440), day })),

  /** The tree, with what each unit was and what it has. */
  "GET /organisation": endpoint<OrganisationView>()("office.read", nothing),
  "POST /organisation": endpoint<{ readonly unitId: string }>()("policy.manage", z.object({ kind: z.enum(unitKinds), name: byLanguage, parentId: id.nullable(), dir3: z.string().max(20) })),
  "PUT /organisation/:id": endpoint<null>()("policy.manage", z.object({
    id, name: byLanguage, parentId: id.nullable(), dir3: z.string().max(20), actId: id.nullable(), reason: z.string().max(500),
  })),
  "POST /organisation/:id/merge": endpoint<null>()("policy.manage", z.object({ id, into: id, actId: id.nullable(), reason: z.string().max(500) })),
  "POST /organisation/:id/close": endpoint<null>()("policy.manage", z.object({ id, actId: id.nullable(), reason: z.string().max(500) })),

  /** A list as CSV: first looked at, entered when `commit` is true; each row says what came of it. */
  "POST /organisation/import": endpoint<ListImportView>()("policy.manage", z.object({ csv: z.string().max(1_000_000), commit: z.boolean() })),
  "POST /people/import": endpoint<ListImportView>()("people.manage", z.object({ csv: z.string().max(1_000_000), commit: z.boolean() })),

  "GET /policy": endpoint<PolicyView>()("office.read", nothing),
  /** `inForceFrom` is a day in the council's zone. */
  "POST /policy/acts": endpoint<{ readonly actId: string }>()("policy.manage", z.object({
    kind: z.enum(actKinds), title: byLanguage, issuer: z.string().max(200), place: z.string().max(200), signedOn: z.iso.date(), inForceFrom: z.iso.date(),
    url: z.string().max(2_000), sha256: z.string().max(64), binding: z.boolean(),
    articles: z.array(z.object({ number: z.string().max(20), title: byLanguage, summary: byLanguage })).max(200),
  })),
  /** `from` null: from now on; otherwise 00:00 of that day in the council's zone. */
  "POST /policy/parameters": endpoint<null>()("policy.manage", z.object({
    key: z.string().max(100), value: z.union([z.string().max(4_000), z.number(), z.boolean()]), actId: id.nullable(), article: z.string().max(200), from: z.iso.date().nullable(),
  })),
  /** Both days included. */
  "POST /policy/periods": endpoint<null>()("policy.manage", z.object({ name: byLanguage, from: z.iso.date(), to: z.iso.date(), actId: id.nullable() })),
  "POST /policy/periods/:id/remove": endpoint<null>()("policy.manage", z.object({ id })),
  "POST /policy/meetings": endpoint<null>()("policy.manage", z.object({
    kind: z.enum(["working_group", "community"]), heldOn: z.iso.date(), agreements: z.string().max(4_000), minutesUrl: z.string().max(2_000),
  })),

  /** ORG-5. */
  "PUT /policy/working-group": endpoint<null>()("policy.manage", z.object({ leadUnits: z.array(id).max(20), members: z.array(id).max(200), actId: id.nullable() })),
  /** ORG-6. */
  "PUT /policy/responsibilities/:type": endpoint<null>()("policy.manage", z.object({
    type: z.enum(contentTypes), tasks: z.object({ write: z.enum(responsibleOnes), revise: z.enum(responsibleOnes), approve: z.enum(responsibleOnes), publish: z.enum(responsibleOnes) }),
    actId: id.nullable(), article: z.string().max(200),
  })),

  /** Every right, to be kept or revoked one by one, twice a year. */
  "GET /access-review": endpoint<AccessReviewView>()("access.read-review", nothing),
  "POST /access-review": endpoint<null>()("access.review", nothing),
  "POST /access-review/:id/decide": endpoint<null>()("access.review", z.object({ id, appointmentId: id, keep: z.boolean(), reason: z.string().max(500) })),
  "POST /access-review/:id/finish": endpoint<null>()("access.review", z.object({ id })),

  "GET /contracts": endpoint<ContractsView>()("contract.read", nothing),
  "POST /contracts": endpoint<{ readonly contractId: string }>()("contract.manage", z.object({
    fileNo: z.string().max(100), company: z.string().max(200), object: z.string().max(1_000), exceptionality: z.string().max(4_000), officerId: id, profileIds: z.array(id).max(100),
    startsOn: z.iso.date(), endsOn: z.iso.date(), answers: z.boolean(), directMessages: z.boolean(), answerMinutes: z.int().nullable().default(null),
  })),
  /** Minutes of attention in which citizens are answered under it; null: it says nothing of it. */
  "PUT /contracts/:id/answer-time": endpoint<null>()("contract.manage", z.object({ id, minutes: z.int().nullable() })),
  "POST /contracts/:id/people": endpoint<null>()("contract.manage", z.object({ id, personId: id })),
  "POST /contracts/:id/people/remove": endpoint<null>()("contract.manage", z.object({ id, personId: id })),
  /** `dpaSignedOn`: the processor agreement; `clauses`: accepted under the policy in force. */
  "POST /contracts/:id/signatures": endpoint<null>()("contract.manage", z.object({ id, dpaSignedOn: z.iso.date().nullable(), clauses: z.boolean() })),
  "POST /contracts/:id/start": endpoint<null>()("contract.manage", z.object({ id })),
  "POST /contracts/:id/extend": endpoint<null>()("contract.manage", z.object({ id, endsOn: z.iso.date(), reason: z.string().max(500) })),
  "POST /contracts/:id/end": endpoint<null>()("contract.manage", z.object({ id, reason: z.string().max(500) })),
  /** Something of a contract that ends was left in order (CON-5). */
  "POST /contracts/:id/exit": endpoint<null>()("contract.manage", z.object({ id, item: z.enum(exitItems), note: z.string().max(500) })),
  /** What a contractor had scheduled goes on under somebody of the council's own. */
  "POST /publications/:id/take-over": endpoint<null>()("publication.take-over", z.object({ id })),

  "GET /evidence": endpoint<EvidencePage>()("office.read", z.object({ cursor })),

  /** Who else is at something now. */
  "GET /presence": endpoint<readonly PresentView[]>()("office.read", z.object({ type: z.enum(presenceSubjects), id })),
  /** A window says what it does there, every ten seconds and when it changes; it is believed for 25 seconds. */
  "PUT /presence": endpoint<null>()("office.read", z.object({ seat: id, type: z.enum(presenceSubjects), id, doing: z.enum(["looking", "writing", "gone"]) })),
} as const;

export type OfficeContract = typeof officeContract;
export type OfficeEndpoint = keyof OfficeContract;
export type InputOf<Name extends OfficeEndpoint> = z.input<OfficeContract[Name]["input"]>;
export type OutputOf<Name extends OfficeEndpoint> = Exclude<OfficeContract[Name]["output"], undefined>;

/*
 * Six endpoints stand apart. The body of three is a file: `POST /office/media` takes multipart form data with one part
 * `file` and gives `MediaView` (permission `media.add`); `POST /office/pdf` takes a PDF in the same way and gives `PdfView`;
 * `POST /office/pdf/pages` takes it with a field `pages` (`1,3`) and gives `PagesTaken`. The answer of another has no end: `GET /office/live` is a
 * `text/event-stream` (permission `office.read`) of events `changed` with a `Changed` each. To the fifth a server sends the
 * browser: `GET /office/connections/callback` ends what `POST /profiles/:id/connection` began and leads to the profile.
 * The sixth is read by agendas that cannot sign in: `GET /office/calendar/<secret>.ics`, as long as whose secret it is may read the office.
 *
 * Answers: 200 with the output as JSON; 400 `{ refusal: { kind: "bad-input", issues: [{ path, message }] } }`;
 * 401 `{ refusal: { kind: "signed-out" } }`; 403, 404, 409 and 422 `{ refusal: { kind, ...data } }`;
 * 500 `{ refusal: { kind: "fault", reference } }`. Every call carries the header `x-pregonero: 1`.
 */
