import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Note } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import { useRead } from "../data.ts";
import { useConversations } from "../inbox/reads.ts";
import { useLive, useLiveState } from "../live/live.ts";
import { useOffice } from "../office.tsx";
import { useSignedOut } from "../signed-out.ts";
import { StopBanner } from "../stop/stop-banner.tsx";
import { ToastRegion } from "../toasts.tsx";
import { KeysHelp } from "./keys-help.tsx";
import { moveAlongRows, useKeys } from "./keys.ts";
import { More } from "./more.tsx";
import { useOnline } from "./online.ts";
import { Palette } from "./palette.tsx";
import { isCurrent, type Place, places } from "./places.ts";
import { UserMenu } from "./user-menu.tsx";

/** The frame of every screen: where one can go, what can be done from anywhere, and what has gone wrong around it. */
export function Shell() {
  const { session, t, text, may } = useOffice();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"palette" | "keys" | "more" | undefined>();
  // One that opens closes the other, and the end of the other must not take it along.
  const closed = (which: "palette" | "keys" | "more") => () => setOpen((now) => (now === which ? undefined : now));
  useLive();
  const visible = places.filter((place) => may(place.needs));
  const mayWrite = may("publication.draft");

  useKeys(
    {
      "ctrl+k": () => setOpen("palette"),
      "?": () => setOpen("keys"),
      j: () => moveAlongRows(1),
      k: () => moveAlongRows(-1),
      ...(mayWrite ? { c: () => void navigate({ to: "/new" }) } : {}),
      ...Object.fromEntries(visible.map((place) => [`g ${place.key}`, () => void navigate({ to: place.to })])),
    },
    { singleKeys: session.preferences.singleKeys },
  );

  return (
    <ToastRegion>
      <a className="skip" href="#main">{t("shell.skip")}</a>
      <div className="office">
        <div className="rail">
          <header className="rail-head">
            <Link to="/" className="crest">
              <Crest />
              <span>{text(session.council.name)}</span>
            </Link>
            <div className="row rail-tools">
              <button type="button" className="btn find" onClick={() => setOpen("palette")} aria-keyshortcuts="Control+K">
                <Icon name="search" size={18} />
                <span className="find-words">{t("shell.find")}</span>
                <kbd>Ctrl K</kbd>
              </button>
              {mayWrite && (
                <Link to="/new" className="btn go new" {...(session.preferences.singleKeys ? { "aria-keyshortcuts": "C" } : {})}>
                  <Icon name="plus" size={18} />
                  <span className="new-words">{t("shell.newPublication")}</span>
                </Link>
              )}
            </div>
          </header>
          <nav aria-label={t("shell.navigation")}>
            <ul>
              {visible.map((place) => <li key={place.to} {...(place.behindMore ? { className: "wide-only" } : {})}><PlaceLink place={place} /></li>)}
              <li className="narrow-only">
                <button type="button" onClick={() => setOpen("more")} aria-haspopup="dialog"><Icon name="more" />{t("nav.more")}</button>
              </li>
            </ul>
          </nav>
          <UserMenu onKeys={() => setOpen("keys")} />
        </div>
        <main id="main" tabIndex={-1}>
          <Surroundings />
          <Outlet />
        </main>
      </div>
      <Palette open={open === "palette"} onClose={closed("palette")} />
      <KeysHelp open={open === "keys"} onClose={closed("keys")} />
      <More open={open === "more"} onClose={closed("more")} />
    </ToastRegion>
  );
}

function PlaceLink({ place }: { readonly place: Place }) {
  const { t } = useOffice();
  const { pathname } = useLocation();
  const today = useRead("GET /today", {}, { everyMs: 60_000 });
  const inbox = useConversations({ tab: "waiting" }, { enabled: place.to === "/inbox" });
  const tasks = today.data?.tasks ?? [];
  const waiting = {
    "/": tasks.length,
    "/proposals": tasks.reduce((sum, task) => sum + (task.kind === "triage" ? task.count : 0), 0),
    "/inbox": inbox.data?.counts.waiting ?? 0,
    "/sources": tasks.filter((task) => task.kind === "source-error").length,
  }[place.to as string] ?? 0;
  return (
    <Link to={place.to} {...(isCurrent(place, pathname) ? { "aria-current": "page" as const } : { "aria-current": undefined })}>
      <Icon name={place.icon} />
      <span>{t(place.label)}</span>
      {waiting > 0 && <span className="n"><span aria-hidden="true">{waiting}</span><span className="sr">{t("shell.waiting", { count: waiting })}</span></span>}
    </Link>
  );
}

/** What touches every screen: no network, the session's end, that this is the example city. */
function Surroundings() {
  const { session, t } = useOffice();
  const online = useOnline();
  const signedOut = useSignedOut();
  const live = useLiveState();
  const { href } = useLocation();
  return (
    <div className="surroundings">
      {signedOut && (
        <Note tone="wait" title={t("shell.signedOut")} live="alert">
          <p>{t("shell.signedOutKept")} <a href={`/entrar?next=${encodeURIComponent(`/app${href}`)}`}>{t("shell.signInAgain")}</a></p>
        </Note>
      )}
      <StopBanner />
      {!online && <Note tone="wait" title={t("shell.offline")} live="status"><p>{t("shell.offlineKept")}</p></Note>}
      {live === "cut" && online && !signedOut && <p className="dim" role="status">{t("shell.notLive")}</p>}
      {session.council.example && <p className="example dim">{t("shell.example")}</p>}
    </div>
  );
}

/** The product's own mark; a council's crest is its own matter. */
function Crest() {
  return (
    <svg width="32" height="38" viewBox="0 0 32 38" aria-hidden="true">
      <path d="M1 1h30v19c0 9-8 14-15 17C9 34 1 29 1 20z" fill="currentColor" />
      <path d="M8 16v5l3 .6L12.5 28H16l-1-5.500 8 3V11.500L11.500 15.400z" fill="var(--accent-ink)" />
    </svg>
  );
}
