import { Tag, type Tone } from "#web/ui/elements.tsx";
import type { DeliveryView, PublicationState } from "../../views.ts";
import { useOffice } from "../office.tsx";

const tones: Readonly<Record<PublicationState, Tone>> = {
  draft: "dim", in_review: "wait", returned: "wait", scheduled: "info", publishing: "info",
  published: "ok", failed: "bad", corrected: "ok", withdrawn: "dim", cancelled: "dim",
};

/** `paused`: a stop holds it, which says more than that it is scheduled. */
export function StateTag({ state, paused = false }: { readonly state: PublicationState; readonly paused?: boolean }) {
  const { t } = useOffice();
  if (paused) return <Tag tone="wait">{t("stop.paused")}</Tag>;
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>;
}

const deliveryTones: Readonly<Record<DeliveryView["state"], Tone>> = {
  planned: "info", armed: "info", sent: "info", confirmed: "ok", refused: "bad", unknown: "bad", missed: "bad",
};

export function DeliveryTag({ state, held }: { readonly state: DeliveryView["state"]; readonly held: boolean }) {
  const { t } = useOffice();
  if (held) return <Tag tone="wait">{t("stop.paused")}</Tag>;
  return <Tag tone={deliveryTones[state]}>{t(`delivery.${state}`)}</Tag>;
}
