export { isPublicAddress } from "./address.ts";
export { createEgress, type Egress, type EgressAnswer, type EgressFailure, type EgressOptions, type EgressRefusal, type EgressRequest } from "./egress.ts";
