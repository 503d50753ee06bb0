import type { OfficeEndpoint } from "../../contract.ts";
import type { Changed } from "../../views.ts";

type Reading = Extract<OfficeEndpoint, `GET ${string}`>;

/** What each type of thing shows on: lists as a whole, and what is about one thing by its id. */
const shownOn: Readonly<Record<string, { readonly lists: readonly Reading[]; readonly one: readonly Reading[] }>> = {
  publication: { lists: ["GET /today", "GET /stop", "GET /publications", "GET /later-reviews", "GET /calendar", "GET /series", "GET /next-slot", "GET /proposals", "GET /day", "GET /debts", "GET /pictures", "GET /actions", "GET /actions/:id", "GET /evidence"], one: ["GET /publications/:id"] },
  drift: { lists: ["GET /today", "GET /drifts", "GET /drifts/:id"], one: [] },
  item: { lists: ["GET /today", "GET /proposals", "GET /day", "GET /reviews", "GET /evergreen", "GET /web-gaps"], one: [] },
  suggestion: { lists: ["GET /today", "GET /suggestions", "GET /day", "GET /debts"], one: [] },
  expectation: { lists: ["GET /today", "GET /web-gaps"], one: [] },
  source: { lists: ["GET /today", "GET /sources", "GET /proposals"], one: ["GET /sources/:id"] },
  profile: { lists: ["GET /today", "GET /profiles", "GET /calendar", "GET /coverage", "GET /dedication", "GET /staff"], one: ["GET /profiles/:id", "GET /profiles/:id/life", "GET /profiles/:id/slots"] },
  "profile-request": { lists: ["GET /today", "GET /requests", "GET /profiles"], one: ["GET /requests/:id"] },
  "impostor-case": { lists: ["GET /today", "GET /impostors"], one: [] },
  "audience-fact": { lists: ["GET /audience-facts"], one: [] },
  conversation: { lists: ["GET /today", "GET /conversations"], one: ["GET /conversations/:id"] },
  holiday: { lists: ["GET /holidays", "GET /holidays/proposals", "GET /calendar", "GET /profiles", "GET /coverage"], one: [] },
  stop: { lists: ["GET /stop", "GET /today", "GET /publications", "GET /calendar", "GET /publications/:id"], one: [] },
  series: { lists: ["GET /series", "GET /calendar"], one: [] },
  "communication-action": { lists: ["GET /actions", "GET /today", "GET /calendar", "GET /publications"], one: ["GET /actions/:id"] },
  template: { lists: ["GET /templates"], one: ["GET /templates/:id/draft"] },
  "profile-group": { lists: ["GET /profile-groups"], one: [] },
  picture: { lists: ["GET /pictures", "GET /publications/:id"], one: [] },
  unit: { lists: ["GET /units", "GET /organisation", "GET /people"], one: ["GET /people/:id"] },
  act: { lists: ["GET /policy", "GET /organisation", "GET /contracts", "GET /account/commitments", "GET /today"], one: [] },
  review: { lists: ["GET /access-review", "GET /today"], one: [] },
  contract: { lists: ["GET /contracts", "GET /today", "GET /people"], one: [] },
  person: { lists: ["GET /people", "GET /session", "GET /account", "GET /account/calendar", "GET /account/commitments", "GET /today", "GET /coverage", "GET /coverage/candidates", "GET /staff", "GET /dedication"], one: ["GET /people/:id"] },
};

/** What nothing is told of in full: it is asked for now and then, live or not. */
const toldInPart: ReadonlySet<string> = new Set<Reading>(["GET /publications/:id", "GET /sources", "GET /sources/:id", "GET /evidence", "GET /session", "GET /account/notices"]);

/** Whether a screen may wait to be told instead of asking again. */
export const isTold = (name: string): boolean => !toldInPart.has(name);

/** Whether something that was read may be old after these changes. A type that is not known here may be anywhere. */
export function isTouched(queryKey: readonly unknown[], changes: readonly Changed[]): boolean {
  const [name, input] = queryKey;
  if (typeof name !== "string" || !name.startsWith("GET ")) return false;
  const idIn = typeof input === "object" && input !== null && "id" in input ? input.id : undefined;
  return changes.some(({ kind, subject }) => {
    if (kind === "presence.changed") return name === "GET /presence" && idIn === subject.id;
    const places = Object.hasOwn(shownOn, subject.type) ? shownOn[subject.type] : undefined;
    if (!places) return name !== "GET /presence";
    return places.lists.some((list) => list === name) || (idIn === subject.id && places.one.some((one) => one === name));
  });
}

/** A change as the stream says it; undefined for what it is not. */
export function changeIn(text: string): Changed | undefined {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof said !== "object" || said === null || !("kind" in said) || typeof said.kind !== "string" || !("subject" in said)) return undefined;
  const { subject } = said;
  if (typeof subject !== "object" || subject === null || !("type" in subject) || !("id" in subject)) return undefined;
  if (typeof subject.type !== "string" || typeof subject.id !== "string") return undefined;
  return { kind: said.kind, subject: { type: subject.type, id: subject.id } };
}
