import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { StopView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useStop } from "./use-stop.ts";

/** Stops what would go out by itself; shown to who may, wherever one may be when it is needed. */
export function StopButton() {
  const { t } = useOffice();
  const stop = useStop();
  const [open, setOpen] = useState(false);
  if (!stop.data || stop.data.mayStop.length === 0) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog">{t("stop.act")}</Button>
      <Dialog title={t("stop.title")} open={open} onClose={() => setOpen(false)}>
        <StopForm view={stop.data} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function StopForm({ view, onClose }: { readonly view: StopView; readonly onClose: () => void }) {
  const { t } = useOffice();
  const stop = useWrite("POST /stops");
  const [everything, setEverything] = useState(view.mayStopAll);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(view.mayStop.length === 1 ? view.mayStop.map((profile) => profile.id) : []));
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const lacksProfile = !everything && chosen.size === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(true);
    if (reason.trim() === "" || lacksProfile) return;
    stop.mutate({ profileIds: everything ? null : [...chosen], reason: reason.trim() }, { onSuccess: onClose });
  };
  const toggle = (id: string) => setChosen((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id]));
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p>{t("stop.hint")}</p>
      <Field label={t("stop.reason")} hint={t("stop.reasonHint")} error={wanting && reason.trim() === "" ? t("refusal.reason-missing") : undefined}>
        {(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <fieldset>
        <legend>{t("stop.scope")}</legend>
        {wanting && lacksProfile && <p className="field-error" role="alert">{t("stop.someMissing")}</p>}
        {view.mayStopAll && (
          <>
            <label className="choice"><input type="radio" name="stop-scope" checked={everything} onChange={() => setEverything(true)} />{t("stop.all")}</label>
            <label className="choice"><input type="radio" name="stop-scope" checked={!everything} onChange={() => setEverything(false)} />{t("stop.some")}</label>
          </>
        )}
        {!everything && (
          <div className={view.mayStopAll ? "indent" : ""}>
            {view.mayStop.map((profile) => (
              <label key={profile.id} className="choice">
                <input type="checkbox" checked={chosen.has(profile.id)} onChange={() => toggle(profile.id)} />
                <span>{profile.name} <span className="dim">{t(`network.${profile.network}`)}</span></span>
              </label>
            ))}
          </div>
        )}
      </fieldset>
      {stop.error && <Failure error={stop.error} />}
      <div className="row">
        <Button type="submit" look="bad" busy={stop.isPending}>{t("stop.now")}</Button>
        <Button onClick={onClose}>{t("shell.back")}</Button>
      </div>
    </form>
  );
}
