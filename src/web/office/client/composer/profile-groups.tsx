import { type FormEvent, type ReactNode, useState } from "react";
import { Button, Empty } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { ProfileGroupView, ProfileView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { NameAndUnit } from "../name-and-unit.tsx";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { groupNow, withGroup } from "./groups.ts";

/** Saved groups of profiles (EDI-1) around the profiles themselves: one choice for several, and the present choice kept under a name. */
export function ProfileGroups({ content, change, profiles, choosable, children }: {
  readonly content: DraftContent;
  readonly change: (update: (content: DraftContent) => DraftContent) => void;
  readonly profiles: readonly ProfileView[];
  /** Those that this person may choose now. */
  readonly choosable: readonly ProfileView[];
  readonly children: ReactNode;
}) {
  const { session, t } = useOffice();
  const read = useRead("GET /profile-groups", {});
  const groups = read.data ?? [];
  const [open, setOpen] = useState<"list" | "new" | ProfileGroupView>();
  const able = new Set(choosable.map((profile) => profile.id));
  // Of the whole council, or with somebody in it whom one may choose: other departments' groups would only be in the way.
  const shown = groups.filter((group) => group.unitId === null || group.mayChange || group.profiles.some((each) => able.has(each)));
  const mayKeep = session.actions.includes("profile-group.keep");
  return (
    <div className="stack tight">
      {shown.length > 0 && (
        <div className="stack tight" role="group" aria-label={t("groups.saved")}>
          <p className="dim" aria-hidden="true">{t("groups.saved")}</p>
          <div className="chips">
            {shown.map((group) => {
              const now = groupNow(group, content, able);
              return (
                <label key={group.id}>
                  <input
                    type="checkbox" checked={now.chosen} disabled={now.able.length === 0}
                    onChange={(event) => change((was) => withGroup(was, group, event.target.checked, able, profiles.map((each) => each.id)))}
                  />
                  <span>{group.name} <span className="dim n">{now.left.length > 0 ? t("groups.of", { able: now.able.length, all: group.profiles.length }) : group.profiles.length}</span></span>
                </label>
              );
            })}
          </div>
        </div>
      )}
      {shown.map((group) => <LeftOut key={group.id} group={group} content={content} profiles={profiles} able={able} />)}
      {children}
      <p className="row wide">
        {mayKeep && content.profiles.length > 0 && <button type="button" className="link" onClick={() => setOpen("new")}>{t("groups.keep")}</button>}
        {groups.some((group) => group.mayChange) && <button type="button" className="link" onClick={() => setOpen("list")}>{t("groups.edit")}</button>}
      </p>
      {open === "list" && <GroupList groups={groups} onEdit={setOpen} onClose={() => setOpen(undefined)} />}
      {open !== undefined && open !== "list" && (
        <EditGroup
          {...(open === "new" ? {} : { group: open })} profiles={profiles} able={able}
          start={open === "new" ? { name: "", unitId: content.unitId, profiles: content.profiles } : open}
          onClose={() => setOpen(open === "new" ? undefined : "list")}
          // The list shows what was kept before one is at it again: or one's own change would look like another's.
          refresh={() => read.refetch()}
        />
      )}
    </div>
  );
}

/** Who drops out of a group that is chosen, or of one of which nobody is left, and why. */
function LeftOut({ group, content, profiles, able }: { readonly group: ProfileGroupView; readonly content: DraftContent; readonly profiles: readonly ProfileView[]; readonly able: ReadonlySet<string> }) {
  const { t, format } = useOffice();
  const why = useWhy();
  const now = groupNow(group, content, able);
  if (now.left.length === 0 || !(now.chosen || now.able.length === 0)) return null;
  return <p className="hint">{t("groups.without", { group: group.name, profiles: format.list(now.left.map((each) => why(profiles.find((profile) => profile.id === each))), "and") })}</p>;
}

/** A profile that cannot be chosen, with the reason behind its name. */
function useWhy() {
  const { t, text } = useOffice();
  return (profile: ProfileView | undefined): string => {
    if (!profile) return t("groups.unknown");
    const reason = profile.state !== "active" ? t(`standing.${profile.state}`) : profile.spoken ? t("groups.notYours") : t("groups.byHand");
    return `${text(profile.displayName)} (${reason})`;
  };
}

function GroupList({ groups, onEdit, onClose }: { readonly groups: readonly ProfileGroupView[]; readonly onEdit: (group: ProfileGroupView) => void; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const toast = useToast();
  const remove = useWrite("POST /profile-groups/:id/remove");
  const put = useWrite("PUT /profile-groups/:id");
  const mine = groups.filter((group) => group.mayChange);
  const takeAway = ({ id, revision, name, unitId, profiles }: ProfileGroupView) =>
    remove.mutate({ id, revision }, {
      onSuccess: (removed) => toast({ message: t("groups.removed", { name }), action: { label: t("holidays.undo"), run: () => put.mutate({ id, name, unitId, profiles: [...profiles], ...removed }) } }),
    });
  return (
    <Dialog title={t("groups.edit")} open onClose={onClose}>
      {mine.length === 0 && <Empty title={t("groups.none")} />}
      <ul className="list">
        {mine.map((group) => (
          <li key={group.id} className="row between">
            <span>
              <strong>{group.name}</strong><br />
              <span className="dim">{group.unit ? text(group.unit) : t("sources.wholeCouncil")} · {t("groups.profiles", { count: group.profiles.length })}</span>
            </span>
            <span className="row">
              <Button small onClick={() => onEdit(group)}>{t("groups.change")}<span className="sr">: {group.name}</span></Button>
              <Button small busy={remove.isPending} onClick={() => takeAway(group)}>{t("groups.remove")}<span className="sr">: {group.name}</span></Button>
            </span>
          </li>
        ))}
      </ul>
      {remove.error && <Failure error={remove.error} />}
      {put.error && <Failure error={put.error} />}
      <div><Button onClick={onClose}>{t("shell.close")}</Button></div>
    </Dialog>
  );
}

function EditGroup({ group, start, profiles, able, onClose, refresh }: {
  readonly group?: ProfileGroupView;
  readonly start: Pick<ProfileGroupView, "name" | "unitId" | "profiles">;
  readonly profiles: readonly ProfileView[];
  readonly able: ReadonlySet<string>;
  readonly onClose: () => void;
  readonly refresh: () => Promise<unknown>;
}) {
  const { session, t, text } = useOffice();
  const toast = useToast();
  const why = useWhy();
  const add = useWrite("POST /profile-groups");
  const put = useWrite("PUT /profile-groups/:id");
  const [name, setName] = useState(start.name);
  const [unitId, setUnitId] = useState(start.unitId ?? "");
  const [chosen, setChosen] = useState<readonly string[]>(start.profiles);
  const [wanting, setWanting] = useState(false);
  const offered = profiles.filter((profile) => able.has(profile.id) || start.profiles.includes(profile.id));
  const mayWhole = session.actions.includes("profile-group.keep-for-council");
  const missing = { name: !name.trim(), unit: unitId === "" && !mayWhole, profiles: chosen.length === 0 };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(missing.name || missing.unit || missing.profiles);
    if (missing.name || missing.unit || missing.profiles) return;
    const kept = { name: name.trim(), unitId: unitId || null, profiles: [...chosen] };
    const onSuccess = () => {
      toast({ message: t("groups.kept", { name: kept.name }) });
      void refresh().finally(onClose);
    };
    if (group) put.mutate({ id: group.id, revision: group.revision, ...kept }, { onSuccess });
    else add.mutate(kept, { onSuccess });
  };
  const error = add.error ?? put.error;
  return (
    <Dialog title={group ? t("groups.changing", { name: group.name }) : t("groups.keep")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <NameAndUnit
          label={t("groups.name")} unitHint={t("groups.unitHint")} mayWhole={mayWhole} value={{ name, unitId }}
          errors={{ name: wanting && missing.name ? t("refusal.group-name-missing") : undefined, unitId: wanting && missing.unit ? t("check.PUB-unit") : undefined }}
          onChange={(kept) => {
            setName(kept.name);
            setUnitId(kept.unitId);
          }}
        />
        <fieldset>
          <legend>{t("nav.profiles")}</legend>
          {wanting && missing.profiles && <p className="field-error" role="alert">{t("refusal.group-empty")}</p>}
          <div className="chips">
            {offered.map((profile) => (
              <label key={profile.id}>
                <input
                  type="checkbox" checked={chosen.includes(profile.id)}
                  onChange={(event) => setChosen((now) => (event.target.checked ? [...now, profile.id] : now.filter((each) => each !== profile.id)))}
                />
                <span>{able.has(profile.id) ? text(profile.displayName) : why(profile)} <span className="dim">{t(`network.${profile.network}`)}</span></span>
              </label>
            ))}
          </div>
        </fieldset>
        {error && <Failure error={error} />}
        <div className="row"><Button type="submit" look="go" busy={add.isPending || put.isPending}>{t("groups.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
