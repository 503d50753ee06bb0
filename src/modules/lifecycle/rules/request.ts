/** What a department says when it asks for a profile (Annex B), as it is typed: everything may still be empty. */
export interface RequestContent {
  readonly unitId: string | null;
  readonly purpose: string;
  readonly objectives: readonly string[];
  readonly publics: readonly string[];
  readonly publicsEvidence: string;
  readonly keywords: string;
  readonly findings: string;
  readonly whyNew: string;
  readonly kind: string;
  /** Of a campaign, in months. */
  readonly durationMonths: number | null;
  readonly networks: readonly { readonly network: string; readonly reason: string; readonly handle: string }[];
  readonly languages: readonly string[];
  readonly layout: "bilingual" | "separate";
  readonly interactionTypes: readonly string[];
  readonly postsPerWeek: number | null;
  readonly inbound: { readonly all: number | null; readonly queries: number | null; readonly complaints: number | null; readonly direct: number | null };
  readonly liveEventsPerWeek: number | null;
  readonly campaigns: number | null;
  readonly estimateAccepted: boolean;
  readonly team: readonly TeamMember[];
  readonly contentKinds: string;
  readonly sources: string;
  readonly shortSamples: readonly string[];
  readonly longSamples: readonly string[];
  readonly commentPolicy: string;
  readonly replyCircuit: string;
  readonly crisisContact: string;
  readonly indicators: readonly string[];
  readonly similarProfiles: readonly string[];
  readonly training: string;
  readonly dataProtection: boolean;
  readonly accessibility: boolean;
  readonly contractor: boolean;
  readonly exceptionality: string;
  readonly contractFile: string;
  readonly displayName: Readonly<Record<string, string>>;
  readonly bio: Readonly<Record<string, string>>;
  readonly topics: string;
  /** `YYYY-MM-DD`. */
  readonly firstPostOn: string;
}

export interface TeamMember {
  readonly personId: string;
  readonly role: "manager" | "substitute";
  readonly hours: number | null;
  /** Day by which somebody not accredited yet will be, `YYYY-MM-DD`; empty for who is. */
  readonly accreditedBy: string;
}

/** The parts of the form, in the order in which they are asked. */
export const sections = [
  "unit", "purpose", "publics", "listening", "alternatives", "kind", "networks", "interaction", "team", "content", "comments", "crisis", "indicators", "training", "protection", "contractor", "naming", "start",
] as const;
export type Section = (typeof sections)[number];

/** How many of each are asked for; the council's own parameters. */
export interface RequestCounts {
  readonly managers: number;
  readonly similarProfiles: number;
  readonly shortSamples: number;
  readonly longSamples: number;
  readonly shortestCampaignMonths: number;
}

/** What a part still lacks; a warning lets it go. */
export interface RequestFinding {
  readonly section: Section;
  readonly kind:
    | "text-missing" | "unit-missing" | "too-few" | "handle-missing" | "estimate-not-accepted" | "hours-missing" | "hours-short" | "check-missing" | "exceptionality-missing"
    | "name-missing" | "day-missing" | "duration-missing" | "campaign-short";
  readonly level: "block" | "warn";
  readonly data: Readonly<Record<string, string | number>>;
}

const filled = (texts: readonly string[]): number => texts.filter((text) => text.trim() !== "").length;
const block = (section: Section, kind: RequestFinding["kind"], data: RequestFinding["data"] = {}): RequestFinding => ({ section, kind, level: "block", data });

/** What stands between the form and its submission (PRO-R2), part by part; PRO-R5 warns of a short campaign. */
export function checkRequest(content: RequestContent, counts: RequestCounts, officialLanguages: readonly string[]): readonly RequestFinding[] {
  return [...checkWhy(content, counts), ...checkHow(content), ...checkTeam(content, counts), ...checkWhat(content, counts), ...checkNames(content, officialLanguages)];
}

function* checkWhy(content: RequestContent, counts: RequestCounts): Generator<RequestFinding> {
  if (content.unitId === null) yield block("unit", "unit-missing");
  if (content.purpose.trim() === "") yield block("purpose", "text-missing", { field: "purpose" });
  if (filled(content.objectives) < 1) yield block("purpose", "too-few", { what: "objectives", have: 0, need: 1 });
  if (filled(content.publics) < 1) yield block("publics", "too-few", { what: "publics", have: 0, need: 1 });
  if (content.publicsEvidence.trim() === "") yield block("publics", "text-missing", { field: "publicsEvidence" });
  if (content.findings.trim() === "") yield block("listening", "text-missing", { field: "findings" });
  if (content.whyNew.trim() === "") yield block("alternatives", "text-missing", { field: "whyNew" });
  if (content.kind === "") yield block("kind", "text-missing", { field: "kind" });
  if (content.kind === "campaign") {
    if (content.durationMonths === null) yield block("kind", "duration-missing");
    else if (content.durationMonths < counts.shortestCampaignMonths) {
      yield { section: "kind", kind: "campaign-short", level: "warn", data: { have: content.durationMonths, need: counts.shortestCampaignMonths } };
    }
  }
}

function* checkHow(content: RequestContent): Generator<RequestFinding> {
  if (content.networks.length < 1) yield block("networks", "too-few", { what: "networks", have: 0, need: 1 });
  if (content.networks.some(({ reason }) => reason.trim() === "")) yield block("networks", "text-missing", { field: "networkReason" });
  if (content.interactionTypes.length < 1) yield block("interaction", "too-few", { what: "interactionTypes", have: 0, need: 1 });
  if (content.postsPerWeek === null) yield block("interaction", "text-missing", { field: "postsPerWeek" });
  if (!content.estimateAccepted) yield block("interaction", "estimate-not-accepted");
}

