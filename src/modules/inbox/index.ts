/**
 * Inbox (DOMAIN M12, M13): what citizens say becomes conversations; each is answered in time, once, by somebody who may,
 * and closed with what became of it. `startIntake` takes what networks bring; `startPromiseUpkeep` keeps the
 * promises up to date.
 */
export { type AccessRefusal, type ClaimRefusal, isOpened, mayRead, openPrivate } from "./access.ts";
export { answerConversation, type AnswerRefusal, countHoldings, type NewAnswer } from "./answer-command.ts";
export { findShortfall, measureContract } from "./contract-answers.ts";
export { takeHeard } from "./author-changes.ts";
export { eraseCitizen, type ForgetOnNetwork } from "./erasure.ts";
export { listHalfSpent } from "./half-spent.ts";
export { startIntake } from "./intake.ts";
export { type PromiseUpkeep, startPromiseUpkeep } from "./promise-upkeep.ts";
export {
  type AnswerResult, type ConversationPage, type ConversationRecord, type ConversationRow, countConversations, countOpenConversations, findAnswerDraft, findAnswerResult, findConversation,
  type InboxFilter, type InboxTab, inboxTabs, listConversations, listConversationsOf, listMessages, listNotes, listPreparedAnswers, listReplies, listReplyTroubles, type Reader, type ThreadMessage, type ThreadReply,
} from "./queries.ts";
export { receiveIncoming } from "./receive.ts";
export { forgetOldConversations } from "./retention.ts";
export { answerLanguages, type Disposition, dispositions, noReplyReasons, type NoReplyReason } from "./rules/answering.ts";
export type { ConversationState, ReplyKind } from "./store.ts";
export { findUrgent, listUrgent, setUrgent, type Urgent, type UrgentRow } from "./urgent.ts";
export {
  addNote, claimConversation, closeConversation, type CloseRefusal, releaseConversation, reopenConversation, saveAnswerDraft, setConversationLanguage,
} from "./work-commands.ts";
