import { Link } from "@tanstack/react-router";
import { Button } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { Icon } from "#web/ui/icon.tsx";
import { useOffice } from "../office.tsx";
import { places } from "./places.ts";
import { OwnThings } from "./user-menu.tsx";

/** On a phone: the places that do not fit in the bar, and the person's own things. */
export function More({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { session, t, may } = useOffice();
  return (
    <Dialog title={session.person.name} open={open} onClose={onClose}>
      <ul className="more-places">
        {places.filter((place) => place.behindMore && may(place.needs)).map((place) => (
          <li key={place.to}><Link to={place.to} onClick={onClose} className="btn"><Icon name={place.icon} />{t(place.label)}</Link></li>
        ))}
      </ul>
      <OwnThings name="more-language" onGone={onClose} />
      <Button look="quiet" onClick={onClose}>{t("shell.close")}</Button>
    </Dialog>
  );
}
