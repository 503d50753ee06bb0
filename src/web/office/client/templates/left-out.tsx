import { Note } from "#web/ui/elements.tsx";
import type { LeftOutView } from "../../template-views.ts";
import { useOffice } from "../office.tsx";

/** What of a template is not in its draft, each with the reason. */
export function LeftOut({ leftOut }: { readonly leftOut: readonly LeftOutView[] }) {
  const { t, text } = useOffice();
  if (leftOut.length === 0) return null;
  const say = (each: LeftOutView): string => {
    if (each.kind === "group") return t("templates.groupGone");
    if (each.kind === "picture") return `${each.name} (${t(each.because === "gone" ? "templates.pictureGone" : `value.lacks.${each.because}`)})`;
    return `${text(each.name)} (${each.because === "by-hand" ? t("groups.byHand") : each.because === "not-yours" ? t("groups.notYours") : t(`standing.${each.because}`)})`;
  };
  return (
    <Note tone="wait" title={t("templates.leftOut")} live="status">
      <ul className="stack tight">{leftOut.map((each, index) => <li key={index}>{say(each)}</li>)}</ul>
    </Note>
  );
}
