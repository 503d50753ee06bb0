import { type ComponentProps, type ReactNode, useId } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "ok" | "wait" | "bad" | "info" | "dim";

/** A state in a word; the dot and the colour only repeat what the word says. */
export function Tag({ tone = "dim", children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** A button that says when it is working, without moving or losing the focus. */
export function Button({ look, small, busy, children, ...rest }: Omit<ComponentProps<"button">, "className"> & {
  readonly look?: "go" | "bad" | "quiet";
  readonly small?: boolean;
  readonly busy?: boolean;
}) {
  const className = ["btn", look, small ? "small" : undefined].filter(Boolean).join(" ");
  return (
    <button
      type="button"
      {...rest}
      className={className}
      {...(busy ? { "aria-busy": true, "aria-disabled": true } : {})}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else rest.onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}

/** A label, a hint, what is wrong and the field itself, tied together for assistive technology. */
export function Field({ label, hint, error, children }: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (ties: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
}) {
  const id = useId();
  const described = [hint === undefined ? undefined : `${id}-hint`, error ? `${id}-error` : undefined].filter(Boolean).join(" ");
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <p className="hint" id={`${id}-hint`}>{hint}</p>}
      {error && <p className="field-error" id={`${id}-error`}>{error}</p>}
      {children({ id, ...(described ? { "aria-describedby": described } : {}), ...(error ? { "aria-invalid": true as const } : {}) })}
    </div>
  );
}

/** Something that the reader should know, with what to do about it. */
export function Note({ tone, title, children, live }: {
  readonly tone: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** `alert` interrupts a screen reader; `status` waits. */
  readonly live?: "alert" | "status";
}) {
  return (
    <div className={`note ${tone} stack tight`} {...(live ? { role: live } : {})}>
      {title !== undefined && <p className="note-title">{title}</p>}
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}

/** Nothing to show, said with what comes next. */
export function Empty({ icon = "calm", title, children }: { readonly icon?: IconName; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={40} />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** The shape of what is coming. `label` is for who cannot see it. */
export function Skeleton({ label, lines = 4 }: { readonly label: string; readonly lines?: number }) {
  return (
    <div className="stack" aria-busy="true">
      <p className="sr" role="status">{label}</p>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" style={{ height: line === 0 ? "2rem" : "4.5rem", width: line === 0 ? "40%" : "100%" }} />
      ))}
    </div>
  );
}

/** How full something is. The number beside it says the same. */
export function Meter({ value, max }: { readonly value: number; readonly max: number }) {
  const share = max > 0 ? Math.min(100, (100 * value) / max) : 100;
  const tone = value > max ? "bad" : share > 90 ? "wait" : "";
  return (
    <span className={`meter ${tone}`} aria-hidden="true">
      <svg viewBox="0 0 100 1" preserveAspectRatio="none"><rect width={share} height="1" fill="currentColor" /></svg>
    </span>
  );
}

/** A link out of the back office; opens beside it and says so. */
export function Outside({ href, newTab, children }: { readonly href: string; readonly newTab: string; readonly children: ReactNode }) {
  // What others gave as an address may be none, or one that would act here.
  if (!/^https?:\/\//i.test(href)) return children;
  return (
    <a href={href} target="_blank" rel="noreferrer" className="outside">
      {children}<Icon name="outside" size={14} /><span className="sr"> {newTab}</span>
    </a>
  );
}
