import { Link } from "@tanstack/react-router";
import { memo } from "react";
import { Tag } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import type { CalendarView, SlipView } from "../../calendar-views.ts";
import { ActionMark } from "../actions/mark.tsx";
import { noon } from "../coverage/days.ts";
import { useOffice } from "../office.tsx";
import { StateTag } from "../screens/state-tag.tsx";

export type Named = ReadonlyMap<string, CalendarView["profiles"][number]>;

/** A publication in the calendar: time, state and languages are always said. A click opens it; it is moved by hand, by arrow or with «Mover a…». */
export const Slip = memo(function Slip({ slip, named, onMove }: { readonly slip: SlipView; readonly named: Named; readonly onMove: (slip: SlipView) => void }) {
  const { t, format, text } = useOffice();
  const title = slip.title || t("publications.untitled");
  const profiles = slip.profileIds.flatMap((id) => named.get(id) ?? []).map((profile) => text(profile.name));
  return (
    <li className={`slip ${slip.state}`} draggable={slip.mayMove} data-slip={slip.id}>
      <Link to="/publications/$id" params={{ id: slip.id }} id={`slip-${slip.id}`} className="slip-title" data-row="" {...(slip.mayMove ? { "aria-keyshortcuts": "Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown" } : {})}>
        {slip.local !== null && <time className="n" dateTime={slip.local}>{slip.local.slice(11)}</time>} {title}
      </Link>
      {profiles.length > 0 && <span className="slip-where dim">{format.list(profiles)}</span>}
      <span className="slip-foot">
        {slip.action !== null && <ActionMark title={text(slip.action)} />}
        {slip.embargo !== null && <Tag tone="wait">{t("calendar.embargo", { day: format.dayOfMonth(noon(slip.embargo.slice(0, 10))), time: slip.embargo.slice(11) })}</Tag>}
        <StateTag state={slip.state} paused={slip.paused} />
        <span className="dim slip-languages">{slip.languages.length === 0 ? t("calendar.noText") : slip.languages.join(" ")}</span>
        {slip.mayMove && (
          <button type="button" className="slip-move" onClick={() => onMove(slip)} aria-haspopup="dialog" title={t("calendar.moveTo")}>
            <Icon name="move" size={16} /><span className="sr">{t("calendar.moveTo")} {title}</span>
          </button>
        )}
      </span>
    </li>
  );
});
