/** What a team may do with its profile besides publishing (DED-1); the profile's direction chooses, nobody else (DED-R1). */
export const interactionTypes = [
  "listen", "moderate", "answer_queries", "attend_complaints", "direct_messages", "proactive", "live_coverage", "campaigns", "out_of_hours",
] as const;
export type InteractionType = (typeof interactionTypes)[number];

export const profileKinds = ["institutional", "general_attention", "service", "facility", "campaign", "emergency", "office_holder"] as const;
export type ProfileKind = (typeof profileKinds)[number];

/** What a profile is going to be: everything that the estimate depends on. */
export interface DedicationPlan {
  readonly kind: ProfileKind;
  readonly networks: number;
  readonly languages: number;
  readonly postsPerWeek: number;
  readonly inboundPerWeek: { readonly all: number; readonly queries: number; readonly complaints: number; readonly direct: number };
  readonly liveEventsPerWeek: number;
  readonly campaigns: number;
  readonly interactionTypes: ReadonlySet<InteractionType>;
}

/** Minutes and hours that a council reckons with; read from its parameters, replaced by measured medians. */
export interface DedicationNorms {
  /** Minutes. `adapt` for each network after the first, `translate` for each language after the first. */
  readonly select: number;
  readonly write: number;
  readonly adapt: number;
  readonly translate: number;
  readonly media: number;
  readonly describe: number;
  /** Share of posts that carry a picture, 0 to 1. */
  readonly withMedia: number;
  readonly approve: number;
  /** Hours a week. */
  readonly listenHours: number;
  /** Minutes for each message. */
  readonly moderate: number;
  readonly query: number;
  readonly complaint: number;
  readonly direct: number;
  /** Hours: a week, for each live event, for each campaign. */
  readonly proactiveHours: number;
  readonly liveHours: number;
  readonly campaignHours: number;
  readonly checksPerDay: number;
  readonly checkMinutes: number;
  /** Days without attention in an average week: weekends and holidays. */
  readonly daysOff: number;
  /** Hours a week whatever the profile does: planning, research, reporting, training. */
  readonly fixedHours: number;
  /** Share that is added for what nobody foresaw. */
  readonly contingency: number;
  /** Hours that a person works in a year. */
  readonly yearlyHours: number;
  /** People that a profile needs whatever the hours say (Instruction, section 2). */
  readonly minimumTeam: number;
}

/** Hours a week, not rounded. */
export interface DedicationEstimate {
  readonly hours: number;
  readonly publishing: number;
  readonly interaction: number;
  readonly fixed: number;
  readonly contingency: number;
  /** Hours of each chosen type, before the contingency. */
  readonly byType: Readonly<Partial<Record<InteractionType, number>>>;
  /** What each type costs or would cost, with its contingency: what choosing it adds, what leaving it out saves. */
  readonly marginal: Readonly<Record<InteractionType, number>>;
  /** Full-time people. */
  readonly fte: number;
  readonly minimumTeam: number;
}

const WEEKS = 52;

/** The hours a week that a profile takes (DED-2): the formula of the council's strategy, with its own norms. */
export function estimateDedication(plan: DedicationPlan, norms: DedicationNorms): DedicationEstimate {
  const publishing = hoursToPublish(plan, norms);
  const cost = Object.fromEntries(interactionTypes.map((type) => [type, hoursOf(type, plan, norms)]));
  const byType = Object.fromEntries(interactionTypes.filter((type) => plan.interactionTypes.has(type)).map((type) => [type, cost[type] ?? 0]));
  const interaction = Object.values(byType).reduce((sum, hours) => sum + hours, 0);
  const base = publishing + interaction + norms.fixedHours;
  const contingency = base * norms.contingency;
  const fte = (base + contingency) / (norms.yearlyHours / WEEKS);
  const withContingency = (type: InteractionType) => hoursOf(type, plan, norms) * (1 + norms.contingency);
  return {
    hours: base + contingency,
    publishing,
    interaction,
    fixed: norms.fixedHours,
    contingency,
    byType,
    marginal: {
      listen: withContingency("listen"), moderate: withContingency("moderate"), answer_queries: withContingency("answer_queries"),
      attend_complaints: withContingency("attend_complaints"), direct_messages: withContingency("direct_messages"), proactive: withContingency("proactive"),
      live_coverage: withContingency("live_coverage"), campaigns: withContingency("campaigns"), out_of_hours: withContingency("out_of_hours"),
    },
    fte,
    minimumTeam: Math.max(norms.minimumTeam, Math.ceil(fte)),
  };
}

function hoursToPublish(plan: DedicationPlan, norms: DedicationNorms): number {
  const minutes = norms.select + norms.write + norms.adapt * Math.max(0, plan.networks - 1) + norms.translate * Math.max(0, plan.languages - 1)
    + norms.withMedia * (norms.media + norms.describe) + norms.approve;
  return (plan.postsPerWeek * minutes) / 60;
}

function hoursOf(type: InteractionType, { inboundPerWeek, liveEventsPerWeek, campaigns }: DedicationPlan, norms: DedicationNorms): number {
  switch (type) {
    case "listen": return norms.listenHours;
    case "moderate": return (inboundPerWeek.all * norms.moderate) / 60;
    case "answer_queries": return (inboundPerWeek.queries * norms.query) / 60;
    case "attend_complaints": return (inboundPerWeek.complaints * norms.complaint) / 60;
    case "direct_messages": return (inboundPerWeek.direct * norms.direct) / 60;
    case "proactive": return norms.proactiveHours;
    case "live_coverage": return liveEventsPerWeek * norms.liveHours;
    case "campaigns": return campaigns * norms.campaignHours;
    case "out_of_hours": return (norms.checksPerDay * norms.checkMinutes * norms.daysOff) / 60;
  }
}

/** Types that a kind of profile cannot do without (DED-R5). */
export const mandatoryTypes = (kind: ProfileKind): readonly InteractionType[] =>
  kind === "general_attention" ? ["moderate", "answer_queries", "attend_complaints"] : [];

/** What a kind of profile begins with (DED-R6, S21). */
export const usualTypes: Readonly<Record<ProfileKind, readonly InteractionType[]>> = {
  institutional: ["listen", "moderate", "answer_queries"],
  general_attention: [...interactionTypes],
  service: ["listen", "moderate", "answer_queries", "attend_complaints"],
  facility: ["listen", "moderate", "answer_queries", "direct_messages"],
  campaign: ["listen", "moderate", "campaigns"],
  emergency: ["listen", "moderate", "answer_queries", "live_coverage", "out_of_hours"],
  office_holder: ["listen", "moderate"],
};

export type TypesRefusal = { readonly kind: "types-missing"; readonly types: readonly InteractionType[] };

/** What is wrong with the types that were chosen (DED-R5). */
export function checkTypes(kind: ProfileKind, chosen: ReadonlySet<InteractionType>): TypesRefusal | undefined {
  const types = mandatoryTypes(kind).filter((type) => !chosen.has(type));
  return types.length > 0 ? { kind: "types-missing", types } : undefined;
}
