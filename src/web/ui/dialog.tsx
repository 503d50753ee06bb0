import { type ReactNode, useEffect, useId, useRef } from "react";

/** The browser's own modal dialog: it holds the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, open, onClose, children }: {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      // The browser tells of the end only afterwards: by then the dialog may have been opened again.
      onCancel={(event) => { if (event.target !== ref.current) return; event.preventDefault(); onClose(); }}
      onClose={() => { if (!ref.current?.open) onClose(); }}
    >
      {open && (
        <div className="stack">
          <h2 id={id}>{title}</h2>
          {children}
        </div>
      )}
    </dialog>
  );
}
