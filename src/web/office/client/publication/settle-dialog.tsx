import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { InputOf } from "../../contract.ts";
import type { DeliveryView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

type Decision = InputOf<"POST /deliveries/:id/settle">["decision"];

const choices: Readonly<Partial<Record<DeliveryView["state"], readonly Decision[]>>> = {
  unknown: ["it-is-out", "it-is-not-out", "give-up"],
  missed: ["send-now", "give-up"],
  refused: ["send-now", "give-up"],
};

/** A person answers what we cannot know, or decides what to do with what came too late. */
export function SettleDialog({ delivery, open, onClose }: { readonly delivery: Pick<DeliveryView, "id" | "state" | "profile">; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const settle = useWrite("POST /deliveries/:id/settle");
  const [decision, setDecision] = useState<Decision>();
  const [url, setUrl] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!decision);
    if (decision) settle.mutate({ id: delivery.id, decision, url: decision === "it-is-out" && url.trim() ? url.trim() : null }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t(delivery.state === "unknown" ? "settle.unknownTitle" : "settle.missedTitle")} open={open} onClose={onClose}>
      <p>{t(delivery.state === "unknown" ? "settle.unknownHint" : "settle.missedHint", { profile: delivery.profile })}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("settle.question")}</legend>
          {wanting && !decision && <p className="field-error" role="alert">{t("settle.missing")}</p>}
          {(choices[delivery.state] ?? []).map((each) => (
            <label key={each} className="choice"><input type="radio" name={`settle-${delivery.id}`} checked={decision === each} onChange={() => setDecision(each)} />{t(`settle.decision.${each}`)}</label>
          ))}
        </fieldset>
        {decision === "it-is-out" && (
          <Field label={t("settle.address")} hint={t("shell.optional")}>
            {(ties) => <input {...ties} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
          </Field>
        )}
        {settle.error && <Failure error={settle.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={settle.isPending}>{t("settle.act")}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
