import { type ReactNode, useId } from "react";
import { Button } from "#web/ui/elements.tsx";
import { usePopover } from "./popover.ts";
import { useOffice } from "./office.tsx";

/** What can also be done, behind one button: the rest of a heading's actions stays in sight. Whatever is chosen closes it. */
export function MoreActions({ children }: { readonly children: ReactNode }) {
  const { t } = useOffice();
  const { open, setOpen, box, button } = usePopover<HTMLDivElement>();
  const id = useId();
  return (
    <div className="more-actions" ref={box}>
      <Button ref={button} look="quiet" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>{t("shell.moreActions")}</Button>
      {open && <div id={id} className="more-panel card stack tight" onClick={(event) => event.target instanceof Element && event.target.closest("button") && setOpen(false)}>{children}</div>}
    </div>
  );
}
