import type { Frame } from "#modules/media/index.ts";
import type { KeptBackBy } from "#modules/publishing/index.ts";
import type { CatalogueId, CountingRule } from "#networks/contract/index.ts";
import type { RequestContent, RequestFinding, RequestSection } from "#modules/lifecycle/index.ts";
import type { ProfileKind } from "#modules/register/index.ts";
import type { DraftContent } from "./draft-content.ts";
import type {
  caseDecisions, competenceAreas, consentGivers, contentTasks, contentTypes, dispositions, evaluationOutcomes, exitItems, holidayRegions, inboxTabs, licences, noReplyReasons, openingItems, peopleShown, postTypes, profileStandings, proofs, publicationStates, replyKinds, responsibleOnes, roles, sourceKinds, sourceStates, triageReasons, verificationKinds,
} from "./vocabulary.ts";

// What the back office shows. Instants are ISO 8601 in UTC; wall times are the council's (`SessionView.council.zone`).

type Texts = Readonly<Record<string, string>>;
export type PublicationState = (typeof publicationStates)[number];
export type Role = (typeof roles)[number];
export type PostType = (typeof postTypes)[number];

export interface SessionView {
  readonly person: { readonly id: string; readonly name: string; readonly postType: PostType; readonly unit: Texts | null };
  readonly roles: readonly Role[];
  /** Actions that this person may do at least somewhere: what is not here is not shown. */
  readonly actions: readonly string[];
  readonly preferences: { readonly language: "es" | "eu" | "en"; readonly singleKeys: boolean };
  readonly council: {
    readonly name: Texts;
    readonly brand: string;
    readonly zone: string;
    /** Official languages in the council's order; every publication needs them all. */
    readonly languages: readonly string[];
    readonly origin: string;
    readonly example: boolean;
  };
  /** The product's clock: in the example city it is not the machine's. */
  readonly now: string;
}

export interface AccountView {
  readonly email: string;
  readonly lastSignIn: string | null;
  readonly recoveryCodesLeft: number;
  readonly sessions: readonly { readonly id: string; readonly startedAt: string; readonly seenAt: string; readonly agent: string; readonly current: boolean }[];
}

export interface UnitView {
  readonly id: string;
  readonly kind: "department" | "service" | "unit" | "entity";
  readonly name: Texts;
  readonly parentId: string | null;
}

/** One thing that waits for this person. `since` or `due` tell how bad it is; the list comes worst first. */
export type TodayTask =
  | { readonly kind: "approve"; readonly publicationId: string; readonly title: string; readonly due: string | null; readonly since: string; readonly profiles: readonly string[] }
  /** EDI-R11: its time passed before anybody approved it; `mine` to who wrote it. */
  | { readonly kind: "expired"; readonly publicationId: string; readonly title: string; readonly mine: boolean; readonly due: string }
  | { readonly kind: "returned"; readonly publicationId: string; readonly title: string; readonly comment: string; readonly since: string }
  | { readonly kind: "unknown"; readonly publicationId: string; readonly deliveryId: string; readonly title: string; readonly profile: string; readonly since: string }
  | { readonly kind: "missed"; readonly publicationId: string; readonly deliveryId: string; readonly title: string; readonly profile: string; readonly due: string }
  | { readonly kind: "refused"; readonly publicationId: string; readonly deliveryId: string; readonly title: string; readonly profile: string; readonly code: string; readonly since: string }
  /** `late` of them wait for longer than they should (FLO-R1). */
  | { readonly kind: "triage"; readonly count: number; readonly late: number; readonly oldest: string }
  /** FLO-R1: what of the units that one directs waits for days. */
  | { readonly kind: "triage-long"; readonly count: number; readonly oldest: string }
  | { readonly kind: "suggestions"; readonly count: number; readonly oldest: string }
  /** FLO-R2. */
  | { readonly kind: "reviews"; readonly count: number; readonly oldest: string }
  /** FLO-R5. */
  | { readonly kind: "debts"; readonly count: number; readonly overdue: number; readonly due: string }
  /** FLO-6: a unit of which something is awaited on a web has told nothing. */
  | { readonly kind: "silence"; readonly expectationId: string; readonly unit: Texts; readonly source: Texts; readonly since: string }
  | { readonly kind: "connection"; readonly profileId: string; readonly profile: string; readonly code: string; readonly since: string }
  /** A proposal that waits, a statement that is old (WEB-R3), a web that is not reached (WEB-R4). */
  | { readonly kind: "source"; readonly what: "proposed" | "statement" | "unreached"; readonly sourceId: string; readonly name: string; readonly since: string }
  | { readonly kind: "source-error"; readonly sourceId: string; readonly name: string; readonly since: string }
  /** To so many people no mail gets through. */
  | { readonly kind: "mail"; readonly people: number; readonly code: string; readonly since: string }
  /** `since` is the last backup, or the founding where there has been none. */
  | { readonly kind: "backup-old"; readonly since: string }
  /** The council came back from a backup at `since`; what was published after `takenAt` is not known here. */
  | { readonly kind: "restored"; readonly takenAt: string; readonly since: string }
  /** The most urgent of those who wait for an answer; `waiting` counts them all. */
  | { readonly kind: "answer"; readonly conversationId: string; readonly preview: string; readonly profile: string; readonly due: string | null; readonly breached: boolean; readonly mine: boolean }
  /** PROT-R8: it cannot wait, and this person is on call. */
  | { readonly kind: "urgent"; readonly conversationId: string; readonly preview: string; readonly profile: string; readonly how: "on_call" | "at-work" | "team" | "nobody"; readonly since: string }
  | { readonly kind: "reply-trouble"; readonly conversationId: string; readonly preview: string; readonly profile: string; readonly state: "refused" | "unknown" | "missed"; readonly since: string }
  /** DRI-4: `kind` of drift; `late` when it should have been decided (DRI-R2). */
  | { readonly kind: "drift"; readonly driftId: string; readonly what: DriftView["kind"]; readonly title: string; readonly posts: number; readonly waiting: number; readonly late: boolean; readonly decision: DriftView["decision"]; readonly due: string | null; readonly since: string }
  /** It goes out within the hour, and nobody will be there to attend what citizens answer. */
  | { readonly kind: "uncovered"; readonly publicationId: string; readonly title: string; readonly profiles: readonly string[]; readonly due: string }
  /** What went out without prior approval and waits for this person to look at it (ADR 0036). */
  | { readonly kind: "later-reviews"; readonly count: number; readonly oldest: string }
  /** COV-7: nobody attends a profile, from one day (`YYYY-MM-DD`) through another. */
  | { readonly kind: "gap"; readonly profileId: string; readonly profile: string; readonly from: string; readonly to: string; readonly days: number; readonly due: string }
  | { readonly kind: "absence"; readonly absenceId: string; readonly person: string; readonly from: string; readonly to: string; readonly since: string }
  | { readonly kind: "handover-note"; readonly noteId: string; readonly profile: string; readonly text: string; readonly since: string }
  /** DED-6. */
  | { readonly kind: "overrun"; readonly profileId: string; readonly profile: string; readonly weeks: number; readonly measured: number; readonly committed: number }
  /** ROL-8: the review of everybody's rights is due, or under way. */
  | { readonly kind: "access-review"; readonly left: number | null; readonly due: string }
  /** S17: of the people for whose training this person answers, those who lack some of it. */
  | { readonly kind: "training"; readonly personId: string; readonly name: string; readonly missing: number; readonly since: string | null }
  /** Of this person themself, or of those they answer for: a proof that expires within the warning (ROL-R6). */
  | { readonly kind: "accreditation"; readonly personId: string; readonly name: string; readonly area: CompetenceArea; readonly mine: boolean; readonly due: string }
  /** CON-R4: the end of a contract comes near. */
  | { readonly kind: "contract"; readonly contractId: string; readonly company: string; readonly days: number; readonly due: string }
  /** CON-R5: its clauses are not accepted under the policy in force. */
  | { readonly kind: "clauses"; readonly contractId: string; readonly company: string; readonly due: string | null }
  /** CON-R2: the company acts no more for these profiles until somebody of the council's own manages them. */
  | { readonly kind: "contractors-alone"; readonly contractId: string; readonly company: string; readonly profiles: readonly string[] }
  /** CON-5: over, and not everything was left in order. */
  | { readonly kind: "contract-exit"; readonly contractId: string; readonly company: string; readonly open: readonly (typeof exitItems)[number][]; readonly since: string }
  /** CON-4: of late too few citizens were answered in the time agreed, or some wait beyond it. */
  | { readonly kind: "contract-late"; readonly contractId: string; readonly company: string; readonly answered: number; readonly inTime: number; readonly overdue: number; readonly days: number }
  /** CON-R3: scheduled by a contractor whose contract is over. */
  | { readonly kind: "ownerless"; readonly publicationId: string; readonly title: string; readonly due: string; readonly profiles: readonly string[] }
  /** The policy in force is not signed. */
  | { readonly kind: "commitments"; readonly due: string | null }
  /** EDI-10: its days are over, and nobody has said what came of it. */
  | { readonly kind: "action-over"; readonly actionId: string; readonly title: Texts; readonly since: string }
  | { readonly kind: "draft"; readonly publicationId: string; readonly title: string; readonly since: string }
  /** `requestId` or `profileId` tell where it is done; neither for a report of an impostor. */
  | { readonly kind: "life"; readonly what: LifeTask; readonly requestId: string | null; readonly lifeProfileId: string | null; readonly caseId: string | null; readonly title: string; readonly since: string; readonly due: string | null };