function* checkTeam(content: RequestContent, counts: RequestCounts): Generator<RequestFinding> {
  const managers = new Set(content.team.filter(({ role, personId }) => role === "manager" && personId !== "").map(({ personId }) => personId));
  if (managers.size < counts.managers) yield block("team", "too-few", { what: "managers", have: managers.size, need: counts.managers });
  if (content.team.some(({ hours, role }) => role === "manager" && !hours)) yield block("team", "hours-missing");
  if (content.contractor && content.exceptionality.trim() === "") yield block("contractor", "exceptionality-missing");
}

function* checkWhat(content: RequestContent, counts: RequestCounts): Generator<RequestFinding> {
  if (content.contentKinds.trim() === "") yield block("content", "text-missing", { field: "contentKinds" });
  if (content.sources.trim() === "") yield block("content", "text-missing", { field: "sources" });
  const samples = [["shortSamples", counts.shortSamples], ["longSamples", counts.longSamples]] as const;
  for (const [what, need] of samples) {
    const have = filled(content[what]);
    if (have < need) yield block("content", "too-few", { what, have, need });
  }
  if (content.commentPolicy.trim() === "") yield block("comments", "text-missing", { field: "commentPolicy" });
  if (content.replyCircuit.trim() === "") yield block("comments", "text-missing", { field: "replyCircuit" });
  if (content.crisisContact.trim() === "") yield block("crisis", "text-missing", { field: "crisisContact" });
  if (filled(content.indicators) < 1) yield block("indicators", "too-few", { what: "indicators", have: 0, need: 1 });
  const similar = new Set(content.similarProfiles.map((text) => text.trim().toLowerCase()).filter((text) => text !== "")).size;
  if (similar < counts.similarProfiles) yield block("indicators", "too-few", { what: "similarProfiles", have: similar, need: counts.similarProfiles });
  if (content.training.trim() === "") yield block("training", "text-missing", { field: "training" });
  for (const field of ["dataProtection", "accessibility"] as const) if (!content[field]) yield block("protection", "check-missing", { field });
}

function* checkNames(content: RequestContent, officialLanguages: readonly string[]): Generator<RequestFinding> {
  for (const { network, handle } of content.networks) if (handle.trim() === "") yield block("naming", "handle-missing", { network });
  for (const language of officialLanguages) if (!content.displayName[language]?.trim()) yield block("naming", "name-missing", { language });
  if (!/^\d{4}-\d{2}-\d{2}$/.test(content.firstPostOn)) yield block("start", "day-missing");
}

/** `empty` while nothing of it was filled in, `done` when nothing is missing. */
export type SectionState = "empty" | "begun" | "done";

const EMPTY: RequestContent = {
  unitId: null, purpose: "", objectives: [], publics: [], publicsEvidence: "", keywords: "", findings: "", whyNew: "", kind: "", durationMonths: null, networks: [], languages: [], layout: "bilingual",
  interactionTypes: [], postsPerWeek: null, inbound: { all: null, queries: null, complaints: null, direct: null }, liveEventsPerWeek: null, campaigns: null, estimateAccepted: false, team: [],
  contentKinds: "", sources: "", shortSamples: [], longSamples: [], commentPolicy: "", replyCircuit: "", crisisContact: "", indicators: [], similarProfiles: [], training: "",
  dataProtection: false, accessibility: false, contractor: false, exceptionality: "", contractFile: "", displayName: {}, bio: {}, topics: "", firstPostOn: "",
};

/** A form nobody has begun, for a council that speaks these languages. */
export const emptyRequest = (officialLanguages: readonly string[]): RequestContent => ({ ...EMPTY, languages: officialLanguages });

const membersOf: Readonly<Record<Section, readonly (keyof RequestContent)[]>> = {
  unit: ["unitId"], purpose: ["purpose", "objectives"], publics: ["publics", "publicsEvidence"], listening: ["keywords", "findings"], alternatives: ["whyNew", "topics"],
  kind: ["kind", "durationMonths"], networks: ["networks"], interaction: ["interactionTypes", "postsPerWeek", "estimateAccepted"], team: ["team"],
  content: ["contentKinds", "sources", "shortSamples", "longSamples"], comments: ["commentPolicy", "replyCircuit"], crisis: ["crisisContact"], indicators: ["indicators", "similarProfiles"],
  training: ["training"], protection: ["dataProtection", "accessibility"], contractor: ["contractor", "exceptionality", "contractFile"], naming: ["displayName", "bio"], start: ["firstPostOn"],
};

export function sectionState(section: Section, content: RequestContent, findings: readonly RequestFinding[]): SectionState {
  const lacks = findings.some((finding) => finding.section === section && finding.level === "block");
  if (!lacks) return "done";
  return membersOf[section].every((member) => JSON.stringify(content[member]) === JSON.stringify(EMPTY[member])) ? "empty" : "begun";
}

/** What the reviewing group gives 0 to 2 each. */
export const criteria = ["need", "public", "content", "team", "hours", "overlap", "languages", "accessibility", "sustainability"] as const;
export type Criterion = (typeof criteria)[number];

/** Words of a topic that a profile already speaks about (PRO-R4): those of four letters and more that both have. */
export function sharedWords(one: string, other: string): readonly string[] {
  const words = (text: string) => new Set(text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}]+/u).filter((word) => word.length >= 4 && !COMMON.has(word)));
  const theirs = words(other);
  return [...words(one)].filter((word) => theirs.has(word));
}

// Of no topic: what every municipal profile says of itself.
const COMMON: ReadonlySet<string> = new Set(["para", "sobre", "avisos", "ayuntamiento", "municipal", "municipales", "informacion", "oharrak", "udala", "udal", "informazioa", "buruzko", "robledal", "hariztegi"]);
