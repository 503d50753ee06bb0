import { Button, Note, Tag } from "#web/ui/elements.tsx";
import { Subscribe } from "../calendar/subscribe.tsx";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { LanguageSwitch } from "../shell/language-switch.tsx";
import { usePreferences, useSignOut } from "../shell/preferences.ts";
import { browserName } from "./browser-name.ts";
import { Commitments } from "./commitments.tsx";
import { Notices } from "./notices.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

const FEW_CODES = 3;

/** The person's own: language, keys, second factor, where the session is open. */
export function Account() {
  const { session, t, format, text, clock } = useOffice();
  const account = useRead("GET /account", {});
  const revoke = useWrite("POST /account/sessions/:id/revoke");
  const signOut = useSignOut();
  const { preferences, choose, error } = usePreferences();
  const now = clock.now();
  return (
    <Page title={t("nav.account")}>
      <SettingsTabs current="account" />
      <div className="halves settings-body">
        <section className="card stack" aria-labelledby="me">
          <h2 id="me">{session.person.name}</h2>
          <dl className="facts">
            <dt>{t("account.post")}</dt><dd>{t(`postType.${session.person.postType}`)}{session.person.unit && ` · ${text(session.person.unit)}`}</dd>
            <dt>{t("account.roles")}</dt><dd>{format.list(session.roles.map((role) => t(`role.${role}`)))}</dd>
            {account.data && <><dt>{t("account.email")}</dt><dd>{account.data.email}</dd></>}
            {account.data?.lastSignIn && <><dt>{t("account.lastSignIn")}</dt><dd>{format.moment(account.data.lastSignIn, now)}</dd></>}
          </dl>
          <div><Button onClick={() => signOut.mutate()} busy={signOut.isPending}>{t("shell.signOut")}</Button></div>
        </section>
        <section className="card stack" aria-labelledby="preferences">
          <h2 id="preferences">{t("account.preferences")}</h2>
          <LanguageSwitch name="account-language" />
          <div>
            <label className="choice">
              <input type="checkbox" checked={preferences.singleKeys} onChange={(event) => choose({ singleKeys: event.target.checked })} />
              {t("keys.single")}
            </label>
            <p className="hint">{t("keys.singleHint")}</p>
          </div>
          {error && <Failure error={error} />}
        </section>
        <Subscribe />
        <Commitments />
        <Loaded read={account}>
          {(view) => (
            <section className="card stack" aria-labelledby="security">
              <h2 id="security">{t("account.security")}</h2>
              {!session.council.example && <p>{t("account.codesLeft", { count: view.recoveryCodesLeft })}</p>}
              {view.recoveryCodesLeft < FEW_CODES && !session.council.example && <Note tone="wait" title={t("account.fewCodes")} />}
              <h3>{t("account.sessions")}</h3>
              <ul className="list">
                {view.sessions.map((each) => (
                  <li key={each.id} className="row wide between">
                    <div className="grow">
                      <p className="breakable">{browserName(each.agent) ?? t("account.unknownAgent")} {each.current && <Tag tone="ok">{t("account.thisOne")}</Tag>}</p>
                      <p className="dim">{t("account.since", { when: format.moment(each.startedAt, now) })} · {t("account.seen", { ago: format.ago(each.seenAt, now) })}</p>
                    </div>
                    {!each.current && <Button small onClick={() => revoke.mutate({ id: each.id })} busy={revoke.isPending && revoke.variables.id === each.id}>{t("account.end")}<span className="sr">: {browserName(each.agent) ?? t("account.unknownAgent")}</span></Button>}
                  </li>
                ))}
              </ul>
              {revoke.error && <Failure error={revoke.error} />}
            </section>
          )}
        </Loaded>
        <Notices />
      </div>
    </Page>
  );
}
