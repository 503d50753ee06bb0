export { createEgress, type Egress, type EgressAnswer } from "./egress.ts";
