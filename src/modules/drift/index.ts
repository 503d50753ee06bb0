/**
 * Drift (DOMAIN M11): what a cited page said when a post went out, whether it still says it, and what is decided when it does
 * not. `followPublications` takes in what has gone out, `lookAtDue` looks at the pages whose time has come.
 */
export { correctPost, decideDrift } from "./decide.ts";
export { followPublications } from "./follow.ts";
export { lookAtDue, lookSoon } from "./look.ts";
export { tellLate } from "./late.ts";
export { countDrifts, type DriftSummary, findDrift, findDriftOf, listDrifts, listUnread } from "./queries.ts";
