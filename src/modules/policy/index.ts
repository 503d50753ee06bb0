export {
  addUnit, type Council, findCouncil, foundCouncil, type FoundingRefusal, getCouncil, listUnits, type Unit,
} from "./council.ts";
export { type Act, type Article, listActs, listPolicyVersions, type NewAct, recordAct } from "./acts.ts";
export { type Holiday, insertHoliday, isElectionCalled, listHolidays, takeHolidayBack } from "./calendar.ts";
export { getParameter, parameterCitation, type ParameterKey } from "./parameters.ts";
export {
  addServiceMinutes, type Attention, type AttentionRefusal, checkAttention, type ServiceCalendar, serviceMinutesBetween, type Stretch, workingDays,
} from "./rules/service-time.ts";
