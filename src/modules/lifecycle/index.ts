/**
 * The life of profiles (DOMAIN M3): asked for, evaluated, opened, watched, handed over, suspended and closed. How a profile
 * stands is written through the register; what led to it is here.
 */
export {
  certificationDue, certifyProfile, type Dormancy, keepProfile, listDormancies, tellLastPost, watchActivity,
} from "./activity.ts";
export {
  agreeClosing, askClosing, cancelClosing, closeProfile, type Closing, type ClosingFinding, findClosingFindings, listClosings, noteNotice, settleClosing, watchClosings,
} from "./closing.ts";
export { claimFound, type FoundDecision, listFoundDecisions, ratifyClaim, settleFound } from "./found.ts";
export { activateProfile, findOpeningFindings, noteOpening, readOpening } from "./opening.ts";
export { type PlanObstacle, reckonRequest, type RequestReckoning } from "./plan.ts";
export { findRequest, findRequestOf, listRequests, readRequestHistory, type RequestHistory, type RequestRow } from "./queries.ts";
export { readRequestCounts, type RequestId, type RequestState, saveRequest, signRequest, startRequest, submitRequest, takeRequestBack } from "./requests.ts";
export { consentToRequest, evaluateRequest, type NewEvaluation } from "./review.ts";
export { type OpeningFinding, type OpeningItem, openingItems } from "./rules/opening.ts";
export { checkRequest, emptyRequest, type RequestContent, type RequestFinding, type Section as RequestSection, sections, sectionState } from "./rules/request.ts";
export { listSuspensions, ratifySuspension, resumeProfile, suspendProfile } from "./suspension.ts";
export { handProfileOver, handProfilesOver, listTransfers, receiveProfile, type Transfer } from "./transfer.ts";
export { endVerification, listVerifications, type Verification, type VerificationKind, type VerificationRefusal, verifyProfile } from "./verification.ts";
