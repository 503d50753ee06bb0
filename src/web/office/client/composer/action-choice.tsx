import { Field } from "#web/ui/elements.tsx";
import type { DraftContent } from "../../draft-content.ts";
import { stretchInWords } from "../coverage/days.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";

/** To which communication action a draft belongs (EDI-10); nothing is asked where the council has none. */
export function ActionChoice({ content, change }: { readonly content: DraftContent; readonly change: (update: (content: DraftContent) => DraftContent) => void }) {
  const { t, format, text } = useOffice();
  const actions = useRead("GET /actions", {}).data ?? [];
  const offered = actions.filter((action) => action.state !== "closed" || action.id === content.actionId);
  const chosen = offered.find((action) => action.id === content.actionId);
  if (offered.length === 0) return null;
  return (
    <Field label={t("actions.one")} hint={chosen ? stretchInWords({ t, format }, chosen) : t("actions.choiceHint")}>
      {(ties) => (
        <select {...ties} value={content.actionId ?? ""} onChange={(event) => change((now) => ({ ...now, actionId: event.target.value || null }))}>
          <option value="">{t("actions.noOne")}</option>
          {offered.map((action) => <option key={action.id} value={action.id}>{text(action.title)}</option>)}
        </select>
      )}
    </Field>
  );
}
