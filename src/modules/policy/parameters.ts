import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

/**
 * Every number that a council may set, with the value it has until the council says otherwise and the ground for it.
 * `citation` is shown beside a decision that was taken under the parameter.
 */
export const parameterDefaults = {
  /** Minutes after the due time within which a publication may still go out by itself after an outage. */
  "publishing.noLaterThanMinutes": { value: 60, citation: "default" },
  /** Shortest description of an image, in characters (EDI-R3). */
  "publishing.altMinimum": { value: 10, citation: "default" },
  /** Largest video, in megabytes (EDI-R4). */
  "media.videoMegabytes": { value: 99, citation: "docs.joinmastodon.org, Posting to your profile: attachments" },
  /** Minutes between two publications of a profile below which a warning is given (EDI-R7). */
  "publishing.spacingMinutes": { value: 30, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Posts of a profile in a day, at most, by network (EDI-R7). */
  "publishing.dailyMost": { value: "x: 10, facebook: 3, instagram: 1, activitypub: 10, mastodon: 10", citation: "Generalitat de Catalunya, guide for social networks" },
  /** Days over which what a profile repeats of others is held against what it says itself (EDI-R8). */
  "publishing.sharesDays": { value: 30, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Minutes before a post at which it is told that nobody will be there to attend it (5.3). */
  "publishing.uncoveredMinutes": { value: 60, citation: "default" },
  /** Days in a row without a post of a profile that the calendar names as a gap (EDI-6). */
  "publishing.silenceDays": { value: 7, citation: "default" },
  /** Days ahead for which recurring posts are made drafts (EDI-9). */
  "publishing.seriesAheadDays": { value: 28, citation: "default" },
  /** INFLESZ points below which a Spanish text is called hard to read (EDI-4). */
  "publishing.readabilityMinimum": { value: 55, citation: "Barrio-Cantalejo et al. 2008, INFLESZ scale: from 55 on it is normal" },
  /** Words of a sentence, on average, above which a text in another language is called hard to read (EDI-4). */
  "publishing.sentenceWords": { value: 20, citation: "default" },
  /** Longest tag, in characters, and how many of them in a text (EDI-4). */
  "publishing.tagLength": { value: 12, citation: "Generalitat de Catalunya, guide for social networks" },
  "publishing.tagsMost": { value: 1, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Pictograms in a text above which it is remarked upon: a screen reader says each (EDI-4). */
  "publishing.emojiMost": { value: 3, citation: "default" },
  /** Abbreviations that need no explanation, separated by commas (EDI-4). */
  "publishing.knownAcronyms": { value: "DNI, NIE, IVA, IBI, PDF, ONG, UE, ITV, SOS, CD, DVD, TV, AHT, NAN, BEZ, OHZ, GKE, EB", citation: "default" },
  /** Expressions that leave people out, `language: expression = better`, separated by semicolons (EDI-4). */
  "publishing.inclusiveTerms": {
    value: "es: los ciudadanos = la ciudadanía; es: los vecinos = el vecindario; es: los niños = la infancia; es: los jóvenes = la juventud; es: los ancianos = las personas mayores; "
      + "es: los alumnos = el alumnado; es: los profesores = el profesorado; es: los trabajadores = el personal; es: minusválidos = personas con discapacidad; es: discapacitados = personas con discapacidad; "
      + "eu: gizakiak = pertsonak; eu: minusbaliatuak = desgaitasuna duten pertsonak; en: the disabled = disabled people; en: chairman = chair",
    citation: "Emakunde, guides for inclusive language",
  },
  /** What places and services are called in each language, `language: name = language: name`, separated by semicolons (EDI-12). */
  "publishing.placeNames": { value: "", citation: "default" },
  /** What is not said while an election is called, `language: expression`, separated by semicolons (EDI-4). */
  "publishing.electoralTerms": {
    value: "es: hemos logrado; es: récord; es: gracias a este gobierno; es: inauguramos; eu: lortu dugu; eu: inoizko onena; eu: gobernu honi esker; eu: inauguratu",
    citation: "LOREG, article 50.2 and 50.3",
  },
  /** Phones, mails and accounts of the council that publications may tell, separated by commas (EDI-R12). */
  "publishing.officialContacts": { value: "112, 010", citation: "default" },
  /** Whether another manager of the same profiles may approve, besides promoters and coordinators. */
  "publishing.secondManagerApproves": { value: false, citation: "default" },
  /** Small-town mode (ROL-R7): routine publications go out without prior approval, but for those drawn, and are looked at afterwards. */
  "publishing.sampledApproval": { value: false, citation: "default" },
  /** One in so many of them is drawn for approval before it goes out. */
  "publishing.sampleOneIn": { value: 5, citation: "default" },
  /** Minutes of attention until the first answer to a citizen (PROT-R1). */
  "inbox.firstResponseMinutes": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Percent of that time after which who must answer is told of it by mail (5.3). */
  "inbox.halfwayPercent": { value: 50, citation: "default" },
  /** When profiles are attended on working days, unless a profile has hours of its own. */
  "inbox.serviceHours": { value: "08:30-19:30", citation: "Ajuntament de València, plan for social networks" },
  /** How many times an answer may be put off with a holding reply (PROT-R3). */
  "inbox.holdingReplies": { value: 2, citation: "default" },
  /** Minutes without a touch after which a claimed conversation is free again (INB-R3). */
  "inbox.claimMinutes": { value: 15, citation: "default" },
  /** Minutes for which a private conversation stays open to a coordinator who gave a reason (INB-R2). */
  "inbox.privateReadingMinutes": { value: 60, citation: "default" },
  /** Whether questions in English are answered in English; otherwise in the council's languages (PROT-R5). */
  "inbox.answersInEnglish": { value: true, citation: "default" },
  /** What cannot wait, `language: words`, separated by semicolons; `*` for any ending (PROT-7). */
  "inbox.urgentTerms": {
    value: "es: suicid*; es: quiero morir; es: quitarme la vida; es: me va a matar; es: me quiere matar; es: mi marido me pega; es: mi pareja me pega; es: abusan de una menor; es: abusan de un menor; es: amenaza de bomba; "
      + "eu: suizid*; eu: hil nahi dut; eu: nire buruaz beste; eu: hilko nau; eu: senarrak jotzen nau; eu: bikotekideak jotzen nau; eu: bonba mehatxu*; en: suicid*; en: kill myself; en: want to die; en: going to kill me; en: bomb threat*",
    citation: "default",
  },
  /** Days after which a network is not asked any more whether a message was changed or taken away. */
  "inbox.recheckDays": { value: 14, citation: "default" },
  /** Days that what citizens wrote in public is kept (PRI-1). */
  "inbox.keepPublicDays": { value: 730, citation: "default" },
  /** Days that a private conversation is kept after it was closed (PRI-1). */
  "inbox.keepPrivateDays": { value: 365, citation: "default" },
  /** Days back over which the portal tells how promises were kept. */
  "inbox.resultDays": { value: 90, citation: "default" },
  /** Hours without reaching a web source after which somebody looks (WEB-R4). */
  "sources.notReachedHours": { value: 24, citation: "default" },
  /** Hours after a publication at which the page that it cites is looked at again, separated by commas (DRI-2). */
  "drift.recheckHours": { value: "1, 6, 24, 168", citation: "default" },
  /** Days between two looks at it afterwards. */
  "drift.recheckEveryDays": { value: 30, citation: "default" },
  /** Days for which a page is watched after the last publication that cites it. */
  "drift.watchDays": { value: 365, citation: "default" },
  /** Minutes before an approved publication goes out at which the page that it cites is looked at once more. */
  "drift.beforeSendingMinutes": { value: 30, citation: "default" },
  /** Minutes of attention within which a difference that matters should be decided (DRI-R2). */
  "drift.decideMinutes": { value: 120, citation: "default" },
  /** Hours after which a page that nobody reaches is a dead link (DRI-7). */
  "drift.deadLinkHours": { value: 72, citation: "default" },
  /** Days ahead for which the times of an event that repeats are taken from an agenda (FLO-1); the next time always. */
  "sources.agendaDays": { value: 30, citation: "default" },
  /** Days between two items of the web within which the same title or words make them probably one (FLO-7). */
  "sources.alikeDays": { value: 7, citation: "default" },
  /** Months after which the accessibility statement of a web is old (WEB-R3). */
  "sources.statementMonths": { value: 12, citation: "Real Decreto 1112/2018, article 15" },
  /** Hours of attention that a page of the day may wait for a decision (FLO-R1). */
  "flow.triageHours": { value: 8, citation: "default" },
  /** Days after which the direction is told that it still waits (FLO-R1). */
  "flow.directorDays": { value: 3, citation: "default" },
  /** Days between two reviews of a page, by kind; events and activities are reviewed when they end (FLO-R2). */
  "flow.reviewDays": { value: "procedure: 180, project: 90, facility: 180, news: 365, notice: 7", citation: "default" },
  /** Working days until what began on a profile is on the web (FLO-R5). */
  "flow.webDebtDays": { value: 1, citation: "default" },
  /** Days for which a page that does not age rests before it is offered again (FLO-8). */
  "flow.evergreenDays": { value: 90, citation: "default" },
  /** Domains of the council's own mail, separated by commas; empty: those of its staff's addresses (PRO-R6). */
  "register.mailDomains": { value: "", citation: "default" },
  /** Days without a post of its own after which a profile is dormant (PRO-R7). */
  "register.dormantAfterDays": { value: 180, citation: "Generalitat de Catalunya, Departament d'Agricultura, guide for social networks" },
  /** Days that a dormant profile waits for its promoter's decision before coordinators are told (PRO-R7). */
  "register.dormantDecisionDays": { value: 30, citation: "Generalitat de Catalunya, Departament d'Agricultura, guide for social networks" },
  /** Days after which a profile has to be certified again (PRO-R10). */
  "register.certifyEveryDays": { value: 365, citation: "GSA, U.S. Digital Registry" },
  /** What a request for a profile shows at least: profiles like it elsewhere, texts of both lengths (PRO-R2). */
  "register.similarProfiles": { value: 5, citation: "Generalitat de Catalunya, guide for social networks" },
  "register.shortSamples": { value: 20, citation: "Generalitat de Catalunya, guide for social networks" },
  "register.longSamples": { value: 10, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Months below which a profile for a campaign is warned of (PRO-R5). */
  "register.shortestCampaignMonths": { value: 6, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Days within which a manager who is not accredited yet must be (PRO-R3). */
  "register.accreditationPlanDays": { value: 30, citation: "default" },
  /** Days before a profile closes on which its followers are told, separated by commas (PRO-10). */
  "register.closingNoticeDays": { value: "30, 14, 2", citation: "Universitat de Barcelona, guide for social networks" },
  /** Reports of one visitor, and of all, that are taken in an hour (POR-9). */
  "register.reportsPerVisitor": { value: 5, citation: "default" },
  "register.reportsPerHour": { value: 60, citation: "default" },
  /** Whether managers act only with their competences proved and their commitments signed (ROL-R5). */
  "roles.accreditationRequired": { value: true, citation: "Instruction of 14-02-2017, section 2" },
  /** Areas of competence that a manager must prove (S18), separated by commas. */
  "roles.requiredAreas": { value: "internal_functioning, internal_channels, protocols, citizen_mailbox, subject_field", citation: "Instruction of 14-02-2017, section 2" },
  /** Months for which a proof of competence is good. */
  "roles.accreditationMonths": { value: 24, citation: "default" },
  /** Hours of supervised practice that prove an area of competence (ROL-4). */
  "roles.practiceHours": { value: 8, citation: "default" },
  /** Days before a proof expires on which it is told (ROL-R6). */
  "roles.accreditationWarnDays": { value: 30, citation: "default" },
  /** Days after a proof expired in which one may still publish and answer (ROL-R6). */
  "roles.accreditationGraceDays": { value: 15, citation: "default" },
  /** Days in which commitments and clauses are signed anew after the policy changed (ROL-R5, CON-R5). */
  "roles.commitmentGraceDays": { value: 30, citation: "default" },
  /** Characters that justify a manager whose post is of something else than communication or citizen attention (ROL-R4). */
  "roles.justificationMinimum": { value: 20, citation: "Instruction of 14-02-2017, section 2" },
  /** Months between two reviews of everybody's rights (ROL-8). */
  "roles.accessReviewMonths": { value: 6, citation: "default" },
  /** Meetings of the community of practice a year (ROL-7). */
  "roles.communityMeetings": { value: 4, citation: "Generalitat de Catalunya, guide for social networks" },
  /** Units that lead the working group (ORG-5, S6). */
  "roles.groupLeads": { value: 2, citation: "Instruction of 14-02-2017" },
  /** Characters that say why a contract is an exception (CON-R1). */
  "contracts.exceptionalityMinimum": { value: 100, citation: "Instruction of 14-02-2017, section 2" },
  /** Days before a contract ends on which it is told, separated by commas (CON-R4). */
  "contracts.alertDays": { value: "60, 30, 12", citation: "default" },
  /** Share of citizens answered in the time that a contract agrees below which it is told, in per cent, and days back over which it is counted (CON-4). */
  "contracts.inTimePercent": { value: 90, citation: "default" },
  "contracts.inTimeDays": { value: 30, citation: "default" },
  /** Managers that a profile needs (PRO-R3, COV-R1). */
  "coverage.minimumManagers": { value: 2, citation: "Instruction of 14-02-2017, section 2" },
  /** Days for which a profile with fewer managers still publishes; afterwards only a coordinator does (COV-R1). */
  "coverage.graceDays": { value: 15, citation: "default" },
  /** Working days in a row that a profile may be in the hands of one person (COV-R3). */
  "coverage.longestSingleDays": { value: 10, citation: "default" },
  /** Days that coverage is looked ahead (COV-5). */
  "coverage.forecastDays": { value: 90, citation: "default" },
  /** Days before a gap on which it is told of, separated by commas (COV-7). */
  "coverage.alertDays": { value: "30, 14, 3", citation: "default" },
  /** Minutes that a post takes: to choose the information. */
  "dedication.selectMinutes": { value: 6, citation: "default" },
  /** To write it. */
  "dedication.writeMinutes": { value: 10, citation: "default" },
  /** To adapt it, for each network after the first. */
  "dedication.adaptMinutes": { value: 4, citation: "default" },
  /** To write it in another language, for each after the first. */
  "dedication.translateMinutes": { value: 8, citation: "default" },
  /** To choose its picture. */
  "dedication.mediaMinutes": { value: 6, citation: "default" },
  /** To describe it. */
  "dedication.describeMinutes": { value: 2, citation: "default" },
  /** How many of 100 posts carry a picture. */
  "dedication.withMediaPercent": { value: 70, citation: "default" },
  /** To approve it. */
  "dedication.approveMinutes": { value: 3, citation: "default" },
  /** Hours a week that listening takes. */
  "dedication.listenHours": { value: 2.5, citation: "Smiciklas, social media time allocation" },
  /** Minutes that reading and moderating a message takes. */
  "dedication.moderateMinutes": { value: 1, citation: "default" },
  /** Minutes that answering takes, by kind of profile: a query, a complaint, a private message (DED-R6). */
  "dedication.replyMinutes.institutional": { value: "6/10/8", citation: "default" },
  "dedication.replyMinutes.general_attention": { value: "6/10/8", citation: "default" },
  "dedication.replyMinutes.service": { value: "6/10/8", citation: "default" },
  "dedication.replyMinutes.facility": { value: "6/10/8", citation: "default" },
  "dedication.replyMinutes.campaign": { value: "5/10/8", citation: "default" },
  "dedication.replyMinutes.emergency": { value: "4/8/6", citation: "default" },
  "dedication.replyMinutes.office_holder": { value: "8/12/10", citation: "default" },
  /** How many of 100 messages are queries, complaints and private, by kind of profile, until its own are known (DED-R6). */
  "dedication.mix.institutional": { value: "38/27/10", citation: "default" },
  "dedication.mix.general_attention": { value: "43/26/17", citation: "default" },
  "dedication.mix.service": { value: "45/30/12", citation: "default" },
  "dedication.mix.facility": { value: "56/16/20", citation: "default" },
  "dedication.mix.campaign": { value: "50/5/10", citation: "default" },
  "dedication.mix.emergency": { value: "60/15/5", citation: "default" },
  "dedication.mix.office_holder": { value: "30/30/20", citation: "default" },
  /** Minutes of attention that a kind of profile promises for the first answer, as a proposal (DED-R6). */
  "dedication.promiseMinutes.institutional": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  "dedication.promiseMinutes.general_attention": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  "dedication.promiseMinutes.service": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  "dedication.promiseMinutes.facility": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  "dedication.promiseMinutes.campaign": { value: 120, citation: "Generalitat de Catalunya, guide for social networks" },
  "dedication.promiseMinutes.emergency": { value: 15, citation: "default" },
  "dedication.promiseMinutes.office_holder": { value: 660, citation: "default" },
  /** Hours a week of conversation that the profile begins itself. */
  "dedication.proactiveHours": { value: 2, citation: "Smiciklas, social media time allocation" },
  /** Hours that telling of an event live takes. */
  "dedication.liveHours": { value: 2.5, citation: "Smiciklas, social media time allocation" },
  /** Hours a week that each campaign takes. */
  "dedication.campaignHours": { value: 2.5, citation: "Smiciklas, social media time allocation" },
  /** Looks a day when nobody attends. */
  "dedication.checksPerDay": { value: 4, citation: "Ajuntament de València, plan for social networks" },
  /** Minutes of each. */
  "dedication.checkMinutes": { value: 10, citation: "default" },
  /** Days without attention in an average week. */
  "dedication.daysOff": { value: 2.3, citation: "default" },
  /** Hours a week for planning, research, reporting and training. */
  "dedication.fixedHours": { value: 2.75, citation: "Smiciklas, social media time allocation" },
  /** Percent that is added for what nobody foresaw. */
  "dedication.contingencyPercent": { value: 12.5, citation: "Smiciklas, social media time allocation" },
  /** Hours that a person works in a year. */
  "dedication.yearlyHours": { value: 1_592, citation: "Udalhitz" },
  /** Percent of promises that a team should keep. */
  "dedication.promisePercent": { value: 90, citation: "default" },
  /** Measurements from which medians replace the minutes above (DED-5). */
  "dedication.calibrateFrom": { value: 30, citation: "default" },
  /** Days whose measurements count. */
  "dedication.calibrateDays": { value: 90, citation: "default" },
  /** Minutes that one measured stretch of work counts at most. */
  "dedication.longestMinutes": { value: 60, citation: "default" },
  /** Percent of the committed hours above which, for so many weeks, somebody is told (DED-6). */
  "dedication.overPercent": { value: 120, citation: "default" },
  "dedication.overWeeks": { value: 4, citation: "default" },
  /** Days that an invitation to sign in is good for. */
  "access.invitationDays": { value: 7, citation: "default" },
  /** Hours after which somebody who does nothing must sign in again. */
  "access.idleHours": { value: 12, citation: "default" },
  /** Days after which coordinators are told that the last backup is too old. */
  "operation.backupMaxDays": { value: 2, citation: "default" },
  /** Hours in which the office writes to people by mail; outside them only what is urgent (5.3). */
  "notices.hours": { value: "07:00-21:00", citation: "default" },
  /** Hour from which the digest of a working day is sent. */
  "notices.digestHour": { value: 8, citation: "default" },
  /** Days for which it is kept what was sent to whom. */
  "notices.keepDays": { value: 30, citation: "default" },
} as const;

export type ParameterKey = keyof typeof parameterDefaults;
type Widen<Value> = Value extends number ? number : Value extends boolean ? boolean : string;
export type ParameterValue<Key extends ParameterKey> = Widen<(typeof parameterDefaults)[Key]["value"]>;

/** The value of a parameter in force at an instant (ORG-R2). */
export async function getParameter<Key extends ParameterKey>(db: Queryable, key: Key, at: Instant): Promise<ParameterValue<Key>> {
  if (!db.isTransaction) return (await readTogether(db, at))(key);
  const { rows } = await sql<{ value: ParameterValue<Key> }>`
    select value from policy.parameter where key = ${key} and valid_from <= ${at} order by valid_from desc limit 1
  `.execute(db);
  const fallback: unknown = parameterDefaults[key].value;
  return rows[0]?.value ?? (fallback as ParameterValue<Key>);
}

type ParameterReader = Awaited<ReturnType<typeof readParameters>>;
const underWay = new WeakMap<Queryable, Map<Instant, Promise<ParameterReader>>>();

/** Whoever asks of the same instant while an answer is on its way gets that answer: a screen asks for dozens side by side. */
function readTogether(db: Queryable, at: Instant): Promise<ParameterReader> {
  const reads = underWay.get(db) ?? new Map<Instant, Promise<ParameterReader>>();
  underWay.set(db, reads);
  const known = reads.get(at);
  if (known) return known;
  const read = readParameters(db, at).finally(() => reads.delete(at));
  reads.set(at, read);
  return read;
}

/** All parameters as they are at an instant, read at once: for whoever needs many of them. */
export async function readParameters(db: Queryable, at: Instant): Promise<<Key extends ParameterKey>(key: Key) => ParameterValue<Key>> {
  const { rows } = await sql<{ key: string; value: unknown }>`
    select distinct on (key) key, value from policy.parameter where valid_from <= ${at} order by key, valid_from desc
  `.execute(db);
  const values = new Map(rows.map(({ key, value }) => [key, value]));
  return <Key extends ParameterKey>(key: Key) => (values.has(key) ? values.get(key) : parameterDefaults[key].value) as ParameterValue<Key>;
}

/** Where a parameter in force is said: the article that the council cited, or the ground of the default. */
export async function parameterCitation(db: Queryable, key: ParameterKey, at: Instant): Promise<string> {
  return (await getParameterVersion(db, key, at)).citation;
}

/** A value with its ground: what a decision that was taken under it keeps (ORG-R3). */
export interface ParameterVersion {
  /** Null while the default holds. */
  readonly id: Id<"parameter"> | null;
  readonly value: string | number | boolean;
  readonly citation: string;
  readonly actId: Id<"act"> | null;
  /** Null for the default. */
  readonly from: Instant | null;
}

/** The version of a parameter in force at an instant, past or to come (ORG-R2, ORG-R3). */
export async function getParameterVersion(db: Queryable, key: ParameterKey, at: Instant): Promise<ParameterVersion> {
  const { rows } = await sql<{ id: Id<"parameter">; value: string | number | boolean; article: string; act_id: Id<"act"> | null; valid_from: Instant }>`
    select id, value, article, act_id, valid_from from policy.parameter where key = ${key} and valid_from <= ${at} order by valid_from desc limit 1
  `.execute(db);
  const row = rows[0];
  return row
    ? { id: row.id, value: row.value, citation: row.article, actId: row.act_id, from: row.valid_from }
    : { id: null, value: parameterDefaults[key].value, citation: parameterDefaults[key].citation, actId: null, from: null };
}

export const isParameterKey = (text: string): text is ParameterKey => text in parameterDefaults;
export const parameterKeys: readonly ParameterKey[] = Object.keys(parameterDefaults).filter(isParameterKey);
export const defaultOf = (key: ParameterKey): { readonly value: string | number | boolean; readonly citation: string } => parameterDefaults[key];

export interface ParameterChange {
  readonly id: Id<"parameter">;
  readonly key: ParameterKey;
  readonly value: string | number | boolean;
  readonly article: string;
  readonly actId: Id<"act"> | null;
  readonly act: Localized | null;
  readonly from: Instant;
  readonly setBy: string | null;
  readonly setAt: Instant;
}

/** Every value that the council has set, the newest first. */
export async function listParameterChanges(db: Queryable): Promise<readonly ParameterChange[]> {
  const { rows } = await sql<{
    id: Id<"parameter">; key: string; value: string | number | boolean; article: string; act_id: Id<"act"> | null; act: Localized | null; valid_from: Instant; set_by: Id<"person"> | null; set_at: Instant;
  }>`
    select parameter.id, key, value, article, act_id, act.title as act, valid_from, set_by, set_at
    from policy.parameter left join policy.act on act.id = act_id order by key, valid_from desc
  `.execute(db);
  return rows.flatMap((row) => (isParameterKey(row.key)
    ? [{ id: row.id, key: row.key, value: row.value, article: row.article, actId: row.act_id, act: row.act, from: row.valid_from, setBy: row.set_by, setAt: row.set_at }]
    : []));
}

/**
 * Writes a value from an instant on; undefined when one begins at that very instant already (ORG-R2). Who may is asked by the
 * caller's command.
 */
export async function writeParameter(
  tx: Tx, parameter: { readonly key: ParameterKey; readonly value: string | number | boolean; readonly actId: Id<"act">; readonly article: string; readonly from: Instant }, by: Id<"person"> | undefined, at: Instant,
): Promise<Id<"parameter"> | undefined> {
  const id = newId<"parameter">(at);
  const { rows } = await sql`
    insert into policy.parameter (id, key, value, act_id, article, valid_from, set_by, set_at)
    values (${id}, ${parameter.key}, ${JSON.stringify(parameter.value)}, ${parameter.actId}, ${parameter.article}, ${parameter.from}, ${by ?? null}, ${at})
    on conflict (key, valid_from) do nothing returning 1
  `.execute(tx);
  return rows.length > 0 ? id : undefined;
}
