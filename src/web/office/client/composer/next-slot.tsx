import { useState } from "react";
import { Button } from "#web/ui/elements.tsx";
import { call } from "../call.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** The next free slot of the profiles chosen, at one press (EDI-6). */
export function NextSlot({ profiles, publicationId, onFound }: { readonly profiles: readonly string[]; readonly publicationId: string; readonly onFound: (local: string) => void }) {
  const { t } = useOffice();
  const [state, setState] = useState<"idle" | "asking" | "none" | Error>("idle");
  if (profiles.length === 0) return null;
  const ask = async () => {
    setState("asking");
    try {
      const { next } = await call("GET /next-slot", { profiles: profiles.join(","), publicationId });
      setState(next === null ? "none" : "idle");
      if (next) onFound(next.local);
    } catch (error) {
      setState(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <div className="stack tight">
      <div><Button small busy={state === "asking"} onClick={() => void ask()}>{t("slots.useNext")}</Button></div>
      {state === "none" && <p className="dim" role="status">{t("slots.noneFree")}</p>}
      {state instanceof Error && <Failure error={state} />}
    </div>
  );
}
