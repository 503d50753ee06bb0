import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { CalendarView, SlipView } from "../../calendar-views.ts";
import { troubleOf } from "../call.ts";
import { noon } from "../coverage/days.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { useToast } from "../toasts.tsx";

export interface Aim {
  /** Null: as soon as it is approved. */
  readonly local: string | null;
  readonly which: "earlier" | "later" | null;
  readonly approve: boolean;
}

/**
 * Moves a slip: it is where it was put at once, and goes back with the reason when the server refuses. What was done can be
 * undone while the notice is shown. Until a move is kept, `placed` shows its slip where it was put, whatever is read
 * meanwhile. Moves of one slip go one after the other, each on what the one before it left: whoever
 * presses an arrow twice is not told that somebody else was quicker.
 */
export function useMove() {
  const client = useQueryClient();
  const { t, format, say } = useOffice();
  const toast = useToast();
  const write = useWrite("POST /publications/:id/move");
  const { mutateAsync } = write;
  const underWay = useRef(new Map<string, Promise<unknown>>());
  const revisions = useRef(new Map<string, number>());

  const [aims, setAims] = useState<ReadonlyMap<string, Aim>>(new Map());
  const forget = (id: string, aim: Aim) => setAims((all) => (all.get(id) === aim ? new Map([...all].filter(([other]) => other !== id)) : all));
  const move = (slip: SlipView, aim: Aim, done: { readonly onMoved?: () => void; readonly quiet?: boolean; readonly undoing?: boolean } = {}) => {
    setAims((all) => new Map([...all, [slip.id, aim]]));
    const send = async () => {
      const revision = Math.max(slip.revision, revisions.current.get(slip.id) ?? 0);
      try {
        const moved = await mutateAsync({ id: slip.id, revision, ...aim });
        revisions.current.set(slip.id, moved.revision);
        done.onMoved?.();
        const day = aim.local === null ? null : format.dayOfMonth(noon(aim.local.slice(0, 10)));
        const where = day === null || aim.local === null ? t("calendar.movedUndated") : t("calendar.moved", { day, time: aim.local.slice(11) });
        const message = slip.state === "scheduled" && moved.state === "in_review" ? `${where} ${t("calendar.reopened")}` : where;
        await client.invalidateQueries({ queryKey: ["GET /calendar"] });
        forget(slip.id, aim);
        if (done.undoing) return toast({ message: t("calendar.undone") });
        const back: Aim = { local: slip.chosen?.local ?? null, which: slip.chosen?.which ?? null, approve: aim.approve };
        toast({ message, action: { label: t("calendar.undo"), run: () => latest.current({ ...slip, ...moved }, back, { undoing: true }) } });
      } catch (error) {
        forget(slip.id, aim);
        void client.invalidateQueries({ queryKey: ["GET /calendar"] });
        if (!done.quiet) toast({ message: say(troubleOf(error)) });
      }
    };
    underWay.current.set(slip.id, (underWay.current.get(slip.id) ?? Promise.resolve()).then(send));
  };
  const latest = useRef(move);
  latest.current = move;
  const placed = (view: CalendarView): CalendarView => [...aims].reduce((now, [id, { local }]) => replaced(now, id, local), view);
  return { placed, move: useCallback((...given: Parameters<typeof move>) => latest.current(...given), []), error: write.error, busy: write.isPending, reset: write.reset };
}

/** The same view with a slip at another time. */
function replaced(view: CalendarView, id: string, local: string | null): CalendarView {
  const slip = [...view.slips, ...view.undated].find((each) => each.id === id);
  if (!slip) return view;
  const others = { slips: view.slips.filter((each) => each.id !== id), undated: view.undated.filter((each) => each.id !== id) };
  const moved = { ...slip, local, chosen: local === null ? null : { local } };
  if (local === null) return { ...view, ...others, undated: [moved, ...others.undated] };
  const at = others.slips.findIndex((each) => (each.local ?? "") > local);
  return { ...view, ...others, slips: at === -1 ? [...others.slips, moved] : others.slips.toSpliced(at, 0, moved) };
}
