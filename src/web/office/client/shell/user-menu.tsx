import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { Button } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import { useOffice } from "../office.tsx";
import { usePopover } from "../popover.ts";
import { LanguageSwitch } from "./language-switch.tsx";
import { useSignOut } from "./preferences.ts";

/** Who is here, at the foot of the rail; opens what is the person's own. */
export function UserMenu({ onKeys }: { readonly onKeys: () => void }) {
  const { session, t, format } = useOffice();
  const { open, setOpen, box, button } = usePopover<HTMLElement>();
  const id = useId();
  return (
    <section className="user wide-only" ref={box} aria-label={t("nav.account")}>
      {open && <div id={id} className="user-panel card stack"><OwnThings name="menu-language" onKeys={() => { setOpen(false); onKeys(); }} onGone={() => setOpen(false)} /></div>}
      <button ref={button} type="button" className="user-button" aria-expanded={open} aria-controls={open ? id : undefined} onClick={() => setOpen(!open)}>
        <Icon name="user" />
        <span className="user-name">
          <span>{session.person.name}</span>
          <span className="dim">{format.list(session.roles.map((role) => t(`role.${role}`)))}</span>
        </span>
      </button>
    </section>
  );
}

/** The person's own settings and the way out: in the menu of the rail and behind «More». */
export function OwnThings({ name, onKeys, onGone }: { readonly name: string; readonly onKeys?: () => void; readonly onGone: () => void }) {
  const { t } = useOffice();
  const signOut = useSignOut();
  return (
    <>
      <LanguageSwitch name={name} />
      <ul className="stack tight">
        <li><Link to="/settings/account" onClick={onGone}>{t("nav.account")}</Link></li>
        {onKeys && <li><button type="button" className="link" onClick={onKeys}>{t("keys.title")}</button></li>}
        <li><a href="/">{t("shell.portal")}</a></li>
      </ul>
      <Button onClick={() => signOut.mutate()} busy={signOut.isPending}>{t("shell.signOut")}</Button>
    </>
  );
}
