export {
  type AnswerPromise, enterHoliday, enterHolidays, type HolidayRefusal, importHolidays, listAnswerPromises, type PromiseRefusal, readHolidayProposals, removeHoliday, setAnswerPromise,
} from "./attention.ts";
export {
  beginConnection, checkConnections, type ConnectionRefusal, type ConnectionSetting, disconnectProfile, finishConnection, letGoOfConnections,
  revokeTokens,
} from "./connections.ts";
export { type Access, type Connection, findAccess, listConnections, recordFailedCall, recordGoodCall } from "./connection-store.ts";
export { claimBells, claimReadings, type HeldBell, type HeldReading, keepBell, putOffReading, readSoon, storeReading } from "./listening-store.ts";
export { importProfiles } from "./import.ts";
export {
  type CaseDecision, decideImpostorCase, forgetVisitors, type ImpostorCase, listImpostorCases, reportImpostor, type ReportRefusal,
} from "./impostors.ts";
export { findOfficial, listOfficial, listStandings, type OfficialAnswer } from "./official.ts";
export { certify, changeStanding, handOver, noteLastPost, noteOpened, setCredentialsMail } from "./standing-store.ts";
export { enterAudienceFact, listAudienceFacts, removeAudienceFact } from "./audience.ts";
export { checkCredentialsMail, claimProfile, type ClaimRefusal, enterProfile, findProfile, type FoundKind, listProfiles, type NewProfile, type OpenAccount, type Profile, type ProfileKind, profileKinds, type ProfileRefusal } from "./profiles.ts";
