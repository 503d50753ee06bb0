import { type RefObject, useEffect, useRef, useState } from "react";

/** A panel that a button opens; it closes on Escape, which gives the focus back, and when the focus or the pointer goes elsewhere. */
export function usePopover<Box extends HTMLElement>(): {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  /** Holds the button and the panel. */
  readonly box: RefObject<Box | null>;
  readonly button: RefObject<HTMLButtonElement | null>;
} {
  const [open, setOpen] = useState(false);
  const box = useRef<Box>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
      document.removeEventListener("keydown", escape);
    };
  }, [open]);
  return { open, setOpen, box, button };
}
