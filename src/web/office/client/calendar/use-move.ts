import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
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
 * undone while the notice is shown.
 */
export function useMove() {
  const client = useQueryClient();
  const { t, format, say } = useOffice();
  const toast = useToast();
  const write = useWrite("POST /publications/:id/move");
  const { mutate } = write;

  const show = (id: string, local: string | null) => client.setQueriesData<CalendarView>({ queryKey: ["GET /calendar"] }, (view) => view && replaced(view, id, local));
  const move = (slip: SlipView, aim: Aim, done: { readonly onMoved?: () => void; readonly quiet?: boolean; readonly undoing?: boolean } = {}) => {
    show(slip.id, aim.local);
    mutate({ id: slip.id, revision: slip.revision, ...aim }, {
      onSuccess: ({ revision, state }) => {
        done.onMoved?.();
        const day = aim.local === null ? null : format.dayOfMonth(noon(aim.local.slice(0, 10)));
        const where = day === null || aim.local === null ? t("calendar.movedUndated") : t("calendar.moved", { day, time: aim.local.slice(11) });
        const message = slip.state === "scheduled" && state === "in_review" ? `${where} ${t("calendar.reopened")}` : where;
        if (done.undoing) return toast({ message: t("calendar.undone") });
        const back: Aim = { local: slip.chosen?.local ?? null, which: slip.chosen?.which ?? null, approve: aim.approve };
        toast({ message, action: { label: t("calendar.undo"), run: () => latest.current({ ...slip, revision, state }, back, { undoing: true }) } });
      },
      onError: (error) => {
        show(slip.id, slip.local);
        void client.invalidateQueries({ queryKey: ["GET /calendar"] });
        if (!done.quiet) toast({ message: say(troubleOf(error)) });
      },
    });
  };
  const latest = useRef(move);
  latest.current = move;
  return { move: useCallback((...given: Parameters<typeof move>) => latest.current(...given), []), error: write.error, busy: write.isPending, reset: write.reset };
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