/** A change of a page: `before` null where it is new, `after` null where it is gone. */
export interface DriftChangeView {
  readonly language: string;
  readonly kind: "date" | "time" | "place" | "amount" | "deadline" | "phone" | "url" | "status" | "title" | "words";
  readonly before: string | null;
  readonly after: string | null;
}

export interface DriftRowView {
  readonly id: string;
  /** A page that changed, a correction that the page does not say, or two languages that contradict each other. */
  readonly kind: "page" | "reverse" | "languages";
  readonly state: "stored" | "detected" | "assigned" | "corrected" | "page_fixed" | "not_material";
  readonly decision: "correct" | "page_wrong" | "not_material" | null;
  readonly title: string;
  readonly unit: string | null;
  readonly detectedAt: string;
  readonly due: string | null;
  readonly late: boolean;
  readonly closedAt: string | null;
  readonly changes: readonly DriftChangeView[];
  readonly posts: number;
  /** Publications that cite the page and have not gone out yet. */
  readonly waiting: number;
}

export interface DriftListView {
  readonly drifts: readonly DriftRowView[];
  readonly counts: Readonly<Record<"open" | "closed" | "stored", number>>;
  /** Pages that cannot be read just now. */
  readonly unread: readonly { readonly url: string; readonly language: string; readonly since: string; readonly trouble: Trouble }[];
}

export interface DriftView extends DriftRowView {
  readonly compared: readonly { readonly language: string; readonly before: ComparedPage | null; readonly after: ComparedPage | null }[];
  readonly urls: Texts;
  readonly lookedAt: string | null;
  readonly nextLookAt: string | null;
  readonly affected: readonly {
    readonly publicationId: string;
    readonly title: string;
    readonly state: PublicationState;
    readonly settled: "corrected" | "withdrawn" | "called_off" | null;
    readonly posts: readonly { readonly profile: string; readonly network: CatalogueId; readonly languages: readonly string[]; readonly url: string | null }[];
    readonly mayCorrect: boolean;
    /** Nothing of it is out yet, and this person may still change it. */
    readonly mayChange: boolean;
  }[];
  readonly steps: readonly { readonly state: DriftRowView["state"]; readonly decision: DriftRowView["decision"]; readonly at: string; readonly by: string | null; readonly reason: string }[];
  /** What the rule on time says, and on what ground. */
  readonly decideMinutes: number;
  readonly decideCitation: string;
  readonly mayDecide: boolean;
}

interface ComparedPage {
  readonly at: string;
  readonly title: string;
  readonly text: string;
  readonly status: "live" | "not_in_force" | "gone";
}

/** What of the life of profiles may wait for somebody. */
export type LifeTask =
  | "sign" | "evaluate" | "approve" | "agree" | "alternative" | "claim" | "opening" | "dormant" | "closing-agree" | "closing-notice" | "closing-settle" | "suspension" | "transfer" | "certification" | "impostor";

export interface TodayView {
  readonly tasks: readonly TodayTask[];
  readonly goingOut: readonly { readonly publicationId: string; readonly title: string; readonly due: string; readonly state: PublicationState; readonly paused: boolean; readonly profiles: readonly string[] }[];
  readonly next: { readonly publicationId: string; readonly title: string; readonly due: string } | null;
  /** Steps of setting up that are still to do; empty when all are done. */
  readonly setup: readonly ("source" | "profile" | "second-person" | "first-publication")[];
}

