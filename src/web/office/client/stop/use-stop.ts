import { useRead } from "../data.ts";

/** What is stopped and what waits to be decided since: one reading for all who show it. */
export const useStop = () => useRead("GET /stop", {}, { everyMs: 5_000 });
