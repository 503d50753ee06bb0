import { useEffect, useRef } from "react";

export interface Stroke {
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
}

/** Keys that act: `c`, `g h` (one after the other), `ctrl+k`. */
export type Bindings = Readonly<Record<string, () => void>>;

/** Which binding a stroke means, given the one before; pure. */
export function bindingOf(stroke: Stroke, before: string | undefined, bindings: Bindings): string | undefined {
  const name = nameOf(stroke);
  if (before !== undefined && `${before} ${name}` in bindings) return `${before} ${name}`;
  return name in bindings ? name : undefined;
}

export const nameOf = ({ key, ctrl, alt }: Stroke): string =>
  `${ctrl ? "ctrl+" : ""}${alt ? "alt+" : ""}${key.length === 1 ? key.toLowerCase() : key}`;

/** How long the first key of two is remembered. */
const PAIR_MS = 1_200;

/**
 * Listens to the keyboard. Keys without Ctrl or Alt act only when the person has them on, outside of fields and with
 * no dialog open (WCAG 2.1.4).
 */
export function useKeys(bindings: Bindings, { singleKeys }: { readonly singleKeys: boolean }): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    let before: string | undefined;
    let forget: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const stroke: Stroke = { key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey };
      if (!stroke.ctrl && !stroke.alt && (!singleKeys || isTyping(event.target) || document.querySelector("dialog[open]"))) return;
      const found = bindingOf(stroke, before, latest.current);
      clearTimeout(forget);
      before = found === undefined ? nameOf(stroke) : undefined;
      forget = setTimeout(() => { before = undefined; }, PAIR_MS);
      if (found === undefined) return;
      event.preventDefault();
      latest.current[found]?.();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(forget);
      document.removeEventListener("keydown", onKey);
    };
  }, [singleKeys]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox],[type=radio],[type=button]), textarea, select, [contenteditable]");

/**
 * Moves the focus to the next or the one before among the rows of the screen (elements marked `data-row`). From elsewhere
 * it begins at the row that is open; rows marked `data-row="open"` open as they are reached.
 */
export function moveAlongRows(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const focused = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const at = focused === -1 ? rows.findIndex((row) => row.hasAttribute("aria-current")) : focused;
  const next = rows[at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  if (next?.dataset["row"] === "open") next.click();
}