/** The panic stop as everybody in the office sees it. */
export interface StopView {
  /** `profiles` null: all of them. */
  readonly open: readonly { readonly id: string; readonly profiles: readonly string[] | null; readonly reason: string; readonly by: string; readonly at: string; readonly mayResume: boolean }[];
  /** What waits for a person's word, by the time at which it was to go out. */
  readonly paused: readonly {
    readonly publicationId: string;
    readonly title: string;
    readonly due: string;
    readonly languages: readonly string[];
    readonly profiles: readonly string[];
    /** The conversation that it answers; `null` for a post. */
    readonly conversationId: string | null;
    /** A stop is still open over it: it can only be called off. */
    readonly stopped: boolean;
    readonly mayDecide: boolean;
  }[];
  readonly mayStopAll: boolean;
  /** Profiles that this person may stop and that are not. */
  readonly mayStop: readonly { readonly id: string; readonly name: string; readonly network: CatalogueId }[];
}

/** A refusal or fault of the product: `kind` has a message `refusal.<kind>` in es, eu and en. */
export interface Trouble {
  readonly kind: string;
  readonly [key: string]: unknown;
}

export interface SourceView {
  readonly id: string;
  readonly name: Texts;
  readonly url: string;
  readonly unitId: string | null;
  readonly unit: Texts | null;
  readonly languages: readonly string[];
  readonly registeredAt: string;
  readonly kind: SourceKind;
  readonly state: SourceState;
  readonly stateSince: string;
  readonly creationAct: string;
  readonly statementUrl: string | null;
  readonly statementOn: string | null;
  readonly statementIsOld: boolean;
  /** When the last of its hosts was proven; null while one is not. */
  readonly provenAt: string | null;
  readonly isOverdue: boolean;
  readonly itemsLastDay: number;
  readonly items: number;
  readonly channels: readonly {
    readonly id: string;
    readonly kind: ChannelKind;
    readonly url: string;
    readonly lastReadAt: string | null;
    readonly nextReadAt: string;
    readonly error: Trouble | null;
    readonly errorSince: string | null;
    readonly lastCounts: { readonly read: number; readonly new: number; readonly changed: number; readonly refused: number } | null;
  }[];
}

/** How many of a public a network reaches, in per cent, as a study says. */
export interface AudienceFactView {
  readonly id: string;
  readonly network: CatalogueId;
  readonly ageBand: string;
  readonly share: number;
  readonly base: string;
  readonly source: string;
  readonly year: number;
}

export interface SourceDetailView extends SourceView {
  readonly hosts: readonly { readonly host: string; readonly provenAt: string | null; readonly by: string | null; readonly method: "well_known" | "meta" | "dns_txt" | null }[];
  /** What each host has to show, and where. */
  readonly token: string;
  readonly proofAddresses: readonly string[];
  readonly proofMeta: string;
  /** Names under which a name server may have it instead. */
  readonly proofNames: readonly string[];
  /** ORG-6: who does what with each kind of content that comes from here. */
  readonly responsibilities: PolicyView["responsibilities"];
  readonly sections: readonly { readonly id: string; readonly prefix: string; readonly unit: Texts }[];
  readonly steps: readonly { readonly state: SourceState; readonly at: string; readonly by: string; readonly reason: string }[];
  readonly next: readonly SourceState[];
  /** Months after which the statement is old, and the ground for it. */
  readonly statementMonths: number;
  readonly statementCitation: string;
  readonly may: { readonly manage: boolean; readonly prove: boolean };
}

export type SourceKind = (typeof sourceKinds)[number];
export type SourceState = (typeof sourceStates)[number];

/** What is read regularly of a source. */
export type ChannelKind = "feed" | "calendar" | "sitemap" | "section" | "page";

export interface SourceRegistered {
  readonly sourceId: string;
  readonly found: readonly { readonly kind: ChannelKind; readonly url: string }[];
}

export interface ReadingStarted {
  readonly channels: number;
}

export interface ItemVariantView {
  readonly language: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly changedAt: string;
}

export interface ProposalView {
  readonly itemId: string;
  readonly sourceId: string;
  readonly source: Texts;
  readonly unit: Texts | null;
  readonly firstSeenAt: string;
  readonly publishedAt: string | null;
  readonly status: "live" | "gone" | "not_in_force";
  /** One a language, in the council's order of languages. */
  readonly variants: readonly ItemVariantView[];
  readonly revisions: number;
  /** When and where it takes place, as an agenda says; without an end it repeats for ever. */
  readonly event: {
    readonly startsAt: string; readonly endsAt: string | null; readonly wholeDays: boolean; readonly place: string; readonly repeats: boolean; readonly calledOff: "cancelled" | "vanished" | null;
  } | null;
  readonly decision: { readonly decision: "publish" | "later" | "not_applicable"; readonly reason: (typeof triageReasons)[number] | null; readonly note: string; readonly until: string | null; readonly by: string; readonly at: string } | null;
  readonly publicationIds: readonly string[];
  /** Probably the same (FLO-7), and what was joined to it. */
  readonly alike: readonly AlikeView[];
  readonly joined: readonly AlikeView[];
  /** Whether the person decides on the items of its department. */
  readonly mayDecide: boolean;
}

export interface AlikeView {
  readonly itemId: string;
  readonly title: string;
  readonly url: string;
  readonly language: string;
  readonly source: Texts;
  readonly seenAt: string;
}

export interface ProposalPage {
  readonly items: readonly ProposalView[];
  readonly next: string | null;
  readonly counts: { readonly waiting: number; readonly later: number; readonly publish: number; readonly not_applicable: number };
  /** Of what appeared today: how much has been decided (FLO-R3). */
  readonly coverage: { readonly produced: number; readonly triaged: number };
  readonly lastReadAt: string | null;
}

export interface PublicationRow {
  readonly id: string;
  readonly title: string;
  readonly state: PublicationState;
  readonly due: string | null;
  readonly changedAt: string;
  readonly author: string;
  readonly profiles: readonly { readonly name: string; readonly network: CatalogueId }[];
  /** Languages that have a text. */
  readonly languages: readonly string[];
  /** A stop holds at least part of it. */
  readonly paused: boolean;
  /** What the communication action is called to which it belongs. */
  readonly action: string | null;
}

export interface PublicationPage {
  readonly publications: readonly PublicationRow[];
  readonly next: string | null;
  readonly counts: Readonly<Partial<Record<PublicationState, number>>>;
}

