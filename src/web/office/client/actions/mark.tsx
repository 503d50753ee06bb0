import { Icon } from "#web/ui/icon.tsx";
import { useOffice } from "../office.tsx";

/** That a publication belongs to an action, in words: a flag and the action's name. */
export function ActionMark({ title }: { readonly title: string }) {
  const { t } = useOffice();
  return <span className="tag plain-tag action-mark"><Icon name="flag" size={12} /><span className="sr">{t("actions.of")} </span>{title}</span>;
}
