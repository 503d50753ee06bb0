import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Button, Note, Skeleton } from "#web/ui/elements.tsx";
import { isSignedOut, troubleOf } from "./call.ts";
import { useOffice } from "./office.tsx";

let arrivals = 0;

/** A screen: its heading, which takes the focus on arrival so that a screen reader says where one is, and its actions. */
export function Page({ title, windowTitle = title, kicker, actions, children }: {
  readonly title: string;
  /** What the window and its history are called, when that is not the heading. */
  readonly windowTitle?: string;
  readonly kicker?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { session, text } = useOffice();
  const heading = useRef<HTMLHeadingElement>(null);
  const council = text(session.council.name);
  useEffect(() => {
    document.title = `${windowTitle} · ${council}`;
  }, [windowTitle, council]);
  useEffect(() => {
    // The first screen keeps the focus where the browser put it, at the head of the page with its skip link.
    if (arrivals > 0) heading.current?.focus({ preventScroll: true });
    arrivals += 1;
    // On a phone the tabs are wider than the window: the one that is open must be seen.
    document.querySelector("nav.tabs > [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, []);
  return (
    <>
      <header className="head">
        <div className="stack tight">
          {kicker !== undefined && <div className="row wide dim">{kicker}</div>}
          <h1 tabIndex={-1} ref={heading}>{title}</h1>
        </div>
        {actions !== undefined && <div className="row">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** What was asked for, or its shape while it comes, or why it does not. */
export function Loaded<Data>({ read, children }: { readonly read: UseQueryResult<Data>; readonly children: (data: Data) => ReactNode }) {
  const { t } = useOffice();
  if (read.data !== undefined) return <>{children(read.data)}</>;
  if (read.isError) return <Failure error={read.error} onRetry={() => void read.refetch()} busy={read.isFetching} />;
  return <Skeleton label={t("shell.loading")} />;
}

/** What went wrong in plain words, with a way on. */
export function Failure({ error, onRetry, busy }: { readonly error: unknown; readonly onRetry?: () => void; readonly busy?: boolean }) {
  const { t, say } = useOffice();
  // The shell already says that the session is over, with the way back in.
  if (isSignedOut(error)) return null;
  return (
    <Note tone="bad" title={t("shell.failed")} live="alert">
      <div className="stack tight">
        <p>{say(troubleOf(error))}</p>
        {onRetry && <div><Button onClick={onRetry} busy={busy ?? false}>{t("shell.retry")}</Button></div>}
      </div>
    </Note>
  );
}