/** What a check found: which rule, where, how grave and what is needed to say it (`check.<rule>` is the message). */
export interface FindingView {
  readonly rule: string;
  /** `block`: it cannot go out so. `warn`: it can, after a look. */
  readonly level: "block" | "warn";
  readonly field: "title" | "texts" | "media" | "citations" | "profiles" | "due" | "unit";
  readonly language: string | null;
  readonly profileId: string | null;
  /** Position in `media` or `citations`. */
  readonly index: number | null;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface MediaView {
  readonly assetId: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly fileName: string;
  /** By what right it is shown and who is in it; null until somebody has said. */
  readonly rights: { readonly licence: (typeof licences)[number]; readonly author: string; readonly ground: string; readonly people: (typeof peopleShown)[number] } | null;
  readonly consents: readonly { readonly id: string; readonly givenBy: (typeof consentGivers)[number]; readonly reference: string; readonly until: string | null; readonly ended: boolean }[];
  /** How long a video lasts, 0 where it does not say; null for a picture. */
  readonly durationMs: number | null;
  /** The parts that were cut out of a picture, in its pixels. */
  readonly crops: readonly (Frame & { readonly url: string })[];
  /** What the page of a PDF says that it was; a suggestion for its description. */
  readonly pageText: string | null;
  /** Of a video, by language. */
  readonly captions: readonly { readonly language: string; readonly url: string; readonly cues: number }[];
  /** What it lacks to be shown (EDI-R5). */
  readonly lacks: "rights" | "author" | "ground" | "consent" | "guardian-consent" | null;
}

/** The pages of a PDF, none of them kept yet. */
export interface PdfView {
  /** `thumbnail`: a data URL; null where the page was too much to be shown. */
  readonly pages: readonly { readonly page: number; readonly thumbnail: string | null }[];
  /** That become pictures at once. */
  readonly most: number;
}

/** Pages that became pictures, in the order in which they were chosen. */
export interface PagesTaken {
  readonly pictures: readonly MediaView[];
}

/** One of the library, with where it is shown and how it was described there. */
export interface PictureView extends MediaView {
  readonly addedAt: string;
  readonly addedBy: string;
  readonly alt: Texts;
  readonly uses: readonly { readonly publicationId: string; readonly title: string; readonly state: PublicationState }[];
}

export interface LibraryView {
  readonly pictures: readonly PictureView[];
  readonly next: string | null;
}

/** What one profile will show: a bilingual edition has several languages in one post. */
export interface EditionView {
  readonly profileId: string;
  readonly languages: readonly string[];
  /** The whole in one piece. */
  readonly text: string;
  /** What goes out there, one after the other: several are a thread. */
  readonly posts: readonly PostView[];
  readonly maxCharacters: number;
  readonly forked: boolean;
}

export interface PostView {
  readonly languages: readonly string[];
  readonly texts: Texts;
  readonly text: string;
  /** As its network counts. */
  readonly characters: number;
}

export interface DeliveryView {
  readonly id: string;
  readonly kind: "create" | "update" | "delete";
  readonly profileId: string;
  readonly profile: string;
  readonly network: CatalogueId;
  readonly languages: readonly string[];
  readonly state: "planned" | "armed" | "sent" | "confirmed" | "refused" | "unknown" | "missed";
  /** A stop holds it. */
  readonly held: boolean;
  /** Which part of a thread, from 1, and of how many; `null` where it is one post. */
  readonly part: number | null;
  readonly parts: number | null;
  /** It comes after the part before, which is not out. */
  readonly waitsForPart: boolean;
  readonly due: string;
  readonly changedAt: string;
  readonly url: string | null;
  /** The network's word for what went wrong. */
  readonly code: string | null;
  /** Followers' servers reached, of all; only for our own ActivityPub profiles. */
  readonly reach: { readonly delivered: number; readonly waiting: number; readonly failed: number } | null;
}

export interface PublicationView {
  readonly id: string;
  readonly state: PublicationState;
  readonly revision: number;
  readonly content: DraftContent;
  /** What the chosen wall time means; `null` without one. */
  readonly dueReading: { readonly kind: "once" | "twice" | "never" | "unreadable" | "past"; readonly at: string | null; readonly earlier: string | null; readonly later: string | null } | null;
  readonly savedAt: string;
  readonly savedBy: string;
  readonly authors: readonly { readonly id: string; readonly name: string }[];
  readonly citations: readonly { readonly itemId: string; readonly status: "live" | "gone" | "not_in_force"; readonly variants: readonly (ItemVariantView & { readonly hash: string })[] }[];
  /** What other profiles said and this repeats. */
  readonly shared: { readonly id: string; readonly title: string; readonly isOut: boolean; readonly profiles: readonly string[]; readonly url: string } | null;
  /** What repeats it. */
  readonly sharers: readonly { readonly id: string; readonly title: string; readonly state: PublicationState }[];
  readonly media: readonly MediaView[];
  /** Where a profile shows only a part of a picture: that part, as it goes out. */
  readonly framed: readonly { readonly assetId: string; readonly profileId: string; readonly url: string; readonly width: number; readonly height: number }[];
  readonly editions: readonly EditionView[];
  readonly findings: readonly FindingView[];
  /** The version that waits for a decision or was decided last. */
  readonly version: { readonly number: number; readonly hash: string; readonly submittedAt: string; readonly submittedBy: string; readonly correction: string | null } | null;
  /** Texts of the version that is out, to compare with. */
  readonly previous: { readonly number: number; readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> } | null;
  readonly decisions: readonly { readonly decision: "approved" | "returned"; readonly by: string; readonly role: Role; readonly at: string; readonly comment: string; readonly version: number }[];
  /** What came with a return and speaks of a stretch of a text; the last return first. */
  readonly comments: readonly CommentView[];
  /** The texts as they were last sent back, until a version is approved. */
  readonly returned: { readonly at: string; readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> } | null;
  /** EDI-R11: its time passed while it waited for approval. */
  readonly expired: boolean;
  readonly deliveries: readonly DeliveryView[];
  readonly activity: readonly { readonly kind: string; readonly at: string; readonly by: string | null; readonly data: Readonly<Record<string, unknown>> }[];
  /** Public permanent address; from the first confirmed delivery on. */
  readonly permalink: string | null;
  readonly withdrawal: { readonly reason: string; readonly note: string; readonly at: string; readonly by: string } | null;
  /** Scheduled by a contractor whose contract is over: it waits for somebody of the council's own. */
  readonly ownerless: { readonly mayTake: boolean } | null;
  readonly sending: SendingView;
  /** It goes or went out without prior approval, and who has looked at it since. */
  readonly unapproved: { readonly oneIn: number; readonly at: string; readonly by: string; readonly review: { readonly verdict: "fine" | "correct"; readonly at: string; readonly by: string; readonly note: string } | null } | null;
  /** The cited page says something else than when this was sent to review, and nothing of it is out yet. */
  readonly drift: { readonly id: string; readonly changes: readonly DriftChangeView[] } | null;
  /** What this person may do with it now. */
  readonly may: {
    readonly edit: boolean;
    readonly submit: boolean;
    /** `false` with the reason why not (a refusal's kind), so that the screen can say it. */
    readonly approve: boolean;
    readonly approveRefusal: Trouble | null;
    readonly reopen: boolean;
    readonly cancel: boolean;
    readonly correct: boolean;
    readonly withdraw: boolean;
    readonly settle: boolean;
  };
}

/** A stretch of a text, in code points, and what has to change in it. */
export interface CommentView {
  readonly id: string;
  /** `null`: the text common to all profiles. */
  readonly profileId: string | null;
  readonly language: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: string;
  readonly words: string;
  readonly by: string;
  readonly at: string;
  /** Where the quoted words are now; `null` when they are no longer there. */
  readonly place: { readonly start: number; readonly end: number } | null;
  readonly resolved: { readonly by: string; readonly at: string; readonly answer: string } | null;
}

/** What sending a draft will do; `citation` is the ground of the rule. */
export type SendingView =
  | { readonly kind: "review" }
  | { readonly kind: "sampled"; readonly oneIn: number; readonly citation: string; readonly keptBack: readonly KeptBackBy[] };

/** What went out without prior approval and nobody else has looked at yet. */
export interface LaterReviewsView {
  /** Null where the council does not let anything go without approval. */
  readonly sampling: { readonly oneIn: number; readonly citation: string } | null;
  readonly reviews: readonly {
    readonly id: string;
    readonly publicationId: string;
    readonly title: string;
    readonly state: PublicationState;
    readonly profiles: readonly string[];
    readonly texts: Texts;
    readonly sentBy: string;
    readonly at: string;
    readonly due: string;
    readonly may: boolean;
  }[];
}

export interface DraftSaved {
  readonly sending: SendingView;
  readonly revision: number;
  readonly savedAt: string;
  readonly editions: readonly EditionView[];
  readonly findings: readonly FindingView[];
  readonly dueReading: PublicationView["dueReading"];
  readonly state: PublicationState;
}

export interface ProfileGroupView {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  /** `null`: of the whole council. */
  readonly unitId: string | null;
  readonly unit: Texts | null;
  readonly profiles: readonly string[];
  readonly mayChange: boolean;
}

export interface ProfileView {
  readonly id: string;
  readonly network: CatalogueId;
  readonly handle: string;
  /** As people write it: `@movilidad@ciudad.example`. */
  readonly address: string;
  readonly displayName: Texts;
  readonly summary: Texts;
  readonly unitId: string | null;
  readonly unit: Texts | null;
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
  readonly state: (typeof profileStandings)[number];
  readonly enteredAt: string;
  /** Day on which it was opened, as far as that is known. */
  readonly openedOn: string | null;
  readonly profileKind: ProfileKind;
  readonly ring: number;
  readonly act: string;
  readonly promoter: string | null;
  readonly credentialsMail: string | null;
  readonly certifiedAt: string | null;
  readonly certificationDue: boolean;
  readonly foundAs: string | null;
  readonly standingSince: string;
  /** Days ahead without anybody; `null` for one that nobody attends, and when it was not asked for. */
  readonly gapDays: number | null;
  readonly reason: string;
  readonly url: string;
  readonly followers: number | null;
  /** Whether we publish on its network; if not, what it says is said by hand. */
  readonly spoken: boolean;
  readonly lastPublishedAt: string | null;
  readonly managers: readonly { readonly id: string; readonly name: string }[];
  readonly limits: { readonly counting: CountingRule; readonly charactersPerLink: number | null; readonly maxCharacters: number; readonly maxMedia: number; readonly maxAlt: number; readonly threads: boolean };
  /** `null` where none is needed. */
  readonly connection: ConnectionView | null;
  /** When it is attended and how soon it answers; `own` is false while the council's general hours count. */
  readonly promise: {
    readonly week: readonly (readonly { readonly from: string; readonly to: string }[])[];
    readonly holiday: readonly { readonly from: string; readonly to: string }[];
    readonly firstResponseMinutes: number;
    readonly own: boolean;
  };
}

/** How a profile stands with the server where its account is. */
export interface ConnectionView {
  readonly state: "missing" | "connected" | "needs-person";
  /** Name and version of the server's program. */
  readonly program: string | null;
  readonly connectedAt: string | null;
  /** The last call that went well. */
  readonly goodAt: string | null;
  /** When citizens were last listened to. */
  readonly readAt: string | null;
  readonly failure: { readonly code: string; readonly since: string } | null;
}

/** What came of each row of an inventory. */
export interface ImportView {
  readonly committed: boolean;
  readonly rows: readonly { readonly line: number; readonly network: string; readonly handle: string; readonly outcome: "entered" | "refused"; readonly refusal: Trouble | null }[];
}

export interface ImpostorView {
  readonly id: string;
  readonly address: string;
  readonly network: CatalogueId | null;
  readonly note: string;
  readonly origin: "public" | "staff";
  readonly nearest: { readonly id: string; readonly name: Texts } | null;
  readonly reportedAt: string;
  readonly decision: (typeof caseDecisions)[number] | null;
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

export type OpeningItem = (typeof openingItems)[number];

/** Where a profile is in its life. */
export interface LifeView {
  readonly standings: readonly { readonly state: ProfileView["state"]; readonly at: string; readonly reason: string; readonly by: string | null }[];
  readonly requestId: string | null;
  readonly opening: { readonly values: Readonly<Partial<Record<OpeningItem, string>>>; readonly findings: readonly Trouble[] } | null;
  readonly dormancy: { readonly at: string; readonly lastPostAt: string | null; readonly days: number; readonly limitDays: number; readonly citation: string } | null;
  readonly closing: {
    readonly askedAt: string; readonly askedBy: string; readonly reason: string; readonly legalOrder: string | null; readonly agreedAt: string | null; readonly agreedBy: string | null; readonly closesOn: string | null;
    readonly archive: string | null; readonly handleKeptBy: string | null; readonly closedAt: string | null;
    readonly notices: readonly { readonly number: number; readonly dueOn: string; readonly sentAt: string | null; readonly url: string | null }[];
    readonly findings: readonly Trouble[];
  } | null;
  readonly suspension: { readonly at: string; readonly by: string; readonly reason: string; readonly ratifiedAt: string | null } | null;
  readonly transfer: { readonly kind: string; readonly act: string; readonly note: string; readonly to: string; readonly handedAt: string; readonly inventory: { readonly handle: string; readonly credentialsMail: string | null; readonly managers: readonly string[]; readonly unsettled: number } } | null;
  /** What shows that it is the council's (PRO-13). */
  readonly verifications: readonly { readonly id: string; readonly kind: (typeof verificationKinds)[number]; readonly evidence: string; readonly by: string; readonly at: string }[];
  readonly certifyEveryDays: number;
  /** What this person may do with it now. */
  /** Of one that was found: what was decided on it. */
  readonly found: { readonly decision: "claimed" | "reported" | "dismissed"; readonly reason: string; readonly at: string; readonly by: string; readonly unit: Texts | null; readonly ratifiedAt: string | null; readonly reportUrl: string | null; readonly reportedOn: string | null } | null;
  readonly may: {
    readonly prepare: boolean; readonly certify: boolean; readonly verify: boolean; readonly keep: boolean; readonly tellPost: boolean; readonly suspend: boolean; readonly ratify: boolean; readonly resume: boolean;
    readonly askClosing: boolean; readonly agreeClosing: boolean; readonly close: boolean; readonly transfer: boolean; readonly receive: boolean;
    readonly settleFound: boolean; readonly ratifyClaim: boolean;
  };
}

export type RequestState = "requested" | "submitted" | "in_review" | "alternative" | "rejected" | "approved" | "withdrawn";

export interface RequestRowView {
  readonly id: string;
  readonly state: RequestState;
  readonly name: Texts;
  readonly purpose: string;
  readonly unit: Texts | null;
  readonly networks: readonly CatalogueId[];
  readonly savedAt: string;
  readonly submittedAt: string | null;
}

export interface RequestView {
  readonly id: string;
  readonly state: RequestState;
  readonly revision: number;
  readonly content: RequestContent;
  readonly unit: Texts | null;
  readonly createdBy: string;
  readonly savedBy: string;
  readonly savedAt: string;
  readonly counts: { readonly managers: number; readonly similarProfiles: number; readonly shortSamples: number; readonly longSamples: number; readonly shortestCampaignMonths: number };
  readonly findings: readonly RequestFinding[];
  readonly sections: readonly { readonly section: RequestSection; readonly state: "empty" | "begun" | "done" }[];
  /** Hours a week and what makes them up. */
  readonly estimate: { readonly hours: number; readonly publishing: number; readonly interaction: number; readonly fixed: number; readonly contingency: number; readonly fte: number; readonly minimumTeam: number; readonly marginal: Readonly<Record<string, number>> };
  readonly committed: number;
  readonly team: readonly { readonly personId: string; readonly name: string; readonly role: "manager" | "substitute"; readonly fit: boolean; readonly missing: readonly string[]; readonly from: string | null }[];
  readonly coverage: { readonly gapDays: number; readonly firstGap: string | null; readonly languages: readonly string[] } | null;
  readonly overlaps: readonly { readonly profileId: string; readonly name: Texts; readonly words: readonly string[] }[];
  /** What keeps it from being approved (PRO-R3, DED-R4). */
  readonly obstacles: readonly Trouble[];
  readonly naming: readonly { readonly network: CatalogueId; readonly trouble: Trouble }[];
  readonly steps: readonly { readonly state: RequestState; readonly at: string; readonly by: string | null; readonly reason: string }[];
  readonly consents: readonly { readonly kind: "signature" | "approval" | "agreement"; readonly by: string; readonly at: string; readonly current: boolean }[];
  readonly evaluations: readonly {
    readonly scores: Readonly<Record<string, number>>; readonly metOn: string; readonly minutes: string; readonly outcome: (typeof evaluationOutcomes)[number]; readonly reasons: string; readonly conditions: string;
    readonly reviewOn: string | null; readonly by: string; readonly at: string; readonly current: boolean;
  }[];
  readonly profiles: readonly string[];
  readonly may: { readonly write: boolean; readonly sign: boolean; readonly evaluate: boolean; readonly approve: boolean; readonly agree: boolean };
}

export type CompetenceArea = (typeof competenceAreas)[number];

/** How somebody stands with what is asked of a manager. */
export interface FitnessView {
  readonly fit: boolean;
  /** When this ends by itself. */
  readonly until: string | null;
  /** The council asks for accreditations. */
  readonly asked: boolean;
  readonly areas: readonly {
    readonly area: CompetenceArea;
    readonly required: boolean;
    readonly validUntil: string | null;
    readonly state: "valid" | "expiring" | "grace" | "missing";
  }[];
  readonly commitments: "signed" | "grace" | "missing";
  readonly commitmentsUntil: string | null;
  /** Only of a contractor's person. */
  readonly contract: { readonly until: string | null; readonly clauses: "signed" | "grace" | "missing" } | null;
  /** Who owes the training (S17). */
  readonly department: Texts | null;
  /** Where that is said. */
  readonly citation: string;
}

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly postType: PostType;
  readonly unit: Texts | null;
  readonly unitId: string | null;
  readonly suited: boolean;
  readonly access: "invited" | "active" | "disabled" | "none";
  readonly appointments: PeopleView["people"][number]["appointments"];
  readonly fitness: FitnessView;
  readonly manages: boolean;
  readonly competences: readonly {
    readonly id: string; readonly area: CompetenceArea; readonly proof: (typeof proofs)[number]; readonly evidence: string; readonly obtainedAt: string; readonly validUntil: string | null;
    readonly by: string | null; readonly withdrawn: { readonly at: string; readonly reason: string } | null;
  }[];
  /** ROL-4: hours practised under supervision, and how many prove an area. */
  readonly practice: {
    readonly need: number;
    readonly hours: readonly { readonly area: CompetenceArea; readonly hours: number }[];
    readonly entries: readonly {
      readonly id: string; readonly area: CompetenceArea; readonly profile: Texts | null; readonly supervisor: string; readonly day: string; readonly minutes: number; readonly what: string; readonly withdrawn: boolean;
      readonly mayTakeBack: boolean;
    }[];
    /** On what whoever reads this may note practice, and who may have looked on there. */
    readonly profiles: readonly { readonly id: string; readonly name: Texts; readonly network: CatalogueId }[];
    /** `profiles` null: on any. */
    readonly supervisors: readonly { readonly id: string; readonly name: string; readonly profiles: readonly string[] | null }[];
  };
  readonly signatures: readonly { readonly act: Texts; readonly signedAt: string }[];
  readonly posts: readonly { readonly postType: PostType; readonly unit: Texts | null; readonly at: string; readonly what: "entered" | "changed" | "left" }[];
  readonly mayRecord: boolean;
}

export interface CommitmentsView {
  /** The version of the policy in force or coming that is not signed yet; `null` when there is none. */
  readonly toSign: { readonly actId: string; readonly title: Texts; readonly issuer: string; readonly signedOn: string; readonly from: string; readonly url: string | null; readonly articles: readonly { readonly number: string; readonly title: Texts; readonly summary: Texts }[] } | null;
  readonly signed: readonly { readonly act: Texts; readonly signedAt: string }[];
  readonly manages: boolean;
  readonly fitness: FitnessView;
}

export interface AccessReviewView {
  readonly open: {
    readonly id: string; readonly begunAt: string;
    readonly rights: readonly { readonly id: string; readonly person: string; readonly personId: string; readonly mine: boolean; readonly role: Role; readonly scope: string | null; readonly from: string; readonly act: string; readonly decision: "kept" | null }[];
  } | null;
  readonly lastFinishedAt: string | null;
  readonly dueAt: string;
  readonly overdue: boolean;
  readonly months: number;
  readonly citation: string;
}

export interface ListImportView {
  readonly committed: boolean;
  readonly rows: readonly { readonly line: number; readonly name: string; readonly outcome: "entered" | "refused"; readonly refusal: Trouble | null }[];
}

export interface OrganisationView {
  readonly units: readonly {
    readonly id: string; readonly kind: UnitView["kind"]; readonly name: Texts; readonly parentId: string | null; readonly dir3: string | null; readonly coordinates: boolean; readonly from: string;
    readonly people: number; readonly profiles: number; readonly director: string | null;
  }[];
  /** What units were called and where they stood, the newest first. */
  readonly changes: readonly {
    readonly unitId: string; readonly change: "entered" | "renamed" | "moved" | "merged" | "closed"; readonly name: Texts; readonly parent: Texts | null; readonly at: string; readonly act: Texts | null; readonly reason: string;
  }[];
  readonly acts: readonly { readonly id: string; readonly title: Texts; readonly signedOn: string }[];
}

export interface PolicyView {
  readonly acts: readonly {
    readonly id: string; readonly kind: string; readonly title: Texts; readonly issuer: string; readonly place: string; readonly signedOn: string; readonly inForceFrom: string;
    readonly binding: boolean; readonly url: string | null; readonly sha256: string | null;
    readonly articles: readonly { readonly number: string; readonly title: Texts; readonly summary: Texts }[];
  }[];
  readonly parameters: readonly {
    readonly key: string;
    readonly value: string | number | boolean;
    readonly standard: string | number | boolean;
    /** Where it is said; `default` where the product's own stands. */
    readonly citation: string;
    readonly from: string | null;
    /** Every value that was or will be, the newest first. */
    readonly changes: readonly { readonly value: string | number | boolean; readonly article: string; readonly act: Texts | null; readonly from: string }[];
  }[];
  readonly periods: readonly { readonly id: string; readonly name: Texts; readonly from: string; readonly to: string }[];
  readonly meetings: readonly { readonly id: string; readonly kind: "working_group" | "community"; readonly heldOn: string; readonly agreements: string; readonly minutesUrl: string | null }[];
  /** ORG-5: as it is now, null before anybody said; and how many units lead it. */
  readonly group: {
    readonly leads: number;
    readonly current: { readonly leadUnits: readonly { readonly id: string; readonly name: Texts }[]; readonly members: readonly { readonly id: string; readonly name: string; readonly unit: Texts | null }[]; readonly act: Texts; readonly since: string } | null;
    readonly changes: number;
  };
  /** Who does what for each kind of content; `ground` null: nobody has decided otherwise. */
  readonly responsibilities: readonly {
    readonly contentType: (typeof contentTypes)[number];
    readonly tasks: Readonly<Record<(typeof contentTasks)[number], (typeof responsibleOnes)[number]>>;
    readonly ground: { readonly act: Texts; readonly article: string; readonly since: string } | null;
  }[];
  /** Meetings of the community that the policy wants a year, and how many there were in the last twelve months. */
  readonly community: { readonly wanted: number; readonly held: number };
}

export interface ContractsView {
  readonly contracts: readonly {
    readonly id: string; readonly fileNo: string; readonly company: string; readonly object: string; readonly exceptionality: string; readonly officer: string;
    readonly startsOn: string; readonly endsOn: string;
    /** The instant at which its rights end. */
    readonly to: string;
    readonly state: "draft" | "in_force" | "expiring" | "ended";
    readonly alert: number | null;
    readonly answers: boolean; readonly directMessages: boolean;
    /** CON-4: what was agreed, in minutes of attention, and what was measured since it is in force. */
    readonly answerMinutes: number | null;
    readonly level: {
      readonly answered: number; readonly inTime: number | null; readonly overdue: number | null; readonly medianMinutes: number | null;
      readonly prepared: { readonly answered: number; readonly medianMinutes: number | null };
    } | null;
    readonly dpaSignedOn: string | null;
    readonly clauses: "signed" | "grace" | "missing"; readonly clausesUntil: string | null;
    readonly profiles: readonly { readonly id: string; readonly name: string; readonly network: CatalogueId | null; readonly managed: boolean }[];
    readonly people: readonly { readonly id: string; readonly name: string }[];
    /** CON-5: what was left in order, and what of it is still open. */
    readonly exits: readonly { readonly item: (typeof exitItems)[number]; readonly note: string; readonly by: string; readonly at: string }[];
    readonly exitOpen: readonly (typeof exitItems)[number][];
    readonly steps: readonly { readonly step: "in_force" | "extended" | "ended"; readonly at: string; readonly by: string | null; readonly reason: string; readonly endsOn: string | null }[];
  }[];
  readonly clauses: readonly { readonly key: string; readonly text: Texts }[];
  /** The policy that clauses are accepted under; `null` when no act binds. */
  readonly policy: { readonly title: Texts; readonly signedOn: string } | null;
  readonly exceptionalityMinimum: number;
  readonly citation: string;
}

export interface PeopleView {
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly postType: PostType;
    readonly unit: Texts | null;
    readonly access: "invited" | "active" | "disabled" | "none";
    /** Of a manager: whether they may act, and how much is missing. */
    readonly fitness: { readonly fit: boolean; readonly missing: number; readonly need: number } | null;
    readonly appointments: readonly { readonly id: string; readonly role: Role; readonly unit: Texts | null; readonly profile: string | null; readonly network: CatalogueId | null; readonly from: string; readonly act: string }[];
  }[];
  /** True while there is only one coordinator: the start-up regime, in which one person appoints alone. */
  readonly bootstrap: boolean;
}

