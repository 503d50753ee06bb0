export { proposePage, type PageRefusal } from "./commands/propose-page.ts";
export { readSourceSoon } from "./commands/read-soon.ts";
export { type NewSource, type RegisteredSource, registerSource, type RegistrationRefusal } from "./commands/register-source.ts";
export { triageItem } from "./commands/triage-item.ts";
export type { FoundChannel } from "./discover.ts";
export type { GuestOptions } from "./harvest/ask.ts";
export { harvestChannel, type HarvestReport } from "./harvest/channel.ts";
export { listDueChannels } from "./harvest/channel-to-read.ts";
export { findItemByUrl, isRegisteredUrl } from "./queries/addresses.ts";
export { type CitedItem, citationOf, findItem, getItemForDraft, type Item, type ItemDecision, type ItemRevision, type ItemVariant, listCitedItems } from "./queries/items.ts";
export {
  countWaiting, coverageOfDay, dayAt, type DayCoverage, listProposals, type Proposal, type ProposalFilter, type ProposalPage, type ProposalState,
} from "./queries/proposals.ts";
export { findLastHarvest, findSource, type Harvest, listHarvests, listSources, type Source, type SourceChannel } from "./queries/sources.ts";
export { defaultLanguageRule, type LanguageRule } from "./rules/identity.ts";
export { coverage, triageDecisions, type TriageDecision, type TriageInput, type TriageReason, triageReasons, type TriageRefusal } from "./rules/triage.ts";
export type { SourceTrouble } from "./rules/trouble.ts";
export type { HarvestCounts, ItemStatus, RefusedCounts } from "./store.ts";
