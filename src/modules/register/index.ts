export {
  type AnswerPromise, enterHoliday, type HolidayRefusal, listAnswerPromises, type PromiseRefusal, removeHoliday, setAnswerPromise,
} from "./attention.ts";
export {
  beginConnection, checkConnections, type ConnectionRefusal, type ConnectionSetting, disconnectProfile, finishConnection, letGoOfConnections,
  revokeTokens,
} from "./connections.ts";
export { type Access, type Connection, findAccess, listConnections, recordFailedCall, recordGoodCall } from "./connection-store.ts";
export { claimBells, claimReadings, type HeldBell, type HeldReading, keepBell, putOffReading, readSoon, storeReading } from "./listening-store.ts";
export {
  type CaseDecision, caseDecisions, decideImpostorCase, forgetVisitors, type ImpostorCase, listImpostorCases, reportImpostor, type ReportRefusal,
} from "./impostors.ts";
export { findOfficial, listOfficial, listStandings, type OfficialAnswer } from "./official.ts";
export { enterProfile, findProfile, listProfiles, type NewProfile, type OpenAccount, type Profile, type ProfileRefusal } from "./profiles.ts";