export interface EvidencePage {
  readonly records: readonly { readonly id: string; readonly index: number | null; readonly kind: string; readonly at: string; readonly subjectType: string; readonly subjectId: string; readonly publicationId: string | null; readonly title: string | null; readonly leafHash: string }[];
  readonly next: string | null;
  readonly checkpoint: { readonly size: number; readonly root: string; readonly at: string } | null;
  readonly unsealed: number;
}

/** Somebody else who is at the same thing now. */
export interface PresentView {
  readonly personId: string;
  readonly name: string;
  readonly doing: "looking" | "writing";
}

/** What the live stream says in an `event: changed`: that something changed, never what it says now. */
export interface Changed {
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: string };
}

export interface HolidayView {
  readonly id: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: Texts;
}

export interface HolidayProposalsView {
  readonly region: (typeof holidayRegions)[number];
  /** `known`: entered already. `ground`: whose holiday it is, or that the council kept that date the year before. */
  readonly days: readonly { readonly day: string; readonly name: Texts; readonly ground: "state" | "region" | "territory" | "last-year"; readonly known: boolean }[];
}

export type InboxTab = (typeof inboxTabs)[number];
export type ReplyKind = (typeof replyKinds)[number];
export type Disposition = (typeof dispositions)[number];
export type NoReplyReason = (typeof noReplyReasons)[number];
export type ConversationState = "waiting" | "awaiting_citizen" | "answered" | "closed";
export type MessageVisibility = "public" | "unlisted" | "followers" | "direct";

