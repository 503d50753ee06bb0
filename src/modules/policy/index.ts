export {
  addUnit, type Council, findCouncil, foundCouncil, type FoundingRefusal, getCouncil, listUnits, recordAct, type Unit,
} from "./council.ts";
export { getParameter, parameterDefaults, type ParameterKey } from "./parameters.ts";
