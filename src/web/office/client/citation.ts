import type { Translate } from "#web/i18n/translate.ts";

/** Where a value is said, in the reader's language where it is one of the product's own grounds; what a council cites stands as it wrote it. */
export function citationText(t: Translate, citation: string): string {
  const key = `citation.${citation.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
  return t.has(key) ? t(key) : citation;
}
