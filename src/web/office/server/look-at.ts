import { ok, type Result } from "#kernel/result.ts";
import type { ImportedLine, ListRefusal } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { ListImportView } from "../views.ts";

/** A list that is entered, or only looked at: that is undone like a refusal. */
export async function lookAt(services: Services, commit: boolean, work: (tx: Tx) => Promise<Result<readonly ImportedLine[], ListRefusal>>): Promise<Result<ListImportView, { readonly kind: string }>> {
  const looked = await services.command(async (tx) => {
    const imported = await work(tx);
    return imported.ok && !commit ? { ok: false as const, rows: imported.value } : imported;
  });
  if (looked.ok) return ok({ committed: true, rows: looked.value });
  return "rows" in looked ? ok({ committed: false, rows: looked.rows }) : looked;
}
