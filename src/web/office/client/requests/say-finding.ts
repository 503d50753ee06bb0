import type { RequestFinding } from "#modules/lifecycle/rules/request.ts";
import type { Format } from "#web/i18n/format.ts";
import type { Translate } from "#web/i18n/translate.ts";

const whats = ["objectives", "publics", "networks", "interactionTypes", "managers", "shortSamples", "longSamples", "indicators", "similarProfiles"] as const;

/** What a part of the form still lacks, as a sentence. */
export function sayFinding(t: Translate, format: Format, finding: RequestFinding): string {
  const { data } = finding;
  const word = (group: string, value: unknown): string => {
    const key = `${group}.${String(value)}`;
    return t.has(key) ? t(key) : String(value);
  };
  switch (finding.kind) {
    case "too-few": return t("requestFinding.too-few", { what: t(`requestWhat.${whats.find((each) => each === data["what"]) ?? "managers"}`), have: format.number(Number(data["have"])), need: format.number(Number(data["need"])) });
    case "text-missing":
    case "check-missing": return t("requestFinding.text-missing", { field: word("requestField", data["field"]) });
    case "name-missing": return t("requestFinding.name-missing", { language: format.languageName(String(data["language"])) });
    case "handle-missing": return t("requestFinding.handle-missing", { network: word("network", data["network"]) });
    case "campaign-short": return t("requestFinding.campaign-short", { have: format.number(Number(data["have"])), need: format.number(Number(data["need"])) });
    default: return t(`requestFinding.${finding.kind}`);
  }
}
