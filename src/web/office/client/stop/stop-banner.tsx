import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Note } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { StopView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useStop } from "./use-stop.ts";

/** On every screen while something is stopped: what, who, when, why, and what each can do. */
export function StopBanner() {
  const stop = useStop();
  if (!stop.data) return null;
  return <>{stop.data.open.map((each) => <Stopped key={each.id} stop={each} />)}</>;
}

function Stopped({ stop }: { readonly stop: StopView["open"][number] }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const [ending, setEnding] = useState(false);
  return (
    <Note tone="bad" live="alert" title={stop.profiles === null ? t("stop.openAll") : t("stop.openSome", { profiles: format.list(stop.profiles) })}>
      <p>{t("stop.who", { who: stop.by, when: format.moment(stop.at, now), reason: stop.reason })}</p>
      <p>{t("stop.what")} {stop.mayResume ? t("stop.whatEnd") : t("stop.whatWait")}</p>
      <p className="row wide">
        <Link to="/">{t("stop.toPaused")}</Link>
        {stop.mayResume && <Button small onClick={() => setEnding(true)}>{t("stop.resume")}</Button>}
      </p>
      <EndDialog stop={stop} open={ending} onClose={() => setEnding(false)} />
    </Note>
  );
}

function EndDialog({ stop, open, onClose }: { readonly stop: StopView["open"][number]; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const resume = useWrite("POST /stops/:id/resume");
  return (
    <Dialog title={t("stop.resumeTitle")} open={open} onClose={onClose}>
      <p>{t("stop.resumeHint")}</p>
      {resume.error && <Failure error={resume.error} />}
      <div className="row">
        <Button look="go" busy={resume.isPending} onClick={() => resume.mutate({ id: stop.id }, { onSuccess: onClose })}>{t("stop.resumeAct")}</Button>
        <Button onClick={onClose}>{t("shell.back")}</Button>
      </div>
    </Dialog>
  );
}
