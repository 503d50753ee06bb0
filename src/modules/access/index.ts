export {
  acceptInvitation, type AccessState, type ApiTokenRow, cutAccess, disableAccess, findInvited, findTokenActor, invite, listAccess, listApiTokens, makeApiToken,
  type NewApiToken, revokeApiToken, setPassword,
} from "./accounts.ts";
export { type CalendarFeed, findCalendarFeed, findFeedActor, makeCalendarFeed, revokeCalendarFeed } from "./calendar-feed.ts";
export { listOpenRights } from "./open-rights.ts";
export { type Doing, endPresence, forgetPresence, keepPresence, listAttended, listPresent, type PresenceSubject } from "./presence.ts";
export { type AccessReview, beginReview, decideRight, finishReview, readReview } from "./review.ts";
export { checkPassword, hashPassword, type WeakPassword } from "./password.ts";
export {
  beginEnrolment, endEverySession, endSession, type FactorRefusal, findSession, forgetOldAccess, giveSecondFactor, listSessions, openSession, readAccountFacts,
  type Session, signIn, type SignInRefusal, type Visitor,
} from "./sign-in.ts";
