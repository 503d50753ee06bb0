import type { CatalogueId } from "#networks/contract/index.ts";
import { useOffice } from "./office.tsx";

/** Which of the profiles of the same name: a department has one on each network. */
export function OnNetwork({ network }: { readonly network: CatalogueId | null }) {
  const { t } = useOffice();
  return network && <span className="dim on-network"> {t(`network.${network}`)}</span>;
}
