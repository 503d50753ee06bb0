import { type ReactNode, useId } from "react";
import { useModal } from "./modal.ts";

/** The browser's own modal dialog: it holds the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, open, onClose, children }: {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const modal = useModal(open, onClose);
  const id = useId();
  return (
    <dialog {...modal} aria-labelledby={id}>
      {open && (
        <div className="stack">
          <h2 id={id}>{title}</h2>
          {children}
        </div>
      )}
    </dialog>
  );
}
