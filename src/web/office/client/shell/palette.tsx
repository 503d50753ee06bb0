import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { useModal } from "#web/ui/modal.ts";
import { useRead } from "../data.ts";
import { useConversations } from "../inbox/reads.ts";
import { useOffice } from "../office.tsx";
import { matches } from "./match.ts";
import { insidePlaces, places } from "./places.ts";

interface Command {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly run: () => void;
}

const MOST_SHOWN = 12;

/**
 * Go anywhere, find anything, do the usual, from the keyboard: an ARIA combobox over a list, in the browser's own modal
 * dialog.
 */
export function Palette({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const modal = useModal(open, onClose);
  return (
    <dialog {...modal} className="palette" aria-label={t("shell.find")} onClick={(event) => event.target === modal.ref.current && onClose()}>
      {open && <PaletteList onClose={onClose} />}
    </dialog>
  );
}

function PaletteList({ onClose }: { readonly onClose: () => void }) {
  const { t } = useOffice();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = useCommands(onClose).filter((command) => matches(typed, command.label)).slice(0, MOST_SHOWN);
  const chosen = Math.min(at, found.length - 1);
  const onKey = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((chosen + move + found.length) % found.length);
    }
    if (event.key === "Enter") found[chosen]?.run();
  };
  return (
    <>
      <input
        // The dialog is opened by the person to type in it.
        autoFocus
        type="text"
        role="combobox"
        aria-label={t("palette.label")}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck="false"
        placeholder={t("palette.label")}
        value={typed}
        onChange={(event) => { setTyped(event.target.value); setAt(0); }}
        onKeyDown={onKey}
      />
      <ul role="listbox" id={`${id}-list`} aria-label={t("palette.results")}>
        {found.map((command, index) => (
          <li key={command.id} id={`${id}-${index}`} role="option" aria-selected={index === chosen} onMouseMove={() => setAt(index)} onClick={command.run}>
            <bdi>{command.label}</bdi>
            <span className="dim">{command.detail}</span>
          </li>
        ))}
      </ul>
      <p className={found.length === 0 ? "dim" : "sr"} role="status">{found.length === 0 ? t("palette.none") : t("palette.count", { count: found.length })}</p>
    </>
  );
}

function useCommands(onClose: () => void): readonly Command[] {
  const { t, may, text } = useOffice();
  const navigate = useNavigate();
  const publications = useRead("GET /publications", {});
  const profiles = useRead("GET /profiles", {});
  const people = useRead("GET /people", {}, { enabled: may("people.read") });
  const conversations = useConversations({ tab: "waiting" }, { enabled: may("conversation.read") });
  const then = (go: () => Promise<void>) => () => {
    onClose();
    void go();
  };
  return [
    ...(may("publication.draft")
      ? [{ id: "new", label: t("shell.newPublication"), detail: t("palette.do"), run: then(() => navigate({ to: "/new" })) }]
      : []),
    ...places.filter((place) => may(place.needs)).map((place) => ({
      id: place.to, label: t(place.label), detail: t("palette.go"), run: then(() => navigate({ to: place.to })),
    })),
    ...insidePlaces.filter(({ needs }) => may(needs)).map(({ to, label }) => ({ id: to, label: t(label), detail: t("palette.go"), run: then(() => navigate({ to })) })),
    ...(publications.data?.publications ?? []).map(({ id, title, state }) => ({
      id, label: title || t("publications.untitled"), detail: t(`state.${state}`), run: then(() => navigate({ to: "/publications/$id", params: { id } })),
    })),
    ...(conversations.data?.conversations ?? []).map(({ id, author, preview }) => ({
      id, label: author ? `${author.name || author.handle}: ${preview}` : t("inbox.hidden"), detail: t("nav.inbox"), run: then(() => navigate({ to: "/inbox/$id", params: { id } })),
    })),
    ...(people.data?.people ?? []).map((person) => ({
      id: person.id, label: person.name, detail: t(`postType.${person.postType}`), run: then(() => navigate({ to: "/settings/people/$id", params: { id: person.id } })),
    })),
    ...(profiles.data ?? []).map((profile) => ({
      id: profile.id, label: `${text(profile.displayName)} (${t(`network.${profile.network}`)})`, detail: profile.address, run: then(() => navigate({ to: "/profiles/$id", params: { id: profile.id } })),
    })),
  ];
}
