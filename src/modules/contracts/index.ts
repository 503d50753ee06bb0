export {
  agreeAnswerTime, confirmExit, type ContractRefusal, endContract, enterContract, extendContract, namePerson, type NewContract, noteSignatures, recordEndedContracts, removeNamed, type StartRefusal, startContract,
} from "./commands.ts";
export { type Contract, findContract, listContracts } from "./queries.ts";
export { clauses } from "./rules/clauses.ts";
export type { ExitItem } from "./rules/exit.ts";
export type { ContractState } from "./rules/term.ts";
