import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { Button, Empty, Field, Tag, type Tone } from "#web/ui/elements.tsx";
import type { RequestState } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { Audience } from "./audience.tsx";
import { ProfileTabs } from "../profiles/profile-tabs.tsx";
import { useKeys } from "../shell/keys.ts";

export const requestTones: Readonly<Record<RequestState, Tone>> = { requested: "info", submitted: "wait", in_review: "wait", alternative: "wait", rejected: "bad", approved: "ok", withdrawn: "dim" };

/** Profiles that were asked for, and where each request is. */
export function Requests() {
  const { t, text, format, may } = useOffice();
  const requests = useRead("GET /requests", {});
  return (
    <Page title={t("profileTabs.requests")}>
      <ProfileTabs current="requests" />
      <div className="stack settings-body">
        {may("request.write") && <Start />}
        <Loaded read={requests}>
          {(all) => all.length === 0 ? (
            <Empty icon="badge" title={t("requests.none")}><p className="measure">{t("requests.noneHint")}</p></Empty>
          ) : (
            <div className="card"><table className="cards">
              <caption className="sr">{t("profileTabs.requests")}</caption>
              <thead><tr><th scope="col">{t("requests.name")}</th><th scope="col">{t("composer.unit")}</th><th scope="col">{t("profiles.network")}</th><th scope="col">{t("profiles.state")}</th><th scope="col">{t("requests.saved")}</th></tr></thead>
              <tbody>{all.map((row) => (
                <tr key={row.id}>
                  <th scope="row"><Link to="/requests/$id" params={{ id: row.id }} data-row="">{text(row.name) || t("requests.untitled")}</Link>{row.purpose && <span className="dim by">{row.purpose.slice(0, 120)}</span>}</th>
                  <td data-label={t("composer.unit")}>{text(row.unit) || "—"}</td>
                  <td data-label={t("profiles.network")}>{format.list(row.networks.map((network) => t(`network.${network}`))) || "—"}</td>
                  <td data-label={t("profiles.state")}><Tag tone={requestTones[row.state]}>{t(`requestState.${row.state}`)}</Tag></td>
                  <td data-label={t("requests.saved")} className="n"><time dateTime={row.savedAt}>{format.longDay(row.savedAt)}</time></td>
                </tr>
              ))}</tbody>
            </table></div>
          )}
        </Loaded>
        <Audience />
      </div>
    </Page>
  );
}

function Start() {
  const { t, text, session } = useOffice();
  const navigate = useNavigate();
  const form = useRef<HTMLDetailsElement>(null);
  useKeys({
    n: () => {
      form.current?.setAttribute("open", "");
      form.current?.querySelector("select")?.focus();
    },
  }, { singleKeys: session.preferences.singleKeys });
  const units = useRead("GET /units", {});
  const start = useWrite("POST /requests");
  const [unitId, setUnit] = useState("");
  const chosen = unitId || units.data?.[0]?.id || "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ unitId: chosen }, { onSuccess: ({ requestId }) => void navigate({ to: "/requests/$id", params: { id: requestId } }) });
  };
  return (
    <details className="act" ref={form}>
      <summary className="btn go">{t("requests.new")}{session.preferences.singleKeys && <> <kbd>N</kbd></>}</summary>
      <form className="stack tight act-form" onSubmit={submit}>
        <p className="measure">{t("requests.newHint")}</p>
        <Field label={t("requests.forUnit")}>
          {(ties) => <select {...ties} value={chosen} onChange={(event) => setUnit(event.target.value)}>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}</select>}
        </Field>
        {start.error && <Failure error={start.error} />}
        <div><Button type="submit" look="go" busy={start.isPending}>{t("requests.start")}</Button></div>
      </form>
    </details>
  );
}
