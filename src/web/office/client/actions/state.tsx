import { Tag, type Tone } from "#web/ui/elements.tsx";
import type { ActionView } from "../../action-views.ts";
import { useOffice } from "../office.tsx";

const tones: Readonly<Record<ActionView["state"], Tone>> = { planned: "info", under_way: "ok", over: "wait", closed: "dim" };

export function ActionState({ state }: { readonly state: ActionView["state"] }) {
  const { t } = useOffice();
  return <Tag tone={tones[state]}>{t(`actions.state.${state}`)}</Tag>;
}
