import { Tag, type Tone } from "#web/ui/elements.tsx";
import type { DeliveryView, PublicationState } from "../../views.ts";
import { useOffice } from "../office.tsx";

const tones: Readonly<Record<PublicationState, Tone>> = {
  draft: "dim", in_review: "wait", returned: "wait", scheduled: "info", publishing: "info",
  published: "ok", failed: "bad", corrected: "ok", withdrawn: "dim", cancelled: "dim",
};

export function StateTag({ state }: { readonly state: PublicationState }) {
  const { t } = useOffice();
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>;
}

const deliveryTones: Readonly<Record<DeliveryView["state"], Tone>> = {
  planned: "info", armed: "info", sent: "info", confirmed: "ok", refused: "bad", unknown: "bad", missed: "bad",
};

export function DeliveryTag({ state }: { readonly state: DeliveryView["state"] }) {
  const { t } = useOffice();
  return <Tag tone={deliveryTones[state]}>{t(`delivery.${state}`)}</Tag>;
}
