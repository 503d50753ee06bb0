// Words that the back office and its server share, as lists: the schemas and the screens are made of them.

export const triageReasons = [
  "internal", "already_covered", "legal_notice_only", "low_interest", "embargo", "personal_data", "not_in_force", "other",
] as const;
export const withdrawalReasons = ["error_fact", "personal_data", "rights", "order", "duplicate", "test"] as const;
export const driftTabs = ["open", "closed", "stored"] as const;
export const proposalStates = ["waiting", "later", "publish", "not_applicable"] as const;
/** As in `flow`, of which each is checked by the types. */
export const agingKinds = ["procedure", "project", "facility", "activity", "event", "news", "notice"] as const;
/** As in `contracts`, of which each is checked by the types. */
export const exitItems = ["material", "rights", "handover"] as const;
/** As in `lifecycle`, of which each is checked by the types. */
export const verificationKinds = ["rel_me", "domain", "badge"] as const;
/** As in `media`, of which each is checked by the types. */
export const licences = ["own", "permission", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "public-domain"] as const;
export const peopleShown = ["none", "not-identifiable", "identifiable", "minors"] as const;
export const consentGivers = ["adult", "guardian"] as const;
/** In the order of a publication's life. */
export const publicationStates = [
  "draft", "in_review", "returned", "scheduled", "publishing", "published", "failed", "corrected", "withdrawn", "cancelled",
] as const;
/** As in `publishing`, of which each is checked by the types. */
export const actionStates = ["planned", "under_way", "over", "closed"] as const;
/** How a profile stands, in the order of its life. */
export const profileStandings = ["opening", "active", "dormant", "suspended", "closing", "closed", "found"] as const;
export const postTypes = ["service_head", "unit_head", "technical", "mayor_adviser", "director", "entity_head", "external"] as const;
export const roles = ["coordinator", "promoter", "manager", "director", "technician", "auditor", "data_protection", "sysadmin"] as const;
/** Roles whose scope is a unit. */
export const unitRoles = ["promoter", "director", "technician"] as const;
export const competenceAreas = [
  "internal_functioning", "internal_channels", "protocols", "citizen_mailbox", "subject_field", "accessibility", "data_protection", "security", "language", "ai_literacy",
] as const;
export const actKinds = ["instruction", "strategy", "house_rules", "language_policy", "decree", "agreement", "other"] as const;
/** As in `policy`, of which each is checked by the types. */
export const holidayRegions = ["es", "es-pv", "es-pv-vi", "es-pv-bi", "es-pv-ss"] as const;
export const unitKinds = ["department", "service", "unit", "entity"] as const;
export const contentTypes = ["project", "activity", "procedure", "news", "event", "notice", "facility"] as const;
export const contentTasks = ["write", "revise", "approve", "publish"] as const;
/** Posts and roles, from the one nearest to the work upwards. */
export const responsibleOnes = ["technical", "manager", "unit_head", "service_head", "promoter", "director", "coordinator"] as const;
export const proofs = ["course", "test", "practice", "sign_off"] as const;
export const consentKinds = ["approval", "agreement"] as const;
export const evaluationOutcomes = ["open", "alternative", "reject"] as const;
export const caseDecisions = ["impersonator", "unofficial", "orphan", "official", "dismissed"] as const;
export const transferKinds = ["staff", "reorganisation", "government"] as const;
export const openingItems = ["mailbox", "recovery", "admins", "mfa", "houseRules", "hours", "avatar", "bio"] as const;
export const sourceKinds = ["www", "sede", "minisite", "blog", "press", "agenda", "open_data"] as const;
export const sourceStates = ["proposed", "active", "migrating", "retired"] as const;
/** Things of which one sees who else is at them. */
export const presenceSubjects = ["publication", "conversation"] as const;
export const inboxTabs = ["waiting", "mine", "answered", "closed"] as const;
export const replyKinds = ["answer", "holding", "question"] as const;
export const dispositions = ["answered", "no_reply", "redirected", "spam"] as const;
export const noReplyReasons = ["thanks", "opinion", "between_others", "provocation", "repeated", "other"] as const;
export const absenceKinds = ["planned_leave", "training", "unplanned"] as const;
export const interactionTypes = [
  "listen", "moderate", "answer_queries", "attend_complaints", "direct_messages", "proactive", "live_coverage", "campaigns", "out_of_hours",
] as const;
export const profileKinds = ["institutional", "general_attention", "service", "facility", "campaign", "emergency", "office_holder"] as const;
/** As in `notices`, of which each is checked by the types. */
export const noticeGroups = ["answers", "publishing", "flow", "warnings", "profiles", "team", "operation"] as const;
export const noticeModes = ["now", "daily", "none"] as const;
/** Why a person may come back from a server without a connection. */
export const connectionTroubles = [
  "connection-attempt-over", "not-allowed-in", "wrong-account", "network-trouble", "not-permitted", "unknown-profile", "nothing-to-connect", "profile-not-active",
] as const;
