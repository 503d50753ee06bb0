export {
  addUnit, type Council, findCouncil, foundCouncil, type FoundingRefusal, getCouncil, listUnits, type Unit,
} from "./council.ts";
export { type Act, type Article, listActs, listPolicyVersions, type NewAct, recordAct } from "./acts.ts";
export { type Holiday, insertHoliday, listHolidays, takeHolidayBack } from "./calendar.ts";
export { addPeriod, isElectionCalled, listMeetings, listPeriods, type Meeting, type NewMeeting, type Period, recordMeeting, removePeriod } from "./agenda.ts";
export { changeUnit, closeUnit, listUnitChanges, mergeUnit, type UnitChange } from "./organisation.ts";
export { type ContentResponsibility, listResponsibilities, writeResponsibility } from "./responsibilities.ts";
export { type ContentType, type Responsibilities, selfApproval } from "./rules/responsibility.ts";
export { checkGroup, type GroupProblem } from "./rules/working-group.ts";
export { listWorkingGroups, type WorkingGroup, writeWorkingGroup } from "./working-group.ts";
export { checkParameter, type ParameterProblem } from "./rules/parameter-value.ts";
export {
  defaultOf, getParameter, getParameterVersion, isParameterKey, listParameterChanges, type ParameterChange, parameterCitation, type ParameterKey, parameterKeys,
  type ParameterVersion, readParameters, writeParameter,
} from "./parameters.ts";
export { type HolidayRegion, likelyRegion, type ProposedHoliday, proposeHolidays } from "./rules/public-holidays.ts";
export {
  addServiceMinutes, type Attention, attentionAt, type AttentionNow, type AttentionRefusal, checkAttention, type ServiceCalendar, serviceMinutesBetween, type Stretch, workingDays,
} from "./rules/service-time.ts";
