import { useState } from "react";
import { Dialog } from "#web/ui/dialog.tsx";
import { Button, Note, Tag, type Tone } from "#web/ui/elements.tsx";
import type { ConnectionView, ProfileView } from "../../views.ts";
import type { connectionTroubles } from "../../vocabulary.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

export interface ConnectionSearch {
  readonly trouble?: (typeof connectionTroubles)[number];
  readonly registered?: string;
  readonly allowed?: string;
  readonly code?: string;
}

export const connectionTones: Readonly<Record<ConnectionView["state"], Tone>> = { connected: "ok", missing: "wait", "needs-person": "bad" };

/** What came of the way to the server, when it was not a connection. */
export function ConnectionTrouble({ search }: { readonly search: ConnectionSearch }) {
  const { t, say } = useOffice();
  const { trouble, ...data } = search;
  return trouble && <Note tone="bad" title={t("shell.failed")} live="alert"><p>{say({ kind: trouble, ...data })}</p></Note>;
}

/** How a profile stands with its account's server, and the way to connect it. */
export function ConnectionCard({ profile, connection }: { readonly profile: ProfileView; readonly connection: ConnectionView }) {
  const { t, may, format, clock } = useOffice();
  const now = clock.now();
  const connect = useWrite("POST /profiles/:id/connection");
  const disconnect = useWrite("POST /profiles/:id/connection/remove");
  const [asking, setAsking] = useState(false);
  const { failure, state } = connection;
  const go = () => connect.mutate({ id: profile.id }, { onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl) });
  return (
    <section className="card stack" aria-labelledby="connection">
      <div className="row wide"><h2 id="connection">{t("profiles.connection")}</h2><Tag tone={connectionTones[state]}>{t(`profiles.connectionIs.${state}`)}</Tag></div>
      {failure && <Note tone={state === "needs-person" ? "bad" : "wait"}>
        <p>{state === "needs-person" ? t("profiles.mustReconnect", { when: format.moment(failure.since, now), code: failure.code }) : t("profiles.failing", { when: format.moment(failure.since, now), code: failure.code })}</p>
      </Note>}
      {state !== "missing" && (
        <dl className="facts">
          {connection.program && <><dt>{t("profiles.server")}</dt><dd>{connection.program}</dd></>}
          {connection.connectedAt && <><dt>{t("profiles.since")}</dt><dd>{format.moment(connection.connectedAt, now)}</dd></>}
          {connection.goodAt && <><dt>{t("profiles.lastGood")}</dt><dd>{format.moment(connection.goodAt, now)}</dd></>}
          <dt>{t("profiles.lastRead")}</dt><dd>{connection.readAt ? format.moment(connection.readAt, now) : t("profiles.notRead")}</dd>
        </dl>
      )}
      {may("connection.manage") && ["opening", "active", "dormant", "closing"].includes(profile.state) && (
        <>
          {state !== "connected" && <p className="hint">{t("profiles.connectHint", { address: profile.address })}</p>}
          {connect.error && <Failure error={connect.error} />}
          <div className="row">
            <Button {...(state === "connected" ? {} : { look: "go" as const })} busy={connect.isPending} onClick={go}>{state === "missing" ? t("profiles.connect") : t("profiles.connectAgain")}</Button>
            {state !== "missing" && <Button onClick={() => setAsking(true)}>{t("profiles.disconnect")}</Button>}
          </div>
        </>
      )}
      <Dialog title={t("profiles.disconnect")} open={asking} onClose={() => setAsking(false)}>
        <div className="stack">
          <p>{t("profiles.disconnectSure")}</p>
          {disconnect.error && <Failure error={disconnect.error} />}
          <div className="row">
            <Button look="bad" busy={disconnect.isPending} onClick={() => disconnect.mutate({ id: profile.id }, { onSuccess: () => setAsking(false) })}>{t("profiles.disconnect")}</Button>
            <Button onClick={() => setAsking(false)}>{t("shell.back")}</Button>
          </div>
        </div>
      </Dialog>
    </section>
  );
}
