export { type CalendarFilter, listSlips, listSpokenDays, listUndated, type Slip } from "./calendar-queries.ts";
export { countUnsettled, findClosingNotice } from "./closing-queries.ts";
export {
  type ActionRefusal, addAction, changeAction, closeAction, type CommunicationAction, countOfActions, listActions, reopenAction,
} from "./communication-actions.ts";
export { doubtDeliveriesAfterRestore } from "./after-restore.ts";
export { answerComment, findReturned, listComments } from "./comment-commands.ts";
export {
  type ApprovalRefusal, approvePublication, mayApprove, permalinkOf, type PublishingSetting, returnPublication,
} from "./decision-commands.ts";
export { deliverOnce, type DeliverySetting, type DeliveryWorker, startDelivery } from "./delivery/worker.ts";
export {
  cancelPublication, reopenPublication, saveDraft, type SaveRefusal, type SayEvent, startCorrection, startFromItem, startFromWords, startPublication, submitPublication,
  type SubmitRefusal,
} from "./draft-commands.ts";
export { importPublications } from "./import.ts";
export { findUnapproved, type LaterReviewRefusal, listLaterReviews, reviewLater } from "./later-review.ts";
export type { KeptBackBy } from "./rules/sampling.ts";
export { type Sending, sendPublication, type Sent, whatSendingDoes } from "./sampled-command.ts";
export { isHeld } from "./delivery/held.ts";
export { eraseWithdrawn } from "./erase-withdrawn.ts";
export { type DraftFacts, type LimitsOf, readDraftFacts, sentOf } from "./draft-facts.ts";
export { type MoveRefusal, movePublication, type Moving } from "./move-command.ts";
export { addProfileGroup, changeProfileGroup, listProfileGroups, removeProfileGroup } from "./profile-groups.ts";
export { endSeries, listSeries, planSeries, type SeriesRefusal, type SeriesRow, startSeries } from "./series.ts";
export { findSharedPost, listSharers } from "./shares.ts";
export { startShare } from "./share-command.ts";
export { findNextSlot, findSlots, listFreeSlots, setSlots, type SlotsRefusal } from "./slots.ts";
export {
  addTemplate, changeTemplate, type LeftOut, listTemplates, readTemplate, retireTemplate, startFromTemplate, type Template, type TemplateContent, type WordsOf,
} from "./templates.ts";
export { settleDelivery, type SettleDecision, type SettleRefusal, withdrawPublication } from "./outcome-commands.ts";
export {
  type DeliveryRow, findOldestDue, findPublication, findWithdrawal, isPublic, listOfAction, listAuthors, listCiting, listClaimed, listDecisions, listDeliveries, listDueBetween, listInReview,
  listGoingOut, listLastPublished, listOpenDeliveries, listOut, listOwnDrafts, listPaused, listPublications, listTitles, listVersions, type OutItem, type PausedPublication, type PublicationRecord, type PublicationSummary,
  type VersionRecord,
} from "./queries.ts";
export { listUses, type PictureUse, withdrawConsent } from "./pictures.ts";
export { reconfirmPublication, type Reconfirmation, type ReconfirmRefusal } from "./reconfirm-command.ts";
export { checkReplyText, forgetAddressees, type NewReply, publishReply, type ReplyRefusal } from "./reply-commands.ts";
export { anchoredText, paragraphsOf } from "./rules/anchor.ts";
export { findSilences, type Silence } from "./rules/silences.ts";
export type { Recurrence } from "./rules/recurrence.ts";
export type { Content } from "./rules/content.ts";
export type { Finding } from "./rules/checks.ts";
export { actionState, type ActionState } from "./rules/communication-action.ts";
export { hasExpired } from "./rules/expiry.ts";
export { listOpenStops, type OpenStop, resumePublishing, stopPublishing, type StopRefusal } from "./stop-commands.ts";
export { listOwnerless, type OwnerlessPublication, takeOverPublication, type TakeoverRefusal } from "./takeover-command.ts";
export type { DeliveryState, PublicationState, WithdrawalReason } from "./store.ts";
