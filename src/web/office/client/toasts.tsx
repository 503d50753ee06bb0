import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "#web/ui/icon.tsx";
import { useOffice } from "./office.tsx";

export interface Toast {
  readonly message: string;
  /** Something to do about it while it is shown. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

const Context = createContext<((toast: Toast) => void) | undefined>(undefined);

/** Says in passing what was done. Nothing that matters is said only here. */
export function useToast(): (toast: Toast) => void {
  const show = useContext(Context);
  if (!show) throw new Error("used outside of the toasts");
  return show;
}

const SHOWN_MS = 10_000;

export function ToastRegion({ children }: { readonly children: ReactNode }) {
  const { t } = useOffice();
  const [shown, setShown] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const count = useRef(0);
  const held = useRef(false);
  const dismiss = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    count.current += 1;
    const id = count.current;
    setShown((all) => [...all.slice(-2), { ...toast, id }]);
  }, []);
  const oldest = shown[0]?.id;
  useEffect(() => {
    if (oldest === undefined) return;
    // Time stops while somebody points at them or is inside them (WCAG 2.2.1).
    const timer = setInterval(() => {
      if (!held.current) dismiss(oldest);
    }, SHOWN_MS);
    return () => clearInterval(timer);
  }, [oldest, dismiss]);
  const hold = useMemo(() => ({
    onMouseEnter: () => { held.current = true; },
    onMouseLeave: () => { held.current = false; },
    onFocus: () => { held.current = true; },
    onBlur: () => { held.current = false; },
  }), []);
  return (
    <Context value={show}>
      {children}
      <section className="toasts" aria-label={t("shell.notices")} role="status" {...hold}>
        {shown.map((toast) => (
          <div key={toast.id} className="toast row">
            <p className="grow">{toast.message}</p>
            {toast.action && (
              <button type="button" className="link" onClick={() => { toast.action?.run(); dismiss(toast.id); }}>{toast.action.label}</button>
            )}
            <button type="button" className="toast-close" onClick={() => dismiss(toast.id)}><Icon name="close" size={18} /><span className="sr">{t("shell.close")}</span></button>
          </div>
        ))}
      </section>
    </Context>
  );
}
