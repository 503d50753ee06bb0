export {
  addUnit, type Council, findCouncil, foundCouncil, type FoundingRefusal, getCouncil, listUnits, recordAct, type Unit,
} from "./council.ts";
export { getParameter, type ParameterKey } from "./parameters.ts";
