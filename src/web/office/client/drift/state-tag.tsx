import { Tag, type Tone } from "#web/ui/elements.tsx";
import type { DriftRowView } from "../../views.ts";
import { useOffice } from "../office.tsx";

const tones: Readonly<Record<DriftRowView["state"], Tone>> = { stored: "dim", detected: "bad", assigned: "wait", corrected: "ok", page_fixed: "ok", not_material: "info" };

/** How far a drift has come, and that it is late. */
export function DriftTags({ drift }: { readonly drift: DriftRowView }) {
  const { t } = useOffice();
  const decided = drift.state === "assigned" && drift.decision ? drift.decision : undefined;
  return (
    <>
      <Tag tone={tones[drift.state]}>{decided ? t(`drifts.decided.${decided}`) : t(`driftState.${drift.state}`)}</Tag>
      {drift.late && <Tag tone="bad">{t("drifts.late")}</Tag>}
    </>
  );
}
