import { createContext, type ReactNode, useContext, useMemo } from "react";
import { explain } from "#web/i18n/explain.ts";
import { type Format, formatter } from "#web/i18n/format.ts";
import type { Translate } from "#web/i18n/translate.ts";
import type { Action } from "#modules/authority/index.ts";
import type { SessionView, Trouble } from "../views.ts";
import { clockFrom, type ProductClock } from "./clock.ts";

/** What every screen needs: who is here, in which language, at what time. */
export interface Office {
  readonly session: SessionView;
  readonly t: Translate;
  readonly format: Format;
  readonly clock: ProductClock;
  /** Whether this person may do it at least somewhere: what is not allowed is not shown. */
  readonly may: (action: Action) => boolean;
  /** A refusal as a sentence. */
  readonly say: (trouble: Trouble) => string;
  /** A text that the council wrote in several languages, in the reader's if it is there. */
  readonly text: (texts: Readonly<Record<string, string>> | null) => string;
}

const Context = createContext<Office | undefined>(undefined);

export function useOffice(): Office {
  const office = useContext(Context);
  if (!office) throw new Error("used outside of the office");
  return office;
}

export function OfficeProvider({ session, t, children }: { readonly session: SessionView; readonly t: Translate; readonly children: ReactNode }) {
  const clock = useMemo(() => clockFrom(session.now), [session.now]);
  const office = useMemo((): Office => {
    const format = formatter(t.language, session.council.zone);
    return {
      session, t, format, clock,
      may: (action) => session.actions.includes(action),
      say: (trouble) => explain({ t, format }, "refusal", trouble.kind, trouble),
      text: (texts) => (texts === null ? "" : [t.language, ...session.council.languages].map((tag) => texts[tag]).find((text) => text?.trim()) ?? Object.values(texts)[0] ?? ""),
    };
  }, [session, t, clock]);
  return <Context value={office}>{children}</Context>;
}
