import { useEffect, useRef } from "react";

export interface SummaryEntry {
  readonly message: string;
  /** Id of the field at fault, when there is one. */
  readonly fieldId?: string | undefined;
}

/** What keeps a form from going on, at its head, with a link to each field. It takes the focus when it appears. */
export function ErrorSummary({ title, entries }: { readonly title: string; readonly entries: readonly SummaryEntry[] }) {
  const ref = useRef<HTMLDivElement>(null);
  const present = entries.length > 0;
  useEffect(() => {
    if (present) ref.current?.focus();
  }, [present]);
  if (!present) return null;
  return (
    <div className="note bad stack tight" role="alert" tabIndex={-1} ref={ref}>
      <p className="note-title">{title}</p>
      <ul>
        {entries.map(({ message, fieldId }) => (
          <li key={message}>{fieldId === undefined ? message : <a href={`#${fieldId}`} onClick={(event) => goTo(event, fieldId)}>{message}</a>}</li>
        ))}
      </ul>
    </div>
  );
}

function goTo(event: { preventDefault(): void }, fieldId: string): void {
  // By hand, so that the address keeps the screen and not the field.
  event.preventDefault();
  const field = document.getElementById(fieldId);
  field?.scrollIntoView({ block: "center" });
  field?.focus();
}
