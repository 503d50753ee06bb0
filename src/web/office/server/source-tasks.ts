import type { Localized } from "#kernel/language.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import type { listSources } from "#modules/sources/index.ts";
import type { TodayTask } from "../views.ts";

/** What of the web sources waits for this person: proposals, old statements (WEB-R3) and webs that are not reached (WEB-R4). */
export function listSourceTasks(sources: Awaited<ReturnType<typeof listSources>>, facts: ActorFacts, name: (texts: Localized) => string): readonly TodayTask[] {
  return sources.flatMap((source) => {
    const tasks: TodayTask[] = [];
    const add = (what: Extract<TodayTask, { kind: "source" }>["what"], since: string) => tasks.push({ kind: "source", what, sourceId: source.id, name: name(source.name), since });
    const manages = can(facts, "source.register", {}).ok;
    if (source.state === "proposed" && manages) add("proposed", source.stateSince);
    // Whose web it is renews its statement; a coordinator is told too.
    const theirs = source.unitId !== null && facts.promotes.has(source.unitId);
    if (source.statementIsOld && source.statementOn !== null && (manages || theirs)) add("statement", `${source.statementOn}T12:00:00.000Z`);
    if (source.isOverdue && manages) add("unreached", source.channels.map(({ lastOkAt }) => lastOkAt ?? source.stateSince).toSorted()[0] ?? source.stateSince);
    return tasks;
  });
}