export interface InboxPage {
  readonly conversations: readonly ConversationSummary[];
  readonly next: string | null;
  /** Up to a thousand each. */
  readonly counts: Readonly<Record<InboxTab, number>>;
  /** Profiles whose conversations this person sees. */
  readonly profiles: readonly { readonly id: string; readonly name: Texts; readonly network: CatalogueId }[];
}

export interface ConversationSummary {
  readonly id: string;
  readonly profileId: string;
  readonly profile: Texts;
  readonly network: CatalogueId;
  readonly private: boolean;
  /** Null when it was said in private and this person must first say why they read it. */
  readonly author: { readonly name: string; readonly handle: string } | null;
  readonly preview: string;
  readonly language: string;
  readonly state: ConversationState;
  readonly due: string | null;
  readonly breached: boolean;
  readonly urgent: boolean;
  readonly assignee: { readonly id: string; readonly name: string } | null;
  readonly claimedUntil: string | null;
  readonly messages: number;
  readonly lastAt: string;
  readonly disposition: Disposition | null;
  readonly about: { readonly id: string; readonly title: string } | null;
}

/** What is said in a conversation, by either side, in order of time. */
export type ConversationEntry =
  | {
      readonly kind: "message"; readonly id: string; readonly at: string; readonly author: { readonly name: string; readonly handle: string; readonly url: string };
      /** Plain text; null when its author took it away (`deletedAt`) or its time was over (`erasedAt`). */
      readonly body: string | null;
      readonly media: readonly { readonly mediaType: string; readonly url: string; readonly alt: string }[];
      readonly language: string | null; readonly visibility: MessageVisibility; readonly url: string;
      readonly editedAt: string | null; readonly deletedAt: string | null; readonly erasedAt: string | null;
    }
  | {
      readonly kind: "reply"; readonly id: string; readonly at: string; readonly by: string; readonly reply: ReplyKind; readonly text: string; readonly languages: readonly string[];
      readonly visibility: MessageVisibility; readonly promisedAt: string | null; readonly deliveryId: string;
      readonly state: "planned" | "armed" | "sent" | "confirmed" | "refused" | "unknown" | "missed"; readonly needsPerson: boolean; readonly held: boolean; readonly code: string | null;
      readonly url: string | null; readonly outAt: string | null;
    }
  | { readonly kind: "note"; readonly id: string; readonly at: string; readonly by: string; readonly text: string };

