import type { InputOf } from "../../contract.ts";

export type TriageReason = NonNullable<InputOf<"POST /items/:id/triage">["reason"]>;
export type WithdrawalReason = InputOf<"POST /publications/:id/withdraw">["reason"];

// Said again here, because the contract brings its schemas along and the browser has no use for them. A record is
// complete or a type error.
const triage: Readonly<Record<TriageReason, true>> = {
  already_covered: true, low_interest: true, internal: true, legal_notice_only: true, embargo: true, personal_data: true, not_in_force: true, other: true,
};
const withdrawal: Readonly<Record<WithdrawalReason, true>> = {
  error_fact: true, personal_data: true, rights: true, order: true, duplicate: true, test: true,
};

const keysOf = <Key extends string>(record: Readonly<Record<Key, true>>): readonly Key[] => Object.keys(record) as Key[];

export const triageReasons = keysOf(triage);
export const withdrawalReasons = keysOf(withdrawal);
