import { Note, Outside } from "#web/ui/elements.tsx";
import type { LifeView, ProfileView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Act, ActNow } from "./act.tsx";

/** What became of a profile that was found: ours, reported, or nothing to do with us (Annex E). */
export function Found({ profile, life }: { readonly profile: ProfileView; readonly life: LifeView }) {
  const { t, text, format } = useOffice();
  const ratify = useWrite("POST /profiles/:id/ratify-claim");
  const { found } = life;
  return (
    <>
      {found && (
        <Note tone={found.decision === "claimed" && found.ratifiedAt === null ? "wait" : "info"} title={t(`foundDecision.${found.decision}`)}>
          <p>{format.longDay(found.at)} · {found.by} · «{found.reason}»</p>
          {found.unit && <p>{t("composer.unit")}: {text(found.unit)}</p>}
          {found.reportUrl && found.reportedOn && <p><Outside href={found.reportUrl} newTab={t("shell.newTab")}>{found.reportUrl}</Outside> · {format.longDay(`${found.reportedOn}T12:00:00.000Z`)}</p>}
          {found.decision === "claimed" && found.ratifiedAt === null && <p className="dim">{t("life.waitsForSecond")}</p>}
        </Note>
      )}
      {life.may.ratifyClaim && <ActNow label={t("life.ratifyClaim")} error={ratify.error} busy={ratify.isPending} onSend={() => ratify.mutate({ id: profile.id })} />}
      {life.may.settleFound && <Decide profile={profile} />}
    </>
  );
}

function Decide({ profile }: { readonly profile: ProfileView }) {
  const { t, text, session, format } = useOffice();
  const claim = useWrite("POST /profiles/:id/claim");
  const settle = useWrite("POST /profiles/:id/settle-found");
  const units = useRead("GET /units", {});
  const { languages } = session.council;
  const missing = t("life.missing");
  const reason = { name: "reason", label: t("life.reason"), kind: "text" as const };
  const { id } = profile;
  const errorOf = (decision: "reported" | "dismissed") => (settle.variables?.decision === decision ? settle.error : null);
  if (!units.data) return null;
  return (
    <div className="row acts">
      <Act label={t("life.claim")} look="go" missing={missing} error={claim.error} busy={claim.isPending} note={<p className="dim">{t("life.claimHint")}</p>} fields={[
        { name: "unitId", label: t("composer.unit"), kind: "select", options: units.data.map((unit) => [unit.id, text(unit.name)] as const) },
        ...languages.map((tag) => ({ name: `name-${tag}`, label: t("profiles.nameIn", { language: format.languageName(tag) }) })), reason,
      ]} onSend={(typed) => claim.mutate({ id, unitId: typed["unitId"] ?? "", name: Object.fromEntries(languages.map((tag) => [tag, typed[`name-${tag}`]?.trim() ?? ""])), reason: typed["reason"] ?? "" })} />
      <Act label={t("life.reportFound")} missing={missing} error={errorOf("reported")} busy={settle.isPending} note={<p className="dim">{t("life.reportHint")}</p>} fields={[
        { name: "url", label: t("life.reportAddress"), hint: t("life.reportAddressHint") }, { name: "day", label: t("life.reportDay"), kind: "day" }, reason,
      ]} onSend={(typed) => settle.mutate({ id, decision: "reported", reason: typed["reason"] ?? "", reportUrl: typed["url"] ?? "", reportedOn: typed["day"] ?? "" })} />
      <Act label={t("life.dismissFound")} missing={missing} error={errorOf("dismissed")} busy={settle.isPending} fields={[reason]} onSend={(typed) => settle.mutate({ id, decision: "dismissed", reason: typed["reason"] ?? "" })} />
    </div>
  );
}
