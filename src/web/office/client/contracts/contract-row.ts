import type { ContractsView } from "../../views.ts";

export type ContractRow = ContractsView["contracts"][number];
