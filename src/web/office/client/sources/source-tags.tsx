import { Tag, type Tone } from "#web/ui/elements.tsx";
import type { SourceState, SourceView } from "../../views.ts";
import { useOffice } from "../office.tsx";

export const stateTones: Readonly<Record<SourceState, Tone>> = { proposed: "wait", active: "ok", migrating: "info", retired: "dim" };

/** How a source stands, and what is to be put right about it. */
export function SourceTags({ source }: { readonly source: SourceView }) {
  const { t } = useOffice();
  return (
    <>
      <Tag tone={stateTones[source.state]}>{t(`sourceState.${source.state}`)}</Tag>
      {source.state !== "retired" && source.provenAt === null && <Tag tone="wait">{t("sources.notProven")}</Tag>}
      {source.statementIsOld && <Tag tone="wait">{t("sources.statementOld")}</Tag>}
      {source.isOverdue && <Tag tone="bad">{t("sources.notReached")}</Tag>}
    </>
  );
}
