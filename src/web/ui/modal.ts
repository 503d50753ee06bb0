import { type RefObject, type SyntheticEvent, useEffect, useRef } from "react";

/** What a `<dialog>` needs to be open exactly while `open` says so, whoever closes it. */
export function useModal(open: boolean, onClose: () => void): {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onCancel: (event: SyntheticEvent) => void;
  readonly onClose: () => void;
} {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return {
    ref,
    onCancel: (event) => {
      // A field inside may be cancelled too (choosing a file): that is not the dialog's end.
      if (event.target !== ref.current) return;
      event.preventDefault();
      onClose();
    },
    // The browser tells of the end only afterwards: by then the dialog may have been opened again.
    onClose: () => {
      if (!ref.current?.open) onClose();
    },
  };
}
