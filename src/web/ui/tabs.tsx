import { type KeyboardEvent, type ReactNode, useId } from "react";

export interface Tab<Key extends string> {
  readonly key: Key;
  readonly label: ReactNode;
}

/** Tabs as the ARIA practices want them: one stop in the tab order, arrows move and choose. */
export function Tabs<Key extends string>({ label, tabs, current, onChoose, inner, children }: {
  readonly label: string;
  readonly tabs: readonly Tab<Key>[];
  readonly current: Key;
  readonly onChoose: (key: Key) => void;
  /** Below tabs of the page itself. */
  readonly inner?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.key === current);
    const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (step === undefined) return;
    const next = tabs[(step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  return (
    <div className="stack tight">
      <div role="tablist" aria-label={label} className={inner ? "tabs inner" : "tabs"} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === current ? 0 : -1}
            onClick={() => onChoose(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className="stack tight">{children}</div>
    </div>
  );
}
