/**
 * Staffing (DOMAIN M5, M6): who attends which profile when, who stands in for whom, and how many hours it takes. Its facts
 * go two ways: substitutions are rights and live in `authority`; all else is asked here.
 */
export { approveAbsence, endAbsence, enterAbsence, type NewAbsence, type Substitute } from "./absence-commands.ts";
export { listNearGaps, tellGaps } from "./alerts.ts";
export { importCalendar } from "./calendar-import.ts";
export { type Candidate, listCandidates } from "./candidates.ts";
export { boundsOf, listDutiesIn, listShifts, listSpoken } from "./facts.ts";
export { findTeamStandings, type Forecast, forecastPlannedTeam, forecastProfiles, type ForecastQuestion, listUnattendedAt, type PlannedTeam, type ProfileForecast } from "./forecast.ts";
export { listOnCall } from "./on-call.ts";
export type { OnCall } from "./rules/on-call.ts";
export { type AbsenceSeen, type HandoverNote, listAbsences, listHandovers, listSingleThreads, type StaffReader } from "./queries.ts";
export type { AbsenceKind } from "./rules/absence.ts";
export { assignDuty, dismissSubstitute, endDuty, leaveHandover, nameSubstitute, readHandover, setShift, setSpoken } from "./team-commands.ts";
export { choosePlan, commitHours, type KindDefaults, listDedications, listLoads, noteWorked, type ProfileDedication, readDedicationNorms, readKindDefaults } from "./dedication.ts";
export { measureProfiles, type ProfileMeasure } from "./measured.ts";
export {
  type DedicationEstimate, type DedicationNorms, type DedicationPlan, estimateDedication, type InteractionType, interactionTypes, type ProfileKind, profileKinds,
} from "./rules/dedication.ts";
export { calibratedNorms } from "./rules/measure.ts";
export { acceptProposal, keepProposal, prepareRota, refuseProposal } from "./rota/commands.ts";
export type { RotaQuestion } from "./rota/problem.ts";
export { solveRota } from "./rota/solve.ts";
