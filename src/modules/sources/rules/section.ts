import type { Id } from "#kernel/id.ts";

/** What is published below a path belongs to a unit (WEB-5). */
export interface SectionOwner {
  readonly prefix: string;
  readonly unitId: Id<"unit">;
}

const LONGEST = 300;

/** The beginning of a path as it is kept: from a `/`, without one at the end; undefined when it is none, or the whole web. */
export function readPrefix(text: string): string | undefined {
  const typed = text.trim();
  const path = `/${typed.replace(/^\/+/, "")}`.replace(/\/+$/, "");
  return path === "" || path.length > LONGEST || /[\s?#]|\/\//.test(path) ? undefined : path;
}

/** Whose an item is that has these paths: of several sections, the innermost one's; without any, the source's owner's. */
export function ownerOf(paths: readonly string[], sections: readonly SectionOwner[], otherwise: Id<"unit"> | null): Id<"unit"> | null {
  const fitting = sections.filter(({ prefix }) => paths.some((path) => path === prefix || path.startsWith(`${prefix}/`)));
  return fitting.toSorted((one, other) => other.prefix.length - one.prefix.length)[0]?.unitId ?? otherwise;
}

/** The path of an address as items keep them: `host/path?query`. */
export function pathOf(address: string): string {
  const from = address.indexOf("/");
  return from === -1 ? "/" : (address.slice(from).split("?")[0] ?? "/");
}