export interface ConversationView {
  readonly id: string;
  readonly profile: { readonly id: string; readonly name: Texts; readonly network: CatalogueId; readonly address: string };
  readonly private: boolean;
  readonly state: ConversationState;
  /** To be given back with an answer or a closing: what came since must be seen first. */
  readonly revision: number;
  readonly language: string;
  readonly languageBy: "detected" | "declared" | "profile" | "person";
  /** In which the answer is written: all of them. */
  readonly answerLanguages: readonly string[];
  readonly due: string | null;
  readonly breached: boolean;
  /** PROT-7: why it cannot wait, and to whom it goes now; by a turn, by being at work, or for want of both to the team. */
  readonly urgent: { readonly why: "words" | "person"; readonly since: string; readonly by: string | null; readonly how: "on_call" | "at-work" | "team" | "nobody"; readonly onCall: readonly string[] } | null;
  readonly receivedAt: string;
  readonly assignee: { readonly id: string; readonly name: string } | null;
  readonly claimedUntil: string | null;
  readonly disposition: Disposition | null;
  readonly dispositionReason: string | null;
  readonly closedAt: string | null;
  readonly about: { readonly id: string; readonly title: string } | null;
  readonly author: { readonly name: string; readonly handle: string; readonly url: string; readonly erased: boolean };
  readonly entries: readonly ConversationEntry[];
  /** What this person had begun to write. */
  readonly draft: { readonly texts: Texts; readonly savedAt: string } | null;
  readonly check: ReplyCheck;
  /** COV-9: nobody attends the profile now; when somebody does again, and by when they could have answered. */
  readonly outOfHours: { readonly opens: string; readonly due: string } | null;
  /** Holding replies that may still be sent. */
  readonly holdingsLeft: number;
  readonly mayAnswer: boolean;
  /** The reader is of a contractor's: what they write is sent by somebody of the council's. */
  readonly external: boolean;
  /** Answers that contractors have written. */
  readonly prepared: readonly { readonly by: string; readonly texts: Texts; readonly savedAt: string }[];
}

/** What stands in the way of the answer as it is written, as the server sees it. */
export interface ReplyCheck {
  readonly characters: number;
  readonly maxCharacters: number;
  readonly findings: readonly FindingView[];
}
