import { type FormEvent, useState } from "react";
import { Button } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { TemplateContentView, TemplateView } from "../../template-views.ts";
import { ByLanguage } from "../by-language.tsx";
import { useRead, useWrite } from "../data.ts";
import { NameAndUnit } from "../name-and-unit.tsx";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** «Guardar como plantilla» (EDI-9): what is written, under a name. */
export function KeepTemplate({ content, open, onClose }: { readonly content: DraftContent; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const { title, profiles, texts, forks, media, exception, unitId } = content;
  return (
    <Dialog title={t("templates.keep")} open={open} onClose={onClose}>
      <TemplateForm start={{ name: "", unitId, content: { title, profiles, texts, forks, media, exception, groups: [], atNextSlot: false } }} onClose={onClose} />
    </Dialog>
  );
}

/** A template that there is: its name, whose it is, and all that it says. */
export function ChangeTemplate({ template, onClose }: { readonly template: TemplateView; readonly onClose: () => void }) {
  const { t } = useOffice();
  return (
    <Dialog title={t("templates.changing", { name: template.name })} open onClose={onClose}>
      <TemplateForm template={template} start={template} onClose={onClose} />
    </Dialog>
  );
}

function TemplateForm({ template, start, onClose }: {
  readonly template?: TemplateView;
  readonly start: Pick<TemplateView, "name" | "unitId"> & { readonly content: TemplateContentView };
  readonly onClose: () => void;
}) {
  const { session, t, text } = useOffice();
  const toast = useToast();
  const groups = useRead("GET /profile-groups", {});
  const profiles = useRead("GET /profiles", {});
  const add = useWrite("POST /templates");
  const put = useWrite("PUT /templates/:id");
  const [name, setName] = useState(start.name);
  const [unitId, setUnitId] = useState(start.unitId ?? "");
  const [content, setContent] = useState<TemplateContentView>(start.content);
  const [wanting, setWanting] = useState(false);
  const mayWhole = session.actions.includes("template.keep-for-council");
  const missing = { name: !name.trim(), unit: unitId === "" && !mayWhole };
  // A group whose profiles are all chosen: the template may name it instead of them, and follows its changes.
  const offered = (groups.data ?? []).filter((group) => content.groups.includes(group.id) || (group.profiles.length > 0 && group.profiles.every((id) => start.content.profiles.includes(id))));
  const inGroups = new Set(offered.filter(({ id }) => content.groups.includes(id)).flatMap((group) => group.profiles));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(missing.name || missing.unit);
    if (missing.name || missing.unit) return;
    const kept = { name: name.trim(), unitId: unitId || null, content: { ...content, profiles: content.profiles.filter((id) => !inGroups.has(id)) } };
    const onSuccess = () => {
      toast({ message: t("templates.kept", { name: kept.name }) });
      onClose();
    };
    if (template) put.mutate({ id: template.id, revision: template.revision, ...kept }, { onSuccess });
    else add.mutate(kept, { onSuccess });
  };
  const error = add.error ?? put.error;
  const nameOf = (id: string) => text(profiles.data?.find((profile) => profile.id === id)?.displayName ?? null) || t("groups.unknown");
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {!template && <p className="measure dim">{t("templates.what", { example: "{{fecha}}" })}</p>}
      <NameAndUnit
        label={t("templates.name")} unitHint={t("templates.unitHint")} mayWhole={mayWhole} value={{ name, unitId }}
        errors={{ name: wanting && missing.name ? t("refusal.template-name-missing") : undefined, unitId: wanting && missing.unit ? t("check.PUB-unit") : undefined }}
        onChange={(kept) => {
          setName(kept.name);
          setUnitId(kept.unitId);
        }}
      />
      {template && (
        <>
          <p className="hint">{t("templates.blanksHint", { example: "{{fecha}}" })}</p>
          <ByLanguage label={t("composer.texts")} value={content.texts} long maxLength={20_000} onChange={(texts) => setContent((now) => ({ ...now, texts }))} />
          {Object.entries(content.forks).map(([id, own]) => (
            <fieldset key={id} className="stack tight">
              <legend>{nameOf(id)}</legend>
              <ByLanguage
                label={t("composer.texts")} value={own} long maxLength={20_000}
                // An own text that is emptied is none: the profile follows the common one again.
                onChange={(texts) => setContent((now) => ({ ...now, forks: { ...now.forks, [id]: Object.fromEntries(Object.entries(texts).filter(([, said]) => said !== "")) } }))}
              />
            </fieldset>
          ))}
          {content.profiles.length > 0 && (
            <fieldset>
              <legend>{t("nav.profiles")}</legend>
              <div className="chips">
                {start.content.profiles.map((id) => (
                  <label key={id}>
                    <input type="checkbox" checked={content.profiles.includes(id)} onChange={(event) => setContent((now) => ({ ...now, profiles: event.target.checked ? [...now.profiles, id] : now.profiles.filter((each) => each !== id) }))} />
                    <span>{nameOf(id)}</span>
                  </label>
                ))}
              </div>
            </fieldset>
          )}
        </>
      )}
      {offered.length > 0 && (
        <fieldset>
          <legend>{t("groups.saved")}</legend>
          <p className="hint">{t("templates.groupsHint")}</p>
          <div className="chips">
            {offered.map((group) => (
              <label key={group.id}>
                <input type="checkbox" checked={content.groups.includes(group.id)} onChange={(event) => setContent((now) => ({ ...now, groups: event.target.checked ? [...now.groups, group.id] : now.groups.filter((id) => id !== group.id) }))} />
                <span>{group.name}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <label className="choice"><input type="checkbox" checked={content.atNextSlot} onChange={(event) => setContent((now) => ({ ...now, atNextSlot: event.target.checked }))} />{t("templates.atNextSlot")}</label>
      {error && <Failure error={error} />}
      <div className="row"><Button type="submit" look="go" busy={add.isPending || put.isPending}>{t("templates.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
    </form>
  );
}
