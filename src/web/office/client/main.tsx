import { QueryClientProvider, useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import type { Translate } from "#web/i18n/translate.ts";
import { explain } from "#web/i18n/explain.ts";
import { formatter } from "#web/i18n/format.ts";
import { Button, Note, Skeleton } from "#web/ui/elements.tsx";
import { isSignedOut, troubleOf } from "./call.ts";
import { makeQueryClient, useRead } from "./data.ts";
import { guessLanguage, loadTranslator } from "./language.ts";
import { OfficeProvider } from "./office.tsx";
import { router } from "./router.tsx";
import { fetchScreens } from "./screen.ts";
import "./office.css";

const queries = makeQueryClient();

/** How long the first screen has the network for itself before the others are fetched. */
const OTHERS_AFTER_MS = 3_000;

/** Who is here and in which language, before any screen. Without a session there is only the door. */
function Office() {
  const session = useRead("GET /session", {}, { everyMs: 10 * 60_000 });
  const language = session.data?.preferences.language ?? guessLanguage();
  const messages = useQuery({ queryKey: ["messages", language], queryFn: () => loadTranslator(language), staleTime: Infinity, placeholderData: (last) => last });
  const turnedAway = session.data === undefined && isSignedOut(session.error);
  const brand = session.data?.council.brand;

  useEffect(() => {
    if (turnedAway) window.location.assign(`/entrar?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  }, [turnedAway]);
  useEffect(() => {
    if (messages.data) document.documentElement.lang = messages.data.language;
  }, [messages.data]);
  useEffect(() => {
    if (brand !== undefined) document.documentElement.style.setProperty("--brand", brand);
  }, [brand]);

  const here = session.data !== undefined;
  useEffect(() => {
    if (!here) return;
    const later = setTimeout(() => void fetchScreens(), OTHERS_AFTER_MS);
    return () => clearTimeout(later);
  }, [here]);

  if (!messages.data || turnedAway) return null;
  if (!session.data) return <Waiting t={messages.data} error={session.error} retry={() => void session.refetch()} />;
  return (
    <OfficeProvider session={session.data} t={messages.data}>
      <RouterProvider router={router} />
    </OfficeProvider>
  );
}

function Waiting({ t, error, retry }: { readonly t: Translate; readonly error: unknown; readonly retry: () => void }) {
  return (
    <main className="waiting stack">
      <h1>Pregonero</h1>
      {error ? (
        <Note tone="bad" title={t("shell.failed")} live="alert">
          <p>{explain({ t, format: formatter(t.language, "UTC") }, "refusal", troubleOf(error).kind, troubleOf(error))}</p>
          <Button onClick={retry}>{t("shell.retry")}</Button>
        </Note>
      ) : <Skeleton label={t("shell.loading")} />}
    </main>
  );
}

const place = document.getElementById("app");
if (!place) throw new Error("the page has no place for the office");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}><Office /></QueryClientProvider>
  </StrictMode>,
);
