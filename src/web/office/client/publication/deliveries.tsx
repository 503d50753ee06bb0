import { useState } from "react";
import { Button, Outside } from "#web/ui/elements.tsx";
import type { DeliveryView, PublicationView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useOffice } from "../office.tsx";
import { DeliveryTag } from "../screens/state-tag.tsx";
import { SettleDialog } from "./settle-dialog.tsx";
import { standingsOf } from "./steps.ts";

/** Where it has gone, profile by profile, in plain words. */
export function Deliveries({ view }: { readonly view: PublicationView }) {
  const { t } = useOffice();
  if (view.deliveries.length === 0) return null;
  return (
    <section className="card stack tight" aria-labelledby="deliveries">
      <h2 id="deliveries">{t("publication.deliveries")}</h2>
      <ul className="list">
        {standingsOf(view.deliveries).map(({ key, last, before }) => (
          <li key={key} className="stack tight">
            <Delivery delivery={last} maySettle={view.may.settle} />
            {before.length > 0 && (
              <details>
                <summary className="dim">{t("publication.earlier", { count: before.length })}</summary>
                <div className="stack indent">{before.map((delivery) => <Delivery key={delivery.id} delivery={delivery} maySettle={view.may.settle} />)}</div>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Delivery({ delivery, maySettle }: { readonly delivery: DeliveryView; readonly maySettle: boolean }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock, 5_000);
  const [settling, setSettling] = useState(false);
  const needsAPerson = delivery.state === "unknown" || delivery.state === "missed" || delivery.state === "refused";
  const isGone = delivery.kind === "delete" && delivery.state === "confirmed";
  const explained = delivery.code === null ? undefined : `value.code.${delivery.code}` as const;
  return (
    <div className="stack tight">
      <div className="row wide between">
        <p className="grow">
          <strong>{delivery.profile}</strong> <span className="dim">{t(`network.${delivery.network}`)} · {delivery.languages.join(" + ")}{delivery.part !== null && ` · ${delivery.parts === null ? t("parts.partNumber", { part: delivery.part }) : t("parts.partOf", { part: delivery.part, parts: delivery.parts })}`}{delivery.kind !== "create" && ` · ${t(`deliveryKind.${delivery.kind}`)}`}</span>
        </p>
        <DeliveryTag state={delivery.state} held={delivery.held} />
      </div>
      <p className="dim">
        {delivery.held ? t("stop.explained") : delivery.waitsForPart ? t("parts.waits") : delivery.state === "confirmed" ? t(`deliveryDone.${delivery.kind}`) : t(`deliveryExplained.${delivery.state}`)}{" "}
        <time dateTime={delivery.state === "planned" ? delivery.due : delivery.changedAt}>{format.moment(delivery.state === "planned" ? delivery.due : delivery.changedAt, now)}</time>
        {explained && <> · {t("publication.networkSaid")} {t.has(explained) ? t(explained) : <code>{delivery.code}</code>}</>}
      </p>
      {delivery.reach && delivery.reach.delivered + delivery.reach.waiting + delivery.reach.failed > 0 && <p className="dim">{t("publication.reach", { delivered: delivery.reach.delivered, waiting: delivery.reach.waiting, failed: delivery.reach.failed })}</p>}
      <div className="row wide">
        {delivery.url && !isGone && <Outside href={delivery.url} newTab={t("shell.newTab")}>{t("publication.seeThere")}</Outside>}
        {needsAPerson && maySettle && <Button small onClick={() => setSettling(true)}>{t("publication.settle")}</Button>}
      </div>
      <SettleDialog delivery={delivery} open={settling} onClose={() => setSettling(false)} />
    </div>
  );
}
