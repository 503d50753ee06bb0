import type { PublicationView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useOffice } from "../office.tsx";

/** When it goes out, in words. */
export function Due({ view }: { readonly view: PublicationView }) {
  const { session, t, format, clock } = useOffice();
  const now = useTicking(clock);
  const at = view.dueReading?.at ?? view.deliveries.find((delivery) => delivery.kind === "create")?.due;
  if (view.content.due === null && !at) return <p>{t("when.approved")}</p>;
  if (!at) return <p className="bad">{view.content.due?.local.replace("T", " ")}</p>;
  return <p><time dateTime={at}>{format.fullDay(at)}, {format.time(at)}</time> <span className="dim">({format.ago(at, now)}, {session.council.zone})</span></p>;
}
