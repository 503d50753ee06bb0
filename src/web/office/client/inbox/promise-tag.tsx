import { Tag } from "#web/ui/elements.tsx";
import type { ConversationSummary } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { urgencyOf } from "./promise.ts";

export function PromiseTag({ of, now }: { readonly of: Pick<ConversationSummary, "state" | "due" | "disposition">; readonly now: string }) {
  const { t, format } = useOffice();
  const { key, tone, at } = urgencyOf(of, now);
  return <Tag tone={tone}>{t(key, at === null ? {} : { when: format.ago(at, now) })}</Tag>;
}
