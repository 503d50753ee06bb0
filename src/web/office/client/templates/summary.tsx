import type { TemplateView } from "../../template-views.ts";
import { openBlanks } from "../composer/blanks.ts";
import { useOffice } from "../office.tsx";

/** Whose a template is, who says it, and what it asks for. */
export function TemplateSummary({ template: { unit, content } }: { readonly template: TemplateView }) {
  const { t, format, text } = useOffice();
  const blanks = openBlanks(content);
  return (
    <span className="dim">
      {[
        unit ? text(unit) : t("sources.wholeCouncil"),
        ...(content.profiles.length > 0 ? [t("groups.profiles", { count: content.profiles.length })] : []),
        ...(content.groups.length > 0 ? [t("templates.groups", { count: content.groups.length })] : []),
        ...(blanks.length > 0 ? [t("templates.asks", { what: format.list(blanks.map(({ written }) => written)) })] : []),
      ].join(" · ")}
    </span>
  );
}
