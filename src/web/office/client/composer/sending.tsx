import { Note } from "#web/ui/elements.tsx";
import type { SendingView } from "../../views.ts";
import { citationText } from "../citation.ts";
import { useOffice } from "../office.tsx";

/** Where the council samples: what sending will do, before it is sent. */
export function Sending({ sending }: { readonly sending: SendingView }) {
  const { t } = useOffice();
  if (sending.kind === "review") return null;
  const ground = t("life.accordingTo", { citation: citationText(t, sending.citation) });
  return sending.keptBack.length === 0
    ? <Note tone="info" title={t("sending.goes")}><p>{t("sending.goesHint", { count: sending.oneIn })}</p><p className="dim">{ground}</p></Note>
    : (
      <Note tone="info" title={t("sending.waits")}>
        <ul>{sending.keptBack.map((reason) => <li key={reason}>{t(`sending.because.${reason}`)}</li>)}</ul>
        <p className="dim">{t("sending.waitsHint")} {ground}</p>
      </Note>
    );
}
